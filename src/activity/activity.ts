import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import { accountName } from '../partners/account-name.ts'
import type { AccountRef, ActivityReport, ReportedCondition } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import { objectOf } from '../runtime/durable-objects.ts'
import { isMigrated, migrate } from '../runtime/migrate.ts'
import { within } from '../runtime/time-limit.ts'
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
import { About } from './about.ts'
import type { Tried } from './conditions.ts'
import { isSuspect, receivedIn, riseOf, silenceSeenFrom, silentSince, triedIn } from './conditions.ts'
import { ActivityLedger } from './ledger.ts'
import type { ActivitySeals } from './seals.ts'
import { activitySeals } from './seals.ts'
import { activitySteps, ActivityStore } from './store.ts'
import type { Watcher } from './watchers.ts'
import { Watchers } from './watchers.ts'

const minute = 60_000
const hour = 60 * minute
/** How often an account that gets events looks what holds; any other looks each hour, when the last batch of the hour before has come. */
const lookMs = 10 * minute
const afterHourMs = minute
const registryMs = 2_000
/** Nothing holds any more for an account that got nothing for so long, and the registry was told so. */
const toldMs = 80 * hour
const none: FoundActivity = { records: [], reasons: [], deliveries: 0, more: false, omitted: 0 }

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
  readonly #about: About
  readonly #deleted: DeletedUsers
  readonly #history: History
  readonly #watchers: Watchers
  #hasTables: boolean

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    this.#hasTables = isMigrated(context.storage)
    if (this.#hasTables) migrate(context.storage, activitySteps)
    const { sql } = context.storage
    this.#about = new About(sql)
    this.#deleted = new DeletedUsers(sql)
    this.#store = new ActivityStore(sql, this.#deleted)
    this.#history = new History(sql, this.#deleted)
    this.#ledger = new ActivityLedger(sql)
    this.#watchers = new Watchers(context)
  }

  /** Keeps a batch, and sends what it keeps to all who watch. Gives whether anybody does. The first one lets the alarm go off at once, which tells the registry of the account. */
  async handIn(batch: ActivityBatch): Promise<boolean> {
    if (activityKeptMs(this.env) === 0) return false
    const now = Date.now()
    const isFirst = batch.of !== undefined && !(this.#hasTables && this.#about.account !== undefined)
    const kept = this.#write(() => {
      this.#ledger.add(batch.counts, now)
      if (batch.events !== undefined && historyKeptMs(this.env) > 0) this.#history.add(batch.events, now)
      if (batch.of !== undefined) this.#about.setAccount(batch.of)
      return this.#store.add(batch, now)
    })
    this.#watchers.send(kept)
    await this.#arm(isFirst ? now : now + lookMs)
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
    this.#write(() => {
      this.#deleted.add(users)
      this.#store.forget(users)
    })
    await this.#arm(Date.now() + hour)
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

  #write<T>(run: () => T): T {
    const { storage } = this.ctx
    if (!this.#hasTables) migrate(storage, activitySteps)
    this.#hasTables = true
    return storage.transactionSync(run)
  }

  /** Sets the alarm, unless it is set sooner. */
  async #arm(at: number): Promise<void> {
    const set = await this.ctx.storage.getAlarm()
    if (set === null || set > at) await this.ctx.storage.setAlarm(at)
  }

  /** While anything is there: drops what is old, takes the events of deleted users out of what is kept for later, and tells the registry what holds. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    const { storage } = this.ctx
    const { report, isRewritten } = storage.transactionSync(() => {
      this.#store.prune(now, activityKeptMs(this.env))
      this.#history.prune(now, historyKeptMs(this.env))
      this.#ledger.roll(now)
      const rewritten = this.#history.rewrite(this.#seals())
      if (rewritten) this.#deleted.prune(now)
      return { report: this.#report(now), isRewritten: rewritten }
    })
    if ([this.#store, this.#history, this.#ledger, this.#deleted].every((one) => one.isEmpty())) {
      await storage.deleteAll()
      this.#hasTables = false
      this.#about.forget()
      return
    }
    const nextHour = now - (now % hour) + hour + afterHourMs
    const looks = !isRewritten || (report !== undefined && report.lastAt > now - hour)
    await storage.setAlarm(looks ? Math.min(nextHour, now + lookMs) : nextHour)
    if (report !== undefined && report.lastAt > now - toldMs)
      await within(registryMs, () => registryOf(this.env).observe(report))
  }

  /** What the registry is told; nothing where nobody has said whose this is. */
  #report(now: number): ActivityReport | undefined {
    const { account } = this.#about
    const lastAt = this.#ledger.lastAt()
    if (account === undefined || lastAt === undefined) return undefined
    // Without activity nobody knows what comes.
    const conditions = activityKeptMs(this.env) === 0 ? [] : [...this.#silence(now), ...this.#failureRate(now)]
    return { ...account, lastAt, conditions }
  }

  #silence(now: number): readonly ReportedCondition[] {
    const hours = (since: number): readonly LedgerPoint[] => this.#ledger.series({ since, until: now, span: 'hour' })
    const lastFullHour = now - (now % hour) - hour
    if (hours(lastFullHour).some(({ counts }) => receivedIn(counts) > 0)) return []
    const since = silentSince(hours(silenceSeenFrom(now)), now)
    return since === undefined ? [] : [{ kind: 'silence', since }]
  }

  #failureRate(now: number): readonly ReportedCondition[] {
    const { rise: known } = this.#about
    const tried = (since: number, until: number): Tried =>
      triedIn(this.#ledger.series({ since, until, span: 'minute' }).flatMap(({ counts }) => counts))
    const from = now - (now % minute) - hour
    const lastHour = tried(from, now)
    // The day before is read only where it decides.
    const dayBefore = known === undefined && isSuspect(lastHour) ? tried(from - 24 * hour, from) : undefined
    const rise = riseOf(lastHour, { dayBefore, known, now })
    this.#about.setRise(rise)
    return rise === undefined ? [] : [{ kind: 'failure rate', since: rise.since, count: lastHour.failed }]
  }

  #seals(): ActivitySeals | undefined {
    const seals = sealsOf(this.env)
    const { name = '' } = this.ctx.id
    return seals === undefined || 'fault' in seals ? undefined : activitySeals(seals, name)
  }
}
