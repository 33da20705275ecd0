/** Marks ids, so that a tombstone can be found without the id being stored: 64 hex digits, the same for an account as long as the last `SEALING_KEY` stays. */
export type Mark = (id: string) => string

/** The registry and the isolates know a mark by its first 16 digits. */
export function digestOf(mark: string): string {
  return mark.slice(0, 16)
}

/** Every id of an event under which a delete may have been accepted. */
export function idsOf(event: Readonly<Record<string, unknown>>): readonly string[] {
  return [event['userId'], event['anonymousId'], event['previousId']].filter(
    (id) => typeof id === 'string' && id !== '',
  ) as readonly string[]
}

/** A user's mark, and when the delete was accepted (ms). */
export interface Tombstone {
  readonly mark: string
  readonly acceptedAt: number
}

/** The tombstones of one account: on disk, looked up by their marks, for there are as many as users were deleted in years. */
export class AccountTombstones {
  readonly #sql: SqlStorage
  /** When the latest delete was accepted (ms; -1: there is none): an event that was received then or later is of nobody who was deleted after it. Absent: not read yet. */
  #latest: number | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.latestAt() < 0
  }

  /** Adds a tombstone; a later one of the same subject takes its place. */
  add(mark: string, acceptedAt: number): void {
    this.#latest = Math.max(acceptedAt, this.latestAt())
    this.#sql.exec(
      'INSERT INTO tombstones (subject, accepted_at) VALUES (?, ?) ON CONFLICT (subject) DO UPDATE SET accepted_at = max(accepted_at, excluded.accepted_at)',
      mark,
      acceptedAt,
    )
  }

  /** Whether an event received at a time (ms) is erased. */
  erases(event: Readonly<Record<string, unknown>>, receivedAt: number, marker: () => Mark | undefined): boolean {
    if (receivedAt >= this.latestAt()) return false
    const mark = marker()
    if (mark === undefined) return false
    return idsOf(event).some((id) => this.#acceptedAt(mark(id)) > receivedAt)
  }

  #acceptedAt(mark: string): number {
    const [row] = this.#sql
      .exec<{ accepted_at: number }>('SELECT accepted_at FROM tombstones WHERE subject = ?', mark)
      .toArray()
    return row?.accepted_at ?? -1
  }

  /** When the latest delete was accepted (ms); -1: there is none. */
  latestAt(): number {
    this.#latest ??=
      this.#sql.exec<{ at: number | null }>('SELECT MAX(accepted_at) AS at FROM tombstones').one().at ?? -1
    return this.#latest
  }

  /** Those that were accepted in a time, both ends included (ms). */
  between(from: number, to: number): readonly Tombstone[] {
    return this.#sql
      .exec<{ subject: string; accepted_at: number }>(
        'SELECT subject, accepted_at FROM tombstones WHERE accepted_at BETWEEN ? AND ?',
        from,
        to,
      )
      .toArray()
      .map((row) => ({ mark: row.subject, acceptedAt: row.accepted_at }))
  }

  /** Forgets those of before a time (ms). */
  prune(before: number): void {
    if (this.isEmpty) return
    this.#sql.exec('DELETE FROM tombstones WHERE accepted_at < ?', before)
    this.forget()
  }

  /** After a transaction that was rolled back what is in memory is wrong. */
  forget(): void {
    this.#latest = undefined
  }
}
