import { callsAllowed } from '../circuit.ts'
import { Rate } from '../rate.ts'
import { Cancels } from './cancels.ts'
import { AccountDeletes, markerOf } from '../deletes/account-deletes.ts'
import { AccountTombstones, digestOf, idsOf } from '../deletes/tombstones.ts'
import type { Chunk, Entry } from './chunk.ts'
import { owedCount } from './chunk.ts'
import type { RoundAt, Tools } from './tools.ts'
import type { Letter } from './letters.ts'
import { Letters } from './letters.ts'
import type { Ended } from './ended.ts'
import { Meta } from './meta.ts'
import type { Found, Platform } from './platform.ts'
import { circuitOf, round } from './round.ts'
import { Sending } from './sending.ts'
import type { ClaimedRow, Released } from './store.ts'
import { Store } from './store.ts'

/** What one call commits: chunks of events, letters of what was refused on arrival. `request`: the id of the request. */
export interface Batch {
  readonly chunks: readonly Chunk[]
  readonly letters: readonly Letter[]
  readonly request: string | undefined
  /** A customer's settings, sealed: stored once. */
  readonly sealed?: string
}

/** What waits and what ended at an account, counted by (event, subscription); times in ms, sizes in bytes. */
export interface Gauges {
  readonly rows: number
  readonly pending: number
  readonly parked: number
  readonly dead: number
  readonly oldestAt: number | undefined
}

const day = 24 * 3_600_000

/** Why a queue does not work at the moment, since when, and when it looks again (ms). */
type Rest = { readonly why: 'paused' | 'parked' | 'circuit'; readonly since: number; readonly until: number }

/** The queue of one account over its tables: commits, and the alarm loop. Nothing in it knows of Workers; the object around it does. */
export class AccountQueue {
  readonly tools: Tools
  readonly deletes: AccountDeletes
  readonly #platform: Platform
  /** What `buffer`s have collected since this object woke. Forgetting it is harmless: each row has its due time. */
  readonly #held = new Map<string, { owed: number; readonly most: number; readonly forMs: number }>()
  #rest: Rest | undefined
  #attempts: Record<string, number> = {}
  #lagMs = 0

  constructor(platform: Platform) {
    this.#platform = platform
    const { sql, send, now, random, wait, pace, log } = platform
    const tombstones = new AccountTombstones(sql)
    const meta = new Meta(sql)
    const letters = new Letters(sql, (event) => {
      const mark = markerOf(platform)
      return mark === undefined ? undefined : idsOf(event).map((id) => digestOf(mark(id)))
    })
    this.tools = {
      store: new Store(sql),
      cancels: new Cancels(sql),
      rate: new Rate(),
      sending: new Sending(),
      meta,
      letters,
      pace,
      send,
      now,
      random,
      wait,
      isVoid: (event, receivedAt) => tombstones.voids(event, receivedAt, () => markerOf(platform)),
      transaction: (run) => {
        try {
          platform.transaction(() => {
            run()
            meta.settle()
          })
        } catch (error) {
          meta.forget()
          letters.forget()
          tombstones.forget()
          throw error
        }
      },
      attempted: (attempt) => {
        this.#attempts[attempt.outcome] = (this.#attempts[attempt.outcome] ?? 0) + 1
        log('attempt', { ...attempt })
      },
    }
    this.deletes = new AccountDeletes(this.tools, platform, tombstones)
  }

  /** Writes batches in one transaction. What waits already is left as it is. The alarm is armed by {@link arm}, after it. */
  commit(batches: readonly Batch[]): void {
    const { store, meta, transaction, now } = this.tools
    const fresh: Chunk[] = []
    transaction(() => {
      meta.set('usedAt', now() - (now() % day))
      for (const batch of batches) {
        if (batch.sealed !== undefined && meta.get<string | undefined>('sealed', undefined) === undefined)
          meta.set('sealed', batch.sealed)
        for (const chunk of batch.chunks) {
          const left = this.#withoutVoid(chunk)
          const isNew = left.owed === 0 || store.insert(left, { now: now(), request: batch.request })
          if (isNew && left.owed > 0) fresh.push(left)
          if (isNew && left.owed < chunk.owed) meta.count({ erased: chunk.owed - left.owed })
        }
        for (const letter of batch.letters) this.#bury(letter)
      }
    })
    for (const chunk of fresh) this.#collect(chunk)
  }

  /** Events of users who were deleted after their receipt are not kept. */
  #withoutVoid(chunk: Chunk): Chunk {
    const { isVoid } = this.tools
    if (this.deletes.tombstones.isEmpty) return chunk
    const entries = JSON.parse(chunk.body) as readonly Entry[]
    const left = entries.filter(({ event, receivedAt }) => !isVoid(event, receivedAt))
    if (left.length === entries.length) return chunk
    return { ...chunk, body: JSON.stringify(left), owed: owedCount(left) }
  }

  #bury(letter: Letter): void {
    const { letters, meta, isVoid, now } = this.tools
    const { entry } = letter
    if ('event' in entry && isVoid(entry.event, entry.receivedAt)) meta.count({ erased: 1 })
    else meta.count({ rejected: 1, ...(!letters.bury(letter, now()) && { 'not kept': 1 }) })
  }

  #collect({ hold, owed }: Chunk): void {
    if (hold === undefined) return
    const before = this.#held.get(hold.subscription)?.owed ?? 0
    this.#held.set(hold.subscription, { owed: before + owed, most: hold.most, forMs: hold.forMs })
  }

  /** Sets the alarm to the earliest time at which something can be done, overdue rows and expired leases included, unless it is set sooner. */
  async arm(): Promise<void> {
    const wanted = this.#nextAt()
    if (wanted === undefined) return
    const set = await this.#platform.alarm.get()
    if (set === null || set > wanted) await this.#platform.alarm.set(wanted)
  }

  /** Looks again at once, whatever it was resting for: an operator asked for it. */
  async wake(): Promise<void> {
    this.#rest = undefined
    this.deletes.wake()
    await this.arm()
  }

  /** Whether there is anything that will have to be done. */
  waits(): boolean {
    return this.#nextAt() !== undefined
  }

  #nextAt(): number | undefined {
    const times = [this.#nextEventAt(), this.deletes.nextAt()].filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.max(Math.min(...times), this.#platform.now() + 1)
  }

  #nextEventAt(): number | undefined {
    const due = this.#released().length > 0 ? 0 : this.tools.store.nextDue()
    return due === undefined ? undefined : Math.max(due, this.#restsUntil())
  }

  /** A rest that has not begun yet is over: the clock went back. */
  #restsUntil(): number {
    return this.#rest === undefined || this.#platform.now() < this.#rest.since ? 0 : this.#rest.until
  }

  /** Works through what is due until `workMs` have passed, then sleeps until there is more to do. Gives whether anything waits. */
  async alarm(scheduledAt: number | undefined): Promise<boolean> {
    const { alarm, pace, now } = this.#platform
    const started = now()
    this.#lagMs = this.#rest === undefined && scheduledAt !== undefined ? Math.max(0, started - scheduledAt) : 0
    // An alarm that throws seven times is gone for ever: this one is set before anything else, so that a throw strands nothing.
    await alarm.set(started + pace.safetyMs)
    const found = this.#find()
    // Never both at once: no event is on its way while a delete is sent. Deletes have half of the time at most.
    await this.deletes.work(found, started + pace.workMs / 2)
    this.#rest = await this.#work(found, started + pace.workMs)
    const next = this.#nextAt()
    if (next === undefined) await alarm.clear()
    else await alarm.set(next)
    return next !== undefined
  }

  /** The account; without the key that tells deleted users nothing may be sent while some are to be told. */
  #find(): Found {
    const found = this.#platform.find()
    const keys = this.#platform.deleteKeys()
    if (found.kind === 'gone' || keys.kind === 'keys' || this.deletes.tombstones.isEmpty) return found
    return { kind: 'gone', why: `${keys.why}: deleted users cannot be told from others` }
  }

  async #work(found: Found, deadline: number): Promise<Rest | undefined> {
    const { platform, tools } = { platform: this.#platform, tools: this.tools }
    const { pace, now } = platform
    this.#setParked(found.kind === 'gone' ? found.why : undefined)
    if (found.kind === 'gone') return { why: 'parked', since: now(), until: now() + pace.restMs }
    const at: RoundAt = { partner: found.partner, settings: found.settings, version: platform.version(), deadline }
    do {
      if (await platform.isPaused('events')) return { why: 'paused', since: now(), until: now() + pace.restMs }
      const claimed = await round(tools, at, this.#released())
      this.#uncollect(claimed)
      if (claimed.length === 0) break
    } while (now() < deadline)
    const circuit = circuitOf(tools)
    const shut = circuit.state === 'open' && callsAllowed(circuit, { now: now(), version: at.version }) === 0
    return shut ? { why: 'circuit', since: now(), until: circuit.probeAt } : undefined
  }

  #setParked(why: string | undefined): void {
    const { meta, now, transaction } = this.tools
    const parked = meta.get<{ readonly why: string } | undefined>('parked', undefined)
    if (parked?.why === why) return
    transaction(() => meta.set('parked', why === undefined ? undefined : { why, since: now() }))
  }

  /** Subscriptions that collected enough for whole batches. */
  #released(): readonly Released[] {
    return [...this.#held].flatMap(([subscription, { owed, most, forMs }]) =>
      owed >= most ? [{ subscription, owed: owed - (owed % most), forMs }] : [],
    )
  }

  #uncollect(claimed: readonly ClaimedRow[]): void {
    for (const { hold, owed } of claimed) {
      const held = hold === undefined ? undefined : this.#held.get(hold)
      if (held !== undefined) held.owed = Math.max(0, held.owed - owed)
    }
    // What was collected by an object that died is not known here: nothing claimed means that nothing is there.
    if (claimed.length === 0) for (const held of this.#held.values()) if (held.owed >= held.most) held.owed = 0
  }

  /** What waits. A queue whose mapping or account is gone has it parked. */
  gauges(): Gauges {
    const { rows, owed, oldestAt } = this.tools.store.waiting()
    const parked = this.parkedFor() !== undefined
    return {
      rows,
      pending: parked ? 0 : owed,
      parked: parked ? owed : 0,
      dead: this.tools.letters.count(),
      oldestAt,
    }
  }

  /** Why the queue is parked, if it is. */
  parkedFor(): string | undefined {
    return this.tools.meta.get<{ readonly why: string } | undefined>('parked', undefined)?.why
  }

  /** Whether a round that runs has a row. */
  isSending(row: string): boolean {
    return this.tools.sending.has(row)
  }

  /** How late the last alarm was (ms); a queue that rested on purpose is not late. */
  get lagMs(): number {
    return this.#lagMs
  }

  /** How many (event, subscription) deliveries ended how. */
  counts(): Readonly<Partial<Record<Ended, number>>> {
    return this.tools.meta.counts()
  }

  /** The attempts by outcome since this was asked last. */
  takeAttempts(): Readonly<Record<string, number>> {
    const taken = this.#attempts
    this.#attempts = {}
    return taken
  }

  /** Those that were taken, and could not be told. */
  giveBackAttempts(taken: Readonly<Record<string, number>>): void {
    for (const [outcome, n] of Object.entries(taken)) this.#attempts[outcome] = (this.#attempts[outcome] ?? 0) + n
  }
}
