import { parseExactly } from '../values/exact-json.ts'
import { isObject } from '../values/json.ts'
import type { Ledger } from './ledger.ts'
import type { QueuedEvent } from './queue-row.ts'
import type { Meta } from '../leases/meta.ts'

const hour = 3_600_000
const keptMs = 30 * 24 * hour
const gigabyte = 1_024 ** 3
/** How often what is counted in memory is counted anew. */
const recountMs = 60_000
/** So many are emptied in one transaction at most: the next one goes on. */
const mostEmptied = 1_000
const counters = 'letters'

const mostLetterBytes = 4 * gigabyte
/** The platform gives an object 10 GB. */
const mostBytesTogether = 9 * gigabyte

/** Beside its dead letters an object may hold so much; then it refuses events, never deletes. */
const mostOtherBytes = 8 * gigabyte

/** Whether an object takes events: however many dead letters it has, they never make it refuse any. Sizes in bytes, those of the letters included in what is stored. */
export function hasRoomForEvents(storedBytes: number, deadLetterBytes: number): boolean {
  return storedBytes - deadLetterBytes <= mostOtherBytes
}

/** What the dead letters of an account may take. `invalidAnHour`: so many of what was no event; `bytes`: all of them together. */
export interface DeadLetterLimits {
  readonly invalidAnHour: number
  readonly bytes: number
}

/** The limits beside so many bytes of other data: 1,000 invalid items an hour, 4 GB, less where events need the room. */
export function deadLetterLimits(otherBytes: number): DeadLetterLimits {
  return { invalidAnHour: 1_000, bytes: Math.min(mostLetterBytes, mostBytesTogether - otherBytes) }
}

/** What was given up, refused or cancelled. `entry`: an entry of the queue, what was no event at all, or nothing any more, where it had to make room. */
export interface DeadLetter {
  readonly id: string
  readonly state: 'dead' | 'cancelled'
  readonly reason: string
  readonly subscription: string
  readonly messageId: string
  readonly acceptedAt: number
  readonly attempts: number
  readonly request: string | undefined
  readonly entry: QueuedEvent | { readonly invalid: unknown } | { readonly emptied: true }
}

/** A dead letter as it is stored; `at`: since when (ms). */
export interface StoredDeadLetter extends DeadLetter {
  readonly at: number
}

/** Which letters are looked for, the newest first, behind one. `reason`: how it begins; times in ms. */
export interface DeadLetterFilter {
  readonly state: 'dead' | 'cancelled'
  readonly behind: { readonly at: number; readonly id: string } | undefined
  readonly messageId: string | undefined
  readonly request: string | undefined
  readonly reason: string | undefined
  readonly after: number | undefined
  readonly before: number | undefined
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

/** What letters are kept with. */
export interface DeadLetterDependencies {
  readonly sql: SqlStorage
  readonly meta: Meta
  readonly ledger: Ledger
  /** The marks by which a delete finds what is kept of an event, or nothing where there is no key to make them. */
  readonly marks: (event: Readonly<Record<string, unknown>>) => readonly string[] | undefined
  readonly limits: (deadLetterBytes: number) => DeadLetterLimits
}

/**
 * The dead letters of an account, kept for 30 days. What was acknowledged is never refused here: only invalid items are, over 1,000 an hour. Above 4 GB the oldest keep
 * their id and reason alone, those that the partner rejected before all others. All methods but reads belong into the caller's transaction.
 */
export class DeadLetters {
  readonly #dependencies: DeadLetterDependencies
  #invalid: { readonly at: number; n: number } | undefined

  constructor(dependencies: DeadLetterDependencies) {
    this.#dependencies = dependencies
  }

  /** Keeps what was refused on arrival. Gives how that went: one that is there stays as it is, and an invalid item over the hourly limit is not kept. */
  addArrived(deadLetter: DeadLetter, now: number): 'kept' | 'known' | 'over the limit' {
    if (!('invalid' in deadLetter.entry)) return this.add(deadLetter, now)
    const invalid = this.#invalidLately(now)
    if (invalid.n >= this.#limits().invalidAnHour) return 'over the limit'
    const kept = this.add(deadLetter, now)
    if (kept === 'kept') invalid.n++
    return kept
  }

  /** Keeps a letter of what was acknowledged, whatever the limits say. Gives whether it is new: one that is there stays as it is. */
  add(deadLetter: DeadLetter, now: number): 'kept' | 'known' {
    const text = JSON.stringify(deadLetter.entry)
    const bytes = Buffer.byteLength(text)
    if (!this.#insert(deadLetter, now, { text, bytes })) return 'known'
    this.#dependencies.meta.add(counters, { [deadLetter.state]: 1, bytes })
    this.trim()
    return 'kept'
  }

  #limits(): DeadLetterLimits {
    return this.#dependencies.limits(this.gauges().bytes)
  }

  #insert(deadLetter: DeadLetter, now: number, { text, bytes }: { text: string; bytes: number }): boolean {
    const { sql } = this.#dependencies
    const marks = this.#marksOf(deadLetter)
    const { rowsWritten } = sql.exec(
      `INSERT INTO dead_letters (id, at, state, reason, subscription, message_id, subject, accepted_at, attempts, request, bytes, entry)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      deadLetter.id,
      now,
      deadLetter.state,
      deadLetter.reason.slice(0, 300),
      deadLetter.subscription,
      deadLetter.messageId,
      marks === undefined ? null : 'marked',
      deadLetter.acceptedAt,
      deadLetter.attempts,
      deadLetter.request ?? null,
      bytes,
      text,
    )
    if (rowsWritten === 0) return false
    for (const mark of marks ?? [])
      sql.exec('INSERT INTO letter_marks (mark, letter) VALUES (?, ?) ON CONFLICT DO NOTHING', mark, deadLetter.id)
    return true
  }

  /** The marks of a letter's user; nothing where they are not known, so that a delete has to look into the letter. */
  #marksOf({ entry }: DeadLetter): readonly string[] | undefined {
    const event = 'event' in entry ? entry.event : 'invalid' in entry ? entry.invalid : undefined
    return isObject(event) ? this.#dependencies.marks(event) : undefined
  }

  /** Takes the letters of a user away; gives how many that were. `ids` are looked for in letters that were kept without marks. */
  erase(marks: readonly string[], ids: readonly string[]): number {
    const found = [
      ...marks.map((mark) => ({ query: 'SELECT letter AS id FROM letter_marks WHERE mark = ?', text: mark })),
      ...ids.map((id) => ({
        query: 'SELECT id FROM dead_letters WHERE subject IS NULL AND instr(entry, ?) > 0',
        text: inJson(id),
      })),
    ].flatMap(({ query, text }) => this.#dependencies.sql.exec<{ id: string }>(query, text).toArray())
    const gone = new Set(found.map(({ id }) => id))
    for (const id of gone) this.remove(id)
    return gone.size
  }

  /** The marks of letters find nobody any more: from now on a delete looks into each that was kept before. */
  forgetMarks(): void {
    this.#dependencies.sql.exec('UPDATE dead_letters SET subject = NULL WHERE subject IS NOT NULL')
    this.#dependencies.sql.exec('DELETE FROM letter_marks')
  }

  /** One letter. */
  find(id: string): StoredDeadLetter | undefined {
    const [row] = this.#dependencies.sql.exec<Row>('SELECT * FROM dead_letters WHERE id = ?', id).toArray()
    return row === undefined ? undefined : deadLetterOf(row)
  }

  /** Takes a letter away. */
  remove(id: string): void {
    this.#gone('DELETE FROM dead_letters WHERE id = ? RETURNING state, bytes', id)
  }

  /** Takes away what is older than 30 days. */
  prune(now: number): void {
    for (const state of ['dead', 'cancelled'])
      this.#gone('DELETE FROM dead_letters WHERE state = ? AND at < ? RETURNING state, bytes', state, now - keptMs)
  }

  #gone(statement: string, ...bindings: readonly SqlStorageValue[]): void {
    const { sql, meta } = this.#dependencies
    for (const { state, bytes } of sql.exec<{ state: string; bytes: number }>(statement, ...bindings))
      meta.add(counters, { [state]: -1, bytes: -bytes })
  }

  /** Dead letters, the newest first, one by one: whoever reads them stops when enough has been read. */
  *list({ state, behind, messageId, request, reason, after, before }: DeadLetterFilter): Generator<StoredDeadLetter> {
    const rows = this.#dependencies.sql.exec<Row>(
      `SELECT * FROM dead_letters WHERE state = ? AND (at, id) < (?, ?) AND at BETWEEN ? AND ?
         AND (? IS NULL OR message_id = ?) AND (? IS NULL OR request = ?) AND (? IS NULL OR instr(reason, ?) = 1)
         ORDER BY at DESC, id DESC`,
      state,
      behind?.at ?? Number.MAX_SAFE_INTEGER,
      behind?.id ?? '',
      after ?? 0,
      before ?? Number.MAX_SAFE_INTEGER,
      messageId ?? null,
      messageId ?? null,
      request ?? null,
      request ?? null,
      reason ?? null,
      reason ?? null,
    )
    for (const row of rows) yield deadLetterOf(row)
  }

  /** How many dead letters there are (cancelled ones are not counted), and how many bytes of JSON all take. */
  gauges(): { readonly dead: number; readonly bytes: number } {
    const { dead = 0, bytes = 0 } = this.#dependencies.meta.counters(counters)
    return { dead, bytes }
  }

  /** Whether none is kept, dead or cancelled. */
  isEmpty(): boolean {
    return this.#dependencies.sql.exec('SELECT 1 FROM dead_letters LIMIT 1').toArray().length === 0
  }

  /** Empties the oldest letters while all take more than they may: first those that the partner rejected, which nobody can deliver any more. Each is counted. */
  trim(): void {
    const { bytes } = this.#limits()
    if (this.gauges().bytes <= bytes) return
    for (const which of ['rejected', 'others'] as const) this.#empty(which, bytes * 0.95)
  }

  #empty(which: 'rejected' | 'others', downTo: number): void {
    const { sql, meta, ledger } = this.#dependencies
    const from = `emptied ${which} until`
    let until = meta.get(from, 0)
    const oldest = sql
      .exec<{ id: string; at: number; bytes: number }>(
        `SELECT id, at, bytes FROM dead_letters WHERE state = 'dead' AND at >= ? AND bytes > 0
           AND (instr(reason, 'rejected') = 1) = ? ORDER BY at, id LIMIT ${mostEmptied}`,
        until,
        which === 'rejected' ? 1 : 0,
      )
      .toArray()
    for (const { id, at, bytes } of oldest) {
      if (this.gauges().bytes <= downTo) break
      sql.exec(`UPDATE dead_letters SET entry = '{"emptied":true}', bytes = 0, message_id = '' WHERE id = ?`, id)
      sql.exec('DELETE FROM letter_marks WHERE letter = ?', id)
      meta.add(counters, { bytes: -bytes })
      ledger.count('', { emptied: 1 })
      until = at
    }
    meta.set(from, until)
  }

  /** After a transaction that was rolled back the numbers in memory are wrong. */
  forget(): void {
    this.#invalid = undefined
  }

  /** How many invalid items were kept in the last hour. */
  #invalidLately(now: number): { n: number } {
    if (this.#invalid !== undefined && Math.abs(now - this.#invalid.at) < recountMs) return this.#invalid
    const [recent] = this.#dependencies.sql
      .exec<{ n: number }>(
        "SELECT COUNT(*) AS n FROM dead_letters WHERE state = 'dead' AND at > ? AND subscription = ''",
        now - hour,
      )
      .toArray()
    this.#invalid = { at: now, n: recent?.n ?? 0 }
    return this.#invalid
  }
}

/** A text as it stands inside JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function deadLetterOf(row: Row): StoredDeadLetter {
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
    entry: parseExactly(row.entry) as DeadLetter['entry'],
  }
}
