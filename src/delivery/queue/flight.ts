import { secretsOf } from '../../partners.ts'
import { nextAttemptAt } from '../backoff.ts'
import type { ItemOutcome } from '../call.ts'
import { runCall } from '../call.ts'
import type { Circuit, Told } from '../circuit.ts'
import { afterCall } from '../circuit.ts'
import { masked, withoutUsers } from '../mask.ts'
import { Slots } from '../slots.ts'
import type { Entry } from './chunk.ts'
import { deliveryId, rowIdBeside } from './chunk.ts'
import { writeDown } from './ending.ts'
import type { Claimed, Fate, Planned, Work } from './plan.ts'
import { fateOf, healthOf, leftOf } from './plan.ts'
import type { RoundAt, Tools } from './tools.ts'

/** What flies: rows, what they owe, the calls made of it, how many of them may be made. */
export interface Load {
  readonly rows: readonly Claimed[]
  readonly works: readonly Work[]
  readonly planned: readonly Planned[]
  readonly circuit: Circuit
  readonly allowed: number | undefined
}

/** One owed (event, subscription) by its position in the load. */
interface Owned {
  readonly work: Work
  readonly owner: number
}

/** One owed (event, subscription), and what became of it. */
interface Judged {
  readonly work: Work
  readonly fate: Fate
}

/** An object has one I/O context of six connections: five for calls, the sixth for its token. */
const inFlight = 5
/** Rows that are through are written together, so that a call does not wait for a disk each time. */
const rowsAtOnce = 50
const longestUnwrittenMs = 1_000
/** So many failures in a row end a round, even of one row: the partner is down. */
const failuresToStop = 10

/** Makes the calls of a round, and writes each row as soon as all its calls have ended. */
export class Flight {
  readonly #tools: Tools
  readonly #at: RoundAt
  readonly #load: Load
  readonly #outcomes = new Map<number, ItemOutcome[]>()
  /** How many calls of each row have not ended. */
  readonly #open = new Map<string, number>()
  readonly #rows: ReadonlyMap<string, Claimed>
  readonly #owned: ReadonlyMap<string, readonly Owned[]>
  readonly #through: Claimed[] = []
  #circuit: Circuit
  #made = 0
  #failures = 0
  #stopped = false
  #notBefore = 0
  #writtenAt: number

  constructor(tools: Tools, at: RoundAt, load: Load) {
    this.#tools = tools
    this.#at = at
    this.#load = load
    this.#circuit = load.circuit
    this.#writtenAt = tools.now()
    this.#rows = new Map(load.rows.map((row) => [row.id, row]))
    this.#owned = Map.groupBy(
      load.works.map((work, owner): Owned => ({ work, owner })),
      ({ work }) => work.row.id,
    )
  }

  /** Makes the calls; throws what writing threw, when nothing is in flight any more. */
  async fly(): Promise<void> {
    const { rows, planned } = this.#load
    for (const { owners } of planned)
      for (const row of this.#rowsOf(owners)) this.#open.set(row, (this.#open.get(row) ?? 0) + 1)
    this.#through.push(...rows.filter(({ id }) => !this.#open.has(id)))
    const slots = new Slots(inFlight)
    const running: Promise<void>[] = []
    for (const plan of planned) {
      const before = plan.after.map((position) => running[position])
      running.push(Promise.all(before).then(() => slots.run(() => this.#one(plan))))
    }
    const ended = await Promise.allSettled(running)
    const failed = ended.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    this.#write()
  }

  #rowsOf(owners: readonly number[]): ReadonlySet<string> {
    return new Set(owners.flatMap((owner) => this.#load.works[owner]?.row.id ?? []))
  }

  async #one(plan: Planned): Promise<void> {
    try {
      const startAt = this.#mayBegin() ? this.#startOf(plan) : undefined
      if (startAt !== undefined) await this.#call(plan, startAt)
      this.#landed(plan)
    } catch (error) {
      this.#stopped = true
      throw error
    }
  }

  #mayBegin(): boolean {
    const { now } = this.#tools
    const { allowed } = this.#load
    const open = this.#circuit.state === 'open' && this.#load.circuit.state === 'closed'
    return !this.#stopped && !open && now() < this.#at.deadline && (allowed === undefined || this.#made < allowed)
  }

  /** When the rate lets a call begin; nothing where that is too late for this round. */
  #startOf({ rule }: Planned): number | undefined {
    const startAt = this.#tools.rate.reserve(rule.limits, this.#tools.now(), this.#at.deadline)
    if (startAt <= this.#at.deadline) return startAt
    this.#notBefore = Math.max(this.#notBefore, startAt)
    return undefined
  }

  async #call(plan: Planned, startAt: number): Promise<void> {
    const tools = this.#tools
    this.#made++
    const waitMs = startAt - tools.now()
    if (waitMs > 0) await tools.wait(waitMs)
    const { rule, call } = plan
    const outcomes = await runCall(rule, call, {
      settings: this.#at.settings,
      mayGo: ({ owner }) => !this.#isVoid(this.#load.works[owner]),
      now: tools.now,
      log: (attempt) => tools.attempted({ ...attempt, subscription: rule.name, ...this.#about(plan) }),
      send: (request, readsBody) =>
        tools.send(request, { timeoutMs: rule.limits.timeoutMs ?? tools.pace.timeoutMs, readsBody }),
    })
    if (outcomes.length === 0) return
    const events = call.items.map(({ event }) => event)
    for (const outcome of withoutUsers(outcomes, events)) {
      const list = this.#outcomes.get(outcome.item.owner)
      if (list === undefined) this.#outcomes.set(outcome.item.owner, [outcome])
      else list.push(outcome)
    }
    this.#learn({ row: this.#load.works[plan.owners[0] ?? 0]?.row.id ?? '', outcome: healthOf(outcomes) })
  }

  #isVoid(work: Work | undefined): boolean {
    return work !== undefined && this.#tools.isVoid(work.entry.event, work.entry.receivedAt)
  }

  /** Which deliveries an attempt carries, and whose requests committed them: five at most. */
  #about({ owners }: Planned): Readonly<Record<string, unknown>> {
    const some = owners.slice(0, 5).flatMap((owner) => this.#load.works[owner] ?? [])
    return {
      deliveries: some.map(({ row, entry, owed }) => deliveryId(row.id, entry, owed.subscription)),
      requestIds: [...new Set(some.flatMap(({ row }) => row.request ?? []))],
    }
  }

  #learn(told: Told): void {
    this.#failures = told.outcome === 'success' ? 0 : this.#failures + 1
    if (this.#failures >= failuresToStop) this.#stopped = true
    const { now, pace } = this.#tools
    const at = { now: now(), version: this.#at.version, probeMs: pace.probeMs }
    this.#circuit = afterCall(this.#circuit, told, at)
  }

  #landed({ owners }: Planned): void {
    for (const id of this.#rowsOf(owners)) {
      const left = (this.#open.get(id) ?? 1) - 1
      this.#open.set(id, left)
      const row = left === 0 ? this.#rows.get(id) : undefined
      if (row !== undefined) this.#through.push(row)
    }
    const waited = this.#tools.now() - this.#writtenAt
    if (this.#through.length >= rowsAtOnce || (this.#through.length > 0 && waited >= longestUnwrittenMs)) this.#write()
  }

  /** Writes the rows that are through, and the circuit, in one transaction. */
  #write(): void {
    const rows = this.#through.splice(0)
    const { transaction, meta, now } = this.#tools
    transaction(() => {
      for (const row of rows) this.#writeRow(row)
      meta.set('circuit', this.#circuit)
    })
    this.#tools.sending.remove(rows)
    this.#writtenAt = now()
  }

  #writeRow(row: Claimed): void {
    const { store, now } = this.#tools
    const fates = (this.#owned.get(row.id) ?? []).map(({ work, owner }): Judged => ({
      work,
      fate: this.#fateOf(work, owner),
    }))
    const secrets = secretsOf(this.#at.partner, this.#at.settings)
    const again = fates.filter(({ fate }) => fate.kind === 'again')
    const waiting = fates.filter(({ fate }) => fate.kind === 'waiting')
    if (waiting.length === fates.length && fates.length > 0) {
      store.release(row.id, row.fence, Math.max(now(), this.#notBefore))
      return
    }
    const first = again.length > 0 && waiting.length > 0 ? waiting : [...again, ...waiting]
    const left = leftOf(first)
    const due =
      first === waiting || again.length === 0 ? Math.max(now(), this.#notBefore) : this.#nextAttempt(row, again)
    const taken = store.apply({
      id: row.id,
      fence: row.fence,
      entries: left,
      due,
      tried: again.length > 0 && first !== waiting,
      reason: reasonOf(again, secrets),
    })
    if (!taken) return
    if (first === waiting && again.length > 0) this.#apart(row, leftOf(again), this.#nextAttempt(row, again))
    for (const { work, fate } of fates) {
      if (fate.kind !== 'ended') continue
      const { entry, owed } = work
      writeDown(
        this.#tools,
        { row, entry, subscription: owed.subscription, as: fate.as, message: fate.message },
        { now: now(), secrets },
      )
    }
  }

  #fateOf(work: Work, owner: number): Fate {
    const fate = fateOf(work, this.#outcomes.get(owner) ?? [])
    return fate.kind !== 'ended' && this.#isVoid(work) ? { kind: 'ended', as: 'erased', message: undefined } : fate
  }

  /** What failed of a row waits in a row of its own, so that the rest of it, which had no turn yet, need not wait with it. */
  #apart(row: Claimed, entries: readonly Entry[], due: number): void {
    const { id, acceptedAt, request } = row
    const { store, random } = this.#tools
    store.insertRow({
      id: rowIdBeside(id, random),
      due,
      strikes: 0,
      attempts: row.attempts + 1,
      acceptedAt,
      request,
      entries,
    })
  }

  #nextAttempt(row: Claimed, again: readonly Judged[]): number {
    const fates = again.flatMap(({ fate }) => (fate.kind === 'again' ? [fate] : []))
    const { now, random, pace } = this.#tools
    return nextAttemptAt(
      {
        attempts: row.attempts + 1,
        slow: fates.some(({ slow }) => slow),
        retryAfterMs: Math.max(0, ...fates.map(({ retryAfterMs }) => retryAfterMs)),
        now: now(),
        random: random(),
      },
      pace,
    )
  }
}

function reasonOf(again: readonly Judged[], secrets: readonly string[]): string | undefined {
  for (const { work, fate } of again)
    if (fate.kind === 'again' && fate.message !== undefined) return masked(fate.message, work.entry.event, secrets)
  return undefined
}
