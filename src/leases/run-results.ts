import type { Tried } from '../delivery/attempt.ts'
import { Outcomes } from '../delivery/attempt.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { Call, Item } from '../mapping/translate.ts'
import type { RunContext } from './budget.ts'
import type { Dependencies } from './dependencies.ts'
import { leaseEnd } from './lease.ts'
import type { LeasedRow } from './leased-row.ts'
import type { LeasedDelivery, LeasedRows, RunPlan } from './leased-rows.ts'

/** An answer is on the disk so soon, while other calls are still on their way; answers that come meanwhile are written with it. */
export const writtenWithinMs = 250

/** Claims the rows of a run, and writes what became of them: what is known while their calls are on their way, the rest when those have ended. */
export class RunResults<Row extends LeasedRow, D extends LeasedDelivery> {
  /** Before this time (ms) what had no turn is not tried. */
  notBefore = 0
  readonly #dependencies: Dependencies
  readonly #leased: LeasedRows<Row, D>
  readonly #at: RunContext
  /** The rows, each as it is claimed by now. */
  readonly #rows: Map<string, Row>
  /** The rows whose end is written. */
  readonly #through = new Set<string>()
  readonly #claimed: Set<string>
  /** What is left of the deliveries of each row. */
  readonly #deliveries: Map<string, readonly D[]>
  readonly #deliveryOf = new Map<Item, D>()
  readonly #outcomes = new Outcomes()
  /** How many calls of each row have not ended. */
  readonly #open = new Map<string, number>()
  /** The rows of which something is known that is not written. */
  readonly #unwritten = new Set<string>()
  #writesSoon = false
  #broken: { readonly error: unknown } | undefined

  constructor(
    dependencies: Dependencies,
    leased: LeasedRows<Row, D>,
    at: RunContext,
    { rows, deliveries, calls, areClaimed }: RunPlan<Row, D> & { readonly areClaimed: boolean },
  ) {
    this.#dependencies = dependencies
    this.#leased = leased
    this.#at = at
    this.#rows = new Map(rows.map((row) => [row.id, row]))
    this.#claimed = new Set(areClaimed ? this.#rows.keys() : [])
    this.#deliveries = Map.groupBy(deliveries, ({ row }) => row.id)
    for (const delivery of deliveries) for (const item of delivery.items) this.#deliveryOf.set(item, delivery)
    for (const { id } of rows) this.#unwritten.add(id)
    for (const call of calls)
      for (const id of this.#idsOf(call.items)) {
        this.#open.set(id, (this.#open.get(id) ?? 0) + 1)
        this.#unwritten.delete(id)
      }
  }

  /** The delivery that sends an item. */
  deliveryOf(item: Item): D | undefined {
    return this.#deliveryOf.get(item)
  }

  /** The rows of a call, as they are claimed by now. */
  rowsOf({ items }: Call): readonly Row[] {
    return [...this.#idsOf(items)].flatMap((id) => this.#rows.get(id) ?? [])
  }

  #idsOf(items: readonly Item[]): ReadonlySet<string> {
    return new Set(items.flatMap((item) => this.#deliveryOf.get(item)?.row.id ?? []))
  }

  /** Whether writing failed: then nothing more is to begin. */
  get isBroken(): boolean {
    return this.#broken !== undefined
  }

  /** Claims the rows of a call that are not claimed yet; `false`: one of them is not as it was any more. */
  claim(call: Call): boolean {
    const rows = this.rowsOf(call).filter(({ id }) => !this.#claimed.has(id))
    if (rows.length === 0) return true
    const taken: Row[] = []
    this.#try(() => {
      taken.push(...claimed(this.#dependencies, this.#leased, this.#at, rows))
      this.#dependencies.meta.set(this.#leased.runsBegun, undefined)
    })
    if (this.isBroken) return false
    for (const row of taken) {
      this.#rows.set(row.id, row)
      this.#claimed.add(row.id)
    }
    this.#dependencies.sending.add(taken)
    return taken.length === rows.length
  }

  /** What became of items is known. */
  settled(outcomes: readonly ItemOutcome[]): void {
    this.#outcomes.add(outcomes)
    this.#changed(this.#idsOf(outcomes.map(({ item }) => item)))
  }

  /** A call has ended, or is not made. */
  callEnded({ items }: Call): void {
    const ids = this.#idsOf(items)
    for (const id of ids) this.#open.set(id, (this.#open.get(id) ?? 1) - 1)
    this.#changed(ids)
  }

  /** Writes what is not written; throws what writing threw. */
  end(): void {
    this.#write()
    if (this.#broken !== undefined) throw this.#broken.error
  }

  /** No run has these rows any more: nothing is written to them from here. */
  leave(): void {
    this.#unwritten.clear()
    this.#dependencies.sending.remove([...this.#rows.values()])
  }

  /** Something is known of rows that is to be written soon. */
  #changed(ids: ReadonlySet<string>): void {
    for (const id of ids) if (!this.#through.has(id)) this.#unwritten.add(id)
    if (
      [...this.#unwritten].filter((id) => this.#isThrough(id, this.#triedOf(id))).length >= this.#leased.writtenTogether
    )
      this.#write()
    else if (!this.#writesSoon && this.#unwritten.size > 0) void this.#writeSoon()
  }

  async #writeSoon(): Promise<void> {
    this.#writesSoon = true
    await this.#dependencies.wait(writtenWithinMs)
    this.#writesSoon = false
    if (this.#unwritten.size > 0) this.#write()
  }

  #triedOf(id: string): readonly Tried<D>[] {
    return (this.#deliveries.get(id) ?? []).map((delivery) => ({ delivery, outcomes: this.#outcomes.of(delivery) }))
  }

  /** Whether all is known of a row that this run will know. */
  #isThrough(id: string, tried: readonly Tried<D>[]): boolean {
    const isKnown = ({ delivery, outcomes }: Tried<D>): boolean => outcomes.length === delivery.items.length
    return (this.#open.get(id) ?? 0) === 0 || tried.every(isKnown)
  }

  /** Writes what is known, and the circuit, in one transaction. */
  #write(): void {
    if (this.isBroken) return
    const through: Row[] = []
    const left = new Map<string, readonly D[]>()
    this.#try(() => {
      for (const row of [...this.#unwritten].flatMap((id) => this.#rows.get(id) ?? [])) {
        const tried = this.#triedOf(row.id)
        if (this.#isThrough(row.id, tried)) {
          this.#end(row, tried)
          through.push(row)
        } else if (this.#claimed.has(row.id)) left.set(row.id, this.#leased.keep(row, tried))
      }
      this.#leased.circuit.keep()
      this.#dependencies.meta.set(this.#leased.runsBegun, undefined)
    })
    if (this.isBroken) return
    this.#unwritten.clear()
    for (const [id, deliveries] of left) this.#deliveries.set(id, deliveries)
    for (const { id } of through) this.#through.add(id)
    this.#dependencies.sending.remove(through)
  }

  #end(row: Row, tried: readonly Tried<D>[]): void {
    const now = this.#dependencies.now()
    const soon = Math.max(now, this.notBefore)
    const isUntouched = ({ delivery, outcomes }: Tried<D>): boolean =>
      delivery.items.length > 0 && outcomes.length === 0 && this.#leased.mayGo(delivery)
    if (tried.length === 0 || !tried.every(isUntouched)) this.#leased.ack(row, tried, soon)
    else if (this.#claimed.has(row.id) || soon > now) this.#leased.release(row, soon)
  }

  #try(run: () => void): void {
    try {
      this.#dependencies.transaction(run)
    } catch (error) {
      this.#broken ??= { error }
    }
  }
}

/** Claims rows, and gives those that were as they were found, under their new lease tokens. In the caller's transaction. */
export function claimed<Row extends LeasedRow>(
  { now, pace }: Dependencies,
  leased: Pick<LeasedRows<Row, never>, 'claim' | 'timeoutMs'>,
  { budget }: RunContext,
  rows: readonly Row[],
): readonly Row[] {
  const until = leaseEnd({ now: now(), deadline: budget.deadline, timeoutMs: leased.timeoutMs }, pace)
  return rows.flatMap((row) => (leased.claim(row, until) ? [{ ...row, leaseToken: row.leaseToken + 1 }] : []))
}
