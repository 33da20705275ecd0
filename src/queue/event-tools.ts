import type { Rate } from '../delivery/rate.ts'
import type { KeptCircuit } from '../leases/kept-circuit.ts'
import type { Tools } from '../leases/tools.ts'
import type { Records } from './ending.ts'
import type { Store } from './store.ts'

/** What work on the rows of events needs. */
export interface EventTools extends Tools, Records {
  readonly store: Store
  readonly rate: Rate
  readonly circuit: KeptCircuit
}
