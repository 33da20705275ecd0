import { isObject } from '../../mapping/json.ts'
import type { Entry } from './chunk.ts'

const hour = 3_600_000
const keptMs = 30 * 24 * hour
const mostPerHour = 1_000
const mostBytes = 1_024 ** 3
/** How often the limits are counted anew; between, what is buried is added up. */
const recountMs = 60_000

/** What was given up, refused or cancelled. `entry`: an entry of the queue, or what was no event at all. */
export interface Letter {
  readonly id: string
  readonly state: 'dead' | 'cancelled'
  readonly reason: string
  readonly subscription: string
  readonly messageId: string
  readonly acceptedAt: number
  readonly attempts: number
  readonly request: string | undefined
  readonly entry: Entry | { readonly invalid: unknown }
}

/** A letter as it is kept; `at`: when it was buried (ms). */
export interface KeptLetter extends Letter {
  readonly at: number
}

/** Which letters are looked for, in the order of their ids, after an id. Times in ms. */
export interface LettersWanted {
  readonly state: 'dead' | 'cancelled'
  readonly after: string
  readonly messageId: string | undefined
  readonly before: number | undefined
  readonly limit: number
}

interface Row extends Record<string, SqlStorageValue> {
  readonly id: string
  readonly at: number
  readonly state: 'dead' | 'cancelled'
  readonly reason: string
  readonly subscription: string
  readonly message_id: string
  readonly accepted_at: number
  readonly attempts: number
  readonly request: string | null
  readonly entry: string
}

/** The dead letters of an account: kept 30 days, at most 1,000 an hour (the rest is counted by the caller) and 1 GB, the oldest go first. */
export class Letters {
  readonly #sql: SqlStorage
  readonly #marks: (event: Readonly<Record<string, unknown>>) => readonly string[] | undefined
  #counted: { readonly at: number; recent: number; bytes: number } | undefined

  /** `marks`: the marks by which a delete finds what is kept of an event, or nothing where there is no key to make them. */
  constructor(sql: SqlStorage, marks: (event: Readonly<Record<string, unknown>>) => readonly string[] | undefined) {
    this.#sql = sql
    this.#marks = marks
  }

  /** Keeps a letter. Gives whether it was kept: beyond 1,000 an hour it is not. One that is there already stays as it is. */
  bury(letter: Letter, now: number): boolean {
    const counted = this.#recount(now)
    if (counted.recent >= mostPerHour && letter.state === 'dead') return false
    const text = JSON.stringify(letter.entry)
    const marks = this.#marksOf(letter)
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO dead_letters (id, at, state, reason, subscription, message_id, subject, accepted_at, attempts, request, bytes, entry)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      letter.id,
      now,
      letter.state,
      letter.reason.slice(0, 300),
      letter.subscription,
      letter.messageId,
      marks === undefined ? null : 'marked',
      letter.acceptedAt,
      letter.attempts,
      letter.request ?? null,
      text.length,
      text,
    )
    if (rowsWritten === 0) return true
    for (const mark of marks ?? [])
      this.#sql.exec('INSERT INTO letter_marks (mark, letter) VALUES (?, ?) ON CONFLICT DO NOTHING', mark, letter.id)
    counted.recent++
    counted.bytes += text.length
    if (counted.bytes > mostBytes) this.#shrink()
    return true
  }

  /** The marks of a letter's user; nothing where they are not known, so that a delete has to look into the letter. */
  #marksOf({ entry }: Letter): readonly string[] | undefined {
    const event = 'invalid' in entry ? entry.invalid : entry.event
    return isObject(event) ? this.#marks(event) : undefined
  }

  /** Takes the letters of a user away; gives how many that were. `ids` are looked for in letters that were kept without marks. */
  erase(marks: readonly string[], ids: readonly string[]): number {
    const found = [
      ...marks.map((mark) => ({ query: 'SELECT letter AS id FROM letter_marks WHERE mark = ?', text: mark })),
      ...ids.map((id) => ({
        query: 'SELECT id FROM dead_letters WHERE subject IS NULL AND instr(entry, ?) > 0',
        text: inJson(id),
      })),
    ].flatMap(({ query, text }) => this.#sql.exec<{ id: string }>(query, text).toArray())
    const gone = new Set(found.map(({ id }) => id))
    for (const id of gone) this.remove(id)
    return gone.size
  }

  /** One letter. */
  find(id: string): KeptLetter | undefined {
    const [row] = this.#sql.exec<Row>('SELECT * FROM dead_letters WHERE id = ?', id).toArray()
    return row === undefined ? undefined : letterOf(row)
  }

  /** Takes a letter away. */
  remove(id: string): void {
    this.#sql.exec('DELETE FROM dead_letters WHERE id = ?', id)
    this.#counted = undefined
  }

  /** Letters in the order of their ids. */
  list({ state, after, messageId, before, limit }: LettersWanted): readonly KeptLetter[] {
    const rows = this.#sql.exec<Row>(
      `SELECT * FROM dead_letters WHERE state = ? AND id > ? AND (? IS NULL OR message_id = ?) AND at <= ? ORDER BY id LIMIT ?`,
      state,
      after,
      messageId ?? null,
      messageId ?? null,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    return [...rows].map(letterOf)
  }

  /** How many dead letters there are (cancelled ones are not counted). */
  count(): number {
    const [row] = this.#sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM dead_letters WHERE state = 'dead'").toArray()
    return row?.n ?? 0
  }

  /** Whether none is kept, dead or cancelled. */
  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM dead_letters LIMIT 1').toArray().length === 0
  }

  /** Takes away what is older than 30 days. */
  prune(now: number): void {
    const { rowsWritten } = this.#sql.exec('DELETE FROM dead_letters WHERE at < ?', now - keptMs)
    if (rowsWritten > 0) this.#counted = undefined
  }

  /** After a transaction that was rolled back the numbers in memory are wrong. */
  forget(): void {
    this.#counted = undefined
  }

  #recount(now: number): { recent: number; bytes: number } {
    if (this.#counted !== undefined && Math.abs(now - this.#counted.at) < recountMs) return this.#counted
    const [recent] = this.#sql
      .exec<{ n: number }>('SELECT COUNT(*) AS n FROM dead_letters WHERE at > ?', now - hour)
      .toArray()
    const [all] = this.#sql.exec<{ bytes: number | null }>('SELECT SUM(bytes) AS bytes FROM dead_letters').toArray()
    this.#counted = { at: now, recent: recent?.n ?? 0, bytes: all?.bytes ?? 0 }
    return this.#counted
  }

  /** Makes room for a tenth: the oldest go first. */
  #shrink(): void {
    let over = mostBytes / 10
    const oldest = this.#sql.exec<{ id: string; bytes: number }>('SELECT id, bytes FROM dead_letters ORDER BY at')
    const gone: string[] = []
    for (const { id, bytes } of oldest) {
      if (over <= 0) break
      gone.push(id)
      over -= bytes
    }
    for (const id of gone) this.#sql.exec('DELETE FROM dead_letters WHERE id = ?', id)
    this.#counted = undefined
  }
}

/** A text as it stands inside JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function letterOf(row: Row): KeptLetter {
  return {
    id: row.id,
    at: row.at,
    state: row.state,
    reason: row.reason,
    subscription: row.subscription,
    messageId: row.message_id,
    acceptedAt: row.accepted_at,
    attempts: row.attempts,
    request: row.request ?? undefined,
    entry: JSON.parse(row.entry) as Letter['entry'],
  }
}
