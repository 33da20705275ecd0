import { accountName } from '../partners/account-name.ts'
import type { AccountRef, SyncReply } from './messages.ts'
import { isOver, overflowOf } from './overflow.ts'

/** Segment retries for four hours: what is older no isolate needs. */
export const tombstoneLifeMs = 5 * 3_600_000
/** A tombstone is 27 bytes in an RPC (measured): a reply stays under 1 MB, names and pauses included. */
const mostInReply = 25_000

/** What a sync tells of tombstones. */
export type Delta = Pick<SyncReply, 'version' | 'tombstones' | 'keys' | 'named' | 'more'>

/**
 * The tables of recent tombstones (see `schema.ts`). A version is a time in microseconds, or one above the newest where that is more: so versions grow even over a loss of
 * the storage or its restore to an earlier point, and an isolate that asks with an old one misses nothing.
 */
export class Tombstones {
  readonly #sql: SqlStorage
  #recent: Recent | undefined
  /** Accounts that are only named, in their order; read again after the table was written. */
  #named: ReadonlySet<string> | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds tombstones of an account; one that is there already only becomes later. */
  add({ partner, account }: AccountRef, { digests, acceptedAt }: AcceptedAt, now: number): void {
    if (acceptedAt <= now - tombstoneLifeMs) return
    const owner = accountName(partner, account)
    const recent = (this.#recent ??= this.#count(now))
    let version = this.#nextVersion(now)
    let added = 0
    for (const digest of digests) {
      const { rowsWritten } = this.#sql.exec(
        `INSERT INTO tombstones (version, digest, owner, accepted_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (digest) DO UPDATE SET version = excluded.version, accepted_at = excluded.accepted_at
         WHERE excluded.accepted_at > accepted_at`,
        version++,
        digest,
        owner,
        acceptedAt,
      )
      if (rowsWritten > 0) added++
    }
    const count = (recent.counts.get(owner) ?? 0) + added
    recent.counts.set(owner, count)
    if (this.#names().has(owner)) return
    recent.listed += added
    // With every delete that comes, so all accounts are looked at only where one is to be named.
    if (isOver(count, recent.listed)) this.#name(overflowOf(recent.counts, this.#names()).name, recent)
  }

  /** What changed since a version, at most 1 MB of it; a version that is above all there is gets everything. */
  since(version: number, now: number): Delta {
    const named = this.named()
    const newest = this.#newest()
    const rows = this.#sql
      .exec<{ version: number; digest: string; accepted_at: number }>(
        `SELECT version, digest, accepted_at FROM tombstones
         WHERE version > ? AND accepted_at > ? AND owner NOT IN (SELECT owner FROM named)
         ORDER BY version LIMIT ?`,
        version > newest ? 0 : version,
        now - tombstoneLifeMs,
        mostInReply + 1,
      )
      .toArray()
    const page = rows.slice(0, mostInReply)
    const more = rows.length > page.length
    return {
      version: more ? (page.at(-1)?.version ?? newest) : newest,
      tombstones: Object.fromEntries(page.map((row) => [row.digest, row.accepted_at])),
      keys: this.keys(),
      named,
      more,
    }
  }

  /** Drops what is older than 5 h, and lists accounts again that have become small: their tombstones count as changed, so that every isolate gets them. */
  tidy(now: number): void {
    this.#sql.exec('DELETE FROM tombstones WHERE accepted_at <= ?', now - tombstoneLifeMs)
    const recent = this.#count(now)
    this.#recent = recent
    const { name, list } = overflowOf(recent.counts, this.#names())
    this.#name(name, recent)
    this.#list(list, now)
  }

  /** Lists named accounts again, in one walk through the table, for they may be thousands. */
  #list(owners: readonly string[], now: number): void {
    if (owners.length === 0) return
    const these = 'owner IN (SELECT value FROM json_each(?))'
    const names = JSON.stringify(owners)
    this.#sql.exec(`DELETE FROM named WHERE ${these}`, names)
    const rows = this.#sql.exec<{ digest: string }>(
      `SELECT digest FROM tombstones WHERE ${these} ORDER BY version`,
      names,
    )
    let version = this.#nextVersion(now)
    for (const { digest } of rows.toArray())
      this.#sql.exec('UPDATE tombstones SET version = ? WHERE digest = ?', version++, digest)
    this.#forget()
  }

  /** Notes the mark of a key by which users were deleted; `isOnly`: those of before are lost. */
  addKey(key: string, isOnly: boolean, now: number): void {
    if (isOnly) this.#sql.exec('DELETE FROM tombstone_keys WHERE key <> ?', key)
    this.#sql.exec('INSERT INTO tombstone_keys (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING', key, now)
  }

  /** The marks of the keys by which users were deleted. */
  keys(): readonly string[] {
    return [...this.#sql.exec<{ key: string }>('SELECT key FROM tombstone_keys ORDER BY at')].map(({ key }) => key)
  }

  /** Accounts that are only named, as `partner/account`. */
  named(): readonly string[] {
    return [...this.#names()]
  }

  #names(): ReadonlySet<string> {
    this.#named ??= new Set(
      [...this.#sql.exec<{ owner: string }>('SELECT owner FROM named ORDER BY owner')].map(({ owner }) => owner),
    )
    return this.#named
  }

  /** Whether there is something that will have to be dropped. */
  isEmpty(): boolean {
    return this.#newest() === 0 && this.named().length === 0
  }

  #name(owners: readonly string[], recent: Recent): void {
    for (const owner of owners) {
      this.#sql.exec('INSERT INTO named (owner) VALUES (?) ON CONFLICT DO NOTHING', owner)
      recent.listed -= recent.counts.get(owner) ?? 0
    }
    if (owners.length > 0) this.#named = undefined
  }

  /** The transaction may yet be rolled back: what is in memory is read anew. */
  #forget(): void {
    this.#named = undefined
    this.#recent = undefined
  }

  #newest(): number {
    const [row] = this.#sql.exec<{ version: number | null }>('SELECT MAX(version) AS version FROM tombstones').toArray()
    return row?.version ?? 0
  }

  #nextVersion(now: number): number {
    return Math.max(this.#newest() + 1, now * 1_000)
  }

  #count(now: number): Recent {
    const rows = this.#sql.exec<{ owner: string; n: number }>(
      'SELECT owner, COUNT(*) AS n FROM tombstones WHERE accepted_at > ? GROUP BY owner',
      now - tombstoneLifeMs,
    )
    const counts = new Map([...rows].map(({ owner, n }) => [owner, n]))
    let listed = 0
    for (const [owner, n] of counts) if (!this.#names().has(owner)) listed += n
    return { counts, listed }
  }
}

/** Tombstones of the last 5 h by account, and of all accounts that are listed; counted at first use and each hour: what ended meanwhile still counts. */
interface Recent {
  readonly counts: Map<string, number>
  listed: number
}

/** Digests of deletes (16 hex digits of account and subject) that were accepted at one time. */
export interface AcceptedAt {
  readonly digests: readonly string[]
  readonly acceptedAt: number
}
