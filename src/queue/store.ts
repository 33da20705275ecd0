import { LeasedTable } from '../leases/leased-table.ts'
import type { QueueRow, QueuedEvent } from './queue-row.ts'
import { owedCount, rowPart } from './queue-row.ts'
import type { EventRow, StoredRow } from './stored-row.ts'
import { storedRowOf } from './stored-row.ts'
import type { Selection } from './selection.ts'
import { select } from './selection.ts'

/** What waits: rows, (event, subscription) deliveries in them that are tried again and that are parked, and when the oldest was accepted (ms). */
export interface Waiting {
  readonly rows: number
  readonly owed: number
  readonly parked: number
  readonly oldestAt: number | undefined
}

/** One row after a run. `entries` empty: it is gone; else it waits until `due` with what is left. */
export interface Applied {
  readonly id: string
  readonly leaseToken: number
  readonly entries: readonly QueuedEvent[]
  readonly due: number
  /** Whether it was really tried, so that the attempt counts. */
  readonly tried: boolean
  readonly reason: string | undefined
  /** It waits for another mapping or other settings, until it is given up. */
  readonly parked?: boolean
  /** An operator still wants it tried now. */
  readonly urgent?: boolean
}

/** A row to write. */
export interface NewRow {
  readonly id: string
  readonly due: number
  readonly unackedClaims: number
  readonly attempts: number
  readonly acceptedAt: number
  readonly request: string | undefined
  readonly entries: readonly QueuedEvent[]
  readonly reason?: string | undefined
  readonly urgent?: boolean
  readonly parked?: boolean
}

/** A row as an operator sees it. */
export interface SeenRow extends StoredRow {
  readonly leaseUntil: number
  readonly parked: boolean
  readonly reason: string | undefined
}

/** Which rows are looked for, in the order of their ids. Times in ms. */
export interface RowsWanted {
  readonly from: string
  readonly parked: boolean | undefined
  readonly request: string | undefined
  readonly reason: string | undefined
  readonly after: number | undefined
  readonly before: number | undefined
}

/** The rows of one account's events (see `schema.ts`). All methods are synchronous: what belongs together is one transaction of the caller. */
export class Store extends LeasedTable {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    super(sql, 'events', {
      open: 'true',
      leased: 'id IN (SELECT id FROM events INDEXED BY events_due WHERE lease_until > 0)',
    })
    this.#sql = sql
  }

  /** Adds a row; one that waits already is left as it is. Gives whether it was new. */
  insert(chunk: QueueRow, at: { now: number; request: string | undefined }): boolean {
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO events (id, due, accepted_at, owed, attempts, hold, request, reason, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      chunk.id,
      at.now + chunk.dueInMs,
      at.now,
      chunk.owed,
      chunk.attempts ?? 0,
      chunk.hold?.subscription ?? null,
      at.request ?? null,
      chunk.reason ?? null,
      chunk.body,
    )
    return rowsWritten > 0
  }

  /** Adds a row that was split off, or whose dead letter is retried. An id that is taken throws: what the row holds would be lost. */
  insertRow(row: NewRow): void {
    this.#sql.exec(
      `INSERT INTO events (id, due, strikes, attempts, accepted_at, owed, request, reason, body, parked, urgent)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.due,
      row.unackedClaims,
      row.attempts,
      row.acceptedAt,
      owedCount(row.entries),
      row.request ?? null,
      row.reason ?? null,
      JSON.stringify(row.entries),
      row.parked === true ? 1 : 0,
      row.urgent === true ? 1 : 0,
    )
  }

  /** The due rows of a run (`selection.ts`). */
  select(selection: Selection): readonly StoredRow[] {
    return select(this.#sql, selection)
  }

  /** Writes what a run did to a row, once: an answer of an expired lease (another lease token) is ignored. Gives whether it was taken. */
  apply({ id, leaseToken, entries, due, tried, reason, parked = false, urgent = false }: Applied): boolean {
    if (entries.length === 0)
      return this.#sql.exec('DELETE FROM events WHERE id = ? AND fence = ?', id, leaseToken).rowsWritten > 0
    const written = this.#sql.exec(
      `UPDATE events SET body = ?, owed = ?, due = ?, lease_until = 0, strikes = 0, hold = NULL, attempts = attempts + ?, reason = coalesce(?, reason),
         parked = ?, urgent = ?, fence = fence + 1 WHERE id = ? AND fence = ?`,
      JSON.stringify(entries),
      owedCount(entries),
      due,
      tried ? 1 : 0,
      reason ?? null,
      parked ? 1 : 0,
      urgent ? 1 : 0,
      id,
      leaseToken,
    )
    return written.rowsWritten > 0
  }

  /** Gives a row back that was not touched: its attempts and what is in it stay. */
  release(id: string, leaseToken: number, due: number): void {
    this.#sql.exec(
      'UPDATE events SET due = ?, lease_until = 0, strikes = 0, hold = NULL WHERE id = ? AND fence = ?',
      due,
      id,
      leaseToken,
    )
  }

  /** Writes what is left of a row whose run goes on: the claim stays. Gives whether it was still claimed. */
  keep(id: string, leaseToken: number, entries: readonly QueuedEvent[]): boolean {
    const written = this.#sql.exec(
      'UPDATE events SET body = ?, owed = ?, strikes = 0 WHERE id = ? AND fence = ?',
      JSON.stringify(entries),
      owedCount(entries),
      id,
      leaseToken,
    )
    return written.rowsWritten > 0
  }

  /** Makes a row due now, before others and whatever the circuit says; whoever has it claimed is ignored. */
  hasten(id: string, now: number): void {
    this.#sql.exec(
      'UPDATE events SET due = ?, lease_until = 0, hold = NULL, fence = fence + 1, parked = 0, urgent = 1 WHERE id = ?',
      now,
      id,
    )
  }

  /** Lets all parked rows be judged anew. */
  unparkAll(now: number): void {
    this.#sql.exec('UPDATE events SET parked = 0, due = ? WHERE parked = 1 AND lease_until = 0', now)
  }

  /** Whether any row waits for another mapping or other settings. */
  hasParked(): boolean {
    return this.#sql.exec('SELECT 1 FROM events WHERE parked = 1 LIMIT 1').toArray().length > 0
  }

  /** Takes entries out of a row that nobody has claimed: what is left stays due as it was. */
  rewrite(id: string, entries: readonly QueuedEvent[]): void {
    if (entries.length === 0) this.#sql.exec('DELETE FROM events WHERE id = ?', id)
    else
      this.#sql.exec(
        'UPDATE events SET body = ?, owed = ?, fence = fence + 1 WHERE id = ?',
        JSON.stringify(entries),
        owedCount(entries),
        id,
      )
  }

  /** One row. */
  find(id: string): SeenRow | undefined {
    const [row] = this.#sql.exec<EventRow>('SELECT * FROM events WHERE id = ?', id).toArray()
    return row === undefined ? undefined : seenOf(row)
  }

  /** The rows that a delivery's id may be in: its own, or those that it was split into. */
  rowsOf(delivery: string): readonly SeenRow[] {
    const part = rowPart(delivery)
    return this.#sql
      .exec<EventRow>('SELECT * FROM events WHERE id >= ? AND id < ?', part, `${part}~`)
      .toArray()
      .map(seenOf)
  }

  /** Rows in the order of their ids, one by one: whoever reads them stops when enough has been read. */
  *list({ from, parked, request, reason, after, before }: RowsWanted): Generator<SeenRow> {
    const byRequest = 'id IN (SELECT id FROM events INDEXED BY events_due WHERE request = ?) AND'
    const rows = this.#sql.exec<EventRow>(
      `SELECT * FROM events WHERE ${request === undefined ? '? IS NULL AND' : byRequest} id >= ? AND accepted_at BETWEEN ? AND ?
         AND (? IS NULL OR parked = ?) AND (? IS NULL OR instr(reason, ?) = 1) ORDER BY id`,
      request ?? null,
      from,
      after ?? 0,
      before ?? Number.MAX_SAFE_INTEGER,
      parked === undefined ? null : Number(parked),
      Number(parked ?? false),
      reason ?? null,
      reason ?? '',
    )
    for (const row of rows) yield seenOf(row)
  }

  /** What waits; reads the index only. */
  waiting(): Waiting {
    const [sum] = this.#sql
      .exec<{ rows: number; owed: number | null; parked: number | null; oldest: number | null }>(
        `SELECT COUNT(*) AS rows, SUM(owed) AS owed, SUM(owed * parked) AS parked, MIN(accepted_at) AS oldest
           FROM events INDEXED BY events_due`,
      )
      .toArray()
    const parked = sum?.parked ?? 0
    return { rows: sum?.rows ?? 0, owed: (sum?.owed ?? 0) - parked, parked, oldestAt: sum?.oldest ?? undefined }
  }
}

function seenOf(row: EventRow): SeenRow {
  return {
    ...storedRowOf(row),
    leaseUntil: row.lease_until,
    parked: row.parked === 1,
    reason: row.reason ?? undefined,
  }
}
