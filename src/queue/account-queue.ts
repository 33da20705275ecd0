import { parseExactly } from '../values/exact-json.ts'
import { freedWaitMs } from '../delivery/backoff.ts'
import { AttemptCounts } from './attempt-counts.ts'
import { AccountEvents, momentMs } from './account-events.ts'
import type { MarksKey } from '../deletes/marks-key.ts'
import { AccountDeletes } from '../deletes/account-deletes.ts'
import type { QueueRow, QueuedEvent } from './queue-row.ts'
import { owedCount } from './queue-row.ts'
import { note } from './ending.ts'
import { Budget } from '../leases/budget.ts'
import { openTables } from './tables.ts'
import type { EventDependencies } from './event-dependencies.ts'
import type { Erasure } from './erasure.ts'
import type { DeadLetter } from './dead-letters.ts'
import type { Found } from '../leases/platform.ts'
import type { DeletesPlatform } from '../deletes/platform.ts'

/** What one call commits: rows of events, dead letters of what was refused on arrival. `request`: the id of the request. */
export interface Batch {
  readonly chunks: readonly QueueRow[]
  readonly letters: readonly DeadLetter[]
  readonly request: string | undefined
  /** A customer's settings, sealed: stored once. */
  readonly sealed?: string
}

/** What waits at an account and what is dead, counted by (event, subscription); times in ms. `deadBytes`: what the dead letters take. */
export interface AccountGauges {
  readonly rows: number
  readonly pending: number
  readonly parked: number
  readonly dead: number
  readonly deadBytes: number
  readonly oldestAt: number | undefined
}

/** The name of the value that says since when SEALING_KEY is missing, by which deleted users are recognised (ms). */
export const withoutKeySince = 'without key since'

const day = 24 * 3_600_000
/** So many turns have deletes and events together in one run of the alarm. */
const turns = 2

/** The queue of one account over its tables: commits, and the alarm loop. Nothing in it knows of Workers; the object around it does. */
export class AccountQueue {
  readonly dependencies: EventDependencies
  readonly events: AccountEvents
  readonly deletes: AccountDeletes
  readonly #erasure: Erasure
  readonly #marksKey: MarksKey
  readonly #platform: DeletesPlatform
  readonly attempts = new AttemptCounts()
  #lagMs = 0
  /** Whether the last run of the alarm threw: what it had claimed is free then. */
  #brokeOff = false

  constructor(outside: DeletesPlatform) {
    const { dependencies, platform, tombstones, erasure, marksKey } = openTables(outside, (attempt) => {
      this.attempts.add(attempt.outcome)
      outside.log('attempt', { ...attempt })
    })
    this.dependencies = dependencies
    this.#platform = platform
    this.#erasure = erasure
    this.events = new AccountEvents(dependencies, platform)
    this.#marksKey = marksKey
    this.deletes = new AccountDeletes(dependencies, platform, { tombstones, userData: erasure, marksKey })
  }

  /** Frees what an object of before had claimed, for an object has one living instance, and arms the alarm. The first act of a new object. */
  async begin(): Promise<void> {
    this.#freeAll()
    this.dependencies.transaction(() => this.#marksKey.adopt(this.deletes.keys()))
    this.dependencies.activity.flushLater()
    await this.arm()
  }

  #freeAll(): void {
    const { store, transaction, now, pace } = this.dependencies
    const waitMs = (unackedClaims: number): number => freedWaitMs(unackedClaims, pace)
    transaction(() => {
      store.freeAll(now(), waitMs)
      if (this.deletes.keys().kind === 'keys') this.#erasure.lookAtLeft()
      this.deletes.store.freeAll(now(), waitMs)
    })
  }

  /** Writes batches in one transaction. What waits already is left as it is. The alarm is armed by {@link arm}, after it. */
  commit(batches: readonly Batch[]): void {
    const { meta, transaction, activity, now } = this.dependencies
    const fresh: QueueRow[] = []
    transaction(() => {
      this.#marksKey.adopt(this.deletes.keys())
      meta.set('usedAt', now() - (now() % day))
      for (const batch of batches) {
        if (batch.sealed !== undefined && meta.get<string | undefined>('sealed', undefined) === undefined)
          meta.set('sealed', batch.sealed)
        for (const row of batch.chunks) fresh.push(...this.#insert(row, batch.request))
        for (const deadLetter of batch.letters) this.#add(deadLetter)
      }
    })
    for (const row of fresh) this.events.collect(row)
    activity.flushLater()
  }

  /** Writes a row, and gives what of it now waits. */
  #insert(row: QueueRow, request: string | undefined): readonly QueueRow[] {
    const { store, ledger, activity, now } = this.dependencies
    const { left, erased } = this.#withoutErased(row)
    const isNew = left.owed === 0 || store.insert(left, { now: now(), request })
    const { mapping = '', owed, attempts = 0 } = row
    ledger.count(mapping, isNew ? { stored: owed, erased: owed - left.owed } : { repeated: owed })
    if (!isNew) activity.count({ mapping, outcome: 'repeated', n: owed })
    else
      for (const entry of erased)
        for (const one of entry.owed)
          note(this.dependencies, { row: { attempts, request }, entry, owed: one, as: 'erased' }, now())
    return isNew && left.owed > 0 ? [left] : []
  }

  /** Events of users who were deleted after their receipt are not kept. */
  #withoutErased(row: QueueRow): { readonly left: QueueRow; readonly erased: readonly QueuedEvent[] } {
    const { isErased } = this.dependencies
    if (this.deletes.tombstones.isEmpty) return { left: row, erased: [] }
    const entries = parseExactly(row.body) as readonly QueuedEvent[]
    const erased = entries.filter(({ event, receivedAt }) => isErased(event, receivedAt))
    if (erased.length === 0) return { left: row, erased }
    const left = entries.filter((entry) => !erased.includes(entry))
    return { left: { ...row, body: JSON.stringify(left), owed: owedCount(left) }, erased }
  }

  /** Keeps what was refused on arrival: the request that brought it has told its sender, and counts it. */
  #add(deadLetter: DeadLetter): void {
    const { deadLetters, ledger, isErased, now } = this.dependencies
    const { entry } = deadLetter
    if ('event' in entry && isErased(entry.event, entry.receivedAt)) return
    const kept = deadLetters.addArrived(deadLetter, now())
    if (kept === 'over the limit') ledger.count('', { 'not kept': 1 })
    const items = 'event' in entry ? (entry.owed[0]?.only?.length ?? 0) : 0
    if (kept === 'kept' && 'event' in entry && items > 0) ledger.count(entry.mapping, { 'items rejected': items })
  }

  /** Sets the alarm to the earliest time at which something can be done, overdue rows and expired leases included, unless it is set sooner. */
  async arm(): Promise<void> {
    const wanted = this.#nextAt()
    if (wanted === undefined) return
    const set = await this.#platform.alarm.get()
    if (set === null || set > wanted) await this.#platform.alarm.set(wanted)
  }

  /** Tells of deleted users at once: a run of the alarm may be waiting for the partner. */
  async announce(): Promise<void> {
    await this.deletes.announce()
    await this.arm()
  }

  /** Looks again at once, whatever it was resting for: an operator asked for it. */
  async wake(): Promise<void> {
    this.events.wake()
    this.deletes.wake()
    await this.arm()
  }

  /** Whether there is anything that will have to be done. */
  waits(): boolean {
    return this.#nextAt() !== undefined
  }

  #nextAt(): number | undefined {
    const erasesAt = this.#mayErase() ? 0 : undefined
    const times = [this.events.nextAt(), this.deletes.nextAt(), erasesAt].filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.max(Math.min(...times), this.#platform.now() + 1)
  }

  /** Works through what is due until `workMs` have passed, then sleeps until there is more to do. Gives whether anything waits. */
  async alarm(scheduledAt: number | undefined): Promise<boolean> {
    const { alarm, pace, now } = this.#platform
    const started = now()
    this.#lagMs = !this.events.rests && scheduledAt !== undefined ? Math.max(0, started - scheduledAt) : 0
    // An alarm that throws seven times is gone for ever: this one is set before anything else, so that a throw strands nothing.
    await alarm.set(started + pace.safetyMs)
    if (this.#brokeOff && !this.dependencies.sending.isAny) this.#freeAll()
    this.#brokeOff = true
    const found = this.#find()
    const budget = new Budget(started + pace.workMs)
    await this.#erase(budget.until(now() + pace.workMs / turns))
    await this.#takeTurns(found, budget)
    await this.events.settleAll()
    this.#brokeOff = false
    const next = this.#nextAt()
    // What another run has, which took too long, is not to be had now: this one would go on and on for it.
    const soonest = this.dependencies.sending.isAny ? now() + momentMs : 0
    if (next === undefined) await alarm.clear()
    else await alarm.set(Math.max(next, soonest))
    return next !== undefined
  }

  /** The account; without SEALING_KEY deleted users cannot be recognised, so that nothing is sent while there are some. */
  #find(): Found {
    const found = this.#platform.find()
    const keys = this.deletes.keys()
    const { meta, now, transaction } = this.dependencies
    const isWithoutKey = keys.kind === 'missing' && !this.deletes.tombstones.isEmpty
    transaction(() => meta.set(withoutKeySince, isWithoutKey ? meta.get(withoutKeySince, now()) : undefined))
    return isWithoutKey ? { kind: 'gone', why: `${keys.why}: deleted users cannot be recognised` } : found
  }

  /**
   * Deletes and events take turns, and chance says who begins, so that neither waits for all of the other, however often the object dies. Never both at once: no event is on its
   * way while a delete is sent.
   */
  async #takeTurns(found: Found, budget: Budget): Promise<void> {
    const { now, pace, random } = this.#platform
    let deletes = random() < 0.5
    for (
      let [turn, idle] = [0, 0];
      turn < 2 || this.events.unansweredRuns > 0 || (idle < 2 && this.#hasMore(budget));
      turn++
    ) {
      const part = budget.until(now() + pace.workMs / turns)
      let worked = false
      if (deletes && (turn < 2 || (this.deletes.nextAt() ?? Infinity) <= now())) {
        await this.events.settleAll()
        worked = await this.deletes.work(found, part)
      } else if (!deletes && (turn < 2 || this.#hasMore(budget))) worked = await this.events.work(found, part)
      // While calls are in flight, what comes meanwhile is taken up.
      if (!worked) await this.events.settleSome()
      idle = worked ? 0 : idle + 1
      deletes = !deletes
    }
  }

  /** Without the key deleted users cannot be recognised: it goes on when the key is back. */
  #mayErase(): boolean {
    return this.#erasure.isDue && this.deletes.keys().kind === 'keys'
  }

  async #erase(budget: Budget): Promise<void> {
    const { transaction, now, wait } = this.dependencies
    while (this.#mayErase() && budget.hasRoom(now())) {
      transaction(() => this.#erasure.eraseNext())
      await wait(0)
    }
  }

  #hasMore(budget: Budget): boolean {
    const { now } = this.#platform
    return budget.hasRoom(now()) && (this.#nextAt() ?? Infinity) <= now() + 1
  }

  /** Drops dead letters that are old, makes room where they take too much, and compares the books with what is there. Gives what waits. */
  tidy(): AccountGauges {
    const { deadLetters, ledger, transaction, now } = this.dependencies
    const found = this.#platform.find()
    let audited = { lost: 0, found: 0 }
    const gauges = this.gauges()
    transaction(() => {
      deadLetters.prune(now())
      deadLetters.trim()
      audited = ledger.audit(gauges.pending + gauges.parked)
      ledger.join(found.kind === 'found' ? found.partner.hash : '')
    })
    if (audited.lost + audited.found > 0) this.#platform.log('books', audited)
    return { ...gauges, ...this.#deadGauges() }
  }

  #deadGauges(): Pick<AccountGauges, 'dead' | 'deadBytes'> {
    const { dead, bytes } = this.dependencies.deadLetters.gauges()
    return { dead, deadBytes: bytes }
  }

  /** What waits. A queue whose mapping or account is gone has it parked. */
  gauges(): AccountGauges {
    const { rows, owed, parked, oldestAt } = this.dependencies.store.waiting()
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
    return this.dependencies.meta.get<{ readonly why: string } | undefined>('parked', undefined)?.why
  }

  /** Whether a run that has not ended has a row. */
  isSending(row: string): boolean {
    return this.dependencies.sending.has(row)
  }

  /** How late the last alarm was (ms); a queue that rested on purpose is not late. */
  get lagMs(): number {
    return this.#lagMs
  }
}
