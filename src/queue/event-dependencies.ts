import type { Rate } from '../delivery/rate.ts'
import type { KeptCircuit } from '../leases/kept-circuit.ts'
import type { Dependencies } from '../leases/dependencies.ts'
import type { Records } from './ending.ts'
import type { Store } from './store.ts'

/** What work on the rows of events needs. */
export interface EventDependencies extends Dependencies, Records {
  readonly store: Store
  readonly rate: Rate
  readonly circuit: KeptCircuit
}
