/** Memory is bounded: where it is full, all of it is forgotten. */
const mostKept = 10_000

/** What this isolate lately learnt of keys or addresses, in memory for a time (ms). Times that lie further off than that mean that the clock went back. */
export class Recent<Fact> {
  readonly #facts = new Map<string, { readonly fact: Fact; readonly until: number }>()
  readonly #lifeMs: number

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs
  }

  /** What is known of a name, and how much longer (ms). */
  get(name: string, now: number): { readonly fact: Fact; readonly leftMs: number } | undefined {
    const found = this.#facts.get(name)
    const leftMs = (found?.until ?? 0) - now
    return found === undefined || leftMs <= 0 || leftMs > this.#lifeMs ? undefined : { fact: found.fact, leftMs }
  }

  /** Keeps a fact from now on. */
  set(name: string, fact: Fact, now: number): void {
    if (this.#facts.size >= mostKept) this.#facts.clear()
    this.#facts.set(name, { fact, until: now + this.#lifeMs })
  }

  /** Forgets a name. */
  delete(name: string): void {
    this.#facts.delete(name)
  }
}
