import type { Limits } from '../mapping/file/mapping.ts'

/** Clocks step back a little now and then. */
const jitterMs = 1_000

/** Keeps calls under `limits.requests` in `limits.seconds`: gives how long each has to wait, in the order of asking. In memory, for one account. */
export class Rate {
  readonly #starts = new Map<string, number[]>()
  #last = 0

  /**
   * When a call under these limits may start (ms since 1970, `now` at the earliest). A start after `latest` is given, but not reserved.
   * A clock that went back forgets what it counted: nobody waits for a future that is over.
   */
  reserve({ requests, perMs }: Limits, now: number, latest: number): number {
    if (requests === undefined || perMs === undefined) return now
    if (now < this.#last - jitterMs) this.#starts.clear()
    this.#last = now
    const key = `${requests}/${perMs}`
    const starts = (this.#starts.get(key) ?? []).filter((start) => start > now - perMs)
    const blocking = starts.length >= requests ? starts[starts.length - requests] : undefined
    const start = Math.max(now, blocking === undefined ? now : blocking + perMs)
    if (start <= latest) this.#starts.set(key, [...starts, start])
    return start
  }
}
