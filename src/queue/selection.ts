import type { WhichRows } from '../leases/lease.ts'
import { claimBytes, claimsToGoAlone } from '../leases/lease.ts'
import type { EventRow, StoredRow } from './stored-row.ts'
import { storedRowOf } from './stored-row.ts'

/** Rows that an object had claimed when it died are worked on few at a time: if it dies again, few are suspected of it. */
const suspectsAtOnce = 5

/** So many deliveries of a subscription have been collected, and need not wait for the end of `forMs`. */
export interface FullWindow {
  readonly subscription: string
  readonly owed: number
  readonly forMs: number
}

/** What a run takes up. Times in ms. */
export interface Selection {
  readonly now: number
  /** So many deliveries at most (one row may hold more), and 8 MB. */
  readonly mostOwed: number
  readonly rows: WhichRows
  /** In [0, 1). */
  readonly random: number
  /** Subscriptions of which enough has been collected: what leaves now, due or not. */
  readonly full: readonly FullWindow[]
  /** Whether a run that has not ended has a row. */
  readonly isTaken: (id: string) => boolean
}

/**
 * The due rows of a run: those that an operator wants tried, else the others, oldest first. A row that was claimed twice without an apply goes alone. Nothing is written: a row
 * is claimed when the first of its calls begins.
 */
export function select(sql: SqlStorage, selection: Selection): readonly StoredRow[] {
  const urgent = sql.exec<EventRow>('SELECT * FROM events WHERE urgent = 1 AND due <= ? ORDER BY due', selection.now)
  const rows = new Taken(selection)
  rows.fill(urgent)
  if (rows.list.length > 0) return rows.list.map(storedRowOf)
  switch (selection.rows) {
    case 'all':
      return dueRows(sql, selection).map(storedRowOf)
    case 'newest':
    case 'random':
      return probed(sql, selection).map(storedRowOf)
    case 'none':
      return []
  }
}

/** One due row: the one that was accepted last, or one that chance picks, so that events that always fail cannot hold the others. */
function probed(sql: SqlStorage, { now, rows, random, isTaken }: Selection): readonly EventRow[] {
  const [due] = sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM events WHERE due <= ?', now).toArray()
  const order = rows === 'newest' ? 'accepted_at DESC, attempts' : 'due'
  return sql
    .exec<EventRow>(
      `SELECT * FROM events WHERE id = (SELECT id FROM events WHERE due <= ? ORDER BY ${order} LIMIT 1 OFFSET ?)`,
      now,
      rows === 'newest' ? 0 : Math.floor(random * (due?.n ?? 0)),
    )
    .toArray()
    .filter((row) => row.lease_until > 0 || !isTaken(row.id))
}

function dueRows(sql: SqlStorage, selection: Selection): readonly EventRow[] {
  const { now, full } = selection
  const rows = new Taken(selection)
  const isFull = rows.fill(sql.exec<EventRow>('SELECT * FROM events WHERE due <= ? ORDER BY due', now))
  if (isFull || (rows.list[0]?.strikes ?? 0) > 0) return rows.list
  for (const collected of full) {
    let left = collected.owed
    for (const row of collectedBy(sql, collected, now)) {
      if (left <= 0 || !rows.take(row)) break
      left -= row.owed
    }
  }
  return rows.list
}

/** What is collected and was never claimed: of a claimed row `due` is the end of its lease, which is not broken; of one that an object had when it died, when it may go. */
function collectedBy(sql: SqlStorage, { subscription, forMs }: FullWindow, now: number): SqlStorageCursor<EventRow> {
  return sql.exec<EventRow>(
    'SELECT * FROM events WHERE due > ? AND due <= ? AND hold = ? AND lease_until = 0 AND strikes = 0 ORDER BY due',
    now,
    now + forMs,
    subscription,
  )
}

/** The rows that a run takes up, while there is room for more. */
class Taken {
  readonly list: EventRow[] = []
  readonly #isTaken: Selection['isTaken']
  #owed: number
  #bytes = claimBytes

  constructor({ isTaken, mostOwed }: Selection) {
    this.#isTaken = isTaken
    this.#owed = mostOwed
  }

  /** Takes a row if there is room for it, the first one always. */
  take(row: EventRow): boolean {
    if (this.list.length > 0 && (row.body.length > this.#bytes || row.owed > this.#owed)) return false
    this.list.push(row)
    this.#bytes -= row.body.length
    this.#owed -= row.owed
    return true
  }

  /**
   * Takes rows while there is room; gives whether there is none left. A row that was claimed twice without an apply is taken alone, rows that were claimed once so are
   * taken few at a time, and none of them with others.
   */
  fill(found: Iterable<EventRow>): boolean {
    for (const row of found) {
      if (row.lease_until === 0 && this.#isTaken(row.id)) continue
      const [first] = this.list
      if (first !== undefined && (row.strikes >= claimsToGoAlone || row.strikes > 0 !== first.strikes > 0)) continue
      if (!this.take(row) || row.strikes >= claimsToGoAlone) return true
      if (row.strikes > 0 && this.list.length >= suspectsAtOnce) return true
    }
    return false
  }
}
