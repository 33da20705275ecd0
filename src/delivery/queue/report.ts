import type { Count, Report, ReportedCondition } from '../registry/messages.ts'
import type { AccountQueue } from './account-queue.ts'
import type { Ended } from './ended.ts'
import { circuitOf } from './round.ts'

const deadEnds: readonly Ended[] = ['rejected', 'mapping changed', 'given up', 'poison']

/**
 * What a queue tells the registry at the end of an alarm run; `told` remembers that it was told, so that nothing is counted twice, `untold` that it was not, so that
 * nothing is left out.
 */
export function reportOf(
  queue: AccountQueue,
  about: { readonly partner: string; readonly account: string; readonly customer: boolean; readonly bytes: number },
): { readonly report: Report; readonly told: () => void; readonly untold: () => void } {
  const { meta, now } = queue.tools
  const { partner, account, customer, bytes } = about
  const counts = queue.counts()
  const before = meta.get<typeof counts>('told', {})
  const grown = (name: Ended): number => (counts[name] ?? 0) - (before[name] ?? 0)
  const names = Object.keys(counts) as readonly Ended[]
  const attempts = queue.takeAttempts()
  const gauges = queue.gauges()
  const circuit = circuitOf(queue.tools)
  const dead = deadEnds.reduce((sum, name) => sum + grown(name), 0)
  return {
    told: () => meta.set('told', counts),
    untold: () => queue.giveBackAttempts(attempts),
    report: {
      partner,
      account,
      own: !customer,
      gauges: {
        pending: gauges.pending,
        parked: gauges.parked,
        dead: gauges.dead,
        rows: gauges.rows,
        oldestAt: gauges.oldestAt ?? 0,
        lagMs: queue.lagMs,
        bytes,
        circuitEvents: circuit.state === 'open' ? 1 : 0,
        circuitDeletes: 0,
      },
      counts: [
        ...names.map((name): Count => ({ partner, name: `deliveries.${name}`, n: grown(name) })),
        ...Object.entries(attempts).map(([outcome, n]): Count => ({ partner, name: `attempts.${outcome}`, n })),
      ].filter(({ n }) => n > 0),
      conditions: [
        ...openCircuit(circuit),
        ...(dead > 0 ? [{ kind: 'dead letters', since: now(), count: dead } as const] : []),
      ],
    },
  }
}

function openCircuit(circuit: ReturnType<typeof circuitOf>): readonly ReportedCondition[] {
  if (circuit.state === 'closed') return []
  return [{ kind: circuit.why === 'unauthorized' ? 'credential refused' : 'circuit open', since: circuit.since }]
}
