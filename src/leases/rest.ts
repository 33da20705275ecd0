import type { Circuit } from '../delivery/circuit.ts'
import { callsAllowed } from '../delivery/circuit.ts'

/** Why rows are not worked on for a while, since when, and when it is looked again (ms). `gone`: their mapping, settings or keys are missing. */
export interface Rest {
  readonly why: 'paused' | 'gone' | 'circuit'
  readonly since: number
  readonly until: number
}

/** When a rest ends (ms); one that has not begun yet is over: the clock went back. */
export function endOfRest(rest: Pick<Rest, 'since' | 'until'> | undefined, now: number): number {
  return rest === undefined || now < rest.since ? 0 : rest.until
}

/** The rest of a circuit that allows no call before its next probe; nothing where it allows some. */
export function circuitRest(
  circuit: Circuit,
  at: { readonly now: number; readonly version: string },
): Rest | undefined {
  return circuit.state === 'open' && callsAllowed(circuit, at) === 0
    ? { why: 'circuit', since: at.now, until: circuit.probeAt }
    : undefined
}
