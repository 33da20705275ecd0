import type { Chunk, Entry } from './chunk.ts'
import { owedCount, rowPart } from './chunk.ts'

const claimBytes = 8 * 1_024 * 1_024
/** A probe takes the row with the fewest attempts among so many that are due. */
const probedRows = 1_000
const strikesToGoAlone = 2

/** What waits: rows, (event, subscription) deliveries in them, and when the oldest was accepted (ms). */
export interface Waiting {
  readonly rows: number
  readonly owed: number
  readonly oldestAt: number | undefined
}

/** A claimed row as it is stored. `body` is read by the caller: one that cannot be read must not stop the claim. */
export interface ClaimedRow {
  readonly id: string
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly acceptedAt: number
  readonly request: string | undefined
  readonly owed: number
  /** The subscription that collected it. */
  readonly hold: string | undefined
  readonly body: string
}

/** So many deliveries of a subscription have been collected, and need not wait for the end of `forMs`. */
export interface Released {
  readonly subscription: string
  readonly owed: number
  readonly forMs: number
}

/** What a round claims. Times in ms. */
export interface Claim {
  readonly now: number
  readonly leaseMs: number
  /** So many deliveries at most (one row may hold more), and 8 MB. */
  readonly mostOwed: number
  /** Only the due row with the fewest attempts. */
  readonly probe: boolean
  /** Subscriptions of which enough has been collected: what leaves now, due or not. */
  readonly released: readonly Released[]
}

/** One row after a round. `entries` empty: it is gone; else it waits until `due` with what is left. */
export interface Applied {
  readonly id: string
  readonly fence: number
  readonly entries: readonly Entry[]
  readonly due: number
  /** Whether it was really tried, so that the attempt counts. */
  readonly tried: boolean
  readonly reason: string | undefined
}

/** A row to write. */
export interface NewRow {
  readonly id: string
  readonly due: number
  readonly strikes: number
  readonly attempts: number
  readonly acceptedAt: number
  readonly request: string | undefined
  readonly entries: readonly Entry[]
}

/** A row as an operator sees it. */
export interface SeenRow extends ClaimedRow {
  readonly due: number
  readonly leaseUntil: number
  readonly reason: string | undefined
}

interface EventRow extends Record<string, SqlStorageValue> {
  readonly id: string
  readonly due: number
  readonly owed: number
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly accepted_at: number
  readonly lease_until: number
  readonly hold: string | null
  readonly request: string | null
  readonly reason: string | null
  readonly body: string
}

/** The rows of one account's events (see `schema.ts`). All methods are synchronous: what belongs together is one transaction of the caller. */
export class Store {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds a chunk; one that waits already is left as it is. Gives whether it was new. */
  insert({ id, body, owed, hold, dueInMs }: Chunk, at: { now: number; request: string | undefined }): boolean {
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO events (id, due, accepted_at, owed, hold, request, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      id,
      at.now + dueInMs,
      at.now,
      owed,
      hold?.subscription ?? null,
      at.request ?? null,
      body,
    )
    return rowsWritten > 0
  }

  /** Adds a row that was split off or comes back from the dead. An id that is taken throws: what the row holds would be lost. */
  insertRow(row: NewRow): void {
    this.#sql.exec(
      `INSERT INTO events (id, due, strikes, attempts, accepted_at, owed, request, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.due,
      row.strikes,
      row.attempts,
      row.acceptedAt,
      owedCount(row.entries),
      row.request ?? null,
      JSON.stringify(row.entries),
    )
  }

  /** The time of the earliest row that waits or whose lease ends, or nothing. */
  nextDue(): number | undefined {
    const [row] = this.#sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM events').toArray()
    return row?.due ?? undefined
  }

  /**
   * Claims due rows for a round, oldest first. A row claimed twice without an apply goes alone. A claim moves `due` to the end of the lease,
   * so that expired leases are found like due rows.
   */
  claim(claim: Claim): readonly ClaimedRow[] {
    const rows = claim.probe ? this.#probed(claim.now) : this.#dueRows(claim)
    const leaseUntil = claim.now + claim.leaseMs
    for (const { id } of rows) {
      this.#sql.exec(
        'UPDATE events SET lease_until = ?, due = ?, fence = fence + 1, strikes = strikes + 1 WHERE id = ?',
        leaseUntil,
        leaseUntil,
        id,
      )
    }
    return rows.map((row) => ({ ...claimedOf(row), fence: row.fence + 1 }))
  }

  #probed(now: number): readonly EventRow[] {
    return this.#sql
      .exec<EventRow>(
        `SELECT * FROM events WHERE id = (
           SELECT id FROM (SELECT id, attempts, due FROM events WHERE due <= ? ORDER BY due LIMIT ${probedRows}) ORDER BY attempts, due LIMIT 1)`,
        now,
      )
      .toArray()
  }

  #dueRows({ now, mostOwed, released }: Claim): readonly EventRow[] {
    const rows: EventRow[] = []
    const room = { bytes: claimBytes, owed: mostOwed }
    const take = (row: EventRow): boolean => {
      if (rows.length > 0 && (row.body.length > room.bytes || row.owed > room.owed)) return false
      rows.push(row)
      room.bytes -= row.body.length
      room.owed -= row.owed
      return true
    }
    for (const row of this.#sql.exec<EventRow>('SELECT * FROM events WHERE due <= ? ORDER BY due', now)) {
      const alone = row.strikes >= strikesToGoAlone
      if (alone && rows.length > 0) continue
      if (!take(row) || alone) return rows
    }
    for (const hold of released) {
      let left = hold.owed
      for (const row of this.#held(hold, now)) {
        if (left <= 0 || !take(row)) break
        left -= row.owed
      }
    }
    return rows
  }

  /** What is collected and was never claimed: of a claimed row `due` is the end of its lease, which is not broken. */
  #held({ subscription, forMs }: Released, now: number): SqlStorageCursor<EventRow> {
    return this.#sql.exec<EventRow>(
      'SELECT * FROM events WHERE due > ? AND due <= ? AND hold = ? AND lease_until = 0 ORDER BY due',
      now,
      now + forMs,
      subscription,
    )
  }

  /** Writes what a round did to a row; an answer of an expired lease (another fence) is ignored. Gives whether it was taken. */
  apply({ id, fence, entries, due, tried, reason }: Applied): boolean {
    if (entries.length === 0)
      return this.#sql.exec('DELETE FROM events WHERE id = ? AND fence = ?', id, fence).rowsWritten > 0
    const written = this.#sql.exec(
      `UPDATE events SET body = ?, owed = ?, due = ?, lease_until = 0, strikes = 0, hold = NULL, attempts = attempts + ?, reason = coalesce(?, reason)
         WHERE id = ? AND fence = ?`,
      JSON.stringify(entries),
      owedCount(entries),
      due,
      tried ? 1 : 0,
      reason ?? null,
      id,
      fence,
    )
    return written.rowsWritten > 0
  }

  /** Gives a row back that was not touched: its attempts and what is in it stay. */
  release(id: string, fence: number, due: number): void {
    this.#sql.exec(
      'UPDATE events SET due = ?, lease_until = 0, strikes = 0, hold = NULL WHERE id = ? AND fence = ?',
      due,
      id,
      fence,
    )
  }

  /** Makes a row due now; whoever has it claimed is ignored. */
  hasten(id: string, now: number): void {
    this.#sql.exec('UPDATE events SET due = ?, lease_until = 0, hold = NULL, fence = fence + 1 WHERE id = ?', now, id)
  }

  /** Takes entries out of a row that nobody has claimed: what is left stays due as it was. */
  rewrite(id: string, entries: readonly Entry[]): void {
    if (entries.length === 0) this.#sql.exec('DELETE FROM events WHERE id = ?', id)
    else
      this.#sql.exec(
        'UPDATE events SET body = ?, owed = ?, fence = fence + 1 WHERE id = ?',
        JSON.stringify(entries),
        owedCount(entries),
        id,
      )
  }

  /** The rows that a delivery's id may be in: its own, or those that it was split into. */
  rowsOf(delivery: string): readonly SeenRow[] {
    const part = rowPart(delivery)
    return this.#sql
      .exec<EventRow>('SELECT * FROM events WHERE id >= ? AND id < ?', part, `${part}~`)
      .toArray()
      .map(seenOf)
  }

  /** Rows in the order of their ids, from one on, accepted before a time. */
  list({ from, before, limit }: { from: string; before: number | undefined; limit: number }): readonly SeenRow[] {
    return this.#sql
      .exec<EventRow>(
        'SELECT * FROM events WHERE id >= ? AND accepted_at <= ? ORDER BY id LIMIT ?',
        from,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .toArray()
      .map(seenOf)
  }

  /** What waits; reads the index only. */
  waiting(): Waiting {
    const [sum] = this.#sql
      .exec<{ rows: number; owed: number | null; oldest: number | null }>(
        'SELECT COUNT(*) AS rows, SUM(owed) AS owed, MIN(accepted_at) AS oldest FROM events INDEXED BY events_due',
      )
      .toArray()
    return { rows: sum?.rows ?? 0, owed: sum?.owed ?? 0, oldestAt: sum?.oldest ?? undefined }
  }
}

function claimedOf(row: EventRow): ClaimedRow {
  return {
    id: row.id,
    fence: row.fence,
    attempts: row.attempts,
    strikes: row.strikes,
    acceptedAt: row.accepted_at,
    request: row.request ?? undefined,
    owed: row.owed,
    hold: row.hold ?? undefined,
    body: row.body,
  }
}

function seenOf(row: EventRow): SeenRow {
  return { ...claimedOf(row), due: row.due, leaseUntil: row.lease_until, reason: row.reason ?? undefined }
}
