import { textOf } from '../values/json.ts'
import type { Rule } from '../mapping/file/mapping.ts'
import { scopeOf } from '../mapping/context/scope.ts'
import type { Call, Delivery, EventLike, Item, PlanFor, RefusedItem } from '../mapping/translate.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { callsOf, dropReason, planFor, redacted } from '../mapping/translate.ts'
import type { DeliveryStatus, DeliveryResult } from '../delivery/result.ts'
import { isSettled, resultOf } from '../delivery/result.ts'
import type { Tried } from '../delivery/attempt.ts'
import type { QueuedEvent, QueuedDelivery } from './queue-row.ts'
import { deliveryId, itemDigest, settle } from './queue-row.ts'
import type { StoredRow } from './stored-row.ts'

/** How deliveries of an account may end. */
export const allEnds = [
  'delivered',
  'skipped',
  'rejected',
  'mapping changed',
  'given up',
  'poison',
  'cancelled',
  'erased',
] as const

/** How a delivery ended. */
export type Ended = (typeof allEnds)[number]

/** A row whose entries could be read. */
export interface ReadRow extends StoredRow {
  readonly entries: readonly QueuedEvent[]
}

/** A delivery of a row, planned with the mapping of the moment. */
export interface RowDelivery extends Omit<Delivery, 'rule' | 'ended'> {
  readonly row: ReadRow
  readonly entry: QueuedEvent
  readonly owed: QueuedDelivery
  /** Absent where it is not sent. */
  readonly rule?: Rule
  /** What becomes of it without being sent. `parked`: it waits for another mapping or other settings until a time (ms); then it is given up. */
  readonly ended?: { readonly status: Ended | 'parked'; readonly message?: string | undefined; readonly until?: number }
}

/** What became of a delivery of a row. */
export type RowResult = DeliveryResult<DeliveryStatus | Ended | 'parked'>

/** For whom rows are planned, and when (ms). `cancelled`: deliveries that an operator cancelled, with the reason; `isErased`: whether an event's user was deleted after its receipt. */
export interface RowPlanFor extends PlanFor {
  readonly cancelled: ReadonlyMap<string, string>
  readonly isErased: (event: EventLike, receivedAt: number) => boolean
}

const defaultGiveUpMs = 72 * 3_600_000

/**
 * Plans what rows owe, with the mapping and the settings of the moment. What a subscription that is gone, or no longer takes the event, owes is parked; items
 * that were settled before are left out; what was accepted too long ago is given up.
 */
export function planRows(rows: readonly ReadRow[], at: RowPlanFor): readonly RowDelivery[] {
  return rows.flatMap((row) =>
    row.entries.flatMap((entry) =>
      entry.owed.map((owed) => planOne({ row, entry, owed, event: entry.event, items: [], refused: [] }, at)),
    ),
  )
}

function planOne(delivery: RowDelivery, at: RowPlanFor): RowDelivery {
  const { mapping, settings, now, cancelled, isErased } = at
  const { row, entry, owed, event } = delivery
  const end = (status: Ended, message?: string): RowDelivery => ({ ...delivery, ended: { status, message } })
  if (isErased(event, entry.receivedAt)) return end('erased')
  const reason = cancelled.size === 0 ? undefined : cancelled.get(deliveryId(row.id, entry, owed))
  if (reason !== undefined) return end('cancelled', reason)
  const rule = mapping.subscriptions.find(({ name }) => name === owed.subscription)
  const until = row.acceptedAt + (owed.giveUpAfterMs ?? rule?.limits.giveUpAfterMs ?? defaultGiveUpMs)
  const changed = (message: string): RowDelivery =>
    now > until ? end('mapping changed', message) : { ...delivery, ended: { status: 'parked', message, until } }
  if (rule === undefined) return changed(`the mapping has no subscription "${owed.subscription}" any more`)
  if (now > until) return end('given up', 'it was tried for too long')
  const seen = redacted(mapping, event)
  if (dropReason(mapping, seen, settings) !== undefined || !rule.matches(scopeOf({ event: seen, settings })))
    return changed(`the subscription "${owed.subscription}" no longer takes this event`)
  const planned = planFor(rule, event, at)
  if (planned.ended !== undefined) return end(planned.ended.status, planned.ended.message)
  const items = openItems(planned.items, owed, (item) => item)
  const refused = openItems(planned.refused, owed, ({ item }) => item)
  if (items.length > 0) return { ...delivery, rule, items, refused }
  if (refused.length > 0) return end('rejected', refused[0]?.message)
  if (owed.only !== undefined) return end('rejected', 'the mapping no longer makes this item of the event')
  return isPartlyDelivered(owed) ? end('delivered') : end('rejected', 'the partner refused all of its items')
}

function isPartlyDelivered({ done = [] }: QueuedDelivery): boolean {
  return done.length > 0
}

/** Leaves out what was settled before, or is not owed: an item for each digest, for two equal items may both be owed. */
function openItems<T extends Item | RefusedItem>(
  list: readonly T[],
  { done = [], refused = [], only }: QueuedDelivery,
  itemOf: (one: T) => Item,
): readonly T[] {
  const [left, wanted] = [[...done, ...refused], only === undefined ? undefined : [...only]]
  if (left.length === 0 && wanted === undefined) return list
  return list.filter((one) => {
    const digest = itemDigest(itemOf(one).value)
    return !takeOut(left, digest) && (wanted === undefined || takeOut(wanted, digest))
  })
}

function takeOut(list: string[], text: string): boolean {
  const at = list.indexOf(text)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

/** Puts the items of deliveries into calls, in the order of receipt; a user's items never go in two calls at once. */
export function callsInOrder(deliveries: readonly RowDelivery[], settings: Settings): readonly Call[] {
  const inOrder = deliveries.toSorted((a, b) => a.entry.receivedAt - b.entry.receivedAt)
  const receivedAt = new Map(inOrder.flatMap(({ items, entry }) => items.map((item) => [item, entry.receivedAt])))
  const beganAt = ({ items: [first] }: Call): number => (first === undefined ? 0 : (receivedAt.get(first) ?? 0))
  const last = new Map<string, Call>()
  return callsOf(inOrder, settings)
    .toSorted((a, b) => beganAt(a) - beganAt(b))
    .map((call) => {
      const users = [...new Set(call.items.map(({ event }) => userOf(event)))]
      const after = [...new Set(users.flatMap((user) => last.get(user) ?? []))]
      const ordered = { ...call, after }
      for (const user of users) last.set(user, ordered)
      return ordered
    })
}

function userOf(event: Readonly<Record<string, unknown>>): string {
  return textOf(event['userId']) ?? textOf(event['anonymousId']) ?? ''
}

/** What became of a delivery of a row by the outcomes of its items: all settled, or the rest goes again. What was delivered in earlier runs counts. */
export function rowResultOf({ delivery, outcomes }: Tried<RowDelivery>): RowResult {
  const result = resultOf<Ended | 'parked'>(delivery, outcomes)
  const isPartly = outcomes.length > 0 && result.status === 'rejected' && isPartlyDelivered(delivery.owed)
  return isPartly ? { ...result, status: 'delivered' } : result
}

/** What is left of a delivery that has not ended: what was settled of it is not sent again. */
export function leftOf({ delivery, outcomes }: Tried<RowDelivery>): RowDelivery {
  if (outcomes.length === 0) return delivery
  const settled = new Set(outcomes.filter(isSettled).map(({ item }) => item))
  return {
    ...delivery,
    owed: settle(delivery.owed, [...delivery.refused, ...outcomes]),
    items: delivery.items.filter((item) => !settled.has(item)),
    refused: [],
  }
}

/** Deliveries as the entries of a row that owes them. */
export function entriesOwing(deliveries: readonly RowDelivery[]): readonly QueuedEvent[] {
  return [...Map.groupBy(deliveries, ({ entry }) => entry)].map(([entry, list]) => ({
    ...entry,
    owed: list.map(({ owed }) => owed),
  }))
}
