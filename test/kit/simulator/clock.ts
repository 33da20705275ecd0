/** A timer, in ms since the simulation began. */
interface Timer {
  readonly at: number
  readonly run: () => void
}

/** When a simulation begins, by its wall clock (ms). */
const beginning = Date.UTC(2026, 10, 1)

/** Simulated time: timers run by the time that passed, `now` is what the wall clock shows, which may be set back. All times in ms. */
export class Clock {
  #elapsed = 0
  #wall = beginning
  #timers: Timer[] = []

  /** What the wall clock shows. */
  now(): number {
    return Math.floor(this.#wall + this.#elapsed)
  }

  /** How long the simulation runs. */
  get elapsed(): number {
    return this.#elapsed
  }

  /** Runs something later. What is due at the same time runs in the order of asking. */
  after(ms: number, run: () => void): void {
    const at = this.#elapsed + Math.max(0, ms)
    const position = this.#timers.findIndex((timer) => timer.at > at)
    this.#timers.splice(position < 0 ? this.#timers.length : position, 0, { at, run })
  }

  /** How long until the next timer; nothing where there is none. */
  nextIn(): number | undefined {
    const [timer] = this.#timers
    return timer === undefined ? undefined : Math.max(0, timer.at - this.#elapsed)
  }

  /** Lets time pass in which nothing runs. */
  move(ms: number): void {
    this.#elapsed += ms
  }

  /** Sets the wall clock back. */
  setBack(ms: number): void {
    this.#wall -= ms
  }

  /** Runs the earliest timer, if it is due; gives whether one was. */
  ring(): boolean {
    const [timer] = this.#timers
    if (timer === undefined || timer.at > this.#elapsed) return false
    this.#timers.shift()
    timer.run()
    return true
  }
}
