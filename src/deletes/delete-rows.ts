import { parseExactly } from '../values/exact-json.ts'
import { randomBytes } from 'node:crypto'
import type { Deletion } from '../mapping/file/mapping.ts'
import type { Answer } from '../mapping/context/scope.ts'
import type { Call, Delivery, EventLike, Item } from '../mapping/translate.ts'
import { callsOf, planFor } from '../mapping/translate.ts'
import type { Tried } from '../delivery/attempt.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { Rate } from '../delivery/rate.ts'
import { finderOf, maskerOf } from '../delivery/mask/mask.ts'
import { addresses, emails } from '../delivery/mask/patterns.ts'
import type { RunContext } from '../leases/budget.ts'
import type { KeptCircuit } from '../leases/kept-circuit.ts'
import type { WhichRows } from '../leases/lease.ts'
import { claimsToDie, claimsToGoAlone } from '../leases/lease.ts'
import type { LeasedRows, RunPlan } from '../leases/leased-rows.ts'
import type { Seals } from '../transport/seal.ts'
import { keptAnswers, referenceOf } from './answers.ts'
import type { DeleteRow } from './delete-row.ts'
import type { DeleteStep, StepAt } from './outcome.ts'
import { afterDeadline, afterPoll, afterSubmit, cancelled, failed } from './outcome.ts'
import { polls } from './polls.ts'
import type { Writing } from './writing.ts'
import { applyStep } from './writing.ts'

/** How many calls one run makes at most. */
const callsARun = 100

/** What work on the rows of deletes needs. */
export interface DeleteDependencies extends Writing {
  /** Limits and circuit are apart from those of events. */
  readonly rate: Rate
  readonly circuit: KeptCircuit
  readonly seals: Seals
  /** `<partner>/<account>`. */
  readonly account: string
}

/** A delete with its opened event, as it is submitted or polled. */
export interface DeleteDelivery extends Delivery {
  readonly row: DeleteRow
}

type Answers = Readonly<Record<string, Answer>>

/** The deletes of an account that are due in a phase, for one run of the leased worker. What an answer does to them is `outcome.ts`. */
export class DeleteRows implements LeasedRows<DeleteRow, DeleteDelivery> {
  readonly runsBegun: string
  /** What an answer does to a delete is on disk before anything else happens. */
  readonly writtenTogether = 1
  readonly timeoutMs: number
  readonly rate: Rate
  readonly circuit: KeptCircuit
  readonly #phase: 'submit' | 'poll'
  readonly #of: DeleteDependencies
  readonly #at: RunContext
  readonly #deletion: Deletion | undefined
  /** The call that carries each item. */
  readonly #callOf = new Map<Item, Call>()
  /** The ids of submissions, by the answers that their items share. */
  readonly #submissions = new Map<Answers | undefined, string>()

  constructor(phase: 'submit' | 'poll', of: DeleteDependencies, at: RunContext) {
    const { deletion } = at.partner.mapping
    this.runsBegun = `delete runs begun: ${phase}`
    this.rate = of.rate
    this.circuit = of.circuit
    this.#phase = phase
    this.#of = of
    this.#at = at
    this.#deletion = 'unsupported' in deletion ? undefined : deletion
    this.timeoutMs = this.#deletion?.limits.timeoutMs ?? of.dependencies.pace.timeoutMs
  }

  /** Whether an operator wants any tried now. */
  hasUrgent(): boolean {
    return this.#of.store.hasUrgent(this.#of.dependencies.now())
  }

  /** Finds due deletes. */
  select(rows: WhichRows, allowed: number | undefined): readonly DeleteRow[] {
    const { now, random, sending } = this.#of.dependencies
    const limit = (this.#deletion?.batch.max ?? 1) * (allowed || callsARun)
    const due = { now: now(), limit, rows, random: random() }
    return this.#of.store.due(this.#phase, due).filter((row) => row.leaseUntil > 0 || !sending.has(row.id))
  }

  /** Claims a delete. */
  claim(row: DeleteRow, leaseUntil: number): boolean {
    return this.#of.store.claim(row, leaseUntil)
  }

  /** Plans the submissions or polls of deletes. One that cannot be sent any more has failed; one that no key opens waits for its key. */
  plan(rows: readonly DeleteRow[]): RunPlan<DeleteRow, DeleteDelivery> {
    const deletion = this.#deletion
    if (deletion === undefined || (this.#phase === 'poll' && deletion.poll === undefined)) {
      for (const row of rows) this.#step(row, failed([], 'the mapping has no such deletion any more', this.#now()))
      return { rows: [], deliveries: [], calls: [] }
    }
    const deliveries = this.#workable(rows).flatMap((row) => this.#planned(deletion, row))
    const calls =
      this.#phase === 'submit' ? callsOf(deliveries, this.#at.settings) : polls(deletion, deliveries, this.#at.settings)
    for (const call of calls) for (const item of call.items) this.#callOf.set(item, call)
    return { rows: deliveries.map(({ row }) => row), deliveries, calls }
  }

  /** A delete that was claimed again and again and never acknowledged goes alone, then is dead; one whose time is over is dead; one that an operator cancelled while it was sent, and that did not end then, is cancelled. */
  #workable(rows: readonly DeleteRow[]): readonly DeleteRow[] {
    const left = rows.filter((row) => {
      const over = this.#over(row, this.#now())
      if (over !== undefined) this.#step(row, over)
      return over === undefined
    })
    const alone = left.find(({ unackedClaims }) => unackedClaims >= claimsToGoAlone)
    if (alone === undefined) return left
    const others = left.filter((row) => row !== alone)
    this.#of.dependencies.transaction(() => others.forEach((row) => this.release(row, this.#now())))
    return [alone]
  }

  #over(row: DeleteRow, now: number): DeleteStep | undefined {
    const reason = this.#of.dependencies.cancels.cancelReason(row.id)
    if (reason !== undefined) return cancelled(reason, now)
    if (row.unackedClaims >= claimsToDie) return failed([], 'poison: each time it was tried the object died', now)
    return afterDeadline(row, now)
  }

  #planned(deletion: Deletion, row: DeleteRow): readonly DeleteDelivery[] {
    const { seals, account, store, dependencies } = this.#of
    const { now, pace, transaction } = dependencies
    const text = row.sealed === undefined ? undefined : seals.open(row.sealed, account)
    if (text === undefined) {
      const reason = 'no key of SEALING_KEY opens it'
      transaction(() => store.apply(row.id, row.leaseToken, { due: now() + pace.restMs, reason }))
      return []
    }
    const { mapping } = this.#at.partner
    const delivery = planFor(deletion, parseExactly(text) as EventLike, { ...this.#at, mapping, now: now() })
    if (delivery.ended === undefined) return [{ ...delivery, row }]
    this.#step(row, failed([], `rejected: ${delivery.ended.message}`, now()))
    return []
  }

  /** A delete may always go. */
  mayGo(): boolean {
    return true
  }

  /** Which deletes an attempt carries (five at most). */
  about(deliveries: readonly DeleteDelivery[]): Readonly<Record<string, unknown>> {
    return { subscription: 'deletion', deliveries: deliveries.slice(0, 5).map(({ row }) => row.id) }
  }

  /** Of a delete nothing is written before all its items are known. */
  keep(_: DeleteRow, tried: readonly Tried<DeleteDelivery>[]): readonly DeleteDelivery[] {
    return tried.map(({ delivery }) => delivery)
  }

  /** Writes what an answer does to a delete. */
  ack(row: DeleteRow, [tried]: readonly Tried<DeleteDelivery>[], soon: number): void {
    if (tried === undefined || tried.outcomes.length === 0) {
      this.release(row, soon)
      return
    }
    const outcomes = [...tried.outcomes, ...untried(tried)]
    const at = this.#stepAt(outcomes)
    applyStep(row, this.#phase === 'submit' ? afterSubmit(row, outcomes, at) : afterPoll(row, outcomes, at), this.#of)
  }

  /** Gives a delete back that was not tried. */
  release({ id, leaseToken, urgent }: DeleteRow, due: number): void {
    this.#of.store.apply(id, leaseToken, { due, urgent: urgent ? 1 : 0 })
  }

  #stepAt(outcomes: readonly ItemOutcome[]): StepAt {
    const { now, random, pace } = this.#of.dependencies
    const answered = outcomes.findLast(({ answers }) => answers !== undefined)
    const kept = keptAnswers(answered?.answers ?? {}, this.#deletion?.poll?.reads ?? [])
    const id = this.#submissions.get(answered?.answers) ?? randomBytes(8).toString('hex')
    this.#submissions.set(answered?.answers, id)
    const call = answered === undefined ? undefined : this.#callOf.get(answered.item)
    return {
      now: now(),
      random: random(),
      pace,
      poll: this.#deletion?.poll,
      call: { id, answers: JSON.stringify(kept), reference: shownReference(referenceOf(kept), call) },
    }
  }

  #step(row: DeleteRow, step: DeleteStep): void {
    this.#of.dependencies.transaction(() => applyStep(row, step, this.#of))
  }

  #now(): number {
    return this.#of.dependencies.now()
  }
}

/** The items of a delete that had no turn, while others had: all of them are tried again. */
function untried({ delivery: { items }, outcomes }: Tried<DeleteDelivery>): readonly ItemOutcome[] {
  const tried = new Set(outcomes.map(({ item }) => item))
  const message = 'there was no time for all of its requests'
  return items.flatMap((item) => (tried.has(item) ? [] : [{ item, outcome: 'retryable', message } as const]))
}

/** The partner's own reference as the receipt shows it: without the texts of the deletes. It may look like a token or a number, for that is what it is. */
function shownReference(reference: string, call: Call | undefined): string {
  const values = (call?.items ?? []).flatMap(({ event, value }) => [event, value])
  return reference === '' ? '' : maskerOf({ finders: [finderOf({ values })], patterns: [emails, addresses] })(reference)
}
