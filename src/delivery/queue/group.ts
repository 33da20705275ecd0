/** Collects what comes within a few milliseconds, and hands it in together. */
export class Group<T> {
  readonly #ms: number
  readonly #write: (items: readonly T[]) => Promise<void>
  #waiting: { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []

  constructor(ms: number, write: (items: readonly T[]) => Promise<void>) {
    this.#ms = ms
    this.#write = write
  }

  /** Hands an item in; ends when the group that it is in was written, and fails with it. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#waiting.length === 1) setTimeout(() => void this.#flush(), this.#ms)
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
