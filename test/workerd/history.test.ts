import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { activityOf } from '../../src/activity/activity.ts'
import { keptEvents } from '../../src/admin/history.ts'
import { activityKeysOf } from '../../src/deletes/accept.ts'
import type { Env } from '../../src/env.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { customer } from '../kit/customers.ts'
import type { TestAccount } from '../kit/queue.ts'
import { testAccount } from '../kit/queue.ts'
import { deleteKeys, fetchWorker, objects, partnerCalls, track } from '../kit/worker.ts'

const tokens = { ADMIN_TOKEN: 'admin-token-of-the-tests', VIEWER_TOKEN: 'viewer-token-of-the-tests' }
const admin = { Authorization: 'Bearer admin-token-of-the-tests' }
const viewer = { Authorization: 'Bearer viewer-token-of-the-tests' }

function account(path: string, others: Readonly<Record<string, unknown>> = {}): TestAccount {
  return testAccount('plain', path, {
    ...objects,
    ...deleteKeys,
    ...tokens,
    COUNTERS_FLUSH_MS: '1',
    HISTORY_HOURS: '24',
    ...others,
  })
}

interface Kept {
  readonly id: string
  readonly event: Readonly<Record<string, unknown>>
}

async function history({ env, name }: TestAccount, filters = ''): Promise<readonly Kept[]> {
  const path = `/v1/history?partner=plain&account=${name}${filters}`
  const reply = await fetchWorker(env, path, { method: 'GET', headers: admin })
  expect(reply.status).toBe(200)
  return (await reply.json<{ events: readonly Kept[] }>()).events
}

async function eventually(of: TestAccount, n: number, filters = ''): Promise<readonly Kept[]> {
  return vi.waitFor(async () => {
    const found = await history(of, filters)
    expect(found).toHaveLength(n)
    return found
  })
}

function object({ env, name }: TestAccount): ReturnType<typeof activityOf> {
  return activityOf(env, { partner: 'plain', account: name })
}

async function forget(of: TestAccount, id: string, acceptedAt = Date.now() + 1): Promise<void> {
  const digest = activityKeysOf(of.env, `plain/${of.name}`)?.digest(id) ?? ''
  await object(of).forget([{ digest, acceptedAt }])
}

async function stored(of: TestAccount): Promise<readonly Readonly<Record<string, SqlStorageValue>>[]> {
  return runInDurableObject(object(of), (_, { storage }) => [...storage.sql.exec('SELECT * FROM events')])
}

function big(i: number): object {
  return track({ messageId: `m-${i}`, properties: { text: 'x'.repeat(100_000) } })
}

describe('events kept for later', () => {
  test('are listed masked, the newest first, and shown whole to an admin who reveals', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, {
      body: [track(), track({ messageId: 'm-2', event: 'Second' }), track({ messageId: 'm-3', event: 'Third' })],
    })
    const found = await eventually(one, 3)
    expect(found.map(({ event }) => event['event'])).toEqual(['Third', 'Second', 'Registered'])
    expect(JSON.stringify(found)).not.toContain('user-0001')
    const path = `/v1/history/plain/${one.name}/${found[2]?.id}`
    const shown = await fetchWorker(one.env, `${path}?reveal=1`, { method: 'GET', headers: admin })
    expect(await shown.json()).toMatchObject({ event: track() })
    expect((await fetchWorker(one.env, `${path}?reveal=1`, { method: 'GET', headers: viewer })).status).toBe(403)
    const masked = await (await fetchWorker(one.env, path, { method: 'GET', headers: viewer })).text()
    expect(masked).toContain('Registered')
    expect(masked).not.toContain('user-0001')
  })

  test('show no message id with an id of the event, to an admin either', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: track({ messageId: 'of-user-0001' }) })
    const [kept] = await eventually(one, 1)
    expect(kept?.event['messageId']).toBe('…')
  })

  test('are found by type and name, and an unknown id is told', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, {
      body: [track(), track({ messageId: 'm-2', event: 'Second' })],
    })
    await eventually(one, 2)
    expect(await history(one, '&event=Second')).toHaveLength(1)
    expect(await history(one, '&type=page')).toHaveLength(0)
    expect(await history(one, '&limit=1')).toHaveLength(1)
    for (const id of ['1-0', 'nonsense', '99999999999999999-0']) {
      const reply = await fetchWorker(one.env, `/v1/history/plain/${one.name}/${id}`, { method: 'GET', headers: admin })
      expect([reply.status, (await reply.json<{ code: string }>()).code]).toEqual([404, 'unknown_event'])
    }
  })

  test('are stored once each however many deliveries they have, one row a batch, and cannot be read without the key', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: [track(), track({ messageId: 'm-2' })] })
    await eventually(one, 2)
    const rows = await stored(one)
    expect(rows).toHaveLength(1)
    const text = rows.map((row) => `${String(row['owners'])}${Buffer.from(row['sealed'] as ArrayBuffer)}`).join('')
    expect(text).not.toContain('user-0001')
    expect(text).not.toContain('Registered')
  })

  test('keep their numbers to the last digit', async () => {
    const one = account('ok')
    const body = JSON.stringify(track()).replace('"Pro Annual"', '12345678901234567890')
    await fetchWorker(one.env, one.route, { body })
    const [found] = await eventually(one, 1)
    const path = `/v1/history/plain/${one.name}/${found?.id}?reveal=1`
    expect(await (await fetchWorker(one.env, path, { method: 'GET', headers: admin })).text()).toContain(
      '12345678901234567890',
    )
  })

  test('of a deleted user are hidden at once, and the next alarm takes them out of the batch that others are in', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: [track(), track({ messageId: 'm-2', userId: 'other' })] })
    const [, first] = await eventually(one, 2)
    const [before] = await stored(one)
    await forget(one, 'user-0001')
    const left = await history(one)
    expect(left).toHaveLength(1)
    expect(
      (await fetchWorker(one.env, `/v1/history/plain/${one.name}/${first?.id}`, { method: 'GET', headers: admin }))
        .status,
    ).toBe(404)
    await runDurableObjectAlarm(object(one))
    const [after] = await stored(one)
    expect(JSON.parse(String(after?.['owners']))).toEqual([null, expect.any(Object)])
    expect(Buffer.from(after?.['sealed'] as ArrayBuffer)).not.toEqual(Buffer.from(before?.['sealed'] as ArrayBuffer))
    expect(await history(one)).toEqual(left)
    const all = await keptEvents(
      one.env,
      { partner: 'plain', account: one.name },
      { since: 0, until: Infinity, limit: 9 },
    )
    expect(all.map(({ event }) => event['userId'])).toEqual(['other'])
    await forget(one, 'other')
    await runDurableObjectAlarm(object(one))
    expect(await stored(one)).toEqual([])
  })

  test('of a deleted user are hidden at once, though a run of the queue waits for the partner', async () => {
    const one = account('hang', { INLINE_BUDGET_MS: '20', RETRY_BASE_MS: '1', QUEUE_TIMEOUT_MS: '3000' })
    await fetchWorker(one.env, one.route, { body: track() })
    await eventually(one, 1)
    const run = runDurableObjectAlarm(one.stub)
    await vi.waitFor(async () => expect(await partnerCalls(one.token)).toHaveLength(2))
    const deleted = { type: 'delete', userId: 'user-0001', messageId: 'delete-0001' }
    expect((await fetchWorker(one.env, one.route, { body: deleted })).status).toBe(202)
    await eventually(one, 0)
    await run
  })

  test('of a deleted user that come late are hidden too, those received after the delete are not', async () => {
    const one = account('ok')
    await forget(one, 'user-0001', Date.now() + 60_000)
    await fetchWorker(one.env, one.route, { body: track() })
    await vi.waitFor(async () =>
      expect(await object(one).ledger({ since: 0, until: Date.now(), span: 'minute' })).toHaveLength(1),
    )
    expect(await history(one)).toEqual([])
    const two = account('ok')
    await forget(two, 'user-0001', Date.now() - 60_000)
    await fetchWorker(two.env, two.route, { body: track() })
    await eventually(two, 1)
  })

  test('are handed in at once where they are many, and a page goes over all batches', async () => {
    const one = account('ok', { COUNTERS_FLUSH_MS: '8000' })
    await fetchWorker(one.env, one.route, { body: [0, 1, 2, 3, 4, 5].map(big) })
    await eventually(one, 6)
    await fetchWorker(one.env, one.route, { body: [6, 7, 8, 9, 10, 11].map(big) })
    await eventually(one, 12)
    expect(await stored(one)).toHaveLength(2)
  })

  test('are dropped when they are older than they are kept for', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: track() })
    await eventually(one, 1)
    await runInDurableObject(object(one), (_, { storage }) => {
      storage.sql.exec('UPDATE events SET id = ?', Date.now() - 25 * 3_600_000)
    })
    await runDurableObjectAlarm(object(one))
    expect(await stored(one)).toEqual([])
  })

  test('go with the next alarm where HISTORY_HOURS has become 0', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: track() })
    await eventually(one, 1)
    await runInDurableObject(object(one), (_, { storage }) => {
      // Batches that come in the same millisecond get ids that are ahead of the clock.
      storage.sql.exec('UPDATE events SET id = ?', Date.now() + 60_000)
    })
    account('ok', { HISTORY_HOURS: '0' })
    await runDurableObjectAlarm(object(one))
    expect(await stored(one)).toEqual([])
  })

  test('of customers are asked for by their account: where none is named, the reply names those that there are', async () => {
    const one = customer({}, { ...deleteKeys, ...tokens, COUNTERS_FLUSH_MS: '1', HISTORY_HOURS: '24' })
    await registryOf(one.env as unknown as Env).observe({
      partner: one.partner,
      account: one.account,
      own: false,
      lastAt: Date.now(),
      conditions: [],
    })
    const ask = async (query: string): Promise<Response> =>
      fetchWorker(one.env, `/v1/history?partner=customers${query}`, { method: 'GET', headers: admin })
    const reply = await ask('')
    expect([reply.status, (await reply.json<{ message: string }>()).message]).toEqual([
      400,
      expect.stringContaining(`"${one.account}"`),
    ])
    expect((await ask(`&account=${one.account}`)).status).toBe(200)
  })

  test('are none as it is delivered, and the reply says what to set', async () => {
    for (const [others, why] of [
      [{ HISTORY_HOURS: '0' }, 'HISTORY_HOURS is 0'],
      [{ ACTIVITY_HOURS: '0' }, 'ACTIVITY_HOURS is 0'],
      [{ SEALING_KEY: '' }, 'SEALING_KEY'],
    ] as const) {
      const one = account('ok', others)
      const reply = await fetchWorker(one.env, '/v1/history?partner=plain', { method: 'GET', headers: admin })
      expect(reply.status).toBe(503)
      expect((await reply.json<{ message: string }>()).message).toContain(why)
    }
  })

  test('refuse a question that cannot be understood', async () => {
    const one = account('ok')
    for (const [query, why] of [
      ['', 'partner: expected'],
      ['?partner=plain&limit=0', 'limit: expected'],
      ['?partner=plain&type=trak', 'type: expected one of track, identify,'],
      ['?partner=customers', "account: the accounts of customers are customers' own"],
      ['?partner=plain&since=yesterday', 'since: expected'],
      ['?partner=plain&userId=ada', 'there is no parameter "userId"'],
    ] as const) {
      const reply = await fetchWorker(one.env, `/v1/history${query}`, { method: 'GET', headers: admin })
      expect([reply.status, (await reply.json<{ message: string }>()).message]).toEqual([
        400,
        expect.stringContaining(why),
      ])
    }
  })
})
