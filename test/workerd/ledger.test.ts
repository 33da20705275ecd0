import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { activityOf } from '../../src/activity/activity.ts'
import type { Counted } from '../../src/activity/record.ts'
import { registryOf } from '../../src/registry/registry.ts'
import type { TestAccount } from '../kit/queue.ts'
import { batchOf, chunkEach, drain, entry, identityOf, testAccount } from '../kit/queue.ts'
import { deleteKeys, fetchWorker, objects, track } from '../kit/worker.ts'

const more = { ...objects, ...deleteKeys, ADMIN_TOKEN: 'admin-token-of-the-tests', COUNTERS_FLUSH_MS: '1' }
const headers = { Authorization: 'Bearer admin-token-of-the-tests' }

interface Ledger {
  readonly received: number
  readonly inline: Readonly<Record<string, number>>
  readonly queue: Readonly<Record<string, number>>
  readonly mappings: readonly { readonly mapping: string }[]
  readonly reasons: readonly Readonly<Record<string, unknown>>[]
  readonly series: readonly { readonly at: string; readonly received: number }[]
}

async function ledger({ env, name }: TestAccount): Promise<Ledger> {
  const path = `/v1/ledger?partner=plain&account=${name}`
  const reply = await fetchWorker(env, path, { method: 'GET', headers })
  expect(reply.status).toBe(200)
  return reply.json()
}

describe('the ledger', () => {
  test('counts what Segment was told and what the queue did, and why; it adds up to what the registry booked', async () => {
    const one = testAccount('plain', 'flaky?code=503&times=2', more)
    await fetchWorker(one.env, one.route, { body: track() })
    await drain(one.stub)
    const mixed = [
      track({ messageId: 'm-2' }),
      { type: 'nope' },
      track({ messageId: 'm-3', type: 'alias', previousId: 'x' }),
    ]
    await fetchWorker(one.env, one.route, { body: mixed })
    const found = await vi.waitFor(async () => {
      const seen = await ledger(one)
      expect(seen.received).toBe(4)
      expect(seen.queue['delivered']).toBe(1)
      return seen
    })
    const booked = await vi.waitFor(async () => {
      const { books } = await registryOf(one.env).metrics()
      const own = books.filter(({ account, name }) => account === one.name && name.startsWith('received.'))
      expect(own.reduce((sum, { n }) => sum + n, 0)).toBe(4)
      return own
    })
    expect(Object.fromEntries(booked.map(({ name, n }) => [name.slice('received.'.length), n]))).toEqual(found.inline)
    expect(found.queue).toEqual({ retryable: 1, delivered: 1 })
    expect(found.reasons[0]).toMatchObject({ partner: 'plain', account: one.name, mapping: 'hash-plain', n: 1 })
    expect(found.reasons).toContainEqual(
      expect.objectContaining({ queued: false, outcome: 'queued', reason: 'the partner answered 503', n: 1 }),
    )
    expect(found.series.reduce((sum, { received }) => sum + received, 0)).toBe(4)
  })

  test('tells apart what each mapping made of what came', async () => {
    const one = testAccount('plain', 'ok', more)
    await fetchWorker(one.env, one.route, { body: track() })
    const before = { ...entry({ messageId: 'm-2' }), mapping: 'hash-before' }
    await one.stub.commit(identityOf('plain', one.name), batchOf(chunkEach(`plain/${one.name}`, [before])))
    await drain(one.stub)
    await vi.waitFor(async () => {
      const { mappings } = await ledger(one)
      expect(mappings.toSorted((a, b) => a.mapping.localeCompare(b.mapping))).toEqual([
        { partner: 'plain', mapping: 'hash-before', received: 0, inline: {}, queue: { delivered: 1 } },
        { partner: 'plain', mapping: 'hash-plain', received: 1, inline: { delivered: 1 }, queue: {} },
      ])
    })
  })

  test.each([
    [
      'minute',
      '2026-11-01T10:00:30.500Z',
      '2026-11-01T10:07:01.000Z',
      '2026-11-01T10:00:00.000Z',
      '2026-11-01T10:08:00.000Z',
    ],
    [
      'hour',
      '2026-11-01T10:00:30.500Z',
      '2026-11-01T12:30:00.000Z',
      '2026-11-01T10:00:00.000Z',
      '2026-11-01T13:00:00.000Z',
    ],
  ])('says the bounds of its steps: each %s is counted whole', async (span, since, until, first, last) => {
    const one = testAccount('plain', 'ok', more)
    const query = `partner=plain&account=${one.name}&span=${span}&since=${since}&until=${until}`
    const reply = await fetchWorker(one.env, `/v1/ledger?${query}`, { method: 'GET', headers })
    expect(await reply.json()).toMatchObject({ since: first, until: last })
  })

  test('balances for the queue: what was queued or sent again has ended, was queued before, or waits', async () => {
    const one = testAccount('plain', 'status?code=500', {
      ...more,
      RETRY_BASE_MS: '3600000',
      REGISTRY_STALE_MS: '0',
      DELETE_WAIT_MS: '3600000',
    })
    const receivedAt = new Date(Date.now() - 1_000).toISOString()
    const send = (messageId: string, others = {}): Promise<Response> =>
      fetchWorker(one.env, one.route, { body: track({ messageId, receivedAt, ...others }) })
    const post = async (path: string, body: object = {}): Promise<void> => {
      expect((await fetchWorker(one.env, `/v1/deliveries/plain/${one.name}/${path}`, { headers, body })).ok).toBe(true)
    }
    interface Listed {
      readonly id: string
      readonly attempts: number
      readonly sending?: boolean
    }
    const list = async (filter = ''): Promise<readonly Listed[]> => {
      const path = `/v1/deliveries?partner=plain&account=${one.name}${filter}`
      const reply = await fetchWorker(one.env, path, { method: 'GET', headers })
      return (await reply.json<{ deliveries: readonly Listed[] }>()).deliveries
    }
    const idOf = async (messageId: string): Promise<string> => (await list(`&messageId=${messageId}`))[0]?.id ?? ''
    for (const messageId of ['waits', 'waits', 'delivered', 'refused', 'cancelled', 'too-old', 'unreadable'])
      await send(messageId)
    await send('erased', { userId: 'ada' })
    // What came after five failures was not tried inline.
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(one.stub)
      const all = await list()
      expect(all.map(({ attempts, sending }) => attempts > 0 && sending !== true)).toEqual(all.map(() => true))
    })
    await post(`${await idOf('cancelled')}/cancel`, { reason: 'a test' })
    await fetchWorker(one.env, one.route, { body: { type: 'delete', userId: 'ada', messageId: 'm-9' } })
    await runInDurableObject(one.stub, (_, { storage }) => {
      storage.sql.exec("UPDATE events SET accepted_at = 0 WHERE instr(body, 'too-old') > 0")
      storage.sql.exec("UPDATE events SET body = '{' WHERE instr(body, 'unreadable') > 0")
    })
    one.move('picky?bad=refused&code=400')
    for (const messageId of ['delivered', 'refused', 'too-old']) await post(`${await idOf(messageId)}/retry`)
    await runInDurableObject(one.stub, (_, { storage }) => {
      storage.sql.exec("UPDATE events SET due = 0 WHERE body = '{'")
    })
    await runDurableObjectAlarm(one.stub)
    await vi.waitFor(async () => expect((await one.stub.gauges()).pending).toBe(1))
    await post(`${await idOf('refused')}/retry`)
    await runDurableObjectAlarm(one.stub)
    const late = { ...entry({ messageId: 'late', userId: 'ada' }), mapping: 'hash-plain' }
    await one.stub.commit(identityOf('plain', one.name), batchOf(chunkEach(`plain/${one.name}`, [late])))
    const ends = { delivered: 1, rejected: 2, cancelled: 1, erased: 2, 'given up': 1, poison: 1 }
    await vi.waitFor(async () => {
      const { inline, queue } = await ledger(one)
      const { retryable: _tried, ...ended } = queue
      expect(inline).toEqual({ queued: 8 })
      expect(ended).toEqual({ ...ends, repeated: 1, revived: 1 })
    })
    const { stored, before: _, repeated, revived, ...booked } = { ...(await one.stub.counts()) }
    expect(booked).toEqual(ends)
    expect({ stored, repeated, revived }).toEqual({ stored: 8, repeated: 1, revived: 1 })
    expect((await one.stub.gauges()).pending).toBe(1)
  })

  test('counts what is not kept too', async () => {
    const one = testAccount('plain', 'ok', more)
    // So many are queued at once, of which an isolate hands in 200 records.
    const events = Array.from({ length: 300 }, (_, i) => track({ messageId: `m-${i}` }))
    await fetchWorker(one.env, one.route, { body: events })
    await vi.waitFor(async () => expect((await ledger(one)).inline).toEqual({ queued: 300 }))
    const { omitted } = await (
      await fetchWorker(one.env, `/v1/activity?partner=plain&account=${one.name}`, { method: 'GET', headers })
    ).json<{ omitted: number }>()
    expect(omitted).toBeGreaterThanOrEqual(100)
  })

  test('is kept by minute for two days, then by hour for 90', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const start = Date.UTC(2026, 10, 1, 10, 0)
    vi.setSystemTime(start)
    const one = testAccount('plain', 'ok', more)
    const counted: Counted = {
      mapping: 'h',
      subscription: 'Track',
      queued: false,
      outcome: 'delivered',
      reason: '',
      n: 2,
    }
    const hour = 3_600_000
    await runInDurableObject(activityOf(one.env, { partner: 'plain', account: one.name }), async (object) => {
      const batch = { records: [], exchanges: [], counts: [counted], omitted: 0 }
      await object.handIn(batch)
      vi.setSystemTime(start + 90_000)
      await object.handIn(batch)
      const all = { since: start, until: start + 100 * 24 * hour }
      expect(object.ledger({ ...all, span: 'minute' })).toEqual([
        { at: start, counts: [counted] },
        { at: start + 60_000, counts: [counted] },
      ])
      const both = [{ at: start, counts: [{ ...counted, n: 4 }] }]
      expect(object.ledger({ ...all, span: 'hour' })).toEqual(both)
      vi.setSystemTime(start + 50 * hour)
      await object.alarm()
      expect(object.ledger({ ...all, span: 'minute' })).toEqual([])
      expect(object.ledger({ ...all, span: 'hour' })).toEqual(both)
      vi.setSystemTime(start + 91 * 24 * hour)
      await object.alarm()
      expect(object.ledger({ ...all, span: 'hour' })).toEqual([])
    })
    vi.useRealTimers()
  })

  test.each([
    ['&span=day', 'span: expected minute or hour'],
    ['&since=never', 'since: expected a time'],
    ['&since=1', 'since: expected a time'],
    ['&since=2026-01-01T00:00:00Z&until=2026-11-01T00:00:00Z&span=minute', 'since: at most 3000 steps'],
    ['&colour=red', 'there is no parameter "colour"'],
  ])('is asked for by parameters that exist: %s', async (query, message) => {
    const one = testAccount('plain', 'ok', more)
    const reply = await fetchWorker(one.env, `/v1/ledger?partner=plain${query}`, { method: 'GET', headers })
    expect(reply.status).toBe(400)
    expect((await reply.json<{ message: string }>()).message).toContain(message)
  })
})
