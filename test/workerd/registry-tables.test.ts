import { runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { migrate } from '../../src/runtime/migrate.ts'
import { Accounts } from '../../src/registry/accounts.ts'
import type { Said } from '../../src/registry/conditions.ts'
import { Conditions } from '../../src/registry/conditions.ts'
import { CounterStore } from '../../src/registry/counters.ts'
import { DeleteIndex } from '../../src/registry/delete-index.ts'
import type { Point } from '../../src/registry/messages.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { Delta } from '../../src/registry/tombstones.ts'
import { Tombstones } from '../../src/registry/tombstones.ts'

const [minute, hour, day] = [60_000, 3_600_000, 24 * 3_600_000]
const now = Date.parse('2026-11-22T12:00:30.000Z')
const registries = (bindings as unknown as { readonly REGISTRY: DurableObjectNamespace<Registry> }).REGISTRY

/** Works with the empty tables of a registry. */
function inTables<T>(run: (sql: SqlStorage, storage: DurableObjectStorage) => T): Promise<T> {
  return runInDurableObject(registries.get(registries.newUniqueId()), (_, { storage }) => run(storage.sql, storage))
}

/** An SQL that remembers how many rows were read and written. */
function metered(sql: SqlStorage): {
  readonly sql: SqlStorage
  readonly read: () => number
  readonly written: () => number
} {
  const cursors: { readonly rowsRead: number; readonly rowsWritten: number }[] = []
  const exec: SqlStorage['exec'] = (query, ...values) => {
    const cursor = sql.exec(query, ...values)
    cursors.push(cursor)
    return cursor as ReturnType<typeof sql.exec<never>>
  }
  return {
    sql: { exec } as SqlStorage,
    read: () => cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    written: () => cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
  }
}

const at = (time: number, step: number): number => time - (time % step)

const count = (name: string, n: number, partner = 'acme'): { partner: string; name: string; n: number } => ({
  partner,
  name,
  n,
})

describe('the steps of a migration', () => {
  test('are made once, and the next ones after them', async () => {
    const tables = await inTables((sql, storage) => {
      sql.exec('DROP TABLE migrations')
      const first = [['CREATE TABLE one (a)'], ['CREATE TABLE two (a)', 'INSERT INTO two VALUES (1)']]
      const versions = [
        migrate(storage, first),
        migrate(storage, first),
        migrate(storage, [...first, ['INSERT INTO two VALUES (2)']]),
      ]
      return { versions, rows: sql.exec('SELECT a FROM two ORDER BY a').toArray() }
    })
    expect(tables).toEqual({ versions: [2, 2, 3], rows: [{ a: 1 }, { a: 2 }] })
  })

  test('leave nothing where one fails, and are made again', async () => {
    const tables = await inTables((sql, storage) => {
      sql.exec('DROP TABLE migrations')
      expect(() => migrate(storage, [['CREATE TABLE one (a)', 'NONSENSE']])).toThrow('syntax error')
      return migrate(storage, [['CREATE TABLE one (a)']])
    })
    expect(tables).toBe(1)
  })
})

describe('counters', () => {
  test('of a sync are one written row for each partner and name', async () => {
    const written = await inTables((sql) => {
      const meter = metered(sql)
      const counters = new CounterStore(meter.sql)
      counters.add([count('a', 1), count('a', 2), count('b', 1), count('a', 1, 'other')], now)
      counters.add([count('a', 1), count('b', 1), count('a', 1, 'other')], now)
      return meter.written()
    })
    expect(written).toBe(6)
  })

  test('add up in totals that an hour of summing does not change', async () => {
    const totals = await inTables((sql) => {
      const counters = new CounterStore(sql)
      const seen = []
      counters.add([count('a', 1), count('b', 5)], now)
      counters.add([count('a', 2)], now + minute)
      seen.push(counters.totals())
      for (const time of [now + minute, now + hour, now + hour, now + 2 * hour]) {
        counters.roll(time)
        seen.push(counters.totals())
      }
      return seen
    })
    for (const seen of totals) expect(seen).toEqual([count('a', 3), count('b', 5)])
  })

  test('go on after the summing, and are kept longer than minutes and hours', async () => {
    const totals = await inTables((sql) => {
      const counters = new CounterStore(sql)
      for (const time of [now, now + hour, now + 100 * day]) {
        counters.add([count('a', 1)], time)
        counters.roll(time + hour)
      }
      return {
        totals: counters.totals(),
        minutes: sql.exec('SELECT * FROM minutes').toArray().length,
        hours: sql.exec('SELECT * FROM hours').toArray().length,
      }
    })
    expect(totals).toEqual({ totals: [count('a', 3)], minutes: 1, hours: 1 })
  })

  test('are not lost where the clock goes back into an hour that is summed up', async () => {
    const seen = await inTables((sql) => {
      const counters = new CounterStore(sql)
      counters.add([count('a', 1)], now)
      counters.roll(now + hour)
      counters.add([count('a', 1)], now)
      counters.roll(now + 2 * hour)
      return counters.totals()
    })
    expect(seen).toEqual([count('a', 2)])
  })

  test('are summed up once where the clock goes back over an hour', async () => {
    const seen = await inTables((sql) => {
      const counters = new CounterStore(sql)
      counters.add([count('a', 1)], now - hour)
      for (const time of [now, now - hour, now]) counters.roll(time)
      return { totals: counters.totals(), hours: sql.exec('SELECT n FROM hours').toArray() }
    })
    expect(seen).toEqual({ totals: [count('a', 1)], hours: [{ n: 1 }] })
  })

  test('of an hour stay whole in a chart when half of its minutes are gone', async () => {
    const chart = await inTables((sql) => {
      const counters = new CounterStore(sql)
      for (const past of [10, 50]) counters.add([count('a', 1)], at(now, hour) + past * minute)
      counters.roll(now + hour)
      counters.roll(at(now, hour) + 30 * minute + 48 * hour)
      return counters.series({ partner: 'acme', from: now, to: now + 1, span: 'hour' })
    })
    expect(chart).toEqual([{ at: at(now, hour), counts: { a: 2 } }])
  })

  test.for([
    { what: 'nothing', bad: count('a', 0) },
    { what: 'less than nothing', bad: count('a', -1) },
    { what: 'half', bad: count('a', 0.5) },
    { what: 'no number', bad: count('a', Number.NaN) },
    { what: 'no name', bad: count('', 1) },
    { what: 'an absurd name', bad: count('x'.repeat(101), 1) },
  ])('leave out $what', async ({ bad }) => {
    const totals = await inTables((sql) => {
      const counters = new CounterStore(sql)
      counters.add([bad, count('b', 1)], now)
      return counters.totals()
    })
    expect(totals).toEqual([count('b', 1)])
  })

  test.for<{ span: 'minute' | 'hour'; from: number; to: number; points: readonly Point[] }>([
    {
      span: 'minute',
      from: now - 2 * hour,
      to: now + minute,
      points: [
        { at: at(now - 70 * minute, minute), counts: { a: 1 } },
        { at: at(now - minute, minute), counts: { a: 2, b: 4 } },
        { at: at(now, minute), counts: { a: 8 } },
      ],
    },
    { span: 'minute', from: at(now, minute), to: now + minute, points: [{ at: at(now, minute), counts: { a: 8 } }] },
    { span: 'minute', from: now - 2 * hour, to: now - 70 * minute - 31_000, points: [] },
    {
      span: 'hour',
      from: now - 2 * hour,
      to: now + minute,
      points: [
        { at: at(now - 70 * minute, hour), counts: { a: 1 } },
        { at: at(now - minute, hour), counts: { a: 2, b: 4 } },
        { at: at(now, hour), counts: { a: 8 } },
      ],
    },
  ])('by $span from $from to $to are a chart', async ({ span, from, to, points }) => {
    const charts = await inTables((sql) => {
      const counters = new CounterStore(sql)
      counters.add([count('a', 1)], now - 70 * minute)
      counters.add([count('a', 2), count('b', 4), count('a', 99, 'other')], now - minute)
      counters.add([count('a', 8)], now)
      const running = counters.series({ partner: 'acme', from, to, span })
      counters.roll(now)
      const half = counters.series({ partner: 'acme', from, to, span })
      counters.roll(now + hour)
      return [running, half, counters.series({ partner: 'acme', from, to, span })]
    })
    expect(charts).toEqual([points, points, points])
  })
})

const digest = (i: number): string => i.toString(16).padStart(16, '0')
const digests = (n: number, from = 0): readonly string[] => Array.from({ length: n }, (_, i) => digest(from + i))
const [acme, other] = [
  { partner: 'acme', account: 'default' },
  { partner: 'other', account: 'default' },
]

/** Names so many accounts, each with one tombstone. */
function nameAccounts(sql: SqlStorage, accounts: number): void {
  for (let i = 0; i < accounts; i++) {
    sql.exec('INSERT INTO named (owner) VALUES (?)', `acme/a${i}`)
    sql.exec('INSERT INTO tombstones VALUES (?, ?, ?, ?)', now * 1_000 + i, digest(i), `acme/a${i}`, now)
  }
}

describe('tombstones', () => {
  test('are told once, and again when a later delete came', async () => {
    const deltas = await inTables((sql) => {
      const tombstones = new Tombstones(sql)
      tombstones.add(acme, { digests: digests(2), acceptedAt: now - 9 }, now)
      const first = tombstones.since(0, now)
      const second = tombstones.since(first.version, now)
      tombstones.add(acme, { digests: [digest(1)], acceptedAt: now - 8 }, now)
      tombstones.add(acme, { digests: [digest(0)], acceptedAt: now - 10 }, now)
      const third = tombstones.since(second.version, now)
      return [first, second, third].map(({ tombstones: told, more }) => ({ told, more }))
    })
    expect(deltas).toEqual([
      { told: { [digest(0)]: now - 9, [digest(1)]: now - 9 }, more: false },
      { told: {}, more: false },
      { told: { [digest(1)]: now - 8 }, more: false },
    ])
  })

  test('that come twice are written once, as two rows', async () => {
    const written = await inTables((sql) => {
      const meter = metered(sql)
      const tombstones = new Tombstones(meter.sql)
      tombstones.add(acme, { digests: digests(3), acceptedAt: now }, now)
      tombstones.add(acme, { digests: digests(3), acceptedAt: now }, now + 5)
      return meter.written()
    })
    expect(written).toBe(6)
  })

  test.for([
    { age: 5 * hour - 1, told: 1 },
    { age: 5 * hour, told: 0 },
  ])('of $age ms ago: $told are told and kept', async ({ age, told }) => {
    const seen = await inTables((sql) => {
      const tombstones = new Tombstones(sql)
      tombstones.add(acme, { digests: digests(1), acceptedAt: now - hour }, now - hour)
      const later = now - hour + age
      const delta = tombstones.since(0, later)
      tombstones.tidy(later)
      const kept = sql.exec('SELECT 1 FROM tombstones').toArray().length
      tombstones.add(acme, { digests: [digest(9)], acceptedAt: later - age }, later)
      return {
        told: Object.keys(delta.tombstones).length,
        kept,
        added: sql.exec('SELECT 1 FROM tombstones').toArray().length - kept,
      }
    })
    expect(seen).toEqual({ told, kept: told, added: told })
  })

  test('are told in pages of less than 1 MB', async () => {
    const pages = await inTables((sql) => {
      const tombstones = new Tombstones(sql)
      for (let i = 0; i < 11; i++)
        tombstones.add(
          { partner: 'acme', account: `a${i}` },
          { digests: digests(5_000, i * 5_000), acceptedAt: now },
          now,
        )
      const pages: Delta[] = []
      do pages.push(tombstones.since(pages.at(-1)?.version ?? 0, now))
      while (pages.at(-1)?.more === true)
      return pages.map((page) => ({ told: Object.keys(page.tombstones).length, more: page.more }))
    })
    expect(pages).toEqual([
      { told: 25_000, more: true },
      { told: 25_000, more: true },
      { told: 5_000, more: false },
    ])
  })

  test('of an account with more than 5,000 are a name; it is listed again, to everybody, when it has become small', async () => {
    const told = await inTables((sql) => {
      const tombstones = new Tombstones(sql)
      tombstones.add(other, { digests: [digest(99_999)], acceptedAt: now }, now)
      tombstones.add(acme, { digests: digests(5_000), acceptedAt: now }, now)
      const full = tombstones.since(0, now)
      tombstones.add(acme, { digests: [digest(5_000)], acceptedAt: now + hour }, now + hour)
      const named = tombstones.since(0, now + hour)
      const small = new Tombstones(sql)
      small.tidy(now + 5 * hour)
      const again = small.since(named.version, now + 5 * hour)
      return [full, named, again].map(({ named: names, tombstones: list }) => ({
        names,
        told: Object.keys(list).length,
      }))
    })
    expect(told).toEqual([
      { names: [], told: 5_001 },
      { names: ['acme/default'], told: 1 },
      { names: [], told: 1 },
    ])
  })

  test('cost few rows to add and to tell, however many accounts are named', async () => {
    const read = await inTables((sql) => {
      nameAccounts(sql, 2_000)
      const meter = metered(sql)
      const tombstones = new Tombstones(meter.sql)
      tombstones.add(acme, { digests: [digest(99_999)], acceptedAt: now }, now)
      const { version } = tombstones.since(0, now)
      const before = meter.read()
      tombstones.add(acme, { digests: [digest(99_998)], acceptedAt: now }, now)
      const delta = tombstones.since(version, now)
      return { told: Object.keys(delta.tombstones), named: delta.named.length, read: meter.read() - before }
    })
    expect(read).toEqual({ told: [digest(99_998)], named: 2_000, read: expect.any(Number) as number })
    expect(read.read).toBeLessThan(20)
  })

  test('of many accounts are listed again by one walk through the table', async () => {
    const seen = await inTables((sql) => {
      nameAccounts(sql, 2_000)
      const meter = metered(sql)
      const tombstones = new Tombstones(meter.sql)
      tombstones.tidy(now)
      const read = meter.read()
      const delta = tombstones.since(0, now)
      return { told: Object.keys(delta.tombstones).length, named: delta.named, rowsAWalk: read / 2_000 }
    })
    expect(seen).toEqual({ told: 2_000, named: [], rowsAWalk: expect.any(Number) as number })
    expect(seen.rowsAWalk).toBeLessThan(20)
  })

  test('are named at once, and where a transaction was rolled back after some were listed again they still are', async () => {
    const seen = await inTables((sql, storage) => {
      const tombstones = new Tombstones(sql)
      tombstones.add(acme, { digests: digests(5_001), acceptedAt: now }, now)
      const named = tombstones.named()
      const tidied = (): void => {
        tombstones.tidy(now + 5 * hour)
        throw new Error('the disk is gone')
      }
      expect(() => storage.transactionSync(tidied)).toThrow('the disk is gone')
      return [named, tombstones.named()]
    })
    expect(seen).toEqual([['acme/default'], ['acme/default']])
  })

  test('are all told to an isolate that knows more than the registry, as after a restore', async () => {
    const told = await inTables((sql) => {
      const tombstones = new Tombstones(sql)
      tombstones.add(acme, { digests: digests(3), acceptedAt: now }, now)
      return tombstones.since((now + 1) * 1_000_000, now)
    })
    expect(Object.keys(told.tombstones)).toHaveLength(3)
  })

  test('of a registry that lost its storage are newer than all that isolates have', async () => {
    const [before, after] = await Promise.all(
      [now, now + 1].map((time) =>
        inTables((sql) => {
          const tombstones = new Tombstones(sql)
          tombstones.add(acme, { digests: digests(time === now ? 999 : 1), acceptedAt: time }, time)
          return tombstones.since(0, time).version
        }),
      ),
    )
    expect(after).toBeGreaterThan(before ?? Infinity)
  })
})

const registered = (sql: SqlStorage): Accounts => {
  const accounts = new Accounts(sql)
  for (const [partner, account] of [
    ['b', 'default'],
    ['a', 'eu'],
    ['a', 'default'],
    ['c', 'default'],
  ] as const)
    accounts.register({ partner, account, own: true }, now)
  return accounts
}

describe('accounts', () => {
  test.for([
    { filter: { limit: 10 }, listed: ['a/default', 'a/eu', 'b/default', 'c/default'] },
    { filter: { limit: 2 }, listed: ['a/default', 'a/eu'] },
    { filter: { limit: 2, after: { partner: 'a', account: 'eu' } }, listed: ['b/default', 'c/default'] },
    { filter: { limit: 10, partner: 'a' }, listed: ['a/default', 'a/eu'] },
    { filter: { limit: 10, account: 'default' }, listed: ['a/default', 'b/default', 'c/default'] },
    { filter: { limit: 10, partner: 'a', account: 'eu' }, listed: ['a/eu'] },
    { filter: { limit: 10, partner: 'a', after: { partner: 'a', account: 'default' } }, listed: ['a/eu'] },
    { filter: { limit: -1 }, listed: [] },
  ])('are listed by $filter', async ({ filter, listed }) => {
    const list = await inTables((sql) => registered(sql).list(filter))
    expect(list.map(({ partner, account }) => `${partner}/${account}`)).toEqual(listed)
  })

  test('that are known cost no written row to register, those whose owner changed one', async () => {
    const written = await inTables((sql) => {
      registered(sql)
      const meter = metered(sql)
      const accounts = new Accounts(meter.sql)
      accounts.register({ partner: 'a', account: 'eu', own: true }, now + 1)
      const known = meter.written()
      accounts.register({ partner: 'a', account: 'eu', own: false }, now + 1)
      return { known, changed: meter.written(), own: accounts.list({ limit: 1, account: 'eu' }) }
    })
    expect(written).toMatchObject({ known: 0, changed: 1, own: [{ own: false, registeredAt: now }] })
  })

  test('that report without being known are added', async () => {
    const list = await inTables((sql) => {
      const accounts = new Accounts(sql)
      accounts.keep(
        { partner: 'a', account: 'eu', own: false, gauges: { pending: 3 }, counts: [], books: {}, conditions: [] },
        now,
      )
      accounts.keep(
        { partner: 'a', account: 'eu', own: false, gauges: { pending: 2 }, counts: [], books: {}, conditions: [] },
        now + 1,
      )
      return accounts.list({ limit: 9 })
    })
    expect(list).toEqual([
      { partner: 'a', account: 'eu', own: false, gauges: { pending: 2 }, registeredAt: now, reportedAt: now + 1 },
    ])
  })
})

const late = (since: number): Said['holding'][number] => ({ kind: 'alarm lag', since, count: 1 })

describe('deletes by subject', () => {
  const one = { id: 'd1', subjects: ['of its userId', 'of its anonymousId'] }

  test('are two rows for a delete with two ids, and are forgotten under both', async () => {
    const seen = await inTables((sql) => {
      new DeleteIndex(sql).add(acme, { id: 'd0', subjects: ['of its userId'] })
      const meter = metered(sql)
      const index = new DeleteIndex(meter.sql)
      index.add(acme, one)
      index.add(acme, one)
      const written = meter.written()
      index.forget(acme, [one])
      return { written, found: one.subjects.flatMap((subject) => index.find(subject)) }
    })
    expect(seen).toEqual({ written: 2, found: [{ ...acme, id: 'd0' }] })
  })

  test('say which accounts have had deletes, until an account is gone, also where a version of before wrote them', async () => {
    const seen = await inTables((sql) => {
      const index = new DeleteIndex(sql)
      const had = [index.knows(acme)]
      sql.exec("INSERT INTO deletes (subject, partner, account, id) VALUES ('s', 'acme', 'default', 'd1')")
      had.push(index.knows(acme), index.knows(other))
      index.unregister(acme)
      return [...had, index.knows(acme)]
    })
    expect(seen).toEqual([false, true, false, false])
  })
})

describe('conditions', () => {
  const said: Said = { ...acme, source: 'queue', holding: [] }
  const refused = { kind: 'credential refused', since: now, count: 1 } as const
  const open = { kind: 'circuit open', since: now, count: 1 } as const
  const dead = { kind: 'dead letters', since: now, count: 2 } as const

  test('hold until a report without them, but for dead letters', async () => {
    const kinds = await inTables((sql) => {
      const conditions = new Conditions(sql)
      conditions.keep({ ...said, holding: [refused, dead] }, now)
      conditions.keep({ ...said, ...other, holding: [refused] }, now)
      conditions.keep(said, now + 1)
      return conditions.list().map(({ partner, kind, count: n }) => ({ partner, kind, n }))
    })
    expect(kinds).toEqual([
      { partner: 'acme', kind: 'dead letters', n: 2 },
      { partner: 'other', kind: 'credential refused', n: 1 },
    ])
  })

  test('of one source are over when that source no longer says so; another says nothing of them', async () => {
    const silence = { kind: 'silence', since: now, count: 1 } as const
    const kinds = await inTables((sql) => {
      const conditions = new Conditions(sql)
      const held = (): readonly string[] => conditions.list().map(({ kind }) => kind)
      conditions.keep({ ...said, holding: [refused] }, now)
      conditions.keep({ ...said, source: 'activity', holding: [silence] }, now)
      const both = held()
      conditions.keep(said, now + 1)
      const left = held()
      conditions.keep({ ...said, source: 'activity' }, now + 2)
      return [both, left, held()]
    })
    expect(kinds).toEqual([['credential refused', 'silence'], ['silence'], []])
  })

  test('of a kind that only a later version knows are left alone: neither listed, nor ended, nor taken from an object of that version', async () => {
    const seen = await inTables((sql) => {
      sql.exec(
        "INSERT INTO conditions (partner, account, kind, since, n) VALUES ('acme', 'default', 'of tomorrow', 1, 1)",
      )
      const conditions = new Conditions(sql)
      const changed = conditions.keep({ ...said, holding: [refused, { ...refused, kind: 'another' as never }] }, now)
      conditions.keep(said, now + 1)
      const stored = sql.exec('SELECT kind FROM conditions').toArray()
      return { changed: changed.map(({ kind }) => kind), listed: conditions.list(), stored }
    })
    expect(seen).toEqual({ changed: ['credential refused'], listed: [], stored: [{ kind: 'of tomorrow' }] })
  })

  test('that are reported again are no change, and write nothing', async () => {
    const seen = await inTables((sql) => {
      new Conditions(sql).keep({ ...said, holding: [refused, late(now)] }, now)
      const meter = metered(sql)
      const changed = new Conditions(meter.sql).keep({ ...said, holding: [refused, late(now + 1)] }, now + 1)
      return { changed, written: meter.written() }
    })
    expect(seen).toEqual({ changed: [], written: 0 })
  })

  test('that were told are marked, dead letters are over', async () => {
    const list = await inTables((sql) => {
      const conditions = new Conditions(sql)
      conditions.keep({ ...said, holding: [refused, dead, open] }, now)
      conditions.keep({ ...said, account: 'eu', holding: [refused, dead, open] }, now)
      for (const kind of ['credential refused', 'dead letters'] as const)
        conditions.alerted({ kind, partner: 'acme', accounts: ['default'], at: now + 5, since: now, n: 1, level: 1 })
      return conditions.list().map(({ account, kind, toldAt, toldLevel }) => ({ account, kind, toldAt, toldLevel }))
    })
    expect(list).toEqual([
      { account: 'default', kind: 'circuit open', toldAt: 0, toldLevel: 0 },
      { account: 'default', kind: 'credential refused', toldAt: now + 5, toldLevel: 1 },
      { account: 'eu', kind: 'circuit open', toldAt: 0, toldLevel: 0 },
      { account: 'eu', kind: 'credential refused', toldAt: 0, toldLevel: 0 },
      { account: 'eu', kind: 'dead letters', toldAt: 0, toldLevel: 0 },
    ])
  })
})
