import type { AccountQueue } from '../../../src/queue/account-queue.ts'
import type { OutsideAction } from './ledger.ts'
import { Ledger } from './ledger.ts'
import type { Deleted } from './deleted.ts'
import { Leases } from './leases.ts'
import type { SimulatedPartner } from './partner.ts'
import type { Flying } from './flying.ts'
import { Sendings } from './sendings.ts'
import type { Tables } from './tables.ts'
import { deliveryKeysOf, readTables } from './tables.ts'

/** Whose transaction it was: of which object, at what time of the wall clock (ms), and what somebody outside did in it. */
export interface Transaction {
  readonly object: number
  readonly queue: AccountQueue
  readonly now: number
  readonly deed: OutsideAction
}

/** Sees every transaction and every request, and collects what is wrong. */
export class Watch {
  readonly sendings: Sendings
  readonly leases: Leases
  readonly #books: Ledger
  readonly #deleted: Deleted
  readonly #sql: SqlStorage
  readonly #wrong: string[] = []
  #tables: Tables

  constructor(sql: SqlStorage, partner: SimulatedPartner, deleted: Deleted) {
    this.#sql = sql
    this.sendings = new Sendings(partner, deleted)
    this.#books = new Ledger(partner, deleted)
    this.leases = new Leases(deleted)
    this.#deleted = deleted
    this.#tables = readTables(sql)
  }

  /** What the tables hold since the last transaction. */
  get tables(): Tables {
    return this.#tables
  }

  /** Something is wrong. */
  note(...wrong: readonly string[]): void {
    this.#wrong.push(...wrong)
  }

  /** A transaction was committed. */
  committed({ object, queue, now, deed }: Transaction): void {
    // The moment of acceptance is the queue's: a transaction later it holds.
    if (deed?.kind === 'delete') this.sendings.deleted.add(deed.user, now)
    const before = this.#tables
    const after = readTables(this.#sql)
    this.#tables = after
    if (after.text === before.text) return
    this.note(...this.#books.entered(before, after, deed))
    this.note(...this.leases.changed(before, after, { name: object, now, deed, sending: queue.dependencies.sending }))
    this.sendings.moved(before, after)
  }

  /** A request begins. */
  began(flying: Flying): void {
    this.note(...this.sendings.began(flying, this.#tables))
  }

  /** What waits of a deleted user is erased at the delete, but for what is being sent. */
  #leftOfDeletedUsers(queue: AccountQueue): readonly string[] {
    return [...this.#tables.rows.values()]
      .filter(({ id }) => !queue.isSending(id) && !this.#tables.leftToRounds.includes(id))
      .flatMap(deliveryKeysOf)
      .filter((deliveryKey) => this.#deleted.erases(deliveryKey, this.#tables))
      .map((deliveryKey) => `${deliveryKey} waits, and its user was deleted`)
  }

  /** Nothing was written but in transactions that were committed. */
  compare(): void {
    if (readTables(this.#sql).text !== this.#tables.text) this.note('something was written past the transactions')
  }

  /** Asked whenever all is still; throws what is wrong. `awake`: an alarm is set, or one works. */
  still(queue: AccountQueue, awake: boolean): void {
    this.note(...this.#books.balance(queue, this.#tables))
    const waits = this.#tables.rows.size > 0 || this.#tables.deletes.some(({ open }) => open)
    if (waits && !awake) this.note('something waits, and no alarm is set')
    this.note(...this.#leftOfDeletedUsers(queue))
    if (this.#wrong.length > 0) throw new Error(this.#wrong.join('\n'))
  }
}
