import type { Attempter } from '../delivery/attempt.ts'
import { attempt } from '../delivery/attempt.ts'
import type { Attempt, ItemOutcome } from '../delivery/call.ts'
import { EventTexts } from '../delivery/mask/event-texts.ts'
import type { KeptAnswers } from '../delivery/kept-answers.ts'
import type { Sent } from '../delivery/sent.ts'
import type { Slots } from '../delivery/slots.ts'
import type { Settings } from '../mapping/context/scope.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Call, Item } from '../mapping/translate.ts'
import type { RunContext } from './budget.ts'
import type { Dependencies } from './dependencies.ts'
import type { LeasedRow } from './leased-row.ts'
import type { LeasedDelivery, LeasedRows, RunPlan } from './leased-rows.ts'
import { RunResults, writtenWithinMs } from './run-results.ts'

/** So many failures in a row end a run: the partner is down. */
const failuresToStop = 10

/** Makes the calls of a run, each within the budget, the partner's rate and what the circuit allows; what became of the rows is written by its {@link RunResults}. */
export class LeasedRun<Row extends LeasedRow, D extends LeasedDelivery> implements Attempter {
  readonly settings: Settings
  readonly slots: Slots
  readonly kept: KeptAnswers | undefined
  readonly #dependencies: Dependencies
  readonly #leased: LeasedRows<Row, D>
  readonly #at: RunContext
  readonly #plan: RunPlan<Row, D>
  readonly #allowed: number | undefined
  readonly #results: RunResults<Row, D>
  /** Whether the circuit was open already: then it does not stop what may be made all the same. */
  readonly #wasOpen: boolean
  /** The calls that have not begun, and may still. */
  readonly #toBegin: Set<Call>
  #allBegun: () => void = () => undefined
  #made = 0
  #failures = 0

  /** `areClaimed`: the rows are claimed already, and not only when their calls begin; `allowed`: so many calls may be made. */
  constructor(
    dependencies: Dependencies,
    leased: LeasedRows<Row, D>,
    at: RunContext,
    plan: RunPlan<Row, D> & { readonly areClaimed: boolean; readonly allowed: number | undefined },
  ) {
    this.settings = at.settings
    this.slots = dependencies.slots
    this.kept = dependencies.kept
    this.#dependencies = dependencies
    this.#leased = leased
    this.#at = at
    this.#plan = plan
    this.#allowed = plan.allowed
    this.#results = new RunResults(dependencies, leased, at, plan)
    this.#wasOpen = leased.circuit.now.state === 'open'
    this.#toBegin = new Set(plan.calls)
  }

  /** Makes the calls; throws what writing threw, when nothing is in flight any more. */
  async run(): Promise<void> {
    const { calls, deliveries } = this.#plan
    try {
      await attempt(calls, this, new EventTexts(() => deliveries.map(({ event }) => event)))
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

  /** The time (ms). */
  now(): number {
    return this.#dependencies.now()
  }

  /** Begins a call, one of those that the circuit allows; `false`: none may begin any more. */
  begin(): boolean {
    if (!this.#hasRoom() || (this.#allowed !== undefined && this.#made >= this.#allowed)) return false
    this.#made++
    return true
  }

  #hasRoom(): boolean {
    const hasOpened = this.#leased.circuit.now.state === 'open' && !this.#wasOpen
    const isDown = this.#failures >= failuresToStop
    return !isDown && !this.#results.isBroken && !hasOpened && this.#at.budget.hasRoom(this.now())
  }

  /** Whether an item may still go. */
  mayGo(item: Item): boolean {
    const delivery = this.#results.deliveryOf(item)
    return delivery !== undefined && this.#leased.mayGo(delivery)
  }

  /** Waits until the rate lets a request begin, and claims the rows of its call; `false` where it is too late for this run. */
  async mayStart(call: Call, isFirst: boolean): Promise<boolean> {
    // A sequence that has begun is ended, if there is time.
    if (isFirst && !this.#hasRoom()) return false
    const late = await this.#at.budget.reserve(this.#leased.rate, call.rule.limits, this.#dependencies)
    if (late !== undefined) {
      this.#results.notBefore = Math.max(this.#results.notBefore, late.notBefore)
      return false
    }
    if (!this.#results.claim(call)) return false
    this.#begun(call)
    return true
  }

  /** Sends one request. */
  send(request: PartnerRequest, readsBody: boolean, { rule }: Call): Promise<Sent> {
    const { send, pace } = this.#dependencies
    return send(request, { timeoutMs: rule.limits.timeoutMs ?? pace.timeoutMs, readsBody })
  }

  /** Logs an attempt with what it carried. */
  log(of: Attempt, { rule, items }: Call): void {
    const deliveries = new Set(items.flatMap((item) => this.#results.deliveryOf(item) ?? []))
    const about = this.#leased.about([...deliveries], of)
    this.#dependencies.attempted({ ...of, subscription: rule.name, ...about })
  }

  /** What became of some items. */
  settled(outcomes: readonly ItemOutcome[]): void {
    this.#results.settled(outcomes)
  }

  /** Learns what a call told of the partner. */
  ended(call: Call, outcomes: readonly ItemOutcome[]): void {
    this.#learn(call, outcomes)
    this.#begun(call)
    this.#results.callEnded(call)
  }

  #learn(call: Call, outcomes: readonly ItemOutcome[]): void {
    const { pace } = this.#dependencies
    const at = { now: this.now(), version: this.#at.version, probeMs: pace.probeMs }
    const health = this.#leased.circuit.learnFrom(this.#results.rowsOf(call), outcomes, at)
    if (health?.outcome === 'success') this.#failures = 0
    else if (health?.counts === true) this.#failures++
  }

  /** The first request of a call has begun, or none will. */
  #begun(call: Call): void {
    this.#toBegin.delete(call)
    if (this.#toBegin.size === 0) this.#allBegun()
  }
}
