import type { KeepFor, KeptAnswer, KeptAnswers } from '../delivery/kept-answers.ts'
import type { Seals } from '../transport/seal.ts'

/** What keeping answers needs of the object. */
interface AnswersDependencies {
  readonly sql: SqlStorage
  readonly seals: () => Seals | undefined
  /** `<partner>/<account>`. */
  readonly account: () => string
  readonly now: () => number
  /** When the latest delete was accepted (ms). */
  readonly lastDeleteAt: () => number
  /** For so long after a delete (ms) a request of the deleted user may still be on its way. */
  readonly deleteWaitMs: number
}

/** The one that was asked for first gives way to more. */
const mostKept = 100

/** The answers that one account keeps for a time (`cache`): sealed, under marks of their requests; while `seals` gives nothing, none. A delete drops them all, for any may hold the user's data. */
export class AccountAnswers implements KeptAnswers {
  readonly #of: AnswersDependencies

  constructor(of: AnswersDependencies) {
    this.#of = of
  }

  /** What is kept under a key. */
  async find(key: string): Promise<KeptAnswer> {
    const { sql, seals, now } = this.#of
    const by = seals()
    const askedAt = now()
    if (by === undefined) return { askedAt }
    const mark = by.mark(key)
    const [row] = sql
      .exec<{ sealed: string }>(
        'SELECT sealed FROM answers WHERE mark = ? AND ends_at > ? AND asked_at > ?',
        mark,
        askedAt,
        this.#notBefore(),
      )
      .toArray()
    return { askedAt, text: row && by.open(row.sealed, this.#context(mark)) }
  }

  /** Keeps an answer, unless a delete was accepted since it was asked for, or shortly before. */
  keep(key: string, text: string, { askedAt, forMs }: KeepFor): void {
    const { sql, seals } = this.#of
    const by = seals()
    if (by === undefined || askedAt <= this.#notBefore()) return
    const mark = by.mark(key)
    this.prune()
    sql.exec(
      'INSERT OR REPLACE INTO answers (mark, asked_at, ends_at, sealed) VALUES (?, ?, ?, ?)',
      mark,
      askedAt,
      askedAt + forMs,
      by.seal(text, this.#context(mark)),
    )
    sql.exec(
      'DELETE FROM answers WHERE mark NOT IN (SELECT mark FROM answers ORDER BY asked_at DESC LIMIT ?)',
      mostKept,
    )
  }

  /** What was asked for until then (ms) may hold the data of a deleted user. A version of before may have accepted the delete, and dropped nothing. */
  #notBefore(): number {
    return this.#of.lastDeleteAt() + this.#of.deleteWaitMs
  }

  /** Drops those whose time is over. */
  prune(): void {
    this.#of.sql.exec('DELETE FROM answers WHERE ends_at <= ?', this.#of.now())
  }

  /** Drops all. */
  drop(): void {
    this.#of.sql.exec('DELETE FROM answers')
  }

  /** Whether none is kept. */
  isEmpty(): boolean {
    return this.#of.sql.exec('SELECT 1 FROM answers LIMIT 1').toArray().length === 0
  }

  /** No answer can be put in the place of another. */
  #context(mark: string): string {
    return `${this.#of.account()}\nanswer\n${mark}`
  }
}
