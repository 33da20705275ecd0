import type { LastAlert } from './alerts.ts'
import type { ConditionKind } from './messages.ts'

const keptMs = 24 * 3_600_000

/** An alert on its way: `attempts` made so far, `due` when the next is. */
export interface QueuedAlert extends Record<string, SqlStorageValue> {
  readonly id: string
  readonly kind: ConditionKind
  readonly partner: string
  readonly at: number
  readonly due: number
  readonly attempts: number
  readonly body: string
}

/** The table of the last day's alerts (see `schema.ts`). */
export class Outbox {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Adds an alert that is to be sent. */
  add({ id, kind, partner, at, due, attempts, body }: QueuedAlert): void {
    this.#sql.exec(
      "INSERT INTO alerts (id, state, kind, partner, at, due, attempts, body) VALUES (?, 'pending', ?, ?, ?, ?, ?, ?)",
      id,
      kind,
      partner,
      at,
      due,
      attempts,
      body,
    )
  }

  /** When the last alert of each kind and partner was made. */
  last(): readonly LastAlert[] {
    return this.#sql
      .exec<{ kind: ConditionKind; partner: string; at: number }>(
        'SELECT kind, partner, MAX(at) AS at FROM alerts GROUP BY kind, partner',
      )
      .toArray()
  }

  /** What is to be sent now, what waits longest first. */
  due(now: number, limit: number): readonly QueuedAlert[] {
    return this.#sql
      .exec<QueuedAlert>(
        "SELECT id, kind, partner, at, due, attempts, body FROM alerts WHERE state = 'pending' AND due <= ? ORDER BY due LIMIT ?",
        now,
        limit,
      )
      .toArray()
  }

  /** When the next is to be sent. */
  nextDue(): number | undefined {
    const [row] = this.#sql
      .exec<{ due: number | null }>("SELECT MIN(due) AS due FROM alerts WHERE state = 'pending'")
      .toArray()
    return row?.due ?? undefined
  }

  /** The receiver took it, or nobody will. */
  done(id: string): void {
    this.#sql.exec("UPDATE alerts SET state = 'done' WHERE id = ?", id)
  }

  /** The receiver did not take it: it is tried again. */
  again(id: string, due: number): void {
    this.#sql.exec('UPDATE alerts SET attempts = attempts + 1, due = ? WHERE id = ?', due, id)
  }

  /** Drops alerts of more than a day ago; gives those that nobody ever took. */
  prune(now: number): readonly QueuedAlert[] {
    const lost = this.#sql
      .exec<QueuedAlert>("SELECT * FROM alerts WHERE state = 'pending' AND at <= ?", now - keptMs)
      .toArray()
    this.#sql.exec('DELETE FROM alerts WHERE at <= ?', now - keptMs)
    return lost
  }

  /** Whether there is something that will have to be sent or dropped. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM alerts LIMIT 1').toArray().length === 0
  }
}
