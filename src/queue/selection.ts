import type { WhichRows } from '../leases/lease.ts'
import { claimBytes, claimsToGoAlone } from '../leases/lease.ts'
import type { EventRow } from './event-row.ts'
import type { StoredRow } from './stored-row.ts'
import { storedRowOf } from './event-row.ts'

/** Rows that an object had claimed when it died are worked on few at a time: if it dies again, few are suspected of it. */
const struckAtOnce = 5

/** So many deliveries of a subscription have been collected, and need not wait for the end of `forMs`. */
export interface FullWindow {
  readonly subscription: string
  readonly owed: number
  readonly forMs: number
}

/** What a round takes up. Times in ms. */
export interface Selection {
  readonly now: number
  /** So many deliveries at most (one row may hold more), and 8 MB. */
  readonly mostOwed: number
  readonly rows: WhichRows
  /** In [0, 1). */
  readonly random: number
  /** Subscriptions of which enough has been collected: what leaves now, due or not. */
  readonly full: readonly FullWindow[]
  /** Whether a round that still runs has a row. */
  readonly isTaken: (id: string) => boolean
}

/**
 * The due rows of a round: those that an operator wants tried, else the others, oldest first. A row that was claimed twice without an apply goes alone. Nothing is written: a row
 * is claimed when the first of its calls begins.
 */
export function select(sql: SqlStorage, selection: Selection): readonly StoredRow[] {
  return chosen(sql, selection).map(storedRowOf)
}

function chosen(sql: SqlStorage, selection: Selection): readonly EventRow[] {
  const rows: EventRow[] = []
  const urgent = sql.exec<EventRow>('SELECT * FROM events WHERE urgent = 1 AND due <= ? ORDER BY due', selection.now)
  fill(rows, urgent, selection, roomOf(selection))
  if (rows.length > 0) return rows
  switch (selection.rows) {
    case 'all':
      return dueRows(sql, selection)
    case 'newest':
    case 'random':
      return probed(sql, selection)
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
  const rows: EventRow[] = []
  const room = roomOf(selection)
  const due = sql.exec<EventRow>('SELECT * FROM events WHERE due <= ? ORDER BY due', now)
  if (fill(rows, due, selection, room) || (rows[0]?.strikes ?? 0) > 0) return rows
  for (const hold of full) {
    let left = hold.owed
    for (const row of held(sql, hold, now)) {
      if (left <= 0 || !take(rows, row, room)) break
      left -= row.owed
    }
  }
  return rows
}

/**
 * Takes rows while there is room; gives whether there is none left. A row that was claimed twice without an apply is taken alone, rows that were claimed once so are
 * taken few at a time, and none of them with others.
 */
function fill(rows: EventRow[], found: Iterable<EventRow>, { isTaken }: Selection, room: Room): boolean {
  for (const row of found) {
    if (row.lease_until === 0 && isTaken(row.id)) continue
    const [first] = rows
    if (first !== undefined && (row.strikes >= claimsToGoAlone || row.strikes > 0 !== first.strikes > 0)) continue
    if (!take(rows, row, room) || row.strikes >= claimsToGoAlone) return true
    if (row.strikes > 0 && rows.length >= struckAtOnce) return true
  }
  return false
}

/** What is collected and was never claimed: of a claimed row `due` is the end of its lease, which is not broken; of one that an object had when it died, when it may go. */
function held(sql: SqlStorage, { subscription, forMs }: FullWindow, now: number): SqlStorageCursor<EventRow> {
  return sql.exec<EventRow>(
    'SELECT * FROM events WHERE due > ? AND due <= ? AND hold = ? AND lease_until = 0 AND strikes = 0 ORDER BY due',
    now,
    now + forMs,
    subscription,
  )
}

/** How much more a round takes up. */
interface Room {
  bytes: number
  owed: number
}

function roomOf({ mostOwed }: Selection): Room {
  return { bytes: claimBytes, owed: mostOwed }
}

function take(rows: EventRow[], row: EventRow, room: Room): boolean {
  if (rows.length > 0 && (row.body.length > room.bytes || row.owed > room.owed)) return false
  rows.push(row)
  room.bytes -= row.body.length
  room.owed -= row.owed
  return true
}
