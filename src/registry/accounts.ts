import type { AccountFilter, AccountRef, AccountState, OwnedAccount, Report } from './messages.ts'

const mostListed = 1_000

interface AccountRow extends Record<string, SqlStorageValue> {
  readonly partner: string
  readonly account: string
  readonly own: number
  readonly registered_at: number
  readonly reported_at: number
  readonly gauges: string
}

/** The table of the accounts that have a queue (see `schema.ts`). */
export class Accounts {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds an account; one that is known as such already costs a read. */
  register({ partner, account, own }: OwnedAccount, now: number): void {
    this.#sql.exec(
      `INSERT INTO accounts (partner, account, own, registered_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET own = excluded.own WHERE own <> excluded.own`,
      partner,
      account,
      own ? 1 : 0,
      now,
    )
  }

  /** Whether an account is known. */
  has({ partner, account }: AccountRef): boolean {
    const found = this.#sql.exec('SELECT 1 FROM accounts WHERE partner = ? AND account = ?', partner, account)
    return found.toArray().length > 0
  }

  /** Forgets an account. */
  unregister({ partner, account }: AccountRef): void {
    this.#sql.exec('DELETE FROM accounts WHERE partner = ? AND account = ?', partner, account)
  }

  /** Keeps what a queue reported, and the account with it where it was not known: so a registry that lost its storage learns of its queues again. */
  keep({ partner, account, own, gauges, books }: Report, now: number): void {
    this.#sql.exec(
      `INSERT INTO accounts (partner, account, own, registered_at, reported_at, gauges, books) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET own = excluded.own, reported_at = excluded.reported_at, gauges = excluded.gauges, books = excluded.books`,
      partner,
      account,
      own ? 1 : 0,
      now,
      now,
      JSON.stringify(gauges),
      JSON.stringify(books),
    )
  }

  /** A page of accounts in the order of partner and account, at most 1,000. */
  list({ partner, account, after, limit }: AccountFilter): readonly AccountState[] {
    const rows = this.#sql.exec<AccountRow>(
      `SELECT * FROM accounts
       WHERE (partner, account) > (?, ?) AND (?3 IS NULL OR partner = ?3) AND (?4 IS NULL OR account = ?4)
       ORDER BY partner, account LIMIT ?`,
      after?.partner ?? '',
      after?.account ?? '',
      partner ?? null,
      account ?? null,
      Math.max(0, Math.min(limit, mostListed)),
    )
    return [...rows].map(stateOf)
  }

  /** All accounts, one by one. */
  *all(): Generator<AccountState> {
    for (const row of this.#sql.exec<AccountRow>('SELECT * FROM accounts ORDER BY partner, account')) yield stateOf(row)
  }
}

function stateOf(row: AccountRow): AccountState {
  return {
    partner: row.partner,
    account: row.account,
    own: row.own === 1,
    gauges: JSON.parse(row.gauges) as AccountState['gauges'],
    registeredAt: row.registered_at,
    reportedAt: row.reported_at,
  }
}
