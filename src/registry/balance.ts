import type { AccountRef, BookedCount, Imbalance } from './messages.ts'

/** How a delivery of a request may end there: what was received is the sum of them. */
export const receivedResults = [
  'delivered',
  'skipped',
  'rejected',
  'queued',
  'unsupported',
  'invalid',
  'erased',
  'unsettled',
  'shadowed',
] as const

const received = 'received.'
const named: ReadonlySet<string> = new Set(receivedResults.map((result) => received + result))

/** What is on the two sides of a queue's books: what came into it, and how it ended there. The rest of `deliveries.*` is beside the balance. */
export const queueSides: Readonly<Record<string, 1 | -1>> = {
  'deliveries.stored': 1,
  'deliveries.revived': 1,
  'deliveries.found': 1,
  'deliveries.delivered': -1,
  'deliveries.skipped': -1,
  'deliveries.rejected': -1,
  'deliveries.mapping changed': -1,
  'deliveries.given up': -1,
  'deliveries.poison': -1,
  'deliveries.cancelled': -1,
  'deliveries.erased': -1,
  'deliveries.lost': -1,
}

/** What the queue of an account last reported. */
export interface ReportedQueue extends AccountRef {
  readonly books: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly gauges: Readonly<Record<string, number>>
}

/**
 * By how much books do not balance, for each account where they do not. Of what requests received: deliveries whose result is none of {@link receivedResults}. Of a queue: what
 * came in less what ended, beside what waits or is parked, all of one report.
 */
export function imbalancesOf(books: readonly BookedCount[], queues: Iterable<ReportedQueue>): readonly Imbalance[] {
  const unnamed = books.filter(({ name }) => name.startsWith(received) && !named.has(name))
  const found = [...unnamed, ...[...queues].map(({ partner, account, ...of }) => ({ partner, account, n: gapOf(of) }))]
  return [...Map.groupBy(found, ({ partner, account }) => `${partner}/${account}`).values()].flatMap((group) => {
    const [first] = group
    const n = group.reduce((sum, one) => sum + one.n, 0)
    return first === undefined || n === 0 ? [] : [{ partner: first.partner, account: first.account, n }]
  })
}

function gapOf({ books, gauges }: Pick<ReportedQueue, 'books' | 'gauges'>): number {
  const counts = Object.values(books).flatMap((book) => Object.entries(book))
  const open = counts.reduce((sum, [name, n]) => sum + (queueSides[name] ?? 0) * n, 0)
  return Math.abs(open - (gauges['pending'] ?? 0) - (gauges['parked'] ?? 0))
}
