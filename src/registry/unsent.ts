import type { Count } from './messages.ts'

/** Counts that a request took, to send them. */
export interface CountBatch {
  readonly counts: readonly Count[]
  readonly at: number
}

/**
 * Counts of this isolate that the registry has not got yet. A request takes a batch to send, and settles it or gives it back; the batch of a request that died comes back by itself after
 * `lostAfterMs`. So a count can arrive twice (where only the answer was lost) but is not lost.
 */
export class Unsent {
  readonly #lostAfterMs: number
  readonly #counts = new Map<string, Count>()
  readonly #taken = new Set<CountBatch>()

  constructor(lostAfterMs: number) {
    this.#lostAfterMs = lostAfterMs
  }

  /** Counts. */
  add(count: Count): void {
    const key = keyOf(count)
    this.#counts.set(key, { ...count, n: count.n + (this.#counts.get(key)?.n ?? 0) })
  }

  /** All that is to be sent. */
  take(now: number): CountBatch {
    for (const batch of this.#taken) if (now - batch.at >= this.#lostAfterMs) this.giveBack(batch)
    const batch = { counts: [...this.#counts.values()], at: now }
    this.#counts.clear()
    if (batch.counts.length > 0) this.#taken.add(batch)
    return batch
  }

  /** The registry has them. */
  settle(batch: CountBatch): void {
    this.#taken.delete(batch)
  }

  /** They were not sent: they wait for the next one. */
  giveBack(batch: CountBatch): void {
    if (!this.#taken.delete(batch)) return
    for (const count of batch.counts) this.add(count)
  }

  /** Whether there is nothing to send and nobody sends. */
  get isEmpty(): boolean {
    return this.#counts.size === 0 && this.#taken.size === 0
  }
}

/** What tells a counter from all others: whose it is, in which books, and its name. */
function keyOf({ partner, account, mapping, name }: Omit<Count, 'n'>): string {
  return [partner, account ?? '*', mapping ?? '*', name].join('\n')
}
