import type {
  ActivityBatch,
  ActivityFilter,
  DeletedUser,
  FoundActivity,
  FoundRecord,
  KeptExchange,
  KeptRecord,
} from './record.ts'
import type { DeletedUsers } from './deleted-users.ts'
import { KeptBatches } from './kept-batches.ts'
import { nextId } from './next-id.ts'
import { matches, reasonOf } from './record.ts'

/**
 * The tables of an account's activity.
 * - `batches`: records that were handed in together, as JSON, those that failed apart, with the requests and answers that stand beside them, sealed; `id` is when (ms), or one more than the newest. One row a batch and kind, without an index: rows are what it costs.
 * - `minutes`, `hours`: the ledger (`ledger.ts`), a row a step, its counts as JSON.
 * - `deleted`: digests of users who were deleted lately, and when (`deleted-users.ts`).
 * - `events`: events kept for later (`history.ts`), sealed, a row a batch, with the owner of each.
 * - `about`: whose the activity is (`about.ts`), one row.
 */
export const activitySteps: readonly (readonly string[])[] = [
  [
    `CREATE TABLE batches (
       id INTEGER PRIMARY KEY,
       failed INTEGER NOT NULL,
       n INTEGER NOT NULL,
       omitted INTEGER NOT NULL,
       records TEXT NOT NULL,
       exchanges TEXT NOT NULL
     )`,
    'CREATE TABLE deleted (digest TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID',
  ],
  [
    'CREATE TABLE minutes (at INTEGER PRIMARY KEY, counts TEXT NOT NULL)',
    'CREATE TABLE hours (at INTEGER PRIMARY KEY, counts TEXT NOT NULL)',
  ],
  [
    `CREATE TABLE events (
       id INTEGER PRIMARY KEY,
       bytes INTEGER NOT NULL,
       owners TEXT NOT NULL,
       sealed BLOB NOT NULL
     )`,
  ],
  [
    `CREATE TABLE about (
       id INTEGER PRIMARY KEY CHECK (id = 1),
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       own INTEGER NOT NULL CHECK (own IN (0, 1)),
       rise TEXT
     )`,
  ],
]

/** A batch has fewer records. */
const placesABatch = 1_000

const insert = 'INSERT INTO batches (failed, id, n, omitted, records, exchanges) VALUES (?, ?, ?, ?, ?, ?)'
/** A row that is written anew is one written row; one that is deleted and one that is inserted are two. */
const replace = 'UPDATE batches SET id = ?2, n = ?3, omitted = ?4, records = ?5, exchanges = ?6 WHERE id = ?1'

interface RecordsRow extends Record<string, SqlStorageValue> {
  readonly id: number
  readonly n: number
  readonly omitted: number
  readonly records: string
}

interface BatchRow extends RecordsRow {
  readonly exchanges: string
}

/** The activity of one account. All methods but {@link find} belong into the caller's transaction. */
export class ActivityStore {
  readonly #sql: SqlStorage
  readonly #deleted: DeletedUsers
  /** The batches of each kind; read once. */
  #kept: Record<0 | 1, KeptBatches> | undefined

  constructor(sql: SqlStorage, deleted: DeletedUsers) {
    this.#sql = sql
    this.#deleted = deleted
  }

  /** Keeps a batch, without what is of users who were deleted after their events were received. The oldest make room. Gives the records that it keeps. */
  add({ records, exchanges, omitted }: ActivityBatch, now: number): readonly KeptRecord[] {
    const left = records.filter((record) => !this.#deleted.has(record))
    const kept = this.#kept ?? this.#read()
    // Where something throws, the table is as before, and is read again.
    this.#kept = undefined
    for (const failed of [0, 1] as const) {
      const of = left.filter((record) => record.failed === (failed === 1))
      const also = failed === 0 ? omitted : 0
      if (of.length === 0 && also === 0) continue
      const used = new Set(of.map(({ exchange }) => exchange))
      const sealed = exchanges.map((one, i) => (used.has(i) ? this.#unlessDeleted(one) : undefined))
      const id = nextId(this.#sql, 'batches', now)
      const values = [id, of.length, also, JSON.stringify(of), JSON.stringify(sealed)] as const
      const oldest = kept[failed].makeRoom(of.length)
      if (oldest === undefined) this.#sql.exec(insert, failed, ...values)
      else this.#sql.exec(replace, oldest.id, ...values)
      kept[failed].add({ id, n: of.length })
      for (let old = kept[failed].makeRoom(0); old !== undefined; old = kept[failed].makeRoom(0))
        this.#sql.exec('DELETE FROM batches WHERE id = ?', old.id)
    }
    this.#kept = kept
    return left
  }

  #unlessDeleted(exchange: KeptExchange | null): KeptExchange | null {
    return exchange === null || this.#deleted.has(exchange) ? null : exchange
  }

  #read(): Record<0 | 1, KeptBatches> {
    const kept = { 0: new KeptBatches(), 1: new KeptBatches() }
    const rows = this.#sql.exec<{ failed: 0 | 1; id: number; n: number }>(
      'SELECT failed, id, n FROM batches ORDER BY id',
    )
    for (const { failed, id, n } of rows) kept[failed].add({ id, n })
    return kept
  }

  /** Users were deleted: what is known of their events of before goes. */
  forget(users: readonly DeletedUser[]): void {
    const rows = this.#sql.exec<BatchRow>(
      `SELECT id, n, omitted, records, exchanges FROM batches
       WHERE EXISTS (SELECT 1 FROM json_each(?) WHERE instr(records, value) > 0 OR instr(exchanges, value) > 0)`,
      JSON.stringify(users.map(({ digest }) => digest)),
    )
    for (const { id, records, exchanges } of rows.toArray()) {
      const left = (JSON.parse(records) as readonly KeptRecord[]).filter((record) => !this.#deleted.has(record))
      const sealed = exchangesOf(exchanges).map((one) => this.#unlessDeleted(one))
      this.#sql.exec(
        'UPDATE batches SET n = ?, records = ?, exchanges = ? WHERE id = ?',
        left.length,
        JSON.stringify(left),
        JSON.stringify(sealed),
        id,
      )
    }
    this.#kept = undefined
  }

  /** A page of records. */
  find(filter: ActivityFilter): FoundActivity {
    const found: (FoundRecord & Pick<KeptRecord, 'exchange'>)[] = []
    const reasons = new Map<string, { readonly outcome: string; readonly reason: string; n: number }>()
    const deliveries = new Set<string>()
    let omitted = 0
    const rows = this.#sql.exec<RecordsRow>(
      'SELECT id, n, omitted, records FROM batches WHERE id >= ? ORDER BY id DESC',
      filter.since ?? 0,
    )
    for (const row of rows) {
      if (row.id < (filter.until ?? Infinity)) omitted += row.omitted
      for (const [i, kept] of (JSON.parse(row.records) as readonly KeptRecord[]).entries()) {
        if (!matches(kept, filter)) continue
        deliveries.add(kept.id)
        const { users: _, ...record } = kept
        const reason = reasonOf(record)
        const counted = reasons.get(`${record.outcome}\n${reason}`) ?? { outcome: record.outcome, reason, n: 0 }
        reasons.set(`${record.outcome}\n${reason}`, { ...counted, n: counted.n + 1 })
        const place = row.id * placesABatch + i
        if (isBefore({ at: record.at, place }, filter.before)) found.push({ ...record, place })
      }
    }
    found.sort((a, b) => b.at - a.at || b.place - a.place)
    return {
      // Of one delivery that is asked for by its id all is wanted.
      records: found.slice(0, filter.limit).map(({ exchange, ...record }) => ({
        ...record,
        sealed: filter.id === undefined || exchange === undefined ? undefined : this.#sealedIn(record, exchange),
      })),
      reasons: [...reasons.values()].sort((a, b) => b.n - a.n),
      deliveries: deliveries.size,
      more: found.length > filter.limit,
      omitted,
    }
  }

  #sealedIn({ place }: Pick<FoundRecord, 'place'>, exchange: number): string | undefined {
    const [row] = this.#sql
      .exec<{ exchanges: string }>('SELECT exchanges FROM batches WHERE id = ?', Math.floor(place / placesABatch))
      .toArray()
    return row === undefined ? undefined : exchangesOf(row.exchanges)[exchange]?.sealed
  }

  /** Drops what is older than it is kept for (ms; 0: all of it). */
  prune(now: number, keptMs: number): void {
    const { rowsWritten } = this.#sql.exec('DELETE FROM batches WHERE id < ? OR ? = 0', now - keptMs, keptMs)
    if (rowsWritten > 0) this.#kept = undefined
  }

  /** Whether nothing is kept. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM batches LIMIT 1').toArray().length === 0
  }
}

function exchangesOf(text: string): readonly (KeptExchange | null)[] {
  return JSON.parse(text) as readonly (KeptExchange | null)[]
}

function isBefore(one: { readonly at: number; readonly place: number }, before: ActivityFilter['before']): boolean {
  return before === undefined || one.at < before.at || (one.at === before.at && one.place < before.place)
}
