import { describe, expect, test } from 'vitest'
import { GroupedWrites } from '../../../src/runtime/group.ts'
import { Known } from '../../../src/registry/known.ts'
import type { Count, SyncReply } from '../../../src/registry/messages.ts'
import { overflowOf } from '../../../src/registry/overflow.ts'
import { Unsent } from '../../../src/registry/unsent.ts'

const many = (n: number, each: number): [string, number][] => Array.from({ length: n }, (_, i) => [`a/${i}`, each])

describe('accounts with many tombstones', () => {
  test.for<{ when: string; recent: [string, number][]; named: string[]; name: string[]; list: string[] }>([
    { when: 'there are none', recent: [], named: [], name: [], list: [] },
    { when: 'one has 5,000', recent: [['a/b', 5_000]], named: [], name: [], list: [] },
    {
      when: 'one has 5,001',
      recent: [
        ['a/b', 5_001],
        ['a/c', 1],
      ],
      named: [],
      name: ['a/b'],
      list: [],
    },
    {
      when: 'only one of two has more',
      recent: [
        ['a/b', 5_001],
        ['a/c', 5_000],
      ],
      named: [],
      name: ['a/b'],
      list: [],
    },
    { when: 'one is named already', recent: [['a/b', 6_000]], named: ['a/b'], name: [], list: [] },
    { when: 'a named one is still above half', recent: [['a/b', 2_501]], named: ['a/b'], name: [], list: [] },
    { when: 'a named one has fallen to half', recent: [['a/b', 2_500]], named: ['a/b'], name: [], list: ['a/b'] },
    { when: 'a named one has none left', recent: [], named: ['a/b'], name: [], list: ['a/b'] },
    { when: 'all together have 100,000', recent: many(20, 5_000), named: [], name: [], list: [] },
    {
      when: 'all together have more',
      recent: [...many(20, 4_999), ['big/one', 5_000]],
      named: [],
      name: ['big/one'],
      list: [],
    },
    {
      when: 'there is no room for a named one',
      recent: [...many(20, 2_400), ['a/b', 2_001]],
      named: ['a/b'],
      name: [],
      list: [],
    },
    {
      when: 'there is room for the smaller of two',
      recent: [...many(20, 2_400), ['a/b', 2_000], ['a/c', 1_000]],
      named: ['a/b', 'a/c'],
      name: [],
      list: ['a/c'],
    },
  ])('are named and listed again, when $when', ({ recent, named, name, list }) => {
    expect(overflowOf(new Map(recent), new Set(named))).toEqual({ name, list })
  })
})

const reply = (more: Partial<SyncReply>): SyncReply => ({
  version: 1,
  pauses: [],
  tombstones: {},
  named: [],
  failing: [],
  more: false,
  ...more,
})
const count = (n: number): Count => ({ partner: 'a', name: 'x', n })

describe('what an isolate knows', () => {
  test('are pauses of a kind, tombstones by their latest time, and named accounts', () => {
    const known = new Known()
    known.setStates(reply({ pauses: [{ partner: 'acme', kind: 'events', since: 1 }], named: ['acme/big'] }))
    known.addTombstones({ aa: 5, bb: 7 })
    known.addTombstones({ aa: 6, bb: 6 })
    expect([
      known.isPaused('acme', 'events'),
      known.isPaused('acme', 'deletes'),
      known.isPaused('b', 'events'),
    ]).toEqual([true, false, false])
    expect([known.isOverflowed('acme', 'big'), known.isOverflowed('acme', 'small')]).toEqual([true, false])
    expect([known.tombstoneOf('aa'), known.tombstoneOf('bb'), known.tombstoneOf('cc')]).toEqual([6, 7, undefined])
  })

  test('a resumed partner and an account that is listed again are forgotten', () => {
    const known = new Known()
    known.setStates(reply({ pauses: [{ partner: 'acme', kind: 'events', since: 1 }], named: ['acme/big'] }))
    known.setStates(reply({}))
    expect([known.isPaused('acme', 'events'), known.isOverflowed('acme', 'big')]).toEqual([false, false])
  })

  test('an account stays named until all tombstones are here', () => {
    const known = new Known()
    known.setStates(reply({ named: ['acme/big'] }))
    known.setStates(reply({ more: true }))
    expect(known.isOverflowed('acme', 'big')).toBe(true)
    known.setStates(reply({}))
    expect(known.isOverflowed('acme', 'big')).toBe(false)
  })

  test('old tombstones are forgotten', () => {
    const known = new Known()
    known.addTombstones({ aa: 5, bb: 7 })
    known.forgetBefore(7)
    expect([known.tombstoneOf('aa'), known.tombstoneOf('bb'), known.size]).toEqual([undefined, 7, 1])
  })
})

describe('counts that the registry has not got', () => {
  test('are added up, and lent once', () => {
    const unsent = new Unsent(10)
    unsent.add(count(1))
    unsent.add(count(2))
    unsent.add({ ...count(5), name: 'y' })
    expect(unsent.take(0).counts).toEqual([count(3), { ...count(5), name: 'y' }])
    expect(unsent.take(0).counts).toEqual([])
  })

  test('come back once where they could not be sent', () => {
    const unsent = new Unsent(10)
    unsent.add(count(1))
    const loan = unsent.take(0)
    unsent.add(count(2))
    unsent.giveBack(loan)
    unsent.giveBack(loan)
    expect(unsent.take(0).counts).toEqual([count(3)])
  })

  test('are gone when they were sent', () => {
    const unsent = new Unsent(10)
    unsent.add(count(1))
    const loan = unsent.take(0)
    expect(unsent.isEmpty).toBe(false)
    unsent.settle(loan)
    unsent.giveBack(loan)
    expect([unsent.isEmpty, unsent.take(99).counts]).toEqual([true, []])
  })

  test('come back by themselves where the request that took them died', () => {
    const unsent = new Unsent(10)
    unsent.add(count(1))
    unsent.take(0)
    expect(unsent.take(9).counts).toEqual([])
    expect(unsent.take(10).counts).toEqual([count(1)])
  })
})

describe('counts of several callers', () => {
  test('are written at once, and again for the callers after', async () => {
    const written: (readonly Count[])[] = []
    const group = new GroupedWrites<readonly Count[]>((counts) => void written.push(counts.flat()))
    await Promise.all([group.add([count(1)], 1), group.add([count(2), count(3)], 1)])
    await group.add([count(4)], 1)
    expect(written).toEqual([[count(1), count(2), count(3)], [count(4)]])
  })

  test('that cannot be written fail all of them, and none that come after', async () => {
    let fails = true
    const group = new GroupedWrites<readonly Count[]>(() => {
      if (fails) throw new Error('full')
    })
    const ends = await Promise.allSettled([group.add([count(1)], 1), group.add([count(1)], 1)])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    fails = false
    await group.add([count(1)], 1)
  })
})
