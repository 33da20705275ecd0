const failuresToOpen = 5
const openMs = 10_000
const jitterMs = 5_000
/** Customers' accounts are many: memory is bounded, and what was forgotten is closed. */
const mostKept = 10_000

interface State {
  readonly failures: number
  readonly openUntil: number
}

/** The isolate's own circuit over inline calls, for each account: after 5 failures in a row nothing is sent inline for 10 to 15 s; it is committed instead. */
export class Breakers {
  readonly #states = new Map<string, State>()

  /** Whether calls to an account are held back. `now` in ms. A time further off than any wait means that the clock went back. */
  isOpen(account: string, now: number): boolean {
    const openUntil = this.#states.get(account)?.openUntil ?? 0
    return openUntil > now && openUntil - now <= openMs + jitterMs
  }

  /** Tells how a call ended. `random` in [0, 1). */
  tell(account: string, ok: boolean, at: { now: number; random: number }): void {
    if (ok) {
      this.#states.delete(account)
      return
    }
    const failures = (this.#states.get(account)?.failures ?? 0) + 1
    if (this.#states.size >= mostKept) this.#states.clear()
    const openUntil = failures >= failuresToOpen ? at.now + openMs + at.random * jitterMs : 0
    this.#states.set(account, { failures, openUntil })
  }
}
