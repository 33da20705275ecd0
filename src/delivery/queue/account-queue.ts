import type { Pace } from '../backoff.ts'
import { callsAllowed } from '../circuit.ts'
import { Books } from './books.ts'
import { Rate } from '../rate.ts'
import { Slots } from '../slots.ts'
import { Cancels } from './cancels.ts'
import { AccountDeletes, markerOf } from '../deletes/account-deletes.ts'
import { AccountTombstones, digestOf, idsOf } from '../deletes/tombstones.ts'
import type { Chunk, Entry } from './chunk.ts'
import { itemDigest, owedCount } from './chunk.ts'
import type { RoundAt, Tools } from './tools.ts'
import { Budget } from './tools.ts'
import type { Letter } from './letters.ts'
import { letterLimits, Letters } from './letters.ts'
import { KeptCircuit } from './kept-circuit.ts'
import { Meta } from './meta.ts'
import type { Found, Platform } from './platform.ts'
import { round } from './round.ts'
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

/** What waits at an account and what is dead, counted by (event, subscription); times in ms. `deadBytes`: what the dead letters take. */
export interface Gauges {
  readonly rows: number
  readonly pending: number
  readonly parked: number
  readonly dead: number
  readonly deadBytes: number
  readonly oldestAt: number | undefined
}

const day = 24 * 3_600_000
const callsInFlight = 5
/** A row that was claimed so often without an apply may be what kills the object: it waits when the object begins anew. */
const strikesToWait = 2
/** How many rests (`QUEUE_REST_MS`) pass until a queue with parked deliveries looks whether its mapping or its settings changed. */
const restsToLook = 10
/** So many turns have deletes and events together in one run of the alarm. */
const turns = 2

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
  /** The ends of rounds whose last calls are not answered yet. */
  readonly #flights = new Set<Promise<void>>()
  #broken: { readonly error: unknown } | undefined
  /** Whether the last run of the alarm threw: what it had claimed is free then. */
  #brokeOff = false
  /** When it last looked whether the mapping or the settings changed (ms). */
  #lookedAt = 0

  constructor(platform: Platform) {
    this.#platform = platform
    const { sql, send, now, random, wait, pace, log } = platform
    const tombstones = new AccountTombstones(sql)
    const meta = new Meta(sql)
    const books = new Books(meta)
    const letters = new Letters({
      sql,
      meta,
      books,
      limits: (letterBytes) => letterLimits(platform.storedBytes() - letterBytes),
      marks: (event) => {
        const mark = markerOf(platform)
        return mark === undefined ? undefined : idsOf(event).map((id) => digestOf(mark(id)))
      },
    })
    this.tools = {
      store: new Store(sql),
      cancels: new Cancels(sql),
      rate: new Rate(),
      circuit: new KeptCircuit(meta),
      slots: new Slots(callsInFlight),
      sending: new Sending(),
      meta,
      books,
      letters,
      account: platform.account,
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

  /** Frees what an object of before had claimed, for an object has one living instance, and arms the alarm. The first act of a new object. */
  async begin(): Promise<void> {
    this.#freeAll()
    await this.arm()
  }

  #freeAll(): void {
    const { store, transaction, now, pace } = this.tools
    const waitMs = (strikes: number): number => freedWaitMs(strikes, pace)
    transaction(() => {
      store.freeAll(now(), waitMs)
      this.deletes.store.freeAll(now(), waitMs)
    })
  }

  /** Writes batches in one transaction. What waits already is left as it is. The alarm is armed by {@link arm}, after it. */
  commit(batches: readonly Batch[]): void {
    const { store, books, meta, transaction, now } = this.tools
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
          const { mapping = '', owed } = chunk
          books.count(mapping, isNew ? { stored: owed, erased: owed - left.owed } : { repeated: owed })
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

  /** Keeps what was refused on arrival: the request that brought it has told its sender, and counts it. */
  #bury(letter: Letter): void {
    const { letters, books, isVoid, now } = this.tools
    const { entry } = letter
    if ('event' in entry && isVoid(entry.event, entry.receivedAt)) return
    const kept = letters.buryArrived(letter, now())
    if (kept === 'over the limit') books.count('', { 'not kept': 1 })
    const items = 'event' in entry ? (entry.owed[0]?.only?.length ?? 0) : 0
    if (kept === 'kept' && 'event' in entry && items > 0) books.count(entry.mapping, { 'items rejected': items })
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
    const { store, now } = this.tools
    if (this.#rest?.why === 'circuit' && store.hasUrgent(now())) return now()
    const due = this.#released().length > 0 ? 0 : store.nextDue()
    if (due === undefined) return undefined
    const lookAt = store.hasParked() ? this.#lookedAt + this.#platform.pace.restMs * restsToLook : due
    return Math.max(Math.min(due, lookAt), this.#restsUntil())
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
    if (this.#brokeOff && !this.tools.sending.isAny) this.#freeAll()
    this.#brokeOff = true
    const found = this.#find()
    const budget = new Budget(started + pace.workMs)
    await this.#takeTurns(found, budget)
    await this.#land()
    this.#brokeOff = false
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

  /**
   * Deletes and events take turns, and chance says who begins, so that neither waits for all of the other, however often the object dies. Never both at once: no event is on its
   * way while a delete is sent.
   */
  async #takeTurns(found: Found, budget: Budget): Promise<void> {
    const { now, pace, random } = this.#platform
    let deletes = random() < 0.5
    for (let turn = 0; turn < 2 || this.#hasMore(budget); turn++) {
      const part = budget.until(now() + pace.workMs / turns)
      if (!deletes) this.#rest = await this.#work(found, part)
      else if (turn < 2 || (this.deletes.nextAt() ?? Infinity) <= now()) {
        await this.#land()
        await this.deletes.work(found, part)
      }
      deletes = !deletes
    }
  }

  #hasMore(budget: Budget): boolean {
    const { now } = this.#platform
    return budget.hasRoom(now()) && (this.#nextAt() ?? Infinity) <= now() + 1
  }

  /** Waits until no call of events is in flight; throws what one of them threw. */
  async #land(): Promise<void> {
    await Promise.all(this.#flights)
    const broken = this.#broken
    this.#broken = undefined
    if (broken !== undefined) throw broken.error
  }

  /** How many rounds have calls in flight that the next round did not wait for. */
  get flights(): number {
    return this.#flights.size
  }

  #leave(rest: Promise<void>): void {
    const flight = rest
      .catch((error: unknown) => {
        this.#broken = { error }
      })
      .finally(() => this.#flights.delete(flight))
    this.#flights.add(flight)
  }

  async #work(found: Found, budget: Budget): Promise<Rest | undefined> {
    const { platform, tools } = { platform: this.#platform, tools: this.tools }
    const { pace, now } = platform
    this.#setParked(found.kind === 'gone' ? found.why : undefined)
    if (found.kind === 'gone') return { why: 'parked', since: now(), until: now() + pace.restMs }
    this.#lookedAt = now()
    this.#unpark(found)
    const at: RoundAt = { partner: found.partner, settings: found.settings, version: platform.version(), budget }
    do {
      if (await platform.isPaused('events')) return { why: 'paused', since: now(), until: now() + pace.restMs }
      const { taken, rest } = await round(tools, at, this.#released())
      if (rest !== undefined) this.#leave(rest)
      this.#uncollect(taken)
      if (taken.length === 0) break
    } while (budget.hasRoom(now()) && this.#broken === undefined)
    if (tools.store.hasParked()) tools.transaction(() => tools.meta.set('judgedBy', judgedBy(found)))
    const circuit = tools.circuit.now
    const shut = circuit.state === 'open' && callsAllowed(circuit, { now: now(), version: at.version }) === 0
    return shut ? { why: 'circuit', since: now(), until: circuit.probeAt } : undefined
  }

  /** Lets parked deliveries be judged anew, where the mapping or the settings are others than those by which they were parked. */
  #unpark(found: Extract<Found, { kind: 'found' }>): void {
    const { store, meta, now, transaction } = this.tools
    if (store.hasParked() && meta.get('judgedBy', '') !== judgedBy(found)) transaction(() => store.unparkAll(now()))
  }

  /** An inline call of the account got through: the partner takes what we send, whatever the circuit says. */
  async succeeded(): Promise<void> {
    const { circuit, now, pace, transaction } = this.tools
    circuit.learn({ row: '', outcome: 'success' }, { now: now(), version: this.#platform.version(), probeMs: pace.probeMs })
    transaction(() => circuit.keep())
    if (this.#rest?.why === 'circuit') this.#rest = undefined
    await this.arm()
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

  /** Drops dead letters that are old, makes room where they take too much, and compares the books with what is there. Gives what waits. */
  tidy(): Gauges {
    const { letters, books, transaction, now } = this.tools
    const found = this.#platform.find()
    let audited = { lost: 0, found: 0 }
    const gauges = this.gauges()
    transaction(() => {
      letters.prune(now())
      letters.trim()
      audited = books.audit(gauges.pending + gauges.parked)
      books.join(found.kind === 'found' ? found.partner.hash : '')
    })
    if (audited.lost + audited.found > 0) this.#platform.log('books', audited)
    return { ...gauges, ...this.#deadGauges() }
  }

  #deadGauges(): Pick<Gauges, 'dead' | 'deadBytes'> {
    const { dead, bytes } = this.tools.letters.gauges()
    return { dead, deadBytes: bytes }
  }

  /** What waits. A queue whose mapping or account is gone has it parked. */
  gauges(): Gauges {
    const { rows, owed, parked, oldestAt } = this.tools.store.waiting()
    const all = this.parkedFor() !== undefined
    return {
      rows,
      pending: all ? 0 : owed,
      parked: all ? owed + parked : parked,
      ...this.#deadGauges(),
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

/** By what deliveries are judged: a mapping and settings, as the digests of both. */
function judgedBy({ partner, settings }: Extract<Found, { kind: 'found' }>): string {
  return `${partner.hash}/${itemDigest(settings)}`
}

/** How long a row waits that an object which died had claimed (ms): not at all at first, then ever longer, for it may be what kills the object. */
function freedWaitMs(strikes: number, { baseMs, capMs }: Pace): number {
  return strikes < strikesToWait ? 0 : Math.min(capMs, baseMs * 2 ** strikes)
}
