import type { Announcement } from '../../src/registry/messages.ts'
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import type { Count, Report } from '../../src/registry/messages.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { alarmOf } from '../kit/time.ts'

const worker = bindings as unknown as Record<string, unknown>
Object.assign(worker, { ENVIRONMENT: 'development', COUNTERS_GROUP_MS: '5' })

const hour = 3_600_000
const acme = { partner: 'acme', account: 'default' }
const delivered = (n: number): Count => ({ partner: 'acme', name: 'events.delivered', n })

/** A registry of its own for one test. */
function fresh(): DurableObjectStub<Registry> {
  const registries = worker['REGISTRY'] as DurableObjectNamespace<Registry>
  return registries.get(registries.newUniqueId())
}

function report(more: Partial<Report> = {}): Report {
  return { ...acme, own: true, gauges: {}, counts: [], books: {}, conditions: [], ...more }
}

function nextHour(now = Date.now()): number {
  return now - (now % hour) + hour + 1_000
}

function news(digests: readonly string[], acceptedAt: number): Announcement {
  return { tombstones: digests.map((digest) => ({ digest, acceptedAt })), deletes: [] }
}

describe('the registry', () => {
  test('is one object, by the binding REGISTRY', async () => {
    await registryOf(worker).register({ ...acme, own: true })
    expect(await registryOf(worker).accounts({ limit: 9 })).toMatchObject([acme])
    expect(() => registryOf({})).toThrow('the binding REGISTRY is missing')
  })

  test('lists accounts that were registered, with what they reported, until they are unregistered', async () => {
    const stub = fresh()
    await stub.register({ ...acme, own: true })
    await stub.register({ ...acme, account: '0a', own: false })
    await stub.report(report({ gauges: { pending: 3 } }))
    expect(await stub.accounts({ limit: 9 })).toMatchObject([
      { account: '0a', own: false, gauges: {}, reportedAt: 0 },
      { account: 'default', own: true, gauges: { pending: 3 } },
    ])
    await stub.unregister(acme)
    expect(await stub.accounts({ limit: 9 })).toMatchObject([{ account: '0a' }])
  })

  test('shows in metrics what queues and isolates told it', async () => {
    const stub = fresh()
    await stub.report(report({ gauges: { pending: 3 }, counts: [delivered(2)] }))
    await stub.report(report({ account: '0a', own: false, gauges: { pending: 1 } }))
    await stub.report(report({ account: '0b', own: false, gauges: { pending: 4 } }))
    await stub.sync(0, [delivered(5)])
    expect(await stub.metrics()).toEqual({
      queues: [
        { partner: 'acme', accounts: 2, gauges: { pending: 5 } },
        { partner: 'acme', account: 'default', accounts: 1, gauges: { pending: 3 } },
      ],
      counts: [delivered(7)],
      books: [],
      imbalances: [],
      conditions: [],
    })
    const span = { partner: 'acme', from: Date.now() - hour, to: Date.now() + 1 }
    for (const by of ['minute', 'hour'] as const)
      expect(
        (await stub.series({ ...span, span: by })).reduce(
          (sum, { counts }) => sum + (counts['events.delivered'] ?? 0),
          0,
        ),
      ).toBe(7)
  })

  test('tells every isolate of pauses, whatever it knows', async () => {
    const stub = fresh()
    await stub.pause('acme', ['events', 'deletes'])
    await stub.pause('acme', ['events'])
    await stub.resume('acme', ['deletes'])
    for (const since of [0, 9_000_000_000_000_000])
      expect((await stub.sync(since, [])).pauses).toEqual([
        { partner: 'acme', kind: 'events', since: expect.closeTo(Date.now(), -4) },
      ])
  })

  test('tells an isolate what changed since it asked', async () => {
    const stub = fresh()
    const [a, b] = ['a'.repeat(16), 'b'.repeat(16)]
    const acceptedAt = Date.now()
    await stub.announce(acme, news([a], acceptedAt))
    const first = await stub.sync(0, [])
    await stub.announce(acme, news([b], acceptedAt))
    const second = await stub.sync(first.version, [])
    expect([first, second]).toMatchObject([
      { tombstones: { [a]: acceptedAt }, more: false, named: [] },
      { tombstones: { [b]: acceptedAt }, more: false, named: [] },
    ])
    expect(second.version).toBeGreaterThan(first.version)
  })

  test('takes nothing of a list of tombstones with one that is no digest', async () => {
    const stub = fresh()
    await runInDurableObject(stub, async (registry) => {
      await expect(registry.announce(acme, news(['a'.repeat(16), 'short'], Date.now()))).rejects.toThrow('CHECK')
    })
    expect((await stub.sync(0, [])).tombstones).toEqual({})
  })

  test('writes the counts of isolates that sync at the same time once', async () => {
    const stub = fresh()
    await Promise.all(
      Array.from({ length: 50 }, () => stub.sync(0, [delivered(1), { ...delivered(2), name: 'attempts.delivered' }])),
    )
    const rows = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec('SELECT name, n FROM minutes').toArray(),
    )
    expect(rows).toEqual([
      { name: 'attempts.delivered', n: 100 },
      { name: 'events.delivered', n: 50 },
    ])
  })

  test('fails the sync of counts that could not be written', async () => {
    const stub = fresh()
    await runInDurableObject(stub, async (registry, { storage }) => {
      storage.sql.exec('ALTER TABLE minutes RENAME TO elsewhere')
      await expect(registry.sync(0, [delivered(1)])).rejects.toThrow('no such table')
      storage.sql.exec('ALTER TABLE elsewhere RENAME TO minutes')
      await registry.sync(0, [delivered(1)])
      expect(await registry.metrics()).toMatchObject({ counts: [delivered(1)] })
    })
  })
})

describe('the alarm of the registry', () => {
  test.for<{ after: string; work: (stub: DurableObjectStub<Registry>) => Promise<unknown>; wakes: boolean }>([
    { after: 'nothing', work: (stub) => stub.sync(0, []), wakes: false },
    { after: 'a registration', work: (stub) => stub.register({ ...acme, own: true }), wakes: false },
    { after: 'a pause', work: (stub) => stub.pause('acme', ['events']), wakes: false },
    { after: 'counts', work: (stub) => stub.sync(0, [delivered(1)]), wakes: true },
    { after: 'a report', work: (stub) => stub.report(report({ counts: [delivered(1)] })), wakes: true },
    { after: 'tombstones', work: (stub) => stub.announce(acme, news(['a'.repeat(16)], Date.now())), wakes: true },
  ])('is set for the next full hour after $after: $wakes', async ({ work, wakes }) => {
    const stub = fresh()
    await work(stub)
    expect(await alarmOf(stub)).toBe(wakes ? nextHour() : null)
  })

  test('sums up and forgets, and is not set again where nothing is left', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const stub = fresh()
      await stub.sync(0, [delivered(3)])
      await stub.announce(acme, news(['a'.repeat(16)], Date.now()))
      const left = async (afterMs: number): Promise<unknown> => {
        vi.setSystemTime(Date.now() + afterMs)
        await runDurableObjectAlarm(stub)
        const tables = await runInDurableObject(stub, (_, { storage }) =>
          ['tombstones', 'minutes', 'hours', 'totals'].map(
            (table) => storage.sql.exec(`SELECT 1 FROM ${table}`).toArray().length,
          ),
        )
        return [...tables, await alarmOf(stub)]
      }
      expect(await left(hour)).toEqual([1, 1, 1, 1, nextHour()])
      expect(await left(4 * hour)).toEqual([0, 1, 1, 1, nextHour()])
      expect(await left(48 * hour)).toEqual([0, 0, 1, 1, nextHour()])
      expect(await left(90 * 24 * hour)).toEqual([0, 0, 0, 1, null])
      expect(await stub.metrics()).toMatchObject({ counts: [delivered(3)] })
    } finally {
      vi.useRealTimers()
    }
  })

  test('that fails has set the next one before', async () => {
    const stub = fresh()
    await stub.sync(0, [delivered(1)])
    await runInDurableObject(stub, async (registry, { storage }) => {
      storage.sql.exec('ALTER TABLE minutes RENAME TO elsewhere')
      vi.useFakeTimers({ toFake: ['Date'] })
      vi.setSystemTime(Date.now() + hour)
      await expect(registry.alarm()).rejects.toThrow('no such table')
      expect(await storage.getAlarm()).toBe(Date.now() + 10_000)
      vi.useRealTimers()
      storage.sql.exec('ALTER TABLE elsewhere RENAME TO minutes')
    })
  })

  test('is set again when the object starts without one', async () => {
    const stub = fresh()
    await stub.sync(0, [delivered(1)])
    await runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm())
    await evictDurableObject(stub)
    expect(await alarmOf(stub)).toBe(nextHour())
  })
})
