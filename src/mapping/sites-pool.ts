import type { Expr, Path } from './scope.ts'
import type { Write } from './sites.ts'
import { sites } from './sites.ts'

/** Hands out the copies of a site in turn. */
class Pool<T> {
  readonly #copies: readonly T[]
  #next = 0
  constructor(copies: readonly T[]) {
    this.#copies = copies
  }

  take(): T {
    const copy = this.#copies[this.#next++ % this.#copies.length]
    if (copy === undefined) throw new Error('a pool of sites is empty')
    return copy
  }
}

const event1 = new Pool(sites.event1)
const event2 = new Pool(sites.event2)
const event3 = new Pool(sites.event3)
const item1 = new Pool(sites.item1)
const writers = sites.writers.map((copies) => new Pool(copies))

/** A getter for a short path of the event or the item at a site of its own; `undefined` for other paths. Only for keys that no prototype has. */
export function siteReader(root: 'event' | 'item', [a, b, c, ...more]: Path): Expr | undefined {
  if (a === undefined || more.length > 0) return undefined
  if (root === 'item') return b === undefined ? item1.take()(a) : undefined
  if (b === undefined) return event1.take()(a)
  return c === undefined ? event2.take()(a, b) : event3.take()(a, b, c)
}

/** Writers for the members of an object, up to eight each, at sites of their own. Not for the key `__proto__`. */
export function siteWriters(keys: readonly string[], exprs: readonly Expr[]): readonly Write[] {
  const size = writers.length
  const chunks = Array.from({ length: Math.ceil(keys.length / size) }, (_, i) => i * size)
  return chunks.flatMap((from) => {
    const some = keys.slice(from, from + size)
    const make = writers[some.length - 1]?.take()
    type Args = Parameters<NonNullable<typeof make>>
    return make === undefined
      ? []
      : [make(some as unknown as Args[0], exprs.slice(from, from + size) as unknown as Args[1])]
  })
}
