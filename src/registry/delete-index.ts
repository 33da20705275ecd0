import type { AccountRef, FoundDelete } from './messages.ts'

/** The table of deletes by subject (see `schema.ts`). */
export class DeleteIndex {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds a delete under the subjects of its user; idempotent. */
  add({ partner, account }: AccountRef, { id, subjects }: { id: string; subjects: readonly string[] }): void {
    for (const subject of subjects)
      this.#sql.exec(
        'INSERT INTO deletes (subject, partner, account, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        subject,
        partner,
        account,
        id,
      )
  }

  /** The deletes of a subject, in all accounts. */
  find(subject: string): readonly FoundDelete[] {
    return this.#sql
      .exec<{ partner: string; account: string; id: string }>(
        'SELECT partner, account, id FROM deletes WHERE subject = ?',
        subject,
      )
      .toArray()
  }

  /** Whether there is any of an account. */
  knows({ partner, account }: AccountRef): boolean {
    const any = 'SELECT 1 FROM deletes WHERE partner = ? AND account = ? LIMIT 1'
    return this.#sql.exec(any, partner, account).toArray().length > 0
  }

  /** Forgets deletes of an account. */
  forget({ partner, account }: AccountRef, ids: readonly string[]): void {
    for (const id of ids)
      this.#sql.exec('DELETE FROM deletes WHERE partner = ? AND account = ? AND id = ?', partner, account, id)
  }
}
