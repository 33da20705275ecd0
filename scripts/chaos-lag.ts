/** Retries of a run: the first and the longest backoff (ms), as `RETRY_BASE_MS` and `RETRY_CAP_MS`. */
export interface Backoff {
  readonly baseMs: number
  readonly capMs: number
}

/** An attempt of the queue, from its log line: the how-manieth of its delivery it was, and how long after its due time it began (ms). */
export interface LateAttempt {
  readonly attempt: number
  readonly lateMs: number
}

/** How late the attempts of the queue were, in ms; `undefined` where none told. `skipped`: attempts whose lines do not tell. */
export interface Lag {
  readonly attempts: number
  readonly skipped: number
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
  readonly maxMs: number | undefined
  /** The 99th percentile of how late retries were, divided by the longest backoff that each can have been given. */
  readonly p99Ratio: number | undefined
}

/** What a log line tells of how late an attempt of the queue was; `skipped` if it is such a line and does not tell, nothing if it is another line. */
export function lateAttemptIn(line: string): LateAttempt | 'skipped' | undefined {
  const fields = attemptIn(line)
  if (fields?.['queued'] !== true) return undefined
  const { attempt, lateMs } = fields
  return typeof attempt === 'number' && typeof lateMs === 'number' ? { attempt, lateMs } : 'skipped'
}

/** The fields of a log line of an attempt; nothing for any other line. */
export function attemptIn(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>
    return fields['at'] === 'attempt' ? fields : undefined
  } catch {
    return undefined
  }
}

/** Sums up what the lines of a run tell. */
export function lagOf(told: readonly (LateAttempt | 'skipped')[], backoff: Backoff): Lag {
  const known = told.filter((one) => one !== 'skipped')
  const late = known.map(({ lateMs }) => lateMs)
  const ratios = known.flatMap(({ attempt, lateMs }) => {
    const longest = longestBackoffMs(attempt, backoff)
    return longest === undefined ? [] : [lateMs / longest]
  })
  return {
    attempts: known.length,
    skipped: told.length - known.length,
    p50Ms: percentile(late, 0.5),
    p99Ms: percentile(late, 0.99),
    maxMs: percentile(late, 1),
    p99Ratio: percentile(ratios, 0.99),
  }
}

/** The longest backoff that an attempt can have been given (ms); a first attempt was given none. */
export function longestBackoffMs(attempt: number, { baseMs, capMs }: Backoff): number | undefined {
  return attempt < 2 ? undefined : Math.min(capMs, baseMs * 2 ** (attempt - 2))
}

/** The least value that a share of all values does not exceed (nearest rank); nothing for no values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(values.length * share) - 1)]
}
