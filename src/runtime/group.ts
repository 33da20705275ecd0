/** Gathers what several callers hand in for some milliseconds, and writes it at once: written rows and commits are what it costs. */
export class GroupedWrites<T> {
  readonly #write: (items: readonly T[]) => void | Promise<void>
  #waiting: { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []

  /** What `write` throws, all callers of the group get. */
  constructor(write: (items: readonly T[]) => void | Promise<void>) {
    this.#write = write
  }

  /** Hands an item in; ends when the group that it is in was written, and fails with it. The first item of a group says how long others may join (ms). */
  add(item: T, withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#waiting.length === 1) setTimeout(() => void this.#flush(), withinMs)
    })
  }

  async #flush(): Promise<void> {
    const group = this.#waiting
    this.#waiting = []
    try {
      await this.#write(group.map(({ item }) => item))
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
