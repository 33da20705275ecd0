import type { Count } from './messages.ts'

/** Counts that were handed over to somebody who tries to send them. */
export interface Loan {
  readonly counts: readonly Count[]
  readonly at: number
}

/**
 * Counts of this isolate that the registry has not got yet. Who sends them takes a loan, and settles it or gives it back; the loan of a request that died comes back by itself after
 * `lostAfterMs`. So a count can arrive twice (where only the answer was lost) but is not lost.
 */
export class Unsent {
  readonly #lostAfterMs: number
  readonly #counts = new Map<string, Count>()
  readonly #loans = new Set<Loan>()

  constructor(lostAfterMs: number) {
    this.#lostAfterMs = lostAfterMs
  }

  /** Counts. */
  add(count: Count): void {
    const key = keyOf(count)
    this.#counts.set(key, { ...count, n: count.n + (this.#counts.get(key)?.n ?? 0) })
  }

  /** All that is to be sent. */
  lend(now: number): Loan {
    for (const loan of this.#loans) if (now - loan.at >= this.#lostAfterMs) this.giveBack(loan)
    const loan = { counts: [...this.#counts.values()], at: now }
    this.#counts.clear()
    if (loan.counts.length > 0) this.#loans.add(loan)
    return loan
  }

  /** The registry has them. */
  settle(loan: Loan): void {
    this.#loans.delete(loan)
  }

  /** They were not sent: they wait for the next one. */
  giveBack(loan: Loan): void {
    if (!this.#loans.delete(loan)) return
    for (const count of loan.counts) this.add(count)
  }

  /** Whether there is nothing to send and nobody sends. */
  get isEmpty(): boolean {
    return this.#counts.size === 0 && this.#loans.size === 0
  }
}

/** What tells a counter from all others: whose it is, in which books, and its name. */
function keyOf({ partner, account, mapping, name }: Omit<Count, 'n'>): string {
  return [partner, account ?? '*', mapping ?? '*', name].join('\n')
}
