/** How many attempts of each outcome an object made that the registry was not told of yet. */
export class AttemptCounts {
  #counts: Record<string, number> = {}

  /** Counts attempts. */
  add(outcome: string, n = 1): void {
    this.#counts[outcome] = (this.#counts[outcome] ?? 0) + n
  }

  /** Those since this was asked last; whoever cannot tell them {@link add}s them again. */
  take(): Readonly<Record<string, number>> {
    const taken = this.#counts
    this.#counts = {}
    return taken
  }
}
