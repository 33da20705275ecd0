import type { Ended } from './ended.ts'

type Counts = Readonly<Partial<Record<Ended, number>>>

/** Values of one object by name, as JSON. What was read or written once is known without asking; after a transaction that failed, `forget`. */
export class Meta {
  readonly #sql: SqlStorage
  readonly #known = new Map<string, string | undefined>()
  /** What ended in the transaction that runs. */
  #ended: Counts = {}

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** The value of a name. */
  get<T>(name: string, otherwise: T): T {
    if (!this.#known.has(name)) {
      const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM meta WHERE name = ?', name).toArray()
      this.#known.set(name, row?.value)
    }
    const text = this.#known.get(name)
    return text === undefined ? otherwise : (JSON.parse(text) as T)
  }

  /** Keeps a value, or takes it away (`undefined`); what is the same already is not written again. */
  set(name: string, value: unknown): void {
    const text = value === undefined ? undefined : JSON.stringify(value)
    if (JSON.stringify(this.get<unknown>(name, undefined)) === text) return
    this.#known.set(name, text)
    if (text === undefined) this.#sql.exec('DELETE FROM meta WHERE name = ?', name)
    else
      this.#sql.exec(
        'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        text,
      )
  }

  /** Adds to the counts of what ended: {@link settle} writes them, once for all of a transaction. */
  count(ended: Counts): void {
    this.#ended = added(this.#ended, ended)
  }

  /** How many deliveries ended how. */
  counts(): Counts {
    return added(this.get('counts', {}), this.#ended)
  }

  /** Writes what was counted. The last act of every transaction. */
  settle(): void {
    if (Object.keys(this.#ended).length === 0) return
    this.set('counts', this.counts())
    this.#ended = {}
  }

  /** Reads everything anew: what a transaction wrote that was rolled back is not there. */
  forget(): void {
    this.#known.clear()
    this.#ended = {}
  }
}

function added(counts: Counts, more: Counts): Counts {
  const sum: Record<string, number> = { ...counts }
  for (const [name, n] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + n
  return sum
}
