import type { QueuedRow } from './queued-row.ts'
import type { RoundAt, Tools } from './tools.ts'

/** The counter of rounds that have begun since one wrote something: more than one where an object died before any call began. */
export const roundsBegun = 'rounds begun'

/** A row as it is claimed now; nothing where it is not as it was any more. In the caller's transaction. */
export function claimed<T extends Pick<QueuedRow, 'id' | 'fence'>>(tools: Tools, at: RoundAt, row: T): T | undefined {
  const now = tools.now()
  return tools.store.claim(row, now + leaseMs(tools, at, now)) ? { ...row, fence: row.fence + 1 } : undefined
}

/** A lease covers the time in which requests may begin, the slowest request, and a margin. */
function leaseMs({ pace }: Tools, { partner, budget }: RoundAt, now: number): number {
  const timeouts = partner.mapping.subscriptions.map(({ limits }) => limits.timeoutMs ?? pace.timeoutMs)
  return Math.max(0, budget.deadline - now) + Math.max(pace.timeoutMs, ...timeouts) + pace.leaseSlackMs
}
