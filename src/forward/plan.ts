import type { ItemOutcome } from '../delivery/call.ts'
import type { Deletion, Rule, Subscription } from '../mapping/mapping.ts'
import type { EventLike, Item, Settings } from '../mapping/translate.ts'
import { isDropped, matching, prepare, redacted } from '../mapping/translate.ts'
import type { Partner } from '../partners.ts'
import type { EventResult, Part } from './reply.ts'

/** What one event owes one rule, and how far that is. */
export interface Debt {
  readonly rule: Rule
  readonly items: readonly Item[]
  readonly outcomes: ItemOutcome[]
  readonly settled: Part | undefined
  /** Why some of its items were left out. */
  readonly refused: string | undefined
  /** How long the subscription collects before it sends (ms). */
  readonly bufferMs: number | undefined
}

/** What becomes of one event: a result at once, or what it owes. */
export interface Plan {
  readonly event: EventLike
  readonly result?: EventResult
  readonly debts: readonly Debt[]
}

/** Finds what an event owes and builds its items. `owner`: its position among the events of the request; `now` in ms. */
export function planEvent(
  raw: EventLike,
  owner: number,
  { partner, settings }: { readonly partner: Partner; readonly settings: Settings },
  now: number,
): Plan {
  const { mapping } = partner
  const rules = rulesFor(raw, partner, settings)
  if ('unsupported' in rules) return ended(raw, { status: 'unsupported', message: rules.unsupported, parts: [] })
  const event = redacted(mapping, raw)
  if (raw.type !== 'delete' && isDropped(mapping, event, settings))
    return ended(raw, { status: 'skipped', message: 'the mapping drops this event', parts: [] })
  const debts = rules.matching(event).map((rule): Debt => {
    const prepared = prepare(rule, event, { owner, settings, now })
    const debt = { rule, outcomes: [], bufferMs: 'bufferMs' in rule ? rule.bufferMs : undefined }
    if (prepared.kind === 'items')
      return { ...debt, items: prepared.items, settled: undefined, refused: prepared.refused }
    const settled: Part = { subscription: rule.name, fate: prepared.kind, message: prepared.message }
    return { ...debt, items: [], settled, refused: undefined }
  })
  return { event: raw, debts }
}

function ended(event: EventLike, result: EventResult): Plan {
  return { event, result, debts: [] }
}

type Rules =
  | { readonly unsupported: string }
  | { readonly matching: (event: EventLike) => readonly (Subscription | Deletion)[] }

function rulesFor({ type }: EventLike, { mapping, slug }: Partner, settings: Settings): Rules {
  if (type === 'delete') {
    const { deletion } = mapping
    return 'unsupported' in deletion
      ? { unsupported: `${slug} cannot delete users: ${deletion.unsupported}` }
      : { matching: () => [deletion] }
  }
  if (!mapping.takes.has(type)) return { unsupported: `${slug} has nothing for ${type} events` }
  return { matching: (event) => matching(mapping, event, settings) }
}
