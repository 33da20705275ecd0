import type { DeleteState } from '../deletes/receipt.ts'

/** The states in which a delivery of an event is kept. One that was delivered or skipped is only counted. */
export type DeliveryState = 'pending' | 'parked' | 'dead' | 'cancelled'

/**
 * One delivery as an operator sees it: of an event at a subscription, or a delete (which has no subscription, and the states of its receipt). Times in ms. `event` is the JSON
 * of the raw event: whoever shows it masks it; a delete's is sealed.
 */
export interface ListedDelivery {
  readonly id: string
  readonly kind: 'event' | 'delete'
  readonly state: DeliveryState | DeleteState
  readonly subscription?: string
  readonly type: string
  /** What the event is called, masked: in a list, where it has a name. */
  readonly name?: string
  readonly messageId?: string
  readonly acceptedAt: number
  readonly attempts: number
  readonly nextAttemptAt?: number
  readonly sending?: boolean
  readonly endedAt?: number
  readonly reason?: string
  /** Why a delete is not sent now. */
  readonly waitsFor?: string
  readonly requestId?: string
  readonly mapping?: string
  readonly event?: string | undefined
}

/**
 * Which deliveries are looked for. `state` absent: all; `request`: committed by a request of this id; `reason`: how the reason begins; `after`, `before`: accepted between
 * these times, dead letters and cancelled ones ended between them (ms).
 */
export interface Wanted {
  readonly state?: DeliveryState | DeleteState | undefined
  readonly kind?: 'event' | 'delete' | undefined
  readonly messageId?: string | undefined
  readonly request?: string | undefined
  readonly reason?: string | undefined
  readonly after?: number | undefined
  readonly before?: number | undefined
}

/** Some deliveries, and where the next ones begin (absent: there are none). */
export interface Page {
  readonly deliveries: readonly ListedDelivery[]
  readonly cursor?: string
}
