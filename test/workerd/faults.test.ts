/*
 * Which test holds which fault (files without a folder are of `test/workerd/`; "here" is this one). The simulator (`simulator.test.ts`) mixes most of them.
 *
 * | fault | test |
 * |---|---|
 * | one row that always fails among good ones, many that do | here, "one event that always fails among a thousand", "forty events that always fail" |
 * | a commit fails before, after a partner's 2xx | here, "a commit that fails" |
 * | a commit hangs, its object is overloaded or full | here, "a commit that fails"; queue.test.ts, "too full" |
 * | an exception inside a transaction | here, "an exception inside a transaction"; registry.test.ts, "fails the sync of counts" |
 * | an alarm that throws ten times, an alarm that is gone | here, "an alarm"; registry.test.ts, "the alarm of the registry" |
 * | a row that kills the object, makes it throw, cannot be read | here, "a row that" |
 * | the runtime is killed under load | ../node/chaos.test.ts |
 * | the clock goes back an hour, forward a day | here, "a clock"; registry-copy.test.ts, "a clock that went back"; ../node/delivery/schedule.test.ts |
 * | 429 and Retry-After | here, "a partner that says when to come back"; replies.test.ts |
 * | the partner resets, hangs, answers too much or half | replies.test.ts, sending.test.ts, log.test.ts |
 * | the partner is down for hours, relapses, fails while Segment waits | here, "a partner that is down" |
 * | a credential refused, then mended | queue.test.ts, "a refused credential" |
 * | a secret rotated, a mapping corrected, renamed, removed, an account removed | here, "what changes while events wait"; queue.test.ts, "parks" |
 * | SEALING_KEY rotated, lost | customers.test.ts, "delivers what waits with the settings that came with it" |
 * | an older, a newer schema | here, "a version of the tables" |
 * | the registry cannot be reached | here, "a registry that cannot be reached"; registry-copy.test.ts; operate.test.ts, "deep health" |
 * | very many users of an account were deleted | here, "an account of which" |
 * | very many dead letters, old ones | dead-letters.test.ts |
 * | too much in flight | here, "calls in flight"; sending.test.ts, "the deadline is one" |
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { queueRowsOf } from '../../src/queue/queue-row.ts'
import type { QueueRow, QueuedEvent } from '../../src/queue/queue-row.ts'
import { queueSteps } from '../../src/queue/schema.ts'
import type { AccountState } from '../../src/registry/messages.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { deploy } from '../kit/deploy.ts'
import { fetchWorker, objects, partnerCalls, partnerPeak, shareWithObjects, track } from '../kit/worker.ts'
import { makeTables, spoil, wakeAnew } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { batchOf, chunkEach, endsOf, entry, gaugesOf, identityOf, testAccount, unhurried } from '../kit/queue.ts'
import { alarmOf, beginTomorrow, day, hour, leap, live, minute, second } from '../kit/time.ts'

beginTomorrow()

type Stub = TestAccount['stub']
type Ring = (stub: DurableObjectStub<Rpc.DurableObjectBranded>) => Promise<unknown>

const account = (partner: string, path: string, more: Readonly<Record<string, unknown>> = {}): TestAccount =>
  testAccount(partner, path, { ...unhurried, ...more })

const entries = (count: number, name = 'm'): readonly QueuedEvent[] =>
  Array.from({ length: count }, (_, i) => entry({ messageId: `${name}-${i}`, userId: `u-${i}` }))

async function commit({ stub, name }: TestAccount, chunks: readonly QueueRow[]): Promise<void> {
  expect(await stub.commit(identityOf('plain', name), batchOf(chunks))).toBe('committed')
}

/** Sends what Segment would; gives the reply's status. Other `bindings` are another isolate. */
async function post({ env, route }: TestAccount, body: unknown, bindings?: object): Promise<number> {
  return (await fetchWorker(bindings === undefined ? env : { ...env, ...bindings }, route, { body })).status
}

/** Which events a partner got, in order. */
async function got(token: string): Promise<readonly string[]> {
  return (await partnerCalls(token)).flatMap(({ body }) =>
    (JSON.parse(body) as { messageId: string }[]).map(({ messageId }) => messageId),
  )
}

async function countsOf(stub: Stub): Promise<Readonly<Record<string, number>>> {
  return endsOf(stub)
}

interface Row extends Record<string, SqlStorageValue> {
  readonly due: number
  readonly strikes: number
  readonly attempts: number
}

function rowsOf(stub: Stub): Promise<readonly Row[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec<Row>('SELECT due, strikes, attempts FROM events').toArray(),
  )
}

/** Sets an alarm off, and counts those that throw. */
function forgiving(): { readonly ring: Ring; readonly thrown: () => number } {
  let thrown = 0
  return { ring: (stub) => runDurableObjectAlarm(stub).catch(() => thrown++), thrown: () => thrown }
}

describe('one event that always fails among a thousand', () => {
  test.for<{ how: string; chunks: (name: string, all: readonly QueuedEvent[]) => readonly QueueRow[] }>([
    { how: 'each in a row of its own', chunks: chunkEach },
    { how: 'in rows as large as they may be', chunks: queueRowsOf },
  ])('($how) holds up none of them, and is dead after three days', async ({ chunks }) => {
    const one = account('plain', 'picky?bad=m-bad&code=500')
    const [before, after] = [entries(500, 'm-first'), entries(500, 'm-last')]
    await commit(one, chunks(one.name, [...before, entry({ messageId: 'm-bad', userId: 'u-bad' }), ...after]))
    await live(one, 5 * minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1_000 })
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 1, dead: 0 })
    await live(one, 72 * hour + 6 * hour)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1_000, 'given up': 1 })
    const seen = await got(one.token)
    const bad = seen.filter((id) => id === 'm-bad').length
    expect({ good: seen.length - bad, different: new Set(seen).size }).toEqual({ good: 1_000, different: 1_001 })
    expect(bad).toBeGreaterThan(10)
    expect((await one.stub.list({}, { limit: 9 })).deliveries).toMatchObject([
      { state: 'dead', messageId: 'm-bad', attempts: bad, reason: 'given up: it was tried for too long' },
    ])
  })
})

/** A binding whose one object commits in its own way. */
function queuesThat(commitOnce: () => Promise<unknown>): {
  readonly calls: () => number
  readonly PARTNER_QUEUE: unknown
} {
  let calls = 0
  const stub = { commit: () => (calls++, commitOnce()) }
  return { calls: () => calls, PARTNER_QUEUE: { idFromName: (name: string) => name, get: () => stub } }
}

test('forty events that always fail hold up a good one for two probes at most', async () => {
  const one = account('plain', 'picky?bad=always&code=500')
  await commit(one, chunkEach(one.name, entries(40, 'always')))
  await live(one, 2 * hour)
  const before = (await partnerCalls(one.token)).length
  await commit(one, chunkEach(one.name, entries(1, 'good')))
  await live(one, 21 * minute)
  const calls = (await partnerCalls(one.token)).slice(before)
  expect([0, 1]).toContain(calls.findIndex(({ body }) => body.includes('good')))
})

describe('a commit that fails', () => {
  const overloaded = Object.assign(new Error('the object is overloaded'), { overloaded: true, retryable: true })
  const failing: readonly { how: string; commit: () => Promise<unknown> }[] = [
    { how: 'its object is overloaded', commit: () => Promise.reject(overloaded) },
    { how: 'its object was reset', commit: () => Promise.reject(new Error('Durable Object reset')) },
    { how: 'its object does not answer', commit: () => new Promise(() => undefined) },
  ]

  test.for(failing)('before anything was sent ($how) is 503, asked for once, and the event is not ours', async (at) => {
    const one = account('buffered', 'ok')
    const { calls, PARTNER_QUEUE } = queuesThat(at.commit)
    const event = { type: 'page', userId: 'u', messageId: 'p1' }
    expect(await post(one, event, { PARTNER_QUEUE })).toBe(503)
    expect({ calls: calls(), sent: await got(one.token) }).toEqual({ calls: 1, sent: [] })
    expect(await post(one, event)).toBe(202)
    await live(one, minute)
    expect({ counts: await countsOf(one.stub), sent: await got(one.token) }).toEqual({
      counts: { delivered: 1 },
      sent: ['p1'],
    })
  })

  test.for(failing)(
    "after one partner's 2xx ($how) is 503, and what comes again comes under the same key",
    async (at) => {
      const one = account('double', 'flaky?code=500&times=4')
      const { messageId: _, ...event } = track()
      expect(await post(one, event, { PARTNER_QUEUE: queuesThat(at.commit).PARTNER_QUEUE })).toBe(503)
      expect(await post(one, event)).toBe(202)
      await live(one, minute)
      expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
      // Three calls of the one that failed twice, two of the other, which took it both times.
      const keys = await got(one.token)
      expect({ calls: keys.length, keys: new Set(keys).size }).toEqual({ calls: 5, keys: 1 })
      expect(keys[0]).toMatch(/^fwd-/)
    },
  )
})

describe('an exception inside a transaction', () => {
  test('of a commit is 503, and leaves nothing behind, on the disk or in memory', async () => {
    const one = account('plain', 'flaky?code=500&times=3')
    const body = [track(), 17]
    await makeTables(one.stub)
    for (const table of ['events', 'dead_letters']) {
      const mend = await spoil(one.stub, 'INSERT', table)
      expect(await post(one, body)).toBe(503)
      expect(await gaugesOf(one.stub)).toMatchObject({ rows: 0, pending: 0, dead: 0 })
      expect(await countsOf(one.stub)).toEqual({})
      await mend()
    }
    expect(await post(one, body)).toBe(202)
    await live(one, minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, dead: 1 })
  })

  test("of a customer's first commit keeps no settings: the next one brings them again", async () => {
    const { stub, name } = account('customers', 'ok')
    const who = identityOf('customers', name, true)
    const batch = batchOf(queueRowsOf(name, entries(1)))
    await makeTables(stub)
    const mend = await spoil(stub, 'INSERT', 'events')
    const failed = await stub.commit(who, batch, 'sealed').then(
      () => 'taken',
      (error: unknown) => String(error),
    )
    expect(failed).toContain('the disk is gone')
    await mend()
    expect(await stub.commit(who, batch)).toBe('unknown')
    expect(await gaugesOf(stub)).toMatchObject({ rows: 0 })
  })

  test.for([
    { answer: '2xx', path: 'ok', statement: 'DELETE', table: 'events', ends: { delivered: 3 }, dead: 0 },
    { answer: '2xx', path: 'ok', statement: 'UPDATE', table: 'meta', ends: { delivered: 3 }, dead: 0 },
    {
      answer: '4xx',
      path: 'status?code=422',
      statement: 'INSERT',
      table: 'dead_letters',
      ends: { rejected: 3 },
      dead: 3,
    },
  ] as const)(
    "after a partner's $answer ($statement, $table) sends the events again, under the same keys, and counts them once",
    async ({ path, statement, table, ends, dead }) => {
      const one = account('plain', path)
      const { ring, thrown } = forgiving()
      await commit(one, queueRowsOf(one.name, entries(3)))
      const mend = await spoil(one.stub, statement, table)
      await live(one, minute, ring)
      expect({ thrown: thrown() > 0, counts: await countsOf(one.stub) }).toEqual({ thrown: true, counts: {} })
      expect(await gaugesOf(one.stub)).toMatchObject({ pending: 3, dead: 0 })
      await mend()
      await live(one, 5 * minute)
      expect(await countsOf(one.stub)).toEqual(ends)
      expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, dead })
      // Once for each time that the answer could not be written: at once again, then later and later.
      expect((await got(one.token)).toSorted()).toEqual(['m-0', 'm-1', 'm-2'].flatMap((id) => [id, id, id]))
    },
  )
})

describe('an alarm', () => {
  test('that throws ten times goes on, and leaves no row with unacked claims', async () => {
    const one = account('plain', 'ok')
    await commit(one, chunkEach(one.name, entries(3)))
    const mend = await spoil(one.stub, 'UPDATE', 'events')
    const { ring, thrown } = forgiving()
    await live(one, 91 * second, ring)
    expect(thrown()).toBe(10)
    expect((await rowsOf(one.stub)).map(({ strikes }) => strikes)).toEqual([0, 0, 0])
    await mend()
    await live(one, minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 3 })
  })

  test('that is gone is set again by the object when it wakes', async () => {
    const one = account('plain', 'ok')
    await commit(one, queueRowsOf(one.name, entries(1)))
    await runInDurableObject(one.stub, (_, { storage }) => storage.deleteAlarm())
    await evictDurableObject(one.stub)
    expect(await alarmOf(one.stub)).toBe(Date.now() + 1)
    await live(one, second)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
  })
})

/** Whatever holds "killer" ends the object that sends it. `ring` sets an alarm off, and survives that. */
function killing() {
  const state: { current?: DurableObjectState; deaths: number } = { deaths: 0 }
  const real = globalThis.fetch
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (!String(init?.body).includes('killer')) return real(input, init)
    state.deaths++
    await state.current?.storage.sync()
    state.current?.abort('Instance dispose: killed')
    return new Promise<Response>(() => undefined)
  })
  const ring: Ring = async (stub) => {
    await runInDurableObject(stub, (_, current) => void (state.current = current))
    await runDurableObjectAlarm(stub).catch(() => undefined)
  }
  return { ring, deaths: () => state.deaths }
}

describe('a row that', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test.for<{ how: string; chunks: (name: string, all: readonly QueuedEvent[]) => readonly QueueRow[] }>([
    { how: 'kills the object', chunks: chunkEach },
    { how: 'holds an event that does, beside others,', chunks: queueRowsOf },
  ])('$how is alone in the end, and dead; the others are delivered', async ({ chunks }) => {
    const one = account('plain', 'ok')
    const { ring, deaths } = killing()
    const all = [...entries(7, 'first'), entry({ messageId: 'killer', userId: 'k' }), ...entries(7, 'last')]
    await commit(one, chunks(one.name, all))
    await live(one, hour, ring)
    expect(await countsOf(one.stub)).toEqual({ delivered: 14, poison: 1 })
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, dead: 1 })
    expect(new Set(await got(one.token)).size).toBe(14)
    expect(deaths()).toBe(5)
    expect((await one.stub.list({}, { limit: 9 })).deliveries).toMatchObject([
      { state: 'dead', messageId: 'killer', reason: 'poison: each time it was tried the object died' },
    ])
  })

  test.for([
    { does: 'makes the alarm throw', body: '[{"owed":7}]', throws: true },
    { does: 'is no JSON', body: '[{', throws: false },
    { does: 'is no list', body: '{}', throws: false },
  ])('$does is dead as poison; the others are delivered', async ({ body, throws }) => {
    const one = account('plain', 'ok')
    await commit(one, [...chunkEach(one.name, entries(5)), { id: 'f'.repeat(64), body, owed: 1, dueInMs: 0 }])
    const { ring, thrown } = forgiving()
    await live(one, 6 * hour, ring)
    expect(await countsOf(one.stub)).toEqual({ delivered: 5, poison: 1 })
    expect(thrown() > 0).toBe(throws)
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, dead: 1 })
  })
})

test.for([500, 400])('an event that is cancelled while it is sent, and answered %i, is cancelled', async (code) => {
  const one = account('plain', `slow-failure?ms=300&code=${code}`)
  await commit(one, chunkEach(one.name, entries(1)))
  const [delivery] = (await one.stub.list({}, { limit: 1 })).deliveries
  leap(second)
  const running = runDurableObjectAlarm(one.stub)
  await vi.waitFor(async () => expect(await partnerCalls(one.token)).toHaveLength(1))
  expect(await one.stub.cancel(delivery?.id ?? '', 'a mistake')).toBe('sending')
  await running
  await live(one, day)
  expect(await countsOf(one.stub)).toEqual({ cancelled: 1 })
  expect((await one.stub.list({}, { limit: 9 })).deliveries).toMatchObject([
    { state: 'cancelled', reason: 'cancelled: a mistake' },
  ])
  expect(await partnerCalls(one.token)).toHaveLength(1)
})

test('rows that were split off each other and cannot be read are dead letters of their own, each with its text', async () => {
  const one = account('plain', 'ok')
  const ids = ['1', '2'].map((end) => `${'f'.repeat(24)}-${end.repeat(16)}`)
  await commit(
    one,
    ids.map((id, i) => ({ id, body: `[{ broken ${i}`, owed: 1, dueInMs: 0 })),
  )
  await live(one, minute)
  const { deliveries } = await one.stub.list({}, { limit: 9 })
  expect(deliveries).toHaveLength(2)
  const kept = await Promise.all(deliveries.map(async ({ id }) => (await one.stub.inspect(id))?.event))
  expect(kept.toSorted()).toEqual(['"[{ broken 0"', '"[{ broken 1"'])
})

describe('a clock', () => {
  test('that goes back an hour loses nothing, and holds up nothing that comes', async () => {
    const one = account('plain', 'flaky?code=500&times=1')
    await commit(one, queueRowsOf(one.name, entries(1, 'old')))
    await live(one, second)
    expect((await rowsOf(one.stub)).map(({ attempts }) => attempts)).toEqual([1])
    leap(-hour)
    await commit(one, queueRowsOf(one.name, entries(1, 'new')))
    await live(one, second)
    expect(await got(one.token)).toEqual(['old-0', 'new-0'])
    await live(one, hour + minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 2 })
    expect(await got(one.token)).toEqual(['old-0', 'new-0', 'old-0'])
  })

  test.for([
    { rests: 'because its circuit is open', path: 'status?code=401', mapping: true },
    { rests: 'because it is parked', path: 'ok', mapping: false },
  ])('that goes back while a queue rests ($rests) does not let it rest for longer', async ({ path, mapping }) => {
    const one = account('plain', path)
    if (!mapping) shareWithObjects({ [`PLAIN_${one.name.toUpperCase()}`]: undefined })
    await commit(one, queueRowsOf(one.name, entries(1, 'old')))
    await live(one, second)
    leap(-hour)
    const moved = one.move('ok')
    await commit(one, queueRowsOf(one.name, entries(1, 'new')))
    await live(one, minute)
    expect(await got(moved)).toEqual(['new-0'])
    await live(one, hour + minute)
    expect((await got(moved)).toSorted()).toEqual(['new-0', 'old-0'])
  })

  test('that leaps a day while a call is in flight sends nothing twice', async () => {
    const one = account('plain', 'slow?ms=50')
    await commit(one, chunkEach(one.name, entries(3)))
    leap(second)
    const running = runDurableObjectAlarm(one.stub)
    await vi.waitFor(async () => expect(await partnerCalls(one.token)).toHaveLength(3))
    leap(day)
    await running
    await live(one, day)
    expect(await countsOf(one.stub)).toEqual({ delivered: 3 })
    expect(await partnerCalls(one.token)).toHaveLength(3)
  })

  test('that leaps a day makes due what waits, and gives nothing up', async () => {
    const one = account('plain', 'status?code=429&h-retry-after=50000')
    await commit(one, chunkEach(one.name, entries(3)))
    await live(one, second)
    const moved = one.move('ok')
    leap(day)
    await live(one, second)
    expect(await countsOf(one.stub)).toEqual({ delivered: 3 })
    expect(await partnerCalls(moved)).toHaveLength(3)
  })
})

describe('a partner that says when to come back', () => {
  const rows: readonly { says: string; header: () => string; code?: number; waitMs: number }[] = [
    { says: 'in seconds', header: () => '120', waitMs: 2 * minute },
    { says: 'with 503', header: () => '120', code: 503, waitMs: 2 * minute },
    { says: 'as a date', header: () => new Date(Date.now() + 10 * minute).toUTCString(), waitMs: 10 * minute },
    { says: 'as a date in the past', header: () => 'Wed, 21 Oct 2015 07:28:00 GMT', waitMs: minute },
    { says: 'at once', header: () => '0', waitMs: minute },
    { says: 'in words', header: () => 'soon', waitMs: minute },
    { says: 'before now', header: () => '-5', waitMs: minute },
    { says: 'in a year', header: () => '31536000', waitMs: day },
    { says: 'in an absurd number of seconds', header: () => '999999999999', waitMs: day },
    { says: 'on an absurd date', header: () => 'Fri, 31 Dec 9999 23:59:59 GMT', waitMs: day },
  ]
  const ways: readonly { way: string; fail: (one: TestAccount) => Promise<unknown> }[] = [
    { way: 'Segment waits', fail: async (one) => expect(await post(one, track())).toBe(202) },
    {
      way: 'the queue sends',
      fail: async (one) => {
        leap(-1)
        await commit(one, queueRowsOf(one.name, entries(1)))
        await live(one, 1)
      },
    },
  ]

  test.for(rows.flatMap((row) => ways.map((way) => ({ ...row, ...way }))))(
    '$says, while $way, is left alone for $waitMs ms and no longer',
    async ({ header, code = 429, waitMs, fail }) => {
      const one = account('plain', `status?code=${code}&h-retry-after=${encodeURIComponent(header())}`)
      await fail(one)
      expect((await rowsOf(one.stub)).map(({ due }) => due - Date.now())).toEqual([waitMs])
      const moved = one.move('ok')
      await live(one, waitMs - 1)
      expect(await partnerCalls(moved)).toHaveLength(0)
      await live(one, second)
      expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
    },
  )
})

describe('a partner that is down', () => {
  const waiting = 200

  /** An account whose partner has been down for hours. */
  async function down(hours: number): Promise<TestAccount> {
    const one = account('plain', 'status?code=503')
    await commit(one, chunkEach(one.name, entries(waiting)))
    await live(one, hours * hour)
    return one
  }

  test('for six hours is probed every ten minutes, rewrites no row, and gets everything when it is back', async () => {
    const one = await down(6)
    const probes = (await partnerCalls(one.token)).length
    expect(probes).toBeGreaterThan(30)
    expect(probes).toBeLessThan(60)
    const rows = await rowsOf(one.stub)
    expect(rows.length).toBe(waiting)
    expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(probes)
    // Probes take turns: no row is asked for again and again.
    expect(Math.max(...rows.map(({ attempts }) => attempts))).toBeLessThan(probes / 3)
    const moved = one.move('ok')
    await live(one, 11 * minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: waiting })
    expect((await partnerCalls(moved)).length).toBe(waiting)
  })

  test('is left alone while Segment waits, for ten seconds and more after five failures in a row', async () => {
    const one = account('plain', 'status?code=503')
    for (let i = 0; i < 7; i++) expect(await post(one, track({ messageId: `m-${i}` }))).toBe(202)
    expect(await partnerCalls(one.token)).toHaveLength(5)
    leap(15 * second)
    expect(await post(one, track({ messageId: 'm-7' }))).toBe(202)
    expect(await partnerCalls(one.token)).toHaveLength(6)
    const moved = one.move('ok')
    await live(one, 15 * minute)
    expect((await got(moved)).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => `m-${i}`))
  })

  test('and relapses after one answer gets a few calls, not all that wait', async () => {
    const one = await down(1)
    const moved = one.move('relapses?times=1&code=503')
    await live(one, 11 * minute)
    // The probe that got through, three pairs of calls, and the next probes.
    const calls = (await partnerCalls(moved)).length
    expect(calls).toBeGreaterThanOrEqual(7)
    expect(calls).toBeLessThanOrEqual(7 + 8)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
    one.move('ok')
    await live(one, 11 * minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: waiting })
  })
})

/** A mapping file in place of `plain`. */
function file(...subscriptions: readonly unknown[]): unknown {
  const settings = { url: { label: 'URL', required: true, secret: true } }
  return { name: 'Plain', settings, hosts: { hook: '{{ settings.url }}' }, subscriptions }
}

function subscription(name: string, json: unknown, subscribe = 'type = "track"'): unknown {
  return { name, subscribe, request: { method: 'POST', url: '{{ hosts.hook }}', json } }
}

/** An account with one event that waits. */
async function oneWaits(): Promise<TestAccount> {
  const one = account('plain', 'status?code=500')
  await commit(one, queueRowsOf(one.name, entries(1)))
  await live(one, second)
  await runInDurableObject(one.stub, (_, { storage }) => storage.sync())
  return one
}

describe('what changes while events wait', () => {
  afterEach(() => deploy({}))

  test('a secret rotated and a mapping corrected let the backlog through, and owe it nothing new', async () => {
    const one = await oneWaits()
    const moved = one.move('ok')
    const corrected = subscription('Track', { corrected: '{{ messageId }}' })
    await deploy({ plain: file(subscription('New', { new: true }), corrected) })
    await live(one, minute)
    expect((await partnerCalls(moved)).map(({ body }) => body)).toEqual(['{"corrected":"m-0"}'])
    expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
  })

  test.for([
    {
      how: 'renamed',
      with: subscription('Tracks', '{{ items }}'),
      why: 'the mapping has no subscription "Track" any more',
    },
    {
      how: 'narrowed',
      with: subscription('Track', '{{ items }}', 'event = "Other"'),
      why: 'the subscription "Track" no longer takes this event',
    },
  ])(
    'a subscription $how parks what it owes, and nothing else; both come back with it',
    async ({ with: changed, why }) => {
      const one = await oneWaits()
      const moved = one.move('ok')
      await deploy({ plain: file(changed, subscription('Other', { other: '{{ messageId }}' })) })
      await commit(one, queueRowsOf(one.name, [entry({ messageId: 'm-1' }, 'Other')]))
      await live(one, minute)
      expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, parked: 1, dead: 0 })
      const { deliveries } = await one.stub.list({ state: 'parked' }, { limit: 9 })
      expect(deliveries).toMatchObject([{ state: 'parked', messageId: 'm-0', reason: `mapping changed: ${why}` }])
      expect((await one.stub.list({ state: 'pending' }, { limit: 9 })).deliveries).toEqual([])
      await deploy({})
      await live(one, 6 * minute)
      expect(await countsOf(one.stub)).toEqual({ delivered: 2 })
      expect((await partnerCalls(moved)).map(({ body }) => body)).toEqual([
        '{"other":"m-1"}',
        expect.stringContaining('m-0'),
      ])
    },
  )

  test('2,500 events that were acknowledged survive that their subscription is renamed', async () => {
    const one = account('plain', 'status?code=500', { QUEUE_REST_MS: String(30 * minute) })
    await commit(one, chunkEach(one.name, entries(2_500)))
    await deploy({ plain: file(subscription('Tracks', '{{ items }}')) })
    await live(one, hour)
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, parked: 2_500, dead: 0 })
    const fences = async (): Promise<readonly unknown[]> => (await rowsOf(one.stub)).map(({ fence }) => fence)
    const before = await fences()
    await live(one, 70 * hour)
    expect(await fences()).toEqual(before)
    await live(one, 2 * hour)
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, parked: 0, dead: 2_500 })
    expect(await countsOf(one.stub)).toEqual({ 'mapping changed': 2_500 })
  })

  test.for<{ what: string; remove: (one: TestAccount) => unknown; restore: (one: TestAccount) => unknown }>([
    { what: 'a mapping', remove: () => deploy({ plain: null }), restore: () => deploy({}) },
    {
      what: 'an account',
      remove: ({ name }) => shareWithObjects({ [`PLAIN_${name.toUpperCase()}`]: undefined }),
      restore: () => undefined,
    },
  ])('$what removed parks its backlog, and gives it back', async ({ remove, restore }) => {
    const one = await oneWaits()
    await remove(one)
    await live(one, 10 * minute)
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, parked: 1, dead: 0 })
    expect((await one.stub.list({}, { limit: 9 })).deliveries).toMatchObject([{ state: 'parked', attempts: 1 }])
    const moved = one.move('ok')
    await restore(one)
    await live(one, minute)
    expect(await gaugesOf(one.stub)).toMatchObject({ pending: 0, parked: 0, dead: 0 })
    expect(await got(moved)).toEqual(['m-0'])
  })
})

/** Has an object find other tables, by some statements, when it wakes. */
async function lay(stub: Stub, statements: readonly string[]): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => {
    for (const statement of statements) storage.sql.exec(statement)
  })
  await wakeAnew(stub)
}

/** The statements that drop all tables of an object but the list of its migrations. */
function dropAll(stub: Stub): Promise<readonly string[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    [...storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")].flatMap(({ name }) =>
      name === 'migrations' || name.startsWith('_cf_') ? [] : [`DROP TABLE ${name}`],
    ),
  )
}

describe('a version of the tables', () => {
  test('that is older is brought up to date: what waits is sent, what is dead may come back', async () => {
    const one = account('plain', 'ok')
    await makeTables(one.stub)
    const [pending, parked, leased, dead] = entries(4).map((each) => JSON.stringify(each))
    const now = Date.now()
    const row = (id: string, body: string | undefined, more: string): string =>
      `INSERT INTO events (id, body, owed, accepted_at, due, state, fence, lease_until, strikes) VALUES ('${id.repeat(64)}', '[${body}]', 1, ${now}, ${more})`
    await lay(one.stub, [
      ...(await dropAll(one.stub)),
      ...(queueSteps[0] ?? []),
      'DELETE FROM migrations WHERE version > 1',
      row('a', pending, `${now}, 'pending', 0, 0, 0`),
      row('b', parked, "9000000000000000, 'parked', 3, 0, 0"),
      row('c', leased, `${now + minute}, 'pending', 1, ${now + minute}, 1`),
      `INSERT INTO dead_letters (id, at, reason, subscription, message_id, bytes, entry) VALUES ('${'d'.repeat(24)}-0-0', ${now}, 'given up', 'Track', 'm-3', 9, '${dead}')`,
      `INSERT INTO meta (name, value) VALUES ('name', '"plain/${one.name}"'), ('own', '["forwarder.example.com"]'), ('counts', '{"delivered":7,"given up":1}')`,
    ])
    await live(one, 2 * minute)
    expect((await got(one.token)).toSorted()).toEqual(['m-0', 'm-1', 'm-2'])
    expect(await countsOf(one.stub)).toEqual({ delivered: 10, 'given up': 1 })
    const { deliveries } = await one.stub.list({}, { limit: 9 })
    expect(deliveries).toMatchObject([{ state: 'dead', messageId: 'm-3', reason: 'given up' }])
    expect(await one.stub.retry(deliveries.map(({ id }) => id))).toEqual(['done'])
    await live(one, minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 11, 'given up': 1, revived: 1 })
  })

  test('that is newer is worked with: a deployment may be taken back', async () => {
    const one = account('plain', 'ok')
    await commit(one, queueRowsOf(one.name, entries(1)))
    await lay(one.stub, [
      "ALTER TABLE events ADD COLUMN later TEXT NOT NULL DEFAULT 'x'",
      `INSERT INTO migrations (version) VALUES (${queueSteps.length + 1})`,
    ])
    await commit(one, queueRowsOf(one.name, entries(1, 'n')))
    await live(one, minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 2 })
  })
})

/** What the registry has counted of the partner. */
async function counted(name: string): Promise<number> {
  const { counts } = await registryOf(objects).metrics()
  return counts.find((one) => one.partner === 'plain' && one.name === name)?.n ?? 0
}

/** What the registry knows of an account. */
function knownOf({ name }: TestAccount): Promise<readonly AccountState[]> {
  return registryOf(objects).accounts({ partner: 'plain', account: name, limit: 1 })
}

describe('the registry', () => {
  test('knows a queue before its first commit is acknowledged', async () => {
    const one = account('plain', 'ok')
    expect(await knownOf(one)).toEqual([])
    await commit(one, queueRowsOf(one.name, entries(1)))
    expect(await knownOf(one)).toMatchObject([{ account: one.name, own: true, reportedAt: 0 }])
    await live(one, minute)
  })
})

describe('a registry that cannot be reached', () => {
  const unreachable: readonly { how: string; REGISTRY: unknown }[] = [
    { how: 'is not bound', REGISTRY: undefined },
    ...(['rejects', 'hangs'] as const).map((how) => {
      const answer = (): Promise<never> =>
        how === 'rejects' ? Promise.reject(new Error('the registry is away')) : new Promise(() => undefined)
      const stub = { sync: answer, register: answer, report: answer }
      return { how, REGISTRY: { idFromName: (name: string) => name, get: () => stub } }
    }),
  ]

  afterEach(() => shareWithObjects({ REGISTRY: objects.REGISTRY, REGISTRY_STALE_MS: undefined }))

  test.for(unreachable)('($how) has events committed, not sent, and delivered by the queue', async ({ REGISTRY }) => {
    const one = account('plain', 'ok')
    leap(second)
    const env = { ...one.env, REGISTRY, REGISTRY_STALE_MS: '0', REGISTRY_ASK_MS: '20' }
    const reply = await fetchWorker(env, one.route, { body: track() })
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({
      status: 202,
      body: { status: 'queued', message: 'the registry does not answer: nothing is sent before it was asked' },
    })
    expect(await partnerCalls(one.token)).toHaveLength(0)
    await live(one, minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
  })

  test.for(unreachable)(
    '($how) by an object does not keep it from its work, and is told all of it later',
    async (at) => {
      const one = account('plain', 'ok')
      const names = ['deliveries.delivered', 'attempts.delivered']
      const before = await Promise.all(names.map(counted))
      shareWithObjects({ REGISTRY: at.REGISTRY, REGISTRY_STALE_MS: '0' })
      await commit(one, queueRowsOf(one.name, entries(1)))
      await live(one, minute)
      expect({ counts: await countsOf(one.stub), known: (await knownOf(one)).length }).toEqual({
        counts: { delivered: 1 },
        known: 0,
      })
      shareWithObjects({ REGISTRY: objects.REGISTRY })
      await commit(one, queueRowsOf(one.name, entries(1, 'next')))
      await live(one, minute)
      expect(await knownOf(one)).toMatchObject([{ account: one.name, gauges: { pending: 0 } }])
      await commit(one, queueRowsOf(one.name, entries(1, 'last')))
      await live(one, minute)
      const after = await Promise.all(names.map(counted))
      expect(after.map((n, i) => n - (before[i] ?? 0))).toEqual([3, 3])
    },
  )
})

describe('an account of which very many users were just deleted', () => {
  afterEach(() => shareWithObjects({ REGISTRY_STALE_MS: undefined }))

  test('has its events committed, and sent by its queue, which knows whose they are', async () => {
    const one = account('plain', 'ok', { REGISTRY_STALE_MS: '0' })
    const digests = Array.from({ length: 5_001 }, (_, i) => i.toString(16).padStart(16, '0'))
    const tombstones = digests.map((digest) => ({ digest, acceptedAt: Date.now() }))
    await registryOf(objects).announce({ partner: 'plain', account: one.name }, { tombstones, deletes: [] })
    leap(second)
    const reply = await fetchWorker(one.env, one.route, { body: track() })
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({
      status: 202,
      body: { message: 'many users of this account were just deleted: its queue judges each event' },
    })
    expect(await partnerCalls(one.token)).toHaveLength(0)
    await live(one, minute)
    expect(await countsOf(one.stub)).toEqual({ delivered: 1 })
  })
})

describe('calls in flight', () => {
  test('of one account are six at most while Segment waits, five of its queue, and a token beside them', async () => {
    const one = account('plain', 'flaky?code=500&times=30&ms=20')
    const events = Array.from({ length: 30 }, (_, i) => track({ messageId: `m-${i}`, userId: `u-${i}` }))
    expect(await post(one, events)).toBe(202)
    expect({ calls: (await partnerCalls(one.token)).length, peak: await partnerPeak(one.token) }).toEqual({
      calls: 30,
      peak: 6,
    })
    const moved = one.move('slow?ms=20')
    await live(one, minute)
    expect({ calls: (await partnerCalls(moved)).length, peak: await partnerPeak(moved) }).toEqual({
      calls: 30,
      peak: 5,
    })
    const withToken = one.move('slow?ms=100')
    await commit(one, chunkEach(one.name, entries(60)))
    leap(second)
    const running = runDurableObjectAlarm(one.stub)
    await vi.waitFor(async () => expect(await partnerCalls(withToken)).not.toHaveLength(0))
    const grant = { grant: 'client_credentials', clientId: 'c', clientSecret: 's', refreshToken: undefined } as const
    const tokenUrl = `https://login.example.com/${withToken}/tokens?ms=100`
    await one.stub.token(
      identityOf('plain', one.name),
      { ...grant, tokenUrl, scope: undefined, clientAuth: 'body' },
      { minimumFreshnessMs: 0, timeoutMs: 5_000 },
    )
    await running
    expect(await partnerPeak(withToken)).toBe(6)
  })
})
