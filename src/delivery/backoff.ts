import type { Env } from '../env.ts'
import { numericVariable } from '../runtime/variables.ts'

/** The constants of retrying, in milliseconds. */
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

/** The pace that an environment asks for, or its defaults (`variables.ts`). */
export function paceOf(env: Env): Pace {
  return {
    baseMs: numericVariable(env, 'RETRY_BASE_MS'),
    capMs: numericVariable(env, 'RETRY_CAP_MS'),
    slowMs: numericVariable(env, 'RETRY_SLOW_MS'),
    timeoutMs: numericVariable(env, 'QUEUE_TIMEOUT_MS'),
    leaseSlackMs: numericVariable(env, 'LEASE_SLACK_MS'),
    safetyMs: numericVariable(env, 'ALARM_SAFETY_MS'),
    workMs: numericVariable(env, 'ALARM_WORK_MS'),
    restMs: numericVariable(env, 'QUEUE_REST_MS'),
    probeMs: numericVariable(env, 'CIRCUIT_PROBE_MS'),
    deleteWaitMs: numericVariable(env, 'DELETE_WAIT_MS'),
    receiptMs: numericVariable(env, 'RECEIPT_YEARS') * yearMs,
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
 * When to try again: full jitter, `random(0, min(cap, base x 2^(attempts - 1)))`, at least a second, at least `slowMs` after 429 or a time-out;
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

const claimsToWait = 2

/** How long a row waits that an object which died had claimed (ms): not at all at first; from its second claim without an apply on ever longer, for it may be what kills the object. */
export function freedWaitMs(unackedClaims: number, { baseMs, capMs }: Pace): number {
  return unackedClaims < claimsToWait ? 0 : Math.min(capMs, baseMs * 2 ** unackedClaims)
}
