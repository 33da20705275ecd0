import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Failed } from '../../../src/delivery/backoff.ts'
import { nextAttemptAt, paceOf } from '../../../src/delivery/backoff.ts'
import type { ItemOutcome } from '../../../src/delivery/call.ts'
import type { Circuit, CircuitAt, CallHealth } from '../../../src/delivery/circuit.ts'
import { Breakers } from '../../../src/destinations/breaker.ts'
import { afterCall, callsAllowed, closed, healthOf } from '../../../src/delivery/circuit.ts'
import { Rate } from '../../../src/delivery/rate.ts'

const pace = paceOf({})
const failed: Failed = { attempts: 1, slow: false, retryAfterMs: undefined, now: 0, random: 0.5 }
const afterCalls = (circuit: Circuit, told: readonly CallHealth[], at: CircuitAt): Circuit =>
  told.reduce((state, one) => afterCall(state, one, at), circuit)
const [second, minute, hour] = [1_000, 60_000, 3_600_000]

describe('the next attempt', () => {
  test.for<{ when: string; failed: Partial<Failed>; at: number }>([
    { when: 'it is the first', failed: {}, at: 15 * second },
    { when: 'it is the second', failed: { attempts: 2 }, at: 30 * second },
    { when: 'it is the fifth', failed: { attempts: 5 }, at: 4 * minute },
    { when: 'it is the hundredth', failed: { attempts: 100 }, at: 3 * hour },
    { when: 'chance is least', failed: { random: 0 }, at: second },
    { when: 'the partner is overloaded and chance is least', failed: { random: 0, slow: true }, at: minute },
    { when: 'the partner asks for less than is waited anyway', failed: { retryAfterMs: second }, at: 15 * second },
    { when: 'the partner asks for more', failed: { retryAfterMs: 10 * minute }, at: 10 * minute },
    { when: 'the partner asks for a year', failed: { retryAfterMs: 365 * 24 * hour }, at: 24 * hour },
    { when: 'it is later', failed: { now: 5 * hour }, at: 5 * hour + 15 * second },
  ])('when $when', ({ failed: change, at }) => {
    expect(nextAttemptAt({ ...failed, ...change }, pace)).toBe(at)
  })

  test('is never sooner than a second or later than a day, whatever is known', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.boolean(),
        fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, slow, retryAfterMs, random) => {
          const at = nextAttemptAt({ attempts, slow, retryAfterMs, now: 0, random }, pace)
          expect(at).toBeGreaterThanOrEqual(second)
          expect(at).toBeLessThanOrEqual(24 * hour)
        },
      ),
    )
  })

  test('is paced by the defaults where a variable is no duration', () => {
    expect(paceOf({ RETRY_BASE_MS: '3s', RETRY_CAP_MS: '-1', RETRY_SLOW_MS: '' })).toEqual(paceOf({}))
  })

  test('is paced by any variables in development, so that tests need not wait', () => {
    const ENVIRONMENT = 'development'
    expect(paceOf({ ENVIRONMENT, RETRY_BASE_MS: '10', RETRY_CAP_MS: 20, RETRY_SLOW_MS: '5' })).toMatchObject({
      baseMs: 10,
      capMs: 20,
      slowMs: 5,
    })
  })
})

const version = 'v1'
const tell = (outcome: CallHealth['outcome'], ...rows: readonly string[]): readonly CallHealth[] =>
  rows.map((row) => ({ row, outcome }))
const play = (rounds: readonly (readonly CallHealth[])[], now = 0): Circuit =>
  rounds.reduce<Circuit>((circuit, told) => afterCalls(circuit, told, { now, version }), closed)

describe('what a call tells of the partner', () => {
  const item = { value: undefined, event: { type: 'track' } }

  test.for<{ of: string; outcomes: readonly Omit<ItemOutcome, 'item'>[]; health: string | undefined }>([
    { of: 'an item that it took', outcomes: [{ outcome: 'delivered', status: 200 }], health: 'success' },
    { of: 'an item that it refused', outcomes: [{ outcome: 'rejected', status: 400 }], health: 'success' },
    { of: 'a job that it has begun', outcomes: [{ outcome: 'pending', status: 202 }], health: 'success' },
    { of: 'a poll that it cannot answer', outcomes: [{ outcome: 'pending', status: 503 }], health: 'failure' },
    { of: 'a poll that comes too often', outcomes: [{ outcome: 'pending', status: 429 }], health: 'failure' },
    { of: 'no answer', outcomes: [{ outcome: 'retryable' }], health: 'failure' },
    { of: 'a refused credential', outcomes: [{ outcome: 'unauthorized', status: 401 }], health: 'unauthorized' },
    {
      of: 'one item that it took beside one that failed',
      outcomes: [
        { outcome: 'retryable', status: 503 },
        { outcome: 'delivered', status: 503 },
      ],
      health: 'success',
    },
    { of: 'an item that the mapping refuses', outcomes: [{ outcome: 'rejected' }], health: undefined },
    { of: 'a call without any request', outcomes: [{ outcome: 'delivered' }], health: undefined },
    { of: 'nothing tried', outcomes: [], health: undefined },
  ])('of $of is $health', ({ outcomes, health }) => {
    expect(healthOf(outcomes.map((one) => ({ ...one, item })))).toBe(health)
  })
})

describe('the circuit', () => {
  test.for<{ after: string; rounds: readonly (readonly CallHealth[])[]; allowed: number | undefined }>([
    { after: 'nothing', rounds: [], allowed: undefined },
    { after: '4 failures of 4 rows', rounds: [tell('failure', 'a', 'b', 'c', 'd')], allowed: undefined },
    { after: '5 failures of 3 rows', rounds: [tell('failure', 'a', 'b', 'c', 'a', 'b')], allowed: 0 },
    {
      after: '50 failures of one row: one bad event holds nothing',
      rounds: Array.from({ length: 50 }, () => tell('failure', 'a')),
      allowed: undefined,
    },
    {
      after: '50 failures of two rows',
      rounds: Array.from({ length: 25 }, () => tell('failure', 'a', 'b')),
      allowed: undefined,
    },
    {
      after: 'failures with a success between them',
      rounds: [tell('failure', 'a', 'b', 'c', 'd'), tell('success', 'e'), tell('failure', 'a', 'b', 'c', 'd')],
      allowed: undefined,
    },
    { after: 'one refused credential', rounds: [tell('unauthorized', 'a')], allowed: 0 },
    {
      after: 'opening and one success: it ramps up',
      rounds: [tell('unauthorized', 'a'), tell('success', 'a')],
      allowed: 2,
    },
    { after: 'two successes', rounds: [tell('unauthorized', 'a'), tell('success', 'a', 'b')], allowed: 4 },
    {
      after: 'five successes: as before',
      rounds: [tell('unauthorized', 'a'), tell('success', 'a', 'b', 'c', 'd', 'e')],
      allowed: undefined,
    },
  ])('lets $allowed calls through after $after', ({ rounds, allowed }) => {
    expect(callsAllowed(play(rounds), { now: 0, version })).toBe(allowed)
  })

  test.for<{ circuit: string; told: readonly CallHealth[]; now: number; version: string; allowed: number }>([
    { circuit: 'failures', told: tell('failure', 'a', 'b', 'c', 'a', 'b'), now: 9 * second, version, allowed: 0 },
    { circuit: 'failures', told: tell('failure', 'a', 'b', 'c', 'a', 'b'), now: 10 * second, version, allowed: 1 },
    { circuit: 'failures', told: tell('failure', 'a', 'b', 'c', 'a', 'b'), now: 0, version: 'v2', allowed: 0 },
    // The last four were on their way when it opened: they are no failed probes.
    {
      circuit: 'nine failures at once',
      told: tell('failure', 'a', 'b', 'c', 'a', 'b', 'd', 'e', 'f', 'g'),
      now: 10 * second,
      version,
      allowed: 1,
    },
    { circuit: 'a refused credential', told: tell('unauthorized', 'a'), now: 14 * minute, version, allowed: 0 },
    { circuit: 'a refused credential', told: tell('unauthorized', 'a'), now: 15 * minute, version, allowed: 1 },
    { circuit: 'a refused credential', told: tell('unauthorized', 'a'), now: 0, version: 'v2', allowed: 1 },
    // A clock that went back an hour must not keep it open for an hour.
    { circuit: 'failures', told: tell('failure', 'a', 'b', 'c', 'a', 'b'), now: -hour, version, allowed: 1 },
  ])(
    'open by $circuit lets $allowed probes through at $now ms under $version',
    ({ told, now, version: current, allowed }) => {
      expect(callsAllowed(play([told]), { now, version: current })).toBe(allowed)
    },
  )

  test('open by failures waits longer after each probe that fails, ten minutes at most', () => {
    let circuit = play([tell('failure', 'a', 'b', 'c', 'a', 'b')])
    let now = 0
    const waits = Array.from({ length: 9 }, () => {
      const wait = circuit.state === 'open' ? circuit.probeAt - now : Number.NaN
      now += wait
      circuit = afterCalls(circuit, tell('failure', 'a'), { now, version })
      return wait / second
    })
    expect(waits).toEqual([10, 10, 20, 40, 80, 160, 320, 600, 600])
    expect(circuit).toMatchObject({ state: 'open', since: 0 })
  })

  test.for<{ what: string; told: CallHealth['outcome']; becomes: Partial<Circuit> }>([
    {
      what: 'a refused credential, a probe that fails otherwise',
      told: 'failure',
      becomes: { why: 'unauthorized', since: 0, probeAt: 20 * minute },
    },
    {
      what: 'a refused credential, a probe that is refused',
      told: 'unauthorized',
      becomes: { why: 'unauthorized', since: 0, probeAt: 20 * minute },
    },
    { what: 'a refused credential, a probe that gets through', told: 'success', becomes: { state: 'closed', ramp: 2 } },
  ])('open by $what: $becomes', ({ told, becomes }) => {
    const circuit = play([tell('unauthorized', 'a')])
    expect(afterCall(circuit, { row: 'a', outcome: told }, { now: 5 * minute, version: 'v2' })).toMatchObject(becomes)
  })

  test('open by failures waits for a quarter of an hour once a probe is refused, and knows the version by which it was', () => {
    const circuit = play([tell('failure', 'a', 'b', 'c', 'a', 'b')])
    const refused = afterCall(circuit, { row: 'a', outcome: 'unauthorized' }, { now: minute, version: 'v2' })
    expect(refused).toMatchObject({ why: 'unauthorized', since: 0, probeAt: 16 * minute, version: 'v2' })
    expect(callsAllowed(refused, { now: minute, version: 'v2' })).toBe(0)
    expect(callsAllowed(refused, { now: minute, version: 'v3' })).toBe(1)
  })

  test('that ramps up does not start over by a few failures, and opens by many', () => {
    const ramp = [tell('unauthorized', 'a'), tell('success', 'a', 'b')]
    expect(callsAllowed(play([...ramp, tell('failure', 'a', 'b')]), { now: 0, version })).toBe(4)
    expect(play([...ramp, tell('failure', 'a', 'b', 'c', 'd', 'e')])).toMatchObject({ state: 'open' })
  })

  test('is paced by a variable', () => {
    const told = tell('failure', 'a', 'b', 'c', 'a', 'b')
    const opened = told.reduce<Circuit>(
      (circuit, one) => afterCall(circuit, one, { now: 0, version, probeMs: 7 }),
      closed,
    )
    expect(opened).toMatchObject({ state: 'open', probeAt: 7 })
  })
})

/** The breakers of an isolate whose calls to the account `a` failed. */
function failing(times: number, random = 0): Breakers {
  const breakers = new Breakers()
  for (let i = 0; i < times; i++) breakers.tell('a', false, { now: 0, random })
  return breakers
}

describe('the breaker of an isolate', () => {
  test.for<{ failures: number; random?: number; at: number; open: boolean }>([
    { failures: 0, at: 0, open: false },
    { failures: 4, at: 0, open: false },
    { failures: 5, at: 0, open: true },
    { failures: 5, at: 10 * second - 1, open: true },
    { failures: 5, at: 10 * second, open: false },
    { failures: 5, random: 0.999, at: 14 * second, open: true },
    { failures: 5, random: 0.999, at: 15 * second, open: false },
    // A clock that went back an hour must not keep it open for an hour.
    { failures: 5, at: -hour, open: false },
  ])('after $failures failures in a row ($random) is open at $at ms: $open', ({ failures, random, at, open }) => {
    expect(failing(failures, random).isOpen('a', at)).toBe(open)
  })

  test('is closed by one success, opens again by one failure while nothing got through, and is of one account', () => {
    const breakers = failing(5)
    expect(breakers.isOpen('b', 0)).toBe(false)
    breakers.tell('a', false, { now: minute, random: 0 })
    expect(breakers.isOpen('a', minute)).toBe(true)
    breakers.tell('a', true, { now: minute, random: 0 })
    expect(breakers.isOpen('a', minute)).toBe(false)
    breakers.tell('a', false, { now: minute, random: 0 })
    expect(breakers.isOpen('a', minute)).toBe(false)
  })

  test('forgets rather than growing for ever', () => {
    const breakers = failing(5)
    for (let i = 0; i < 10_000; i++) breakers.tell(`b${i}`, false, { now: 0, random: 0 })
    expect(breakers.isOpen('a', 0)).toBe(false)
  })
})

describe('the rate', () => {
  const limits = { requests: 2, perMs: 1_000 }

  test('lets so many calls start in so much time', () => {
    const rate = new Rate()
    expect([0, 0, 0, 0, 0, 500, 5_000].map((now) => rate.reserve(limits, now, Infinity))).toEqual([
      0, 0, 1_000, 1_000, 2_000, 2_000, 5_000,
    ])
  })

  test('is none without limits', () => {
    expect(new Rate().reserve({}, 7, Infinity)).toBe(7)
  })

  test('takes no place for what comes too late', () => {
    const rate = new Rate()
    expect([0, 0, 0, 0].map((now) => rate.reserve(limits, now, 500))).toEqual([0, 0, 1_000, 1_000])
    expect(rate.reserve(limits, 1_000, 2_000)).toBe(1_000)
  })

  test('of one number is another than of another', () => {
    const rate = new Rate()
    const hourly = { requests: 1, perMs: hour }
    expect([limits, limits, hourly, limits, hourly].map((each) => rate.reserve(each, 0, Infinity))).toEqual([
      0,
      0,
      0,
      second,
      hour,
    ])
  })

  test('does not forget by a clock that jitters', () => {
    const rate = new Rate()
    for (const now of [10 * second, 10 * second]) rate.reserve(limits, now, Infinity)
    expect(rate.reserve(limits, 9 * second, Infinity)).toBe(11 * second)
  })

  test('forgets a future that is over when the clock goes back', () => {
    const rate = new Rate()
    for (const now of [10 * hour, 10 * hour]) rate.reserve(limits, now, Infinity)
    expect(rate.reserve(limits, 9 * hour, Infinity)).toBe(9 * hour)
  })

  test('never lets more through than the limit in any window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 }),
        (requests, gaps) => {
          const rate = new Rate()
          let now = 0
          const starts = gaps.map((gap) => rate.reserve({ requests, perMs: 1_000 }, (now += gap), Infinity))
          const ordered = starts.toSorted((a, b) => a - b)
          for (const [i, start] of ordered.entries())
            if (i >= requests) expect(start - (ordered[i - requests] ?? 0)).toBeGreaterThanOrEqual(1_000)
        },
      ),
    )
  })
})
