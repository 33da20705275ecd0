import type { AccountRef, FoundDelete, IndexedDelete } from './messages.ts'

/** The tables of deletes by subject, and of the accounts that have had any (see `schema.ts`). */
export class DeleteIndex {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds a delete under the subjects of its user; idempotent. */
  add({ partner, account }: AccountRef, { id, subjects }: IndexedDelete): void {
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

  /** Whether an account has had any. */
  knows({ partner, account }: AccountRef): boolean {
    const any = 'SELECT 1 FROM past_deletes WHERE partner = ? AND account = ?'
    return this.#sql.exec(any, partner, account).toArray().length > 0
  }

  /** Forgets deletes of an account. */
  forget({ partner, account }: AccountRef, deletes: readonly IndexedDelete[]): void {
    for (const { id, subjects } of deletes)
      for (const subject of subjects)
        this.#sql.exec(
          'DELETE FROM deletes WHERE subject = ? AND partner = ? AND account = ? AND id = ?',
          subject,
          partner,
          account,
          id,
        )
  }

  /** Forgets that an account has had deletes: nothing of it is left. */
  unregister({ partner, account }: AccountRef): void {
    this.#sql.exec('DELETE FROM past_deletes WHERE partner = ? AND account = ?', partner, account)
  }
}
