import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { Selection } from '../../src/queue/selection.ts'
import { Store } from '../../src/queue/store.ts'
import { makeTables } from '../kit/object.ts'
import { entry, testAccount } from '../kit/queue.ts'

/** A row as a test lays it. `due`, `lease`: ms; the clock of the tests is at 100. */
interface Laid {
  readonly id: string
  readonly due?: number
  readonly lease?: number
  readonly owed?: number
  readonly attempts?: number
  readonly unackedClaims?: number
  readonly urgent?: number
  readonly accepted?: number
  readonly hold?: string
  readonly body?: string
}

const now = 100
const megabyte = 1_024 * 1_024
const selection: Selection = { now, mostOwed: 100, rows: 'all', random: 0, full: [], isTaken: () => false }

/** Does something with a store of real tables that hold some rows; gives what it gives, and the rows after it. */
async function withRows<T>(
  rows: readonly Laid[],
  work: (store: Store) => T,
): Promise<{ readonly gives: T; readonly rows: readonly Readonly<Record<string, SqlStorageValue>>[] }> {
  const { stub } = testAccount('plain', 'ok')
  await makeTables(stub)
  return runInDurableObject(stub, (_, { storage: { sql } }) => {
    for (const {
      id,
      due = 0,
      lease = 0,
      owed = 1,
      attempts = 0,
      unackedClaims = 0,
      urgent = 0,
      accepted = 0,
      hold = null,
      body = '[]',
    } of rows)
      sql.exec(
        'INSERT INTO events (id, due, lease_until, owed, attempts, strikes, hold, body, accepted_at, urgent, fence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 7)',
        id,
        due,
        lease,
        owed,
        attempts,
        unackedClaims,
        hold,
        body,
        accepted,
        urgent,
      )
    const gives = work(new Store(sql))
    const left = sql.exec(
      'SELECT id, due, lease_until AS lease, owed, attempts, strikes AS unackedClaims, fence AS leaseToken, hold, reason FROM events',
    )
    return { gives, rows: left.toArray() }
  })
}

describe('what a run takes up', () => {
  test.for<{ takes: string; rows: readonly Laid[]; by?: Partial<Selection>; ids: readonly string[] }>([
    {
      takes: 'what is due, the earliest first, and nothing else',
      rows: [
        { id: 'a', due: 90 },
        { id: 'b', due: 101 },
        { id: 'c', due: 10 },
        { id: 'd', due: 100 },
      ],
      ids: ['c', 'a', 'd'],
    },
    {
      takes: 'no more deliveries than there is room for',
      rows: [
        { id: 'a', owed: 60 },
        { id: 'b', due: 1, owed: 40 },
        { id: 'c', due: 2 },
      ],
      ids: ['a', 'b'],
    },
    {
      takes: 'one row, however many deliveries it holds',
      rows: [
        { id: 'a', owed: 101 },
        { id: 'b', due: 1 },
      ],
      ids: ['a'],
    },
    {
      takes: 'no more than 8 MB',
      rows: ['a', 'b', 'c'].map((id, due) => ({ id, due, body: 'x'.repeat(3 * megabyte) })),
      ids: ['a', 'b'],
    },
    {
      takes: 'the due row that was accepted last, as a probe',
      rows: [
        { id: 'a', due: 1, accepted: 7 },
        { id: 'b', due: 2, accepted: 9 },
        { id: 'c', due: 3, accepted: 8 },
        { id: 'd', due: 101, accepted: 10 },
      ],
      by: { rows: 'newest' },
      ids: ['b'],
    },
    {
      takes: 'a row alone that was claimed twice without an ack',
      rows: [
        { id: 'a', due: 1, unackedClaims: 2 },
        { id: 'b', due: 2 },
      ],
      ids: ['a'],
    },
    {
      takes: 'others without one that was struck twice',
      rows: [
        { id: 'a', due: 1 },
        { id: 'b', due: 2, unackedClaims: 2 },
        { id: 'c', due: 3, unackedClaims: 1 },
        { id: 'd', due: 4 },
      ],
      ids: ['a', 'd'],
    },
    {
      takes: 'five rows that were struck once, and none with them that was not',
      rows: Array.from({ length: 9 }, (_, due) => ({ id: `r${due}`, due, unackedClaims: due === 1 ? 0 : 1 })),
      ids: ['r0', 'r2', 'r3', 'r4', 'r5'],
    },
    {
      takes: 'what an operator wants tried before all others, and alone',
      rows: [{ id: 'a' }, { id: 'b', due: 5, urgent: 1 }, { id: 'c', due: 101, urgent: 1 }],
      ids: ['b'],
    },
    {
      takes: 'nothing but what an operator wants tried while nothing else may go',
      rows: [{ id: 'a' }, { id: 'b', due: 5, urgent: 1 }],
      by: { rows: 'none' },
      ids: ['b'],
    },
    { takes: 'nothing while nothing may go', rows: [{ id: 'a' }], by: { rows: 'none' }, ids: [] },
    {
      takes: 'the row that chance picks among those that are due',
      rows: [
        { id: 'a', due: 1 },
        { id: 'b', due: 2 },
        { id: 'c', due: 3 },
        { id: 'd', due: 101 },
      ],
      by: { rows: 'random', random: 0.5 },
      ids: ['b'],
    },
    {
      takes: 'nothing whose lease has not ended',
      rows: [
        { id: 'a', due: 101, lease: 101 },
        { id: 'b', due: 100, lease: 100 },
      ],
      ids: ['b'],
    },
    {
      takes: 'what a buffer has collected enough of, behind what is due',
      rows: [
        { id: 'a', due: 150, hold: 'Batch', owed: 2 },
        { id: 'b', due: 160, hold: 'Batch', owed: 2 },
        { id: 'c', due: 170, hold: 'Batch', owed: 2 },
        { id: 'd', due: 150, hold: 'Other' },
        { id: 'e', due: 150 },
        { id: 'f', due: 155, lease: 155, hold: 'Batch' },
        { id: 'g', due: 50 },
      ],
      by: { full: [{ subscription: 'Batch', owed: 3, forMs: 1_000 }] },
      ids: ['g', 'a', 'b'],
    },
  ])('takes $takes', async ({ rows, by, ids }) => {
    const { gives } = await withRows(rows, (store) => store.select({ ...selection, ...by }))
    expect(gives.map(({ id }) => id)).toEqual(ids)
  })

  test('writes nothing, and leaves out what a round has that still runs', async () => {
    const laid: readonly Laid[] = [{ id: 'a' }, { id: 'b' }, { id: 'c', due: 90, lease: 90 }]
    const { gives, rows } = await withRows(laid, (store) => store.select({ ...selection, isTaken: (id) => id !== 'b' }))
    expect(gives.map(({ id }) => id)).toEqual(['b', 'c'])
    expect(rows).toMatchObject(laid.map(({ id }) => ({ id, leaseToken: 7, unackedClaims: 0 })))
  })
})

describe('a claim', () => {
  test('leases a row under a new lease token, and counts an unacked claim; one that is not as it was any more is left alone', async () => {
    const { gives, rows } = await withRows(
      [
        { id: 'a', attempts: 2, unackedClaims: 1 },
        { id: 'b', due: 101 },
      ],
      (store) => [
        store.claim({ id: 'a', leaseToken: 7 }, 150),
        store.claim({ id: 'a', leaseToken: 7 }, 999),
        store.claim({ id: 'a', leaseToken: 8 }, 200),
        store.claim({ id: 'gone', leaseToken: 0 }, 200),
      ],
    )
    expect(gives).toEqual([true, false, true, false])
    expect(rows).toMatchObject([
      { id: 'a', due: 200, lease: 200, unackedClaims: 3, leaseToken: 9, attempts: 2 },
      { id: 'b', due: 101, lease: 0, unackedClaims: 0, leaseToken: 7 },
    ])
  })
})

describe('what a run writes', () => {
  const claimed: Laid = { id: 'a', due: 150, lease: 150, owed: 3, attempts: 2, unackedClaims: 1, hold: 'Batch' }
  const applied = { id: 'a', leaseToken: 7, entries: [entry()], due: 900, tried: true, reason: undefined }
  const untouched = {
    id: 'a',
    due: 150,
    lease: 150,
    owed: 3,
    attempts: 2,
    unackedClaims: 1,
    leaseToken: 7,
    hold: 'Batch',
  }
  const back = { id: 'a', due: 900, lease: 0, unackedClaims: 0, hold: null }

  test.for<{ what: string; work: (store: Store) => unknown; gives?: boolean; rows: readonly object[] }>([
    {
      what: 'what is left of a row, with an attempt',
      work: (store) => store.apply({ ...applied, reason: 'busy' }),
      gives: true,
      rows: [{ ...back, leaseToken: 8, owed: 1, attempts: 3, reason: 'busy' }],
    },
    {
      what: 'what is left of a row that was not tried',
      work: (store) => store.apply({ ...applied, tried: false }),
      gives: true,
      rows: [{ ...back, leaseToken: 8, owed: 1, attempts: 2, reason: null }],
    },
    { what: 'that a row is through', work: (store) => store.apply({ ...applied, entries: [] }), gives: true, rows: [] },
    {
      what: 'a row back, as it was',
      work: (store) => store.release('a', 7, 900),
      rows: [{ ...back, leaseToken: 7, owed: 3, attempts: 2 }],
    },
    {
      what: 'nothing under an earlier lease token, of what is left',
      work: (store) => store.apply({ ...applied, leaseToken: 6 }),
      gives: false,
      rows: [untouched],
    },
    {
      what: 'nothing under an earlier lease token, of what is through',
      work: (store) => store.apply({ ...applied, leaseToken: 6, entries: [] }),
      gives: false,
      rows: [untouched],
    },
    {
      what: 'nothing back under an earlier lease token',
      work: (store) => store.release('a', 6, 900),
      rows: [untouched],
    },
  ])('is $what', async ({ work, gives, rows }) => {
    const done = await withRows([claimed], work)
    expect(done.gives).toBe(gives)
    expect(done.rows).toMatchObject(rows)
    expect(done.rows.length).toBe(rows.length)
  })
})

describe('what others write', () => {
  const chunk = { id: 'a', body: '[]', owed: 1, dueInMs: 5 }

  test('is a row once, while it waits', async () => {
    const at = { now, request: 'r1' }
    const { gives, rows } = await withRows([], (store) => [
      store.insert(chunk, at),
      store.insert({ ...chunk, dueInMs: 50 }, { now: 200, request: 'r2' }),
    ])
    expect(gives).toEqual([true, false])
    expect(rows).toMatchObject([{ id: 'a', due: 105, leaseToken: 0, attempts: 0 }])
  })

  test('is never a row over another', async () => {
    const row = {
      id: 'a',
      due: 0,
      unackedClaims: 0,
      attempts: 0,
      acceptedAt: 0,
      request: undefined,
      entries: [entry()],
    }
    await expect(withRows([{ id: 'a' }], (store) => store.insertRow(row))).rejects.toThrow('UNIQUE')
  })

  test('is a row due now, whose answer that is on its way is ignored', async () => {
    const { gives, rows } = await withRows([{ id: 'a', due: 900, lease: 900, hold: 'Batch' }], (store) => {
      store.hasten('a', now)
      return store.apply({ id: 'a', leaseToken: 7, entries: [], due: 0, tried: false, reason: undefined })
    })
    expect(gives).toBe(false)
    expect(rows).toMatchObject([{ due: now, lease: 0, leaseToken: 8, hold: null }])
  })

  test('counts in what waits', async () => {
    const { gives } = await withRows(
      [
        { id: 'a', owed: 2, due: 9 },
        { id: 'b', owed: 3, due: 5 },
      ],
      (store) => ({ ...store.waiting(), next: store.nextDue() }),
    )
    expect(gives).toEqual({ rows: 2, owed: 5, parked: 0, oldestAt: 0, next: 5 })
    expect((await withRows([], (store) => ({ ...store.waiting(), next: store.nextDue() }))).gives).toEqual({
      rows: 0,
      owed: 0,
      parked: 0,
      oldestAt: undefined,
      next: undefined,
    })
  })
})
