import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../env.ts'
import { findAccount, findPartner } from '../../partners.ts'
import { paceOf } from '../backoff.ts'
import { log } from '../log.ts'
import { IsolateTokens } from '../tokens.ts'
import type { Chunk } from './chunk.ts'
import { migrate } from './schema.ts'
import type { Gauges } from './store.ts'
import { Store } from './store.ts'
import { Worker } from './worker.ts'

const workMs = 60_000
const mostBytes = 8 * 1_024 * 1_024 * 1_024
const groupMs = 3

/** Whose queue an object is, and the host names of the Worker, which no call may go to. */
export interface Identity {
  readonly name: string
  readonly own: readonly string[]
}

/** How a commit ended: it is ours, or the object is full. */
export type Committed = 'committed' | 'full'

interface Waiting {
  readonly chunks: readonly Chunk[]
  readonly due: number
  readonly resolve: (committed: Committed) => void
  readonly reject: (error: unknown) => void
}

/**
 * The queue of one account of a partner (its name is `<partner>/<account>`): takes events that could not be delivered, and tries until each is
 * delivered, rejected or given up. Circuit, limits and dead letters are never shared between accounts.
 */
export class PartnerQueue extends DurableObject<Env> {
  readonly #store: Store
  readonly #worker: Worker
  #waiting: Waiting[] = []

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    migrate(context.storage)
    this.#store = new Store(context.storage.sql)
    this.#worker = new Worker({
      store: this.#store,
      env,
      tokens: new IsolateTokens(Date.now),
      transaction: (run) => context.storage.transactionSync(run),
      now: Date.now,
      random: Math.random,
      log,
    })
    void context.blockConcurrencyWhile(() => this.#arm())
  }

  /** Commits chunks; calls within a few milliseconds share one transaction. Idempotent by the id of the chunk. */
  commit({ name, own }: Identity, chunks: readonly Chunk[], dueInMs = 0): Promise<Committed> {
    this.#store.setMeta('name', name)
    this.#store.setMeta('own', own)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ chunks, due: Date.now() + dueInMs, resolve, reject })
      if (this.#waiting.length === 1) setTimeout(() => void this.#flush(), groupMs)
    })
  }

  async #flush(): Promise<void> {
    const group = this.#waiting
    this.#waiting = []
    try {
      if (this.ctx.storage.sql.databaseSize > mostBytes) {
        for (const { resolve } of group) resolve('full')
        return
      }
      this.ctx.storage.transactionSync(() => {
        for (const { chunks, due } of group) this.#store.insert(chunks, { now: Date.now(), due })
      })
      await this.#arm()
      for (const { resolve } of group) resolve('committed')
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  /** Works through what is due, for a minute at most, then sleeps until the next row is. */
  override async alarm(): Promise<void> {
    const started = Date.now()
    // An alarm that throws seven times is gone for ever: this one is set before anything else, so that a throw strands nothing.
    await this.ctx.storage.setAlarm(started + paceOf(this.env).safetyMs)
    const [slug = '', account = ''] = this.#store.meta('name', '').split('/')
    const found = findPartner(slug)
    const partner = found !== undefined && 'partner' in found ? found.partner : undefined
    const settings = partner === undefined ? undefined : findAccount(partner, account, this.env)
    const version = versionOf(this.env)
    if (partner === undefined || settings?.kind !== 'account') {
      this.#store.park(true, started)
      this.#store.setMeta('parkedAt', version)
      return
    }
    if (this.#store.meta('parkedAt', version) !== version) this.#store.park(false, started)
    const at = {
      partner,
      account,
      settings: settings.settings,
      version,
      own: this.#store.meta<readonly string[]>('own', []),
    }
    while (Date.now() - started < workMs && (await this.#worker.round(at))) {
      // each round claims, sends and applies
    }
    await this.#sleep(this.#worker.pausedUntil(at))
  }

  /** Sets the alarm to the earliest time at which something can be done, overdue rows and expired leases included, unless it is set sooner. */
  async #arm(): Promise<void> {
    const due = this.#store.nextDue()
    if (due === undefined) return
    const set = await this.ctx.storage.getAlarm()
    const wanted = Math.max(due, Date.now() + 1)
    if (set === null || set > wanted) await this.ctx.storage.setAlarm(wanted)
  }

  /** At the end of an alarm: the next one takes the place of the safety alarm; where nothing waits, none is set. */
  async #sleep(notBefore: number): Promise<void> {
    const due = this.#store.nextDue()
    if (due === undefined) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(Math.max(due, notBefore, Date.now() + 1))
  }

  /** What waits here. */
  gauges(): Gauges {
    return this.#store.gauges()
  }

  /** How many (event, subscription) deliveries ended how. */
  counts(): Readonly<Record<string, number>> {
    return this.#store.meta('counts', {})
  }
}

/** The deployed version, where the platform tells it. */
function versionOf(env: Env): string {
  const metadata = env['VERSION'] as { readonly id?: unknown } | undefined
  return typeof metadata?.id === 'string' && metadata.id !== '' ? metadata.id : 'local'
}
