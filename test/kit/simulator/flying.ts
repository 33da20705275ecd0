import type { Arrival } from './partner.ts'

/** Whose request it is: of which object, of which of its runs; `runs`: how many of its alarms work at once; of several it is not known whose a request is. */
export interface Sender {
  readonly object: number
  readonly round: number
  readonly runs: number
  /** Calls of several runs were in flight. */
  readonly mixed: boolean
}

/** A request that is not answered yet. */
export interface Flying extends Sender {
  readonly arrival: Arrival
}
