import { accountName } from '../partners/account-name.ts'
import type { AccountRef, SyncReply } from './messages.ts'
import { overflowOf } from './overflow.ts'

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
  /** Tombstones of the last 5 h by account; counted at first use and each hour, and at most an hour too high between. */
  #recent: Map<string, number> | undefined

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
    recent.set(owner, (recent.get(owner) ?? 0) + added)
    this.#name(overflowOf(recent, new Set(this.named())).name)
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
    this.#recent = this.#count(now)
    const { name, list } = overflowOf(this.#recent, new Set(this.named()))
    this.#name(name)
    for (const owner of list) {
      this.#sql.exec('DELETE FROM named WHERE owner = ?', owner)
      let version = this.#nextVersion(now)
      for (const { digest } of this.#sql
        .exec<{ digest: string }>('SELECT digest FROM tombstones WHERE owner = ? ORDER BY version', owner)
        .toArray())
        this.#sql.exec('UPDATE tombstones SET version = ? WHERE digest = ?', version++, digest)
    }
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
    return [...this.#sql.exec<{ owner: string }>('SELECT owner FROM named ORDER BY owner')].map(({ owner }) => owner)
  }

  /** Whether there is something that will have to be dropped. */
  isEmpty(): boolean {
    return this.#newest() === 0 && this.named().length === 0
  }

  #name(owners: readonly string[]): void {
    for (const owner of owners) this.#sql.exec('INSERT INTO named (owner) VALUES (?) ON CONFLICT DO NOTHING', owner)
  }

  #newest(): number {
    const [row] = this.#sql.exec<{ version: number | null }>('SELECT MAX(version) AS version FROM tombstones').toArray()
    return row?.version ?? 0
  }

  #nextVersion(now: number): number {
    return Math.max(this.#newest() + 1, now * 1_000)
  }

  #count(now: number): Map<string, number> {
    const rows = this.#sql.exec<{ owner: string; n: number }>(
      'SELECT owner, COUNT(*) AS n FROM tombstones WHERE accepted_at > ? GROUP BY owner',
      now - tombstoneLifeMs,
    )
    return new Map([...rows].map(({ owner, n }) => [owner, n]))
  }
}

/** Digests of deletes (16 hex digits of account and subject) that were accepted at one time. */
export interface AcceptedAt {
  readonly digests: readonly string[]
  readonly acceptedAt: number
}
