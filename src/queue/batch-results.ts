import { nextAttemptAt } from '../delivery/backoff.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { QueuedEvent, QueuedDelivery } from './queue-row.ts'
import { rowIdBeside, settle } from './queue-row.ts'
import { writeDown, writeRejectedItems } from './ending.ts'
import { claimed, roundsBegun } from './claim.ts'
import type { ReadRow, DeliveryResult, Work } from './plan.ts'
import { fateOf, leftOf, rejectedItems } from './plan.ts'
import type { RunContext } from '../leases/budget.ts'
import type { EventDependencies } from './event-dependencies.ts'

/** The rows of a round with what they owe. `areClaimed`: they are claimed already, and not only when their calls begin. */
export interface Rows {
  readonly rows: readonly ReadRow[]
  readonly works: readonly Work[]
  readonly areClaimed: boolean
}

/** One owed (event, subscription) by its position among the works. */
interface Owned {
  readonly work: Work
  readonly owner: number
}

/** One owed (event, subscription), and what became of it. */
interface JudgedDelivery extends Owned {
  readonly fate: DeliveryResult
}

/** An answer is on the disk so soon, while other calls are still on their way; answers that come meanwhile are written with it. */
export const writtenWithinMs = 250
/** So many rows that are through are written at once. */
const rowsAtOnce = 50

/** Claims the rows of a round, and writes what became of them: what is known while their calls are on their way, the rest when those have ended. Works are known by their positions. */
export class BatchResults {
  /** Before this time (ms) what had no turn is not tried. */
  notBefore = 0
  readonly #dependencies: EventDependencies
  readonly #at: RunContext
  readonly #works: readonly Work[]
  /** The rows, each as it is claimed by now. */
  readonly #rows: Map<string, ReadRow>
  readonly #claimed: Set<string>
  readonly #owned: ReadonlyMap<string, readonly Owned[]>
  readonly #outcomes = new Map<number, ItemOutcome[]>()
  /** How many calls of each row have not ended. */
  readonly #open = new Map<string, number>()
  /** The rows of which something is known that is not written. */
  readonly #news = new Set<string>()
  /** The owners whose end is written while others of their rows go on. */
  readonly #ended = new Set<number>()
  /** How many rejected items of each owner are written. */
  readonly #rejected = new Map<number, number>()
  #writesSoon = false
  #broken: { readonly error: unknown } | undefined

  constructor(dependencies: EventDependencies, at: RunContext, { rows, works, areClaimed }: Rows) {
    this.#dependencies = dependencies
    this.#at = at
    this.#works = works
    this.#rows = new Map(rows.map((row) => [row.id, row]))
    this.#claimed = new Set(areClaimed ? this.#rows.keys() : [])
    this.#owned = Map.groupBy(
      works.map((work, owner): Owned => ({ work, owner })),
      ({ work }) => work.row.id,
    )
    for (const { id } of rows) this.#news.add(id)
  }

  /** The rows of some works, as they are claimed by now. */
  rowsOf(owners: readonly number[]): readonly ReadRow[] {
    return [...this.#idsOf(owners)].flatMap((id) => this.#rows.get(id) ?? [])
  }

  #idsOf(owners: readonly number[]): ReadonlySet<string> {
    return new Set(owners.flatMap((owner) => this.#works[owner]?.row.id ?? []))
  }

  /** Whether writing failed: then nothing more is to begin. */
  get isBroken(): boolean {
    return this.#broken !== undefined
  }

  /** A call of some works is to be made. */
  expect(owners: readonly number[]): void {
    for (const id of this.#idsOf(owners)) {
      this.#open.set(id, (this.#open.get(id) ?? 0) + 1)
      this.#news.delete(id)
    }
  }

  /** Claims the rows of works that were not claimed yet; `false`: one of them is not as it was any more. */
  claim(owners: readonly number[]): boolean {
    const rows = this.rowsOf(owners).filter(({ id }) => !this.#claimed.has(id))
    if (rows.length === 0) return true
    const { transaction, meta, sending } = this.#dependencies
    let taken: readonly (ReadRow | undefined)[] = []
    transaction(() => {
      taken = rows.map((row) => claimed(this.#dependencies, this.#at, row))
      meta.set(roundsBegun, undefined)
    })
    for (const row of taken) {
      if (row === undefined) continue
      this.#rows.set(row.id, row)
      this.#claimed.add(row.id)
      sending.add([row])
    }
    return taken.every((row) => row !== undefined)
  }

  /** What became of items is known. */
  settled(outcomes: readonly ItemOutcome[]): void {
    for (const outcome of outcomes) {
      const list = this.#outcomes.get(outcome.item.owner)
      if (list === undefined) this.#outcomes.set(outcome.item.owner, [outcome])
      else list.push(outcome)
    }
    this.#tell(this.#idsOf(outcomes.map(({ item }) => item.owner)))
  }

  /** A call of some works has ended, or is not made. */
  callEnded(owners: readonly number[]): void {
    const ids = this.#idsOf(owners)
    for (const id of ids) this.#open.set(id, (this.#open.get(id) ?? 1) - 1)
    this.#tell(ids)
  }

  /** Writes what is not written; throws what writing threw. */
  end(): void {
    if (this.#broken !== undefined) throw this.#broken.error
    this.#write()
  }

  /** No round has these rows any more: nothing is written to them from here. */
  leave(): void {
    this.#news.clear()
    this.#dependencies.sending.remove([...this.#rows.values()])
  }

  /** Something is known of rows that is to be written soon. */
  #tell(ids: ReadonlySet<string>): void {
    for (const id of ids) this.#news.add(id)
    if ([...this.#news].filter((id) => this.#isThrough(id)).length >= rowsAtOnce) this.#write()
    else if (!this.#writesSoon) void this.#writeSoon()
  }

  async #writeSoon(): Promise<void> {
    this.#writesSoon = true
    await this.#dependencies.wait(writtenWithinMs)
    this.#writesSoon = false
    try {
      if (this.#news.size > 0 && this.#broken === undefined) this.#write()
    } catch (error) {
      this.#broken = { error }
    }
  }

  #isThrough(row: string): boolean {
    return (this.#open.get(row) ?? 0) === 0
  }

  /** Writes what is known, and the circuit, in one transaction. */
  #write(): void {
    const rows = [...this.#news].flatMap((id) => this.#rows.get(id) ?? [])
    const { transaction, meta, circuit } = this.#dependencies
    let recorded: readonly JudgedDelivery[] = []
    transaction(() => {
      recorded = rows.flatMap((row) => {
        const judged = this.#judge(row)
        return this.#isThrough(row.id) ? this.#finish(row, judged) : this.#progress(row, judged)
      })
      circuit.keep()
      meta.set(roundsBegun, undefined)
    })
    this.#news.clear()
    this.#dependencies.sending.remove(rows.filter(({ id }) => this.#isThrough(id)))
    for (const { fate, owner } of recorded) {
      if (fate.kind === 'ended') this.#ended.add(owner)
      this.#rejected.set(owner, this.#rejectedOf(owner).length)
    }
  }

  #judge(row: ReadRow): readonly JudgedDelivery[] {
    return (this.#owned.get(row.id) ?? [])
      .filter(({ owner }) => !this.#ended.has(owner))
      .map((owned) => ({ ...owned, fate: this.#fateOf(owned) }))
  }

  #fateOf({ work, owner }: Owned): DeliveryResult {
    const fate = fateOf(work, this.#outcomes.get(owner) ?? [])
    return fate.kind !== 'ended' && this.#dependencies.isErased(work.entry.event, work.entry.receivedAt)
      ? { kind: 'ended', as: 'erased', message: undefined }
      : fate
  }

  #rejectedOf(owner: number): readonly ItemOutcome[] {
    const work = this.#works[owner]
    return work === undefined ? [] : rejectedItems(work, this.#outcomes.get(owner) ?? [])
  }

  /** Writes what is known of a row whose calls are not all through: the row stays claimed. Gives what it recorded. */
  #progress(row: ReadRow, judged: readonly JudgedDelivery[]): readonly JudgedDelivery[] {
    if (!this.#claimed.has(row.id)) return []
    const isKnown = judged.some(
      ({ fate, owner }) => fate.kind === 'ended' || (this.#outcomes.get(owner)?.length ?? 0) > 0,
    )
    const left = leftOf(judged)
    if (!isKnown || left.length === 0 || !this.#dependencies.store.keep(row.id, row.leaseToken, left)) return []
    return this.#record(row, judged)
  }

  /** Writes what became of a row whose calls are all through. Gives what it recorded. */
  #finish(row: ReadRow, judged: readonly JudgedDelivery[]): readonly JudgedDelivery[] {
    const { store, now } = this.#dependencies
    const of = (kind: DeliveryResult['kind']): readonly JudgedDelivery[] =>
      judged.filter(({ fate }) => fate.kind === kind)
    const [again, waiting, parked] = [of('again'), of('waiting'), of('parked')]
    const soon = Math.max(now(), this.notBefore)
    const isUntouched = waiting.length === judged.length && waiting.every(({ owner }) => !this.#outcomes.has(owner))
    if (judged.length > 0 && isUntouched) {
      if (this.#claimed.has(row.id) || this.notBefore > now()) store.release(row.id, row.leaseToken, soon)
      return []
    }
    // What failed waits apart, so that what had no turn need not wait with it; so does what is parked.
    const stays = [waiting, again, parked].find((list) => list.length > 0) ?? []
    const taken = store.apply({
      id: row.id,
      leaseToken: row.leaseToken,
      entries: leftOf(stays),
      due: stays === again ? this.#nextAttempt(row, again) : stays === parked ? givenUpAt(parked) : soon,
      tried: stays === again,
      reason: stays === waiting ? undefined : this.#reasonOf(stays),
      parked: stays === parked && parked.length > 0,
    })
    if (!taken) return []
    if (stays !== again && again.length > 0)
      this.#apart(row, again, { due: this.#nextAttempt(row, again), attempts: row.attempts + 1 })
    if (stays !== parked && parked.length > 0)
      this.#apart(row, parked, { due: givenUpAt(parked), attempts: row.attempts, parked: true })
    return this.#record(row, judged)
  }

  /** Writes down how deliveries ended, and which items the partner refused of those that did not. */
  #record(row: ReadRow, judged: readonly JudgedDelivery[]): readonly JudgedDelivery[] {
    const now = this.#dependencies.now()
    for (const { work, owner, fate } of judged) {
      const { entry, owed } = work
      const rejected = this.#rejectedOf(owner).slice(this.#rejected.get(owner) ?? 0)
      if (rejected.length > 0) writeRejectedItems(this.#dependencies, { row, entry, owed }, { rejected, now })
      if (fate.kind === 'ended')
        writeDown(
          this.#dependencies,
          { row, entry, owed: this.#unwritten(owner, owed), as: fate.as, message: fate.message },
          now,
        )
    }
    return judged
  }

  /** What a delivery owes but for the items that have dead letters of their own. */
  #unwritten(owner: number, owed: QueuedDelivery): QueuedDelivery {
    const written = this.#rejected.get(owner) ?? 0
    const work = this.#works[owner]
    if (written === 0 || work === undefined) return owed
    const outcomes = [...work.refused, ...(this.#outcomes.get(owner) ?? [])]
    return settle(owed, outcomes.filter(({ outcome }) => outcome === 'rejected').slice(0, written))
  }

  #apart(
    { id, acceptedAt, request }: ReadRow,
    judged: readonly JudgedDelivery[],
    row: { readonly due: number; readonly attempts: number; readonly parked?: boolean },
  ): void {
    const { store, random } = this.#dependencies
    const entries: readonly QueuedEvent[] = leftOf(judged)
    store.insertRow({
      id: rowIdBeside(id, random),
      unackedClaims: 0,
      acceptedAt,
      request,
      entries,
      reason: this.#reasonOf(judged),
      ...row,
    })
  }

  #nextAttempt(row: ReadRow, again: readonly JudgedDelivery[]): number {
    const fates = again.flatMap(({ fate }) => (fate.kind === 'again' ? [fate] : []))
    const { now, random, pace } = this.#dependencies
    return nextAttemptAt(
      {
        attempts: row.attempts + 1,
        slow: fates.some(({ slow }) => slow),
        retryAfterMs: Math.max(0, ...fates.map(({ retryAfterMs }) => retryAfterMs)),
        now: now(),
        random: random(),
      },
      pace,
    )
  }

  /** Why deliveries wait, as an operator sees it. */
  #reasonOf(judged: readonly JudgedDelivery[]): string | undefined {
    for (const { fate } of judged)
      if ('message' in fate && fate.message !== undefined) {
        return fate.kind === 'parked' ? `mapping changed: ${fate.message}` : fate.message
      }
    return undefined
  }
}

/** When the first of parked deliveries is given up (ms): a little later, for until then it is not too old. */
function givenUpAt(parked: readonly JudgedDelivery[]): number {
  return Math.min(...parked.flatMap(({ fate }) => (fate.kind === 'parked' ? [fate.until + 1] : [])))
}
