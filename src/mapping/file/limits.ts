import type { CompileContext } from '../context/compile-context.ts'
import type { Limits } from './mapping.ts'
import type { LimitsFile, StepFile } from './schema.ts'
import { milliseconds } from './schema.ts'

/** `limits` as delivery takes them. */
export function limitsOf(limits: LimitsFile | undefined): Limits {
  if (limits === undefined) return {}
  return {
    ...(limits.requests !== undefined && { requests: limits.requests, perMs: (limits.seconds ?? 1) * 1_000 }),
    ...(limits.timeoutSeconds !== undefined && { timeoutMs: limits.timeoutSeconds * 1_000 }),
    ...(limits.giveUpAfter !== undefined && { giveUpAfterMs: milliseconds(limits.giveUpAfter) }),
  }
}

/** So long does the queue begin requests in one turn: half of `ALARM_WORK_MS` as it is by default. */
export const turnSeconds = 30

/** Where `limits` stand, of a call or of the whole file. */
interface LimitsAt {
  readonly limits: LimitsFile | undefined
  readonly context: CompileContext
}

/**
 * Says where a sequence is too slow under the limits for one turn of the queue. It would never end: what a turn leaves unfinished begins with its first request again.
 * `own`: the limits of the call; where they name no `requests`, those of the file hold.
 */
export function checkLimits(requests: readonly StepFile[] | undefined, own: LimitsAt, ofFile: LimitsAt): void {
  const { limits, context } = own.limits?.requests === undefined ? ofFile : own
  const most = limits?.requests
  if (requests === undefined || most === undefined) return
  const count = leastRequests(requests)
  const seconds = Math.floor((count - 1) / most) * (limits?.seconds ?? 1)
  if (seconds <= turnSeconds) return
  context.error(
    `a sequence makes ${count} requests, which takes ${seconds} seconds under these limits: it would never end, for after ${turnSeconds} seconds it is begun anew; allow it more "requests" or fewer "seconds"`,
  )
}

/** How many requests a sequence makes where it does what it is there for: those with an `if` may be for different cases, so one of them counts. */
function leastRequests(requests: readonly StepFile[]): number {
  const always = requests.filter((step) => step.if === undefined).length
  return Math.min(requests.length, always + 1)
}

/** Says where `seconds` stand alone. */
export function checkSeconds(limits: LimitsFile | undefined, context: CompileContext): void {
  if (limits?.seconds !== undefined && limits.requests === undefined)
    context.error('"seconds" needs "requests": at most so many requests in so many seconds')
}
