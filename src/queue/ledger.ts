import type { Ended } from './plan.ts'
import { allEnds } from './plan.ts'
import type { Counters, Meta } from '../leases/meta.ts'
import { sumOf } from '../leases/meta.ts'

/**
 * What is booked of an account's deliveries. On the one side `stored` (by commits), `revived` (dead letters that an operator sent again) and `found`; on the other how each
 * ended, `lost`, and what waits or is parked. `lost` and `found` say by how much the table of deliveries differed from the books, which never happens unless a version
 * that keeps no books, or a bug, worked on it. Beside the balance: `before` (of what is stored, what was stored before there were books), `repeated` (committed again while it
 * waited), `items rejected` (items that the partner refused of deliveries of which it took others), `emptied` (dead letters that made room), `not kept` (invalid items
 * over the hourly limit), `letters erased` (dead letters of users who were deleted).
 */
export type Booked =
  | Ended
  | 'stored'
  | 'revived'
  | 'found'
  | 'lost'
  | 'before'
  | 'repeated'
  | 'items rejected'
  | 'emptied'
  | 'not kept'
  | 'letters erased'

const ends: readonly Booked[] = [...allEnds, 'lost']
const prefix = 'book:'
/** Mappings change now and then: the books of so many versions are kept apart; older ones that are closed are one, which is not reported any more. */
const mostBooks = 20
const earlier = 'books of earlier mappings'

/** The books of one account, by the mapping (its hash) that was in force when a delivery was committed; `''` for what is not known. Counted in the transaction of the row. */
export class Ledger {
  readonly #meta: Meta

  constructor(meta: Meta) {
    this.#meta = meta
  }

  /** Books deliveries. In the caller's transaction. */
  count(mapping: string, booked: Readonly<Partial<Record<Booked, number>>>): void {
    this.#meta.add(`${prefix}${mapping}`, booked)
  }

  /** The books by mapping hash, but for earlier mappings whose books are closed. */
  all(): ReadonlyMap<string, Counters> {
    const names = this.#meta.names(prefix)
    return new Map(names.map((name) => [name.slice(prefix.length), this.#meta.counters(name)]))
  }

  /** The books of the account as a whole. */
  total(): Readonly<Partial<Record<Booked, number>>> {
    return [...this.all().values(), this.#meta.counters(earlier)].reduce(sumOf, {})
  }

  /** How many deliveries wait or are parked, by the books. */
  open(): number {
    return openOf(this.total())
  }

  /**
   * Compares the books with what is there: `waiting` deliveries. A difference is booked as `lost` or `found`, so that it is counted once, and given. In the caller's
   * transaction.
   */
  audit(waiting: number): { readonly lost: number; readonly found: number } {
    const difference = this.open() - waiting
    const [lost, found] = [Math.max(0, difference), Math.max(0, -difference)]
    if (difference !== 0) this.count('', { lost, found })
    return { lost, found }
  }

  /** Puts the books of the oldest closed mappings together, where there are too many; not those of `current`. In the caller's transaction. */
  join(current: string): void {
    const all = [...this.all()]
    const closed = all.filter(([mapping, book]) => mapping !== '' && mapping !== current && openOf(book) === 0)
    for (const [mapping, book] of closed.slice(0, Math.max(0, all.length - mostBooks))) {
      this.#meta.add(earlier, book)
      this.#meta.set(`${prefix}${mapping}`, undefined)
    }
  }
}

/** How many deliveries a book has open. */
export function openOf(book: Readonly<Partial<Record<Booked, number>>>): number {
  const { stored = 0, revived = 0, found = 0 } = book
  return ends.reduce((left, end) => left - (book[end] ?? 0), stored + revived + found)
}
