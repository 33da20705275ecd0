import type { LeasedRow } from './leased-row.ts'

/** The leases of a table of rows that are worked on (`events`, `deletes`): its columns `due`, `lease_until`, `fence` (the lease token), `strikes` (unacked claims), `urgent`, `reason`. */
export class LeasedTable {
  readonly #sql: SqlStorage
  readonly #table: 'events' | 'deletes'
  readonly #open: string
  readonly #leased: string

  /** Conditions by which an index finds rows: `open`, those that are worked on; `leased`, those that are claimed. */
  constructor(
    sql: SqlStorage,
    table: 'events' | 'deletes',
    { open, leased }: { readonly open: string; readonly leased: string },
  ) {
    this.#sql = sql
    this.#table = table
    this.#open = open
    this.#leased = leased
  }

  /** The earliest time at which a row is due, or its lease ends (ms). */
  nextDue(): number | undefined {
    const [row] = this.#sql
      .exec<{ due: number | null }>(`SELECT MIN(due) AS due FROM ${this.#table} WHERE ${this.#open}`)
      .toArray()
    return row?.due ?? undefined
  }

  /** Whether an operator wants any row tried now. `now` in ms. */
  hasUrgent(now: number): boolean {
    const any = `SELECT 1 FROM ${this.#table} WHERE urgent = 1 AND ${this.#open} AND due <= ? LIMIT 1`
    return this.#sql.exec(any, now).toArray().length > 0
  }

  /**
   * Claims a row until a time (ms): its lease token grows, so that the answer of an earlier claim is known, and so do its unacked claims, which count claims without an apply. A claim moves
   * `due` to the end of the lease, so that expired leases are found like due rows. Gives whether the row was as it was found.
   */
  claim({ id, leaseToken }: Pick<LeasedRow, 'id' | 'leaseToken'>, leaseUntil: number): boolean {
    const { rowsWritten } = this.#sql.exec(
      `UPDATE ${this.#table} SET lease_until = ?, due = ?, fence = fence + 1, strikes = strikes + 1 WHERE id = ? AND fence = ?`,
      leaseUntil,
      leaseUntil,
      id,
      leaseToken,
    )
    return rowsWritten > 0
  }

  /**
   * Frees what an object that died had claimed, under new lease tokens, so that its answers are ignored. A row that was claimed again and again without an apply may be what
   * kills the object: it waits `waitMs` of its unacked claims.
   */
  freeAll(now: number, waitMs: (unackedClaims: number) => number): void {
    const leased = `SELECT id, strikes FROM ${this.#table} WHERE ${this.#leased}`
    for (const { id, strikes } of this.#sql.exec<{ id: string; strikes: number }>(leased).toArray()) {
      const wait = waitMs(strikes)
      this.#sql.exec(
        `UPDATE ${this.#table} SET due = ?, lease_until = 0, fence = fence + 1, reason = coalesce(?, reason) WHERE id = ?`,
        now + wait,
        wait > 0 ? `the queue stopped ${strikes} times while this was being sent` : null,
        id,
      )
    }
  }
}
