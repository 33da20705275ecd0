import type { Env } from '../env.ts'
import { duration } from '../env.ts'

/** The constants of retrying, in milliseconds. Variables of the same names change them, so that tests with real processes can shorten them. */
export interface Pace {
  readonly baseMs: number
  readonly capMs: number
  /** The least wait after 429 or a time-out. */
  readonly slowMs: number
  /** How long a call of the queue may take where the mapping does not say. */
  readonly timeoutMs: number
  /** How much longer than its calls a claim lasts. */
  readonly leaseSlackMs: number
  /** When an alarm that broke off in the middle runs again. */
  readonly safetyMs: number
  /** How long one run of the alarm begins calls. */
  readonly workMs: number
  /** How often a queue that is paused, or whose mapping or account is gone, looks again. */
  readonly restMs: number
  /** How long an open circuit waits before its first probe. */
  readonly probeMs: number
  /** How long a delete's first attempt waits, once every isolate can know of it. */
  readonly deleteWaitMs: number
  /** How long a receipt is kept. */
  readonly receiptMs: number
}

const yearMs = 365.25 * 24 * 3_600_000

/** Reads the pace: `RETRY_BASE_MS` (30 s), `RETRY_CAP_MS` (6 h), `RETRY_SLOW_MS` (60 s), `QUEUE_TIMEOUT_MS` (30 s), `LEASE_SLACK_MS` (30 s), `ALARM_SAFETY_MS` (60 s), `ALARM_WORK_MS` (60 s), `QUEUE_REST_MS` (30 s), `CIRCUIT_PROBE_MS` (10 s), `DELETE_WAIT_MS` (90 s), `RECEIPT_YEARS` (3, at least 1). */
export function paceOf(env: Env): Pace {
  const number = (name: string, otherwise: number): number => duration(env, name, otherwise)
  return {
    baseMs: number('RETRY_BASE_MS', 30_000),
    capMs: number('RETRY_CAP_MS', 6 * 3_600_000),
    slowMs: number('RETRY_SLOW_MS', 60_000),
    timeoutMs: number('QUEUE_TIMEOUT_MS', 30_000),
    leaseSlackMs: number('LEASE_SLACK_MS', 30_000),
    safetyMs: number('ALARM_SAFETY_MS', 60_000),
    workMs: number('ALARM_WORK_MS', 60_000),
    restMs: number('QUEUE_REST_MS', 30_000),
    probeMs: number('CIRCUIT_PROBE_MS', 10_000),
    deleteWaitMs: number('DELETE_WAIT_MS', 90_000),
    receiptMs: Math.max(1, number('RECEIPT_YEARS', 3)) * yearMs,
  }
}

/** What the schedule knows of a failed attempt. `random` in [0, 1). */
export interface Failed {
  /** Attempts made so far, this one included. */
  readonly attempts: number
  /** Whether the partner was overloaded (429) or did not answer in time. */
  readonly slow: boolean
  /** What the partner asked for. */
  readonly retryAfterMs: number | undefined
  readonly now: number
  readonly random: number
}

const leastMs = 1_000
const longestRetryAfterMs = 24 * 3_600_000
const mostDoublings = 10

/**
 * When to try again: full jitter, `random(0, min(cap, base x 2^attempts))`, at least a second, at least `slowMs` after 429 or a time-out;
 * `Retry-After` is a floor, a day at most.
 */
export function nextAttemptAt({ attempts, slow, retryAfterMs = 0, now, random }: Failed, pace: Pace): number {
  const most = Math.min(pace.capMs, pace.baseMs * 2 ** Math.min(Math.max(0, attempts - 1), mostDoublings))
  const floor = Math.max(
    Math.min(leastMs, pace.baseMs),
    slow ? pace.slowMs : 0,
    Math.min(retryAfterMs, longestRetryAfterMs),
  )
  return Math.round(now + Math.max(floor, random * most))
}
