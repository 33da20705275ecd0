import type { ItemOutcome } from '../delivery/call.ts'
import { refusedOutcome } from '../delivery/call.ts'
import type { Rule } from '../mapping/file/mapping.ts'
import type { EventLike, Item } from '../mapping/translate.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { isDropped, matching, prepare, redacted } from '../mapping/translate.ts'
import type { Partner } from '../partners/catalog.ts'
import type { EventResult, Part } from './reply.ts'

/** An event (no delete), and when it was received (ms). */
export interface ReceivedEvent {
  readonly event: EventLike
  readonly receivedAt: number
}

/** What one event owes one rule, and how far that is. */
export interface Debt {
  readonly rule: Rule
  readonly items: readonly Item[]
  readonly outcomes: readonly ItemOutcome[]
  readonly settled: Part | undefined
  /** Items that the mapping refuses, beside those that are sent. */
  readonly refused: readonly ItemOutcome[]
  /** How long the subscription collects before it sends (ms). */
  readonly bufferMs: number | undefined
}

/** What becomes of one event: a result at once, or what it owes. */
export interface Plan extends ReceivedEvent {
  readonly result?: EventResult
  readonly debts: readonly Debt[]
}

/** Finds what an event (no delete) owes and builds its items. `owner`: its position among the events of the request; `now` in ms. */
export function planEvent(
  received: ReceivedEvent,
  owner: number,
  { partner, settings }: { readonly partner: Partner; readonly settings: Settings },
  now: number,
): Plan {
  const { event: raw } = received
  const { mapping, slug } = partner
  if (!mapping.takes.has(raw.type))
    return ended(received, { status: 'unsupported', message: `${slug} has nothing for ${raw.type} events`, parts: [] })
  const event = redacted(mapping, raw)
  if (isDropped(mapping, event, settings))
    return ended(received, { status: 'skipped', message: 'the mapping drops this event', parts: [] })
  const debts = matching(mapping, event, settings).map((rule): Debt => {
    const prepared = prepare(rule, event, { owner, settings, now })
    const debt = { rule, outcomes: [], bufferMs: rule.bufferMs }
    if (prepared.kind === 'items')
      return { ...debt, items: prepared.items, settled: undefined, refused: prepared.refused.map(refusedOutcome) }
    const settled: Part = { subscription: rule.name, fate: prepared.kind, message: prepared.message }
    return { ...debt, items: [], settled, refused: [] }
  })
  return { ...received, debts }
}

function ended(received: ReceivedEvent, result: EventResult): Plan {
  return { ...received, result, debts: [] }
}
