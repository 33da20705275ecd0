import type { OwnedAccount } from '../registry/messages.ts'
import type { Rise } from './conditions.ts'

interface AboutRow extends Record<string, SqlStorageValue> {
  readonly partner: string
  readonly account: string
  readonly own: number
  readonly rise: string | null
}

/** Whose the activity is, and the rise of the failure rate that holds: a table of one row (see `store.ts`), written when it changes. Writes belong into the caller's transaction. */
export class About {
  readonly #sql: SqlStorage
  #row: AboutRow | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Whose it is; nothing before a batch has said so. */
  get account(): OwnedAccount | undefined {
    const row = this.#read()
    return row === undefined ? undefined : { partner: row.partner, account: row.account, own: row.own === 1 }
  }

  /** The rise of the failure rate. */
  get rise(): Rise | undefined {
    const text = this.#read()?.rise ?? undefined
    return text === undefined ? undefined : (JSON.parse(text) as Rise)
  }

  /** Remembers whose it is. */
  setAccount({ partner, account, own }: OwnedAccount): void {
    this.#write({ partner, account, own: own ? 1 : 0, rise: this.#read()?.rise ?? null })
  }

  /** Remembers a rise, or that there is none. */
  setRise(rise: Rise | undefined): void {
    const row = this.#read()
    if (row !== undefined) this.#write({ ...row, rise: rise === undefined ? null : JSON.stringify(rise) })
  }

  /** Reads it anew: the table is gone. */
  forget(): void {
    this.#row = undefined
  }

  #read(): AboutRow | undefined {
    this.#row ??= this.#sql.exec<AboutRow>('SELECT partner, account, own, rise FROM about').toArray()[0]
    return this.#row
  }

  #write(row: AboutRow): void {
    if (JSON.stringify(row) === JSON.stringify(this.#read())) return
    this.#row = row
    const { partner, account, own, rise } = row
    this.#sql.exec(
      'INSERT OR REPLACE INTO about (id, partner, account, own, rise) VALUES (1, ?, ?, ?, ?)',
      partner,
      account,
      own,
      rise,
    )
  }
}
