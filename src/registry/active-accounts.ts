import type { AccountRef, ActivityReport } from './messages.ts'

const day = 24 * 3_600_000
/** Records of activity are kept for three days at most, and `at` is up to a day old. */
const keptMs = 4 * day
const mostAccounts = 10_000
const mostListed = 1_000

/** The table of customers' accounts that have activity (see `schema.ts`). The operator's accounts stand in the environment. */
export class ActiveAccounts {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Keeps when an account was last active, to a day: so a row is written once a day. */
  keep({ partner, account, own, lastAt }: ActivityReport, now: number): void {
    if (own || lastAt <= now - keptMs) return
    this.#sql.exec(
      `INSERT INTO active_accounts (partner, account, at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at >= at + ${day}`,
      partner,
      account,
      lastAt,
    )
  }

  /** Accounts, of one partner or of all, the latest first; 1,000 at most. */
  list(partner: string | undefined): readonly AccountRef[] {
    return this.#sql
      .exec<{ partner: string; account: string }>(
        `SELECT partner, account FROM active_accounts WHERE ?1 IS NULL OR partner = ?1
         ORDER BY at DESC, partner, account LIMIT ${mostListed}`,
        partner ?? null,
      )
      .toArray()
  }

  /** Drops accounts that are no longer active, and the earliest of more than 10,000. */
  prune(now: number): void {
    this.#sql.exec('DELETE FROM active_accounts WHERE at <= ?', now - keptMs)
    this.#sql.exec(
      `DELETE FROM active_accounts WHERE (partner, account) IN
         (SELECT partner, account FROM active_accounts ORDER BY at DESC LIMIT -1 OFFSET ${mostAccounts})`,
    )
  }

  /** Whether there is something that will have to be dropped. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM active_accounts LIMIT 1').toArray().length === 0
  }
}
