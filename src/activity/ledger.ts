import type { Counted, LedgerFilter, LedgerPoint } from './record.ts'

const minute = 60_000
const hour = 60 * minute
const minutesKeptMs = 48 * hour
const hoursKeptMs = 90 * 24 * hour
/** A step holds so many different counts; what is more is counted without its reason. */
const mostApart = 200

interface StepRow extends Record<string, SqlStorageValue> {
  readonly at: number
  readonly counts: string
}

/** The ledger of one account by minute and by hour: a step is one row, for rows are what it costs. All methods but {@link series} belong into the caller's transaction. */
export class ActivityLedger {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds counts to the minute of `now`. */
  add(counts: readonly Counted[], now: number): void {
    if (counts.length > 0) this.#put('minutes', now - (now % minute), counts)
  }

  #put(table: 'minutes' | 'hours', at: number, counts: readonly Counted[]): void {
    const [row] = this.#sql.exec<StepRow>(`SELECT at, counts FROM ${table} WHERE at = ?`, at).toArray()
    const sum = sumOf([...(row === undefined ? [] : countsOf(row)), ...counts])
    this.#sql.exec(`INSERT OR REPLACE INTO ${table} (at, counts) VALUES (?, ?)`, at, JSON.stringify(sum))
  }

  /** Sums hours up whose minutes are no longer kept, and drops those that are too old. */
  roll(now: number): void {
    const before = now - (now % hour) - minutesKeptMs
    const rows = this.#sql.exec<StepRow>('SELECT at, counts FROM minutes WHERE at < ?', before).toArray()
    for (const [at, list] of Map.groupBy(rows, (row) => row.at - (row.at % hour)))
      this.#put('hours', at, list.flatMap(countsOf))
    this.#sql.exec('DELETE FROM minutes WHERE at < ?', before)
    this.#sql.exec('DELETE FROM hours WHERE at < ?', now - hoursKeptMs)
  }

  /** The steps that begin in a time, those without counts left out. By hour the minutes that are still kept are summed up. */
  series({ since, until, span }: LedgerFilter): readonly LedgerPoint[] {
    const rows = this.#sql
      .exec<StepRow>(
        `SELECT at, counts FROM minutes WHERE at >= ?1 AND at < ?2 UNION ALL SELECT at, counts FROM hours WHERE at >= ?1 AND at < ?2 AND ?3 = 'hour'`,
        since,
        until,
        span,
      )
      .toArray()
    const step = span === 'minute' ? minute : hour
    return [...Map.groupBy(rows, ({ at }) => at - (at % step))]
      .map(([at, list]) => ({ at, counts: sumOf(list.flatMap(countsOf)) }))
      .sort((a, b) => a.at - b.at)
  }

  /** When something was last counted (ms); nothing where nothing ever was. */
  lastAt(): number | undefined {
    const [row] = this.#sql
      .exec<{ at: number | null }>('SELECT MAX(at) AS at FROM (SELECT at FROM minutes UNION ALL SELECT at FROM hours)')
      .toArray()
    return row?.at ?? undefined
  }

  /** Whether nothing is kept. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM minutes UNION ALL SELECT 1 FROM hours LIMIT 1').toArray().length === 0
  }
}

function countsOf({ counts }: StepRow): readonly Counted[] {
  return JSON.parse(counts) as readonly Counted[]
}

/** Counts with one entry for each that differs in anything but its number. */
export function sumOf(counts: readonly Counted[]): readonly Counted[] {
  const sums = new Map<string, Counted>()
  for (const one of counts) {
    const apart = sums.has(keyOf(one)) || sums.size < mostApart ? one : { ...one, reason: '' }
    sums.set(keyOf(apart), { ...apart, n: apart.n + (sums.get(keyOf(apart))?.n ?? 0) })
  }
  return [...sums.values()]
}

/** What tells counts apart: everything but their number. */
export function keyOf({ mapping, subscription, queued, outcome, failed, reason }: Omit<Counted, 'n'>): string {
  return JSON.stringify([mapping, subscription, queued, outcome, failed, reason])
}
