import type { Count } from './messages.ts'

interface Waiting {
  readonly counts: readonly Count[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Gathers the counts of several calls for some milliseconds and writes them at once: many isolates count the same names, and written rows are what it costs. */
export class CountGroup {
  readonly #write: (counts: readonly Count[]) => void
  #waiting: Waiting[] = []

  /** `write` is synchronous; what it throws, all callers of the group get. */
  constructor(write: (counts: readonly Count[]) => void) {
    this.#write = write
  }

  /** Resolves once the counts are written. */
  add(counts: readonly Count[], withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ counts, resolve, reject })
      if (this.#waiting.length === 1) setTimeout(() => this.#flush(), withinMs)
    })
  }

  #flush(): void {
    const group = this.#waiting
    this.#waiting = []
    try {
      this.#write(group.flatMap(({ counts }) => counts))
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
