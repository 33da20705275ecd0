import { nextAttemptAt } from '../delivery/backoff.ts'
import type { Tried } from '../delivery/attempt.ts'
import type { Attempt } from '../delivery/call.ts'
import type { Rate } from '../delivery/rate.ts'
import { hasEnded, rejectedItems, waitOf } from '../delivery/result.ts'
import type { RunContext } from '../leases/budget.ts'
import type { KeptCircuit } from '../leases/kept-circuit.ts'
import type { WhichRows } from '../leases/lease.ts'
import type { LeasedRows, RunPlan } from '../leases/leased-rows.ts'
import type { EventDependencies } from './event-dependencies.ts'
import { secretsOf } from '../partners/accounts.ts'
import { note, writeDown, writeRejectedItems } from './ending.ts'
import type { RowDelivery, RowResult } from './plan.ts'
import { callsInOrder, entriesOwing, leftOf, planRows, rowResultOf } from './plan.ts'
import { readable } from './poison.ts'
import { deliveryId, rowIdBeside } from './queue-row.ts'
import type { FullWindow } from './selection.ts'
import type { StoredRow } from './stored-row.ts'

/** How many calls one run makes at most: about a minute's worth. */
const callsARun = 250

/** A delivery of a row that was tried, and what became of it. */
type WithResult = Tried<RowDelivery> & { readonly result: RowResult }

/** The rows of events of an account for one run of the leased worker. */
export class EventRows implements LeasedRows<StoredRow, RowDelivery> {
  readonly runsBegun = 'rounds begun'
  readonly writtenTogether = 50
  readonly timeoutMs: number
  readonly rate: Rate
  readonly circuit: KeptCircuit
  readonly #dependencies: EventDependencies
  readonly #at: RunContext
  readonly #full: readonly FullWindow[]

  /** `full`: what a `buffer` has collected enough of. */
  constructor(dependencies: EventDependencies, at: RunContext, full: readonly FullWindow[]) {
    this.rate = dependencies.rate
    this.circuit = dependencies.circuit
    this.#dependencies = dependencies
    this.#at = at
    this.#full = full
    const { timeoutMs } = dependencies.pace
    const timeouts = at.partner.mapping.subscriptions.map(({ limits }) => limits.timeoutMs ?? timeoutMs)
    this.timeoutMs = Math.max(timeoutMs, ...timeouts)
  }

  /** Whether an operator wants any tried now. */
  hasUrgent(): boolean {
    return this.#dependencies.store.hasUrgent(this.#dependencies.now())
  }

  /** Finds due rows (`selection.ts`). */
  select(rows: WhichRows, allowed: number | undefined): readonly StoredRow[] {
    const { store, sending, now, random } = this.#dependencies
    const most = Math.min(...this.#at.partner.mapping.subscriptions.map(({ batch }) => batch.max))
    return store.select({
      now: now(),
      mostOwed: most * (allowed || callsARun),
      rows,
      random: random(),
      full: rows === 'all' ? this.#full : [],
      isTaken: (id) => sending.has(id),
    })
  }

  /** Claims a row. */
  claim(row: StoredRow, leaseUntil: number): boolean {
    return this.#dependencies.store.claim(row, leaseUntil)
  }

  /** Plans what rows owe (`plan.ts`). */
  plan(rows: readonly StoredRow[]): RunPlan<StoredRow, RowDelivery> {
    const { cancels, isErased, now } = this.#dependencies
    const { partner, settings } = this.#at
    const read = readable(this.#dependencies, rows)
    const at = { mapping: partner.mapping, settings, now: now(), cancelled: cancels.all(), isErased }
    const deliveries = planRows(read, at)
    return { rows: read, deliveries, calls: callsInOrder(deliveries, settings) }
  }

  /** Whether a delivery may still be sent: its user was not deleted meanwhile. */
  mayGo({ entry }: RowDelivery): boolean {
    return !this.#dependencies.isErased(entry.event, entry.receivedAt)
  }

  /** Which deliveries an attempt carries, whose requests committed them (five at most), which attempt it is, and how much later than it was due it began. */
  about(deliveries: readonly RowDelivery[], { ms }: Attempt): Readonly<Record<string, unknown>> {
    const some = deliveries.slice(0, 5)
    const row = some[0]?.row
    return {
      ...(row !== undefined && {
        attempt: row.attempts + 1,
        lateMs: Math.max(0, this.#dependencies.now() - ms - row.dueAt),
      }),
      deliveries: some.map(({ row: { id }, entry, owed }) => deliveryId(id, entry, owed)),
      requestIds: [...new Set(some.flatMap(({ row: { request } }) => request ?? []))],
    }
  }

  /** Writes what is settled of a row whose calls are on their way: the row stays claimed. */
  keep(row: StoredRow, tried: readonly Tried<RowDelivery>[]): readonly RowDelivery[] {
    const results = tried.map((one) => ({ ...one, result: rowResultOf(one) }))
    const open = results.filter(({ result }) => !hasEnded(result))
    const isKnown = open.length < results.length || results.some(({ outcomes }) => outcomes.length > 0)
    const left = open.map(leftOf)
    if (!isKnown || left.length === 0 || !this.#dependencies.store.keep(row.id, row.leaseToken, entriesOwing(left)))
      return tried.map(({ delivery }) => delivery)
    this.#record(row, results)
    return left
  }

  /** Writes what became of a row: what failed waits for its next attempt, apart from what was not tried, and from what is parked. */
  ack(row: StoredRow, tried: readonly Tried<RowDelivery>[], soon: number): void {
    const results = this.#withResults(tried)
    const of = (status: RowResult['status']): readonly WithResult[] =>
      results.filter(({ result }) => result.status === status)
    const waiting = of('waiting')
    const parts = [
      { list: waiting, due: soon, tried: false, parked: false },
      { list: of('retryable'), due: this.#nextAttempt(row, of('retryable')), tried: true, parked: false },
      { list: of('parked'), due: givenUpAt(of('parked')), tried: false, parked: true },
    ].filter(({ list }) => list.length > 0)
    const [stays, ...apart] = parts
    const taken = this.#dependencies.store.apply({
      id: row.id,
      leaseToken: row.leaseToken,
      entries: entriesOwing(stays?.list.map(leftOf) ?? []),
      due: stays?.due ?? 0,
      tried: stays?.tried ?? false,
      reason: reasonOf(stays?.list ?? []),
      parked: stays?.parked ?? false,
      urgent: row.urgent && stays?.list === waiting,
    })
    if (!taken) return
    for (const { list, due, tried: isTried, parked } of apart)
      this.#dependencies.store.insertRow({
        id: rowIdBeside(row.id, this.#dependencies.random),
        unackedClaims: 0,
        acceptedAt: row.acceptedAt,
        request: row.request,
        entries: entriesOwing(list.map(leftOf)),
        reason: reasonOf(list),
        due,
        attempts: row.attempts + (isTried ? 1 : 0),
        parked,
      })
    this.#record(row, results)
    for (const one of of('retryable')) note(this.#dependencies, this.#noted(row, one), this.#dependencies.now())
  }

  /** Gives a row back that was not tried. */
  release({ id, leaseToken }: StoredRow, due: number): void {
    this.#dependencies.store.release(id, leaseToken, due)
  }

  /** What became of deliveries whose calls have ended; what is open of a user who was deleted meanwhile is erased. */
  #withResults(tried: readonly Tried<RowDelivery>[]): readonly WithResult[] {
    return tried.map((one) => {
      const result = rowResultOf(one)
      const isErased = !hasEnded(result) && !this.mayGo(one.delivery)
      return { ...one, result: isErased ? { status: 'erased', outcomes: result.outcomes } : result }
    })
  }

  /** Writes down how deliveries ended, and which items the partner refused of those that did not. */
  #record(row: StoredRow, results: readonly WithResult[]): void {
    const now = this.#dependencies.now()
    for (const one of results) {
      const { result } = one
      const noted = this.#noted(row, one)
      const rejected = rejectedItems(result)
      if (rejected.length > 0) writeRejectedItems(this.#dependencies, noted, { rejected, now })
      if (hasEnded(result)) writeDown(this.#dependencies, { ...noted, as: result.status }, now)
    }
  }

  /** What is written down, and told the account's activity, of a delivery that was tried. */
  #noted(row: StoredRow, { delivery: { entry, owed }, result: { status, message, outcomes } }: WithResult) {
    const secrets = (): readonly string[] => secretsOf(this.#at.partner, this.#at.settings)
    return { row, entry, owed, as: status, message, attempt: { outcomes, secrets } }
  }

  #nextAttempt(row: StoredRow, failed: readonly WithResult[]): number {
    const { now, random, pace } = this.#dependencies
    if (failed.length === 0) return 0
    return nextAttemptAt(
      {
        attempts: row.attempts + 1,
        ...waitOf(failed.map(({ result }) => result)),
        now: now(),
        random: random(),
      },
      pace,
    )
  }
}

/** Why deliveries wait, as an operator sees it. */
function reasonOf(results: readonly WithResult[]): string | undefined {
  const result = results.find((one) => one.result.message !== undefined)?.result
  return result?.status === 'parked' ? `mapping changed: ${result.message}` : result?.message
}

/** When the first parked delivery is given up (ms): a millisecond later, for until then it is not too old. */
function givenUpAt(parked: readonly WithResult[]): number {
  return Math.min(...parked.flatMap(({ delivery: { ended } }) => (ended?.until === undefined ? [] : [ended.until + 1])))
}
