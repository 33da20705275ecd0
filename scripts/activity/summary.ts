import { printable } from '../printable.ts'
import type { Shown } from './show.ts'

/** What `GET /v1/activity` replies. */
export interface Found {
  readonly activity: readonly Shown[]
  readonly reasons: readonly { readonly partner: string; readonly outcome: string; reason: string; n: number }[]
  /** How many deliveries the filters find. */
  readonly deliveries: number
  readonly omitted: number
  readonly accountsNotAsked?: number
  /** There are more records than these. */
  readonly cursor?: string
}

/** What `GET /v1/ledger` replies. */
export interface Ledger {
  readonly since: string
  readonly until: string
  readonly received: number
  readonly inline: Readonly<Record<string, number>>
  readonly queue: Readonly<Record<string, number>>
  readonly mappings: readonly CountedMapping[]
  readonly reasons: readonly CountedReason[]
  readonly accountsNotAsked?: number
}

interface CountedMapping extends Pick<Ledger, 'received' | 'inline' | 'queue'> {
  readonly partner: string
  readonly mapping: string
}

interface CountedReason {
  readonly partner: string
  readonly account: string
  readonly queued: boolean
  readonly outcome: string
  readonly failed?: boolean
  readonly reason: string
  readonly n: number
}

const mostReasons = 20
const longestReason = 200

/** What was counted, in words. `of`: the partner and account that were asked for; `isOfFailures`: only reasons of what failed. */
export function showLedger(ledger: Ledger, of: string, isOfFailures: boolean): readonly string[] {
  const { since, until, received, inline, queue, mappings, reasons, accountsNotAsked = 0 } = ledger
  const told = received === 0 ? 'nothing was received' : `${received} received: ${byOutcome(inline)}`
  const wanted = reasons.filter(({ failed }) => !isOfFailures || failed !== false)
  return [
    `${of}, ${since} to ${until}: ${told}`,
    ...(Object.keys(queue).length === 0 ? [] : [`attempts of the queue: ${byOutcome(queue)}`]),
    ...showMappings(mappings),
    ...showReasons(
      wanted.map(({ partner, account, queued, outcome, reason, n }) => ({
        text: `${partner}/${account}  ${queued ? 'queue, ' : ''}${outcome}: ${reason}`,
        n,
      })),
    ),
    ...notAsked(accountsNotAsked),
  ]
}

/** The same by the records that are kept, for filters that the counts do not know. */
export function showFound(
  { deliveries, reasons, accountsNotAsked = 0 }: Found,
  of: string,
  since: string,
): readonly string[] {
  const found = deliveries === 1 ? '1 delivery was found' : `${deliveries} deliveries were found`
  return [
    `${of}, since ${since}: ${found}, by the records that are kept: the counts of all know no user and no event`,
    ...showReasons(
      reasons.map(({ partner, outcome, reason, n }) => ({
        text: `${partner}  ${outcome}${reason === '' ? '' : `: ${reason}`}`,
        n,
      })),
    ),
    ...notAsked(accountsNotAsked),
  ]
}

/** What the lines do not show. */
export function showMissing({ activity, cursor, omitted }: Found): readonly string[] {
  const more = `only the newest ${activity.length} records are shown: --limit shows up to 200, a later --since or a filter others`
  const unkept = `of this time ${omitted} records were not kept, whatever the filters: above 20 a second successes are a sample`
  return [...(cursor === undefined ? [] : [more]), ...(omitted === 0 ? [] : [unkept])]
}

/** What each mapping made of what came, where a partner had several, one after the other or at once. */
function showMappings(mappings: readonly CountedMapping[]): readonly string[] {
  const several = [...Map.groupBy(mappings, ({ partner }) => partner).values()].filter(({ length }) => length > 1)
  return several.flat().map(({ partner, mapping, inline, queue }) => {
    const parts = [byOutcome(inline), Object.keys(queue).length === 0 ? '' : `queue: ${byOutcome(queue)}`]
    return `mapping ${mapping} of ${partner}: ${parts.filter((part) => part !== '').join('; ')}`
  })
}

function byOutcome(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, n]) => `${n} ${outcome}`)
    .join(', ')
}

/** Each reason once, the most frequent first. */
function showReasons(counted: readonly { readonly text: string; readonly n: number }[]): readonly string[] {
  const sums = [...Map.groupBy(counted, ({ text }) => text)]
    .map(([text, same]) => ({ text, n: same.reduce((sum, { n }) => sum + n, 0) }))
    .sort((a, b) => b.n - a.n)
  if (sums.length === 0) return []
  const lines = sums
    .slice(0, mostReasons)
    .map(({ text, n }) => `${String(n).padStart(6)}  ${printable(text, longestReason)}`)
  const others = sums.length - lines.length
  return ['reasons:', ...lines, ...(others === 0 ? [] : [`        and ${others} other reasons, less frequent`])]
}

function notAsked(n: number): readonly string[] {
  return n === 0 ? [] : [`${n} accounts were not asked, for there are too many: name one by --partner and --account`]
}
