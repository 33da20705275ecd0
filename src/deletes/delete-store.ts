import type { WhichRows } from '../leases/lease.ts'
import { LeasedTable } from '../leases/leased-table.ts'
import { claimBytes } from '../leases/lease.ts'
import type { DeleteChange, DeleteRow, Stored } from './delete-row.ts'
import { rowOf } from './delete-row.ts'
import type { ReceiptEvent, LinkedEntry } from './receipt.ts'
import { linked } from './receipt-links.ts'
import type { DeletesWanted } from './delete-filter.ts'
import { asked, dead, pending } from './delete-filter.ts'
import { firstIdAt } from './delete-id.ts'
import type { IndexedDelete } from '../registry/messages.ts'
import type { ReceiptKey } from './receipt-keys.ts'
import { keptKey } from './request.ts'

/** The columns of what may change. */
const columns: Readonly<Record<keyof DeleteChange, string>> = {
  phase: 'phase',
  due: 'due',
  state: 'state',
  attempts: 'attempts',
  polls: 'polls',
  resubmits: 'resubmits',
  submittedAt: 'submitted_at',
  retriedAt: 'retried_at',
  endedAt: 'ended_at',
  reason: 'reason',
  call: 'call',
  answers: 'answers',
  sealed: 'sealed',
  urgent: 'urgent',
  announced: 'announced',
}

/** SQL: deletes that ended before the registry was told of them. Left to itself SQLite reads all that have ended. */
const endedUnannounced = "INDEXED BY deletes_unannounced WHERE announced = 0 AND phase = 'none'"

/** Which due deletes are taken up. `random` in [0, 1), `now` in ms. */
interface DueDeletes {
  readonly now: number
  readonly rows: WhichRows
  readonly random: number
  readonly limit: number
}

/** A delete that the registry has to be told of: and between which times its tombstones were accepted (ms). */
export interface UnannouncedDelete extends IndexedDelete {
  readonly leaseToken: number
  readonly since: number
  readonly until: number
}

type Indexed = Pick<Stored, 'id' | 'user_subject' | 'anonymous_subject'> & Record<string, SqlStorageValue>

interface Unannounced extends Indexed {
  readonly fence: number
  readonly since: number
  readonly until: number
}

/** The deletes of one account and their receipts. Synchronous: what belongs together is one transaction of the caller. */
export class DeleteStore extends LeasedTable {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    const open = "phase IN ('submit', 'poll')"
    super(sql, 'deletes', { open, leased: `${open} AND lease_until > 0` })
    this.#sql = sql
  }

  /** Adds a delete. */
  insert(
    row: Omit<
      DeleteRow,
      | 'leaseToken'
      | 'leaseUntil'
      | 'unackedClaims'
      | 'attempts'
      | 'polls'
      | 'resubmits'
      | 'urgent'
      | 'submittedAt'
      | 'retriedAt'
      | 'call'
      | 'answers'
    >,
  ): void {
    this.#sql.exec(
      `INSERT INTO deletes (id, phase, due, state, accepted_at, ended_at, user_subject, anonymous_subject, reason, sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.phase,
      row.due,
      row.state,
      row.acceptedAt,
      row.endedAt,
      row.userSubject ?? null,
      row.anonymousSubject ?? null,
      row.reason ?? null,
      row.sealed ?? null,
    )
  }

  /** The delete that a request of a subject led to, if it came before. */
  requested(request: string, subject: string): string | undefined {
    const [row] = this.#sql
      .exec<{ delete_id: string }>(
        'SELECT delete_id FROM delete_requests WHERE request = ? AND subject = ?',
        request,
        subject,
      )
      .toArray()
    return row?.delete_id
  }

  /** Remembers to which delete a request of a subject led. */
  remember(request: string, subject: string, id: string): void {
    this.#sql.exec(
      'INSERT INTO delete_requests (request, subject, delete_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      request,
      subject,
      id,
    )
  }

  /** A delete of just these subjects that has not been attempted, and that no operator has cancelled. */
  waiting(userSubject: string | undefined, anonymousSubject: string | undefined): DeleteRow | undefined {
    const [row] = this.#sql
      .exec<Stored>(
        `SELECT * FROM deletes WHERE coalesce(user_subject, anonymous_subject) = ? AND user_subject IS ? AND anonymous_subject IS ?
           AND phase IN ('announce', 'submit') AND state = 'INITIALIZED' AND lease_until = 0
           AND id NOT IN (SELECT delivery FROM cancels) LIMIT 1`,
        userSubject ?? anonymousSubject ?? null,
        userSubject ?? null,
        anonymousSubject ?? null,
      )
      .toArray()
    return row === undefined ? undefined : rowOf(row)
  }

  /** One delete. */
  find(id: string): DeleteRow | undefined {
    const [row] = this.#sql.exec<Stored>('SELECT * FROM deletes WHERE id = ?', id).toArray()
    return row === undefined ? undefined : rowOf(row)
  }

  /** Deletes in the order of their ids, after one. `request`: of that request only. */
  list({ after, state, request, since = 0, before, limit }: DeletesWanted): readonly DeleteRow[] {
    const first = firstIdAt(since)
    return this.#sql
      .exec<Stored>(
        `SELECT * FROM deletes WHERE id > ? AND ${state === undefined ? 'true' : asked[state]} AND accepted_at BETWEEN ? AND ?
           AND (? IS NULL OR id IN (SELECT delete_id FROM delete_requests WHERE request IN (?, ?))) ORDER BY id LIMIT ?`,
        after > first ? after : first,
        since,
        before ?? Number.MAX_SAFE_INTEGER,
        request ?? null,
        request ?? null,
        request === undefined ? null : keptKey(request),
        limit,
      )
      .toArray()
      .map(rowOf)
  }

  /** Deletes that the registry has to be told of, the earliest first: so many, and those that were accepted in the same millisecond as the last. */
  unannounced(limit: number): readonly UnannouncedDelete[] {
    const found: UnannouncedDelete[] = []
    for (const row of this.#sql.exec<Unannounced>(
      `SELECT id, fence, user_subject, anonymous_subject, due AS since, due AS until FROM deletes WHERE phase = 'announce'
       UNION ALL
       SELECT id, fence, user_subject, anonymous_subject, accepted_at, max(accepted_at, ended_at) FROM deletes ${endedUnannounced}
       ORDER BY since`,
    )) {
      if (found.length >= limit && row.since !== found.at(-1)?.since) break
      found.push({
        id: row.id,
        leaseToken: row.fence,
        subjects: subjectsOf(row),
        since: row.since,
        until: row.until,
      })
    }
    return found
  }

  /** The registry knows of them now, but for those that changed meanwhile: those that wait for that are submitted from a time on (ms). */
  announced(told: readonly UnannouncedDelete[], due: number): void {
    for (const { id, leaseToken } of told)
      this.#sql.exec(
        `UPDATE deletes SET announced = 1, due = iif(phase = 'announce', ?, due), phase = iif(phase = 'announce', 'submit', phase)
         WHERE id = ? AND fence = ?`,
        due,
        id,
        leaseToken,
      )
  }

  /** Whether the registry has to be told of any. */
  hasUnannounced(): boolean {
    const questions = ["WHERE phase = 'announce'", endedUnannounced]
    return questions.some((one) => this.#sql.exec(`SELECT 1 FROM deletes ${one} LIMIT 1`).toArray().length > 0)
  }

  /**
   * The due deletes of a phase: first those that an operator wants tried, then, as `rows` says, all, the oldest due first, or (as probes) those that
   * were accepted last or that chance picks. So many at most, and 8 MB.
   */
  due(phase: 'submit' | 'poll', { now, limit, rows, random }: DueDeletes): readonly DeleteRow[] {
    const due = 'phase = ? AND due <= ?'
    const urgent = this.#within(`${due} AND urgent = 1 ORDER BY due, id LIMIT ?`, phase, now, limit)
    if (urgent.length > 0 || rows === 'none') return urgent
    const order = rows === 'newest' ? 'accepted_at DESC' : 'due'
    const counted = `SELECT COUNT(*) AS n FROM deletes WHERE ${due}`
    const n = rows === 'random' ? this.#sql.exec<{ n: number }>(counted, phase, now).one().n : 0
    const offset = Math.floor(random * Math.max(0, n - limit + 1))
    return this.#within(`${due} ORDER BY ${order}, id LIMIT ? OFFSET ?`, phase, now, limit, offset)
  }

  /** Deletes that are found, 8 MB of them at most. */
  #within(where: string, ...bindings: readonly SqlStorageValue[]): readonly DeleteRow[] {
    const rows: DeleteRow[] = []
    let bytes = 0
    for (const row of this.#sql.exec<Stored>(`SELECT * FROM deletes WHERE ${where}`, ...bindings)) {
      bytes += (row.sealed?.length ?? 0) + (row.answers?.length ?? 0)
      if (rows.length > 0 && bytes > claimBytes) break
      rows.push(rowOf(row))
    }
    return rows
  }

  /** Changes a row under its lease token and frees it under a new one: whatever has it taken up or claimed is ignored. Gives whether it was there still. */
  apply(id: string, leaseToken: number, { urgent = 0, ...change }: DeleteChange): boolean {
    const entries = Object.entries({ ...change, urgent }) as readonly [keyof DeleteChange, SqlStorageValue][]
    const sets = entries.map(([name]) => `${columns[name]} = ?`)
    const { rowsWritten } = this.#sql.exec(
      `UPDATE deletes SET ${[...sets, 'lease_until = 0', 'strikes = 0', 'fence = fence + 1'].join(', ')} WHERE id = ? AND fence = ?`,
      ...entries.map(([, value]) => value ?? null),
      id,
      leaseToken,
    )
    return rowsWritten > 0
  }

  /** How many wait, since when the oldest does (ms), and how many failed and are not decided. */
  gauges(): { readonly waiting: number; readonly oldestAt: number | undefined; readonly failed: number } {
    const [open] = this.#sql
      .exec<{ n: number; oldest: number | null }>(
        `SELECT COUNT(*) AS n, MIN(max(accepted_at, retried_at)) AS oldest FROM deletes WHERE ${pending}`,
      )
      .toArray()
    const [failed] = this.#sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM deletes WHERE ${dead}`).toArray()
    return { waiting: open?.n ?? 0, oldestAt: open?.oldest ?? undefined, failed: failed?.n ?? 0 }
  }

  /** Adds to a delete's history. Gives the new entry. */
  addReceiptEvent(id: string, receiptEvent: ReceiptEvent, key: ReceiptKey): LinkedEntry {
    const [last] = this.#sql
      .exec<{ entry: string }>('SELECT entry FROM receipts WHERE delete_id = ? ORDER BY n DESC LIMIT 1', id)
      .toArray()
    const entry = linked(last === undefined ? undefined : (JSON.parse(last.entry) as LinkedEntry), receiptEvent, key)
    this.#sql.exec('INSERT INTO receipts (delete_id, n, entry) VALUES (?, ?, ?)', id, entry.n, JSON.stringify(entry))
    return entry
  }

  /** A delete's history. */
  history(id: string): readonly LinkedEntry[] {
    return this.#sql
      .exec<{ entry: string }>('SELECT entry FROM receipts WHERE delete_id = ? ORDER BY n', id)
      .toArray()
      .map(({ entry }) => JSON.parse(entry) as LinkedEntry)
  }

  /** Deletes that ended before a time (ms); one that failed stays until an operator decides. */
  endedBefore(time: number, limit: number): readonly IndexedDelete[] {
    return this.#sql
      .exec<Indexed>(
        "SELECT id, user_subject, anonymous_subject FROM deletes WHERE phase = 'none' AND due < ? AND (state <> 'FAILED' OR sealed IS NULL) AND ended_at > 0 AND ended_at < ? LIMIT ?",
        time,
        time,
        limit,
      )
      .toArray()
      .map((row) => ({ id: row.id, subjects: subjectsOf(row) }))
  }

  /** Forgets deletes with their receipts. */
  forget(deletes: readonly Pick<IndexedDelete, 'id'>[]): void {
    for (const { id } of deletes) {
      this.#sql.exec('DELETE FROM receipts WHERE delete_id = ?', id)
      this.#sql.exec('DELETE FROM delete_requests WHERE delete_id = ?', id)
      this.#sql.exec('DELETE FROM deletes WHERE id = ?', id)
    }
  }

  /** Whether there is none. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM deletes LIMIT 1').toArray().length === 0
  }
}

function subjectsOf({ user_subject, anonymous_subject }: Indexed): readonly string[] {
  return [user_subject, anonymous_subject].filter((one) => one !== null)
}
