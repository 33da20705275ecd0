import type { DeletedUser, EventOwner } from './record.ts'

/** A batch comes so late at most: isolates hand in within seconds, and a queue knows its deleted users itself. */
const keptMs = 72 * 3_600_000

/** The users who were deleted lately, by their digests (the table `deleted`): what comes late does not bring them back. */
export class DeletedUsers {
  readonly #sql: SqlStorage
  /** When each was deleted (ms); read once. */
  #known: Map<string, number> | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds users; those that are known write nothing, however often they are told. */
  add(users: readonly DeletedUser[]): void {
    for (const { digest, acceptedAt } of users) {
      this.#sql.exec(
        'INSERT INTO deleted (digest, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at > at',
        digest,
        acceptedAt,
      )
      this.#known?.set(digest, Math.max(acceptedAt, this.#known.get(digest) ?? 0))
    }
  }

  /** Whether anything that was received at a time (ms) belongs to a user who was deleted later. */
  has({ users, receivedAt }: Pick<EventOwner, 'users' | 'receivedAt'>): boolean {
    const known = this.#all()
    return known.size > 0 && users.some((digest) => (known.get(digest) ?? -1) > receivedAt)
  }

  /** The places of those whose user was deleted. */
  placesIn(owners: readonly (EventOwner | null)[]): readonly number[] {
    return owners.flatMap((owner, i) => (owner !== null && this.has(owner) ? [i] : []))
  }

  #all(): ReadonlyMap<string, number> {
    this.#known ??= new Map(
      [...this.#sql.exec<{ digest: string; at: number }>('SELECT digest, at FROM deleted')].map(({ digest, at }) => [
        digest,
        at,
      ]),
    )
    return this.#known
  }

  /** Forgets those of long ago. */
  prune(now: number): void {
    this.#sql.exec('DELETE FROM deleted WHERE at < ?', now - keptMs)
    this.#known = undefined
  }

  /** Whether there are none. */
  isEmpty(): boolean {
    return this.#all().size === 0
  }
}
