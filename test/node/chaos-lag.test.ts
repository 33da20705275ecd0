import { describe, expect, test } from 'vitest'
import { lagOf, lateAttemptIn, longestBackoffMs, percentile } from '../../scripts/chaos-lag.ts'

const oneToHundred = Array.from({ length: 100 }, (_, i) => 100 - i)

test.for([
  { values: [], share: 0.5, is: undefined },
  { values: [7], share: 0.5, is: 7 },
  { values: [7], share: 0.99, is: 7 },
  { values: [10, 9, 100], share: 0.5, is: 10 },
  { values: [1, 2, 3, 4], share: 0.5, is: 2 },
  { values: [4, 3, 2, 1], share: 1, is: 4 },
  { values: oneToHundred, share: 0.5, is: 50 },
  { values: oneToHundred, share: 0.99, is: 99 },
  { values: [...oneToHundred, 101], share: 0.99, is: 100 },
  { values: [2, 1], share: 0, is: 1 },
])('the percentile $share of $values is $is', ({ values, share, is }) => {
  expect(percentile(values, share)).toBe(is)
})

test.for([
  { attempt: 1, is: undefined },
  { attempt: 2, is: 100 },
  { attempt: 3, is: 200 },
  { attempt: 5, is: 800 },
  { attempt: 6, is: 1_000 },
  { attempt: 2_000, is: 1_000 },
])('the longest backoff before attempt $attempt is $is', ({ attempt, is }) => {
  expect(longestBackoffMs(attempt, { baseMs: 100, capMs: 1_000 })).toBe(is)
})

describe('a log line', () => {
  test.for([
    {
      what: 'of an attempt of the queue tells',
      line: '{"at":"attempt","queued":true,"attempt":3,"lateMs":0,"ms":41}',
      is: { attempt: 3, lateMs: 0 },
    },
    {
      what: 'of an attempt of the queue without its number is skipped',
      line: '{"at":"attempt","queued":true,"lateMs":5}',
      is: 'skipped',
    },
    {
      what: 'of an attempt of the queue that does not say how late it was is skipped',
      line: '{"at":"attempt","queued":true,"attempt":3}',
      is: 'skipped',
    },
    { what: 'of an inline attempt is none of these', line: '{"at":"attempt","attempt":1,"lateMs":5}', is: undefined },
    {
      what: 'of something else is none of these',
      line: '{"at":"delete","queued":true,"attempt":1,"lateMs":5}',
      is: undefined,
    },
    { what: 'that was cut off by a kill is none of these', line: '{"at":"attempt","queued":tr', is: undefined },
    { what: 'that is no JSON is none of these', line: 'workerd: attempt', is: undefined },
  ])('$what', ({ line, is }) => {
    expect(lateAttemptIn(line)).toEqual(is)
  })
})

describe('the lag of a run', () => {
  const backoff = { baseMs: 100, capMs: 1_000 }

  test('is unknown where no line told', () => {
    expect(lagOf(['skipped', 'skipped'], backoff)).toEqual({
      attempts: 0,
      skipped: 2,
      p50Ms: undefined,
      p99Ms: undefined,
      maxMs: undefined,
      p99Ratio: undefined,
    })
  })

  test('counts first attempts too, but compares only retries with their backoff', () => {
    const told = [
      { attempt: 1, lateMs: 9_000 },
      { attempt: 2, lateMs: 300 },
      'skipped',
      { attempt: 6, lateMs: 2_000 },
    ] as const
    expect(lagOf(told, backoff)).toEqual({
      attempts: 3,
      skipped: 1,
      p50Ms: 2_000,
      p99Ms: 9_000,
      maxMs: 9_000,
      p99Ratio: 3,
    })
  })
})
