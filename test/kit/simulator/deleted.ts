import type { DeliveryKey } from './events.ts'
import { originOf } from './events.ts'
import type { SeenItem } from './partner.ts'
import type { Flying } from './flying.ts'
import type { Tables } from './tables.ts'

/** The simulator's own account of deleted users, and what is asked of requests: nothing received before a delete is sent after it. Times by the wall clock (ms). */
export class Deleted {
  readonly #markOf: (user: string) => string
  readonly #acceptedAt = new Map<string, number>()

  constructor(markOf: (user: string) => string) {
    this.#markOf = markOf
  }

  /** A delete was accepted. */
  add(user: string, now: number): void {
    this.#acceptedAt.set(user, Math.max(now, this.#acceptedAt.get(user) ?? 0))
  }

  /** Whether the event of a delivery is erased, as long as the tombstones of some tables stand. */
  erases(deliveryKey: DeliveryKey, { tombstones }: Pick<Tables, 'tombstones'>): boolean {
    const { user, receivedAt } = originOf(deliveryKey)
    return (tombstones.get(this.#markOf(user)) ?? -1) > receivedAt
  }

  /** A request of events or of deletes begins, beside those that fly; gives what is wrong with it. */
  began({ arrival, object, runs }: Flying, flying: Iterable<Flying>): readonly string[] {
    if (arrival.subscription !== 'Delete')
      return arrival.items
        .filter((item) => this.#mustNotGo(item))
        .map(({ messageId, user }) => `${messageId} was sent after ${user} was deleted`)
    if (runs > 1) return []
    const users = new Set(arrival.items.map(({ user }) => user))
    return [...flying]
      .filter((one) => one.object === object && one.arrival.subscription !== 'Delete')
      .flatMap((one) => one.arrival.items.filter(({ user }) => users.has(user)))
      .map(({ messageId, user }) => `${user} was deleted while ${messageId} was on its way`)
  }

  #mustNotGo({ user, at }: SeenItem): boolean {
    const acceptedAt = this.#acceptedAt.get(user) ?? -1
    return acceptedAt > at
  }
}
