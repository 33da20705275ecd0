import { describe, expect, test, vi } from 'vitest'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { accepted, deletingAccount } from '../kit/deletes.ts'
import { wakeAnew } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, identityOf } from '../kit/queue.ts'
import { fetchWorker, freshToken, partnerCalls, sealingKey, track } from '../kit/worker.ts'

interface Looking extends TestAccount {
  /** Under which the partner got the events. */
  readonly other: string
}

/** An account whose events need something to be looked up first. */
function looking(lookup = 'lookup', events = 'ok', more: Readonly<Record<string, unknown>> = {}): Looking {
  const other = freshToken()
  const settings = { other: `https://other.example.com/${other}/${events}` }
  return { ...deletingAccount(lookup, { SEALING_KEY: sealingKey, ...more }, 'looked', settings), other }
}

/** Another isolate of the same account. */
function another(one: Looking): Looking {
  return { ...one, env: { ...one.env } }
}

async function send({ env, name }: Looking, messageId: string, more: Readonly<Record<string, unknown>> = {}) {
  const body = track({ messageId, timestamp: new Date().toISOString(), ...more })
  return (await fetchWorker(env, `/v1/destinations/looked/${name}`, { body })).status
}

function stubOf({ stub }: Looking): TestAccount['stub'] {
  return stub
}

async function keptBy(one: Looking): Promise<readonly Readonly<Record<string, SqlStorageValue>>[]> {
  return runInDurableObject(stubOf(one), (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'answers'").toArray().length === 0
      ? []
      : storage.sql.exec('SELECT * FROM answers').toArray(),
  )
}

async function untilKept(one: Looking, count: number): Promise<void> {
  await vi.waitFor(async () => expect(await keptBy(one)).toHaveLength(count))
}

/** Sends an event, and waits until the answer that it looked up is kept. */
async function lookUp(one: Looking): Promise<void> {
  expect(await send(one, 'm0')).toBe(200)
  await untilKept(one, 1)
}

/** What the partner was asked, and what the events were sent with. */
async function seen({ token, other }: Looking): Promise<{ lookups: number; found: readonly unknown[] }> {
  return {
    lookups: (await partnerCalls(token)).length,
    found: (await partnerCalls(other)).map(({ body }) => (JSON.parse(body) as { found?: unknown }).found),
  }
}

describe('an answer with "cache"', () => {
  test('is asked for once, for all isolates, and anew for another request', async () => {
    const one = looking()
    await lookUp(one)
    expect(await send(one, 'm1')).toBe(200)
    expect(await send(another(one), 'm2')).toBe(200)
    expect(await send(one, 'm3', { properties: { plan: 'Free' } })).toBe(200)
    expect(await seen(one)).toEqual({ lookups: 2, found: ['found-1', 'found-1', 'found-1', 'found-2'] })
  })

  test('serves the queue too', async () => {
    const one = looking('lookup', 'script/500.200')
    expect(await send(one, 'm0')).toBe(202)
    await untilKept(one, 1)
    await drain(stubOf(one))
    expect(await seen(one)).toEqual({ lookups: 1, found: ['found-1', 'found-1'] })
  })

  test('is kept of what the queue asks', async () => {
    const one = looking('lookup', 'script/500.500.200.200')
    expect(await send(one, 'm0')).toBe(202)
    await untilKept(one, 1)
    await runInDurableObject(stubOf(one), (_, { storage }) => storage.sql.exec('DELETE FROM answers').toArray())
    await drain(stubOf(one))
    expect(await seen(one)).toEqual({ lookups: 2, found: ['found-1', 'found-2', 'found-2'] })
  })

  test('is kept sealed, and found after a restart of the object', async () => {
    const one = looking()
    await lookUp(one)
    expect(JSON.stringify(await keptBy(one))).not.toMatch(/found|Pro/)
    await wakeAnew(stubOf(one))
    expect(await send(one, 'm1')).toBe(200)
    expect(await seen(one)).toEqual({ lookups: 1, found: ['found-1', 'found-1'] })
  })

  test('is dropped when the partner refuses the credentials', async () => {
    const one = looking('lookup', 'script/200.401.200')
    await lookUp(one)
    expect(await send(one, 'm1')).toBe(202)
    await untilKept(one, 0)
  })

  test('is dropped when the partner refuses the credentials of a call of the queue', async () => {
    const one = looking('lookup', 'script/500.401.200')
    expect(await send(one, 'm0')).toBe(202)
    await untilKept(one, 1)
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(stubOf(one))
      expect((await partnerCalls(one.other)).length).toBeGreaterThan(1)
    })
    await untilKept(one, 0)
    expect((await seen(one)).lookups).toBe(1)
  })

  test('is dropped before a delete is acknowledged, and none is kept while the user may be on the way', async () => {
    const one = looking('lookup', 'ok', { DELETE_WAIT_MS: '60000' })
    await lookUp(one)
    await accepted(one, { userId: 'somebody-else', messageId: 'd1' })
    expect(await keptBy(one)).toEqual([])
    expect(await send(one, 'm1')).toBe(200)
    expect(await send(one, 'm2')).toBe(200)
    expect(await seen(one)).toMatchObject({ lookups: 3 })
    expect(await keptBy(one)).toEqual([])
  })

  test('is kept again after a delete', async () => {
    const one = looking()
    await accepted(one, { userId: 'somebody-else', messageId: 'd1' })
    await vi.waitFor(async () => {
      expect(await send(one, `m${Math.random()}`)).toBe(200)
      expect(await keptBy(one)).toHaveLength(1)
    })
  })

  test('that was asked for before a delete is not kept after it', async () => {
    const one = looking()
    await lookUp(one)
    const { askedAt } = await stubOf(one).keptAnswer('key')
    await accepted(one, { userId: 'somebody-else', messageId: 'd1' })
    await stubOf(one).keepAnswer(identityOf('looked', one.name), { key: 'key', text: '{}', askedAt, forMs: 60_000 })
    expect(await keptBy(one)).toEqual([])
  })

  test.for([
    ['larger than 64 KB', 'lookup?bytes=65536'],
    ['no 2xx', 'lookup?code=404'],
  ])('that is %s is not kept', async ([, lookup]) => {
    const one = looking(lookup)
    for (const messageId of ['m0', 'm1']) expect(await send(one, messageId)).toBe(200)
    expect(await seen(one)).toMatchObject({ lookups: 2 })
    expect(await keptBy(one)).toEqual([])
  })

  test('is not kept without SEALING_KEY', async () => {
    const one = looking('lookup', 'ok', { SEALING_KEY: '' })
    for (const messageId of ['m0', 'm1']) expect(await send(one, messageId)).toBe(200)
    expect(await seen(one)).toMatchObject({ lookups: 2 })
    expect(await keptBy(one)).toEqual([])
  })

  test('is not used any more when its time is over, and leaves nothing', async () => {
    const one = looking()
    await lookUp(one)
    await runInDurableObject(stubOf(one), async (_, { storage }) => {
      expect(await storage.getAlarm()).not.toBeNull()
      storage.sql.exec('UPDATE answers SET ends_at = ?', Date.now())
    })
    expect(await send(one, 'm1')).toBe(200)
    expect(await seen(one)).toEqual({ lookups: 2, found: ['found-1', 'found-2'] })
    await untilKept(one, 1)
    await runInDurableObject(stubOf(one), (_, { storage }) => {
      storage.sql.exec('UPDATE answers SET ends_at = ?', Date.now())
    })
    await runDurableObjectAlarm(stubOf(one))
    expect(await keptBy(one)).toEqual([])
    await runInDurableObject(stubOf(one), async (_, { storage }) => expect(await storage.getAlarm()).toBeNull())
  })

  test('is one of a hundred that an account keeps: the oldest gives way', async () => {
    const one = looking()
    await lookUp(one)
    const first = Date.now()
    for (let i = 1; i <= 100; i++) {
      const kept = { key: `key-${i}`, text: `{"n":${i}}`, askedAt: first + i, forMs: 60_000 }
      await stubOf(one).keepAnswer(identityOf('looked', one.name), kept)
    }
    expect(await keptBy(one)).toHaveLength(100)
    expect((await stubOf(one).keptAnswer('key-1')).text).toBe('{"n":1}')
    expect(await send(one, 'm1')).toBe(200)
    expect(await seen(one)).toMatchObject({ lookups: 2 })
  })

  test('of a customer whose account is not stored is not kept', async () => {
    const one = looking()
    const kept = { key: 'key', text: '{}', askedAt: Date.now(), forMs: 60_000 }
    await stubOf(one).keepAnswer(identityOf('looked', one.name, true), kept)
    expect(await stubOf(one).keptAnswer('key')).toEqual({ askedAt: expect.any(Number) })
    await stubOf(one).dropAnswers()
    const tables = await runInDurableObject(stubOf(one), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT GLOB '_cf_*'").toArray(),
    )
    expect(tables).toEqual([])
  })
})
