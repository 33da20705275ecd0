/** Numbers by name. */
export type Counters = Readonly<Record<string, number>>

/** Values of one object by name, as JSON. What was read or written once is known without asking; after a transaction that failed, `forget`. */
export class Meta {
  readonly #sql: SqlStorage
  readonly #known = new Map<string, string | undefined>()
  /** What the transaction that runs adds to counters, by their names. */
  readonly #added = new Map<string, Counters>()

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

  /** Adds to the counters of a name: {@link settle} writes them, once for all of a transaction. */
  add(name: string, counters: Counters): void {
    this.#added.set(name, sumOf(this.#added.get(name) ?? {}, counters))
  }

  /** The counters of a name, with what was added and is not written yet. */
  counters(name: string): Counters {
    return sumOf(this.get<Counters>(name, {}), this.#added.get(name) ?? {})
  }

  /** The names that begin with a text. */
  names(beginning: string): readonly string[] {
    const stored = this.#sql.exec<{ name: string }>('SELECT name FROM meta WHERE name GLOB ?', `${beginning}*`)
    const names = [...[...stored].map(({ name }) => name), ...this.#added.keys()]
    return [...new Set(names)].filter((name) => name.startsWith(beginning)).sort()
  }

  /** Writes what was added to counters. The last act of every transaction. */
  settle(): void {
    for (const name of this.#added.keys()) this.set(name, this.counters(name))
    this.#added.clear()
  }

  /** Reads everything anew: what a transaction wrote that was rolled back is not there. */
  forget(): void {
    this.#known.clear()
    this.#added.clear()
  }
}

/** Two sets of counters as one; what is 0 is left out. */
export function sumOf(a: Counters, b: Counters): Counters {
  const sum: Record<string, number> = { ...a }
  for (const [name, n] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + n
  return Object.fromEntries(Object.entries(sum).filter(([, n]) => n !== 0))
}
