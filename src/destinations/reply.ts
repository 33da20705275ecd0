import { worstOf } from '../delivery/worst.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'

/** What became of one event at one subscription. `queued`: committed, and tried until it is settled; `unsettled`: owed, but neither settled nor committed. */
export type DeliveryStatus = 'delivered' | 'skipped' | 'rejected' | 'queued' | 'unsettled'

/** One owed subscription of an event. `message` is for people, and holds nothing of the event. `answered`: the status of the partner's answer that `message` tells of, for log lines. */
export interface Part {
  readonly subscription: string
  readonly fate: DeliveryStatus
  readonly message?: string | undefined
  readonly answered?: number | undefined
  readonly retryAfterMs?: number | undefined
  /** How many of its items were rejected, where others were not: each is a dead letter. */
  readonly rejected?: number
  /** The partner refused the credential: what it answered, as Segment is told. */
  readonly unauthorized?: 401 | 403
}

/** What became of one event. `erased`: its user was deleted after its receipt; `unsupported`: the mapping has nothing for its type; `invalid`: it was no event; `forbidden`: this sender may not send it; `unauthorized`: the partner refuses the customer's own key; `failed`: a delete that came before and failed. */
export interface EventResult {
  readonly status: DeliveryStatus | 'erased' | 'unsupported' | 'invalid' | 'forbidden' | 'unauthorized' | 'failed'
  /** How an `unauthorized` one is answered. */
  readonly http?: 401 | 403
  readonly message?: string | undefined
  /** The id of an accepted delete, by which its receipt is found. */
  readonly delete?: string
  readonly parts: readonly Part[]
}

/** What becomes of an event whose owed subscriptions went so: nothing owed may be unsettled, one delivery is a delivery. */
export function resultOf(parts: readonly Part[], skipped: string): EventResult {
  const worst = worstOf(parts, ['unsettled', 'queued', 'delivered', 'rejected'], ({ fate }) => fate)
  if (worst === undefined) return { status: 'skipped', message: parts[0]?.message ?? skipped, parts }
  return { status: worst.fate, message: worst.message, parts }
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
          subscriptions: result.parts.map(partBody),
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
  return Math.max(0, ...results.flatMap((result) => result.parts.map((part) => part.retryAfterMs ?? 0)))
}

function itemBody({ status, message, delete: id }: EventResult): Readonly<Record<string, unknown>> {
  return { status, ...(message !== undefined && { message }), ...(id !== undefined && { delete: id }) }
}

function partBody({ subscription, fate, message, rejected = 0 }: Part): Readonly<Record<string, unknown>> {
  return {
    name: subscription,
    status: fate,
    ...(rejected > 0 && { rejected }),
    ...(message !== undefined && { message }),
  }
}
