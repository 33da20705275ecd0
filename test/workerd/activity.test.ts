import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { activityOf } from '../../src/activity/activity.ts'
import type { ActivityBatch, KeptRecord } from '../../src/activity/record.ts'
import { activityKeysOf } from '../../src/deletes/accept.ts'
import type { Customer } from '../kit/customers.ts'
import { customer, send } from '../kit/customers.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, testAccount } from '../kit/queue.ts'
import { deleteKeys, environment, fetchWorker, freshToken, objects, track } from '../kit/worker.ts'
import type { Env } from '../../src/env.ts'
import { registryOf } from '../../src/registry/registry.ts'

const admin = { ADMIN_TOKEN: 'admin-token-of-the-tests', VIEWER_TOKEN: 'viewer-token-of-the-tests' }
const bearer = { Authorization: 'Bearer admin-token-of-the-tests' }
const more = { ...objects, ...deleteKeys, ...admin, COUNTERS_FLUSH_MS: '1' }

function account(path: string, others: Readonly<Record<string, unknown>> = {}): TestAccount {
  return testAccount('plain', path, { ...more, ...others })
}

interface Shown {
  readonly activity: readonly Readonly<Record<string, unknown>>[]
  readonly reasons: readonly Readonly<Record<string, unknown>>[]
  readonly deliveries: number
  readonly omitted: number
  readonly cursor?: string
}

async function activity({ env, name }: TestAccount, filters = ''): Promise<Shown> {
  const reply = await fetchWorker(env, `/v1/activity?partner=plain&account=${name}${filters}`, {
    method: 'GET',
    headers: bearer,
  })
  expect(reply.status).toBe(200)
  return reply.json()
}

async function search({ env, name }: TestAccount, userId: string): Promise<Shown> {
  const body = { userId, partner: 'plain', account: name }
  return (await fetchWorker(env, '/v1/activity/search', { body, headers: bearer })).json()
}

/** Waits until so many records are there. */
async function eventually(of: TestAccount, n: number, filters = ''): Promise<Shown> {
  return vi.waitFor(async () => {
    const found = await activity(of, filters)
    expect(found.activity).toHaveLength(n)
    return found
  })
}

describe('what happened to an event', () => {
  test('is known for what was delivered too, and says nothing of the user', async () => {
    const one = account('ok')
    const reply = await fetchWorker(one.env, one.route, { body: track() })
    const { activity: found } = await eventually(one, 1)
    expect(found).toEqual([
      {
        partner: 'plain',
        account: one.name,
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        at: expect.stringMatching(/^\d{4}-/),
        receivedAt: expect.stringMatching(/^\d{4}-/),
        type: 'track',
        event: 'Registered',
        messageId: 'message-0001',
        requestId: reply.headers.get('X-Request-Id'),
        subscription: 'Track',
        mapping: 'hash-plain',
        outcome: 'delivered',
        failed: false,
        status: 200,
        ms: expect.any(Number),
        queued: false,
        attempt: 1,
      },
    ])
    const stored = await runInDurableObject(activityOf(one.env, { partner: 'plain', account: one.name }), (_, state) =>
      JSON.stringify([...state.storage.sql.exec('SELECT * FROM batches')]),
    )
    expect(stored).toContain('Registered')
    expect(stored).not.toContain('user-0001')
    expect(stored).not.toContain('Pro Annual')
  })

  test('is each attempt of a delivery, inline and queued, under one id; why they failed is counted', async () => {
    const one = account('flaky?code=503&times=2')
    await fetchWorker(one.env, one.route, { body: track() })
    await drain(one.stub)
    const { activity: found, reasons, deliveries } = await eventually(one, 3)
    expect(deliveries).toBe(1)
    expect(
      found.map(({ outcome, status, queued, attempt, failed }) => ({ outcome, status, queued, attempt, failed })),
    ).toEqual([
      { outcome: 'delivered', status: 200, queued: true, attempt: 3, failed: false },
      { outcome: 'retryable', status: 503, queued: true, attempt: 2, failed: true },
      { outcome: 'queued', status: 503, queued: false, attempt: 1, failed: true },
    ])
    expect(reasons).toContainEqual({ partner: 'plain', outcome: 'queued', reason: 'the partner answered 503', n: 1 })
    const id = String(found[0]?.['id'])
    const path = `/v1/activity/plain/${one.name}/${id}`
    const { attempts } = await (
      await fetchWorker(one.env, path, { method: 'GET', headers: bearer })
    ).json<{
      attempts: readonly Readonly<Record<string, unknown>>[]
    }>()
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect((await activity(one, '&failed=true')).activity).toHaveLength(2)
    expect((await activity(one, '&outcome=delivered')).activity).toHaveLength(1)
    expect((await activity(one, '&reason=503')).activity).toHaveLength(2)
    expect((await activity(one, '&event=Other')).activity).toHaveLength(0)
  })

  test('is known of what is no event, and of what the partner has nothing for', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: [track(), { type: 'nope', userId: 'ada', messageId: 'of ada' }, 7] })
    const { activity: found } = await eventually(one, 3)
    expect(found.map(({ outcome, failed, type, messageId }) => [outcome, failed, type, messageId])).toEqual(
      expect.arrayContaining([
        ['delivered', false, 'track', 'message-0001'],
        ['invalid', true, 'nope', '…'],
        ['invalid', true, '', ''],
      ]),
    )
  })

  test('is found by pages, the newest first, each record once', async () => {
    const one = account('ok')
    const events = Array.from({ length: 7 }, (_, i) => track({ messageId: `m-${i}`, event: `E${i}` }))
    await fetchWorker(one.env, one.route, { body: events })
    await eventually(one, 7)
    const seen: unknown[] = []
    let cursor: string | undefined
    do {
      const page: Shown = await activity(one, `&limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.activity.map(({ event }) => event))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(seen.toSorted()).toEqual(['E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6'])
  })

  test('is found by the user, whose id stands nowhere; a name or message id that holds it is hidden', async () => {
    const one = account('ok')
    const events = [
      track({ messageId: 'm-1', userId: 'ada' }),
      track({ messageId: 'order-of-ada', userId: 'ada', event: 'Mail to ada' }),
      track({ messageId: 'm-3', userId: 'bob' }),
    ]
    await fetchWorker(one.env, one.route, { body: events })
    await eventually(one, 3)
    const { activity: found } = await search(one, 'ada')
    expect(found.map(({ event, messageId }) => [event, messageId]).toSorted()).toEqual([
      ['Mail to …', '…'],
      ['Registered', 'm-1'],
    ])
  })

  test('is of one delivery by its id, also where message ids are hidden or missing; the id does not tell what they are', async () => {
    const one = account('flaky?code=503&times=2')
    const ada = track({ messageId: 'ada@example.com', userId: 'ada' })
    await fetchWorker(one.env, one.route, { body: ada })
    await drain(one.stub)
    const nameless = [{ type: 'nope' }, { type: 'nope' }, 7]
    const others = [track({ messageId: 'bob@example.com', userId: 'bob' }), ...nameless]
    await fetchWorker(one.env, one.route, { body: others })
    const { activity: found } = await eventually(one, 3 + 4)
    const ids = found.map(({ id }) => String(id))
    expect(new Set(ids.slice(-3)).size).toBe(1)
    expect(found.slice(-3).map(({ messageId }) => messageId)).toEqual(['…', '…', '…'])
    expect(new Set(ids).size).toBe(1 + 4)
    for (const guessed of ['…', 'ada@example.com']) {
      const bare = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${guessed}\nTrack`))
      expect(ids).not.toContain(Buffer.from(bare).toString('hex').slice(0, 24))
    }
    const other = account('ok')
    await fetchWorker(other.env, other.route, { body: ada })
    expect(ids).not.toContain((await eventually(other, 1)).activity[0]?.['id'])
  })

  test('is found by a user whose id is a number, also where it is no event', async () => {
    const one = account('ok')
    await fetchWorker(one.env, one.route, { body: [track(), { type: 'track', userId: 4712, properties: 1 }] })
    await eventually(one, 2)
    expect((await search(one, '4712')).activity.map(({ outcome }) => outcome)).toEqual(['invalid'])
  })

  test('is not kept where ACTIVITY_HOURS is 0, which the reply says', async () => {
    const one = account('ok', { ACTIVITY_HOURS: '0' })
    await fetchWorker(one.env, one.route, { body: track() })
    const reply = await fetchWorker(one.env, '/v1/activity', { method: 'GET', headers: bearer })
    expect(reply.status).toBe(503)
    expect(await reply.json()).toEqual({ code: 'not_configured', message: 'no activity is kept: ACTIVITY_HOURS is 0' })
    testAccount('plain', 'ok', { ACTIVITY_HOURS: undefined })
  })

  test('is not kept without the binding, which the reply says', async () => {
    const one = account('ok', { ACTIVITY: undefined })
    expect((await fetchWorker(one.env, one.route, { body: track() })).status).toBe(200)
    const reply = await fetchWorker(one.env, '/v1/activity', { method: 'GET', headers: bearer })
    expect(await reply.json()).toMatchObject({
      message: expect.stringContaining('ACTIVITY is missing in wrangler.toml'),
    })
    testAccount('plain', 'ok', objects)
  })

  test.each([
    ['&colour=red', 'there is no filter "colour"'],
    ['&failed=maybe', 'failed: expected true or false'],
    ['&outcome=delivred', 'outcome: expected one of delivered, queued,'],
    ['&since=1', 'since: expected a time'],
    ['&limit=1000', 'limit: expected a number from 1 to 200'],
    ['&since=yesterday', 'since: expected a time'],
    ['&cursor=x', 'cursor: expected'],
  ])('is asked for by filters that exist: %s', async (filters, message) => {
    const one = account('ok')
    const path = `/v1/activity?partner=plain${filters}`
    const reply = await fetchWorker(one.env, path, { method: 'GET', headers: bearer })
    expect(reply.status).toBe(400)
    expect((await reply.json<{ message: string }>()).message).toContain(message)
  })
})

function record(n: number, fields: Partial<KeptRecord> = {}): KeptRecord {
  return {
    id: `id-${n}`,
    at: n,
    receivedAt: n,
    users: [`user-${n}`],
    type: 'track',
    event: 'E',
    messageId: `m-${n}`,
    requestId: '',
    subscription: 'Track',
    mapping: 'hash',
    outcome: 'delivered',
    failed: false,
    queued: false,
    attempt: 1,
    ...fields,
  }
}

async function ofCustomer({ env, partner, account: name }: Customer): Promise<Shown> {
  const path = `/v1/activity?partner=${partner}&account=${name}`
  return (await fetchWorker(env, path, { method: 'GET', headers: bearer })).json()
}

describe("a customer's account", () => {
  test('has activity once the partner took its key, found by its name', async () => {
    const one = customer({}, { ...deleteKeys, ...admin, COUNTERS_FLUSH_MS: '1' })
    expect(await send(one)).toMatchObject({ status: 200 })
    await vi.waitFor(async () => {
      const { activity: seen } = await ofCustomer(one)
      expect(seen.map(({ outcome, account: name }) => [outcome, name])).toEqual([['delivered', one.account]])
    })
  })

  test('has none while the partner refuses its key', async () => {
    const one = customer({ mood: 'refuses' }, { ...deleteKeys, ...admin, COUNTERS_FLUSH_MS: '1' })
    expect(await send(one)).toMatchObject({ status: 401 })
    const buffered = await runInDurableObject(activityOf(one.env, one), (_, { storage }) => [
      ...storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'batches'"),
    ])
    expect(buffered).toEqual([])
    expect(await ofCustomer(one)).toMatchObject({
      code: 'unknown_account',
      message: 'customers has no such account: GET /v1/activity?partner=customers shows those that had activity',
    })
  })
})

describe('a partner or an account that nobody knows', () => {
  const env = environment(freshToken(), 'ok', { ...more, HISTORY_HOURS: '24', PLAIN_URL: 'https://hook.example.com/x' })
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetchWorker(env, path, { method: 'GET', key: undefined, headers: { ...bearer, ...headers } })

  test.each(['/v1/activity', '/v1/ledger', '/v1/history', '/v1/activity/live'])(
    'is refused by %s, and no object is asked',
    async (route) => {
      const upgrade = { Upgrade: 'websocket' }
      const asked = vi.fn()
      const watched = { ...env, ACTIVITY: { idFromName: asked, getByName: asked, get: asked } }
      for (const [of, code] of [
        ['partner=mixpnel&account=default', 'unknown_partner'],
        ['partner=plain&account=typo', 'unknown_account'],
      ] as const) {
        const reply = await fetchWorker(watched, `${route}?${of}`, {
          method: 'GET',
          headers: { ...bearer, ...upgrade },
        })
        expect([reply.status, (await reply.json<{ code: string }>()).code]).toEqual([404, code])
      }
      expect(asked).not.toHaveBeenCalled()
    },
  )

  test.each(['/v1/activity?partner=mixpnel', '/v1/ledger?partner=mixpnel'])('is refused: %s', async (path) => {
    const reply = await get(path)
    expect([reply.status, await reply.json()]).toEqual([
      404,
      { code: 'unknown_partner', message: 'there is no such partner' },
    ])
  })

  test('is none while the registry knows its activity: the mapping, or the settings of the account, may be gone', async () => {
    const partner = `gone-${freshToken().slice(0, 8)}`
    const ref = { partner, account: 'default' }
    await registryOf(env as unknown as Env).observe({ ...ref, own: true, lastAt: Date.now(), conditions: [] })
    await activityOf(env as unknown as Env, ref).handIn({
      records: [record(1, { at: Date.now(), outcome: 'rejected', failed: true })],
      exchanges: [],
      counts: [],
      omitted: 0,
    })
    for (const of of [`partner=${partner}`, `partner=${partner}&account=default`]) {
      expect(await (await get(`/v1/activity?${of}`)).json()).toMatchObject({ activity: [{ outcome: 'rejected' }] })
      expect((await get(`/v1/ledger?${of}`)).status).toBe(200)
    }
    expect((await get(`/v1/activity?partner=${partner}&account=other`)).status).toBe(404)
  })
})

describe('the request and the answer of what failed', () => {
  const path = 'code=400&body={"message":"ada@example.com is no good"}'

  test('are shown to an admin who says so, without secrets, and stand sealed', async () => {
    const one = account(`status?${path}`)
    await fetchWorker(one.env, one.route, { body: track({ userId: 'ada lovelace' }) })
    const { activity: found } = await eventually(one, 1)
    const url = `/v1/activity/plain/${one.name}/${String(found[0]?.['id'])}`
    const get = async (query: string, headers: Readonly<Record<string, string>> = bearer): Promise<Response> =>
      fetchWorker(one.env, `${url}${query}`, { method: 'GET', headers })
    const closed = await (await get('')).json<{ attempts: readonly { exchange?: unknown }[] }>()
    expect(closed.attempts.map(({ exchange }) => exchange)).toEqual(['sealed'])
    const { attempts } = await (await get('?reveal=1')).json<{ attempts: readonly { exchange?: unknown }[] }>()
    expect(attempts[0]?.exchange).toMatchObject({
      method: 'POST',
      body: expect.stringContaining('"ada lovelace"'),
      // It gives back a part of the partner's URL, which is a secret setting.
      answer: { status: 400, body: '…' },
    })
    // The whole URL is the secret setting of this partner.
    expect(JSON.stringify(attempts)).not.toContain(one.token)
    const viewer = { Authorization: 'Bearer viewer-token-of-the-tests' }
    const refused = await get('?reveal=1', viewer)
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { code: 'forbidden', message: 'a viewer may not ask for reveal=1: send ADMIN_TOKEN, or leave reveal out' },
    ])
    expect((await get('?reveal=0', viewer)).status).toBe(200)
    const unclear = await get('?reveal=true')
    expect([unclear.status, await unclear.json()]).toEqual([
      400,
      { code: 'invalid_request', message: 'reveal: expected 1, or 0' },
    ])
    const stub = activityOf(one.env, { partner: 'plain', account: one.name })
    const stored = await runInDurableObject(stub, (_, { storage }) =>
      JSON.stringify([...storage.sql.exec('SELECT * FROM batches')]),
    )
    // Chance makes three letters stand in what is sealed now and then, but no space.
    for (const hidden of ['ada lovelace', 'example.com', one.token]) expect(stored).not.toContain(hidden)
  })

  test('go with any user whom the request named', async () => {
    const one = account(`status?${path}`, { DELETE_WAIT_MS: '0' })
    const events = [track({ userId: 'ada', messageId: 'm-1' }), track({ userId: 'bob', messageId: 'm-2' })]
    await fetchWorker(one.env, `${one.route}`, { body: events })
    const { activity: found } = await eventually(one, 2)
    const digest = activityKeysOf(one.env, `plain/${one.name}`)?.digest('ada') ?? ''
    const stub = activityOf(one.env, { partner: 'plain', account: one.name })
    await stub.handIn({
      records: [record(9, { at: Date.now(), receivedAt: Date.now(), users: ['bob'], failed: true, exchange: 0 })],
      exchanges: [{ users: ['bob', digest], receivedAt: Date.now(), sealed: 'a batch with both' }],
      counts: [],
      omitted: 0,
    })
    expect(found).toHaveLength(2)
    await stub.forget([{ digest, acceptedAt: Date.now() + 1 }])
    const left = await runInDurableObject(stub, (_, { storage }) =>
      JSON.stringify([...storage.sql.exec('SELECT records, exchanges FROM batches')]),
    )
    expect(left).not.toContain(digest)
    expect(left).not.toContain('a batch with both')
    expect((await activity(one)).activity.map(({ messageId }) => messageId).toSorted()).toEqual(['m-2', 'm-9'])
  })
})

describe('a deleted user', () => {
  test('is in the activity no more before the partner is asked to delete, and a late batch does not come back', async () => {
    const one = account('ok', { DELETE_WAIT_MS: '0' })
    await fetchWorker(one.env, one.route, { body: track({ userId: 'ada', messageId: 'm-1' }) })
    await fetchWorker(one.env, one.route, { body: track({ userId: 'bob', messageId: 'm-2' }) })
    await eventually(one, 2)
    await fetchWorker(one.env, one.route, { body: { type: 'delete', userId: 'ada', messageId: 'm-3' } })
    await runDurableObjectAlarm(one.stub)
    expect((await search(one, 'ada')).activity).toEqual([])
    expect((await search(one, 'bob')).activity).toHaveLength(1)
    const stub = activityOf(one.env, { partner: 'plain', account: one.name })
    const digest = activityKeysOf(one.env, `plain/${one.name}`)?.digest('ada') ?? ''
    const late = record(1, { at: Date.now(), receivedAt: Date.now() - 60_000, users: [digest] })
    const anew = record(2, { at: Date.now(), receivedAt: Date.now() + 60_000, users: [digest] })
    await stub.handIn({ records: [late, anew], exchanges: [], counts: [], omitted: 0 })
    expect((await search(one, 'ada')).activity.map(({ messageId }) => messageId)).toEqual(['m-2'])
  })
})

function failures(batch: number): ActivityBatch {
  const records = Array.from({ length: 500 }, (_, i) => record(batch * 500 + i, { failed: true, outcome: 'rejected' }))
  return { records, exchanges: [], counts: [], omitted: 3 }
}

describe('what is kept', () => {
  test('is one row a batch and kind, and the newest 10,000 of each', async () => {
    const one = account('ok')
    const stub = activityOf(one.env, { partner: 'plain', account: one.name })
    await runInDurableObject(stub, async (object, state) => {
      for (let i = 0; i < 21; i++) await object.handIn(failures(i))
      const { rows } = state.storage.sql
        .exec<{ rows: number }>('SELECT COUNT(*) AS rows FROM batches WHERE failed = 1')
        .one()
      expect(rows).toBe(20)
      const found = object.find({ limit: 1 })
      expect(found.deliveries).toBe(10_000)
      expect(object.find({ limit: 1, failed: false })).toMatchObject({ deliveries: 0, omitted: 63 })
      expect(found.reasons).toEqual([{ outcome: 'rejected', reason: '', n: 10_000 }])
      expect(found.records.map(({ at }) => at)).toEqual([10_499])
      expect(found.omitted).toBe(63)
    })
  })

  test('goes when it is old, and the object with it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const one = account('ok')
    const stub = activityOf(one.env, { partner: 'plain', account: one.name })
    await runInDurableObject(stub, async (object, state) => {
      await object.handIn({ records: [record(1)], exchanges: [], counts: [], omitted: 0 })
      vi.setSystemTime(Date.now() + 71 * 3_600_000)
      await object.alarm()
      expect(object.find({ limit: 1 }).records).toHaveLength(1)
      vi.setSystemTime(Date.now() + 2 * 3_600_000)
      await object.alarm()
      expect(object.find({ limit: 1 }).records).toEqual([])
      expect([...state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'batches'")]).toEqual([])
    })
    vi.useRealTimers()
  })

  test('costs at most 0.05 rows and calls an event, at ten a second of which one in ten fails, once it is full', async () => {
    const one = account('ok')
    const stub = activityOf(one.env, { partner: 'plain', account: one.name })
    // What an isolate hands in at once: that of ten seconds.
    const records = Array.from({ length: 100 }, (_, i) => record(i, { failed: i % 10 === 0 }))
    await runInDurableObject(stub, async (object, { storage }) => {
      const failed = records.filter((one) => one.failed)
      for (let i = 0; i < 900; i++) await object.handIn({ records: failed, exchanges: [], counts: [], omitted: 0 })
      for (let i = 0; i < 112; i++) await object.handIn({ records, exchanges: [], counts: [], omitted: 0 })
      const spy = vi.spyOn(storage.sql, 'exec')
      const counts = [{ mapping: '', subscription: '', queued: false, outcome: 'delivered', reason: '', n: 100 }]
      for (let i = 0; i < 10; i++) await object.handIn({ records, exchanges: [], counts, omitted: 0 })
      console.log(
        `activity: ${spy.mock.results.reduce((sum, { value }) => sum + (value as SqlStorageCursor<never>).rowsWritten, 0) / 1_000} rows an event`,
      )
      const cursors = spy.mock.results.map(({ value }) => value as SqlStorageCursor<never>)
      const written = cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0)
      expect(written).toBeGreaterThan(0)
      expect(written / 1_000).toBeLessThanOrEqual(0.05)
    })
  })
})
