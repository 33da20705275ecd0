import { ask, withParameters } from '../../api.ts'
import type { FoundActivity, Ledger } from '../../replies.ts'
import type { Times } from '../../times.ts'
import { durationMs, timesOf } from '../../times.ts'
import { spanOf } from './steps.ts'

type Parameters = Readonly<Record<string, string>>

/** The filters of activity that the address may have. */
export const filterNames = [
  'partner',
  'account',
  'outcome',
  'failed',
  'event',
  'reason',
  'messageId',
  'requestId',
  'since',
  'until',
] as const

/** Filters that live activity does not know. */
const notLive = ['reason', 'messageId', 'requestId', 'until', 'cursor'] as const

/** The time that is shown where the address says nothing. */
export const defaultTime = '1h'

/** Those of some parameters that are filters or a page, by which the place of the page is told from another. */
export function filtersOf(parameters: Parameters): Parameters {
  const named = [...filterNames, 'cursor'].flatMap((name) => {
    const value = parameters[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(named)
}

/** A page of activity. The id of a user goes in the body of a request, and so stands in no address. */
export function findActivity(filters: Parameters, user: string, signal: AbortSignal): Promise<FoundActivity> {
  const asked = { ...filters, ...timesOf(filters, defaultTime) }
  return user === ''
    ? ask<FoundActivity>(withParameters('/v1/activity', asked), { signal })
    : ask<FoundActivity>('/v1/activity/search', { body: { ...asked, userId: user }, signal })
}

/** What was counted in the time that is shown. */
export function findLedger(filters: Parameters, signal: AbortSignal): Promise<Ledger> {
  const { partner, account } = filters
  const times = timesOf(filters, defaultTime)
  const { since = '', until = new Date().toISOString() } = times
  const span = spanOf(Date.parse(since), Date.parse(until))
  return ask<Ledger>(withParameters('/v1/ledger', { partner, account, ...times, span }), { signal })
}

/** The path of the WebSocket that shows what happens, where the filters leave it: one account, none of its filters unknown to it, no end. */
export function livePath(filters: Parameters, user: string): string | undefined {
  const { partner, account, outcome, failed, event, since = defaultTime } = filters
  if (partner === undefined || account === undefined || user !== '') return undefined
  if (notLive.some((name) => filters[name] !== undefined) || durationMs(since) === undefined) return undefined
  return withParameters('/v1/activity/live', { partner, account, outcome, failed, event })
}

/** Whether a time that ended is shown, which does not change any more. */
export function isOver({ until }: Times): boolean {
  return until !== undefined && Date.parse(until) < Date.now() - 60_000
}
