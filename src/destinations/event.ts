import type { DeliveryResult } from '../delivery/result.ts'
import type { Delivery, EventLike } from '../mapping/translate.ts'

/** An event as it was read, and when it was received (ms). `request`: what a delete's request is known by. */
export interface ReceivedEvent {
  readonly event: EventLike
  readonly receivedAt: number
  readonly request?: string | undefined
}

/** An event of a request with its deliveries, and what came of each of them inline. */
export interface AttemptedEvent extends ReceivedEvent {
  readonly deliveries: readonly Delivery[]
  readonly results: readonly DeliveryResult[]
}
