import type { ReportedQueue } from './balance.ts'
import { imbalancesOf } from './balance.ts'
import type { AccountRef, BookedCount, BookRef, Count, Imbalance, Report } from './messages.ts'

const day = 24 * 3_600_000
/** The books of a mapping that nothing was counted in for so long are joined with those of no mapping. */
const keptApartMs = 90 * day

/** As long as `unbalanced` has to hold before an operator is told (`condition.ts`). */
const latelyMs = 10 * 60_000

interface BookRow extends Record<string, SqlStorageValue> {
  readonly partner: string
  readonly account: string
  readonly mapping: string
  readonly name: string
  readonly n: number
}

interface QueueRow extends Record<string, SqlStorageValue> {
  readonly partner: string
  readonly account: string
  readonly books: string
  readonly gauges: string
}

/**
 * The tables of the books (see `schema.ts`): what requests handed in (`received.*`) and what queues booked (`deliveries.*`, `deletes.*`), by partner, account and mapping.
 * All methods but reads belong into the caller's transaction.
 */
export class RegistryLedger {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds those of some counts that are in books. */
  add(counts: readonly Count[], now: number): void {
    for (const { partner, account, mapping, name, n } of counts) {
      if (account === undefined || mapping === undefined || !Number.isSafeInteger(n) || n <= 0) continue
      this.#sql.exec(
        `INSERT INTO books (partner, account, mapping, name, n, at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET n = n + excluded.n, at = excluded.at`,
        partner,
        account,
        mapping,
        name,
        n,
        now,
      )
    }
  }

  /** By how much the books of a queue have grown since its report before, which `Accounts.keep` replaces then. A number that is smaller than before is that of a queue that began anew. */
  growth({ partner, account, own, books }: Report): readonly BookedCount[] {
    const before = this.#reported({ partner, account })
    const ref = (mapping: string): BookRef => ({ partner, account: own ? account : '', mapping })
    return Object.entries(books).flatMap(([mapping, book]) =>
      Object.entries(book).flatMap(([name, n]): readonly BookedCount[] => {
        const known = before[mapping]?.[name] ?? 0
        const grown = n < known ? n : n - known
        return grown > 0 ? [{ ...ref(mapping), name, n: grown }] : []
      }),
    )
  }

  #reported({ partner, account }: AccountRef): Report['books'] {
    const [row] = this.#sql
      .exec<{ books: string }>('SELECT books FROM accounts WHERE partner = ? AND account = ?', partner, account)
      .toArray()
    return row === undefined ? {} : (JSON.parse(row.books) as Report['books'])
  }

  /** Running totals, which only grow. */
  totals(): readonly BookedCount[] {
    return this.#sql
      .exec<BookRow>('SELECT partner, account, mapping, name, n FROM books ORDER BY partner, account, mapping, name')
      .toArray()
  }

  /** Where books do not balance, and by how much. What requests received with a result of no name counts while it is counted on: a later version that was rolled back may have named more. */
  imbalances(now: number): readonly Imbalance[] {
    return imbalancesOf(
      this.#sql
        .exec<BookRow>('SELECT partner, account, mapping, name, n FROM books WHERE at >= ?', now - latelyMs)
        .toArray(),
      this.#queues(),
    )
  }

  /** What queues last reported; a queue that never reported books, as one of an earlier version, is left out. */
  *#queues(): Generator<ReportedQueue> {
    for (const { partner, account, books, gauges } of this.#sql.exec<QueueRow>(
      "SELECT partner, account, books, gauges FROM accounts WHERE books <> '{}'",
    ))
      yield {
        partner,
        account,
        books: JSON.parse(books) as ReportedQueue['books'],
        gauges: JSON.parse(gauges) as ReportedQueue['gauges'],
      }
  }

  /** Joins the books of mappings that are long out of use. */
  tidy(now: number): void {
    const old = "mapping <> '' AND at < ?"
    this.#sql.exec(
      `INSERT INTO books (partner, account, mapping, name, n, at)
         SELECT partner, account, '', name, SUM(n), MAX(at) FROM books WHERE ${old} GROUP BY partner, account, name
         ON CONFLICT DO UPDATE SET n = n + excluded.n`,
      now - keptApartMs,
    )
    this.#sql.exec(`DELETE FROM books WHERE ${old}`, now - keptApartMs)
  }
}
