import type { Rule } from '../../mapping/mapping.ts'
import { scopeOf } from '../../mapping/scope.ts'
import type { Call, Item, Settings } from '../../mapping/translate.ts'
import { gather, isDropped, prepare, redacted } from '../../mapping/translate.ts'
import type { Partner } from '../../partners.ts'
import type { ItemOutcome } from '../call.ts'
import type { Entry } from './chunk.ts'
import { itemDigest } from './chunk.ts'

/** A claimed row: its entries, and the fence under which it was claimed. */
export interface Claimed {
  readonly id: string
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly acceptedAt: number
  readonly entries: readonly Entry[]
}

/** What a round ends for one (event, subscription). */
export type Settled = 'delivered' | 'skipped' | 'rejected' | 'mapping changed' | 'given up' | 'poison'

/** One owed (event, subscription) of a claimed row on its way through a round. */
export interface Work {
  readonly row: Claimed
  readonly entry: Entry
  readonly subscription: string
  readonly rule: Rule | undefined
  readonly items: readonly Item[]
  readonly skipped: readonly string[]
  /** Settled without being sent. */
  readonly settled: Settled | undefined
  readonly message: string | undefined
}

const defaultGiveUpMs = 72 * 3_600_000

/**
 * Translates what claimed rows owe, with the mapping and the settings of the moment: a subscription that is gone or no longer takes the
 * event is `mapping changed`; items that were settled before are left out; what was accepted too long ago is given up.
 */
export function prepareRound(
  rows: readonly Claimed[],
  partner: Partner,
  settings: Settings,
  now: number,
): readonly Work[] {
  const works = rows.flatMap((row) => row.entries.flatMap((entry) => entry.owed.map((owed) => ({ row, entry, owed }))))
  return works.map(({ row, entry, owed }, owner): Work => {
    const { subscription } = owed
    const base = { row, entry, subscription, rule: undefined, items: [], skipped: [], message: undefined }
    const event = redacted(partner.mapping, entry.event)
    const rule = partner.mapping.subscriptions.find(({ name }) => name === subscription)
    if (rule === undefined)
      return {
        ...base,
        settled: 'mapping changed',
        message: `the mapping has no subscription "${subscription}" any more`,
      }
    if (now - row.acceptedAt > (rule.limits.giveUpAfterMs ?? defaultGiveUpMs))
      return { ...base, rule, settled: 'given up', message: 'it was tried for too long' }
    if (isDropped(partner.mapping, event, settings) || rule.explain(scopeOf({ event, settings })) !== undefined) {
      return {
        ...base,
        rule,
        settled: 'mapping changed',
        message: `the subscription "${subscription}" no longer takes this event`,
      }
    }
    const prepared = prepare(rule, event, { owner, settings, now })
    if (prepared.kind !== 'items') return { ...base, rule, settled: prepared.kind, message: prepared.message }
    const done = new Set(owed.done ?? [])
    const items = done.size === 0 ? prepared.items : prepared.items.filter((item) => !done.has(itemDigest(item.value)))
    if (items.length === 0) return { ...base, rule, settled: 'delivered' }
    return { ...base, rule, items, settled: undefined, skipped: owed.done ?? [] }
  })
}

/** A call of a round, and the positions of earlier calls that must end first: those that carry the same user. */
export interface Planned {
  readonly rule: Rule
  readonly call: Call
  readonly after: readonly number[]
}

/** Puts the items of a round into calls, in the order of receipt; a user's items never go in two calls at once. */
export function planCalls(works: readonly Work[], settings: Settings): readonly Planned[] {
  const items = new Map<Rule, Item[]>()
  for (const { rule, items: own } of works) {
    if (rule === undefined || own.length === 0) continue
    const list = items.get(rule)
    if (list === undefined) items.set(rule, [...own])
    else list.push(...own)
  }
  const last = new Map<string, number>()
  const calls = [...items].flatMap(([rule, list]) => gather(rule, list, settings).map((call) => ({ rule, call })))
  const ordered = calls.toSorted((a, b) => firstOwner(a.call) - firstOwner(b.call))
  return ordered.map(({ rule, call }, position) => {
    const users = [...new Set(call.items.map(({ event }) => String(event['userId'] ?? event['anonymousId'] ?? '')))]
    const after = [...new Set(users.flatMap((user) => last.get(user) ?? []))]
    for (const user of users) last.set(user, position)
    return { rule, call, after }
  })
}

function firstOwner(call: Call): number {
  return call.items[0]?.owner ?? 0
}

/** What becomes of one owed (event, subscription) after its calls. */
export type Fate =
  | { readonly kind: 'settled'; readonly as: Settled; readonly message: string | undefined }
  | {
      readonly kind: 'again'
      readonly done: readonly string[]
      readonly slow: boolean
      readonly unauthorized: boolean
      readonly retryAfterMs: number | undefined
    }

/** Judges one owed (event, subscription) by the outcomes of its items: all settled, or the rest goes again. Items not sent at all (no time) go again too. */
export function fateOf(work: Work, outcomes: readonly ItemOutcome[]): Fate {
  if (work.settled !== undefined) return { kind: 'settled', as: work.settled, message: work.message }
  const open = outcomes.filter(({ outcome }) => outcome !== 'delivered' && outcome !== 'rejected')
  const missing = work.items.length - outcomes.length
  if (open.length === 0 && missing === 0) {
    const rejected = outcomes.find(({ outcome }) => outcome === 'rejected')
    const delivered = outcomes.some(({ outcome }) => outcome === 'delivered') || work.skipped.length > 0
    return rejected === undefined || delivered
      ? {
          kind: 'settled',
          as: delivered || rejected === undefined ? 'delivered' : 'rejected',
          message: rejected?.message,
        }
      : { kind: 'settled', as: 'rejected', message: rejected.message }
  }
  const settledNow = outcomes
    .filter(({ outcome }) => outcome === 'delivered' || outcome === 'rejected')
    .map(({ item }) => itemDigest(item.value))
  return {
    kind: 'again',
    done: [...work.skipped, ...settledNow],
    slow: open.some(({ message }) => message?.includes('429') === true || message?.includes('in time') === true),
    unauthorized: open.some(({ outcome }) => outcome === 'unauthorized'),
    retryAfterMs: Math.max(0, ...open.map(({ retryAfterMs }) => retryAfterMs ?? 0)) || undefined,
  }
}
