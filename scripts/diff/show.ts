import type { Change } from '../../src/mapping/difference.ts'
import { printable } from '../printable.ts'

/** What `POST /v1/diff/:partner` replies. */
export interface ShownDifference {
  readonly partner: string
  readonly account: string
  readonly since: string
  readonly until: string
  readonly compared: number
  readonly unchanged: number
  readonly incomplete: number
  readonly changes: Readonly<Record<Change, number>>
  readonly groups: readonly ShownGroup[]
  readonly leftOut: number
}

interface ShownGroup {
  readonly change: Change
  readonly subscription: string
  readonly request?: string
  readonly pointer?: string
  readonly reason?: string
  readonly events: number
  readonly examples: readonly ShownExample[]
}

interface ShownExample {
  readonly id: string
  readonly receivedAt: string
  readonly messageId: string
  readonly before?: string
  readonly after?: string
}

const longestLine = 400

/** A difference as text for people: how many events were compared, then each group with its examples, the most frequent first. */
export function showDifference(difference: ShownDifference): string {
  const { partner, account, since, until, compared, unchanged, incomplete, groups, leftOut } = difference
  const of = `${partner}/${account}, ${since} to ${until}`
  if (compared === 0) return `${of}: no event was kept of this time, so nothing was compared`
  return [
    `${of}: ${compared} compared, ${unchanged} unchanged, ${compared - unchanged} changed`,
    ...(incomplete === 0
      ? []
      : [`of ${incomplete} a request takes from an earlier answer of the partner: that request was not compared`]),
    ...groups.flatMap(showGroup),
    ...(leftOut === 0 ? [] : ['', `and ${leftOut} changes more, in groups that are not listed`]),
  ].join('\n')
}

function showGroup(group: ShownGroup): readonly string[] {
  const { change, subscription, request, pointer, reason, events, examples } = group
  const place = request === undefined || request === 'request' ? subscription : `${subscription} > ${request}`
  const what = pointer === '' ? ' the whole request' : pointer === undefined ? '' : ` ${pointer}`
  const why = reason === undefined ? '' : `: ${reason}`
  const text = printable(`${place}${what}${why}`, longestLine)
  return ['', `${String(events).padStart(6)}  ${change.padEnd(8)}  ${text}`, ...examples.map(showExample)]
}

function showExample({ id, receivedAt, messageId, before, after }: ShownExample): string {
  const values = [before, after].filter((value) => value !== undefined).join(' -> ')
  const names = [id, messageId].filter((one) => one !== '').join('  ')
  return `          ${receivedAt}  ${printable(`${names}  ${values}`, longestLine)}`.trimEnd()
}
