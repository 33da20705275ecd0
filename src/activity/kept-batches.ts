/** So many records are kept of those that failed, and of the others. */
export const mostKept = 10_000

/** A batch that is kept: its place in the table, and how many records it has. */
export interface KeptBatch {
  readonly id: number
  readonly n: number
}

/** The batches of one kind, in memory: where thousands are kept, the oldest is not found in the table without reading most of it. */
export class KeptBatches {
  readonly #batches: KeptBatch[] = []
  #records = 0

  /** Adds the newest. */
  add(batch: KeptBatch): void {
    this.#batches.push(batch)
    this.#records += batch.n
  }

  /** Takes the oldest out, where so many records more would be too many. */
  makeRoom(more: number): KeptBatch | undefined {
    if (this.#records + more <= mostKept) return undefined
    const oldest = this.#batches.shift()
    this.#records -= oldest?.n ?? 0
    return oldest
  }
}
