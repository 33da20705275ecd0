import type { ItemOutcome } from '../delivery/call.ts'
import type { CallHealth, Circuit, CircuitAt } from '../delivery/circuit.ts'
import { afterCall, closed, healthOf, tellsOfPartner } from '../delivery/circuit.ts'
import type { LeasedRow } from './leased-row.ts'
import type { Meta } from './meta.ts'

/** A row that a call carried. */
type CalledRow = Pick<LeasedRow, 'id' | 'attempts' | 'acceptedAt' | 'urgent'>

/** The circuit of an account's events, or of its deletes: calls that run beside each other learn together, and what they learnt is kept with what they wrote. */
export class KeptCircuit {
  readonly #meta: Meta
  readonly #name: string
  #circuit: Circuit | undefined

  /** `name`: under which of the object's values it is kept. */
  constructor(meta: Meta, name: 'circuit' | 'circuitDeletes') {
    this.#meta = meta
    this.#name = name
  }

  /** The circuit as it is now. */
  get now(): Circuit {
    this.#circuit ??= this.#meta.get<Circuit>(this.#name, closed)
    return this.#circuit
  }

  /** Learns what a call told. */
  learn(health: CallHealth, at: CircuitAt): void {
    this.#circuit = afterCall(this.now, health, at)
  }

  /** Learns from the outcomes of a call of some rows; gives what they tell of the partner, if anything. What an operator asked for does not count against it. */
  learnFrom(rows: readonly CalledRow[], outcomes: readonly ItemOutcome[], at: CircuitAt): CallHealth | undefined {
    const outcome = healthOf(outcomes)
    if (outcome === undefined) return undefined
    const counts = rows.some((row) => !row.urgent && tellsOfPartner(this.now, row))
    const health = { row: rows[0]?.id ?? '', outcome, counts }
    this.learn(health, at)
    return health
  }

  /** Keeps it. In the caller's transaction. */
  keep(): void {
    this.#meta.set(this.#name, this.now)
  }
}
