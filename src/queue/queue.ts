import { accountName } from '../partners/account-name.ts'
import { versionOf } from '../runtime/version.ts'
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import type { Grant } from '../mapping/file/token.ts'
import { accountOf } from './account.ts'
import { QueueActivity } from './activity.ts'
import { paceOf } from '../delivery/backoff.ts'
import type { DeleteRequest } from '../deletes/accept.ts'
import type { KeepFor, KeptAnswer } from '../delivery/kept-answers.ts'
import type { SeenDelete } from '../deletes/delete-commands.ts'
import { deleteKeysOf } from '../deletes/keys.ts'
import { alarmOf } from '../runtime/durable-objects.ts'
import { GroupedWrites } from '../runtime/group.ts'
import { wait, within, withinLimit } from '../runtime/time-limit.ts'
import { log } from '../runtime/log.ts'
import { isMigrated, migrate } from '../runtime/migrate.ts'
import type { AccountRef } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import type { AccessToken, NoToken, TokenNeeds } from '../transport/tokens.ts'
import { reportVariables } from '../runtime/variable-report.ts'
import type { Batch, AccountGauges } from './account-queue.ts'
import { AccountQueue } from './account-queue.ts'
import { AccountCalls } from './account-calls.ts'
import type { ListedDelivery, Page, Wanted } from './listed-delivery.ts'
import type { CommandResult } from './commands.ts'
import { cancel, inspect, list, retryAll } from './commands.ts'
import type { AcceptedDeletes, Handed } from './handed.ts'
import { Lifecycle } from './lifecycle.ts'
import { hasRoomForEvents } from './dead-letters.ts'
import type { DeletesPlatform } from '../deletes/platform.ts'
import type { Found, Identity } from '../leases/platform.ts'
import { sendOptionsOf } from '../leases/platform.ts'
import type { Booked } from './ledger.ts'
import { newAgeLevel, reportOf } from './report.ts'
import { queueSteps } from './schema.ts'

const groupMs = 3
const mostHosts = 20
/** How long an object waits for the registry: it never holds up what the object is for. */
const registryMs = 300
/** No delete is sent before the registry knows it, and nobody waits for the answer: it may be far away and busy. */
const announceMs = 2_000

/**
 * The queue of one account of a partner (its name is `<partner>/<account>`): takes events that could not be delivered, and tries until each is
 * delivered, rejected or given up. Circuit, limits, dead letters and access tokens are never shared between accounts.
 */
export class PartnerQueue extends DurableObject<Env> {
  readonly #queue: AccountQueue
  readonly #lifecycle: Lifecycle
  readonly #calls: AccountCalls
  /** Without tables nothing was ever stored here, and every question is answered as by an empty account. */
  #hasTables: boolean
  readonly #activity = new QueueActivity(this.env, this.ctx, () => ({
    ...this.#ref(),
    own: !this.#identity().customer,
  }))
  readonly #group = new GroupedWrites<Batch>((batches) => this.#write(batches))

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    reportVariables(env)
    this.#hasTables = isMigrated(context.storage)
    if (this.#hasTables) migrate(context.storage, queueSteps)
    this.#queue = new AccountQueue(this.#platform())
    this.#calls = new AccountCalls({
      env,
      sql: context.storage.sql,
      queue: this.#queue,
      identity: () => this.#identity(),
      hasTables: () => this.#hasTables,
      later: (work) => context.waitUntil(work),
    })
    this.#lifecycle = new Lifecycle({
      storage: context.storage,
      queue: this.#queue,
      answers: this.#calls.answers,
      identity: () => this.#identity(),
      tell: (message) => this.#tell(message),
    })
    if (this.#hasTables) void context.blockConcurrencyWhile(() => this.#queue.begin())
  }

  /** Makes the tables for the first thing that is stored. A request that only reads, or that no one vouches for, leaves nothing. */
  #makeTables(): void {
    if (this.#hasTables) return
    migrate(this.ctx.storage, queueSteps)
    this.#hasTables = true
  }

  #platform(): DeletesPlatform {
    const { storage } = this.ctx
    return {
      sql: storage.sql,
      storedBytes: () => storage.sql.databaseSize,
      transaction: (run) => storage.transactionSync(run),
      alarm: alarmOf(storage),
      pace: paceOf(this.env),
      version: () => versionOf(this.env),
      find: () => this.#find(),
      send: (request, how) => this.#calls.send(request, how),
      kept: { find: (key) => this.#calls.answers.find(key), keep: (...one) => this.#calls.answers.keep(...one) },
      account: () => accountName(this.#ref().partner, this.#ref().account),
      isPaused: (kind) => this.#calls.isPaused(kind),
      deleteKeys: () => deleteKeysOf(this.env),
      activity: this.#activity,
      announce: async (news) =>
        (await this.#activity.forget(news)) &&
        this.#tell((registry) => registry.announce(this.#ref(), news), announceMs),
      forgetDeletes: (deletes) => this.#tell((registry) => registry.forgetDeletes(this.#ref(), deletes), announceMs),
      now: Date.now,
      random: Math.random,
      wait,
      log: (at, fields) => log(at, { ...this.#about(), ...fields }),
    }
  }

  #identity(): Identity {
    return this.#queue.dependencies.meta.get<Identity>('identity', {
      partner: '',
      account: '',
      customer: false,
      own: [],
    })
  }

  #ref(): AccountRef {
    const { partner, account } = this.#identity()
    return { partner, account }
  }

  /** What every log line of the object says. */
  #about(): Readonly<Record<string, unknown>> {
    const { partner, account } = this.#identity()
    const found = this.#find()
    return { partner, account, queued: true, ...(found.kind === 'found' && { mapping: found.partner.hash }) }
  }

  #find(): Found {
    return accountOf(
      this.#identity(),
      this.#queue.dependencies.meta.get<string | undefined>('sealed', undefined),
      this.env,
    )
  }

  /**
   * Commits a batch; calls within a few milliseconds share one transaction. Idempotent by the ids of the rows. `sealed`: a customer's settings,
   * stored with the first batch.
   */
  async commit(identity: Identity, batch: Batch, sealed?: string): Promise<Handed<'committed' | 'full'>> {
    if (this.#isUnknown(identity, sealed)) return 'unknown'
    this.#makeTables()
    const deadLetterBytes = this.#queue.dependencies.deadLetters.gauges().bytes
    if (!hasRoomForEvents(this.ctx.storage.sql.databaseSize, deadLetterBytes)) return 'full'
    this.#know(identity)
    await this.#group.add(sealed === undefined ? batch : { ...batch, sealed }, groupMs)
    return 'committed'
  }

  /** Whether this is a customer's account whose settings are not here. */
  #isUnknown({ customer }: Identity, sealed: string | undefined): boolean {
    if (!customer || sealed !== undefined) return false
    return !this.#hasTables || this.#queue.dependencies.meta.get<string | undefined>('sealed', undefined) === undefined
  }

  /**
   * Accepts deletes, however full the object is. They are never lost from then on: tried until the partner confirms, with a receipt. `sealed`: a customer's
   * settings, as in {@link commit}.
   */
  async accept(
    identity: Identity,
    arriving: readonly DeleteRequest[],
    sealed?: string,
  ): Promise<Handed<AcceptedDeletes>> {
    if (this.#isUnknown(identity, sealed)) return 'unknown'
    const set = deleteKeysOf(this.env)
    if (set.kind === 'missing') return { closed: set.why }
    this.#makeTables()
    const keys = this.#queue.deletes.keys()
    if (keys.kind === 'missing') {
      // The alarm tells an operator.
      await this.ctx.storage.setAlarm(Date.now())
      return { closed: keys.why }
    }
    this.#know(identity)
    if (sealed !== undefined) this.#queue.commit([{ chunks: [], letters: [], request: undefined, sealed }])
    // Any of them may hold the user's data.
    this.#calls.answers.drop()
    const deletes = this.#queue.deletes.accept(arriving, keys)
    await this.#queue.arm()
    await this.#lifecycle.register()
    this.ctx.waitUntil(this.#queue.announce())
    return { deletes }
  }

  /** Remembers whose queue this is, and every host name that the Worker was called by. */
  #know(identity: Identity): void {
    const own = [...new Set([...this.#identity().own, ...identity.own])].slice(-mostHosts)
    this.#queue.dependencies.meta.set('identity', { ...identity, own })
  }

  async #write(batches: readonly Batch[]): Promise<void> {
    this.#queue.commit(batches)
    await this.#queue.arm()
    await this.#lifecycle.arm(batches.some(({ letters }) => letters.length > 0))
    await this.#lifecycle.register()
  }

  async #tell(
    message: (registry: ReturnType<typeof registryOf>) => Promise<void>,
    withinMs = registryMs,
  ): Promise<boolean> {
    const tell = async (): Promise<true> => {
      await message(registryOf(this.env))
      return true
    }
    return (await within(withinMs, tell)) ?? false
  }

  /** Works through what is due, for a minute at most, then sleeps until the next row is. */
  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (!this.#hasTables) return
    const waits = await this.#queue.alarm(info?.scheduledTime)
    this.#calls.answers.prune()
    await this.#lifecycle.register()
    const { report, rollback } = reportOf(this.#queue, this.#queue.tidy(), {
      ...this.#identity(),
      bytes: this.ctx.storage.sql.databaseSize,
    })
    const oldestAt = report.gauges['deletesOldestAt'] ?? 0
    const level = newAgeLevel(this.#queue.dependencies.meta, oldestAt, Date.now())
    if (level !== undefined) log('delete age', { ...this.#about(), level, since: new Date(oldestAt).toISOString() })
    if (!(await this.#tell((registry) => registry.report(report)))) rollback()
    await this.#activity.flush()
    if (waits || !(await this.#lifecycle.isToGo())) return
    await this.ctx.storage.deleteAll()
    this.ctx.abort('nothing was left in this account: it was deleted')
  }

  /**
   * An access token of the account, refreshed under single flight whoever asks. An operator's account keeps it (a refresh token that was rotated must not be lost); a customer's,
   * of which nothing is stored yet, has it in memory.
   */
  token(
    identity: Identity,
    grant: Grant,
    needs: TokenNeeds & { readonly timeoutMs: number },
  ): Promise<AccessToken | NoToken> {
    if (!identity.customer) this.#makeTables()
    if (this.#hasTables) this.#know(identity)
    return withinLimit(needs.timeoutMs, (signal) =>
      this.#calls.tokens.token(grant, needs, { ...sendOptionsOf(this.env, identity), signal, readsBody: true }),
    )
  }

  /** What the account keeps under a key. */
  keptAnswer(key: string): Promise<KeptAnswer> {
    return this.#calls.answers.find(key)
  }

  /** Keeps an answer of the partner, as JSON. A customer's account of which nothing is stored keeps none. */
  async keepAnswer(identity: Identity, kept: KeepFor & { readonly key: string; readonly text: string }): Promise<void> {
    if (!identity.customer) this.#makeTables()
    if (!this.#hasTables) return
    this.#know(identity)
    this.#calls.answers.keep(kept.key, kept.text, kept)
    await this.#lifecycle.arm()
  }

  /** Drops the answers that are kept: the partner refused the credentials. */
  dropAnswers(): void {
    if (this.#hasTables) this.#calls.answers.drop()
  }

  /** What waits here. */
  gauges(): AccountGauges {
    if (!this.#hasTables) return { rows: 0, pending: 0, parked: 0, dead: 0, deadBytes: 0, oldestAt: undefined }
    return this.#queue.gauges()
  }

  /** The books of the account: what was stored, and how it ended. */
  counts(): Readonly<Partial<Record<Booked, number>>> {
    return this.#hasTables ? this.#queue.dependencies.ledger.total() : {}
  }

  /** An inline call of the account got through: what the circuit holds back is tried again. */
  async succeeded(): Promise<void> {
    if (!this.#hasTables) return
    this.#queue.events.succeeded()
    await this.#queue.arm()
  }

  /** A page of what is kept here. */
  list(wanted: Wanted, page: { cursor?: string | undefined; limit: number }): Page {
    return this.#hasTables ? list(this.#queue, wanted, page) : { deliveries: [] }
  }

  /** One delivery. */
  inspect(id: string): ListedDelivery | undefined {
    return this.#hasTables ? inspect(this.#queue, id) : undefined
  }

  /** One delete with its receipt. */
  inspectDelete(id: string): SeenDelete | undefined {
    return this.#hasTables ? this.#queue.deletes.commands.inspect(id) : undefined
  }

  /** Tries deliveries again at once, before all others; gives what came of each. What is held or parked is tried as soon as it may. */
  async retry(ids: readonly string[]): Promise<readonly CommandResult[]> {
    if (!this.#hasTables) return ids.map(() => 'unknown')
    return retryAll(this.#queue, ids, async (kind) =>
      this.#find().kind === 'gone' ? 'parked' : (await this.#calls.isPaused(kind)) && 'paused',
    )
  }

  /** Cancels a delivery, with a reason. */
  cancel(id: string, reason: string): CommandResult {
    return this.#hasTables ? cancel(this.#queue, id, reason) : 'unknown'
  }
}
