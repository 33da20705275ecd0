import { within } from '../runtime/time-limit.ts'
import type { QueueRow } from './queue-row.ts'
import { itemDigest } from './queue-row.ts'
import type { StoredRow } from './stored-row.ts'
import type { Found, Platform } from '../leases/platform.ts'
import { drainOnce } from '../leases/drain.ts'
import type { Rest } from '../leases/rest.ts'
import { circuitRest, endOfRest } from '../leases/rest.ts'
import { EventRows } from './event-rows.ts'
import type { FullWindow } from './selection.ts'
import type { Budget, RunContext } from '../leases/budget.ts'
import type { EventDependencies } from './event-dependencies.ts'

/** How many rests (`QUEUE_REST_MS`) pass until a queue with parked deliveries looks whether its mapping or its settings changed. */
const restsToLook = 10
/** What is in flight is waited for so long before one looks again. */
export const momentMs = 250

/** The events of one account: when there is something to do, and the runs that do it. */
export class AccountEvents {
  readonly #dependencies: EventDependencies
  readonly #platform: Platform
  /** What `buffer`s have collected since this object woke. Forgetting it is harmless: each row has its due time. */
  readonly #held = new Map<string, { owed: number; readonly most: number; readonly forMs: number }>()
  #rest: Rest | undefined
  /** Whether the turn that runs took anything up. */
  #took = false
  /** The ends of runs whose last calls are not answered yet. */
  readonly #unansweredRuns = new Set<Promise<void>>()
  #broken: { readonly error: unknown } | undefined
  /** When it last looked whether the mapping or the settings changed (ms). */
  #lookedAt = 0

  constructor(dependencies: EventDependencies, platform: Platform) {
    this.#dependencies = dependencies
    this.#platform = platform
  }

  /** A row was committed that a `buffer` may hold. */
  collect({ hold, owed }: QueueRow): void {
    if (hold === undefined) return
    const before = this.#held.get(hold.subscription)?.owed ?? 0
    this.#held.set(hold.subscription, { owed: before + owed, most: hold.most, forMs: hold.forMs })
  }

  /** Looks again at once, whatever it was resting for: an operator asked for it. */
  wake(): void {
    this.#rest = undefined
  }

  /** Whether it does not work at the moment, on purpose. */
  get rests(): boolean {
    return this.#rest !== undefined
  }

  /** When there is something to do (ms), or nothing. */
  nextAt(): number | undefined {
    const { store, now } = this.#dependencies
    if (this.#rest?.why === 'circuit' && store.hasUrgent(now())) return now()
    const due = this.#full().length > 0 ? 0 : store.nextDue()
    if (due === undefined) return undefined
    const lookAt = store.hasParked() ? this.#lookedAt + this.#platform.pace.restMs * restsToLook : due
    return Math.max(Math.min(due, lookAt), endOfRest(this.#rest, now()))
  }

  /** Waits until no call of events is in flight; throws what one of them threw. */
  async settleAll(): Promise<void> {
    await Promise.all(this.#unansweredRuns)
    const broken = this.#broken
    this.#broken = undefined
    if (broken !== undefined) throw broken.error
  }

  /** Waits until the unanswered calls of a run have ended, 250 ms at most. */
  async settleSome(): Promise<void> {
    if (this.#unansweredRuns.size > 0)
      await within(momentMs, () => Promise.race(this.#unansweredRuns), this.#dependencies.wait)
  }

  /** How many runs have calls in flight that the next run did not wait for. */
  get unansweredRuns(): number {
    return this.#unansweredRuns.size
  }

  #leave(rest: Promise<void>): void {
    const run = rest
      .catch((error: unknown) => {
        this.#broken = { error }
      })
      .finally(() => this.#unansweredRuns.delete(run))
    this.#unansweredRuns.add(run)
  }

  /** Works through what is due, within a budget; gives whether there was anything. What is not answered in the end is left in flight: see {@link settleAll}. */
  async work(found: Found, budget: Budget): Promise<boolean> {
    this.#took = false
    this.#rest = await this.#drain(found, budget)
    return this.#took
  }

  async #drain(found: Found, budget: Budget): Promise<Rest | undefined> {
    const { platform, dependencies } = { platform: this.#platform, dependencies: this.#dependencies }
    const { pace, now } = platform
    this.#setParked(found.kind === 'gone' ? found.why : undefined)
    if (found.kind === 'gone') return { why: 'gone', since: now(), until: now() + pace.restMs }
    this.#lookedAt = now()
    this.#unpark(found)
    const at: RunContext = { partner: found.partner, settings: found.settings, version: platform.version(), budget }
    do {
      if (await platform.isPaused('events')) return { why: 'paused', since: now(), until: now() + pace.restMs }
      const { taken, rest } = await drainOnce(dependencies, new EventRows(dependencies, at, this.#full()), at)
      if (rest !== undefined) this.#leave(rest)
      this.#uncollect(taken)
      if (taken.length === 0) break
      this.#took = true
    } while (budget.hasRoom(now()) && this.#broken === undefined)
    if (dependencies.store.hasParked())
      dependencies.transaction(() => dependencies.meta.set('judgedBy', judgedBy(found)))
    return circuitRest(dependencies.circuit.now, { now: now(), version: at.version })
  }

  /** Lets parked deliveries be judged anew, where the mapping or the settings are others than those by which they were parked. */
  #unpark(found: Extract<Found, { kind: 'found' }>): void {
    const { store, meta, now, transaction } = this.#dependencies
    if (store.hasParked() && meta.get('judgedBy', '') !== judgedBy(found)) transaction(() => store.unparkAll(now()))
  }

  /** An inline call of the account got through: the partner takes what we send, whatever the circuit says. */
  succeeded(): void {
    const { circuit, now, pace, transaction } = this.#dependencies
    circuit.learn(
      { row: '', outcome: 'success' },
      { now: now(), version: this.#platform.version(), probeMs: pace.probeMs },
    )
    transaction(() => circuit.keep())
    if (this.#rest?.why === 'circuit') this.#rest = undefined
  }

  #setParked(why: string | undefined): void {
    const { meta, now, transaction } = this.#dependencies
    const parked = meta.get<{ readonly why: string } | undefined>('parked', undefined)
    if (parked?.why === why) return
    transaction(() => meta.set('parked', why === undefined ? undefined : { why, since: now() }))
  }

  /** Subscriptions that collected enough for whole batches. */
  #full(): readonly FullWindow[] {
    return [...this.#held].flatMap(([subscription, { owed, most, forMs }]) =>
      owed >= most ? [{ subscription, owed: owed - (owed % most), forMs }] : [],
    )
  }

  #uncollect(claimed: readonly StoredRow[]): void {
    for (const { hold, owed } of claimed) {
      const held = hold === undefined ? undefined : this.#held.get(hold)
      if (held !== undefined) held.owed = Math.max(0, held.owed - owed)
    }
    // What was collected by an object that died is not known here: nothing claimed means that nothing is there.
    if (claimed.length === 0) for (const held of this.#held.values()) if (held.owed >= held.most) held.owed = 0
  }
}

/** By what deliveries are judged: a mapping and settings, as the digests of both. */
function judgedBy({ partner, settings }: Extract<Found, { kind: 'found' }>): string {
  return `${partner.hash}/${itemDigest(settings)}`
}
