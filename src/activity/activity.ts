import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { accountName } from '../partners/account-name.ts'
import type { AccountRef } from '../registry/messages.ts'
import { objectOf } from '../runtime/durable-objects.ts'
import { isMigrated, migrate } from '../runtime/migrate.ts'
import { numericVariable } from '../runtime/variables.ts'
import type { ActivityBatch, ActivityFilter, DeletedUser, FoundActivity, LedgerFilter, LedgerPoint } from './record.ts'
import { ActivityLedger } from './ledger.ts'
import { activitySteps, ActivityStore } from './store.ts'

const hour = 3_600_000
const none: FoundActivity = { records: [], reasons: [], more: false, omitted: 0 }

/** The activity of an account. */
export function activityOf(env: Env, { partner, account }: AccountRef): DurableObjectStub<AccountActivity> {
  return objectOf<AccountActivity>(env, 'ACTIVITY', accountName(partner, account))
}

/** How long activity is kept (ms); 0: none is, or there is no object for it, as in a `wrangler.toml` of before. */
export function activityKeptMs(env: Env): number {
  return hasActivity(env) ? numericVariable(env, 'ACTIVITY_HOURS') * hour : 0
}

/** Whether there are objects for activity. */
export function hasActivity(env: Env): boolean {
  return env['ACTIVITY'] !== undefined
}

/** What lately happened at one account (its name is `<partner>/<account>`), apart from its queue, which it must never slow down. */
export class AccountActivity extends DurableObject<Env> {
  readonly #store: ActivityStore
  readonly #ledger: ActivityLedger
  #hasTables: boolean

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    this.#hasTables = isMigrated(context.storage)
    if (this.#hasTables) migrate(context.storage, activitySteps)
    this.#store = new ActivityStore(context.storage.sql)
    this.#ledger = new ActivityLedger(context.storage.sql)
  }

  /** Keeps a batch. */
  async handIn(batch: ActivityBatch): Promise<void> {
    if (activityKeptMs(this.env) === 0) return
    const now = Date.now()
    await this.#write(() => {
      this.#store.add(batch, now)
      this.#ledger.add(batch.counts, now)
    })
  }

  /** Users were deleted. Ends when nothing of their events of before is here any more. */
  async forget(users: readonly DeletedUser[]): Promise<void> {
    await this.#write(() => this.#store.forget(users))
  }

  /** A page of records. */
  find(filter: ActivityFilter): FoundActivity {
    return this.#hasTables ? this.#store.find(filter) : none
  }

  /** The steps of the ledger in a time. */
  ledger(filter: LedgerFilter): readonly LedgerPoint[] {
    return this.#hasTables ? this.#ledger.series(filter) : []
  }

  async #write(run: () => void): Promise<void> {
    const { storage } = this.ctx
    if (!this.#hasTables) migrate(storage, activitySteps)
    this.#hasTables = true
    storage.transactionSync(run)
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + hour)
  }

  /** Drops what is old, each hour while anything is there. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    this.ctx.storage.transactionSync(() => {
      this.#store.prune(now, activityKeptMs(this.env))
      this.#ledger.roll(now)
    })
    if (!this.#store.isEmpty() || !this.#ledger.isEmpty()) return this.ctx.storage.setAlarm(Date.now() + hour)
    await this.ctx.storage.deleteAll()
    this.#hasTables = false
  }
}
