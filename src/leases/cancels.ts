/** Deliveries that an operator cancelled while they were being sent: the run that has them obeys, unless they got through. */
export class Cancels {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Asks that a delivery be cancelled. `at` in ms. */
  add(delivery: string, reason: string, at: number): void {
    this.#sql.exec(
      'INSERT INTO cancels (delivery, reason, at) VALUES (?, ?, ?) ON CONFLICT (delivery) DO UPDATE SET reason = excluded.reason, at = excluded.at',
      delivery,
      reason,
      at,
    )
  }

  /** All cancel requests: the reason by delivery. */
  all(): ReadonlyMap<string, string> {
    const rows = this.#sql.exec<{ delivery: string; reason: string }>('SELECT delivery, reason FROM cancels')
    return new Map([...rows].map(({ delivery, reason }) => [delivery, reason]))
  }

  /** Why a delivery is to be cancelled, if it is. */
  cancelReason(delivery: string): string | undefined {
    return this.#sql.exec<{ reason: string }>('SELECT reason FROM cancels WHERE delivery = ?', delivery).toArray().at(0)
      ?.reason
  }

  /** Removes the cancel request of a delivery that ended. */
  remove(delivery: string): void {
    this.#sql.exec('DELETE FROM cancels WHERE delivery = ?', delivery)
  }
}
