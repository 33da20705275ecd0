import type { DeliveryResult } from '../delivery/result.ts'
import { rejectedItems, worstOf } from '../delivery/result.ts'
import type { CodesOf, ErrorCode } from '../requests/error-codes.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'

/** One delivery of an event as Segment is told of it. `queued`: committed, and tried until it is settled; `unsettled`: owed, but neither settled nor committed; `shadowed`: all was done but the call. */
export interface ReportedDelivery extends DeliveryResult<
  'delivered' | 'shadowed' | 'skipped' | 'rejected' | 'queued' | 'unsettled'
> {
  readonly subscription: string
}

/** What became of one event. `erased`: its user was deleted after its receipt; `unsupported`: the mapping has nothing for its type; `invalid`: it was no event; `forbidden`: this sender may not send it; `unauthorized`: the partner refuses the customer's own key; `failed`: a delete that came before and failed. */
export type EventResult = Ended & Told

/** How an event ended. `code`: where there is a closer one than that of the status. */
type Ended =
  | {
      readonly status:
        | 'delivered'
        | 'shadowed'
        | 'skipped'
        | 'queued'
        | 'erased'
        | 'rejected'
        | 'failed'
        | 'unauthorized'
    }
  | { readonly status: 'invalid'; readonly code?: 'event_too_large' }
  | { readonly status: 'forbidden'; readonly code: CodesOf<403> }
  | { readonly status: 'unsupported'; readonly code?: CodesOf<501> }
  | { readonly status: 'unsettled'; readonly code?: CodesOf<503> }

interface Told {
  /** How an `unauthorized` one is answered. */
  readonly http?: 401 | 403
  readonly message?: string | undefined
  /** The id of an accepted delete, by which its receipt is found. */
  readonly delete?: string
  readonly deliveries: readonly ReportedDelivery[]
}

/** What becomes of an event whose deliveries went so: none of them may be unsettled, one that is delivered is enough. */
export function eventResultOf(deliveries: readonly ReportedDelivery[]): EventResult {
  const worst = worstOf(
    deliveries,
    ['unsettled', 'queued', 'delivered', 'shadowed', 'rejected'],
    ({ status }) => status,
  )
  const { status, message } = worst ?? { status: 'skipped', message: deliveries[0]?.message }
  return { status, message, deliveries }
}

/** The code of a result that is an error; nothing where it is none. */
function codeOf(result: EventResult): ErrorCode | undefined {
  switch (result.status) {
    case 'invalid':
      return result.code ?? 'invalid_event'
    case 'forbidden':
      return result.code
    case 'unauthorized':
      return result.http === 403 ? 'partner_forbidden' : 'partner_unauthorized'
    case 'unsettled':
      return result.code ?? 'not_stored'
    case 'unsupported':
      return result.code ?? 'unsupported_event'
    case 'rejected':
      return 'event_rejected'
    case 'failed':
      return 'delete_failed'
    case 'delivered':
    case 'shadowed':
    case 'queued':
    case 'skipped':
    case 'erased':
      return undefined
  }
}

/** The reply for a single event (the reply rule: 2xx means that it is ours). */
export function replyOne(result: EventResult): Reply {
  switch (result.status) {
    case 'invalid':
      return errorReply('invalid_event', result.message ?? 'this is no valid event')
    case 'forbidden':
      return errorReply(result.code, result.message ?? 'this sender may not send this event')
    case 'unauthorized':
      return refusedKey(result)
    case 'unsettled':
      return unavailable(
        result.code ?? 'not_stored',
        result.message ?? 'the partner could not be reached',
        wait([result]),
      )
    case 'unsupported':
      return errorReply(
        result.code ?? 'unsupported_event',
        result.message ?? 'the partner has nothing for this type of event',
      )
    case 'rejected':
      return errorReply('event_rejected', result.message ?? 'the partner refused the event')
    case 'failed':
      return {
        status: 400,
        body: { ...itemBody(result), code: 'delete_failed', message: result.message ?? 'this delete failed' },
      }
    case 'queued':
    case 'delivered':
    case 'shadowed':
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
  if (results.length === 0) return errorReply('empty_array', 'the array is empty: send one event or more in it')
  if (valid === 0) return errorReply('no_valid_event', `no valid event in the array: item 0: ${results[0]?.message}`)
  const forbidden = results.find((result) => result.status === 'forbidden')
  if (forbidden !== undefined && valid === count('forbidden'))
    return errorReply(forbidden.code, forbidden.message ?? 'this sender may not send these events')
  const refused = results.find(({ status }) => status === 'unauthorized')
  if (refused !== undefined) return refusedKey(refused)
  const unsettled = results.find((result) => result.status === 'unsettled')
  if (unsettled !== undefined)
    return unavailable(
      unsettled.code ?? 'not_stored',
      `${count('unsettled')} of ${results.length} events could not be delivered: ${unsettled.message ?? 'unsettled'}`,
      wait(results),
    )
  const unsupported = results.find((result) => result.status === 'unsupported')
  if (unsupported !== undefined && valid === count('unsupported'))
    return errorReply(
      unsupported.code ?? 'unsupported_event',
      unsupported.message ?? 'the partner has nothing for these',
    )
  const status =
    (['queued', 'delivered', 'shadowed', 'rejected', 'failed', 'erased'] as const).find((one) => count(one) > 0) ??
    'skipped'
  return { status: status === 'queued' ? 202 : 200, body: { status, results: results.map(itemBody) } }
}

/** The reply to a customer's own key that the partner refuses. */
export function refusedKey({ http, message }: Pick<EventResult, 'http' | 'message'>): Reply {
  return errorReply(
    http === 403 ? 'partner_forbidden' : 'partner_unauthorized',
    message ?? 'the partner refuses this key',
  )
}

/** The longest time that a partner asked for. */
function wait(results: readonly EventResult[]): number {
  return Math.max(0, ...results.flatMap((result) => result.deliveries.map(({ retryAfterMs = 0 }) => retryAfterMs)))
}

function itemBody(result: EventResult): Readonly<Record<string, unknown>> {
  const { status, message, delete: id } = result
  const code = codeOf(result)
  return {
    status,
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(id !== undefined && { delete: id }),
  }
}

function deliveryBody(delivery: ReportedDelivery): Readonly<Record<string, unknown>> {
  const { subscription, status, message } = delivery
  const rejected = rejectedItems(delivery).length
  return {
    name: subscription,
    status,
    ...(status === 'rejected' && { code: 'event_rejected' satisfies ErrorCode }),
    ...(rejected > 0 && { rejected }),
    ...(message !== undefined && { message }),
  }
}
