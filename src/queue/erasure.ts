import { digestOf, idsOf } from '../deletes/tombstones.ts'
import type { UserData } from '../deletes/user-data.ts'
import { entriesOf } from './queue-row.ts'
import { writeDown } from './ending.ts'
import type { SeenRow } from './store.ts'
import type { EventDependencies } from './event-dependencies.ts'

/** So much is looked through in one transaction, so that commits need not wait for it. */
const rowsAtOnce = 200
const bytesAtOnce = 1_024 * 1_024
const place = 'erasing'
/** The rows that were being sent, and so were left to the runs that send them. */
const left = 'not erased'

/** The row from which on it is looked through; `again`: a user was deleted meanwhile, so that it begins anew at the end. */
interface ErasurePlace {
  readonly from: string
  readonly again: boolean
}

/** Erases what waits in the queue of deleted users at the delete, and not only when it is tried next. Where it is stands on disk: another object goes on. */
export class Erasure implements UserData {
  readonly #dependencies: EventDependencies

  constructor(dependencies: EventDependencies) {
    this.#dependencies = dependencies
  }

  /** Takes a user's dead letters away. In the caller's transaction. */
  eraseDeadLetters(marks: readonly string[], event: Readonly<Record<string, unknown>>): void {
    const erased = this.#dependencies.deadLetters.erase(marks.map(digestOf), idsOf(event))
    if (erased > 0) this.#dependencies.ledger.count('', { 'letters erased': erased })
  }

  /** When the oldest event that waits was accepted (ms). */
  oldestAt(): number | undefined {
    return this.#dependencies.store.waiting().oldestAt
  }

  /** Users were deleted. In the caller's transaction, like all here. */
  beginErasing(): void {
    const { meta, store } = this.#dependencies
    if (store.nextDue() === undefined) return
    const at = meta.get<ErasurePlace | undefined>(place, undefined)
    meta.set(place, { from: at?.from ?? '', again: at !== undefined })
  }

  /** Whether there are rows to be looked through. */
  get isDue(): boolean {
    return this.#dependencies.meta.get<ErasurePlace | undefined>(place, undefined) !== undefined
  }

  /** Looks through the next rows. What is being sent is left to the run that sends it, which judges each event when it ends, unless the object dies. */
  eraseNext(): void {
    const { meta, store, sending } = this.#dependencies
    const at = meta.get<ErasurePlace | undefined>(place, undefined)
    if (at === undefined) return
    const all = { parked: undefined, request: undefined, reason: undefined, after: undefined, before: undefined }
    const rows: SeenRow[] = []
    let bytes = 0
    let next: string | undefined
    for (const row of store.list({ from: at.from, ...all })) {
      if (rows.length >= rowsAtOnce || bytes > bytesAtOnce) {
        next = row.id
        break
      }
      rows.push(row)
      bytes += row.body.length
    }
    const sent = rows.filter(({ id }) => sending.has(id)).map(({ id }) => id)
    const before = meta.get<readonly string[]>(left, []).filter((id) => sending.has(id) && !sent.includes(id))
    meta.set(left, sent.length + before.length === 0 ? undefined : [...before, ...sent])
    for (const row of rows) if (!sent.includes(row.id)) this.#erase(row)
    if (next !== undefined) meta.set(place, { ...at, from: next })
    else meta.set(place, at.again ? { from: '', again: false } : undefined)
  }

  /** Looks through what was left to the runs of an object that died. */
  lookAtLeft(): void {
    const { meta, store } = this.#dependencies
    for (const id of meta.get<readonly string[]>(left, [])) {
      const row = store.find(id)
      if (row !== undefined) this.#erase(row)
    }
    meta.set(left, undefined)
  }

  #erase(row: SeenRow): void {
    const { store, isErased, now } = this.#dependencies
    // What cannot be read becomes a dead letter when it is tried.
    const entries = entriesOf(row) ?? []
    const erased = entries.filter(({ event, receivedAt }) => isErased(event, receivedAt))
    if (erased.length === 0) return
    store.rewrite(
      row.id,
      entries.filter((entry) => !erased.includes(entry)),
    )
    for (const entry of erased)
      for (const owed of entry.owed) writeDown(this.#dependencies, { row, entry, owed, as: 'erased' }, now())
  }
}
