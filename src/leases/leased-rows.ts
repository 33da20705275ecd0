import type { Tried } from '../delivery/attempt.ts'
import type { Attempt } from '../delivery/call.ts'
import type { Rate } from '../delivery/rate.ts'
import type { Call, EventLike, Item } from '../mapping/translate.ts'
import type { KeptCircuit } from './kept-circuit.ts'
import type { WhichRows } from './lease.ts'
import type { LeasedRow } from './leased-row.ts'

/** One delivery of a row: what it sends. */
export interface LeasedDelivery {
  readonly row: { readonly id: string }
  readonly event: EventLike
  readonly items: readonly Item[]
}

/** What a run sends: the rows that can be worked on, their deliveries, and the calls that these are put into. */
export interface RunPlan<Row, D> {
  readonly rows: readonly Row[]
  readonly deliveries: readonly D[]
  readonly calls: readonly Call[]
}

/** One kind of rows of an object, for the leased worker (`drain.ts`): where they are, what they send, and what an answer does to them. */
export interface LeasedRows<Row extends LeasedRow, D extends LeasedDelivery> {
  readonly rate: Rate
  readonly circuit: KeptCircuit
  /** The name of the counter of runs begun since the last write: above 1 an object died before its first call. */
  readonly runsBegun: string
  /** How many rows that are through are written at once; fewer are written a moment later. */
  readonly writtenTogether: number
  /** The longest time that one of their requests may take (ms). */
  readonly timeoutMs: number
  /** Whether an operator wants any of them tried now. */
  hasUrgent(): boolean
  /** Finds due rows that no run has. `allowed`: so many calls may be made; absent: all. */
  select(rows: WhichRows, allowed: number | undefined): readonly Row[]
  /** Claims a row until a time (ms), in the caller's transaction; `false`: it is not as it was found any more. */
  claim(row: Row, leaseUntil: number): boolean
  /** Plans what rows send. Those that cannot be worked on are ended, split or put off, and left out. */
  plan(rows: readonly Row[]): RunPlan<Row, D>
  /** Whether a delivery may still be sent. */
  mayGo(delivery: D): boolean
  /** What the log line of an attempt says of its deliveries. */
  about(deliveries: readonly D[], attempt: Attempt): Readonly<Record<string, unknown>>
  /** Writes what is known so far of a claimed row whose calls are on their way, and gives what is left of its deliveries. In the caller's transaction, like all below. */
  keep(row: Row, tried: readonly Tried<D>[]): readonly D[]
  /** Writes what became of a row: acknowledged, or due again, what was not tried at `soon` (ms). */
  ack(row: Row, tried: readonly Tried<D>[], soon: number): void
  /** Gives a row back that was not tried: due at a time (ms), without an attempt. */
  release(row: Row, due: number): void
}
