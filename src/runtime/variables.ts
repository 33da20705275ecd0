import type { Env } from '../env.ts'
import { isDevelopment } from '../env.ts'
import { numberOf } from '../values/json.ts'

/** What a variable may be in a deployed environment, and what holds where it is not set. All three are in its unit. */
interface Bounds {
  readonly default: number
  readonly least: number
  readonly most: number
  readonly unit: 'ms' | 'hours' | 'years'
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * Every variable that is a number. In development any number from 0 on is obeyed, so that tests with real processes can shorten waits; elsewhere a value
 * outside its bounds would break what the documentation promises, and the default is used instead.
 */
export const variables = {
  // Under a second a partner that is down gets a storm of retries; over an hour one short failure delays events for an hour.
  RETRY_BASE_MS: { default: 30 * second, least: second, most: hour, unit: 'ms' },
  // Under a minute backoff hardly backs off; over a day too few tries fit into the 72 h after which an event is given up.
  RETRY_CAP_MS: { default: 6 * hour, least: minute, most: 24 * hour, unit: 'ms' },
  // After 429 a partner needs some seconds at least; one that needs over an hour says so in Retry-After.
  RETRY_SLOW_MS: { default: minute, least: 5 * second, most: hour, unit: 'ms' },
  // APIs take seconds; together with ALARM_WORK_MS it must end well before the 15 minutes that the platform gives an alarm.
  QUEUE_TIMEOUT_MS: { default: 30 * second, least: second, most: 2 * minute, unit: 'ms' },
  // With less, a call that ends a little late is made twice; with more, what an object had claimed when it died rests for long.
  LEASE_SLACK_MS: { default: 30 * second, least: 5 * second, most: 10 * minute, unit: 'ms' },
  // Under a second a run that breaks off each time would spin; over five minutes a crash delays deliveries more than a partner's failure does.
  ALARM_SAFETY_MS: { default: 10 * second, least: second, most: 5 * minute, unit: 'ms' },
  // Each run costs a few writes, so it should do some work; the platform ends an alarm after 15 minutes, and the last calls need time too.
  ALARM_WORK_MS: { default: minute, least: second, most: 10 * minute, unit: 'ms' },
  // Under a second a paused queue would do nothing but look; over an hour nobody would wait for a queue that was just resumed.
  QUEUE_REST_MS: { default: 30 * second, least: second, most: hour, unit: 'ms' },
  // Under a second probes are a storm of their own; the wait doubles to 10 minutes at most, so it cannot begin above that.
  CIRCUIT_PROBE_MS: { default: 10 * second, least: second, most: 10 * minute, unit: 'ms' },
  // Under its default an earlier event may still be on its way while the delete is sent: a copy of the registry may be 30 s old (REGISTRY_STALE_MS), and a
  // call of a mapping may take 60 s. Over an hour the wait is longer than any delay that it protects from.
  DELETE_WAIT_MS: { default: 90 * second, least: 90 * second, most: hour, unit: 'ms' },
  // A receipt is a proof that is asked for later: a year at least; a century is for ever.
  RECEIPT_YEARS: { default: 3, least: 1, most: 100, unit: 'years' },
  // 0 keeps none; over three days an object would hold more than it answers questions for.
  ACTIVITY_HOURS: { default: 72, least: 0, most: 72, unit: 'hours' },
  // Opt-in: it keeps whole events. A week holds each day of it; above 10 GB an object takes no more.
  HISTORY_HOURS: { default: 0, least: 0, most: 168, unit: 'hours' },
  // Under a second every request asks the registry, which is one object. Operators are promised that a pause is known within 30 s, and DELETE_WAIT_MS relies on it.
  REGISTRY_STALE_MS: { default: 30 * second, least: second, most: 30 * second, unit: 'ms' },
  // Under 50 ms hardly any answer comes in time. Segment waits 5 s: 300 ms, the largest INLINE_BUDGET_MS and the 1.2 s of a commit fill them.
  REGISTRY_ASK_MS: { default: 300, least: 50, most: 300, unit: 'ms' },
  // Under a second the registry gets a call a second from each isolate; a flush takes up to three times as long, and the platform ends it 30 s after the reply.
  COUNTERS_FLUSH_MS: { default: 5 * second, least: second, most: 8 * second, unit: 'ms' },
  // Under 100 ms each isolate's counts are a write of their own; an answer that takes 5 s counts as lost.
  COUNTERS_GROUP_MS: { default: 500, least: 100, most: 2 * second, unit: 'ms' },
  // Under 100 ms nearly every call would be cut off and sent twice; with more than 3.5 s the reply comes after the 5 s that Segment waits.
  INLINE_BUDGET_MS: { default: 3 * second, least: 100, most: 3_500, unit: 'ms' },
} as const satisfies Readonly<Record<string, Bounds>>

/** The name of a variable that is a number. */
export type VariableName = keyof typeof variables

/** A variable that is not obeyed, and why. The value is not shown. */
export interface VariableProblem {
  readonly variable: VariableName | 'SHADOW' | 'ALERT_URL' | 'ALERT_SECRET'
  readonly problem: string
}

const names = Object.keys(variables) as readonly VariableName[]

/** What holds for a variable, in its unit: its value, or the default where it is not set, no number, or out of bounds. */
export function numericVariable(env: Env, name: VariableName): number {
  return judged(env, name).value
}

/** The variables of an environment that are not obeyed. */
export function variableProblems(env: Env): readonly VariableProblem[] {
  return names.flatMap((variable) => {
    const { problem } = judged(env, variable)
    return problem === undefined ? [] : [{ variable, problem }]
  })
}

function judged(env: Env, name: VariableName): { readonly value: number; readonly problem?: string } {
  const bounds: Bounds = variables[name]
  const given = env[name]
  if (given === undefined || given === null || given === '') return { value: bounds.default }
  const value = numberOf(given)
  const { least, most } = isDevelopment(env) ? { least: 0, most: Number.MAX_VALUE } : bounds
  if (value !== undefined && value >= least && value <= most) return { value }
  const expected = most === Number.MAX_VALUE ? `${least} or more` : `${least} to ${most}`
  const problem = `must be a number of ${bounds.unit}, ${expected}: the default ${bounds.default} is used`
  return { value: bounds.default, problem }
}
