import { itemDigest } from '../../../src/queue/queue-row.ts'
import type { Deleted } from './deleted.ts'
import type { OwedDelivery } from './events.ts'
import { debtOf } from './events.ts'
import type { Flying, Sender } from './flying.ts'
import type { Arrival, SimulatedPartner } from './partner.ts'
import type { Row, Tables } from './tables.ts'
import { debtsOf, waiting } from './tables.ts'

const mostInFlight = 5

/** What is asked of requests when they begin: how many at once, in which order, and that each item is still owed. */
export class Sendings {
  readonly deleted: Deleted
  readonly #partner: SimulatedPartner
  readonly #flying = new Set<Flying>()
  readonly #latest = new Map<string, number>()
  /** What was sent in a round: a batch that is halved comes again, item by item. */
  readonly #sent = new Set<string>()
  /** Debts that an operator cancelled: none of them waits. */
  readonly #forbidden = new Set<OwedDelivery>()
  /** Debts that an operator cancelled while they were sent, and in which round. */
  readonly #cancelRequests = new Map<OwedDelivery, Sender>()

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
    const debts = arrival.items.map(({ messageId }) => debtOf(messageId, arrival.subscription))
    return [
      ...wrong,
      ...(open <= mostInFlight * runs ? [] : [`${open} requests are in flight`]),
      ...(runs > 1 || mixed ? [] : this.#order(flying)),
      ...debts.filter((debt) => this.#forbidden.has(debt)).map((debt) => `${debt} was sent after it was cancelled`),
      ...debts.filter((debt) => this.#wasCancelled(debt, flying, tables)).map((debt) => `${debt} was to be cancelled`),
      ...debts.flatMap((debt, i) => this.#key(debt, arrival, i)),
      ...(runs > 1 ? [] : debts.flatMap((debt, i) => unowed(debt, arrival.values[i], tables))),
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

  #key(debt: OwedDelivery, { items, header }: Arrival, i: number): readonly string[] {
    const item = items[i]
    if (item === undefined) return []
    const before = this.#partner.keyBefore(debt, item)
    const same = before === item.key && (header === undefined || header === before)
    return same ? [] : [`${debt} came with the keys ${before} and ${header ?? item.key}`]
  }

  #wasCancelled(debt: OwedDelivery, { object, round, runs, mixed }: Sender, tables: Tables): boolean {
    const during = this.#cancelRequests.get(debt)
    if (during === undefined || runs > 1 || mixed || waiting(tables).get(debt) !== 1) return false
    return during.object !== object || during.round < round
  }

  /** An operator cancelled a delivery that waited. */
  forbid(debt: OwedDelivery): void {
    this.#forbidden.add(debt)
  }

  /** An operator cancelled a delivery that was being sent. */
  cancelRequested(debt: OwedDelivery, during: Sender): void {
    this.#cancelRequests.set(debt, during)
  }

  /** An operator wants it sent. */
  retryRequested(debt: OwedDelivery): void {
    this.#cancelRequests.delete(debt)
  }

  /** What came anew may be sent, and the cancel requests of what left are gone. */
  moved(before: Tables, after: Tables): void {
    const [was, is] = [waiting(before), waiting(after)]
    for (const [debt, n] of is) if (n > (was.get(debt) ?? 0)) this.#forbidden.delete(debt)
    for (const [debt, n] of was) if (n > (is.get(debt) ?? 0)) this.#cancelRequests.delete(debt)
  }
}

/** Why an item should not have been sent: nobody owes it, it is done, or its row has too many unacked claims to go as it is (this claim counts too). */
function unowed(debt: OwedDelivery, value: unknown, { rows }: Tables): readonly string[] {
  const owing = [...rows.values()].filter((row) => debtsOf(row).includes(debt))
  if (owing.length === 0) return [`${debt} was sent, and is not owed`]
  const open = owing.filter((row) => !isDone(row, debt, itemDigest(value)))
  if (open.length === 0) return [`an item of ${debt} was sent that was done`]
  if (open.every(({ strikes, entries }) => strikes > 3 && entries.length > 1)) return [`${debt} was not split off`]
  return open.every(({ strikes }) => strikes > 5) ? [`${debt} was sent after five unacked claims`] : []
}

function isDone({ entries }: Row, debt: OwedDelivery, digest: string): boolean {
  return entries
    .flatMap(({ event, owed }) => owed.map((one) => ({ debt: debtOf(event['messageId'], one.subscription), one })))
    .filter((one) => one.debt === debt)
    .every(
      ({ one }) =>
        [...(one.done ?? []), ...(one.refused ?? [])].includes(digest) || one.only?.includes(digest) === false,
    )
}
