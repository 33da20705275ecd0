import type { Chunk, Entry } from './chunk.ts'
import { owedCount } from './chunk.ts'
import type { Claimed, Settled } from './round.ts'

/** A due time that never comes: that of parked rows. */
const never = 9_000_000_000_000_000
const claimBytes = 8 * 1_024 * 1_024
const deadLetterDays = 30
const mostDeadPerHour = 1_000
const hour = 3_600_000

/** How many (event, subscription) deliveries ended how, since the account began. */
export type Counts = Readonly<Record<Settled | 'cancelled' | 'erased', number>>

/** What waits, for operators and metrics; ages and times in ms. */
export interface Gauges {
  readonly rows: number
  readonly pending: number
  readonly parked: number
  readonly dead: number
  readonly oldest: number | undefined
}

/** One row after a round. `entries` empty: it is gone; else it waits until `due` with what is left. */
export interface Applied {
  readonly id: string
  readonly fence: number
  readonly entries: readonly Entry[]
  readonly due: number
  /** Whether it was really tried, so that the attempt counts. */
  readonly tried: boolean
}

/** What was given up. */
export interface DeadLetter {
  readonly id: string
  readonly reason: string
  readonly subscription: string
  readonly entry: Entry
}

/** The tables of one account's events (see `schema.ts`). All methods are synchronous: what belongs together is one transaction of the caller. */
export class Store {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds chunks; one that waits already is left as it is. */
  insert(chunks: readonly Chunk[], at: { now: number; due: number }): void {
    for (const { id, body, owed } of chunks) {
      this.#sql.exec(
        'INSERT INTO events (id, due, accepted_at, owed, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        id,
        at.due,
        at.now,
        owed,
        body,
      )
    }
  }

  /** The time of the earliest row that waits or whose lease ends, or nothing. */
  nextDue(): number | undefined {
    const [row] = this.#sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM events').toArray()
    return row?.due === null || row === undefined || row.due >= never ? undefined : row.due
  }

  /**
   * Claims due rows for a round: at most 8 MB, oldest first. A row claimed twice without an apply goes alone; `probe` claims only the due row with
   * the fewest attempts. A claim moves `due` to the end of the lease, so that expired leases are found like due rows.
   */
  claim({ now, leaseMs, probe }: { now: number; leaseMs: number; probe: boolean }): readonly Claimed[] {
    const rows = this.#dueRows(now, probe)
    for (const row of rows) {
      this.#sql.exec(
        'UPDATE events SET lease_until = ?, due = ?, fence = fence + 1, strikes = strikes + 1 WHERE id = ?',
        now + leaseMs,
        now + leaseMs,
        row.id,
      )
    }
    return rows.map((row) => ({
      id: row.id,
      fence: row.fence + 1,
      attempts: row.attempts,
      strikes: row.strikes,
      acceptedAt: row.accepted_at,
      entries: JSON.parse(row.body) as readonly Entry[],
    }))
  }

  #dueRows(now: number, probe: boolean): readonly EventRow[] {
    const order = probe ? 'attempts, due' : 'due'
    const cursor = this.#sql.exec<EventRow>(
      `SELECT id, fence, attempts, strikes, accepted_at, body FROM events WHERE due <= ? ORDER BY ${order} LIMIT 4000`,
      now,
    )
    const rows: EventRow[] = []
    let bytes = 0
    for (const row of cursor) {
      if (row.strikes >= 2 && rows.length > 0) continue
      if (bytes + row.body.length > claimBytes && rows.length > 0) break
      rows.push(row)
      bytes += row.body.length
      if (row.strikes >= 2 || probe) break
    }
    return rows
  }

  /** Writes what a round did to a row; an answer of an expired lease (another fence) is ignored. Gives whether it was taken. */
  apply({ id, fence, entries, due, tried }: Applied): boolean {
    if (entries.length === 0)
      return this.#sql.exec('DELETE FROM events WHERE id = ? AND fence = ?', id, fence).rowsWritten > 0
    const written = this.#sql.exec(
      'UPDATE events SET body = ?, owed = ?, due = ?, lease_until = 0, strikes = 0, attempts = attempts + ? WHERE id = ? AND fence = ?',
      JSON.stringify(entries),
      owedCount(entries),
      due,
      tried ? 1 : 0,
      id,
      fence,
    )
    return written.rowsWritten > 0
  }

  /** Makes of a row one row for each of its events, due now: one of them keeps killing the object. */
  split({ id, fence, strikes, entries }: Claimed, now: number): void {
    if (!this.apply({ id, fence, entries: [], due: 0, tried: false })) return
    for (const [i, entry] of entries.entries()) {
      this.#sql.exec(
        'INSERT INTO events (id, due, strikes, accepted_at, owed, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        `${id.slice(0, 48)}-${i}`,
        now,
        strikes,
        entry.receivedAt,
        entry.owed.length,
        JSON.stringify([entry]),
      )
    }
  }

  /** Parks all rows (their mapping or account is gone), or wakes all that are parked. */
  park(parked: boolean, now: number): void {
    if (parked)
      this.#sql.exec(
        "UPDATE events SET state = 'parked', due = ?, lease_until = 0, fence = fence + 1, strikes = 0 WHERE state = 'pending'",
        never,
      )
    else this.#sql.exec("UPDATE events SET state = 'pending', due = ? WHERE state = 'parked'", now)
  }

  /** Keeps a dead letter for 30 days, at most 1,000 an hour; the rest is only counted. Gives whether it was kept. */
  bury({ id, reason, subscription, entry }: DeadLetter, now: number): boolean {
    this.#sql.exec('DELETE FROM dead_letters WHERE at < ?', now - deadLetterDays * 24 * hour)
    const [recent] = this.#sql
      .exec<{ n: number }>('SELECT COUNT(*) AS n FROM dead_letters WHERE at > ?', now - hour)
      .toArray()
    if ((recent?.n ?? 0) >= mostDeadPerHour) return false
    const text = JSON.stringify(entry)
    this.#sql.exec(
      'INSERT INTO dead_letters (id, at, reason, subscription, message_id, bytes, entry) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      id,
      now,
      reason.slice(0, 300),
      subscription,
      String(entry.event['messageId'] ?? ''),
      text.length,
      text,
    )
    return true
  }

  /** A value kept by name, as JSON. */
  meta<T>(name: string, otherwise: T): T {
    const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM meta WHERE name = ?', name).toArray()
    return row === undefined ? otherwise : (JSON.parse(row.value) as T)
  }

  /** Keeps a value by name; what is the same already is not written again. */
  setMeta(name: string, value: unknown): void {
    const text = JSON.stringify(value)
    this.#sql.exec(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value',
      name,
      text,
    )
  }

  /** Adds to the counts of what ended. */
  count(ended: Readonly<Partial<Counts>>): void {
    const counts: Record<string, number> = { ...this.meta<Partial<Counts>>('counts', {}) }
    for (const [name, n] of Object.entries(ended)) counts[name] = (counts[name] ?? 0) + n
    if (Object.values(ended).some((n) => n !== 0)) this.setMeta('counts', counts)
  }

  gauges(): Gauges {
    const waiting = { pending: 0, parked: 0 }
    let rows = 0
    let oldest: number | undefined
    const sums = this.#sql.exec<{ state: 'pending' | 'parked'; rows: number; owed: number; oldest: number }>(
      'SELECT state, COUNT(*) AS rows, SUM(owed) AS owed, MIN(accepted_at) AS oldest FROM events GROUP BY state',
    )
    for (const sum of sums) {
      rows += sum.rows
      waiting[sum.state] = sum.owed
      oldest = Math.min(oldest ?? sum.oldest, sum.oldest)
    }
    const [dead] = this.#sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM dead_letters').toArray()
    return { rows, ...waiting, dead: dead?.n ?? 0, oldest }
  }
}

interface EventRow extends Record<string, SqlStorageValue> {
  readonly id: string
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly accepted_at: number
  readonly body: string
}
