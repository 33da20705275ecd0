interface Held {
  readonly id: string
  readonly leaseToken: number
}

/** The rows that a round has: claimed, and not yet written. One that was claimed anew, because its round took too long, is the later round's. */
export class Sending {
  readonly #fences = new Map<string, number>()

  /** A round claimed these. */
  add(rows: readonly Held[]): void {
    for (const { id, leaseToken } of rows) this.#fences.set(id, leaseToken)
  }

  /** These were written, or their round is over. */
  remove(rows: readonly Held[]): void {
    for (const { id, leaseToken } of rows) if (this.#fences.get(id) === leaseToken) this.#fences.delete(id)
  }

  /** Whether a round has any row. */
  get isAny(): boolean {
    return this.#fences.size > 0
  }

  /** Whether a round has a row. */
  has(id: string): boolean {
    return this.#fences.has(id)
  }
}
