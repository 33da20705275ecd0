import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { freshToken, fetchWorker, partnerCalls, track } from '../kit/worker.ts'
import { makeTables } from '../kit/object.ts'
import {
  batchOf,
  chunkEach,
  drain,
  entry,
  identityOf,
  objectEnv as worker,
  testAccount as account,
} from '../kit/queue.ts'

describe('the queue', () => {
  test('takes what the partner could not, answers 202, and delivers it', async () => {
    const { env, name, token, stub } = account('plain', 'flaky?code=500&times=2')
    const reply = await fetchWorker(env, `/v1/destinations/plain/${name}`, { body: track() })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 202,
      body: {
        status: 'queued',
        message: 'the partner answered 500',
        subscriptions: [{ name: 'Track', status: 'queued', message: 'the partner answered 500' }],
      },
    })
    expect(await drain(stub)).toEqual({ pending: 0, counts: { delivered: 1 } })
    const calls = await partnerCalls(token)
    expect(calls).toHaveLength(3)
    expect(new Set(calls.map(({ body }) => body)).size).toBe(1)
  })

  test('holds the same commit twice as one', async () => {
    const { env, name, stub } = account('plain', 'status?code=500')
    const event = track({ receivedAt: '2026-11-01T10:00:00.000Z' })
    for (let i = 0; i < 3; i++)
      expect((await fetchWorker(env, `/v1/destinations/plain/${name}`, { body: event })).status).toBe(202)
    expect((await stub.gauges()).pending).toBe(1)
  })

  test('is two written rows for each row', async () => {
    const { stub } = account('plain', 'ok')
    await makeTables(stub)
    const written = await runInDurableObject(stub, (_, state) => {
      const cursor = state.storage.sql.exec(
        "INSERT INTO events (id, due, accepted_at, owed, body) VALUES ('x', 1, 1, 1, '[]')",
      )
      return cursor.rowsWritten
    })
    expect(written).toBe(2)
  })

  test('fills each call from many rows, up to the batch limit of the mapping', async () => {
    const { name, token, stub } = account('batches', 'ok')
    const entries = Array.from({ length: 8 }, (_, i) => entry({ messageId: `message-${i}`, userId: `user-${i}` }))
    await stub.commit(identityOf('batches', name), batchOf(chunkEach(name, entries)))
    expect((await drain(stub)).counts).toEqual({ delivered: 8 })
    const sizes = (await partnerCalls(token)).map(({ body }) => (JSON.parse(body) as unknown[]).length)
    expect(sizes).toEqual([3, 3, 2])
  })

  test('never sends again what was delivered of a batch', async () => {
    const { env, name, token, stub } = account('batches', 'flaky?code=500&times=1')
    const events = Array.from({ length: 6 }, (_, i) => track({ messageId: `message-${i}`, userId: `user-${i}` }))
    const reply = await fetchWorker(env, `/v1/destinations/batches/${name}`, { body: events })
    expect(reply.status).toBe(202)
    expect(
      ((await reply.json()) as { results: { status: string }[] }).results.map(({ status }) => status).toSorted(),
    ).toEqual(['delivered', 'delivered', 'delivered', 'queued', 'queued', 'queued'])
    expect((await drain(stub)).counts).toEqual({ delivered: 3 })
    const seen = (await partnerCalls(token))
      .slice(2)
      .flatMap(({ body }) => (JSON.parse(body) as { messageId: string }[]).map(({ messageId }) => messageId))
    expect(seen).toHaveLength(3)
  })

  test('rejections are dead letters with their reason, masked', async () => {
    const { env, name, stub } = account('plain', 'flaky?code=500&times=1')
    expect((await fetchWorker(env, `/v1/destinations/plain/${name}`, { body: track() })).status).toBe(202)
    Object.assign(worker, {
      [`PLAIN_${name.toUpperCase()}`]: JSON.stringify({
        url: `https://hook.example.com/${freshToken()}/status?code=422&body={"message":"no user-0001"}`,
      }),
    })
    expect((await drain(stub)).counts).toEqual({ rejected: 1 })
    const dead = await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec('SELECT reason, subscription, message_id FROM dead_letters').toArray(),
    )
    expect(dead).toEqual([{ reason: 'rejected: no …', subscription: 'Track', message_id: 'message-0001' }])
  })

  test('a refused credential waits, and goes on when the secret is mended', async () => {
    const { env, name, stub } = account('plain', 'status?code=401')
    expect((await fetchWorker(env, `/v1/destinations/plain/${name}`, { body: track() })).status).toBe(202)
    await runDurableObjectAlarm(stub)
    await runDurableObjectAlarm(stub)
    expect((await stub.gauges()).pending).toBe(1)
    Object.assign(worker, {
      [`PLAIN_${name.toUpperCase()}`]: JSON.stringify({ url: `https://hook.example.com/${freshToken()}/ok` }),
      VERSION: { id: 'next' },
    })
    expect((await drain(stub)).counts).toEqual({ delivered: 1 })
  })

  test('a mapping that is gone parks its events', async () => {
    const { stub } = account('plain', 'ok')
    await stub.commit(
      identityOf('nobody', 'default'),
      batchOf([
        {
          id: 'a',
          body: JSON.stringify([{ event: track(), owed: [{ subscription: 'Track' }], receivedAt: 1, mapping: 'x' }]),
          owed: 1,
          dueInMs: 0,
        },
      ]),
    )
    await runDurableObjectAlarm(stub)
    expect(await stub.gauges()).toMatchObject({ pending: 0, parked: 1 })
  })

  test('sleeps until its next row is due, and sets no alarm where nothing waits', async () => {
    const { env, name, stub } = account('plain', 'flaky?code=503&times=1')
    expect((await fetchWorker(env, `/v1/destinations/plain/${name}`, { body: track() })).status).toBe(202)
    expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBeLessThan(Date.now() + 1_000)
    await drain(stub)
    expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBeNull()
  })

  test('an hour of backoff is an alarm in an hour, not one a minute', async () => {
    const { env, name, stub } = account('plain', 'status?code=503&h-retry-after=3600')
    expect((await fetchWorker(env, `/v1/destinations/plain/${name}`, { body: track() })).status).toBe(202)
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(stub)
      expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBeGreaterThan(
        Date.now() + 3_500_000,
      )
    })
  })

  test('an event that the queue is too full for is 503', async () => {
    const { env, name } = account('plain', 'status?code=500')
    const full = { idFromName: (text: string) => text, get: () => ({ commit: () => Promise.resolve('full') }) }
    const reply = await fetchWorker({ ...env, PARTNER_QUEUE: full }, `/v1/destinations/plain/${name}`, {
      body: track(),
    })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 503,
      body: { code: 'not_stored', message: 'the partner answered 500' },
    })
  })

  test('takes no more events at 8 GB', async () => {
    const { env, route, stub } = account('plain', 'status?code=500')
    await runInDurableObject(stub, (_, { storage }) =>
      Object.defineProperty(storage.sql, 'databaseSize', { configurable: true, value: 8 * 1_024 ** 3 + 1 }),
    )
    expect((await fetchWorker(env, route, { body: track() })).status).toBe(503)
    expect((await stub.gauges()).rows).toBe(0)
  })

  test('a commit that fails is 503: Segment keeps the event', async () => {
    const { env, name } = account('plain', 'status?code=500')
    const reply = await fetchWorker({ ...env, PARTNER_QUEUE: undefined }, `/v1/destinations/plain/${name}`, {
      body: track(),
    })
    expect(reply.status).toBe(503)
  })
})
