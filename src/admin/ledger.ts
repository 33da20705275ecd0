import { activityOf } from '../activity/activity.ts'
import { sumOf } from '../activity/ledger.ts'
import type { Counted, LedgerFilter, LedgerPoint } from '../activity/record.ts'
import { accountFault, timeFault } from './faults.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import { readTime } from '../values/read-time.ts'
import { accountsOf, mostAsked, notKept } from './activity.ts'
import type { Asked } from './ask.ts'
import { unknownActivity } from './known-account.ts'

const hour = 3_600_000
const mostSteps = 3_000
const mostReasons = 200
const known = ['partner', 'account', 'since', 'until', 'span'] as const

/** A parameter of the ledger. */
export type LedgerParameter = (typeof known)[number]

interface Asking {
  readonly partner: string | undefined
  readonly account: string | undefined
  readonly filter: LedgerFilter
}

type OfAccount = AccountRef & { readonly points: readonly LedgerPoint[] }

/**
 * `GET /v1/ledger`: what was counted by minute (of two days) or hour (of 90 days), and why, the most frequent reasons first. `inline` is what Segment was told of each
 * delivery, which adds up to what was received; `queue` what became of attempts of the queue. Steps are counted whole: the reply's `since` and `until` are their bounds.
 */
export async function showLedger(asked: Asked): Promise<Reply> {
  const { env, request, now } = asked
  const read = readAsking(Object.fromEntries(new URL(request.url).searchParams), now)
  if ('fault' in read) return errorReply('invalid_request', read.fault)
  const { asking } = read
  const closed = notKept(env) ?? (await unknownActivity(env, asking))
  if (closed !== undefined) return closed
  const accounts = await accountsOf(env, asking)
  const found = await Promise.all(
    accounts
      .slice(0, mostAsked)
      .map(async (ref): Promise<OfAccount> => ({ ...ref, points: await activityOf(env, ref).ledger(asking.filter) })),
  )
  const steps = Map.groupBy(
    found.flatMap(({ points }) => points),
    ({ at }) => at,
  )
  const { since, until, span } = asking.filter
  return {
    status: 200,
    body: {
      since: new Date(since).toISOString(),
      until: new Date(until).toISOString(),
      span,
      ...byWay(found.flatMap(countsOf)),
      mappings: byMapping(found),
      reasons: reasonsOf(found),
      series: [...steps]
        .sort(([a], [b]) => a - b)
        .map(([at, points]) => ({ at: new Date(at).toISOString(), ...byWay(points.flatMap(({ counts }) => counts)) })),
      ...(accounts.length > mostAsked && { accountsNotAsked: accounts.length - mostAsked }),
    },
  }
}

/** Sums by outcome: of what Segment was told, and of the queue's attempts. */
function byWay(
  counts: readonly Counted[],
): Readonly<Record<'received', number> & Record<'inline' | 'queue', Record<string, number>>> {
  const [inline, queue]: [Record<string, number>, Record<string, number>] = [{}, {}]
  let received = 0
  for (const { queued, outcome, n } of counts) {
    const of = queued ? queue : inline
    of[outcome] = (of[outcome] ?? 0) + n
    if (!queued) received += n
  }
  return { received, inline, queue }
}

function countsOf({ points }: OfAccount): readonly Counted[] {
  return points.flatMap(({ counts }) => counts)
}

/** The same sums for each mapping that was in force, by its hash: so two versions that run at once, or one after the other, are compared. */
function byMapping(
  found: readonly OfAccount[],
): readonly Readonly<{ partner: string; mapping: string } & ReturnType<typeof byWay>>[] {
  const counts = found.flatMap((of) => countsOf(of).map((counted) => ({ partner: of.partner, ...counted })))
  return [...Map.groupBy(counts, ({ partner, mapping }) => `${partner} ${mapping}`).values()].map((group) => ({
    partner: group[0]?.partner ?? '',
    mapping: group[0]?.mapping ?? '',
    ...byWay(group),
  }))
}

function reasonsOf(found: readonly OfAccount[]): readonly (AccountRef & Counted)[] {
  return found
    .flatMap((of) =>
      sumOf(countsOf(of))
        .filter(({ reason }) => reason !== '')
        .map((counted) => ({ partner: of.partner, account: of.account, ...counted })),
    )
    .sort((a, b) => b.n - a.n)
    .slice(0, mostReasons)
}

function readAsking(
  fields: Readonly<Record<string, string>>,
  now: number,
): { readonly asking: Asking } | { readonly fault: string } {
  const unknown = Object.keys(fields).find((key) => !(known as readonly string[]).includes(key))
  if (unknown !== undefined) return { fault: `there is no parameter "${unknown}": use ${known.join(', ')}` }
  const { partner, account, span } = fields
  const misnamed = accountFault({ partner, account })
  if (misnamed !== undefined) return { fault: misnamed }
  const until = fields['until'] === undefined ? now : readTime(fields['until'])
  const since = fields['since'] === undefined ? until - hour : readTime(fields['since'])
  const untimely = timeFault({ since, until })
  if (untimely !== undefined) return { fault: untimely }
  if (span !== undefined && span !== 'minute' && span !== 'hour') return { fault: 'span: expected minute or hour' }
  const by = span ?? (until - since <= 6 * hour ? 'minute' : 'hour')
  const step = by === 'minute' ? 60_000 : hour
  if ((until - since) / step > mostSteps)
    return { fault: `since: at most ${mostSteps} steps of a ${by} are shown at once` }
  const whole = { since: Math.floor(since / step) * step, until: Math.ceil(until / step) * step }
  return { asking: { partner, account, filter: { ...whole, span: by } } }
}
