import type { AccountRef, ActivityReport, PartnerOrAccount } from './messages.ts'

const day = 24 * 3_600_000
/** Counts of activity are kept for 90 days, and `at` is up to a day old. */
const keptMs = 91 * day
const mostAccounts = 10_000
const mostListed = 1_000

/** The table of the accounts that have activity (see `schema.ts`): of customers' accounts nothing else may know, and of the operator's none where their mapping or settings were removed. */
export class ActiveAccounts {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Keeps when an account was last active, to a day: so a row is written once a day. */
  keep({ partner, account, lastAt }: ActivityReport, now: number): void {
    if (lastAt <= now - keptMs) return
    this.#sql.exec(
      `INSERT INTO active_accounts (partner, account, at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at >= at + ${day}`,
      partner,
      account,
      lastAt,
    )
  }

  /** Whether there is such an account, or any of the partner. */
  has({ partner, account }: PartnerOrAccount): boolean {
    const found = this.#sql.exec(
      'SELECT 1 FROM active_accounts WHERE partner = ?1 AND (?2 IS NULL OR account = ?2) LIMIT 1',
      partner,
      account ?? null,
    )
    return found.toArray().length > 0
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
