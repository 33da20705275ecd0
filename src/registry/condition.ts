import type { AccountRef, ConditionKind, Count, Report, ReportedCondition } from './messages.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long a condition has to hold before an operator is told; a kind with several marks is told at each. */
const marks: Readonly<Record<ConditionKind, readonly number[]>> = {
  'credential refused': [0],
  'circuit open': [5 * minute],
  'delete age': [day, 7 * day, 21 * day],
  'delete failed': [0],
  'dead letters': [0],
  lost: [0],
  'alarm lag': [0],
  storage: [0],
  'sealing key': [0],
  silence: [0],
  'failure rate': [0],
  // What was reported once may be mended by the next report.
  unbalanced: [10 * minute],
}

/** All kinds of conditions. */
export const conditionKinds = Object.keys(marks) as readonly ConditionKind[]

/** Who says that a condition holds, and that it is over: queues, but for some kinds. */
export type Source = 'queue' | 'activity' | 'registry'

const sources: Readonly<Partial<Record<ConditionKind, Source>>> = {
  silence: 'activity',
  'failure rate': 'activity',
  unbalanced: 'registry',
}

/** Who says whether conditions of a kind hold. */
export function sourceOf(kind: ConditionKind): Source {
  return sources[kind] ?? 'queue'
}

/** Whether this version knows the kind of a condition. */
export function isKnown({ kind }: { readonly kind: string }): boolean {
  return Object.hasOwn(marks, kind)
}

/** Whether a kind is a one-time event: it adds up until its alert was sent, and then is over. */
export function isNews(kind: ConditionKind): boolean {
  return kind === 'dead letters' || kind === 'delete failed' || kind === 'lost'
}

/** One-time events, by the counters of the books in which they are. */
const news: Readonly<Partial<Record<ConditionKind, readonly string[]>>> = {
  'dead letters': ['deliveries.rejected', 'deliveries.mapping changed', 'deliveries.given up', 'deliveries.poison'],
  'delete failed': ['deletes.FAILED'],
  lost: ['deliveries.lost', 'deliveries.found', 'deliveries.emptied', 'deliveries.not kept'],
}

/** The news in what the books of a queue have grown by. */
export function newsIn(grown: readonly Count[]): readonly { readonly kind: ConditionKind; readonly count: number }[] {
  return (Object.keys(news) as ConditionKind[]).flatMap((kind) => {
    const own = grown.filter(({ name }) => news[kind]?.includes(name))
    const count = own.reduce((sum, { n }) => sum + n, 0)
    return count > 0 ? [{ kind, count }] : []
  })
}

/** What still holds a day after it was told (and has no later mark) is told again. */
const reminderMs = day
const mostLagMs = 2 * minute
const halfOfStorage = 4 * 1_024 ** 3
const manyDeadBytes = 1_024 ** 3

/** A condition of an account and how far it was told: `toldLevel` counts the marks that were, `toldAt` is when the last was (ms). */
export interface Condition extends AccountRef, Required<ReportedCondition> {
  readonly toldAt: number
  readonly toldLevel: number
}

/**
 * The conditions of a report, with `alarm lag` (over 2 min) and `storage` (over half of the 8 GB of an object, or dead letters over 1 GB) judged by its gauges; `since` of these two is now,
 * where they did not hold before.
 */
export function conditionsOf({ conditions, gauges }: Report, now: number): readonly Required<ReportedCondition>[] {
  const judged: ConditionKind[] = []
  if ((gauges['lagMs'] ?? 0) > mostLagMs) judged.push('alarm lag')
  if ((gauges['bytes'] ?? 0) > halfOfStorage || (gauges['deadBytes'] ?? 0) > manyDeadBytes) judged.push('storage')
  return [
    ...conditions
      .filter(({ kind }) => kind !== 'alarm lag' && kind !== 'storage')
      .map(({ kind, since, count = 1 }) => ({ kind, since, count })),
    ...judged.map((kind) => ({ kind, since: now, count: 1 })),
  ]
}

/**
 * What is known of a condition after it was reported again. News adds up. Another `since` of a refused credential or an open circuit is another occurrence, which was
 * not told; a delete that is now the oldest counts as told as far as it has come, so that a partner that is always slow is one alert, not one for each delete.
 */
export function afterReport(
  known: Condition,
  { since, count }: Omit<ReportedCondition, 'kind'> & { readonly count: number },
  now: number,
): Condition {
  const { kind } = known
  switch (kind) {
    case 'delete failed':
    case 'dead letters':
    case 'lost':
      return { ...known, count: known.count + count, since: Math.min(known.since, since) }
    case 'alarm lag':
    case 'storage':
      return known
    case 'failure rate':
    case 'unbalanced':
      return { ...known, count }
    case 'delete age':
      return { ...known, count, since, toldLevel: Math.min(known.toldLevel, levelOf({ kind, since }, now)) }
    case 'credential refused':
    case 'circuit open':
    case 'sealing key':
    case 'silence':
      return since === known.since ? { ...known, count } : { ...known, count, since, toldAt: 0, toldLevel: 0 }
  }
}

/** How many marks a condition has reached. */
export function levelOf({ kind, since }: Pick<Condition, 'kind' | 'since'>, now: number): number {
  return marks[kind].filter((mark) => Math.max(0, now - since) >= mark).length
}

/** When a condition wants to be told: at its next mark, or a day after the last one. */
export function wantedAt({ kind, since, toldAt, toldLevel }: Condition): number {
  const mark = marks[kind][toldLevel]
  return mark === undefined ? toldAt + reminderMs : since + mark
}

/** How many age marks (24 h, 7 d, 21 d) the oldest delete has reached. */
export function ageLevel(oldestAt: number, now: number): number {
  return levelOf({ kind: 'delete age', since: oldestAt }, now)
}
