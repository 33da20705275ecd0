import type { Kind, Pause } from './messages.ts'

/** The table of what an operator holds back (see `schema.ts`). */
export class Pauses {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Holds a partner's events or deletes back; what is held back already keeps its time. */
  pause(partner: string, kinds: readonly Kind[], now: number): void {
    for (const kind of kinds)
      this.#sql.exec(
        'INSERT INTO pauses (partner, kind, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        partner,
        kind,
        now,
      )
  }

  /** Lets them go again. */
  resume(partner: string, kinds: readonly Kind[]): void {
    for (const kind of kinds) this.#sql.exec('DELETE FROM pauses WHERE partner = ? AND kind = ?', partner, kind)
  }

  /** All that is held back. */
  list(): readonly Pause[] {
    return this.#sql
      .exec<{ partner: string; kind: Kind; since: number }>(
        'SELECT partner, kind, since FROM pauses ORDER BY partner, kind',
      )
      .toArray()
  }
}
