import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { accountName } from '../partners/account-name.ts'
import type { AccountRef } from '../registry/messages.ts'
import { objectOf } from '../runtime/durable-objects.ts'
import { isMigrated, migrate } from '../runtime/migrate.ts'
import { numericVariable } from '../runtime/variables.ts'
import { sealsOf } from '../transport/seal.ts'
import type {
  ActivityBatch,
  ActivityFilter,
  DeletedUser,
  EventsFilter,
  FoundActivity,
  FoundEvents,
  LedgerFilter,
  LedgerPoint,
} from './record.ts'
import { DeletedUsers } from './deleted-users.ts'
import { History } from './history.ts'
import { ActivityLedger } from './ledger.ts'
import type { ActivitySeals } from './seals.ts'
import { activitySeals } from './seals.ts'
import { activitySteps, ActivityStore } from './store.ts'
import type { Watcher } from './watchers.ts'
import { Watchers } from './watchers.ts'

const minute = 60_000
const hour = 60 * minute
const none: FoundActivity = { records: [], reasons: [], more: false, omitted: 0 }

/** The activity of an account. */
export function activityOf(env: Env, { partner, account }: AccountRef): DurableObjectStub<AccountActivity> {
  return objectOf<AccountActivity>(env, 'ACTIVITY', accountName(partner, account))
}

/** A reply with the WebSocket of a watcher (101); 503: too many watch this account. A WebSocket can be fetched only: no other call of an object may give one. */
export function watchOf(env: Env, watcher: Watcher): Promise<Response> {
  const query = new URLSearchParams({ watcher: JSON.stringify(watcher) })
  return activityOf(env, watcher).fetch(`https://activity/?${query}`, { headers: { Upgrade: 'websocket' } })
}

/** How long activity is kept (ms); 0: none is, or there is no object for it, as in a `wrangler.toml` of before. */
export function activityKeptMs(env: Env): number {
  return hasActivity(env) ? numericVariable(env, 'ACTIVITY_HOURS') * hour : 0
}

/** How long events are kept for later (ms); 0: none are. They stand in the object of activity, and so need `ACTIVITY_HOURS` too. */
export function historyKeptMs(env: Env): number {
  return activityKeptMs(env) > 0 ? numericVariable(env, 'HISTORY_HOURS') * hour : 0
}

/** Whether there are objects for activity. */
export function hasActivity(env: Env): boolean {
  return env['ACTIVITY'] !== undefined
}

/** What lately happened at one account (its name is `<partner>/<account>`), apart from its queue, which it must never slow down. */
export class AccountActivity extends DurableObject<Env> {
  readonly #store: ActivityStore
  readonly #ledger: ActivityLedger
  readonly #deleted: DeletedUsers
  readonly #history: History
  readonly #watchers: Watchers
  #hasTables: boolean

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    this.#hasTables = isMigrated(context.storage)
    if (this.#hasTables) migrate(context.storage, activitySteps)
    const { sql } = context.storage
    this.#deleted = new DeletedUsers(sql)
    this.#store = new ActivityStore(sql, this.#deleted)
    this.#history = new History(sql, this.#deleted)
    this.#ledger = new ActivityLedger(sql)
    this.#watchers = new Watchers(context)
  }

  /** Keeps a batch, and sends what it keeps to all who watch. Gives whether anybody does. */
  async handIn(batch: ActivityBatch): Promise<boolean> {
    if (activityKeptMs(this.env) === 0) return false
    const now = Date.now()
    const kept = await this.#write(() => {
      this.#ledger.add(batch.counts, now)
      if (batch.events !== undefined && historyKeptMs(this.env) > 0) this.#history.add(batch.events, now)
      return this.#store.add(batch, now)
    })
    this.#watchers.send(kept)
    return this.#watchers.isAny()
  }

  /** Lets somebody watch whom the Worker has let in ({@link watchOf}). */
  override fetch(request: Request): Response {
    return this.#watchers.accept(JSON.parse(new URL(request.url).searchParams.get('watcher') ?? '') as Watcher)
  }

  /** A watcher goes. Unless its close is answered, its WebSocket stays with those that are open. */
  override webSocketClose(socket: WebSocket): void {
    socket.close(1000)
  }

  /** Users were deleted. Ends when nothing of their events of before is here any more. */
  async forget(users: readonly DeletedUser[]): Promise<void> {
    await this.#write(() => {
      this.#deleted.add(users)
      this.#store.forget(users)
    })
  }

  /** A page of the events that are kept for later. */
  events(filter: EventsFilter): { readonly batches: FoundEvents[]; readonly more: boolean } {
    return this.#hasTables ? this.#history.page(filter) : { batches: [], more: false }
  }

  /** A page of records. */
  find(filter: ActivityFilter): FoundActivity {
    return this.#hasTables ? this.#store.find(filter) : none
  }

  /** The steps of the ledger in a time. */
  ledger(filter: LedgerFilter): readonly LedgerPoint[] {
    return this.#hasTables ? this.#ledger.series(filter) : []
  }

  async #write<T>(run: () => T): Promise<T> {
    const { storage } = this.ctx
    if (!this.#hasTables) migrate(storage, activitySteps)
    this.#hasTables = true
    const written = storage.transactionSync(run)
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + hour)
    return written
  }

  /** Each hour while anything is there: drops what is old, and takes the events of deleted users out of what is kept for later. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    const isDone = this.ctx.storage.transactionSync(() => {
      this.#store.prune(now, activityKeptMs(this.env))
      this.#history.prune(now, historyKeptMs(this.env))
      this.#ledger.roll(now)
      const rewritten = this.#history.rewrite(this.#seals())
      if (rewritten) this.#deleted.prune(now)
      return rewritten
    })
    const isEmpty = [this.#store, this.#history, this.#ledger, this.#deleted].every((one) => one.isEmpty())
    if (!isEmpty) return this.ctx.storage.setAlarm(now + (isDone ? hour : minute))
    await this.ctx.storage.deleteAll()
    this.#hasTables = false
  }

  #seals(): ActivitySeals | undefined {
    const seals = sealsOf(this.env)
    const { name = '' } = this.ctx.id
    return seals === undefined || 'fault' in seals ? undefined : activitySeals(seals, name)
  }
}
