import { accountName } from '../partners/account-name.ts'
import type { AccountState, QueueGauges } from './messages.ts'

/** Gauges of several queues become one: what is not named here is added up. `oldestAt` and `deletesOldestAt` are 0 where nothing waits. */
const merging: Readonly<Record<string, (a: number, b: number) => number>> = {
  lagMs: Math.max,
  oldestAt: earlier,
  deletesOldestAt: earlier,
}

function earlier(a: number, b: number): number {
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b)
}

/**
 * The gauges that metrics show: each of the operator's accounts by its name; customers' accounts, whose number has no bound, together for each partner. In the order in
 * which accounts come, a partner's customers where the first of them stands.
 */
export function queueGauges(accounts: Iterable<AccountState>): readonly QueueGauges[] {
  const queues = new Map<string, QueueGauges>()
  for (const { partner, account, own, gauges } of accounts) {
    if (own) {
      queues.set(accountName(partner, account), { partner, account, accounts: 1, gauges })
      continue
    }
    const before = queues.get(partner) ?? { partner, accounts: 0, gauges: {} }
    queues.set(partner, { partner, accounts: before.accounts + 1, gauges: merged(before.gauges, gauges) })
  }
  return [...queues.values()]
}

function merged(a: QueueGauges['gauges'], b: QueueGauges['gauges']): QueueGauges['gauges'] {
  const sums: Record<string, number> = { ...a }
  for (const [name, value] of Object.entries(b)) {
    const merge = Object.hasOwn(merging, name) ? merging[name] : undefined
    sums[name] = merge === undefined ? (sums[name] ?? 0) + value : merge(sums[name] ?? 0, value)
  }
  return sums
}
