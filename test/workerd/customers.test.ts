import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { queueOf } from '../../src/queue/stubs.ts'
import { registryOf } from '../../src/registry/registry.ts'
import type { Customer } from '../kit/customers.ts'
import { accountOf, customer, send, short, storedOf } from '../kit/customers.ts'
import {
  environment,
  freshToken,
  keys,
  fetchWorker,
  objects,
  partnerCalls,
  sealingKey,
  secrets,
  shareWithObjects,
  signature,
  track,
} from '../kit/worker.ts'
import { wakeAnew } from '../kit/object.ts'
import { batchOf, chunkEach, drain, entry, gaugesOf, identityOf, testAccount } from '../kit/queue.ts'

const route = '/v1/destinations/customers'
const otherKey = btoa('y'.repeat(32))
afterEach(() => shareWithObjects({ CUSTOMERS_REGION: undefined, ...short }))

describe("a customer's own key", () => {
  test('opens the route of a partner in OPEN_PARTNERS, and its settings come with the request', async () => {
    const one = customer()
    expect(await send(one)).toMatchObject({ status: 200, body: { status: 'delivered' } })
    const calls = await partnerCalls(one.settings['space'] ?? '')
    expect(calls.map(({ headers }) => headers['authorization'])).toEqual(['Bearer good-key'])
    expect(await storedOf(one)).toEqual([])
  })

  test.for([
    { came: { ad_account_id: 'act-1' }, sent: 'act-1' },
    { came: { ad_account_id: 77 }, sent: '77' },
    { came: { ad_account_id: false }, sent: 'false' },
    { came: { adAccountId: 'act-1' }, sent: undefined },
  ])('a setting $came under the name that Segment has for it is sent as $sent', async ({ came, sent }) => {
    const one = customer()
    const reply = await send({ ...one, settings: { ...one.settings, ...(came as Record<string, string>) } })
    expect(reply.status).toBe(200)
    const calls = await partnerCalls(one.settings['space'] ?? '')
    expect(calls.map(({ headers }) => headers['x-ad-account'])).toEqual([sent])
  })

  test('a setting that is no text, number, true or false is an error under the name that Segment has for it', async () => {
    const one = customer()
    const settings = { ...one.settings, ad_account_id: ['act-1'] } as unknown as Customer['settings']
    expect(await send({ ...one, settings })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_settings',
        message: 'X-Segment-Settings: the setting "ad_account_id" must be a text, a number, true or false',
      },
    })
  })

  test('is not enough where the partner is not open', async () => {
    const one = customer({}, { OPEN_PARTNERS: 'other' })
    expect((await send(one)).status).toBe(401)
  })

  test.for([
    { with: 'an endpoint key', key: keys.all, signed: false },
    { with: 'a signature', key: undefined, signed: true },
  ])('may stand in the settings, beside $with', async ({ key, signed }) => {
    const one = customer({}, { OPEN_PARTNERS: '' })
    const body = JSON.stringify(track())
    const headers = {
      'X-Segment-Settings': btoa(JSON.stringify(one.settings)),
      ...(signed && { 'X-Signature': signature(body, secrets[0]) }),
    }
    const reply = await fetchWorker(one.env, route, { body, headers, key })
    expect(reply.status).toBe(200)
    expect(await partnerCalls(one.settings['space'] ?? '')).toHaveLength(1)
  })

  test.for([
    { came: {}, line: undefined },
    { came: { regionn: 'eu', region: 'eu' }, line: { names: ['regionn', 'region'], count: 2 } },
    { came: { 'ann@example.com': 1, 'a\nb': 1, ['x'.repeat(41)]: 1, __proto__x: 1 }, line: { names: [], count: 4 } },
    {
      came: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`option${i}`, 'secret-value'])),
      line: { names: Array.from({ length: 10 }, (_, i) => `option${i}`), count: 500 },
    },
  ])('with settings that the mapping does not take leaves one line that names them: $line', async ({ came, line }) => {
    const spy = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const one = customer()
    expect((await send({ ...one, settings: { ...one.settings, ...came } as Customer['settings'] })).status).toBe(200)
    const lines = spy.mock.calls.map(([text]) => String(text))
    vi.restoreAllMocks()
    const named = lines.filter((text) => text.includes('"ignored settings"')).map((text) => JSON.parse(text) as unknown)
    const about = { at: 'ignored settings', requestId: expect.any(String), partner: 'customers' }
    expect(named).toEqual(line === undefined ? [] : [{ ...about, ...line }])
    expect(lines.join('')).not.toContain('secret-value')
  })

  test('never comes from the environment', async () => {
    const one = customer({}, { CUSTOMERS_API_KEY: 'operators-key', CUSTOMERS_SPACE: 'operators-space' })
    const { space: _, ...without } = one.settings
    expect(await send({ ...one, settings: without })).toMatchObject({
      status: 400,
      body: { code: 'invalid_settings', message: 'the required setting "space" of the request is not set' },
    })
  })

  test.for([
    {
      what: 'no key at all',
      settings: { apiKey: '' },
      status: 401,
      code: 'unauthorized',
      message: /credentials are missing/,
    },
    {
      what: 'no SEALING_KEY',
      more: { SEALING_KEY: undefined },
      status: 503,
      code: 'not_configured',
      message: /SEALING_KEY is not set/,
    },
    {
      what: 'a SEALING_KEY of the wrong length',
      more: { SEALING_KEY: 'c2hvcnQ=' },
      status: 503,
      code: 'not_configured',
      message: /SEALING_KEY must be base64 of 32 bytes/,
    },
    {
      what: 'a wrong operator setting',
      more: { CUSTOMERS_REGION: 'mars' },
      status: 503,
      code: 'partner_misconfigured',
      message: /CUSTOMERS_REGION must be one of us, eu/,
    },
  ])('with $what is $status', async ({ settings, more, status, code, message }) => {
    const one = customer(settings, { ...more, ENDPOINT_KEYS: JSON.stringify({ [keys.all]: ['customers'] }) })
    const headers = { 'X-Segment-Settings': btoa(JSON.stringify(one.settings)) }
    const reply = await fetchWorker(one.env, route, { body: track(), headers, key: keys.all })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status,
      body: { code, message: expect.stringMatching(message) },
    })
  })

  test.for(['%%%', btoa('[1]'), btoa('{')])('with settings that cannot be read (%s) is 400', async (header) => {
    const { env } = customer()
    const reply = await fetchWorker(env, route, {
      body: track(),
      headers: { 'X-Segment-Settings': header },
      key: 'good-key',
    })
    expect(reply.status).toBe(400)
  })

  test('has one route: a customer names no account', async () => {
    const { env } = customer()
    expect((await fetchWorker(env, `${route}/eu`, { body: track(), key: 'good-key' })).status).toBe(404)
  })
})

describe("a customer's key that the partner refuses", () => {
  test.for([
    { mood: 'refuses', status: 401 },
    { mood: 'forbids', status: 403 },
  ])('at once (it $mood) is $status, and nothing is stored', async ({ mood, status }) => {
    const one = customer({ mood })
    for (const body of [track(), [track(), track({ messageId: 'm2' })]])
      expect(await send(one, body)).toMatchObject({
        status,
        body: {
          code: status === 403 ? 'partner_forbidden' : 'partner_unauthorized',
          message: `the partner answered ${status}`,
        },
      })
    expect(await storedOf(one)).toEqual([])
  })

  test('of one item of an event, while it took another, is no refusal: the event is queued', async () => {
    const one = customer({ mood: 'refuses-bad' })
    const products = ['good-product', 'bad-product']
    expect(await send(one, { type: 'page', userId: 'u', properties: { products } })).toMatchObject({
      status: 202,
      body: { subscriptions: [{ name: 'Products', status: 'queued' }] },
    })
    expect(JSON.stringify(await storedOf(one))).toContain('bad-product')
  })

  test.for([
    { checked: 'refuses', status: 401 },
    { checked: 'forbids', status: 403 },
    { checked: 'fails', status: 503 },
    { checked: 'reset', status: 503 },
  ])('before anything is stored (its check $checked) is $status', async ({ checked, status }) => {
    const one = customer({ mood: 'fails', checked })
    expect((await send(one)).status).toBe(status)
    expect(await storedOf(one)).toEqual([])
    expect(await partnerCalls(`${one.settings['space']}check`)).toHaveLength(1)
  })
})

describe("a customer's account", () => {
  test('is checked once, its settings sealed once, and its events delivered with them', async () => {
    const one = customer({ mood: 'flaky', checked: 'knows' })
    const flaky = { ...one, settings: { ...one.settings, mood: 'fails' } }
    expect(await send(flaky)).toMatchObject({ status: 202 })
    expect(await send(flaky, track({ messageId: 'm2' }))).toMatchObject({ status: 202 })
    expect(await partnerCalls(`${one.settings['space']}check`)).toHaveLength(1)
    const account = { ...flaky, account: accountOf(flaky.settings) }
    const stored = JSON.stringify(await storedOf(account))
    expect(stored).toContain('sealed')
    expect(stored).not.toContain('good-key')
    expect(await gaugesOf(queueOf(objects, 'customers', account.account))).toMatchObject({ pending: 2 })
  })

  test('delivers what waits with the settings that came with it, after SEALING_KEY was rotated too', async () => {
    const one = customer({ mood: 'fails' })
    expect((await send(one)).status).toBe(202)
    const stub = queueOf(objects, 'customers', one.account)
    await runDurableObjectAlarm(stub)
    const before = (await partnerCalls(one.settings['space'] ?? '')).length
    shareWithObjects({ SEALING_KEY: `${otherKey} ${sealingKey}` })
    await runDurableObjectAlarm(stub)
    const calls = await partnerCalls(one.settings['space'] ?? '')
    expect(calls.length).toBeGreaterThanOrEqual(before)
    expect(new Set(calls.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer good-key']))
    // The account keeps its name: the last key makes it.
    const rotated = { ...one, env: { ...one.env, SEALING_KEY: `${otherKey} ${sealingKey}` } }
    expect((await send(rotated, track({ messageId: 'm2' }))).status).toBe(202)
    expect(await gaugesOf(stub)).toMatchObject({ pending: 2 })
    shareWithObjects({ SEALING_KEY: otherKey })
    await runDurableObjectAlarm(stub)
    expect(await gaugesOf(stub)).toMatchObject({ pending: 0, parked: 2 })
    shareWithObjects({ SEALING_KEY: sealingKey })
  })

  test('of a new key is a new account; the old one drains with its own', async () => {
    const old = customer({ mood: 'fails' })
    const fresh = { ...old, settings: { ...old.settings, apiKey: 'new-key' } }
    expect((await send(old)).status).toBe(202)
    expect((await send(fresh)).status).toBe(202)
    const [a, b] = [old, fresh].map(({ settings }) => accountOf(settings))
    expect(a).not.toBe(b)
    for (const name of [a, b])
      expect(await gaugesOf(queueOf(objects, 'customers', name ?? ''))).toMatchObject({ pending: 1 })
  })

  test('that held nothing but its settings for 30 days deletes itself', async () => {
    const one = customer({ mood: 'fails' })
    expect((await send(one)).status).toBe(202)
    const registry = registryOf(objects)
    expect(await registry.accounts({ partner: 'customers', account: one.account, limit: 1 })).toHaveLength(1)
    const idle = async (days: number): Promise<void> => {
      const stub = queueOf(objects, 'customers', one.account)
      await runInDurableObject(stub, (_, state) => {
        state.storage.sql.exec('DELETE FROM events')
        state.storage.sql.exec(
          "UPDATE meta SET value = ? WHERE name = 'usedAt'",
          String(Date.now() - days * 86_400_000),
        )
      })
      await wakeAnew(stub)
      const again = queueOf(objects, 'customers', one.account)
      await runInDurableObject(again, (_, state) => state.storage.setAlarm(Date.now() + 60_000))
      await runDurableObjectAlarm(again).catch(() => undefined)
    }
    await idle(29)
    expect(JSON.stringify(await storedOf(one))).toContain('sealed')
    await idle(31)
    expect(await storedOf(one)).toEqual([])
    expect(await registry.accounts({ partner: 'customers', account: one.account, limit: 1 })).toHaveLength(0)
  })
})

describe('two accounts with equal users', () => {
  const events = Array.from({ length: 12 }, (_, i) => track({ userId: 'user-0001', messageId: `m-${i}` }))

  test('share no batch: each call carries one key', async () => {
    const [a, b] = [customer({ mood: 'fails' }), customer({ mood: 'fails' })]
    await send(a, events)
    await send(b, events)
    for (const { settings, account } of [a, b]) {
      await runDurableObjectAlarm(queueOf(objects, 'customers', account))
      const calls = await partnerCalls(settings['space'] ?? '')
      expect(calls.length).toBeGreaterThan(1)
      for (const { body } of calls) expect((JSON.parse(body) as unknown[]).length).toBeLessThanOrEqual(10)
    }
  })

  test.for([
    { what: 'circuit', of: async (account: string) => metaOf(account, 'circuit') },
    {
      what: 'dead letter',
      of: async (account: string) => (await gaugesOf(queueOf(objects, 'customers', account))).dead,
    },
    { what: 'count', of: async (account: string) => ({ ...(await queueOf(objects, 'customers', account).counts()) }) },
    { what: 'sealed setting', of: async (account: string) => metaOf(account, 'sealed') },
  ])('share no $what', async ({ of }) => {
    const bad = customer({ mood: 'fails' }, { RETRY_BASE_MS: '1' })
    // Its own retries come long after the test.
    const other = customer({ mood: 'fails' }, { RETRY_BASE_MS: '3600000' })
    for (const one of [bad, other]) expect((await send(one, events)).status).toBe(202)
    const before = await of(other.account)
    // The first one's events fail, and then are refused for good.
    for (let i = 0; i < 4; i++) await runDurableObjectAlarm(queueOf(objects, 'customers', bad.account))
    const stub = queueOf(objects, 'customers', bad.account)
    await runInDurableObject(stub, (_, state) => {
      state.storage.sql.exec('UPDATE events SET accepted_at = 0, due = 0')
      state.storage.sql.exec("DELETE FROM meta WHERE name = 'circuit'")
    })
    await wakeAnew(stub)
    await drain(queueOf(objects, 'customers', bad.account))
    expect(await of(bad.account)).not.toEqual(before)
    expect(await of(other.account)).toEqual(before)
  })

  test("share no breaker: one customer's failures do not hold another's events", async () => {
    const bad = customer({ mood: 'fails' })
    const good: Customer = { ...customer(), env: bad.env }
    for (let i = 0; i < 6; i++) await send(bad, track({ messageId: `m-${i}` }))
    expect(await send(bad, track({ messageId: 'm-7' }))).toMatchObject({
      status: 202,
      body: { message: 'the partner failed again and again' },
    })
    expect(await send(good)).toMatchObject({ status: 200 })
  })

  test('share no limit: each has its own rate', async () => {
    const accounts = [testAccount('limited', 'ok', objects), testAccount('limited', 'ok', objects)]
    for (const { stub, name } of accounts) {
      const entries = [entry({ messageId: 'm1' }), entry({ messageId: 'm2' })]
      await stub.commit(identityOf('limited', name), batchOf(chunkEach(name, entries)))
    }
    for (const { stub, token } of accounts) {
      await vi.waitFor(async () => {
        await runDurableObjectAlarm(stub)
        expect(await gaugesOf(stub)).toMatchObject({ pending: 1 })
      })
      expect(await partnerCalls(token)).toHaveLength(1)
    }
  })
})

async function metaOf(account: string, name: string): Promise<unknown> {
  return runInDurableObject(queueOf(objects, 'customers', account), (_, state) =>
    state.storage.sql.exec('SELECT value FROM meta WHERE name = ?', name).toArray(),
  )
}

test('a shipped mapping takes customers: Userpilot, by the key and the region that come with the request', async () => {
  const env = environment(freshToken(), 'ok', { OPEN_PARTNERS: 'userpilot', ...objects, ...short })
  const [key, userId] = [crypto.randomUUID(), crypto.randomUUID()]
  const reply = await fetchWorker(env, '/v1/destinations/userpilot', {
    body: { type: 'identify', userId, traits: { plan: 'free' } },
    headers: { 'X-Segment-Settings': btoa(JSON.stringify({ region: 'eu' })) },
    key,
  })
  expect({ status: reply.status, body: await reply.json() }).toMatchObject({
    status: 200,
    body: { status: 'delivered' },
  })
  const call = (await partnerCalls('v1')).find(({ body }) => body.includes(userId))
  expect({ url: call?.url, authorization: call?.headers['authorization'] }).toEqual({
    url: 'https://analytex-eu.userpilot.io/v1/identify',
    authorization: `Token ${key}`,
  })
  expect(JSON.parse(call?.body ?? '')).toEqual({ user_id: userId, metadata: { plan: 'free' } })
})
