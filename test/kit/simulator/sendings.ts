import { itemDigest } from '../../../src/queue/queue-row.ts'
import type { Deleted } from './deleted.ts'
import type { DeliveryKey } from './events.ts'
import { deliveryKeyOf } from './events.ts'
import type { Flying, Sender } from './flying.ts'
import type { Arrival, SimulatedPartner } from './partner.ts'
import type { Row, Tables } from './tables.ts'
import { deliveryKeysOf, waiting } from './tables.ts'

const mostInFlight = 5

/** What is asked of requests when they begin: how many at once, in which order, and that each item is still owed. */
export class Sendings {
  readonly deleted: Deleted
  readonly #partner: SimulatedPartner
  readonly #flying = new Set<Flying>()
  readonly #latest = new Map<string, number>()
  /** What was sent in a run: a batch that is halved comes again, item by item. */
  readonly #sent = new Set<string>()
  /** Deliveries that an operator cancelled: none of them waits. */
  readonly #forbidden = new Set<DeliveryKey>()
  /** Deliveries that an operator cancelled while they were sent, and in which run. */
  readonly #cancelRequests = new Map<DeliveryKey, Sender>()

  constructor(partner: SimulatedPartner, deleted: Deleted) {
    this.deleted = deleted
    this.#partner = partner
  }

  /** A request begins; gives what is wrong with it. */
  began(flying: Flying, tables: Tables): readonly string[] {
    const { arrival, object, runs, mixed } = flying
    const wrong = this.deleted.began(flying, this.#flying)
    if (arrival.subscription === 'Delete') {
      this.#flying.add(flying)
      return wrong
    }
    const open = [...this.#flying].filter((one) => one.object === object).length + 1
    this.#flying.add(flying)
    const deliveryKeys = arrival.items.map(({ messageId }) => deliveryKeyOf(messageId, arrival.subscription))
    return [
      ...wrong,
      ...(open <= mostInFlight * runs ? [] : [`${open} requests are in flight`]),
      ...(runs > 1 || mixed ? [] : this.#order(flying)),
      ...deliveryKeys
        .filter((deliveryKey) => this.#forbidden.has(deliveryKey))
        .map((deliveryKey) => `${deliveryKey} was sent after it was cancelled`),
      ...deliveryKeys
        .filter((deliveryKey) => this.#wasCancelled(deliveryKey, flying, tables))
        .map((deliveryKey) => `${deliveryKey} was to be cancelled`),
      ...deliveryKeys.flatMap((deliveryKey, i) => this.#key(deliveryKey, arrival, i)),
      ...(runs > 1 ? [] : deliveryKeys.flatMap((deliveryKey, i) => unowed(deliveryKey, arrival.values[i], tables))),
    ]
  }

  /** A request ended, or its object did. */
  ended(flying: Flying): void {
    this.#flying.delete(flying)
  }

  /** A user's items never go in two calls at once, and in the order of receipt; each subscription by itself, for batches overtake. */
  #order({ arrival, object, round }: Flying): readonly string[] {
    const wrong: string[] = []
    for (const { user, at, messageId, n } of arrival.items) {
      const together = [...this.#flying].filter(
        (one) => one.object === object && one.round === round && one.arrival.items.some((item) => item.user === user),
      )
      if (together.length > 1) wrong.push(`two calls at once carry ${user}`)
      const name = `${object} ${round} ${arrival.subscription} ${user}`
      if (this.#sent.has(`${name} ${messageId} ${n}`)) continue
      this.#sent.add(`${name} ${messageId} ${n}`)
      if (at < (this.#latest.get(name) ?? 0)) wrong.push(`${user} was sent out of order`)
      this.#latest.set(name, at)
    }
    return wrong
  }

  #key(deliveryKey: DeliveryKey, { items, header }: Arrival, i: number): readonly string[] {
    const item = items[i]
    if (item === undefined) return []
    const before = this.#partner.keyBefore(deliveryKey, item)
    const same = before === item.key && (header === undefined || header === before)
    return same ? [] : [`${deliveryKey} came with the keys ${before} and ${header ?? item.key}`]
  }

  #wasCancelled(deliveryKey: DeliveryKey, { object, round, runs, mixed }: Sender, tables: Tables): boolean {
    const during = this.#cancelRequests.get(deliveryKey)
    if (during === undefined || runs > 1 || mixed || waiting(tables).get(deliveryKey) !== 1) return false
    return during.object !== object || during.round < round
  }

  /** An operator cancelled a delivery that waited. */
  forbid(deliveryKey: DeliveryKey): void {
    this.#forbidden.add(deliveryKey)
  }

  /** An operator cancelled a delivery that was being sent. */
  cancelRequested(deliveryKey: DeliveryKey, during: Sender): void {
    this.#cancelRequests.set(deliveryKey, during)
  }

  /** An operator wants it sent. */
  retryRequested(deliveryKey: DeliveryKey): void {
    this.#cancelRequests.delete(deliveryKey)
  }

  /** What came anew may be sent, and the cancel requests of what left are gone. */
  moved(before: Tables, after: Tables): void {
    const [was, is] = [waiting(before), waiting(after)]
    for (const [deliveryKey, n] of is) if (n > (was.get(deliveryKey) ?? 0)) this.#forbidden.delete(deliveryKey)
    for (const [deliveryKey, n] of was) if (n > (is.get(deliveryKey) ?? 0)) this.#cancelRequests.delete(deliveryKey)
  }
}

/** Why an item should not have been sent: nobody owes it, it is done, or its row has too many unacked claims to go as it is (this claim counts too). */
function unowed(deliveryKey: DeliveryKey, value: unknown, { rows }: Tables): readonly string[] {
  const owing = [...rows.values()].filter((row) => deliveryKeysOf(row).includes(deliveryKey))
  if (owing.length === 0) return [`${deliveryKey} was sent, and is not owed`]
  const open = owing.filter((row) => !isDone(row, deliveryKey, itemDigest(value)))
  if (open.length === 0) return [`an item of ${deliveryKey} was sent that was done`]
  if (open.every(({ unackedClaims, entries }) => unackedClaims > 3 && entries.length > 1))
    return [`${deliveryKey} was not split off`]
  return open.every(({ unackedClaims }) => unackedClaims > 5)
    ? [`${deliveryKey} was sent after five unacked claims`]
    : []
}

function isDone({ entries }: Row, deliveryKey: DeliveryKey, digest: string): boolean {
  return entries
    .flatMap(({ event, owed }) =>
      owed.map((one) => ({ deliveryKey: deliveryKeyOf(event['messageId'], one.subscription), one })),
    )
    .filter((one) => one.deliveryKey === deliveryKey)
    .every(
      ({ one }) =>
        [...(one.done ?? []), ...(one.refused ?? [])].includes(digest) || one.only?.includes(digest) === false,
    )
}
