import type { Tally } from '../queue/questions.ts'
import { Watch } from '../queue/watch.ts'
import type { Env } from '../../src/env.ts'
import type { Count, OwnedAccount, Report, SyncReply } from '../../src/registry/messages.ts'
import { Registry as RealRegistry } from '../../src/registry/registry.ts'

/** The real registry, filled and watched. */
export class Registry extends RealRegistry {
  readonly #watch: Watch
  readonly #calls = { sync: 0, report: 0 }

  constructor(context: DurableObjectState, env: Env) {
    const watch = new Watch(context.storage)
    super(context, env)
    this.#watch = watch
  }

  /** What was read and written since this was asked last, and the size of the database (bytes). Reading counts from now on. */
  tally(): Tally & { readonly stored: number } {
    const tally = this.#watch.take()
    this.#watch.countsReads = true
    return { ...tally, stored: this.ctx.storage.sql.databaseSize }
  }

  /** How often isolates asked and queues reported since this was asked last. */
  calls(): { readonly sync: number; readonly report: number } {
    const calls = { ...this.#calls }
    Object.assign(this.#calls, { sync: 0, report: 0 })
    return calls
  }

  override sync(since: number, counts: readonly Count[]): Promise<SyncReply> {
    this.#calls.sync++
    return super.sync(since, counts)
  }

  override report(report: Report): Promise<void> {
    this.#calls.report++
    return super.report(report)
  }

  /** Runs the alarm by hand. */
  async run(): Promise<void> {
    await this.alarm()
  }

  /** Lets so many queues report. */
  async fillAccounts(from: number, accounts: number): Promise<void> {
    this.#watch.countsReads = false
    for (let n = from; n < from + accounts; n++) await this.report(reportAt(n, n, true))
  }

  /** Lets each of some accounts tell of so many deleted users. */
  async fillTombstones(from: number, accounts: number, each: number): Promise<void> {
    this.#watch.countsReads = false
    for (let n = from; n < from + accounts; n++) await this.announce(accountAt(n), announced(n * each, each))
  }

  /** Adds a hundred deletes of each of some accounts to the index by subject, in one statement. */
  fillIndex(from: number, accounts: number): void {
    this.ctx.storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         INSERT INTO deletes (subject, partner, account, id)
         SELECT lower(hex(randomblob(32))), 'batched', 'a' || (i / 100), lower(hex(randomblob(16))) FROM n`,
      from * 100,
      (from + accounts) * 100 - 1,
    )
  }
}

/** A Worker has 128 variables at most (developers.cloudflare.com/workers/platform/limits), so an operator has hardly more accounts than these; the others are customers'. */
const ownAccounts = 100

/** The n-th account, and whose it is. */
export function accountAt(n: number): OwnedAccount {
  return { partner: n % 2 === 0 ? 'single' : 'batched', account: `n${n}`, own: n < ownAccounts }
}

/** What the queue of an account tells after a run: gauges and books of a usual size. `n` makes each differ from the one before. */
export function reportAt(account: number, n: number, isFailing: boolean): Report {
  const gauges = {
    pending: 0,
    parked: 0,
    dead: 0,
    deadBytes: 0,
    rows: 0,
    oldestAt: 0,
    lagMs: n % 50,
    bytes: 200_000,
    circuitEvents: Number(isFailing),
    circuitDeletes: 0,
    deletes: 0,
    deletesOldestAt: 0,
    deletesFailed: 0,
  }
  return {
    ...accountAt(account),
    gauges,
    counts: [{ ...accountAt(account), name: 'attempts.delivered', n: 1 }],
    books: { '0123456789abcdef': { 'deliveries.stored': n + 1, 'deliveries.delivered': n + 1 } },
    conditions: isFailing ? [{ kind: 'circuit open', since: 1 }] : [],
  }
}

/** What an account tells of deleted users, who are numbered from `first`. */
export function announced(first: number, count: number): Parameters<RealRegistry['announce']>[1] {
  const acceptedAt = Date.now()
  const digests = Array.from({ length: count }, (_, i) => (first + i).toString(16).padStart(16, '0'))
  return { key: 'bench', tombstones: digests.map((digest) => ({ digest, acceptedAt })), deletes: [] }
}
