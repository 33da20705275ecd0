import type { ActivityNotes, Happened } from '../activity/noted.ts'
import { idsOf } from '../deletes/tombstones.ts'
import { textOf } from '../values/json.ts'
import type { EventLike } from '../mapping/translate.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { Ledger } from './ledger.ts'
import type { Ended } from './plan.ts'
import type { Cancels } from '../leases/cancels.ts'
import type { QueuedEvent, QueuedDelivery } from './queue-row.ts'
import { deliveryId, itemDigest, rowIdOf } from './queue-row.ts'
import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import type { StoredRow } from './stored-row.ts'

/** Where it is written down what became of deliveries. */
export interface Records {
  readonly deadLetters: DeadLetters
  readonly ledger: Ledger
  readonly cancels: Cancels
  /** `<partner>/<account>`. */
  readonly account: () => string
  /** Whether an event received at a time (ms) is of a user who was deleted later. */
  readonly isErased: (event: EventLike, receivedAt: number) => boolean
  readonly activity: ActivityNotes
}

/** One delivery of a row that ended. */
export interface Ending extends Noted {
  readonly row: Pick<StoredRow, 'id' | 'acceptedAt' | 'attempts' | 'request'>
  readonly as: Ended
}

/** One delivery of a row of which something is known. */
interface Noted {
  readonly row: Pick<StoredRow, 'attempts' | 'request'>
  readonly entry: QueuedEvent
  readonly owed: QueuedDelivery
  readonly as: string
  /** Masked where a partner or an operator said it. */
  readonly message?: string | undefined
  /** Of the attempt that was made, with what its requests may not show; absent where none was. */
  readonly attempt?: Pick<Happened, 'secrets'> & Pick<Happened['result'], 'outcomes'>
}

/** Tells the account's activity what became of a delivery. */
export function note({ activity }: Pick<Records, 'activity'>, of: Noted, now: number): void {
  const { row, entry, owed, as, message, attempt = { secrets: () => [], outcomes: [] } } = of
  activity.note({
    event: entry.event,
    idsOf,
    secrets: attempt.secrets,
    receivedAt: entry.receivedAt,
    at: now,
    requestId: row.request,
    mapping: entry.mapping,
    subscription: owed.subscription,
    queued: true,
    attempt: attemptsOf(of),
    result: { status: as, message, outcomes: attempt.outcomes },
  })
}

/** How often a delivery was tried, with the attempt that has just been made, if one was: its row does not count that yet. */
function attemptsOf({ row, attempt }: Pick<Noted, 'row' | 'attempt'>): number {
  return row.attempts + ((attempt?.outcomes.length ?? 0) > 0 ? 1 : 0)
}

const endsWithoutDeadLetter: readonly Ended[] = ['delivered', 'skipped', 'erased']

/**
 * Writes down how a delivery ended: it is booked, the account's activity is told, and a dead letter of it is kept unless it went well or its user was deleted. What an
 * operator cancelled while it was sent is cancelled, unless it got through. Its cancel requests are removed, so that they do not hit the delivery if it is retried. In the caller's transaction.
 */
export function writeDown(records: Records, ending: Ending, now: number): void {
  const { deadLetters, ledger, cancels, isErased } = records
  const { row, entry, owed } = ending
  const id = deliveryId(row.id, entry, owed)
  const cancelledFor = endsWithoutDeadLetter.includes(ending.as) ? undefined : cancels.cancelReason(id)
  const { as: asked, message } =
    cancelledFor === undefined ? ending : { as: 'cancelled' as const, message: cancelledFor }
  const as = !endsWithoutDeadLetter.includes(asked) && isErased(entry.event, entry.receivedAt) ? 'erased' : asked
  ledger.count(entry.mapping, { [as]: 1 })
  note(records, { ...ending, as, message }, now)
  cancels.remove(id)
  if (endsWithoutDeadLetter.includes(as)) return
  const reason = message === undefined ? as : `${as}: ${message}`
  deadLetters.add({ ...deadLetterOf(ending, owed), id, state: as === 'cancelled' ? 'cancelled' : 'dead', reason }, now)
}

/** Writes down that the partner refused items of a delivery of which others are delivered or go on: each is a dead letter of its own, which sends no other item when it is retried. */
export function writeRejectedItems(
  records: Records,
  of: Pick<Ending, 'row' | 'entry' | 'owed' | 'attempt'>,
  { rejected, now }: { rejected: readonly ItemOutcome[]; now: number },
): void {
  const { entry, owed } = of
  if (records.isErased(entry.event, entry.receivedAt)) return
  for (const deadLetter of rejectedItemDeadLetters({ ...of, rejected, account: records.account() })) {
    const kept =
      records.deadLetters.add({ ...deadLetterOf(of, { ...owed, ...deadLetter.owed }), ...deadLetter }, now) === 'kept'
    if (kept) records.ledger.count(entry.mapping, { 'items rejected': deadLetter.owed.only.length })
  }
}

/** The dead letters of rejected items: their ids, their reasons, and what each owes. Items that are equal share one. */
export function rejectedItemDeadLetters({
  entry,
  owed: { subscription },
  rejected,
  account,
}: Pick<Ending, 'entry' | 'owed'> & {
  readonly rejected: readonly ItemOutcome[]
  readonly account: string
}): readonly (Pick<DeadLetter, 'id' | 'state' | 'reason'> & {
  readonly owed: { readonly subscription: string; readonly only: readonly string[] }
})[] {
  const equal = Map.groupBy(rejected, ({ item }) => itemDigest(item.value))
  return [...equal].map(([digest, outcomes]) => {
    const only = outcomes.map(() => digest)
    const message = outcomes[0]?.message ?? 'the partner refused it'
    return {
      id: deliveryId(rowIdOf(account, entry.event), entry, { subscription, only }),
      state: 'dead',
      reason: `rejected: one item of the event: ${message}`,
      owed: { subscription, only },
    }
  })
}

function deadLetterOf(
  of: Pick<Ending, 'row' | 'entry' | 'attempt'>,
  owed: QueuedDelivery,
): Omit<DeadLetter, 'id' | 'state' | 'reason'> {
  const { row, entry } = of
  return {
    subscription: owed.subscription,
    messageId: textOf(entry.event['messageId']) ?? '',
    acceptedAt: row.acceptedAt,
    attempts: attemptsOf(of),
    request: row.request,
    entry: { ...entry, owed: [owed] },
  }
}
