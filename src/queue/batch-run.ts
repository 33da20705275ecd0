import type { Attempt, ItemOutcome } from '../delivery/call.ts'
import { runCall } from '../delivery/call.ts'
import { EventTexts } from '../delivery/mask/event-texts.ts'
import { deliveryId } from './queue-row.ts'
import type { Rows } from './batch-results.ts'
import { BatchResults, writtenWithinMs } from './batch-results.ts'
import type { Planned, Work } from './plan.ts'
import type { RunContext } from '../leases/budget.ts'
import type { EventDependencies } from './event-dependencies.ts'

/** What flies: rows, what they owe, the calls made of it, how many of them may be made. */
export interface Load extends Rows {
  readonly planned: readonly Planned[]
  readonly allowed: number | undefined
}

/** So many failures in a row end a round: the partner is down. */
const failuresToStop = 10

/** Makes the calls of a round; what became of them is written by its {@link BatchResults}. */
export class BatchRun {
  readonly #dependencies: EventDependencies
  readonly #at: RunContext
  readonly #load: Load
  readonly #results: BatchResults
  readonly #texts: EventTexts
  /** Whether the circuit was open already: then it does not stop what may be made all the same. */
  readonly #wasOpen: boolean
  /** The calls that have not begun, and may still. */
  readonly #toBegin: Set<Planned>
  #allBegun: () => void = () => undefined
  #made = 0
  #failures = 0
  #stopped = false

  constructor(dependencies: EventDependencies, at: RunContext, load: Load) {
    this.#dependencies = dependencies
    this.#at = at
    this.#load = load
    this.#results = new BatchResults(dependencies, at, load)
    this.#texts = new EventTexts(() => load.works.map(({ entry }) => entry.event))
    this.#wasOpen = dependencies.circuit.now.state === 'open'
    this.#toBegin = new Set(load.planned)
  }

  /** Makes the calls; throws what writing threw, when nothing is in flight any more. */
  async runBatch(): Promise<void> {
    const { slots } = this.#dependencies
    for (const { owners } of this.#load.planned) this.#results.expect(owners)
    const running: Promise<void>[] = []
    for (const plan of this.#load.planned) {
      const before = plan.after.map((position) => running[position])
      running.push(Promise.all(before).then(() => slots.run(() => this.#one(plan))))
    }
    try {
      const ended = await Promise.allSettled(running)
      const failed = ended.find((one) => one.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      this.#results.end()
    } finally {
      this.#results.leave()
    }
  }

  /** Ends when no call is left that has not begun, a moment later: what is not answered by then takes its time. */
  async onlyWaits(): Promise<void> {
    if (this.#toBegin.size > 0) await new Promise<void>((resolve) => (this.#allBegun = resolve))
    await this.#dependencies.wait(writtenWithinMs)
  }

  async #one(plan: Planned): Promise<void> {
    try {
      const { allowed } = this.#load
      if (this.#mayBegin() && (allowed === undefined || this.#made < allowed)) await this.#call(plan)
      this.#begun(plan)
      this.#results.callEnded(plan.owners)
    } catch (error) {
      this.#stopped = true
      throw error
    }
  }

  /** The first request of a call has begun, or none will. */
  #begun(plan: Planned): void {
    this.#toBegin.delete(plan)
    if (this.#toBegin.size === 0) this.#allBegun()
  }

  #mayBegin(): boolean {
    const hasOpened = this.#dependencies.circuit.now.state === 'open' && !this.#wasOpen
    return !this.#stopped && !this.#results.isBroken && !hasOpened && this.#at.budget.hasRoom(this.#dependencies.now())
  }

  /** Waits until the rate lets a request of a rule begin; `false` where that is too late for this round. */
  async #mayStart(plan: Planned, isFirst: boolean): Promise<boolean> {
    // A sequence that has begun is ended, if there is time.
    if (isFirst && !this.#mayBegin()) return false
    const late = await this.#at.budget.start(this.#dependencies.rate, plan.rule.limits, this.#dependencies)
    if (late !== undefined) {
      this.#results.notBefore = Math.max(this.#results.notBefore, late.notBefore)
      return false
    }
    if (!this.#results.claim(plan.owners)) return false
    this.#begun(plan)
    return true
  }

  async #call(plan: Planned): Promise<void> {
    const dependencies = this.#dependencies
    const { rule, call } = plan
    this.#made++
    const outcomes = await runCall(rule, call, {
      settings: this.#at.settings,
      arrived: this.#texts,
      mayGo: ({ owner }) => !this.#isErased(this.#load.works[owner]),
      mayStart: (isFirst) => this.#mayStart(plan, isFirst),
      settled: (some) => this.#results.settled(some),
      now: dependencies.now,
      log: (attempt) => dependencies.attempted({ ...attempt, subscription: rule.name, ...this.#about(plan, attempt) }),
      send: (request, readsBody) =>
        dependencies.send(request, { timeoutMs: rule.limits.timeoutMs ?? dependencies.pace.timeoutMs, readsBody }),
    })
    if (outcomes.length > 0) this.#learn(plan, outcomes)
  }

  #isErased(work: Work | undefined): boolean {
    return work !== undefined && this.#dependencies.isErased(work.entry.event, work.entry.receivedAt)
  }

  /** Which deliveries an attempt carries, whose requests committed them (five at most), which attempt it is, and how much later than it was due it began. */
  #about({ owners }: Planned, { ms }: Attempt): Readonly<Record<string, unknown>> {
    const some = owners.slice(0, 5).flatMap((owner) => this.#load.works[owner] ?? [])
    const row = some[0]?.row
    return {
      ...(row !== undefined && {
        attempt: row.attempts + 1,
        lateMs: Math.max(0, this.#dependencies.now() - ms - row.dueAt),
      }),
      deliveries: some.map(({ row: { id }, entry, owed }) => deliveryId(id, entry, owed)),
      requestIds: [...new Set(some.flatMap(({ row: { request } }) => request ?? []))],
    }
  }

  #learn({ owners }: Planned, outcomes: readonly ItemOutcome[]): void {
    const rows = this.#results.rowsOf(owners)
    const { now, pace, circuit } = this.#dependencies
    const at = { now: now(), version: this.#at.version, probeMs: pace.probeMs }
    const { outcome, counts } = circuit.learnFrom(rows, outcomes, at)
    if (outcome === 'success') this.#failures = 0
    else if (counts === true) this.#failures++
    if (this.#failures >= failuresToStop) this.#stopped = true
  }
}
