import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { paceOf } from '../delivery/backoff.ts'
import { GroupedWrites } from '../runtime/group.ts'
import { log } from '../runtime/log.ts'
import { migrate } from '../runtime/migrate.ts'
import { objectOf } from '../runtime/durable-objects.ts'
import { reportVariables } from '../runtime/variable-report.ts'
import { numericVariable } from '../runtime/variables.ts'
import { Accounts } from './accounts.ts'
import { ActiveAccounts } from './active-accounts.ts'
import { AlertDispatcher } from './alert-dispatcher.ts'
import { RegistryLedger } from './ledger.ts'
import { CounterStore } from './counters.ts'
import { DeleteIndex } from './delete-index.ts'
import type {
  AccountFilter,
  AccountRef,
  AccountState,
  ActivityReport,
  Announcement,
  Count,
  FoundDelete,
  IndexedDelete,
  Kind,
  OwnedAccount,
  PartnerOrAccount,
  Pause,
  Point,
  Report,
  SeriesFilter,
  Snapshot,
  SyncReply,
} from './messages.ts'
import { Pauses } from './pauses.ts'
import { steps } from './schema.ts'
import { queueGauges } from './snapshot.ts'
import { Tombstones } from './tombstones.ts'

const hour = 3_600_000

/** The registry: there is one for all isolates. Throws where the binding is missing. */
export function registryOf(env: Env): DurableObjectStub<Registry> {
  return objectOf<Registry>(env, 'REGISTRY', 'registry')
}

/**
 * What no queue can know: which accounts have a queue, what is paused, recent tombstones, counters and gauges, and what an operator has to be told. Isolates ask it
 * with `sync` (through `copy.ts`), queues tell it with `report`; its alarm sums counters up, drops what is old, and sends alerts.
 */
export class Registry extends DurableObject<Env> {
  readonly #accounts: Accounts
  readonly #active: ActiveAccounts
  readonly #pauses: Pauses
  readonly #tombstones: Tombstones
  readonly #deletes: DeleteIndex
  readonly #counters: CounterStore
  readonly #books: RegistryLedger
  readonly #dispatcher: AlertDispatcher
  readonly #group: GroupedWrites<readonly Count[]>

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    reportVariables(env)
    migrate(context.storage, steps)
    const { sql } = context.storage
    const transaction = (run: () => void): void => context.storage.transactionSync(run)
    this.#accounts = new Accounts(sql)
    this.#active = new ActiveAccounts(sql)
    this.#pauses = new Pauses(sql)
    this.#tombstones = new Tombstones(sql)
    this.#deletes = new DeleteIndex(sql)
    this.#counters = new CounterStore(sql)
    this.#dispatcher = new AlertDispatcher({ sql, env, transaction, now: () => Date.now(), random: Math.random, log })
    this.#books = new RegistryLedger(sql)
    this.#group = new GroupedWrites((counts) => transaction(() => this.#count(counts.flat())))
    void context.blockConcurrencyWhile(() => this.#arm(this.#nextAt()))
  }

  /** Adds an account that has a queue; cheap for one that is known. */
  async register(ref: OwnedAccount): Promise<void> {
    this.#accounts.register(ref, Date.now())
  }

  /** Whether an account has a queue. */
  async knows(ref: AccountRef): Promise<boolean> {
    return this.#accounts.has(ref)
  }

  /** Forgets an account, and what holds for it. */
  async unregister(ref: AccountRef): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#accounts.unregister(ref)
      this.#deletes.unregister(ref)
      this.#dispatcher.drop(ref)
    })
  }

  /** Takes an isolate's counts, and tells what changed since the version that it has. With counts the answer waits for others' (500 ms, `COUNTERS_GROUP_MS`) to be written with them. */
  async sync(since: number, counts: readonly Count[]): Promise<SyncReply> {
    if (counts.length > 0) {
      await this.#group.add(counts, numericVariable(this.env, 'COUNTERS_GROUP_MS'))
      await this.#arm(nextHour(Date.now()))
    }
    return {
      ...this.#tombstones.since(since, Date.now()),
      pauses: this.#pauses.list(),
      failing: this.#dispatcher.failing(),
    }
  }

  #count(counts: readonly Count[]): void {
    this.#counters.add(counts, Date.now())
    this.#books.add(counts, Date.now())
  }

  /** Takes what a queue tells at the end of an alarm run. Alerts are sent later, by the alarm. */
  async report(report: Report): Promise<void> {
    let wanted: number | undefined
    this.ctx.storage.transactionSync(() => {
      const grown = this.#books.growth(report)
      this.#accounts.keep(report, Date.now())
      this.#count([...report.counts, ...grown])
      wanted = this.#dispatcher.keep(report, grown)
    })
    await this.#arm(Math.min(wanted ?? Infinity, nextHour(Date.now())))
  }

  /** Takes what the activity of an account tells. */
  async observe(report: ActivityReport): Promise<void> {
    let wanted: number | undefined
    this.ctx.storage.transactionSync(() => {
      this.#active.keep(report, Date.now())
      wanted = this.#dispatcher.keepActivity(report)
    })
    await this.#arm(Math.min(wanted ?? Infinity, nextHour(Date.now())))
  }

  /** Whether an account, or any of a partner, has activity or a queue. */
  async knowsActivity(of: PartnerOrAccount): Promise<boolean> {
    return this.#active.has(of) || this.#accounts.list({ ...of, limit: 1 }).length > 0
  }

  /** Accounts with activity, of one partner or of all, the latest first; 1,000 at most. */
  async activeAccounts(partner: string | undefined): Promise<readonly AccountRef[]> {
    return this.#active.list(partner)
  }

  /** Holds a partner's events or deletes back. */
  async pause(partner: string, kinds: readonly Kind[]): Promise<void> {
    this.#pauses.pause(partner, kinds, Date.now())
  }

  /** Lets them go again. */
  async resume(partner: string, kinds: readonly Kind[]): Promise<void> {
    this.#pauses.resume(partner, kinds)
  }

  /** What is held back now. */
  async paused(): Promise<readonly Pause[]> {
    return this.#pauses.list()
  }

  /** A page of accounts, in the order of partner and account. */
  async accounts(filter: AccountFilter): Promise<readonly AccountState[]> {
    return this.#accounts.list(filter)
  }

  /** Takes what a queue tells of its deletes: tombstones, and under which subjects each delete is found. Idempotent. A digest: 16 hex digits of (account, subject). */
  async announce(ref: AccountRef, { key, isOnlyKey, tombstones, deletes }: Announcement): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      if (key !== undefined && tombstones.length > 0) this.#tombstones.addKey(key, isOnlyKey === true, Date.now())
      for (const [acceptedAt, group] of Map.groupBy(tombstones, (one) => one.acceptedAt))
        this.#tombstones.add(ref, { digests: group.map(({ digest }) => digest), acceptedAt }, Date.now())
      for (const one of deletes) this.#deletes.add(ref, one)
    })
    if (tombstones.length > 0) await this.#arm(nextHour(Date.now()))
  }

  /** Whether an account has had deletes, as far back as receipts are kept. */
  async hasHadDeletes(ref: AccountRef): Promise<boolean> {
    return this.#deletes.knows(ref)
  }

  /** The marks of the keys by which users were ever deleted. */
  async tombstoneKeys(): Promise<readonly string[]> {
    return this.#tombstones.keys()
  }

  /** Accounts that hold everything back, because deleted users are known there by another key, as `partner/account`. */
  async withoutKey(): Promise<readonly string[]> {
    return this.#dispatcher.withoutKey()
  }

  /** Where deletes of a user are, by the subjects of an id under each key. */
  async findDeletes(subjects: readonly string[]): Promise<readonly FoundDelete[]> {
    return subjects.flatMap((subject) => this.#deletes.find(subject))
  }

  /** Forgets deletes whose receipts are kept no longer. */
  async forgetDeletes(ref: AccountRef, deletes: readonly IndexedDelete[]): Promise<void> {
    this.ctx.storage.transactionSync(() => this.#deletes.forget(ref, deletes))
  }

  /** All that metrics show (`open-metrics.ts`). */
  async metrics(): Promise<Snapshot> {
    return {
      queues: queueGauges(this.#accounts.all()),
      counts: this.#counters.totals(),
      books: this.#books.totals(),
      imbalances: this.#books.imbalances(Date.now()),
      conditions: this.#dispatcher.holding(),
    }
  }

  /** A partner's counters over time, for charts: minutes of the last 48 h, hours of the last 90 days. */
  async series(filter: SeriesFilter): Promise<readonly Point[]> {
    return this.#counters.series(filter)
  }

  /** Sums counters up, drops what is old, looks whether the books balance, makes alerts and sends them; then sleeps until there is something to do. */
  override async alarm(): Promise<void> {
    // An alarm that throws seven times is gone for ever: this one is set before anything else, so that a throw strands nothing.
    await this.ctx.storage.setAlarm(Date.now() + paceOf(this.env).safetyMs)
    this.ctx.storage.transactionSync(() => {
      this.#counters.roll(Date.now())
      this.#books.tidy(Date.now())
      this.#tombstones.tidy(Date.now())
      this.#active.prune(Date.now())
      this.#dispatcher.keepBalance(this.#books.imbalances(Date.now()))
      this.#dispatcher.prune()
    })
    await this.#dispatcher.work()
    const next = this.#nextAt()
    if (next === undefined) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(Math.max(next, Date.now() + 1))
  }

  /** When there is something to do: an alert, or the next full hour where something will have to be summed up or dropped. */
  #nextAt(): number | undefined {
    const idle =
      this.#counters.isEmpty() && [this.#tombstones, this.#dispatcher, this.#active].every((one) => one.isEmpty())
    const at = Math.min(this.#dispatcher.nextAt() ?? Infinity, idle ? Infinity : nextHour(Date.now()))
    return at === Infinity ? undefined : at
  }

  /** Sets the alarm, unless it is set sooner. */
  async #arm(at: number | undefined): Promise<void> {
    if (at === undefined) return
    const set = await this.ctx.storage.getAlarm()
    if (set === null || set > at) await this.ctx.storage.setAlarm(Math.max(at, Date.now() + 1))
  }
}

/** A little after the next full hour, so that its last minute is over. */
function nextHour(now: number): number {
  return now - (now % hour) + hour + 1_000
}
