import { textOf } from '../../mapping/json.ts'
import type { Rule } from '../../mapping/mapping.ts'
import { scopeOf } from '../../mapping/scope.ts'
import type { Call, EventLike, Item, Settings } from '../../mapping/translate.ts'
import { gather, isDropped, prepare, redacted } from '../../mapping/translate.ts'
import type { Partner } from '../../partners.ts'
import type { ItemOutcome } from '../call.ts'
import type { Told } from '../circuit.ts'
import type { Entry, Owed } from './chunk.ts'
import { deliveryId, itemDigest, settle } from './chunk.ts'
import type { Ended } from './ended.ts'

/** A claimed row with its entries, and the fence under which it was claimed. */
export interface Claimed {
  readonly id: string
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly acceptedAt: number
  readonly request: string | undefined
  readonly entries: readonly Entry[]
}

/** One owed (event, subscription) of a claimed row on its way through a round. */
export interface Work {
  readonly row: Claimed
  readonly entry: Entry
  readonly owed: Owed
  readonly rule: Rule | undefined
  readonly items: readonly Item[]
  /** How it ended without being sent. */
  readonly ended: Ended | undefined
  readonly message: string | undefined
}

/** For whom a round works, and when (ms). `cancelled`: deliveries that an operator cancelled, with the reason; `isVoid`: whether an event's user was deleted after its receipt. */
export interface PlanFor {
  readonly partner: Partner
  readonly settings: Settings
  readonly now: number
  readonly cancelled: ReadonlyMap<string, string>
  readonly isVoid: (event: EventLike, receivedAt: number) => boolean
}

const defaultGiveUpMs = 72 * 3_600_000

/**
 * Translates what claimed rows owe, with the mapping and the settings of the moment: a subscription that is gone or no longer takes the
 * event is `mapping changed`; items that were settled before are left out; what was accepted too long ago is given up.
 */
export function planWork(rows: readonly Claimed[], at: PlanFor): readonly Work[] {
  const all = rows.flatMap((row) => row.entries.flatMap((entry) => entry.owed.map((owed) => ({ row, entry, owed }))))
  return all.map((one, owner) =>
    planOne({ ...one, rule: undefined, items: [], ended: undefined, message: undefined }, owner, at),
  )
}

function planOne(work: Work, owner: number, { partner: { mapping }, settings, now, cancelled, isVoid }: PlanFor): Work {
  const { row, entry, owed } = work
  const end = (ended: Ended, message?: string): Work => ({ ...work, ended, message })
  if (isVoid(entry.event, entry.receivedAt)) return end('erased')
  const reason = cancelled.size === 0 ? undefined : cancelled.get(deliveryId(row.id, entry, owed.subscription))
  if (reason !== undefined) return end('cancelled', reason)
  const rule = mapping.subscriptions.find(({ name }) => name === owed.subscription)
  if (rule === undefined)
    return end('mapping changed', `the mapping has no subscription "${owed.subscription}" any more`)
  if (now - row.acceptedAt > (rule.limits.giveUpAfterMs ?? defaultGiveUpMs))
    return end('given up', 'it was tried for too long')
  const event = redacted(mapping, entry.event)
  if (isDropped(mapping, event, settings) || rule.explain(scopeOf({ event, settings })) !== undefined)
    return end('mapping changed', `the subscription "${owed.subscription}" no longer takes this event`)
  const prepared = prepare(rule, event, { owner, settings, now })
  if (prepared.kind !== 'items') return end(prepared.kind, prepared.message)
  const items = openItems(prepared.items, owed)
  if (items.length > 0) return { ...work, rule, items }
  return isPartlyDelivered(owed) ? end('delivered') : end('rejected', 'the partner refused all of its items')
}

function isPartlyDelivered({ done = [] }: Owed): boolean {
  return done.length > 0
}

/** Leaves out what was settled before: an item for each digest, for two equal items may both be owed. */
function openItems(items: readonly Item[], { done = [], refused = [] }: Owed): readonly Item[] {
  const left = [...done, ...refused]
  if (left.length === 0) return items
  return items.filter((item) => {
    const at = left.indexOf(itemDigest(item.value))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** A call of a round, and the positions of earlier calls that must end first: those that carry the same user. `rows`: whose items it carries. */
export interface Planned {
  readonly rule: Rule
  readonly call: Call
  readonly after: readonly number[]
  readonly owners: readonly number[]
}

/** Puts the items of a round into calls, in the order of receipt; a user's items never go in two calls at once. */
export function planCalls(works: readonly Work[], settings: Settings): readonly Planned[] {
  const items = new Map<Rule, Item[]>()
  for (const { rule, items: own } of inOrderOfReceipt(works)) {
    if (rule === undefined || own.length === 0) continue
    const list = items.get(rule)
    if (list === undefined) items.set(rule, [...own])
    else list.push(...own)
  }
  const receivedAt = (call: Call): number => works[call.items[0]?.owner ?? 0]?.entry.receivedAt ?? 0
  const calls = [...items].flatMap(([rule, list]) => gather(rule, list, settings).map((call) => ({ rule, call })))
  const last = new Map<string, number>()
  return calls
    .toSorted((a, b) => receivedAt(a.call) - receivedAt(b.call))
    .map(({ rule, call }, position) => {
      const users = [...new Set(call.items.map(({ event }) => userOf(event)))]
      const after = [...new Set(users.flatMap((user) => last.get(user) ?? []))]
      for (const user of users) last.set(user, position)
      return { rule, call, after, owners: [...new Set(call.items.map(({ owner }) => owner))] }
    })
}

function inOrderOfReceipt(works: readonly Work[]): readonly Work[] {
  return works.toSorted((a, b) => a.entry.receivedAt - b.entry.receivedAt)
}

function userOf(event: Readonly<Record<string, unknown>>): string {
  return textOf(event['userId']) ?? textOf(event['anonymousId']) ?? ''
}

/** What becomes of one owed (event, subscription) after its calls. `waiting`: it was not tried, so that no attempt counts. */
export type Fate =
  | { readonly kind: 'ended'; readonly as: Ended; readonly message: string | undefined }
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'again'
      readonly owed: Owed
      readonly slow: boolean
      readonly retryAfterMs: number
      readonly message: string | undefined
    }

/** Judges one owed (event, subscription) by the outcomes of its items: all settled, or the rest goes again. */
export function fateOf(work: Work, outcomes: readonly ItemOutcome[]): Fate {
  if (work.ended !== undefined) return { kind: 'ended', as: work.ended, message: work.message }
  if (outcomes.length === 0) return { kind: 'waiting' }
  const settled = outcomes.filter(({ outcome }) => outcome === 'delivered' || outcome === 'rejected')
  if (settled.length < work.items.length) return again(work, outcomes, settled)
  const rejected = outcomes.find(({ outcome }) => outcome === 'rejected')
  const delivered = outcomes.some(({ outcome }) => outcome === 'delivered') || isPartlyDelivered(work.owed)
  return { kind: 'ended', as: delivered ? 'delivered' : 'rejected', message: rejected?.message }
}

function again(work: Work, outcomes: readonly ItemOutcome[], settled: readonly ItemOutcome[]): Fate {
  const open = outcomes.filter((outcome) => !settled.includes(outcome))
  return {
    kind: 'again',
    owed: settle(work.owed, outcomes),
    slow: open.some(({ slow }) => slow),
    retryAfterMs: Math.max(0, ...open.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
    message: open.find(({ message }) => message !== undefined)?.message,
  }
}

/** What is left of a row's entries: those owed that go again. */
export function leftOf(fates: readonly { readonly work: Work; readonly fate: Fate }[]): readonly Entry[] {
  const open = fates.filter(({ fate }) => fate.kind !== 'ended')
  return [...Map.groupBy(open, ({ work }) => work.entry)].map(([entry, list]) => ({
    ...entry,
    owed: list.map(({ work, fate }) => (fate.kind === 'again' ? fate.owed : work.owed)),
  }))
}

/** What a call tells of the partner's health: one item that got through is enough. */
export function healthOf(outcomes: readonly ItemOutcome[]): Told['outcome'] {
  if (outcomes.some(({ outcome }) => outcome === 'delivered' || outcome === 'rejected')) return 'success'
  return outcomes.some(({ outcome }) => outcome === 'unauthorized') ? 'unauthorized' : 'failure'
}
