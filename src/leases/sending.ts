import type { LeasedRow } from './leased-row.ts'

type Held = Pick<LeasedRow, 'id' | 'leaseToken'>

/** The rows that a run has: taken up, and not yet written. One that was claimed anew, because its run took too long, is the later run's. */
export class Sending {
  readonly #leaseTokens = new Map<string, number>()

  /** A run took these up, or claimed them. */
  add(rows: readonly Held[]): void {
    for (const { id, leaseToken } of rows) this.#leaseTokens.set(id, leaseToken)
  }

  /** These were written, or their run is over. */
  remove(rows: readonly Held[]): void {
    for (const { id, leaseToken } of rows) if (this.#leaseTokens.get(id) === leaseToken) this.#leaseTokens.delete(id)
  }

  /** Whether any run has a row. */
  get isAny(): boolean {
    return this.#leaseTokens.size > 0
  }

  /** Whether a run has a row. */
  has(id: string): boolean {
    return this.#leaseTokens.has(id)
  }
}
