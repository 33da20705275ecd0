import { describe, expect, test } from 'vitest'
import { allEnds } from '../../../src/queue/plan.ts'
import type { ReportedQueue } from '../../../src/registry/balance.ts'
import { imbalancesOf, queueSides, receivedResults } from '../../../src/registry/balance.ts'
import type { BookedCount } from '../../../src/registry/messages.ts'

const acme = { partner: 'acme', account: 'default' }

function received(results: Readonly<Record<string, number>>, account = 'default'): readonly BookedCount[] {
  return Object.entries(results).map(([name, n]) => ({ ...acme, account, mapping: 'h1', name: `received.${name}`, n }))
}

function queue(book: Readonly<Record<string, number>>, pending: number, parked = 0): ReportedQueue {
  const named = Object.entries(book).map(([name, n]) => [`deliveries.${name}`, n])
  return { ...acme, books: { h1: Object.fromEntries(named) as Record<string, number> }, gauges: { pending, parked } }
}

describe('books', () => {
  const all = { stored: 20, revived: 2, found: 1, before: 4, repeated: 9, 'items rejected': 5 }
  const ended = Object.fromEntries(allEnds.map((end) => [end, 2]))

  test.for<{ that: string; books?: readonly BookedCount[]; queues?: readonly ReportedQueue[]; n: number | undefined }>([
    { that: 'are empty', n: undefined },
    {
      that: 'hold every result',
      books: received(Object.fromEntries(receivedResults.map((one) => [one, 3]))),
      n: undefined,
    },
    { that: 'hold every end', queues: [queue({ ...all, ...ended, lost: 2 }, 3, 2)], n: undefined },
    { that: 'hold a result that nobody knows', books: received({ delivered: 3, undefined: 2 }), n: 2 },
    { that: 'have lost a delivery', queues: [queue({ stored: 3, delivered: 1 }, 1)], n: 1 },
    { that: 'have one too many', queues: [queue({ stored: 3, delivered: 3 }, 0, 1)], n: 1 },
    { that: 'hold an end that nobody knows', queues: [queue({ stored: 3, vanished: 3 }, 0)], n: 3 },
    { that: 'are wrong in both', books: received({ odd: 2 }), queues: [queue({ stored: 1 }, 0)], n: 3 },
  ])('that $that are out of balance by $n', ({ books = [], queues = [], n }) => {
    expect(imbalancesOf(books, queues)).toEqual(n === undefined ? [] : [{ ...acme, n }])
  })

  test('of one account do not make up for those of another', () => {
    const queues = [queue({ stored: 1 }, 0), { ...queue({ stored: 1 }, 2), account: 'eu' }]
    expect(imbalancesOf(received({ odd: 1 }, ''), queues)).toEqual([
      { ...acme, account: '', n: 1 },
      { ...acme, n: 1 },
      { ...acme, account: 'eu', n: 1 },
    ])
  })

  test('name every end that a queue has', () => {
    const ends = Object.keys(queueSides).filter((name) => queueSides[name] === -1)
    expect(ends.toSorted()).toEqual([...allEnds, 'lost'].map((end) => `deliveries.${end}`).toSorted())
  })
})
