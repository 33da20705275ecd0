import { createHmac } from 'node:crypto'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { receiverOf } from '../../src/registry/alert-call.ts'
import type { Report, ReportedCondition } from '../../src/registry/messages.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { freshToken, partnerCalls } from '../kit/worker.ts'
import { alarmOf, beginTomorrow, hour, minute } from '../kit/time.ts'

const worker = bindings as unknown as Record<string, unknown>
const secret = 'alert-secret-of-the-tests'

/** A registry of its own whose alerts go to the misbehaving partner on loopback. */
function dispatcher(behaviour: string): { readonly stub: DurableObjectStub<Registry>; readonly token: string } {
  const registries = worker['REGISTRY'] as DurableObjectNamespace<Registry>
  const token = freshToken()
  Object.assign(worker, {
    ENVIRONMENT: 'development',
    ALERT_URL: `${inject('partner')}/${token}/${behaviour}`,
    ALERT_SECRET: secret,
  })
  return { stub: registries.get(registries.newUniqueId()), token }
}

function report(account: string, ...conditions: readonly ReportedCondition[]): Report {
  return { partner: 'acme', account, own: true, gauges: {}, counts: [], books: {}, conditions }
}

const refused = (since = Date.now()): ReportedCondition => ({ kind: 'credential refused', since })

/** Time passes, and what the registry had to do meanwhile is done. */
async function pass(stub: DurableObjectStub<Registry>, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms)
  await runDurableObjectAlarm(stub)
}

function waiting(stub: DurableObjectStub<Registry>): Promise<readonly unknown[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec("SELECT attempts FROM alerts WHERE state = 'pending'").toArray(),
  )
}

/** How many accounts each alert told of, by its type. */
async function told(token: string): Promise<readonly string[]> {
  const calls = await partnerCalls(token)
  return calls.map(({ body }) => {
    const { type, count, accounts } = JSON.parse(body) as { type: string; count: number; accounts: readonly string[] }
    return `${type} ${count} ${accounts.join(' ')}`
  })
}

beginTomorrow()
afterEach(() => {
  for (const name of ['ALERT_URL', 'ALERT_SECRET', 'ENVIRONMENT']) Reflect.deleteProperty(worker, name)
})

describe('an alert', () => {
  test('is signed as Standard Webhooks, and holds what an operator needs', async () => {
    const { stub, token } = dispatcher('ok')
    const since = Date.now() - 1_000
    await stub.report(report('default', refused(since)))
    await pass(stub, 0)
    const [call, ...others] = await partnerCalls(token)
    expect(others).toEqual([])
    const { headers = {}, body = '' } = call ?? {}
    const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']]
    expect({ method: call?.method, type: headers['content-type'], id, timestamp }).toEqual({
      method: 'POST',
      type: 'application/json',
      id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
      timestamp: String(Math.floor(Date.now() / 1_000)),
    })
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
    )
    expect(JSON.parse(body)).toMatchObject({
      type: 'credential_refused',
      partner: 'acme',
      count: 1,
      accounts: ['default'],
      since: new Date(since).toISOString(),
      at: new Date().toISOString(),
    })
  })

  test('of a kind and partner comes once an hour, with what has come together', async () => {
    const { stub, token } = dispatcher('ok')
    await stub.report(report('a', refused()))
    await pass(stub, 0)
    for (const account of ['b', 'c']) await stub.report(report(account, refused()))
    await stub.report(report('a', { kind: 'dead letters', since: Date.now(), count: 3 }, refused(1)))
    await pass(stub, 59 * minute)
    expect(await told(token)).toEqual(['credential_refused 1 a', 'dead_letters 1 a'])
    await pass(stub, minute)
    expect(await told(token)).toEqual(['credential_refused 1 a', 'dead_letters 1 a', 'credential_refused 3 a b c'])
    await pass(stub, 3 * hour)
    expect(await told(token)).toHaveLength(3)
  })

  test('of an open circuit comes by the alarm after 5 min, unless it has closed', async () => {
    const { stub, token } = dispatcher('ok')
    const open = { kind: 'circuit open', since: Date.now() } as const
    await stub.sync(0, [{ partner: 'acme', name: 'events.delivered', n: 1 }])
    await stub.report(report('a', open))
    await stub.report(report('b', open))
    expect(await alarmOf(stub)).toBe(Date.now() + 5 * minute)
    await stub.report(report('a'))
    await pass(stub, 5 * minute)
    expect(await told(token)).toEqual(['circuit_open 1 b'])
  })

  test('is not made of an account that is unregistered', async () => {
    const { stub, token } = dispatcher('ok')
    await stub.report(report('a', refused()))
    await stub.unregister({ partner: 'acme', account: 'a' })
    await pass(stub, 0)
    expect(await told(token)).toEqual([])
  })

  test('is sent again, under the same id and signed anew, until the receiver takes it', async () => {
    const { stub, token } = dispatcher('flaky?code=500&times=2')
    await stub.report(report('a', refused()))
    await pass(stub, 0)
    const wakesAt = await alarmOf(stub)
    expect(wakesAt).toBeLessThanOrEqual(Date.now() + 30_000)
    for (let i = 0; i < 3; i++) await pass(stub, 2 * minute)
    const calls = await partnerCalls(token)
    expect(calls).toHaveLength(3)
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(calls.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
    expect(await waiting(stub)).toEqual([])
  })

  test.for(['status?code=404', 'status?code=307&h-location=/elsewhere/ok', 'reset'])(
    'that the receiver (%s) does not take is given up after a day',
    async (behaviour) => {
      const { stub, token } = dispatcher(behaviour)
      await stub.report(report('a', refused()))
      await pass(stub, 0)
      expect(await waiting(stub)).toEqual([{ attempts: 1 }])
      await stub.report(report('a'))
      await pass(stub, 24 * hour)
      expect(await waiting(stub)).toEqual([])
      expect(await told(token)).toHaveLength(1)
    },
  )

  test('that waits for its receiver does not hold up reports', async () => {
    const { stub, token } = dispatcher('slow?ms=300')
    await stub.report(report('a', refused()))
    const sending = runDurableObjectAlarm(stub)
    await vi.waitFor(async () => expect(await partnerCalls(token)).toHaveLength(1))
    await stub.report(report('b', refused()))
    expect([await waiting(stub), await stub.accounts({ limit: 9 })]).toMatchObject([[{ attempts: 0 }], [{}, {}]])
    await sending
    expect(await waiting(stub)).toEqual([])
  })

  test('is only a log line where there is no receiver', async () => {
    const { stub, token } = dispatcher('ok')
    Reflect.deleteProperty(worker, 'ALERT_URL')
    const lines = vi.spyOn(console, 'log')
    await stub.report(report('a', refused()))
    await pass(stub, 0)
    expect(lines.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toMatchObject([
      { at: 'alert', kind: 'credential refused', partner: 'acme', accounts: 1 },
    ])
    lines.mockRestore()
    expect([await waiting(stub), await told(token)]).toEqual([[], []])
  })

  test('waits for a secret that is not set', async () => {
    const { stub, token } = dispatcher('ok')
    Reflect.deleteProperty(worker, 'ALERT_SECRET')
    await stub.report(report('a', refused()))
    await pass(stub, 0)
    expect([await waiting(stub), await told(token)]).toEqual([[{ attempts: 1 }], []])
    Object.assign(worker, { ALERT_SECRET: secret })
    await pass(stub, hour)
    expect(await told(token)).toEqual(['credential_refused 1 a'])
  })

  test('that five others go before is sent right after them', async () => {
    const { stub, token } = dispatcher('ok')
    for (let i = 0; i < 7; i++) await stub.report({ ...report('default', refused()), partner: `acme-${i}` })
    await pass(stub, 0)
    expect(await told(token)).toHaveLength(5)
    await pass(stub, 1)
    expect(await told(token)).toHaveLength(7)
  })
})

describe('the receiver', () => {
  test.for<{ env: Readonly<Record<string, string>>; kind: string }>([
    { env: {}, kind: 'none' },
    { env: { ALERT_URL: 'https://alerts.example.com/x', ALERT_SECRET: 's' }, kind: 'receiver' },
    { env: { ALERT_URL: 'https://alerts.example.com/x' }, kind: 'fault' },
    { env: { ALERT_URL: 'http://alerts.example.com/x', ALERT_SECRET: 's' }, kind: 'fault' },
    { env: { ALERT_URL: 'alerts.example.com', ALERT_SECRET: 's' }, kind: 'fault' },
    { env: { ALERT_URL: 'http://127.0.0.1:1/x', ALERT_SECRET: 's' }, kind: 'fault' },
    { env: { ALERT_URL: 'http://127.0.0.1:1/x', ALERT_SECRET: 's', ENVIRONMENT: 'development' }, kind: 'receiver' },
    { env: { ALERT_URL: 'http://localhost:1/x', ALERT_SECRET: 's', ENVIRONMENT: 'development' }, kind: 'receiver' },
    { env: { ALERT_URL: 'http://127.evil.example/x', ALERT_SECRET: 's', ENVIRONMENT: 'development' }, kind: 'fault' },
    {
      env: {
        ALERT_URL: 'https://alerts.example.com/x',
        ALERT_SECRET: 's',
        DEV_PARTNER: 'http://127.0.0.1:1',
        ENVIRONMENT: 'development',
      },
      kind: 'receiver',
    },
  ])('of $env is $kind', ({ env, kind }) => {
    const receiver = receiverOf(env)
    expect(receiver.kind).toBe(kind)
    if (receiver.kind === 'receiver') expect(receiver.url).toBe(env['ALERT_URL'])
  })
})
