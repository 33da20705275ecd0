import type { Count, Point, SeriesFilter } from './messages.ts'

const minute = 60_000
const hour = 60 * minute
const minutesKeptMs = 48 * hour
const hoursKeptMs = 90 * 24 * hour
const longestName = 100

interface CountRow extends Record<string, SqlStorageValue> {
  readonly partner: string
  readonly name: string
  readonly n: number
}

/**
 * The tables of counters (see `schema.ts`). Only minutes are written when something is counted, because written rows are what such a table costs; `roll` sums them up.
 * All methods are synchronous: what belongs together is one transaction of the caller.
 */
export class CounterStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds counts to the minute of `now`, one row for each name; what is no positive whole number counts nothing. */
  add(counts: readonly Count[], now: number): void {
    // A clock that goes back must not count into an hour that is summed up already.
    const at = Math.max(now - (now % minute), this.#rolledTo())
    for (const { partner, name, n } of mergedCounts(counts)) {
      this.#sql.exec(
        'INSERT INTO minutes (at, partner, name, n) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
        at,
        partner,
        name,
        n,
      )
    }
  }

  /** Sums full hours up into `hours` and `totals`, each minute once; drops minutes after 48 h and hours after 90 days. */
  roll(now: number): void {
    const from = this.#rolledTo()
    const to = now - (now % hour)
    if (to <= from) return
    this.#sql.exec(
      `INSERT INTO hours (at, partner, name, n)
       SELECT at - at % ${hour}, partner, name, SUM(n) FROM minutes WHERE at >= ? AND at < ? GROUP BY 1, 2, 3`,
      from,
      to,
    )
    this.#sql.exec(
      `INSERT INTO totals (partner, name, n)
       SELECT partner, name, SUM(n) FROM minutes WHERE at >= ? AND at < ? GROUP BY 1, 2
       ON CONFLICT DO UPDATE SET n = n + excluded.n`,
      from,
      to,
    )
    this.#sql.exec(
      "INSERT INTO meta (name, value) VALUES ('rolled_to', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      to,
    )
    this.#sql.exec('DELETE FROM minutes WHERE at < ?', now - minutesKeptMs)
    this.#sql.exec('DELETE FROM hours WHERE at < ?', now - hoursKeptMs)
  }

  /** Running totals, which only grow. */
  totals(): readonly Count[] {
    const rows = this.#sql.exec<CountRow>(
      `SELECT partner, name, SUM(n) AS n FROM (
         SELECT partner, name, n FROM totals UNION ALL SELECT partner, name, n FROM minutes WHERE at >= ?
       ) GROUP BY 1, 2 ORDER BY 1, 2`,
      this.#rolledTo(),
    )
    return rows.toArray()
  }

  /** A partner's history by minute or by hour, the running one included: all whole steps that a part of the time from `from` to `to` lies in. */
  series({ partner, from, to, span }: SeriesFilter): readonly Point[] {
    const minutes = 'SELECT at, name, n FROM minutes WHERE at >= ?1 AND at < ?2 AND partner = ?3 ORDER BY at'
    const hours = `
      SELECT at, name, n FROM hours WHERE at >= ?1 AND at < ?2 AND partner = ?3
      UNION ALL
      SELECT at - at % ${hour}, name, SUM(n) FROM minutes WHERE at >= MAX(?1, ?4) AND at < ?2 AND partner = ?3 GROUP BY 1, 2
      ORDER BY 1`
    const step = span === 'minute' ? minute : hour
    const first = from - (from % step)
    const end = Math.ceil(to / step) * step
    const points = new Map<number, Record<string, number>>()
    const rows =
      span === 'minute'
        ? this.#sql.exec<PointRow>(minutes, first, end, partner)
        : this.#sql.exec<PointRow>(hours, first, end, partner, this.#rolledTo())
    for (const { at, name, n } of rows) points.set(at, { ...points.get(at), [name]: n })
    return [...points].map(([at, counts]) => ({ at, counts }))
  }

  /** Whether there is something that will have to be summed up or dropped. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM minutes UNION ALL SELECT 1 FROM hours LIMIT 1').toArray().length === 0
  }

  #rolledTo(): number {
    const [row] = this.#sql.exec<{ value: number }>("SELECT value FROM meta WHERE name = 'rolled_to'").toArray()
    return row?.value ?? 0
  }
}

interface PointRow extends Record<string, SqlStorageValue> {
  readonly at: number
  readonly name: string
  readonly n: number
}

/** Counts with one entry for each partner and name; what is no positive whole number, or has an absurd name, is left out. */
function mergedCounts(counts: readonly Count[]): readonly Count[] {
  const merged = new Map<string, Count>()
  for (const { partner, name, n } of counts) {
    if (!Number.isSafeInteger(n) || n <= 0 || name === '' || name.length > longestName) continue
    const key = `${partner}\n${name}`
    merged.set(key, { partner, name, n: n + (merged.get(key)?.n ?? 0) })
  }
  return [...merged.values()]
}
