import { secretsOf } from '../../partners.ts'
import { nextAttemptAt } from '../backoff.ts'
import type { Attempt, ItemOutcome } from '../call.ts'
import { runCall } from '../call.ts'
import { tellsOfPartner } from '../circuit.ts'
import { masked, withoutUsers } from '../mask.ts'
import type { Entry, Owed } from './chunk.ts'
import { deliveryId, rowIdBeside, settle } from './chunk.ts'
import { writeDown, writeRejectedItems } from './ending.ts'
import { claimed, roundsBegun } from './lease.ts'
import type { Claimed, Fate, Planned, Work } from './plan.ts'
import { fateOf, healthOf, leftOf, rejectedItems } from './plan.ts'
import type { RoundAt, Tools } from './tools.ts'

/** What flies: rows, what they owe, the calls made of it, how many of them may be made. */
export interface Load {
  readonly rows: readonly Claimed[]
  /** Whether they are claimed already, and not only when their calls begin. */
  readonly areClaimed: boolean
  readonly works: readonly Work[]
  readonly planned: readonly Planned[]
  readonly allowed: number | undefined
}

/** One owed (event, subscription) by its position in the load. */
interface Owned {
  readonly work: Work
  readonly owner: number
}

/** One owed (event, subscription), and what became of it. */
interface Judged extends Owned {
  readonly fate: Fate
}

/** An answer is on the disk so soon, while other calls are still on their way; answers that come meanwhile are written with it. */
const writtenWithinMs = 250
/** So many rows that are through are written at once. */
const rowsAtOnce = 50
/** So many failures in a row end a round: the partner is down. */
const failuresToStop = 10

/** Makes the calls of a round, and writes what became of each row: what is known of it while its calls are on their way, the rest when they have ended. */
export class Flight {
  readonly #tools: Tools
  readonly #at: RoundAt
  readonly #load: Load
  readonly #outcomes = new Map<number, ItemOutcome[]>()
  /** How many calls of each row have not ended. */
  readonly #open = new Map<string, number>()
  /** The rows, each as it is claimed by now. */
  readonly #rows: Map<string, Claimed>
  readonly #claimed: Set<string>
  readonly #owned: ReadonlyMap<string, readonly Owned[]>
  /** The rows of which something is known that is not written. */
  readonly #news = new Set<string>()
  /** The owners whose end is written while others of their rows go on. */
  readonly #ended = new Set<number>()
  /** How many rejected items of each owner are written. */
  readonly #rejected = new Map<number, number>()
  readonly #secrets: readonly string[]
  /** Whether the circuit was open already: then it does not stop what may be made all the same. */
  readonly #wasOpen: boolean
  /** How many calls have not begun, and may still. */
  #toBegin: number
  #allBegun: () => void = () => undefined
  #made = 0
  #failures = 0
  #stopped = false
  #notBefore = 0
  #writesSoon = false
  #broken: { readonly error: unknown } | undefined

  constructor(tools: Tools, at: RoundAt, load: Load) {
    this.#tools = tools
    this.#at = at
    this.#load = load
    this.#wasOpen = tools.circuit.now.state === 'open'
    this.#toBegin = load.planned.length
    this.#secrets = secretsOf(at.partner, at.settings)
    this.#rows = new Map(load.rows.map((row) => [row.id, row]))
    this.#claimed = new Set(load.areClaimed ? this.#rows.keys() : [])
    this.#owned = Map.groupBy(
      load.works.map((work, owner): Owned => ({ work, owner })),
      ({ work }) => work.row.id,
    )
  }

  /** Makes the calls; throws what writing threw, when nothing is in flight any more. */
  async fly(): Promise<void> {
    try {
      await this.#makeCalls()
    } finally {
      this.#tools.sending.remove([...this.#rows.values()])
    }
  }

  /** Ends when no call is left that has not begun, a moment later: what is not answered by then takes its time. */
  async onlyWaits(): Promise<void> {
    if (this.#toBegin > 0) await new Promise<void>((resolve) => (this.#allBegun = resolve))
    await this.#tools.wait(writtenWithinMs)
  }

  async #makeCalls(): Promise<void> {
    const { rows, planned } = this.#load
    for (const { owners } of planned)
      for (const row of this.#rowsOf(owners)) this.#open.set(row, (this.#open.get(row) ?? 0) + 1)
    for (const { id } of rows) if (!this.#open.has(id)) this.#news.add(id)
    const { slots } = this.#tools
    const running: Promise<void>[] = []
    for (const plan of planned) {
      const before = plan.after.map((position) => running[position])
      running.push(Promise.all(before).then(() => slots.run(() => this.#one(plan))))
    }
    const ended = await Promise.allSettled(running)
    const failed = ended.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    if (this.#broken !== undefined) throw this.#broken.error
    this.#write()
  }

  #rowsOf(owners: readonly number[]): ReadonlySet<string> {
    return new Set(owners.flatMap((owner) => this.#load.works[owner]?.row.id ?? []))
  }

  async #one(plan: Planned): Promise<void> {
    try {
      if (--this.#toBegin === 0) this.#allBegun()
      const { allowed } = this.#load
      if (this.#mayBegin() && (allowed === undefined || this.#made < allowed)) await this.#call(plan)
      this.#landed(plan)
    } catch (error) {
      this.#stopped = true
      throw error
    }
  }

  #mayBegin(): boolean {
    const hasOpened = this.#tools.circuit.now.state === 'open' && !this.#wasOpen
    return !this.#stopped && !hasOpened && this.#at.budget.hasRoom(this.#tools.now())
  }

  /** Waits until the rate lets a request of a rule begin; `false` where that is too late for this round. */
  async #mayStart({ rule, owners }: Planned): Promise<boolean> {
    if (!this.#mayBegin()) return false
    const { rate, now, wait } = this.#tools
    const { budget } = this.#at
    const startAt = rate.reserve(rule.limits, now(), budget.deadline)
    if (startAt > budget.deadline) {
      this.#notBefore = Math.max(this.#notBefore, startAt)
      return false
    }
    budget.take()
    if (startAt > now()) await wait(startAt - now())
    return this.#claim(owners)
  }

  /** Claims the rows of a call that were not claimed yet; `false`: one of them is not as it was any more. */
  #claim(owners: readonly number[]): boolean {
    const rows = [...this.#rowsOf(owners)].flatMap((id) => (this.#claimed.has(id) ? [] : (this.#rows.get(id) ?? [])))
    if (rows.length === 0) return true
    const { transaction, meta, sending } = this.#tools
    let taken: readonly (Claimed | undefined)[] = []
    transaction(() => {
      taken = rows.map((row) => claimed(this.#tools, this.#at, row))
      meta.set(roundsBegun, undefined)
    })
    for (const row of taken) {
      if (row === undefined) continue
      this.#rows.set(row.id, row)
      this.#claimed.add(row.id)
      sending.add([row])
    }
    return taken.every((row) => row !== undefined)
  }

  async #call(plan: Planned): Promise<void> {
    const tools = this.#tools
    const { rule, call } = plan
    this.#made++
    const outcomes = await runCall(rule, call, {
      settings: this.#at.settings,
      mayGo: ({ owner }) => !this.#isVoid(this.#load.works[owner]),
      mayStart: () => this.#mayStart(plan),
      settled: (some) => this.#settled(plan, some),
      now: tools.now,
      log: (attempt) => tools.attempted({ ...attempt, subscription: rule.name, ...this.#about(plan, attempt) }),
      send: (request, readsBody) =>
        tools.send(request, { timeoutMs: rule.limits.timeoutMs ?? tools.pace.timeoutMs, readsBody }),
    })
    if (outcomes.length > 0) this.#learn(plan, outcomes)
  }

  #isVoid(work: Work | undefined): boolean {
    return work !== undefined && this.#tools.isVoid(work.entry.event, work.entry.receivedAt)
  }

  #settled({ call }: Planned, outcomes: readonly ItemOutcome[]): void {
    const events = call.items.map(({ event }) => event)
    for (const outcome of withoutUsers(outcomes, events)) {
      const list = this.#outcomes.get(outcome.item.owner)
      if (list === undefined) this.#outcomes.set(outcome.item.owner, [outcome])
      else list.push(outcome)
    }
    this.#tell(this.#rowsOf(outcomes.map(({ item }) => item.owner)))
  }

  /** Which deliveries an attempt carries, whose requests committed them (five at most), which attempt it is, and how much later than it was due it began. */
  #about({ owners }: Planned, { ms }: Attempt): Readonly<Record<string, unknown>> {
    const some = owners.slice(0, 5).flatMap((owner) => this.#load.works[owner] ?? [])
    const row = some[0]?.row
    return {
      ...(row !== undefined && {
        attempt: row.attempts + 1,
        lateMs: Math.max(0, this.#tools.now() - ms - row.dueAt),
      }),
      deliveries: some.map(({ row: { id }, entry, owed }) => deliveryId(id, entry, owed)),
      requestIds: [...new Set(some.flatMap(({ row: { request } }) => request ?? []))],
    }
  }

  #learn({ owners }: Planned, outcomes: readonly ItemOutcome[]): void {
    const rows = [...this.#rowsOf(owners)].flatMap((id) => this.#rows.get(id) ?? [])
    const outcome = healthOf(outcomes)
    const { now, pace, circuit } = this.#tools
    const counts = rows.some((row) => !row.urgent && tellsOfPartner(circuit.now, row))
    if (outcome === 'success') this.#failures = 0
    else if (counts) this.#failures++
    if (this.#failures >= failuresToStop) this.#stopped = true
    const at = { now: now(), version: this.#at.version, probeMs: pace.probeMs }
    circuit.learn({ row: rows[0]?.id ?? '', outcome, counts }, at)
  }

  #landed({ owners }: Planned): void {
    const rows = this.#rowsOf(owners)
    for (const id of rows) this.#open.set(id, (this.#open.get(id) ?? 1) - 1)
    this.#tell(rows)
  }

  /** Something is known of rows that is to be written soon. */
  #tell(rows: ReadonlySet<string>): void {
    for (const id of rows) this.#news.add(id)
    if ([...this.#news].filter((id) => this.#isThrough(id)).length >= rowsAtOnce) this.#write()
    else if (!this.#writesSoon) void this.#writeSoon()
  }

  async #writeSoon(): Promise<void> {
    this.#writesSoon = true
    await this.#tools.wait(writtenWithinMs)
    this.#writesSoon = false
    try {
      if (this.#news.size > 0 && this.#broken === undefined) this.#write()
    } catch (error) {
      this.#stopped = true
      this.#broken = { error }
    }
  }

  #isThrough(row: string): boolean {
    return (this.#open.get(row) ?? 0) === 0
  }

  /** Writes what is known, and the circuit, in one transaction. */
  #write(): void {
    const rows = [...this.#news].flatMap((id) => this.#rows.get(id) ?? [])
    const { transaction, meta, circuit } = this.#tools
    let recorded: readonly Judged[] = []
    transaction(() => {
      recorded = rows.flatMap((row) => {
        const judged = this.#judge(row)
        return this.#isThrough(row.id) ? this.#finish(row, judged) : this.#progress(row, judged)
      })
      circuit.keep()
      meta.set(roundsBegun, undefined)
    })
    this.#news.clear()
    this.#tools.sending.remove(rows.filter(({ id }) => this.#isThrough(id)))
    for (const { fate, owner } of recorded) {
      if (fate.kind === 'ended') this.#ended.add(owner)
      this.#rejected.set(owner, this.#rejectedOf(owner).length)
    }
  }

  #judge(row: Claimed): readonly Judged[] {
    return (this.#owned.get(row.id) ?? [])
      .filter(({ owner }) => !this.#ended.has(owner))
      .map((owned) => ({ ...owned, fate: this.#fateOf(owned) }))
  }

  #fateOf({ work, owner }: Owned): Fate {
    const fate = fateOf(work, this.#outcomes.get(owner) ?? [])
    return fate.kind !== 'ended' && this.#isVoid(work) ? { kind: 'ended', as: 'erased', message: undefined } : fate
  }

  #rejectedOf(owner: number): readonly ItemOutcome[] {
    const work = this.#load.works[owner]
    return work === undefined ? [] : rejectedItems(work, this.#outcomes.get(owner) ?? [])
  }

  /** Writes what is known of a row whose calls are not all through: the row stays claimed. Gives what it recorded. */
  #progress(row: Claimed, judged: readonly Judged[]): readonly Judged[] {
    const isKnown = judged.some(
      ({ fate, owner }) => fate.kind === 'ended' || (this.#outcomes.get(owner)?.length ?? 0) > 0,
    )
    const left = leftOf(judged)
    if (!isKnown || left.length === 0 || !this.#tools.store.keep(row.id, row.fence, left)) return []
    return this.#record(row, judged)
  }

  /** Writes what became of a row whose calls are all through. Gives what it recorded. */
  #finish(row: Claimed, judged: readonly Judged[]): readonly Judged[] {
    const { store, now } = this.#tools
    const of = (kind: Fate['kind']): readonly Judged[] => judged.filter(({ fate }) => fate.kind === kind)
    const [again, waiting, parked] = [of('again'), of('waiting'), of('parked')]
    const soon = Math.max(now(), this.#notBefore)
    const isUntouched = waiting.length === judged.length && waiting.every(({ owner }) => !this.#outcomes.has(owner))
    if (judged.length > 0 && isUntouched) {
      if (this.#claimed.has(row.id) || this.#notBefore > now()) store.release(row.id, row.fence, soon)
      return []
    }
    // What failed waits apart, so that what had no turn need not wait with it; so does what is parked.
    const stays = [waiting, again, parked].find((list) => list.length > 0) ?? []
    const taken = store.apply({
      id: row.id,
      fence: row.fence,
      entries: leftOf(stays),
      due: stays === again ? this.#nextAttempt(row, again) : stays === parked ? givenUpAt(parked) : soon,
      tried: stays === again,
      reason: stays === waiting ? undefined : this.#reasonOf(stays),
      parked: stays === parked && parked.length > 0,
    })
    if (!taken) return []
    if (stays !== again && again.length > 0)
      this.#apart(row, again, { due: this.#nextAttempt(row, again), attempts: row.attempts + 1 })
    if (stays !== parked && parked.length > 0)
      this.#apart(row, parked, { due: givenUpAt(parked), attempts: row.attempts, parked: true })
    return this.#record(row, judged)
  }

  /** Writes down how deliveries ended, and which items the partner refused of those that did not. */
  #record(row: Claimed, judged: readonly Judged[]): readonly Judged[] {
    const at = { now: this.#tools.now(), secrets: this.#secrets }
    for (const { work, owner, fate } of judged) {
      const { entry, owed } = work
      const rejected = this.#rejectedOf(owner).slice(this.#rejected.get(owner) ?? 0)
      if (rejected.length > 0) writeRejectedItems(this.#tools, { row, entry, owed }, { ...at, rejected })
      if (fate.kind === 'ended')
        writeDown(
          this.#tools,
          { row, entry, owed: this.#unwritten(owner, owed), as: fate.as, message: fate.message },
          at,
        )
    }
    return judged
  }

  /** What a delivery owes but for the items that have dead letters of their own. */
  #unwritten(owner: number, owed: Owed): Owed {
    const written = this.#rejected.get(owner) ?? 0
    const work = this.#load.works[owner]
    if (written === 0 || work === undefined) return owed
    const outcomes = [...work.refused, ...(this.#outcomes.get(owner) ?? [])]
    return settle(owed, outcomes.filter(({ outcome }) => outcome === 'rejected').slice(0, written))
  }

  #apart(
    { id, acceptedAt, request }: Claimed,
    judged: readonly Judged[],
    row: { readonly due: number; readonly attempts: number; readonly parked?: boolean },
  ): void {
    const { store, random } = this.#tools
    const entries: readonly Entry[] = leftOf(judged)
    store.insertRow({
      id: rowIdBeside(id, random),
      strikes: 0,
      acceptedAt,
      request,
      entries,
      reason: this.#reasonOf(judged),
      ...row,
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

  /** Why deliveries wait, as an operator sees it. */
  #reasonOf(judged: readonly Judged[]): string | undefined {
    for (const { work, fate } of judged)
      if ('message' in fate && fate.message !== undefined) {
        const text = masked(fate.message, work.entry.event, this.#secrets)
        return fate.kind === 'parked' ? `mapping changed: ${text}` : text
      }
    return undefined
  }
}

/** When the first of parked deliveries is given up (ms): a little later, for until then it is not too old. */
function givenUpAt(parked: readonly Judged[]): number {
  return Math.min(...parked.flatMap(({ fate }) => (fate.kind === 'parked' ? [fate.until + 1] : [])))
}
