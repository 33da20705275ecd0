import type { Condition } from './condition.ts'
import { levelOf, wantedAt } from './condition.ts'
import type { ConditionKind } from './messages.ts'

/** One alert a kind and partner an hour. */
const leastBetweenMs = 3_600_000
const mostAccounts = 10
/** When an alert of a kind and partner was last made. */
export interface LastAlert {
  readonly kind: ConditionKind
  readonly partner: string
  readonly at: number
}

/** An alert that is due: all accounts of a partner for which a condition holds, `since` the earliest time. */
export interface Alert extends LastAlert {
  readonly accounts: readonly string[]
  readonly since: number
  /** The sum of the conditions' counts: dead letters, deletes. */
  readonly n: number
  /** The highest mark that was reached, from 1. */
  readonly level: number
}

/** Which alerts are due, and else when the next will be. */
export interface DueAlerts {
  readonly alerts: readonly Alert[]
  readonly nextAt: number | undefined
}

/** Which alerts are due: one for each kind and partner with a condition that is to be alerted, an hour after the one before at the soonest. */
export function dueAlerts(conditions: readonly Condition[], last: readonly LastAlert[], now: number): DueAlerts {
  const alerts: Alert[] = []
  let nextAt: number | undefined
  for (const group of Map.groupBy(conditions, groupOf).values()) {
    const [first] = group
    if (first === undefined) continue
    const before = last.filter((alert) => groupOf(alert) === groupOf(first)).map(({ at }) => at + leastBetweenMs)
    const at = Math.max(Math.min(...group.map(wantedAt)), ...before)
    if (at > now) nextAt = Math.min(nextAt ?? at, at)
    else alerts.push(alertOf(first, group, now))
  }
  return { alerts, nextAt }
}

function groupOf({ kind, partner }: Pick<Condition, 'kind' | 'partner'>): string {
  return `${kind}\n${partner}`
}

/** News first, so that the ten accounts that an alert names are those that were not told yet. */
function alertOf({ kind, partner }: Condition, group: readonly Condition[], now: number): Alert {
  const holding = group
    .filter((condition) => levelOf(condition, now) > 0)
    .toSorted((a, b) => wantedAt(a) - wantedAt(b) || a.account.localeCompare(b.account))
  return {
    kind,
    partner,
    at: now,
    accounts: holding.map(({ account }) => account),
    since: Math.min(...holding.map(({ since }) => since)),
    n: holding.reduce((sum, { count }) => sum + count, 0),
    level: Math.max(...holding.map((condition) => levelOf(condition, now))),
  }
}

/** What the receiver of alerts gets, as JSON. */
export interface AlertBody {
  readonly type: string
  readonly partner: string
  /** How many accounts; the first ten are named. */
  readonly count: number
  readonly accounts: readonly string[]
  readonly since: string
  readonly at: string
  readonly message: string
}

/** The body of an alert: names of partners and accounts, numbers and times; no user's id is in it. */
export function alertBody(alert: Alert): AlertBody {
  const { kind, partner, accounts, since, at } = alert
  const named = accounts.slice(0, mostAccounts)
  const others = accounts.length - named.length
  return {
    type: kind.replaceAll(' ', '_'),
    partner,
    count: accounts.length,
    accounts: named,
    since: new Date(since).toISOString(),
    at: new Date(at).toISOString(),
    message: `${sentence(alert)} Since ${new Date(since).toISOString()}, at: ${named.map(shownName).join(', ')}${others > 0 ? ` and ${others} more` : ''}.`,
  }
}

/** Requests of customers are booked together, under no name. */
function shownName(account: string): string {
  return account === '' ? "customers' accounts" : account
}

function sentence({ kind, partner, accounts, n, level }: Alert): string {
  const at = plural(accounts.length, 'account')
  switch (kind) {
    case 'credential refused':
      return `${partner} refuses the credentials of ${at}: nothing reaches it from there until they are mended; what comes meanwhile waits.`
    case 'circuit open':
      return `${partner} has not taken anything for more than 5 minutes from ${at}: deliveries wait and are tried now and then.`
    case 'delete age':
      return `${plural(n, 'user delete')} at ${partner} (${at}) ${n === 1 ? 'waits' : 'wait'} to be confirmed, the oldest for more than ${['24 hours', '7 days', '21 days'][level - 1] ?? '24 hours'}.`
    case 'delete failed':
      return `${plural(n, 'user delete')} at ${partner} (${at}) failed: the user may still be there, an operator has to retry or cancel ${n === 1 ? 'it' : 'them'}.`
    case 'dead letters':
      return `${partner} will not get ${plural(n, 'delivery', 'deliveries')} of ${at}: they are dead letters, to be looked at and retried or cancelled.`
    case 'lost':
      return `${plural(n, 'record')} of ${at} of ${partner} could not be kept whole: invalid items over the hourly limit, dead letters that made room, or books that did not balance (edge_forwarder_deliveries_total says which).`
    case 'alarm lag':
      return `The queues of ${at} of ${partner} run more than 2 minutes late.`
    case 'sealing key':
      return `${at} of ${partner} ${accounts.length === 1 ? 'holds' : 'hold'} everything back: the key that tells deleted users there (the last of SEALING_KEY) is missing or another one. Put it back, behind newer keys.`
    case 'silence':
      return `${at} of ${partner} had events in every hour of a whole day, and none since: does Segment still send them?`
    case 'failure rate':
      return `${plural(n, 'attempt')} to deliver to ${partner} (${at}) failed in the last hour, by share three times as many as the day before: GET /v1/ledger says why.`
    case 'unbalanced':
      return `The books of ${at} of ${partner} are out of balance by ${plural(n, 'delivery', 'deliveries')} (edge_forwarder_unbalanced): a bug of ours, what was lost is not known.`
    case 'storage':
      return `The queues of ${at} of ${partner} have used more than half of their 8 GB, at which they take no more events, or hold more than 1 GB of dead letters.`
  }
}

function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}
