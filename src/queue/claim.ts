import type { RunContext } from '../leases/budget.ts'
import { leaseEnd } from '../leases/lease.ts'
import type { EventDependencies } from './event-dependencies.ts'
import type { StoredRow } from './stored-row.ts'

/** The counter of rounds that have begun since one wrote something: more than one where an object died before any call began. */
export const roundsBegun = 'rounds begun'

/** A row as it is claimed now; nothing where it is not as it was any more. In the caller's transaction. */
export function claimed<T extends Pick<StoredRow, 'id' | 'leaseToken'>>(
  { store, pace, now }: EventDependencies,
  { partner, budget }: RunContext,
  row: T,
): T | undefined {
  const timeouts = partner.mapping.subscriptions.map(({ limits }) => limits.timeoutMs ?? pace.timeoutMs)
  const at = { now: now(), deadline: budget.deadline, timeoutMs: Math.max(pace.timeoutMs, ...timeouts) }
  return store.claim(row, leaseEnd(at, pace)) ? { ...row, leaseToken: row.leaseToken + 1 } : undefined
}
