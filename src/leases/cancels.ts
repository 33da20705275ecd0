/** Deliveries that an operator cancelled while they were being sent: the round that has them obeys, unless they got through. */
export class Cancels {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Wishes a delivery cancelled. `at` in ms. */
  add(delivery: string, reason: string, at: number): void {
    this.#sql.exec(
      'INSERT INTO cancels (delivery, reason, at) VALUES (?, ?, ?) ON CONFLICT (delivery) DO UPDATE SET reason = excluded.reason, at = excluded.at',
      delivery,
      reason,
      at,
    )
  }

  /** All wishes: the reason by delivery. */
  all(): ReadonlyMap<string, string> {
    const rows = this.#sql.exec<{ delivery: string; reason: string }>('SELECT delivery, reason FROM cancels')
    return new Map([...rows].map(({ delivery, reason }) => [delivery, reason]))
  }

  /** The reason why one was wished cancelled, if it was. */
  cancelReason(delivery: string): string | undefined {
    return this.#sql.exec<{ reason: string }>('SELECT reason FROM cancels WHERE delivery = ?', delivery).toArray().at(0)
      ?.reason
  }

  /** Forgets the wish for a delivery that ended. */
  remove(delivery: string): void {
    this.#sql.exec('DELETE FROM cancels WHERE delivery = ?', delivery)
  }
}
