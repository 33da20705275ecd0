/** The books of requests and queues as metrics and alerts judge them: they balance after whatever may become of a delivery, and say by how much where they do not. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { describe, expect, inject, test, vi } from 'vitest'
import type { Registry } from '../../src/registry/registry.ts'
import { registryOf } from '../../src/registry/registry.ts'
import type { Report } from '../../src/registry/messages.ts'
import { openMetrics } from '../../src/registry/open-metrics.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, testAccount } from '../kit/queue.ts'
import { beginTomorrow, day, hour, leap, minute } from '../kit/time.ts'
import { deleteKeys, fetchWorker, freshToken, objects, partnerCalls, track } from '../kit/worker.ts'

const worker = bindings as unknown as Record<string, unknown>
const admin = { ADMIN_TOKEN: 'admin-token-of-the-tests' }
const headers = { Authorization: 'Bearer admin-token-of-the-tests' }
const quick = { ...objects, ...deleteKeys, ...admin, COUNTERS_FLUSH_MS: '1', REGISTRY_STALE_MS: '0' }

async function operate(of: TestAccount, path: string, body: unknown = {}): Promise<Record<string, unknown>> {
  const reply = await fetchWorker(of.env, path, { headers, body })
  expect(reply.ok).toBe(true)
  return reply.json()
}

/** The deliveries of an account in a state, by their ids. */
async function ids(of: TestAccount, state: string): Promise<readonly string[]> {
  const path = `/v1/deliveries?partner=plain&account=${of.name}&state=${state}`
  const { deliveries } = await (
    await fetchWorker(of.env, path, { method: 'GET', headers })
  ).json<{ deliveries: readonly { id: string }[] }>()
  return deliveries.map(({ id }) => id)
}

const metricsOf = async (env: Record<string, unknown>): Promise<string> =>
  (await fetchWorker(env, '/metrics', { method: 'GET', headers, key: undefined })).text()

describe('the ledger', () => {
  test('balances after a run with every outcome', async () => {
    const mixed = testAccount('plain', 'picky?bad=refused&code=400', quick)
    const events = [
      track({ messageId: 'm-1' }),
      track({ messageId: 'm-2', event: 'refused' }),
      track({ messageId: 'm-3', event: 'Noise' }),
      { type: 'track' },
      { type: 'identify', userId: 'u', messageId: 'm-4' },
      17,
    ]
    await fetchWorker(mixed.env, mixed.route, { body: events })
    const slow = testAccount('plain', 'status?code=500', quick)
    const queued = ['ada', 'ada', 'bob', 'eve'].map((userId, i) => track({ messageId: `m-${i}`, userId }))
    await fetchWorker(slow.env, slow.route, { body: queued })
    await fetchWorker(slow.env, slow.route, { body: { type: 'delete', userId: 'ada', messageId: 'm-9' } })
    await fetchWorker(slow.env, slow.route, { body: track({ userId: 'ada', messageId: 'm-8' }) })
    const [first = ''] = await ids(slow, 'pending')
    await operate(slow, `/v1/deliveries/plain/${slow.name}/${first}/cancel`, { reason: 'a test' })
    slow.move('status?code=400')
    await drain(slow.stub)
    const [dead = ''] = await ids(slow, 'dead')
    slow.move('ok')
    await operate(slow, `/v1/deliveries/plain/${slow.name}/${dead}/retry`)
    await drain(slow.stub)
    const before = new Date(Date.now() - hour).toISOString()
    await fetchWorker(slow.env, slow.route, { body: track({ userId: 'ada', messageId: 'm-7', receivedAt: before }) })
    // What no queue takes Segment brings again.
    const closed = testAccount('plain', 'status?code=500', { ...quick, PARTNER_QUEUE: undefined })
    expect((await fetchWorker(closed.env, closed.route, { body: track() })).status).toBe(503)
    await vi.waitFor(async () => {
      for (const { stub } of [mixed, slow]) await runDurableObjectAlarm(stub)
      const { books } = await registryOf(mixed.env).metrics()
      const names = new Set(books.map(({ name }) => name))
      for (const result of [
        'delivered',
        'rejected',
        'skipped',
        'invalid',
        'unsupported',
        'queued',
        'unsettled',
        'erased',
      ])
        expect(names).toContain(`received.${result}`)
      for (const end of ['stored', 'revived', 'delivered', 'rejected', 'cancelled', 'erased'])
        expect(names).toContain(`deliveries.${end}`)
    })
    expect(await metricsOf(mixed.env)).toContain('edge_forwarder_unbalanced{partner="plain"} 0\n')
  })
})

const acme = { partner: 'acme', account: 'default' }
const stored = { 'deliveries.stored': 5, 'deliveries.delivered': 2 }

/** A registry of its own, whose alerts go to the partner on loopback. */
function fresh(): { readonly stub: DurableObjectStub<Registry>; readonly told: () => Promise<readonly string[]> } {
  const token = freshToken()
  const alerts = { ALERT_URL: `${inject('partner')}/${token}/ok`, ALERT_SECRET: 'alert-secret-of-the-tests' }
  Object.assign(worker, { ENVIRONMENT: 'development', COUNTERS_GROUP_MS: '1', ...alerts })
  const registries = worker['REGISTRY'] as DurableObjectNamespace<Registry>
  const told = async (): Promise<readonly string[]> =>
    (await partnerCalls(token)).map(({ body }) => {
      const { type, accounts, message } = JSON.parse(body) as Readonly<Record<string, unknown>>
      return `${String(type)} ${String(accounts)} ${/by (\d+) deliver/.exec(String(message))?.[1] ?? ''}`
    })
  return { stub: registries.get(registries.newUniqueId()), told }
}

function report(pending: number, book: Readonly<Record<string, number>> = stored): Report {
  return { ...acme, own: true, gauges: { pending, parked: 0 }, counts: [], books: { h1: book }, conditions: [] }
}

async function pass(stub: DurableObjectStub<Registry>, ms: number): Promise<void> {
  leap(ms)
  await runDurableObjectAlarm(stub)
}

describe('books that do not balance', () => {
  beginTomorrow()

  test('say by how many deliveries, and an operator is told once it has held for ten minutes, and once', async () => {
    const { stub, told } = fresh()
    await stub.report(report(1))
    expect(openMetrics(await stub.metrics(), Date.now())).toContain('edge_forwarder_unbalanced{partner="acme"} 2\n')
    await pass(stub, 0)
    expect(await told()).toEqual([])
    await stub.report(report(1))
    await pass(stub, 10 * minute)
    await pass(stub, 5 * hour)
    expect(await told()).toEqual(['unbalanced default 2'])
    await stub.report(report(3))
    expect(openMetrics(await stub.metrics(), Date.now())).toContain('edge_forwarder_unbalanced{partner="acme"} 0\n')
    await pass(stub, 2 * day)
    expect(await told()).toEqual(['unbalanced default 2'])
  })

  test('for one report only are no alert, and what the queue reports else leaves them alone', async () => {
    const { stub, told } = fresh()
    await stub.report(report(1))
    await pass(stub, 0)
    await stub.report(report(3))
    await pass(stub, hour)
    expect(await told()).toEqual([])
  })

  test('of requests hold a result that nobody knows', async () => {
    const { stub, told } = fresh()
    const count = { ...acme, account: '', mapping: 'h1', n: 4 }
    await stub.sync(0, [
      { ...count, name: 'received.delivered' },
      { ...count, name: 'received.vanished' },
    ])
    expect(openMetrics(await stub.metrics(), Date.now())).toContain('edge_forwarder_unbalanced{partner="acme"} 4\n')
    await pass(stub, 0)
    await pass(stub, 10 * minute)
    expect(await told()).toEqual(['unbalanced  4'])
  })

  test('are none where a later version, which was rolled back, counted under a name of its own', async () => {
    const { stub, told } = fresh()
    await stub.sync(0, [{ ...acme, account: '', mapping: 'h1', n: 4, name: 'received.of tomorrow' }])
    await pass(stub, 11 * minute)
    await pass(stub, hour)
    expect((await stub.metrics()).imbalances).toEqual([])
    expect(await told()).toEqual([])
  })

  test('are none of a queue of an earlier version, which reports gauges alone', async () => {
    const { stub } = fresh()
    await stub.report(report(1))
    await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("UPDATE accounts SET books = '{}'").toArray())
    expect((await stub.metrics()).imbalances).toEqual([])
  })
})
