import type { DeliveryResult } from '../delivery/result.ts'
import { rejectedItems, worstOf } from '../delivery/result.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'

/** One delivery of an event as Segment is told of it. `queued`: committed, and tried until it is settled; `unsettled`: owed, but neither settled nor committed. */
export interface ReportedDelivery extends DeliveryResult<
  'delivered' | 'skipped' | 'rejected' | 'queued' | 'unsettled'
> {
  readonly subscription: string
}

/** What became of one event. `erased`: its user was deleted after its receipt; `unsupported`: the mapping has nothing for its type; `invalid`: it was no event; `forbidden`: this sender may not send it; `unauthorized`: the partner refuses the customer's own key; `failed`: a delete that came before and failed. */
export interface EventResult {
  readonly status:
    | ReportedDelivery['status']
    | 'erased'
    | 'unsupported'
    | 'invalid'
    | 'forbidden'
    | 'unauthorized'
    | 'failed'
  /** How an `unauthorized` one is answered. */
  readonly http?: 401 | 403
  readonly message?: string | undefined
  /** The id of an accepted delete, by which its receipt is found. */
  readonly delete?: string
  readonly deliveries: readonly ReportedDelivery[]
}

/** What becomes of an event whose deliveries went so: none of them may be unsettled, one that is delivered is enough. */
export function eventResultOf(deliveries: readonly ReportedDelivery[]): EventResult {
  const worst = worstOf(deliveries, ['unsettled', 'queued', 'delivered', 'rejected'], ({ status }) => status)
  const { status, message } = worst ?? { status: 'skipped', message: deliveries[0]?.message }
  return { status, message, deliveries }
}

/** The reply for a single event (the reply rule: 2xx means that it is ours). */
export function replyOne(result: EventResult): Reply {
  switch (result.status) {
    case 'invalid':
      return errorReply(400, result.message ?? 'this is no valid event')
    case 'forbidden':
      return errorReply(403, result.message ?? 'this sender may not send this event')
    case 'unauthorized':
      return refusedKey(result)
    case 'unsettled':
      return unavailable(result.message ?? 'the partner could not be reached', wait([result]))
    case 'unsupported':
      return errorReply(501, result.message ?? 'the partner has nothing for this type of event')
    case 'rejected':
      return errorReply(400, result.message ?? 'the partner refused the event')
    case 'failed':
      return { status: 400, body: itemBody(result) }
    case 'queued':
    case 'delivered':
    case 'skipped':
    case 'erased':
      return {
        status: result.status === 'queued' ? 202 : 200,
        body: {
          ...itemBody(result),
          subscriptions: result.deliveries.map(deliveryBody),
        },
      }
  }
}

/** The reply for an array: one status for all, and each item's own result. */
export function replyMany(results: readonly EventResult[]): Reply {
  const count = (status: EventResult['status']): number => results.filter((result) => result.status === status).length
  const valid = results.length - count('invalid')
  if (valid === 0)
    return errorReply(
      400,
      `no valid event in the array: ${results.length === 0 ? 'it is empty' : `item 0: ${results[0]?.message}`}`,
    )
  if (valid === count('forbidden')) return errorReply(403, firstMessage(results, 'forbidden'))
  const refused = results.find(({ status }) => status === 'unauthorized')
  if (refused !== undefined) return refusedKey(refused)
  if (count('unsettled') > 0)
    return unavailable(
      `${count('unsettled')} of ${results.length} events could not be delivered: ${firstMessage(results, 'unsettled')}`,
      wait(results),
    )
  if (valid === count('unsupported')) return errorReply(501, firstMessage(results, 'unsupported'))
  const status =
    (['queued', 'delivered', 'rejected', 'failed', 'erased'] as const).find((one) => count(one) > 0) ?? 'skipped'
  return { status: status === 'queued' ? 202 : 200, body: { status, results: results.map(itemBody) } }
}

/** The reply to a customer's own key that the partner refuses. */
export function refusedKey({ http = 401, message }: Pick<EventResult, 'http' | 'message'>): Reply {
  return errorReply(http, message ?? 'the partner refuses this key')
}

function firstMessage(results: readonly EventResult[], status: EventResult['status']): string {
  return results.find((result) => result.status === status)?.message ?? status
}

/** The longest time that a partner asked for. */
function wait(results: readonly EventResult[]): number {
  return Math.max(0, ...results.flatMap((result) => result.deliveries.map(({ retryAfterMs = 0 }) => retryAfterMs)))
}

function itemBody({ status, message, delete: id }: EventResult): Readonly<Record<string, unknown>> {
  return { status, ...(message !== undefined && { message }), ...(id !== undefined && { delete: id }) }
}

function deliveryBody(delivery: ReportedDelivery): Readonly<Record<string, unknown>> {
  const { subscription, status, message } = delivery
  const rejected = rejectedItems(delivery).length
  return {
    name: subscription,
    status,
    ...(rejected > 0 && { rejected }),
    ...(message !== undefined && { message }),
  }
}
