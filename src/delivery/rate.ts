import type { Limits } from '../mapping/mapping.ts'

/** Keeps calls under `limits.requests` in `limits.seconds`: gives how long each has to wait, in the order of asking. In memory, for one account. */
export class Rate {
  readonly #free = new Map<string, number[]>()

  /** How many ms a call under these limits has to wait from `now`. */
  reserve({ requests, perMs }: Limits, now: number): number {
    if (requests === undefined || perMs === undefined) return 0
    const key = `${requests}/${perMs}`
    const starts = (this.#free.get(key) ?? []).filter((start) => start > now - perMs)
    const blocking = starts.length >= requests ? starts[starts.length - requests] : undefined
    const start = blocking === undefined ? now : blocking + perMs
    this.#free.set(key, [...starts, start])
    return start - now
  }
}
