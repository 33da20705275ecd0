import type { Tally } from './questions.ts'

/** Cursors that are walked no more are counted together, so many at once. */
const mostCursors = 1_000

/** Counts what is read and written through a storage. */
export class Watch {
  /** While it only reads, a claim finds its rows and leaves them as they are. */
  reads = false
  /** Whether rows that are read count, too. It keeps cursors open, which slows a database that much is written to. */
  countsReads = false
  readonly #rows = new Map<string, number>()
  /** Those of which it is not known yet how much they read: a cursor reads while it is walked. */
  #cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = []
  #rowsRead = 0
  #transactions = 0
  #alarms = 0

  constructor(storage: DurableObjectStorage) {
    const { sql } = storage
    const exec = sql.exec.bind(sql)
    const setAlarm = storage.setAlarm.bind(storage)
    const transactionSync = storage.transactionSync.bind(storage)
    Object.defineProperty(storage, 'setAlarm', {
      value: (at: number) => {
        this.#alarms++
        return setAlarm(at)
      },
    })
    Object.defineProperty(sql, 'exec', {
      value: (text: string, ...values: SqlStorageValue[]) => {
        const cursor = this.reads && /^\s*UPDATE/.test(text) ? exec('SELECT 1') : exec(text, ...values)
        const name = /^\s*(INSERT (OR REPLACE )?INTO|UPDATE|DELETE FROM) \w+/.exec(text)?.[0].trim() ?? 'other'
        if (cursor.rowsWritten > 0) this.#rows.set(name, (this.#rows.get(name) ?? 0) + cursor.rowsWritten)
        if (this.countsReads) this.#cursors.push(cursor)
        if (this.#cursors.length >= mostCursors) this.#countRead()
        return cursor
      },
    })
    Object.defineProperty(storage, 'transactionSync', {
      value: <T>(run: () => T): T => {
        this.#transactions++
        return transactionSync(run)
      },
    })
  }

  #countRead(): void {
    for (const { rowsRead } of this.#cursors) this.#rowsRead += rowsRead
    this.#cursors = []
  }

  /** What was counted since this was asked last. */
  take(): Tally {
    this.#countRead()
    const rows = Object.fromEntries(this.#rows)
    const tally = { rowsRead: this.#rowsRead, rows, transactions: this.#transactions, alarms: this.#alarms }
    this.#rows.clear()
    this.#rowsRead = 0
    this.#transactions = this.#alarms = 0
    return tally
  }
}
