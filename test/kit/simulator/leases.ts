import type { OutsideAction } from './ledger.ts'
import type { Deleted } from './deleted.ts'
import type { Row, Tables } from './tables.ts'
import { deliveryKeysOf } from './tables.ts'

/** Who works in a transaction, and when (ms by the wall clock). `sending`: the rows that the object's run has. */
export interface Worker {
  readonly name: number
  readonly now: number
  readonly deed: OutsideAction
  readonly sending: { readonly has: (id: string) => boolean }
}

/** Whose each claimed row is, and how often it was claimed without an apply: claims and applies keep to leases, lease tokens and unacked claims. */
export class Leases {
  readonly #holders = new Map<string, { readonly worker: number; readonly fence: number }>()
  readonly #unackedClaims = new Map<string, number>()
  readonly #claims = new Set<string>()
  readonly #deleted: Deleted

  constructor(deleted: Deleted) {
    this.#deleted = deleted
  }

  /** Whether one of these objects ever claimed a row. */
  wasClaimedBy(names: ReadonlySet<number>, id: string): boolean {
    return [...names].some((name) => this.#claims.has(`${name} ${id}`))
  }

  /** One transaction; gives what is wrong. */
  changed(before: Tables, after: Tables, worker: Worker): readonly string[] {
    const wrong: string[] = []
    const claimed: Row[] = []
    for (const [id, was] of before.rows) {
      const is = after.rows.get(id)
      if (is?.text === was.text) continue
      if (!worker.sending.has(id) && this.#isErasure(was, is, after)) continue
      if (is !== undefined && isClaim(was, is)) {
        claimed.push(was)
        wrong.push(...this.#claimed(was, is, worker))
      } else if (worker.deed === undefined && is !== undefined && this.#isFree(was, is, worker))
        wrong.push(...this.#freed(was, is, worker))
      else if (is !== undefined && isUnparked(was, is)) continue
      else if (worker.deed === undefined) wrong.push(...this.#applied(was, is, worker))
      else if (worker.sending.has(id)) wrong.push(`a ${worker.deed.kind} touched ${id}, which is being sent`)
    }
    for (const [id, { unackedClaims }] of after.rows)
      if (!before.rows.has(id)) this.#unackedClaims.set(id, unackedClaims)
    for (const id of before.rows.keys()) if (!after.rows.has(id)) this.#holders.delete(id)
    if (claimed.length > 1 && claimed.some(({ unackedClaims }) => unackedClaims >= 2))
      wrong.push('a row that was claimed twice without an apply was claimed with others')
    return wrong
  }

  /** Only events of deleted users were taken out of a row, and whoever has it claimed is ignored. */
  #isErasure(was: Row, is: Row | undefined, after: Tables): boolean {
    if (is !== undefined && is.fence <= was.fence) return false
    const left = is === undefined ? [] : deliveryKeysOf(is)
    const gone = deliveryKeysOf(was).filter((deliveryKey) => !left.includes(deliveryKey))
    return gone.length > 0 && gone.every((deliveryKey) => this.#deleted.erases(deliveryKey, after))
  }

  #claimed(was: Row, is: Row, { name, now, deed }: Worker): readonly string[] {
    this.#claims.add(`${name} ${is.id}`)
    this.#holders.set(is.id, { worker: name, fence: is.fence })
    const unackedClaims = (this.#unackedClaims.get(is.id) ?? 0) + 1
    this.#unackedClaims.set(is.id, unackedClaims)
    return [
      ...(deed === undefined ? [] : [`a ${deed.kind} claimed ${is.id}`]),
      ...(was.lease <= now ? [] : [`${is.id} was claimed ${was.lease - now} ms before its lease ended`]),
      ...(is.unackedClaims === unackedClaims
        ? []
        : [`${is.id} has ${is.unackedClaims} strikes after ${unackedClaims} claims`]),
    ]
  }

  /** What is freed keeps its unacked claims; what is written has none. */
  #isFree(was: Row, is: Row, { name }: Worker): boolean {
    const isFree = is.fence === was.fence + 1 && was.lease > 0 && is.lease === 0 && is.body === was.body
    return (
      isFree &&
      is.unackedClaims === was.unackedClaims &&
      (was.unackedClaims > 0 || this.#holders.get(was.id)?.worker !== name)
    )
  }

  /** What an object that died had claimed, or an alarm that threw, is freed: not at once where it was claimed again and again. */
  #freed(was: Row, is: Row, { now, sending }: Worker): readonly string[] {
    const waits = was.unackedClaims >= 2 ? Math.min(21_600_000, 30_000 * 2 ** was.unackedClaims) : 0
    return [
      ...(sending.has(is.id) ? [`${is.id} was freed while it was being sent`] : []),
      ...(is.due === now + waits && is.unackedClaims === was.unackedClaims
        ? []
        : [`${is.id} was freed, and waits ${is.due - now} ms`]),
    ]
  }

  /** A run writes only what it claimed, under the lease token that it got, or what nobody has: what is decided without a call needs no claim. */
  #applied(was: Row, is: Row | undefined, { name, now }: Worker): readonly string[] {
    const holder = this.#holders.get(was.id)
    this.#unackedClaims.set(was.id, 0)
    return [
      ...(was.lease <= now || (holder?.worker === name && holder.fence === was.fence)
        ? []
        : [`${was.id} was written by one who has it not`]),
      ...(is === undefined || (isGivenBack(was, is) && is.unackedClaims === 0)
        ? []
        : [`${was.id} was written, and not given back`]),
    ]
  }
}

/** Written and free, under a new lease token or untouched, or written and still claimed. */
function isGivenBack(was: Row, is: Row): boolean {
  if (is.lease > 0) return is.fence === was.fence && is.due === was.due
  return is.fence === was.fence + 1 || (is.fence === was.fence && is.body === was.body)
}

function isUnparked(was: Row, is: Row): boolean {
  return was.parked && !is.parked && is.fence === was.fence && was.lease === 0 && is.body === was.body
}

function isClaim(was: Row, is: Row): boolean {
  return is.fence === was.fence + 1 && is.lease > 0 && is.due === is.lease && is.lease !== was.lease
}
