/** What an account's queue promises of what was acknowledged: it is never dropped, starved, sent past its limits, or refused without a record. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PartnerQueue } from '../../src/queue/queue.ts'
import { Ledger } from '../../src/queue/ledger.ts'
import { queueRowsOf } from '../../src/queue/queue-row.ts'
import { hasRoomForEvents, DeadLetters, deadLetterLimits } from '../../src/queue/dead-letters.ts'
import { Meta } from '../../src/leases/meta.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { deploy } from '../kit/deploy.ts'
import { environment, freshToken, keys, fetchWorker, objects, partnerCalls, queues, track } from '../kit/worker.ts'
import { makeTables } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { batchOf, chunkEach, drain, endsOf, entry, gaugesOf, identityOf, testAccount, unhurried } from '../kit/queue.ts'

type Stub = DurableObjectStub<PartnerQueue>

const gigabyte = 1_024 ** 3

const entries = (count: number, name = 'm'): ReturnType<typeof entry>[] =>
  Array.from({ length: count }, (_, i) => entry({ messageId: `${name}-${i}`, userId: `u-${i}` }))

async function commit({ stub, name }: TestAccount, chunks: ReturnType<typeof queueRowsOf>): Promise<void> {
  expect(await stub.commit(identityOf('plain', name), batchOf(chunks))).toBe('committed')
}

function sql(stub: Stub, statement: string): Promise<readonly Readonly<Record<string, SqlStorageValue>>[]> {
  return runInDurableObject(stub, (_, { storage }) => storage.sql.exec(statement).toArray())
}

function fewBytes(): ReturnType<typeof deadLetterLimits> {
  return { invalidAnHour: 2, bytes: 3_000 }
}

/** An order of two products; the partner refuses the second. */
function order(messageId: string): Record<string, unknown> {
  const products = ['a', 'c'].map((product_id, i) => ({ product_id, price: i + 1 }))
  const properties = { order_id: 'refuse-the-second', products }
  return track({ event: 'Order Completed', messageId, userId: 'u12345', properties })
}

/** What is in the books of an account, which are of one mapping. */
async function booksOf({ name }: TestAccount): Promise<Readonly<Record<string, number>>> {
  const { books } = await registryOf({ ...objects }).metrics()
  const own = books.filter((one) => one.account === name)
  expect(new Set(own.map(({ mapping }) => mapping)).size).toBeLessThanOrEqual(2)
  return Object.fromEntries(own.map((one) => [one.name, one.n]))
}

describe('dead letters', () => {
  test('of what a partner rejected in an array are kept, however many there are', async () => {
    const account = testAccount('batches', 'status?code=400')
    const body = Array.from({ length: 1_500 }, (_, i) => track({ messageId: `m-${i}` }))
    expect((await fetchWorker(account.env, account.route, { body })).status).toBe(202)
    await drain(account.stub)
    expect(await gaugesOf(account.stub)).toMatchObject({ dead: 1_500 })
  })

  test('that take too much keep their id and reason, the oldest that were rejected first, and each is counted', async () => {
    const { stub } = testAccount('plain', 'ok')
    await makeTables(stub)
    const seen = await runInDurableObject(stub, (_, { storage }) => {
      const meta = new Meta(storage.sql)
      const ledger = new Ledger(meta)
      const letters = new DeadLetters({ sql: storage.sql, meta, ledger, limits: fewBytes, marks: () => [] })
      const reasons = [
        'given up: too long',
        'rejected: no',
        'rejected: no',
        'poison: died',
        'rejected: no',
        'rejected: no',
      ]
      for (const [i, reason] of reasons.entries())
        letters.add(
          {
            id: `letter-${i}`,
            state: 'dead',
            reason,
            subscription: 'Track',
            messageId: `m-${i}`,
            acceptedAt: 0,
            attempts: 1,
            request: undefined,
            entry: entry({ messageId: `m-${i}`, properties: { filling: 'x'.repeat(600) } }),
          },
          1_000 + i,
        )
      const kept = reasons.map((_, i) => letters.find(`letter-${i}`))
      return {
        emptied: kept.flatMap((letter) => (letter !== undefined && 'emptied' in letter.entry ? [letter.id] : [])),
        reasons: kept.map((letter) => letter?.reason),
        counted: ledger.total().emptied,
        ...letters.gauges(),
        expected: reasons,
      }
    })
    expect(seen.emptied).toEqual(['letter-1', 'letter-2', 'letter-4'])
    expect(seen.reasons).toEqual(seen.expected)
    expect(seen).toMatchObject({ counted: 3, dead: 6 })
    expect(seen.bytes).toBeLessThanOrEqual(3_000)
  })

  test.for([
    { others: 0, bytes: 4 * gigabyte },
    { others: 5 * gigabyte, bytes: 4 * gigabyte },
    { others: 8 * gigabyte, bytes: gigabyte },
  ])('may take $bytes bytes beside $others of events, which they never keep out', ({ others, bytes }) => {
    expect(deadLetterLimits(others).bytes).toBe(bytes)
  })

  test.for([
    { stored: 8, letters: 0, room: true },
    { stored: 8.1, letters: 0, room: false },
    { stored: 9, letters: 1, room: true },
    { stored: 11.9, letters: 4, room: true },
  ])('of $letters GB leave room for events in an object of $stored GB: $room', ({ stored, letters, room }) => {
    expect(hasRoomForEvents(stored * gigabyte, letters * gigabyte)).toBe(room)
  })
})

describe('the books', () => {
  test('of a request add up to what it received, and those of the queue to what was queued', async () => {
    const account = testAccount('plain', 'picky?bad=refused&code=400', {
      REGISTRY_STALE_MS: '0',
      COUNTERS_FLUSH_MS: '1',
    })
    const body = [
      track({ messageId: 'm-1' }),
      track({ messageId: 'm-2', event: 'refused' }),
      { type: 'track' },
      { type: 'identify', userId: 'u', messageId: 'm-3' },
      17,
    ]
    expect((await fetchWorker(account.env, account.route, { body })).status).toBe(200)
    const slow = testAccount('plain', 'status?code=500', { COUNTERS_FLUSH_MS: '1', REGISTRY_STALE_MS: '0' })
    expect((await fetchWorker(slow.env, slow.route, { body: track() })).status).toBe(202)
    expect((await fetchWorker(slow.env, slow.route, { body: [track({ messageId: 'm-9' })] })).status).toBe(202)
    slow.move('ok')
    await drain(slow.stub)
    await vi.waitFor(async () => {
      expect(await booksOf(account)).toEqual({
        'received.delivered': 1,
        'received.rejected': 1,
        'received.invalid': 2,
        'received.unsupported': 1,
      })
      expect(await booksOf(slow)).toEqual({ 'received.queued': 2, 'deliveries.stored': 2, 'deliveries.delivered': 2 })
    })
  })

  test('that a report does not reach are made up for by the next one', async () => {
    const account = testAccount('plain', 'ok', unhurried)
    const registry = registryOf({ ...objects })
    const report = {
      partner: 'plain',
      account: account.name,
      own: true,
      gauges: {},
      counts: [],
      conditions: [],
    }
    const books = async (): Promise<unknown> =>
      (await registry.metrics()).books.filter((one) => one.account === account.name).map(({ name, n }) => [name, n])
    await registry.report({ ...report, books: { h1: { 'deliveries.stored': 3 } } })
    await registry.report({ ...report, books: { h1: { 'deliveries.stored': 3 } } })
    await registry.report({ ...report, books: { h1: { 'deliveries.stored': 9, 'deliveries.delivered': 4 } } })
    expect(await books()).toEqual([
      ['deliveries.delivered', 4],
      ['deliveries.stored', 9],
    ])
    // An object that began anew counts from nothing.
    await registry.report({ ...report, books: { h1: { 'deliveries.stored': 2 } } })
    expect(await books()).toEqual([
      ['deliveries.delivered', 4],
      ['deliveries.stored', 11],
    ])
  })

  test('that do not balance with what is there say what was lost, once, and an operator is told', async () => {
    const account = testAccount('plain', 'status?code=500', unhurried)
    await commit(account, chunkEach(account.name, entries(3)))
    await sql(account.stub, 'DELETE FROM events WHERE id = (SELECT id FROM events LIMIT 1)')
    for (let i = 0; i < 2; i++) await runDurableObjectAlarm(account.stub)
    expect({ ...(await account.stub.counts()) }).toMatchObject({ stored: 3, lost: 1 })
    expect(await endsOf(account.stub)).toMatchObject({ lost: 1 })
    const conditions = await runInDurableObject(registryOf({ ...objects }), (_, { storage }) =>
      storage.sql.exec('SELECT kind, n FROM conditions WHERE account = ?', account.name).toArray(),
    )
    expect(conditions).toContainEqual({ kind: 'lost', n: 1 })
  })
})

describe('events that always fail', () => {
  test('no longer open the circuit once others have got through', async () => {
    const account = testAccount('plain', 'picky?bad=always&code=500', { ...unhurried, RETRY_BASE_MS: '1' })
    await commit(account, chunkEach(account.name, entries(6, 'always')))
    await sql(account.stub, 'UPDATE events SET attempts = 2, accepted_at = accepted_at - 60000')
    await account.stub.succeeded()
    for (let i = 0; i < 5; i++) {
      await sql(account.stub, 'UPDATE events SET due = 0')
      await runDurableObjectAlarm(account.stub)
    }
    expect((await partnerCalls(account.token)).length).toBeGreaterThanOrEqual(18)
    const [row] = await sql(account.stub, "SELECT value ->> '$.state' AS state FROM meta WHERE name = 'circuit'")
    expect(row).toEqual({ state: 'closed' })
  })

  test('and open the circuit are tried again when an inline call of another isolate gets through', async () => {
    const account = testAccount('plain', 'status?code=503', {
      ...unhurried,
      REGISTRY_STALE_MS: '0',
      RETRY_BASE_MS: '1',
    })
    await commit(account, chunkEach(account.name, entries(6)))
    for (let i = 0; i < 4; i++) await runDurableObjectAlarm(account.stub)
    const circuit = async (): Promise<unknown> =>
      (await sql(account.stub, "SELECT value ->> '$.state' AS state FROM meta WHERE name = 'circuit'"))[0]?.['state']
    expect(await circuit()).toBe('open')
    account.move('ok')
    const env = { ...account.env, [`PLAIN_${account.name.toUpperCase()}`]: (objectVariables(account) ?? '') as string }
    expect((await fetchWorker(env, account.route, { body: track() })).status).toBe(200)
    await vi.waitFor(async () => expect(await circuit()).toBe('closed'))
    await drain(account.stub)
  })
})

/** The settings of an account as its object sees them now. */
function objectVariables({ move }: TestAccount): unknown {
  const token = move('ok')
  return JSON.stringify({ url: `https://hook.example.com/${token}/ok` })
}

describe('an operator who retries', () => {
  test.for([
    { open: 'a refused credential', path: 'status?code=401' },
    { open: 'failures', path: 'status?code=503' },
  ])('while the circuit is open by $open has it tried at once', async ({ path }) => {
    const account = testAccount('plain', path, { ...unhurried, RETRY_BASE_MS: '3600000' })
    await commit(account, chunkEach(account.name, entries(6)))
    for (let i = 0; i < 3; i++) await runDurableObjectAlarm(account.stub)
    const before = (await partnerCalls(account.token)).length
    await runDurableObjectAlarm(account.stub)
    expect(await partnerCalls(account.token)).toHaveLength(before)
    const [delivery] = (await account.stub.list({}, { limit: 9 })).deliveries
    expect(await account.stub.retry([delivery?.id ?? ''])).toEqual(['done'])
    await runDurableObjectAlarm(account.stub)
    const calls = await partnerCalls(account.token)
    expect(calls).toHaveLength(before + 1)
    expect(calls.at(-1)?.body).toContain(delivery?.messageId)
    const moved = account.move('ok')
    const waiting = (await account.stub.list({}, { limit: 9 })).deliveries.map(({ id }) => id)
    await account.stub.retry(waiting)
    await drain(account.stub)
    expect(await partnerCalls(moved)).toHaveLength(6)
  })

  test('of a partner that is paused is told so, and has it tried first when it is resumed', async () => {
    const account = testAccount('plain', 'status?code=500', {
      ADMIN_TOKEN: 'an-admin-token-of-tests',
      REGISTRY_STALE_MS: '0',
    })
    await commit(account, chunkEach(account.name, entries(2)))
    await runDurableObjectAlarm(account.stub)
    const registry = registryOf({ ...objects })
    await registry.pause('plain', ['events'])
    try {
      const [delivery] = (await account.stub.list({}, { limit: 9 })).deliveries
      const headers = { Authorization: 'Bearer an-admin-token-of-tests' }
      const path = `/v1/deliveries/plain/${account.name}/${delivery?.id ?? ''}/retry`
      const reply = await fetchWorker(account.env, path, { key: undefined, headers })
      expect({ status: reply.status, body: await reply.json() }).toMatchObject({
        status: 202,
        body: { status: 'paused' },
      })
    } finally {
      await registry.resume('plain', ['events'])
    }
    account.move('ok')
    await drain(account.stub)
  })
})

describe('an answer', () => {
  test.for([
    { where: 'of another row', chunks: chunkEach },
    { where: 'of another event of its row', chunks: queueRowsOf },
  ])('is on the disk within a second while the call $where hangs', async ({ chunks }) => {
    const account = testAccount('plain', 'stuck?bad=hangs', {
      ...unhurried,
      QUEUE_TIMEOUT_MS: '2500',
      RETRY_BASE_MS: '60000',
    })
    await commit(
      account,
      chunks(account.name, [...entries(3, 'good'), entry({ messageId: 'hangs', userId: 'another' })]),
    )
    const running = runDurableObjectAlarm(account.stub)
    let ended = false
    void running.then(() => (ended = true))
    await vi.waitFor(async () => expect((await partnerCalls(account.token)).length).toBe(4), { timeout: 2_000 })
    const began = Date.now()
    await vi.waitFor(
      async () => {
        expect(await gaugesOf(account.stub)).toMatchObject({ pending: 1 })
        expect(Date.now() - began).toBeLessThan(1_000)
      },
      { timeout: 1_200, interval: 20 },
    )
    expect(ended).toBe(false)
    await running
    expect(await endsOf(account.stub)).toEqual({ delivered: 3 })
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 1 })
  })
})

describe('a partner that refuses every list', () => {
  afterEach(() => deploy({}))

  test('gets no more requests than its limit allows, and none after the time of the run', async () => {
    const account = testAccount('plain', 'status?code=413', {
      ...unhurried,
      ALARM_WORK_MS: '600',
      RETRY_BASE_MS: '60000',
    })
    await commit(account, queueRowsOf(account.name, entries(200)))
    await runInDurableObject(account.stub, (_, { storage }) => storage.sync())
    await deploy({
      plain: {
        name: 'Plain',
        settings: { url: { label: 'URL', required: true, secret: true } },
        hosts: { hook: '{{ settings.url }}' },
        subscriptions: [
          {
            name: 'Track',
            subscribe: 'type = "track"',
            request: { method: 'POST', url: '{{ hosts.hook }}', json: '{{ items }}' },
            batch: { max: 200 },
            limits: { requests: 7, seconds: 1 },
            outcomes: [{ when: 'status = 413', outcome: 'split' }],
          },
        ],
      },
    })
    const began = Date.now()
    await runDurableObjectAlarm(account.stub)
    expect(Date.now() - began).toBeLessThan(3_000)
    const calls = (await partnerCalls(account.token)).length
    expect(calls).toBeGreaterThan(1)
    expect(calls).toBeLessThanOrEqual(7)
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 200, dead: 0 })
  })
})

describe('an item that a partner refuses beside others of its event', () => {
  test('is a dead letter of its own, counted, and sends no other item when it is retried', async () => {
    const account = testAccount('braze', 'ok')
    const env = {
      ...environment(freshToken()),
      ...queues,
      [`BRAZE_${account.name.toUpperCase()}`]: JSON.stringify({ apiKey: 'k' }),
      ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [`braze/${account.name}`] }),
    }
    account.move('ok', { apiKey: 'k' })
    const reply = await fetchWorker(env, account.route, { body: order('m1') })
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({
      status: 200,
      body: { status: 'delivered', subscriptions: [{ status: 'delivered', rejected: 1 }] },
    })
    const { deliveries } = await account.stub.list({ state: 'dead' }, { limit: 9 })
    expect(deliveries).toMatchObject([
      { messageId: 'm1', attempts: 1, reason: expect.stringContaining("'quantity' must be <= 100") },
    ])
    expect({ ...(await account.stub.counts()) }).toEqual({ 'items rejected': 1 })
  })
})

describe('the list of deliveries', () => {
  test('reads no more of large rows than a page holds, and loses none', async () => {
    const account = testAccount('plain', 'status?code=500', unhurried)
    const filling = 'x'.repeat(200 * 1_024)
    for (let i = 0; i < 30; i++)
      await commit(account, queueRowsOf(account.name, [entry({ messageId: `m-${i}`, properties: { filling } })]))
    const pages: number[] = []
    let cursor: string | undefined
    do {
      const page: Awaited<ReturnType<Stub['list']>> = await account.stub.list({}, { cursor, limit: 200 })
      pages.push(page.deliveries.length)
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(pages.reduce((sum, n) => sum + n, 0)).toBe(30)
    expect(Math.max(...pages)).toBeLessThanOrEqual(12)
  })

  test('shows dead letters newest first, finds what a request committed, and retries a set at once', async () => {
    const account = testAccount('plain', 'status?code=400', { ADMIN_TOKEN: 'an-admin-token-of-tests' })
    const headers = { Authorization: 'Bearer an-admin-token-of-tests' }
    const requests: string[] = []
    for (const name of ['first', 'second', 'third']) {
      const body = [track({ messageId: `${name}-1` }), track({ messageId: `${name}-2` })]
      requests.push((await fetchWorker(account.env, account.route, { body })).headers.get('X-Request-Id') ?? '')
    }
    const list = async (query: string): Promise<readonly string[]> => {
      const reply = await fetchWorker(account.env, `/v1/deliveries?partner=plain&account=${account.name}${query}`, {
        key: undefined,
        method: 'GET',
        headers,
      })
      const { deliveries } = await reply.json<{ deliveries: { messageId: string }[] }>()
      return deliveries.map(({ messageId }) => messageId)
    }
    const all = await list('&state=dead')
    expect(all.map((id) => id.split('-')[0])).toEqual(['third', 'third', 'second', 'second', 'first', 'first'])
    expect((await list(`&requestId=${requests[1]}`)).toSorted()).toEqual(['second-1', 'second-2'])
    expect(await list('&state=dead&reason=given up')).toEqual([])
    expect(await list('&state=dead&until=2020-01-01T00:00:00Z')).toEqual([])
    account.move('ok')
    const body = {
      partner: 'plain',
      account: account.name,
      state: 'dead',
      reason: 'rejected',
      since: '2020-01-01T00:00:00Z',
    }
    const retried = await fetchWorker(account.env, '/v1/deliveries/retry', { key: undefined, headers, body })
    expect(await retried.json()).toEqual({ retried: 6, done: 6 })
    await drain(account.stub)
    expect(await endsOf(account.stub)).toEqual({ revived: 6, delivered: 6 })
  })

  const headers = { Authorization: 'Bearer an-admin-token-of-tests' }

  test('tries all parked ones of a row that are more than a page, and as many of dead ones as it is told', async () => {
    const account = testAccount('plain', 'status?code=400', { ...unhurried, ADMIN_TOKEN: 'an-admin-token-of-tests' })
    const gone = Array.from({ length: 250 }, (_, i) => entry({ messageId: `m-${i}` }, 'Gone'))
    await commit(account, queueRowsOf(account.name, gone))
    await drain(account.stub)
    const retry = async (more: object): Promise<unknown> => {
      const body = { partner: 'plain', account: account.name, ...more }
      const reply = await fetchWorker(account.env, '/v1/deliveries/retry', { key: undefined, headers, body })
      return reply.json()
    }
    expect(await retry({ state: 'parked' })).toEqual({ retried: 250, done: 250 })
    await commit(account, queueRowsOf(account.name, [entry({ messageId: 'n-1' }), entry({ messageId: 'n-2' })]))
    await drain(account.stub)
    const first = (await retry({ state: 'dead', limit: 1 })) as { cursor: string }
    expect(first).toEqual({ retried: 1, done: 1, cursor: expect.any(String) })
    const foreign = { partner: 'batches', account: account.name, state: 'dead', cursor: first.cursor }
    expect(await retry(foreign)).toMatchObject({ message: expect.stringContaining('another partner') })
  })

  test('stays small, though message ids are as long as an event may be', async () => {
    const account = testAccount('plain', 'status?code=500', { ...unhurried, ADMIN_TOKEN: 'an-admin-token-of-tests' })
    for (let i = 0; i < 60; i++)
      await commit(account, queueRowsOf(account.name, [entry({ messageId: `${i}-${'m'.repeat(100_000)}` })]))
    let [cursor, pages, n]: [string | undefined, number, number] = ['', 0, 0]
    while (cursor !== undefined) {
      const path = `/v1/deliveries?partner=plain&account=${account.name}&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`
      const text = await (await fetchWorker(account.env, path, { key: undefined, method: 'GET', headers })).text()
      const page = JSON.parse(text) as { deliveries: readonly unknown[]; cursor?: string }
      expect(text.length).toBeLessThan(60_000)
      ;[cursor, pages, n] = [page.cursor, pages + 1, n + page.deliveries.length]
    }
    expect({ pages, n }).toEqual({ pages: 1, n: 60 })
  })

  test('finds rows that wait by the request that committed them', async () => {
    const account = testAccount('plain', 'status?code=500', { ...unhurried, ADMIN_TOKEN: 'an-admin-token-of-tests' })
    const replies = [await fetchWorker(account.env, account.route, { body: track({ messageId: 'm-1' }) })]
    replies.push(await fetchWorker(account.env, account.route, { body: track({ messageId: 'm-2' }) }))
    const request = replies[1]?.headers.get('X-Request-Id') ?? undefined
    const { deliveries } = await account.stub.list({ request }, { limit: 9 })
    expect(deliveries).toMatchObject([{ messageId: 'm-2', attempts: 1, reason: 'the partner answered 500' }])
  })
})

test.for([
  {
    what: 'gauges of events',
    query: 'SELECT COUNT(*), SUM(owed), SUM(owed * parked), MIN(accepted_at) FROM events INDEXED BY events_due',
  },
  {
    what: 'deletes that wait',
    query:
      "SELECT COUNT(*), MIN(max(accepted_at, retried_at)) FROM deletes WHERE phase IN ('announce', 'submit', 'poll')",
  },
  {
    what: 'deletes that failed',
    query: "SELECT COUNT(*) FROM deletes WHERE (state = 'FAILED' AND phase = 'none' AND sealed IS NOT NULL)",
  },
  {
    what: 'deletes of a user',
    query:
      "SELECT * FROM deletes WHERE coalesce(user_subject, anonymous_subject) = 'a' AND user_subject IS 'a' AND anonymous_subject IS NULL AND phase IN ('announce', 'submit') AND state = 'INITIALIZED'",
  },
  {
    what: 'deletes that the registry has to be told of',
    query: `SELECT id, fence, user_subject, anonymous_subject, due AS since, due AS until FROM deletes WHERE phase = 'announce'
      UNION ALL SELECT id, fence, user_subject, anonymous_subject, accepted_at, max(accepted_at, ended_at) FROM deletes INDEXED BY deletes_unannounced WHERE announced = 0 AND phase = 'none'
      ORDER BY since`,
  },
  { what: 'tombstones of a time', query: 'SELECT * FROM tombstones WHERE accepted_at BETWEEN 1 AND 2' },
  {
    what: 'deletes to be forgotten',
    query:
      "SELECT id FROM deletes WHERE phase = 'none' AND due < 5 AND (state <> 'FAILED' OR sealed IS NULL) AND ended_at > 0 AND ended_at < 5 LIMIT 9",
  },
  {
    what: 'dead letters',
    query: "SELECT * FROM dead_letters WHERE state = 'dead' AND (at, id) < (5, '') ORDER BY at DESC, id DESC",
  },
])('$what are read by an index', async ({ query }) => {
  const { stub } = testAccount('plain', 'ok')
  await makeTables(stub)
  const plan = await sql(stub, `EXPLAIN QUERY PLAN ${query}`)
  const text = plan.map(({ detail }) => String(detail)).join('; ')
  expect(text).toMatch(/INDEX/)
  expect(text).not.toMatch(/TEMP B-TREE|SCAN (deletes|dead_letters)(?! USING INDEX deletes_unannounced)/)
})
