import type { Circuit } from '../delivery/circuit.ts'
import { ageLevel } from '../registry/condition.ts'
import type { Count, Report, ReportedCondition } from '../registry/messages.ts'
import type { AccountQueue, AccountGauges } from './account-queue.ts'
import { withoutKeySince } from './account-queue.ts'
import type { Counters, Meta } from '../leases/meta.ts'

/** What a queue tells the registry at the end of an alarm run; `rollback` gives the attempts back where it could not be told, so that they are told the next time. */
export function reportOf(
  queue: AccountQueue,
  gauges: AccountGauges,
  about: { readonly partner: string; readonly account: string; readonly customer: boolean; readonly bytes: number },
): { readonly report: Report; readonly rollback: () => void } {
  const { now, meta } = queue.dependencies
  const keyless = meta.get<number | undefined>(withoutKeySince, undefined)
  const { partner, account, customer, bytes } = about
  const attempts = Object.entries(queue.attempts.take())
  const waiting = queue.deletes.store.gauges()
  const circuits = [queue.dependencies.circuit.now, queue.deletes.circuit.now]
  const [circuitEvents, circuitDeletes] = circuits.map(({ state }) => (state === 'open' ? 1 : 0))
  return {
    rollback: () => {
      for (const [outcome, n] of attempts) queue.attempts.add(outcome, n)
    },
    report: {
      partner,
      account,
      own: !customer,
      gauges: {
        pending: gauges.pending,
        parked: gauges.parked,
        dead: gauges.dead,
        deadBytes: gauges.deadBytes,
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
      counts: attempts.map(([name, n]): Count => ({ partner, name: `attempts.${name}`, n })),
      books: booksOf(queue),
      conditions: [
        ...openCircuits(circuits),
        ...(keyless === undefined ? [] : [{ kind: 'sealing key', since: keyless } as const]),
        ...(waiting.oldestAt !== undefined && ageLevel(waiting.oldestAt, now()) > 0
          ? [{ kind: 'delete age', since: waiting.oldestAt, count: waiting.waiting } as const]
          : []),
      ],
    },
  }
}

/** The books of events by mapping, and those of deletes, which are of no mapping: running totals, so that a report that is lost is made up for by the next. */
function booksOf(queue: AccountQueue): Report['books'] {
  const { ledger } = queue.dependencies
  const events = [...ledger.all()].map(([mapping, book]) => [mapping, named('deliveries', book)] as const)
  const deletes = named('deletes', queue.deletes.book())
  const all = new Map<string, Counters>(events)
  return Object.fromEntries(all.set('', { ...all.get(''), ...deletes }))
}

function named(family: string, book: Counters): Counters {
  return Object.fromEntries(Object.entries(book).map(([name, n]) => [`${family}.${name}`, n]))
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

/** The age mark that the oldest delete has reached since this was asked last, or nothing. `oldestAt` (ms; 0: no delete waits). */
export function newAgeLevel(meta: Meta, oldestAt: number, now: number): number | undefined {
  const level = oldestAt === 0 ? 0 : ageLevel(oldestAt, now)
  const before = meta.get('deleteAgeLevel', 0)
  meta.set('deleteAgeLevel', level === 0 ? undefined : level)
  return level > before ? level : undefined
}
