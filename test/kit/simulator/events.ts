import type { QueuedEvent } from '../../../src/queue/queue-row.ts'

/** The subscriptions of the simulated partner. */
export const subscriptions = ['One', 'Batch', 'List'] as const

/** The event that kills the object whenever it is sent. The others are numbered from 0. */
export const killer = 12

/** One (event, subscription) by its event's messageId: what the balance counts. */
export type DeliveryKey = string

export function deliveryKeyOf(messageId: unknown, subscription: string): DeliveryKey {
  return `${String(messageId)} ${subscription}`
}

/** An event by its number, owed to some subscriptions. Three users; a list of none to three items; received in another order than that of the numbers. */
export function entryOf(n: number, owed: readonly string[]): QueuedEvent {
  const receivedAt = 1_000_000 + ((n * 7) % 13)
  const event = {
    type: 'track',
    messageId: `m${n}`,
    userId: `u${n % 3}`,
    properties: {
      at: receivedAt,
      kind: n % 2 === 0 ? 'even' : 'odd',
      list: Array.from({ length: n % 4 }, (_, i) => ({ i })),
      ...(n === killer && { kills: true }),
    },
  }
  return { event, owed: owed.map((subscription) => ({ subscription })), receivedAt, mapping: 'simulated' }
}

/** The user of a delivery's event, and when it was received (ms). */
export function originOf(deliveryKey: DeliveryKey): { readonly user: string; readonly receivedAt: number } {
  const { event, receivedAt } = entryOf(Number(deliveryKey.split(' ')[0]?.slice(1)), [])
  return { user: String(event['userId']), receivedAt }
}

/** How many items a delivery has; with none it is skipped. */
export function itemCount(deliveryKey: DeliveryKey): number {
  const [messageId = '', subscription] = deliveryKey.split(' ')
  return subscription === 'List' ? Number(messageId.slice(1)) % 4 : 1
}
