import type { Alert } from './alerts.ts'
import type { Condition, Source } from './condition.ts'
import { afterReport, isNews, isKnown, levelOf, sourceOf } from './condition.ts'
import type { AccountRef, ConditionKind, ReportedCondition } from './messages.ts'

interface ConditionRow extends Record<string, SqlStorageValue> {
  readonly partner: string
  readonly account: string
  readonly kind: ConditionKind
  readonly since: number
  readonly n: number
  readonly told_at: number
  readonly told_level: number
}

/** So many accounts are named at most. */
const mostNamed = 1_000

/** What one source says that holds for an account. */
export interface Said extends AccountRef {
  readonly source: Source
  readonly holding: readonly Required<ReportedCondition>[]
}

/** The table of what holds for accounts (see `schema.ts`). */
export class Conditions {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /**
   * Takes over what one source says that holds for an account: what of its kinds it does not name is over, but for news. Gives what changed; what is known already writes nothing.
   * Kinds that only a later version knows are neither taken nor ended.
   */
  keep({ partner, account, source, holding }: Said, now: number): readonly Condition[] {
    const known = new Map(
      this.#of({ partner, account })
        .filter(isKnown)
        .map((condition) => [condition.kind, condition]),
    )
    for (const kind of known.keys()) {
      if (!isNews(kind) && sourceOf(kind) === source && !holding.some((condition) => condition.kind === kind))
        this.#drop({ partner, account }, kind)
    }
    const changed: Condition[] = []
    for (const { kind, since, count } of holding.filter(isKnown)) {
      const before = known.get(kind)
      const after =
        before === undefined
          ? { partner, account, kind, since, count, toldAt: 0, toldLevel: 0 }
          : afterReport(before, { since, count }, now)
      if (before !== undefined && isSame(before, after)) continue
      this.#put(after)
      changed.push(after)
    }
    return changed
  }

  /** Forgets what holds for an account. */
  drop({ partner, account }: AccountRef): void {
    this.#sql.exec('DELETE FROM conditions WHERE partner = ? AND account = ?', partner, account)
  }

  /** The accounts for which a kind holds. */
  accountsOf(kind: ConditionKind): readonly AccountRef[] {
    return this.#sql
      .exec<{ partner: string; account: string }>('SELECT partner, account FROM conditions WHERE kind = ?', kind)
      .toArray()
  }

  /** All that holds, but for kinds that only a later version knows, which was rolled back. */
  list(): readonly Condition[] {
    return [...this.#sql.exec<ConditionRow>('SELECT * FROM conditions')].filter(isKnown).map(conditionOf)
  }

  /** Accounts that hold everything back for want of their key, as `partner/account`. */
  withoutKey(): readonly string[] {
    return this.#namesOf(['sealing key'])
  }

  /** Accounts whose queue holds calls back, as `partner/account`. */
  failing(): readonly string[] {
    return this.#namesOf(['circuit open', 'credential refused'])
  }

  /** Accounts of which one of some kinds holds, as `partner/account`; 1,000 at most. */
  #namesOf(kinds: readonly ConditionKind[]): readonly string[] {
    return this.#sql
      .exec<{ owner: string }>(
        `SELECT DISTINCT partner || '/' || account AS owner FROM conditions WHERE kind IN (SELECT value FROM json_each(?)) LIMIT ${mostNamed}`,
        JSON.stringify(kinds),
      )
      .toArray()
      .map(({ owner }) => owner)
  }

  /** Marks what an alert told; news that was told is over. */
  alerted({ kind, partner, accounts, at }: Alert): void {
    for (const account of accounts) {
      if (isNews(kind)) {
        this.#drop({ partner, account }, kind)
        continue
      }
      for (const condition of this.#of({ partner, account }).filter((one) => one.kind === kind))
        this.#put({ ...condition, toldAt: at, toldLevel: levelOf(condition, at) })
    }
  }

  #of({ partner, account }: AccountRef): readonly Condition[] {
    const rows = this.#sql.exec<ConditionRow>(
      'SELECT * FROM conditions WHERE partner = ? AND account = ?',
      partner,
      account,
    )
    return [...rows].map(conditionOf)
  }

  #put({ partner, account, kind, since, count, toldAt, toldLevel }: Condition): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO conditions (partner, account, kind, since, n, told_at, told_level) VALUES (?, ?, ?, ?, ?, ?, ?)',
      partner,
      account,
      kind,
      since,
      count,
      toldAt,
      toldLevel,
    )
  }

  #drop({ partner, account }: AccountRef, kind: ConditionKind): void {
    this.#sql.exec('DELETE FROM conditions WHERE partner = ? AND account = ? AND kind = ?', partner, account, kind)
  }
}

function conditionOf(row: ConditionRow): Condition {
  return {
    partner: row.partner,
    account: row.account,
    kind: row.kind,
    since: row.since,
    count: row.n,
    toldAt: row.told_at,
    toldLevel: row.told_level,
  }
}

function isSame(a: Condition, b: Condition): boolean {
  return a.since === b.since && a.count === b.count && a.toldLevel === b.toldLevel && a.toldAt === b.toldAt
}
