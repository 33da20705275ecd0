import { describe, expect, test } from 'vitest'
import type { AccountState, BookRef, Snapshot } from '../../../src/registry/messages.ts'
import { openMetrics, openMetricsType } from '../../../src/registry/open-metrics.ts'
import { queueGauges } from '../../../src/registry/snapshot.ts'

const now = 1_000_000_000

function state(partner: string, account: string, own: boolean, gauges: Readonly<Record<string, number>>): AccountState {
  return { partner, account, own, gauges, registeredAt: 1, reportedAt: 2 }
}

function books(partner: string, account: string, mapping: string): BookRef {
  return { partner, account, mapping }
}

const snapshot: Omit<Snapshot, 'conditions'> = {
  queues: queueGauges([
    state('acme', '0a', false, { pending: 2, oldestAt: 0, lagMs: 100, circuitEvents: 1, bytes: 10 }),
    state('acme', '0b', false, { pending: 3, oldestAt: now - 7_000, lagMs: 2_500, circuitEvents: 1, bytes: 20 }),
    state('acme', '0c', false, { pending: 0, oldestAt: now - 3_000, lagMs: 0, circuitEvents: 0, bytes: 30 }),
    state('acme', 'default', true, {
      pending: 1,
      parked: 4,
      dead: 5,
      rows: 9,
      oldestAt: now - 1_500,
      lagMs: 250,
      bytes: 4_096,
      circuitEvents: 0,
      circuitDeletes: 1,
    }),
    state('acme', 'eu', true, {}),
    state('zeta', 'default', true, { pending: 0, oldestAt: 0 }),
  ]),
  counts: [
    { partner: 'acme', name: 'attempts.retryable', n: 3 },
    { partner: 'acme', name: 'deliveries.given up', n: 6 },
    { partner: 'zeta', name: 'attemptsish', n: 99 },
  ],
  books: [
    { ...books('acme', '', 'h1'), name: 'received.queued', n: 9 },
    { ...books('acme', '', 'h1'), name: 'deliveries.stored', n: 7 },
    { ...books('acme', '', 'h1'), name: 'deliveries.repeated', n: 1 },
    { ...books('acme', 'default', ''), name: 'deliveries.stored', n: 5 },
    { ...books('acme', 'default', ''), name: 'deliveries.before', n: 5 },
    { ...books('acme', 'default', 'h1'), name: 'received.delivered', n: 10 },
    { ...books('acme', 'default', 'h1'), name: 'received.queued', n: 4 },
    { ...books('acme', 'default', 'h1'), name: 'deliveries.stored', n: 1 },
    { ...books('acme', 'default', 'h1'), name: 'deliveries.given up', n: 6 },
    { ...books('acme', 'default', ''), name: 'deletes.stored', n: 1 },
    { ...books('acme', 'default', ''), name: 'deletes.joined', n: 2 },
  ],
  imbalances: [
    { partner: 'acme', account: '0a', n: 2 },
    { partner: 'acme', account: 'default', n: 1 },
  ],
}

const text = `# TYPE edge_forwarder_queue_depth gauge
# HELP edge_forwarder_queue_depth Deliveries in the queue by state: pending are tried again, parked wait for a mapping or an account that is gone.
edge_forwarder_queue_depth{partner="acme",owner="customer",state="pending"} 5
edge_forwarder_queue_depth{partner="acme",owner="operator",account="default",state="pending"} 1
edge_forwarder_queue_depth{partner="acme",owner="operator",account="default",state="parked"} 4
edge_forwarder_queue_depth{partner="zeta",owner="operator",account="default",state="pending"} 0
# TYPE edge_forwarder_oldest_age_seconds gauge
# UNIT edge_forwarder_oldest_age_seconds seconds
# HELP edge_forwarder_oldest_age_seconds Age of what has waited longest in the queue, 0 where nothing waits.
edge_forwarder_oldest_age_seconds{partner="acme",owner="customer"} 7
edge_forwarder_oldest_age_seconds{partner="acme",owner="operator",account="default"} 1.5
edge_forwarder_oldest_age_seconds{partner="zeta",owner="operator",account="default"} 0
# TYPE edge_forwarder_dead_letters gauge
# HELP edge_forwarder_dead_letters Deliveries that were given up and are kept.
edge_forwarder_dead_letters{partner="acme",owner="operator",account="default"} 5
# TYPE edge_forwarder_circuit_open gauge
# HELP edge_forwarder_circuit_open Whether the queue holds calls back because the partner fails; of customers the number of such queues.
edge_forwarder_circuit_open{partner="acme",owner="customer",kind="events"} 2
edge_forwarder_circuit_open{partner="acme",owner="operator",account="default",kind="events"} 0
edge_forwarder_circuit_open{partner="acme",owner="operator",account="default",kind="deletes"} 1
# TYPE edge_forwarder_alarm_lag_seconds gauge
# UNIT edge_forwarder_alarm_lag_seconds seconds
# HELP edge_forwarder_alarm_lag_seconds How late the last run of the queue was.
edge_forwarder_alarm_lag_seconds{partner="acme",owner="customer"} 2.5
edge_forwarder_alarm_lag_seconds{partner="acme",owner="operator",account="default"} 0.25
# TYPE edge_forwarder_storage_bytes gauge
# UNIT edge_forwarder_storage_bytes bytes
# HELP edge_forwarder_storage_bytes Size of the database of the queue.
edge_forwarder_storage_bytes{partner="acme",owner="customer"} 60
edge_forwarder_storage_bytes{partner="acme",owner="operator",account="default"} 4096
# TYPE edge_forwarder_accounts gauge
# HELP edge_forwarder_accounts Accounts that have a queue, by whose they are.
edge_forwarder_accounts{partner="acme",owner="customer"} 3
edge_forwarder_accounts{partner="acme",owner="operator"} 2
edge_forwarder_accounts{partner="zeta",owner="operator"} 1
# TYPE edge_forwarder_attempts counter
# HELP edge_forwarder_attempts Attempts to deliver by their outcome.
edge_forwarder_attempts_total{partner="acme",outcome="retryable"} 3
# TYPE edge_forwarder_received counter
# HELP edge_forwarder_received Deliveries that requests received, by how they ended there: the results add up.
edge_forwarder_received_total{partner="acme",owner="customer",mapping="h1",result="queued"} 9
edge_forwarder_received_total{partner="acme",owner="operator",account="default",mapping="h1",result="delivered"} 10
edge_forwarder_received_total{partner="acme",owner="operator",account="default",mapping="h1",result="queued"} 4
# TYPE edge_forwarder_deliveries counter
# HELP edge_forwarder_deliveries Deliveries in queues: stored and revived are the sum of how they ended and of what waits or is parked (found and lost excepted).
edge_forwarder_deliveries_total{partner="acme",owner="customer",mapping="h1",result="stored"} 7
edge_forwarder_deliveries_total{partner="acme",owner="customer",mapping="h1",result="repeated"} 1
edge_forwarder_deliveries_total{partner="acme",owner="operator",account="default",mapping="",result="stored"} 5
edge_forwarder_deliveries_total{partner="acme",owner="operator",account="default",mapping="",result="before"} 5
edge_forwarder_deliveries_total{partner="acme",owner="operator",account="default",mapping="h1",result="stored"} 1
edge_forwarder_deliveries_total{partner="acme",owner="operator",account="default",mapping="h1",result="given up"} 6
# TYPE edge_forwarder_deletes counter
# HELP edge_forwarder_deletes Deletes in queues: stored and revived are the sum of how they ended and of what waits.
edge_forwarder_deletes_total{partner="acme",owner="operator",account="default",mapping="",result="stored"} 1
edge_forwarder_deletes_total{partner="acme",owner="operator",account="default",mapping="",result="joined"} 2
# TYPE edge_forwarder_unaccounted gauge
# HELP edge_forwarder_unaccounted Deliveries that requests queued less those that queues stored, joined or had already: 0 but for reports that are on their way, or were lost.
edge_forwarder_unaccounted{partner="acme",owner="customer"} 1
edge_forwarder_unaccounted{partner="acme",owner="operator",account="default"} 0
# TYPE edge_forwarder_unbalanced gauge
# HELP edge_forwarder_unbalanced By how many deliveries the books of a partner do not balance: received as no known result, or the queues differ from what was stored less what ended. 0 unless there is a bug.
edge_forwarder_unbalanced{partner="acme"} 3
edge_forwarder_unbalanced{partner="zeta"} 0
# EOF
`

describe('the metrics text', () => {
  test('shows own accounts by name, customers together, counts as counters', () => {
    expect(openMetrics(snapshot, now)).toBe(text)
  })

  test('is only its end where nothing is known', () => {
    expect(openMetrics({ queues: [], counts: [], books: [], imbalances: [] }, now)).toBe('# EOF\n')
  })

  test('never names the account of a customer', () => {
    expect(openMetrics(snapshot, now)).not.toMatch(/0a|0b|0c/)
  })

  test('escapes what stands in labels', () => {
    const counts = [{ partner: 'acme', name: 'attempts.a "b"\\c\nd', n: 1 }]
    expect(openMetrics({ queues: [], counts, books: [], imbalances: [] }, now)).toContain(
      '{partner="acme",outcome="a \\"b\\"\\\\c\\nd"} 1\n',
    )
  })

  test('has no age below zero where clocks differ', () => {
    const queues = queueGauges([state('acme', 'default', true, { oldestAt: now + 5 })])
    expect(openMetrics({ queues, counts: [], books: [], imbalances: [] }, now)).toContain(
      'oldest_age_seconds{partner="acme",owner="operator",account="default"} 0\n',
    )
  })

  test('has the content type of OpenMetrics 1.0', () => {
    expect(openMetricsType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
  })
})
