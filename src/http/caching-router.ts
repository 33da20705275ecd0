import type { Result, Router } from 'hono/router'
import { PatternRouter } from 'hono/router/pattern-router'

/** Destinations are few, and most requests are to them. */
const mostKept = 100

/** Hono's smallest router, which tries one route after the other, and what it found last: nearly always it is asked for the same paths. */
export class CachingRouter<T> implements Router<T> {
  readonly name = 'CachingRouter'
  readonly #router = new PatternRouter<T>()
  readonly #kept = new Map<string, Result<T>>()

  add(method: string, path: string, handler: T): void {
    this.#router.add(method, path, handler)
  }

  match(method: string, path: string): Result<T> {
    const key = `${method} ${path}`
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const found = this.#router.match(method, path)
    if (this.#kept.size >= mostKept) this.#kept.clear()
    this.#kept.set(key, found)
    return found
  }
}
