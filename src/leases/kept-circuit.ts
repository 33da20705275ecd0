import type { Circuit, CircuitAt, CallHealth } from '../delivery/circuit.ts'
import { afterCall, closed } from '../delivery/circuit.ts'
import type { Meta } from './meta.ts'

const name = 'circuit'

/** The circuit of an account's events: calls that run beside each other learn together, and what they learnt is kept with what they wrote. */
export class KeptCircuit {
  readonly #meta: Meta
  #circuit: Circuit | undefined

  constructor(meta: Meta) {
    this.#meta = meta
  }

  /** The circuit as it is now. */
  get now(): Circuit {
    this.#circuit ??= this.#meta.get<Circuit>(name, closed)
    return this.#circuit
  }

  /** Learns from a call. */
  learn(told: CallHealth, at: CircuitAt): void {
    this.#circuit = afterCall(this.now, told, at)
  }

  /** Keeps it. In the caller's transaction. */
  keep(): void {
    this.#meta.set(name, this.now)
  }
}
