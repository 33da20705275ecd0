import type { RuleCall } from '../delivery/calls.ts'
import { callsOf } from '../delivery/calls.ts'
import { textOf } from '../values/json.ts'
import type { Rule } from '../mapping/file/mapping.ts'
import { scopeOf } from '../mapping/context/scope.ts'
import type { Call, EventLike, Item } from '../mapping/translate.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { isDropped, prepare, redacted } from '../mapping/translate.ts'
import type { Partner } from '../partners/catalog.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import { refusedOutcome } from '../delivery/call.ts'
import type { QueuedEvent, QueuedDelivery } from './queue-row.ts'
import { deliveryId, itemDigest, settle } from './queue-row.ts'
import type { StoredRow } from './stored-row.ts'

/** How the deliveries of an account ended. */
export type Ended =
  | 'delivered'
  | 'skipped'
  | 'rejected'
  | 'mapping changed'
  | 'given up'
  | 'poison'
  | 'cancelled'
  | 'erased'

/** A row whose entries could be read. */
export interface ReadRow extends Omit<StoredRow, 'owed' | 'hold' | 'body'> {
  readonly entries: readonly QueuedEvent[]
}

/** One owed (event, subscription) of a row on its way through a round. */
export interface Work {
  readonly row: ReadRow
  readonly entry: QueuedEvent
  readonly owed: QueuedDelivery
  readonly rule: Rule | undefined
  readonly items: readonly Item[]
  /** Items that the mapping refuses: they are never sent. */
  readonly refused: readonly ItemOutcome[]
  /** What becomes of it without being sent. */
  readonly decided: Decided | undefined
}

/** What becomes of a delivery that is not sent: it has ended, or it waits for another mapping or other settings, until it is given up (ms). */
type Decided =
  | { readonly kind: 'ended'; readonly as: Ended; readonly message: string | undefined }
  | { readonly kind: 'parked'; readonly message: string; readonly until: number }

/** For whom a round works, and when (ms). `cancelled`: deliveries that an operator cancelled, with the reason; `isErased`: whether an event's user was deleted after its receipt. */
export interface PlanFor {
  readonly partner: Partner
  readonly settings: Settings
  readonly now: number
  readonly cancelled: ReadonlyMap<string, string>
  readonly isErased: (event: EventLike, receivedAt: number) => boolean
}

const defaultGiveUpMs = 72 * 3_600_000

/**
 * Translates what claimed rows owe, with the mapping and the settings of the moment. What a subscription that is gone, or no longer takes the event, owes is parked; items
 * that were settled before are left out; what was accepted too long ago is given up.
 */
export function planWork(rows: readonly ReadRow[], at: PlanFor): readonly Work[] {
  const all = rows.flatMap((row) => row.entries.flatMap((entry) => entry.owed.map((owed) => ({ row, entry, owed }))))
  return all.map((one, owner) =>
    planOne({ ...one, rule: undefined, items: [], refused: [], decided: undefined }, owner, at),
  )
}

function planOne(
  work: Work,
  owner: number,
  { partner: { mapping }, settings, now, cancelled, isErased }: PlanFor,
): Work {
  const { row, entry, owed } = work
  const end = (as: Ended, message?: string): Work => ({ ...work, decided: { kind: 'ended', as, message } })
  if (isErased(entry.event, entry.receivedAt)) return end('erased')
  const reason = cancelled.size === 0 ? undefined : cancelled.get(deliveryId(row.id, entry, owed))
  if (reason !== undefined) return end('cancelled', reason)
  const rule = mapping.subscriptions.find(({ name }) => name === owed.subscription)
  const until = row.acceptedAt + (owed.giveUpAfterMs ?? rule?.limits.giveUpAfterMs ?? defaultGiveUpMs)
  const changed = (message: string): Work =>
    now > until ? end('mapping changed', message) : { ...work, decided: { kind: 'parked', message, until } }
  if (rule === undefined) return changed(`the mapping has no subscription "${owed.subscription}" any more`)
  if (now > until) return end('given up', 'it was tried for too long')
  const event = redacted(mapping, entry.event)
  if (isDropped(mapping, event, settings) || !rule.matches(scopeOf({ event, settings })))
    return changed(`the subscription "${owed.subscription}" no longer takes this event`)
  const prepared = prepare(rule, event, { owner, settings, now })
  if (prepared.kind !== 'items') return end(prepared.kind, prepared.message)
  const items = openItems(prepared.items, owed)
  const refused = openItems(prepared.refused, owed).map(refusedOutcome)
  if (items.length > 0) return { ...work, rule, items, refused }
  if (refused.length > 0) return end('rejected', refused[0]?.message)
  if (owed.only !== undefined) return end('rejected', 'the mapping no longer makes this item of the event')
  return isPartlyDelivered(owed) ? end('delivered') : end('rejected', 'the partner refused all of its items')
}

function isPartlyDelivered({ done = [] }: QueuedDelivery): boolean {
  return done.length > 0
}

/** Leaves out what was settled before, or is not owed: an item for each digest, for two equal items may both be owed. */
function openItems<T extends Pick<Item, 'value'>>(
  items: readonly T[],
  { done = [], refused = [], only }: QueuedDelivery,
): readonly T[] {
  const [left, wanted] = [[...done, ...refused], only === undefined ? undefined : [...only]]
  if (left.length === 0 && wanted === undefined) return items
  return items.filter(({ value }) => {
    const digest = itemDigest(value)
    return !takeOut(left, digest) && (wanted === undefined || takeOut(wanted, digest))
  })
}

function takeOut(list: string[], text: string): boolean {
  const at = list.indexOf(text)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

/** A call of a round, and the positions of earlier calls that must end first: those that carry the same user. `owners`: whose items it carries. */
export interface Planned extends RuleCall {
  readonly after: readonly number[]
  readonly owners: readonly number[]
}

/** Puts the items of a round into calls, in the order of receipt; a user's items never go in two calls at once. */
export function planCalls(works: readonly Work[], settings: Settings): readonly Planned[] {
  const receivedAt = (call: Call): number => works[call.items[0]?.owner ?? 0]?.entry.receivedAt ?? 0
  const calls = callsOf(inOrderOfReceipt(works), settings)
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

/** What becomes of one owed (event, subscription) after its calls. `waiting`: what is left of it was not tried, so that no attempt counts. */
export type DeliveryResult =
  | Decided
  | { readonly kind: 'waiting'; readonly owed: QueuedDelivery }
  | {
      readonly kind: 'again'
      readonly owed: QueuedDelivery
      readonly slow: boolean
      readonly retryAfterMs: number
      readonly message: string | undefined
    }

/** Judges one owed (event, subscription) by the outcomes of its items: all settled, or the rest goes again. */
export function fateOf(work: Work, outcomes: readonly ItemOutcome[]): DeliveryResult {
  if (work.decided !== undefined) return work.decided
  if (outcomes.length === 0) return { kind: 'waiting', owed: work.owed }
  const settled = outcomes.filter(isSettled)
  if (settled.length < work.items.length) return open(work, outcomes)
  const rejected = outcomes.find(({ outcome }) => outcome === 'rejected')
  const delivered = outcomes.some(({ outcome }) => outcome === 'delivered') || isPartlyDelivered(work.owed)
  return { kind: 'ended', as: delivered ? 'delivered' : 'rejected', message: rejected?.message }
}

/** The items of a delivery that were rejected, where others of it are delivered or go on: what is rejected as a whole is one dead letter. */
export function rejectedItems(work: Work, outcomes: readonly ItemOutcome[]): readonly ItemOutcome[] {
  const fate = fateOf(work, outcomes)
  if (outcomes.length === 0 || work.decided !== undefined || (fate.kind === 'ended' && fate.as !== 'delivered'))
    return []
  return [...work.refused, ...outcomes].filter(({ outcome }) => outcome === 'rejected')
}

function isSettled({ outcome }: ItemOutcome): boolean {
  return outcome === 'delivered' || outcome === 'rejected'
}

function open(work: Work, outcomes: readonly ItemOutcome[]): DeliveryResult {
  const owed = settle(work.owed, [...work.refused, ...outcomes])
  const failed = outcomes.filter((outcome) => !isSettled(outcome))
  if (failed.length === 0) return { kind: 'waiting', owed }
  return {
    kind: 'again',
    owed,
    slow: failed.some(({ slow }) => slow),
    retryAfterMs: Math.max(0, ...failed.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
    message: failed.find(({ message }) => message !== undefined)?.message,
  }
}

/** What is left of a row's entries: those owed that go again. */
export function leftOf(
  fates: readonly { readonly work: Work; readonly fate: DeliveryResult }[],
): readonly QueuedEvent[] {
  const open = fates.filter(({ fate }) => fate.kind !== 'ended')
  return [...Map.groupBy(open, ({ work }) => work.entry)].map(([entry, list]) => ({
    ...entry,
    owed: list.map(({ work, fate }) => ('owed' in fate ? fate.owed : work.owed)),
  }))
}
