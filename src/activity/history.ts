import type { DeletedUsers } from './deleted-users.ts'
import { withoutEvents } from './kept-events.ts'
import { nextId } from './next-id.ts'
import type { EventOwner, EventsFilter, FoundEvents, KeptEvents } from './record.ts'
import type { ActivitySeals } from './seals.ts'

/** Of one account so many bytes are kept: an object holds 10 GB. */
const mostBytes = 4 * 1_024 ** 3
/** A page has so many bytes: what an object answers holds 32 MB. */
const bytesAPage = 8 * 1_024 ** 2
/** So many batches are written anew by one alarm: each is opened and compressed, a few ms. */
const rewrittenAtOnce = 500

interface EventsRow extends Record<string, SqlStorageValue> {
  readonly id: number
  readonly owners: string
  readonly sealed: ArrayBuffer
}

/** The events of an account that are kept for later (the table `events`): one row a batch, without an index. All methods but {@link page} belong into the caller's transaction. */
export class History {
  readonly #sql: SqlStorage
  readonly #deleted: DeletedUsers

  constructor(sql: SqlStorage, deleted: DeletedUsers) {
    this.#sql = sql
    this.#deleted = deleted
  }

  /** Keeps a batch. */
  add({ owners, sealed }: KeptEvents, now: number): void {
    this.#sql.exec(
      'INSERT INTO events (id, bytes, owners, sealed) VALUES (?, ?, ?, ?)',
      nextId(this.#sql, 'events', now),
      sealed.byteLength,
      JSON.stringify(owners),
      sealed,
    )
  }

  /** Batches, the newest first, as many as go into an answer; `more`: others follow. */
  page({ since, until, before = Infinity }: EventsFilter): { readonly batches: FoundEvents[]; readonly more: boolean } {
    const batches: FoundEvents[] = []
    let bytes = 0
    const end = Math.min(until, before, Number.MAX_SAFE_INTEGER)
    for (const row of this.#sql.exec<EventsRow>(
      'SELECT id, owners, sealed FROM events WHERE id >= ? AND id < ? ORDER BY id DESC',
      since,
      end,
    )) {
      if (bytes > bytesAPage) return { batches, more: true }
      const { id, ...kept } = read(row)
      bytes += kept.sealed.byteLength + row.owners.length
      batches.push({ id, ...kept, hidden: this.#deleted.placesIn(kept.owners) })
    }
    return { batches, more: false }
  }

  /** Drops what is older than it is kept for (ms; 0: all of it), and the oldest where there is too much. */
  prune(now: number, keptMs: number): void {
    this.#sql.exec('DELETE FROM events WHERE id < ? OR ? = 0', now - keptMs, keptMs)
    this.#sql.exec(
      `DELETE FROM events WHERE id <= (
         SELECT MAX(id) FROM (SELECT id, SUM(bytes) OVER (ORDER BY id DESC) AS newer FROM events) WHERE newer > ?)`,
      mostBytes,
    )
  }

  /** Takes the events of deleted users out of their batches; a batch that no key opens goes as a whole. Gives whether all is done. */
  rewrite(seals: Pick<ActivitySeals, 'openBytes' | 'sealBytes'> | undefined): boolean {
    if (this.#deleted.isEmpty()) return true
    let rewritten = 0
    const ids = this.#sql.exec<{ id: number; owners: string }>('SELECT id, owners FROM events').toArray()
    for (const { id, owners } of ids) {
      const places = this.#deleted.placesIn(ownersOf(owners))
      if (places.length === 0) continue
      if (rewritten++ === rewrittenAtOnce) return false
      this.#rewriteBatch(id, new Set(places), seals)
    }
    return true
  }

  #rewriteBatch(id: number, places: ReadonlySet<number>, seals: Parameters<History['rewrite']>[0]): void {
    const [row] = this.#sql.exec<EventsRow>('SELECT id, owners, sealed FROM events WHERE id = ?', id).toArray()
    const left = row === undefined || seals === undefined ? undefined : withoutEvents(read(row), places, seals)
    if (left === undefined || left.owners.every((owner) => owner === null)) {
      this.#sql.exec('DELETE FROM events WHERE id = ?', id)
      return
    }
    this.#sql.exec(
      'UPDATE events SET bytes = ?, owners = ?, sealed = ? WHERE id = ?',
      left.sealed.byteLength,
      JSON.stringify(left.owners),
      left.sealed,
      id,
    )
  }

  /** Whether nothing is kept. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM events LIMIT 1').toArray().length === 0
  }
}

function read({ id, owners, sealed }: EventsRow): KeptEvents & { readonly id: number } {
  return { id, owners: ownersOf(owners), sealed: new Uint8Array(sealed) }
}

function ownersOf(text: string): readonly (EventOwner | null)[] {
  return JSON.parse(text) as readonly (EventOwner | null)[]
}
