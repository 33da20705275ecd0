import type { Failed } from '../delivery/backoff.ts'
import type { DeliveryResult } from '../delivery/result.ts'
import { hasEnded, rejectedItems, waitOf } from '../delivery/result.ts'
import type { QueueRow, Due, QueuedEvent, QueuedDelivery } from '../queue/queue-row.ts'
import { queueRowsOf, deliveryId, rowIdOf, rowPart, settle } from '../queue/queue-row.ts'
import { rejectedItemDeadLetters } from '../queue/ending.ts'
import type { DeadLetter } from '../queue/dead-letters.ts'
import { textOf } from '../values/json.ts'
import type { Delivery } from '../mapping/translate.ts'
import type { AttemptedEvent } from './event.ts'

/** Where what is committed comes from: the account (`<partner>/<account>`), the hash of its mapping, the request's id, and when (ms). */
export interface Origin {
  readonly account: string
  readonly mapping: string
  readonly request: string
  readonly now: number
}

/** How long what was tried waits for its next try (ms). */
interface RetryPace {
  retryInMs(failed: Pick<Failed, 'slow' | 'retryAfterMs'>): number
}

/** A delivery that is owed, with what came of it. */
interface OpenDelivery {
  readonly from: AttemptedEvent
  readonly delivery: Delivery
  readonly result: DeliveryResult
}

/**
 * What is owed and neither settled nor sent, as the rows that are committed. What was tried waits for its next try, what was not is due at once, and what a
 * `buffer` collects has rows of its own.
 */
export function owedRows(attempted: readonly AttemptedEvent[], origin: Origin, pace: RetryPace): readonly QueueRow[] {
  const owed = attempted.flatMap((from) =>
    from.deliveries.flatMap((delivery, i): readonly OpenDelivery[] => {
      const result = from.results[i]
      return result === undefined || hasEnded(result) ? [] : [{ from, delivery, result }]
    }),
  )
  return [...Map.groupBy(owed, groupOf).values()].flatMap((group) => {
    const entries = [...Map.groupBy(group, ({ from }) => from)].map(([from, list]) => entryOf(from, list, origin))
    return queueRowsOf(origin.account, entries, dueOf(group, pace))
  })
}

/** What was tried, what was not, and each `buffer` are committed apart. */
function groupOf({ delivery: { rule }, result }: OpenDelivery): string {
  if (rule.bufferMs !== undefined) return `buffer of ${rule.name}`
  return result.outcomes.length > 0 ? 'tried' : 'not tried'
}

function dueOf(group: readonly OpenDelivery[], pace: RetryPace): Due {
  const [first] = group
  const rule = first?.delivery.rule
  if (rule?.bufferMs !== undefined)
    return { hold: { subscription: rule.name, forMs: rule.bufferMs, most: rule.batch.max } }
  const reason = first?.result.message
  if (group.every(({ result }) => result.outcomes.length === 0)) return { inMs: 0, reason }
  return { inMs: pace.retryInMs(waitOf(group.map(({ result }) => result))), attempts: 1, reason }
}

function entryOf(
  { event, receivedAt }: AttemptedEvent,
  list: readonly OpenDelivery[],
  { mapping }: Origin,
): QueuedEvent {
  const owed = list.map(({ delivery, result }) => settle(owedTo(delivery), result.outcomes))
  return { event, owed, receivedAt, mapping }
}

function owedTo({ rule: { name, limits } }: Delivery): QueuedDelivery {
  const { giveUpAfterMs } = limits
  return { subscription: name, ...(giveUpAfterMs !== undefined && { giveUpAfterMs }) }
}

/** The dead letters of what was rejected for good, where the reply does not tell it: beside others of its event, or in an array; of a delivery whose other items were not rejected, one for each item. */
export function deadLettersOf(one: AttemptedEvent, origin: Origin): readonly DeadLetter[] {
  const { event, receivedAt, deliveries, results } = one
  return deliveries.flatMap(({ rule }, i): readonly DeadLetter[] => {
    const result = results[i]
    if (result === undefined) return []
    const owed = { subscription: rule.name }
    const entry: QueuedEvent = { event, owed: [owed], receivedAt, mapping: origin.mapping }
    const shared = {
      subscription: rule.name,
      messageId: textOf(event['messageId']) ?? '',
      attempts: Math.min(1, result.outcomes.length),
    }
    if (result.status === 'rejected') {
      const id = deliveryId(rowIdOf(origin.account, event), entry, owed)
      return [deadLetter(origin, { ...shared, id, reason: `rejected: ${result.message ?? refusedIt}`, entry })]
    }
    const rejected = rejectedItems(result)
    if (rejected.length === 0) return []
    return rejectedItemDeadLetters({ entry, owed, rejected, account: origin.account }).map(
      ({ id, reason, owed: only }) => deadLetter(origin, { ...shared, id, reason, entry: { ...entry, owed: [only] } }),
    )
  })
}

const refusedIt = 'the partner refused it'

/** The dead letter of an item of an array that is no event. */
export function invalidDeadLetter(item: unknown, message: string, origin: Origin): DeadLetter {
  const id = `${rowPart(rowIdOf(origin.account, item))}-${'0'.repeat(12)}`
  const none = { subscription: '', messageId: '', attempts: 0 }
  return deadLetter(origin, { ...none, id, reason: `invalid: ${message}`, entry: { invalid: item } })
}

function deadLetter({ now, request }: Origin, of: Omit<DeadLetter, 'state' | 'acceptedAt' | 'request'>): DeadLetter {
  return { ...of, state: 'dead', acceptedAt: now, request }
}
