import type { Circuit } from '../circuit.ts'
import { deleteCircuitOf } from '../deletes/delete-round.ts'
import { ageLevel } from '../registry/condition.ts'
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
  const events = growth(queue.counts(), meta.get('told', {}))
  const deletes = growth(meta.get('deleteCounts', {}), meta.get('toldDeletes', {}))
  const attempts = queue.takeAttempts()
  const gauges = queue.gauges()
  const waiting = queue.deletes.store.gauges()
  const circuits = [circuitOf(queue.tools), deleteCircuitOf(queue.tools)]
  const [circuitEvents, circuitDeletes] = circuits.map(({ state }) => (state === 'open' ? 1 : 0))
  const dead = deadEnds.reduce((sum, name) => sum + (events.grown[name] ?? 0), 0)
  const failed = deletes.grown['FAILED'] ?? 0
  const named = (family: string, grown: Readonly<Record<string, number>>): readonly Count[] =>
    Object.entries(grown).map(([name, n]) => ({ partner, name: `${family}.${name}`, n }))
  return {
    told: () => {
      meta.set('told', events.all)
      meta.set('toldDeletes', deletes.all)
    },
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
        circuitEvents: circuitEvents ?? 0,
        circuitDeletes: circuitDeletes ?? 0,
        deletes: waiting.waiting,
        deletesOldestAt: waiting.oldestAt ?? 0,
        deletesFailed: waiting.failed,
      },
      counts: [
        ...named('deliveries', events.grown),
        ...named('deletes', deletes.grown),
        ...named('attempts', attempts),
      ].filter(({ n }) => n > 0),
      conditions: [
        ...openCircuits(circuits),
        ...(dead > 0 ? [{ kind: 'dead letters', since: now(), count: dead } as const] : []),
        ...(failed > 0 ? [{ kind: 'delete failed', since: now(), count: failed } as const] : []),
        ...(waiting.oldestAt !== undefined && ageLevel(waiting.oldestAt, now()) > 0
          ? [{ kind: 'delete age', since: waiting.oldestAt, count: waiting.waiting } as const]
          : []),
      ],
    },
  }
}

type Numbers = Readonly<Record<string, number>>

/** How much counts have grown. */
function growth(all: Numbers, before: Numbers): { readonly all: Numbers; readonly grown: Numbers } {
  const grown = Object.entries(all).map(([name, n]) => [name, n - (before[name] ?? 0)] as const)
  return { all, grown: Object.fromEntries(grown) }
}

/** Those of events and those of deletes together: one condition a kind, since the earlier. */
function openCircuits(circuits: readonly Circuit[]): readonly ReportedCondition[] {
  const open = circuits.flatMap((circuit) =>
    circuit.state === 'closed'
      ? []
      : [
          {
            kind: circuit.why === 'unauthorized' ? ('credential refused' as const) : ('circuit open' as const),
            since: circuit.since,
          },
        ],
  )
  return [...Map.groupBy(open, ({ kind }) => kind)].map(([kind, list]) => ({
    kind,
    since: Math.min(...list.map(({ since }) => since)),
  }))
}
