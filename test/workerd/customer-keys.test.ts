import { listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { queueOf } from '../../src/queue/stubs.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { networkOf } from '../../src/destinations/customer-keys.ts'
import { writeCursor } from '../../src/admin/wanted.ts'
import type { Customer } from '../kit/customers.ts'
import { accountOf, customer, send, short, storedOf } from '../kit/customers.ts'
import { adminToken, ask } from '../kit/deletes.ts'
import { deleteKeys, freshToken, objects, partnerCalls, shareWithObjects, track } from '../kit/worker.ts'
import { wakeAnew } from '../kit/object.ts'
import { batchOf, chunkEach, entry, gaugesOf, identityOf, testAccount } from '../kit/queue.ts'

const { PARTNER_QUEUE, REFUSED_KEYS } = bindings as unknown as {
  readonly PARTNER_QUEUE: DurableObjectNamespace
  readonly REFUSED_KEYS: RateLimit
}
const address = '192.0.2.1'
/** An address of its own for the real rate limit, whose counts last for a minute. */
const freshAddress = ['10', ...crypto.getRandomValues(new Uint8Array(3))].join('.')

/** How many objects of queues have stored anything. */
async function objectCount(): Promise<number> {
  return (await listDurableObjectIds(PARTNER_QUEUE)).length
}

/** A rate limit that lets so many through of each key, and remembers the keys. */
function limitOf(most: number): { readonly REFUSED_KEYS: RateLimit; readonly counted: ReadonlyMap<string, number> } {
  const counted = new Map<string, number>()
  const limit = ({ key }: RateLimitOptions): Promise<RateLimitOutcome> => {
    const n = (counted.get(key) ?? 0) + 1
    counted.set(key, n)
    return Promise.resolve({ success: n <= most })
  }
  return { REFUSED_KEYS: { limit }, counted }
}

/** The same customer, whom another isolate meets. */
const elsewhere = (one: Customer): Customer => ({ ...one, env: { ...one.env } })
const withKey = (one: Customer, apiKey: string): Customer => {
  const settings = { ...one.settings, apiKey }
  return { ...one, settings, account: accountOf(settings, one.partner) }
}

const refused = (one: Customer): Customer => ({ ...one, settings: { ...one.settings, mood: 'refuses' } })

/** A registry that never answers, or always throws. */
function silentRegistry(how: 'rejects' | 'hangs'): unknown {
  const answer = (): Promise<never> =>
    how === 'rejects' ? Promise.reject(new Error('the registry is away')) : new Promise(() => undefined)
  const stub = { sync: answer, register: answer, unregister: answer, report: answer, knows: answer }
  return { idFromName: (name: string) => name, get: () => stub }
}

/** Objects of queues that were touched by an environment. */
function watched(env: Readonly<Record<string, unknown>>): {
  readonly env: Record<string, unknown>
  readonly touched: string[]
} {
  const touched: string[] = []
  const watching = {
    idFromName: (name: string) => name,
    get: (name: string) => {
      touched.push(name)
      return PARTNER_QUEUE.get(PARTNER_QUEUE.idFromName(name))
    },
  }
  return { env: { ...env, ADMIN_TOKEN: adminToken, PARTNER_QUEUE: watching }, touched }
}

afterEach(() => {
  vi.restoreAllMocks()
  shareWithObjects({ REGISTRY: objects.REGISTRY, ...short })
})

describe('keys that somebody made up', () => {
  test.for([
    { refused: 'by an inline call', mood: 'refuses', checked: 'ok' },
    { refused: 'by the check', mood: 'fails', checked: 'refuses' },
  ])('and the partner refuses $refused leave no object, and few calls to the partner', async ({ mood, checked }) => {
    const limit = limitOf(20)
    const made = customer({ mood, checked }, limit)
    const { env, touched } = watched(made.env)
    const one = { ...made, env }
    const before = await objectCount()
    const replies = []
    for (let i = 0; i < 100; i++) replies.push(await send(withKey(one, `made-up-${i}`), [track(), 17], address))
    expect(replies.map(({ status }) => status)).toEqual([...Array(21).fill(401), ...Array(79).fill(429)])
    expect(replies.at(-1)).toMatchObject({
      body: {
        code: 'too_many_requests',
        message: 'customers refused too many keys that came from this address: try again later',
      },
      retryAfter: expect.stringMatching(/^([1-5]?\d|60)$/),
    })
    const space = one.settings['space'] ?? ''
    const path = mood === 'refuses' ? space : `${space}check`
    expect(await partnerCalls(path)).toHaveLength(21)
    expect({ touched, objects: await objectCount() }).toEqual({ touched: [], objects: before })
  })

  test('are counted by the rate limit of wrangler.toml', async () => {
    const one = customer({ mood: 'refuses' }, { REFUSED_KEYS })
    const statuses = []
    // The limit of one minute, twice, should a new minute begin meanwhile.
    for (let i = 0; i < 45; i++) statuses.push((await send(withKey(one, `made-up-${i}`), track(), freshAddress)).status)
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
  })

  test.for([
    { where: 'another address', from: '192.0.2.2', status: 401 },
    { where: 'the same IPv6 network', from: '2001:db8:1:2:ffff::9', status: 429 },
    { where: 'another IPv6 network', from: '2001:db8:1:3::1', status: 401 },
    { where: 'no address', from: undefined, status: 401 },
  ])('of one network hold up $where: $status', async ({ from, status }) => {
    const one = customer({ mood: 'refuses' }, limitOf(1))
    for (let i = 0; i < 3; i++) await send(withKey(one, `made-up-${i}`), track(), '2001:db8:1:2::1')
    expect((await send(withKey(one, 'made-up-too'), track(), from)).status).toBe(status)
  })

  test('leave one log line when their address is over the limit, which does not name it', async () => {
    const lines = vi.spyOn(console, 'log')
    const one = customer({ mood: 'refuses' }, limitOf(2))
    for (let i = 0; i < 6; i++) await send(withKey(one, `made-up-${i}`), track(), address)
    const written = lines.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('"at":"limited"'))
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      { at: 'limited', requestId: expect.any(String), partner: 'customers', seconds: 60 },
    ])
    expect(JSON.stringify(lines.mock.calls)).not.toMatch(/192\.0\.2\.1|made-up/)
  })

  test('are not limited where there is no rate limit, or it fails', async () => {
    for (const REFUSED of [undefined, { limit: () => Promise.reject(new Error('the limit is away')) }]) {
      const one = customer({ mood: 'refuses' }, { REFUSED_KEYS: REFUSED })
      const statuses = []
      for (let i = 0; i < 30; i++) statuses.push((await send(withKey(one, `made-up-${i}`), track(), address)).status)
      expect(new Set(statuses)).toEqual(new Set([401]))
    }
  })

  test('and come again at once are refused without a call', async () => {
    const one = customer({ mood: 'forbids' }, limitOf(20))
    for (let i = 0; i < 5; i++)
      expect(await send(one, track(), address)).toMatchObject({
        status: 403,
        body: { code: 'partner_forbidden', message: 'the partner answered 403' },
      })
    expect(await partnerCalls(one.settings['space'] ?? '')).toHaveLength(1)
  })
})

/** Refused keys of the address, until it is over. */
async function overrun(one: Customer): Promise<void> {
  for (let i = 0; i < 3; i++) await send(withKey(refused(one), `made-up-${i}`), track(), address)
  expect((await send(withKey(refused(one), 'another'), track(), address)).status).toBe(429)
}

describe('while an address is over the limit', () => {
  test('a key that the partner took lately is not limited, as long as it takes it', async () => {
    const one = customer({}, limitOf(1))
    expect((await send(one, track(), address)).status).toBe(200)
    await overrun(one)
    for (let i = 0; i < 3; i++) expect((await send(one, track(), address)).status).toBe(200)
  })

  test('an account that has a queue is not limited', async () => {
    const one = customer({ mood: 'fails' }, limitOf(1))
    expect((await send(one)).status).toBe(202)
    const there = elsewhere(one)
    await overrun(there)
    expect((await send(there, track({ messageId: 'm2' }), address)).status).toBe(202)
  })

  test('a key that nobody knows waits: it is 429, so that Segment sends it again', async () => {
    const one = customer({}, limitOf(1))
    await overrun(one)
    expect((await send(one, track(), address)).status).toBe(429)
    expect(await partnerCalls(one.settings['space'] ?? '')).toHaveLength(2)
  })
})

test('one wrong answer to a key that the partner took does not refuse what comes next', async () => {
  const one = customer({ mood: 'stumbles' })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await send(one, track(), address)).status)
  expect(statuses).toEqual([200, 401, 200])
})

describe("a customer's account that the registry knows", () => {
  test('needs no proof any more: its events are committed while its partner fails, its check too', async () => {
    const one = customer({ mood: 'fails', checked: 'then-fails' })
    expect((await send(one)).status).toBe(202)
    expect((await send(elsewhere(one), track({ messageId: 'm2' }))).status).toBe(202)
    expect(await partnerCalls(`${one.settings['space']}check`)).toHaveLength(1)
    expect(await gaugesOf(queueOf(objects, 'customers', one.account))).toMatchObject({ pending: 2 })
  })

  test('whose object is gone is checked anew, and brings its settings again', async () => {
    const one = customer({ mood: 'fails' })
    expect((await send(one)).status).toBe(202)
    await runInDurableObject(queueOf(objects, 'customers', one.account), (_, { storage }) => storage.deleteAll())
    await wakeAnew(queueOf(objects, 'customers', one.account))
    expect((await send(elsewhere(one), track({ messageId: 'm2' }))).status).toBe(202)
    expect(await partnerCalls(`${one.settings['space']}check`)).toHaveLength(2)
    expect(JSON.stringify(await storedOf(one))).toContain('sealed')
  })

  test.for(['rejects', 'hangs'] as const)('is taken all the same while the registry %s', async (how) => {
    const one = customer({ mood: 'fails' }, { REGISTRY_ASK_MS: '20' })
    expect((await send(one)).status).toBe(202)
    const there = elsewhere({ ...one, env: { ...one.env, REGISTRY: silentRegistry(how) } })
    expect((await send(there, track({ messageId: 'm2' }))).status).toBe(202)
    expect(await partnerCalls(`${one.settings['space']}check`)).toHaveLength(1)
  })
})

describe("a customer's account that nobody knows", () => {
  test.for([
    { checked: 'ok', status: 202, objects: 1 },
    { checked: 'refuses', status: 401, objects: 0 },
  ])(
    'is asked for its check ($checked) before anything is committed, though the partner took a call with its key',
    async (at) => {
      const one = customer({ mood: 'then-fails', checked: at.checked })
      const before = await objectCount()
      // Two calls: one is taken, the other fails.
      const events = Array.from({ length: 11 }, (_, i) => track({ messageId: `m-${i}`, userId: `u-${i}` }))
      expect((await send(one, events)).status).toBe(at.status)
      expect(await partnerCalls(`${one.settings['space']}check`)).toHaveLength(1)
      expect((await objectCount()) - before).toBe(at.objects)
    },
  )

  test.for([
    { checked: 'refuses', status: 401 },
    { checked: 'fails', status: 503 },
  ])('whose delete comes first, and whose check $checked, is $status and leaves no object', async (at) => {
    const one = customer({ checked: at.checked }, deleteKeys)
    const before = await objectCount()
    expect((await send(one, { type: 'delete', userId: 'u1' })).status).toBe(at.status)
    expect(await objectCount()).toBe(before)
  })

  test('gets its access tokens in the isolate: no object is made', async () => {
    const one = customer({}, {}, 'members')
    const before = await objectCount()
    for (let i = 0; i < 2; i++) expect((await send(one, track({ messageId: `m${i}` }))).status).toBe(200)
    expect(await partnerCalls(`${one.settings['space']}login`)).toHaveLength(1)
    expect(await objectCount()).toBe(before)
  })
})

describe('an object that is only asked', () => {
  const grant = {
    grant: 'client_credentials',
    clientId: 'c',
    clientSecret: 's',
    refreshToken: undefined,
    scope: undefined,
    clientAuth: 'body',
  } as const

  test.for<{ what: string; does: (stub: ReturnType<typeof queueOf>, name: string) => Promise<unknown>; says: unknown }>(
    [
      { what: 'a list', does: (stub) => stub.list({}, { limit: 9 }), says: { deliveries: [] } },
      { what: 'a delivery', does: (stub) => stub.inspect('x'), says: undefined },
      { what: 'a delete', does: (stub) => stub.inspectDelete('0'.repeat(32)), says: undefined },
      { what: 'a retry', does: (stub) => stub.retry(['a', 'b']), says: ['unknown', 'unknown'] },
      { what: 'a cancel', does: (stub) => stub.cancel('x', 'why'), says: 'unknown' },
      { what: 'its gauges', does: (stub) => stub.gauges(), says: expect.objectContaining({ rows: 0, dead: 0 }) },
      { what: 'its counts', does: (stub) => stub.counts(), says: {} },
      { what: 'that a call got through', does: (stub) => stub.succeeded(), says: undefined },
      {
        what: "a customer's commit without settings",
        does: (stub, name) => stub.commit(identityOf('plain', name, true), batchOf(chunkEach(name, [entry()]))),
        says: 'unknown',
      },
      {
        what: "a customer's token",
        does: (stub, name) =>
          stub.token(
            identityOf('plain', name, true),
            { ...grant, tokenUrl: `https://login.example.com/${freshToken()}/tokens` },
            { minimumFreshnessMs: 0, timeoutMs: 5_000 },
          ),
        says: expect.objectContaining({ value: 'token-1' }),
      },
    ],
  )('for $what stores nothing, and sets no alarm', async ({ does, says }) => {
    const { stub, name } = testAccount('plain', 'ok')
    const said = await does(stub, name)
    expect(said === undefined || typeof said === 'string' ? said : structuredClone({ ...(said as object) })).toEqual(
      Array.isArray(says) ? { ...says } : says,
    )
    const left = await runInDurableObject(stub, async (_, { storage }) => ({
      tables: storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT GLOB '_cf_*'").toArray(),
      alarm: await storage.getAlarm(),
    }))
    expect(left).toEqual({ tables: [], alarm: null })
  })

  test('makes its tables with its first commit, and goes on as any other', async () => {
    const { stub, name } = testAccount('plain', 'ok')
    expect((await stub.gauges()).rows).toBe(0)
    expect(await stub.commit(identityOf('plain', name), batchOf(chunkEach(name, [entry()])))).toBe('committed')
    expect((await stub.gauges()).rows).toBe(1)
  })
})

describe('an operator who asks for an account', () => {
  const id = '0'.repeat(32)
  const questions: readonly { what: string; path: (at: string) => string; body?: unknown; found: number }[] = [
    { what: 'a delivery', path: (at) => `/v1/deliveries/${at}/${id}`, found: 404 },
    { what: 'a receipt', path: (at) => `/v1/deletes/${at}/${id}`, found: 404 },
    { what: 'a retry', path: (at) => `/v1/deliveries/${at}/${id}/retry`, body: {}, found: 404 },
    { what: 'a cancel', path: (at) => `/v1/deliveries/${at}/${id}/cancel`, body: { reason: 'why' }, found: 404 },
  ]

  for (const at of ['plain/invented', 'customers/0123456789abcdef0123456789abcdef', 'nobody/default'])
    test.for(questions)(`($what of ${at}) that there is not gets 404, and touches no object`, async (question) => {
      const { env, touched } = watched(customer().env)
      expect(await ask(env, question.path(at), question.body)).toMatchObject({
        status: 404,
        body: { code: at.startsWith('nobody') ? 'unknown_partner' : 'unknown_account' },
      })
      expect(touched).toEqual([])
    })

  test('by a cursor that names one that there is not touches no object', async () => {
    const { env, touched } = watched(customer().env)
    const cursor = writeCursor({ partner: 'plain', account: 'invented', after: 'x' })
    expect(await ask(env, `/v1/deliveries?cursor=${encodeURIComponent(cursor)}`)).toMatchObject({
      status: 200,
      body: { deliveries: [] },
    })
    expect(touched).toEqual([])
  })

  test.for(questions)('($what) gets 503 while the registry, which knows it, does not answer', async (question) => {
    const { env, touched } = watched({ ...customer().env, REGISTRY: silentRegistry('rejects') })
    expect((await ask(env, question.path('plain/invented'), question.body)).status).toBe(503)
    expect(touched).toEqual([])
  })

  test.for(questions)('($what) of the environment needs no registry', async (question) => {
    const one = testAccount('plain', 'ok')
    const { env, touched } = watched({ ...one.env, REGISTRY: silentRegistry('rejects') })
    expect((await ask(env, question.path(`plain/${one.name}`), question.body)).status).toBe(404)
    expect(touched).toEqual([`plain/${one.name}`])
  })

  test('finds one whose settings were taken away', async () => {
    const one = testAccount('plain', 'ok')
    await one.stub.commit(identityOf('plain', one.name), batchOf(chunkEach(one.name, [entry()])))
    const [delivery] = (await one.stub.list({}, { limit: 1 })).deliveries
    const env = { ...one.env, ...objects, ADMIN_TOKEN: adminToken, [`PLAIN_${one.name.toUpperCase()}`]: undefined }
    expect(await ask(env, `/v1/deliveries/plain/${one.name}/${delivery?.id}`)).toMatchObject({ status: 200 })
  })
})

describe('an object that the registry could not be told of', () => {
  const hour = 3_600_000

  test.for(['rejects', 'hangs'] as const)(
    '(it %s) tells it within a minute, however late its next try is',
    async (how) => {
      const one = testAccount('plain', 'status?code=500', { RETRY_BASE_MS: String(hour), RETRY_SLOW_MS: String(hour) })
      const known = (): Promise<readonly unknown[]> =>
        registryOf(objects).accounts({ partner: 'plain', account: one.name, limit: 1 })
      shareWithObjects({ REGISTRY: silentRegistry(how) })
      const [chunk] = chunkEach(one.name, [entry()])
      if (chunk === undefined) throw new Error('there is no chunk')
      await one.stub.commit(identityOf('plain', one.name), batchOf([{ ...chunk, dueInMs: hour }]))
      const alarm = (): Promise<number | null> => runInDurableObject(one.stub, (_, { storage }) => storage.getAlarm())
      expect(await alarm()).toBeLessThanOrEqual(Date.now() + 60_000)
      await runDurableObjectAlarm(one.stub)
      expect(await alarm()).toBeLessThanOrEqual(Date.now() + 60_000)
      shareWithObjects({ REGISTRY: objects.REGISTRY })
      expect(await known()).toEqual([])
      await runDurableObjectAlarm(one.stub)
      expect(await known()).toHaveLength(1)
      expect(await alarm()).toBeGreaterThan(Date.now() + 60_000)
    },
  )

  test('that it goes looks again, and goes when it was told', async () => {
    const one = customer({ mood: 'fails' })
    expect((await send(one)).status).toBe(202)
    const stub = (): ReturnType<typeof queueOf> => queueOf(objects, 'customers', one.account)
    await runInDurableObject(stub(), (_, { storage }) => {
      storage.sql.exec('DELETE FROM events')
      storage.sql.exec("UPDATE meta SET value = '1' WHERE name = 'usedAt'")
    })
    await wakeAnew(stub())
    shareWithObjects({ REGISTRY: silentRegistry('rejects') })
    await runInDurableObject(stub(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000))
    await runDurableObjectAlarm(stub())
    const alarm = await runInDurableObject(stub(), (_, { storage }) => storage.getAlarm())
    expect(alarm).not.toBeNull()
    shareWithObjects({ REGISTRY: objects.REGISTRY })
    await runDurableObjectAlarm(stub()).catch(() => undefined)
    expect(await storedOf(one)).toEqual([])
    expect(await registryOf(objects).accounts({ partner: 'customers', account: one.account, limit: 1 })).toEqual([])
  })
})

describe('what an address is counted by', () => {
  test.for([
    { of: '192.0.2.1', network: '192.0.2.1' },
    { of: '2001:db8:1:2:3:4:5:6', network: '2001:db8:1:2::/64' },
    { of: '2001:0DB8:0001:0002::9', network: '2001:db8:1:2::/64' },
    { of: '2001:db8::1', network: '2001:db8:0:0::/64' },
    { of: '::1', network: '0:0:0:0::/64' },
    { of: '::ffff:192.0.2.1', network: '192.0.2.1' },
  ])('of $of is $network', ({ of, network }) => {
    expect(networkOf(of)).toBe(network)
  })
})
