import type { Circuit } from '../delivery/circuit.ts'
import type { Pace } from '../delivery/backoff.ts'

/** A claim takes up so many bytes of rows at most. */
export const claimBytes = 8 * 1_024 * 1_024

/** A row that was claimed so often without an end of its claim goes alone: it may be what the object dies of. */
export const claimsToGoAlone = 2

/** A row that was claimed so often without an end of its claim is dead. */
export const claimsToDie = 5

/** Which due rows are taken up where an operator wants none tried: all, only the one that was accepted last, only one that chance picks, or none. */
export type WhichRows = 'all' | 'newest' | 'random' | 'none'

/** When a lease taken now ends (ms): it covers the time in which requests may begin, the slowest request, and a margin. */
export function leaseEnd(
  { now, deadline, timeoutMs }: { readonly now: number; readonly deadline: number; readonly timeoutMs: number },
  { leaseSlackMs }: Pace,
): number {
  return Math.max(now, deadline) + timeoutMs + leaseSlackMs
}

/** Which due rows a circuit lets be taken up (`allowed`: so many calls, `undefined`: all). Probes take turns between the newest row and any row, so that events that always fail cannot hold the others. */
export function rowsToTake(circuit: Circuit, allowed: number | undefined): WhichRows {
  if (circuit.state === 'closed') return 'all'
  if (allowed === 0) return 'none'
  return circuit.probes % 2 === 0 ? 'newest' : 'random'
}
