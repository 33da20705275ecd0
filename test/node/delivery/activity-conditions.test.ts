import { describe, expect, test } from 'vitest'
import type { Rise, Tried } from '../../../src/activity/conditions.ts'
import { riseOf, silentSince, triedIn } from '../../../src/activity/conditions.ts'
import type { Counted, LedgerPoint } from '../../../src/activity/record.ts'

const hour = 3_600_000
const noon = Date.parse('2026-11-22T12:00:00.000Z')
const now = noon + 1_000

const counted: Counted = {
  mapping: 'h',
  subscription: 'Track',
  queued: false,
  outcome: 'delivered',
  failed: false,
  reason: '',
  n: 1,
}

/** The steps of the hours before noon, the latest last; -1: an hour in which only the queue worked. */
function hours(received: readonly number[]): readonly LedgerPoint[] {
  return received.flatMap((n, i): readonly LedgerPoint[] => {
    if (n === 0) return []
    const counts = [n < 0 ? { ...counted, queued: true } : { ...counted, n }]
    return [{ at: noon - (received.length - i) * hour, counts }]
  })
}

const day = (n: number): readonly number[] => Array.from({ length: 24 }, () => n)

describe('an account', () => {
  test.for<{ that: string; received: readonly number[]; silentHours: number | undefined }>([
    { that: 'never got anything', received: [], silentHours: undefined },
    { that: 'gets events', received: [...day(50), 50], silentHours: undefined },
    { that: 'got none for an hour', received: [...day(50), 0], silentHours: 1 },
    { that: 'got none for an hour, while its queue works', received: [...day(50), -1], silentHours: 1 },
    { that: 'got events for less than a day', received: [...day(50).slice(1), 0], silentHours: undefined },
    {
      that: 'had an hour without events the day before',
      received: [0, ...day(50).slice(1), 0],
      silentHours: undefined,
    },
    { that: 'stopped at the beginning of an hour', received: [...day(50).slice(1), 1, 0], silentHours: 1 },
    { that: 'gets two an hour, and none for an hour', received: [...day(2), 0], silentHours: undefined },
    { that: 'gets two an hour, and none for five', received: [...day(2), 0, 0, 0, 0, 0], silentHours: 5 },
    { that: 'gets fewer at night', received: [...day(50).slice(6), 2, 2, 2, 2, 2, 2, 0], silentHours: undefined },
    { that: 'got none for three days', received: [...day(50), ...day(0), ...day(0), ...day(0)], silentHours: 72 },
    { that: 'got none for longer', received: [...day(50), ...day(0), ...day(0), ...day(0), 0], silentHours: undefined },
  ])('that $that is silent: $silentHours h', ({ received, silentHours }) => {
    const since = silentHours === undefined ? undefined : noon - silentHours * hour
    expect(silentSince(hours(received), now)).toBe(since)
  })

  test('that got events in the hour that runs is silent no more', () => {
    const points = [...hours([...day(50), 0]), { at: noon, counts: [counted] }]
    expect(silentSince(points, now)).toBeUndefined()
  })
})

const of = (failed: number, delivered: number): Tried => ({ failed, delivered })

describe('a failure rate', () => {
  const rise: Rise = { since: noon - hour, shareBefore: 0.1 }

  test.for<{ that: string; lastHour: Tried; dayBefore?: Tried; known?: Rise; after: Partial<Rise> | undefined }>([
    {
      that: 'rises from nothing',
      lastHour: of(20, 180),
      dayBefore: of(0, 1_000),
      after: { since: now, shareBefore: 0 },
    },
    { that: 'is of 19 failures', lastHour: of(19, 1), dayBefore: of(0, 1_000), after: undefined },
    { that: 'rises by 9 points', lastHour: of(90, 910), dayBefore: of(0, 1_000), after: undefined },
    { that: 'was a tenth, and is a quarter', lastHour: of(250, 750), dayBefore: of(100, 900), after: undefined },
    { that: 'was a tenth, and is three', lastHour: of(301, 699), dayBefore: of(100, 900), after: { shareBefore: 0.1 } },
    { that: 'has no day before it', lastHour: of(50, 0), dayBefore: of(0, 0), after: undefined },
    { that: 'has hardly a day before it', lastHour: of(50, 0), dayBefore: of(0, 19), after: undefined },
    { that: 'has risen and stays', lastHour: of(151, 849), known: rise, after: rise },
    { that: 'has risen, of few events now', lastHour: of(3, 2), known: rise, after: rise },
    { that: 'has risen and is almost what it was', lastHour: of(149, 851), known: rise, after: undefined },
    { that: 'has risen, and nothing is tried', lastHour: of(0, 0), known: rise, after: undefined },
  ])('that $that', ({ lastHour, dayBefore, known, after }) => {
    const found = riseOf(lastHour, { dayBefore, known, now })
    if (after === undefined) expect(found).toBeUndefined()
    else expect(found).toMatchObject(after)
  })

  test('is that of what was tried: what waits untried, or comes from an earlier version, counts nowhere', () => {
    const { failed: _, ...earlier } = counted
    const counts: readonly Counted[] = [
      { ...counted, n: 5 },
      { ...counted, outcome: 'queued', n: 70 },
      { ...counted, outcome: 'queued', failed: true, reason: 'the partner answered 503', n: 3 },
      { ...counted, outcome: 'retryable', queued: true, failed: true, n: 2 },
      { ...earlier, n: 100 },
      { ...earlier, outcome: 'rejected', n: 100 },
    ]
    expect(triedIn(counts)).toEqual({ failed: 5, delivered: 5 })
  })
})
