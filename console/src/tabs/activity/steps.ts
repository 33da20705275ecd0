import { toneOf } from '../../parts/badge.tsx'
import type { Ledger, LedgerStep } from '../../replies.ts'

const minute = 60_000
const hour = 60 * minute
const widths = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 24 * hour] as const
const mostSteps = 80

/** Counts by minute are kept for 48 hours. */
const minutesKeptMs = 47 * hour

function widthOf(ms: number): number {
  return widths.find((one) => ms / one <= mostSteps) ?? 24 * hour
}

/** By what a ledger between two times (ms) is asked for: by minute where the bars are shorter than an hour and minutes are kept. */
export function spanOf(since: number, until: number): Ledger['span'] {
  return widthOf(until - since) < hour && since > Date.now() - minutesKeptMs ? 'minute' : 'hour'
}

/** The tones of outcomes, in the order in which a bar stacks them, and what each means in words. */
export const tones = { good: 'delivered', quiet: 'left out', wait: 'waits', bad: 'failed' } as const

type Tone = keyof typeof tones

/** What was counted in a part of the time, by the tones of its outcomes. */
export interface Step {
  readonly at: number
  readonly counts: Readonly<Record<Tone, number>>
}

/** The whole time of a ledger as parts of one length (ms), those without counts too. */
export function stepsOf({ since, until, span, series }: Ledger): {
  readonly width: number
  readonly steps: readonly Step[]
} {
  const [from, to] = [Date.parse(since), Date.parse(until)]
  const width = Math.max(widthOf(to - from), span === 'hour' ? hour : minute)
  const first = Math.floor(from / width)
  const byPlace = Map.groupBy(series, ({ at }) => Math.floor(Date.parse(at) / width) - first)
  const n = Math.max(1, Math.ceil(to / width) - first)
  const steps = Array.from({ length: n }, (_, i) => ({
    at: (first + i) * width,
    counts: countsOf(byPlace.get(i) ?? []),
  }))
  return { width, steps }
}

function countsOf(parts: readonly LedgerStep[]): Step['counts'] {
  const counts = { good: 0, quiet: 0, wait: 0, bad: 0 }
  for (const { outcome, n } of parts.flatMap(outcomesOf)) counts[toneOf(outcome)] += n
  return counts
}

/** How many attempts ended how: what Segment was told of inline ones, and what became of those of the queue. */
export function outcomesOf({
  inline,
  queue,
}: Pick<LedgerStep, 'inline' | 'queue'>): readonly { readonly outcome: string; readonly n: number }[] {
  const names = [...new Set([...Object.keys(inline), ...Object.keys(queue)])]
  return names
    .map((outcome) => ({ outcome, n: (inline[outcome] ?? 0) + (queue[outcome] ?? 0) }))
    .sort((a, b) => b.n - a.n)
}

/** All that a step counted. */
export function totalOf({ counts }: Step): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}
