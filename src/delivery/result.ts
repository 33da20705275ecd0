import type { Delivery } from '../mapping/translate.ts'
import type { ItemOutcome } from './call.ts'

/** What came of attempting a delivery. `retryable`: the partner has not settled all of it; `waiting`: not all of it was tried, and nothing failed, so that no attempt counts. */
export type DeliveryStatus = 'delivered' | 'skipped' | 'rejected' | 'retryable' | 'waiting'

/** What became of a delivery. */
export interface DeliveryResult<Status = DeliveryStatus> {
  readonly status: Status
  /** Why, for people; it holds nothing of the event. */
  readonly message?: string | undefined
  /** The status of the partner's answer that `message` tells of, for log lines. */
  readonly answered?: number | undefined
  /** The longest time that the partner asked for. */
  readonly retryAfterMs?: number
  /** Whether the partner was overloaded or did not answer in time. */
  readonly slow?: boolean
  /** The partner refused the credential: what it answered, as Segment is told. */
  readonly unauthorized?: 401 | 403
  /** What became of its items: empty where none was tried. */
  readonly outcomes: readonly ItemOutcome[]
}

/** What a result is made of. `ended`: what became of the delivery without being sent. */
type OfDelivery<Ended> = Pick<Delivery, 'items' | 'refused'> & {
  readonly ended?: { readonly status: Ended; readonly message?: string | undefined } | undefined
}

/** What became of a delivery, by the outcomes of its items: settled if all of them are, `rejected` only if none got through. */
export function resultOf<Ended = never>(
  { items, refused, ended }: OfDelivery<Ended>,
  tried: readonly ItemOutcome[],
): DeliveryResult<DeliveryStatus | Ended> {
  if (ended !== undefined) return { ...ended, outcomes: [] }
  if (tried.length === 0) return { status: 'waiting', outcomes: [] }
  const outcomes = refused.length === 0 ? tried : [...refused, ...tried]
  const first = tried.find(isOpen)
  if (first !== undefined) {
    const failed = tried.filter(isOpen)
    return {
      status: 'retryable',
      ...saidBy(failed.find(({ message }) => message !== undefined) ?? first),
      ...waitOf(failed),
      ...(first.outcome === 'unauthorized' && { unauthorized: first.status === 403 ? 403 : 401 }),
      outcomes,
    }
  }
  if (tried.length < items.length) return { status: 'waiting', outcomes }
  const delivered = tried.find(({ outcome }) => outcome === 'delivered')
  if (delivered === undefined) return { status: 'rejected', ...saidBy(tried[0]), outcomes }
  const teller = delivered.message === undefined ? outcomes.find(({ outcome }) => outcome === 'rejected') : delivered
  return { status: 'delivered', ...saidBy(teller), outcomes }
}

function saidBy(teller: ItemOutcome | undefined): Pick<DeliveryResult, 'message' | 'answered'> {
  return { message: teller?.message, answered: teller?.status }
}

/** How long some failures ask to wait together: the longest `Retry-After` (ms), and whether any was slow. */
export function waitOf(failed: readonly { readonly slow?: boolean; readonly retryAfterMs?: number | undefined }[]): {
  readonly slow: boolean
  readonly retryAfterMs: number
} {
  return {
    slow: failed.some(({ slow }) => slow),
    retryAfterMs: Math.max(0, ...failed.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
  }
}

/** Whether a delivery has ended: nothing of it is left to be tried, now or with another mapping. */
export function hasEnded<Status>(
  result: DeliveryResult<Status>,
): result is DeliveryResult<Exclude<Status, 'retryable' | 'waiting' | 'parked'>> {
  return !openStatuses.includes(result.status)
}

const openStatuses: readonly unknown[] = ['retryable', 'waiting', 'parked']

/** Whether the partner settled an item: it took it, or refused it for good. */
export function isSettled({ outcome }: ItemOutcome): boolean {
  return outcome === 'delivered' || outcome === 'rejected'
}

function isOpen(outcome: ItemOutcome): boolean {
  return !isSettled(outcome)
}

/** The items of a delivery that were rejected while others of it are delivered or go on: each is a dead letter of its own. What was not sent yet is not judged. */
export function rejectedItems({ status, outcomes }: DeliveryResult<string>): readonly ItemOutcome[] {
  return status === 'rejected' ? [] : outcomes.filter(({ outcome }) => outcome === 'rejected')
}

/** The element of a list whose kind comes first in an order, the worst first; of several of a kind the first. Nothing where no element is of any. */
export function worstOf<T, Kind>(
  list: readonly T[],
  worstFirst: readonly NoInfer<Kind>[],
  kindOf: (one: T) => Kind,
): T | undefined {
  for (const kind of worstFirst) {
    const found = list.find((one) => kindOf(one) === kind)
    if (found !== undefined) return found
  }
  return undefined
}
