import type { Env } from '../../env.ts'
import type { Settings } from '../../mapping/translate.ts'
import type { Partner } from '../../partners.ts'
import { secretsOf } from '../../partners.ts'
import { nextAttemptAt, paceOf } from '../backoff.ts'
import { masked } from '../mask.ts'
import type { ItemOutcome } from '../call.ts'
import { runCall } from '../call.ts'
import type { Circuit, Told } from '../circuit.ts'
import { afterRound, callsAllowed, closed } from '../circuit.ts'
import { Rate } from '../rate.ts'
import { Slots } from '../slots.ts'
import type { TokenOwner } from '../tokens.ts'
import { sendWithToken } from '../tokens.ts'
import type { Entry, Owed } from './chunk.ts'
import type { Claimed, Fate, Planned, Settled, Work } from './round.ts'
import { fateOf, planCalls, prepareRound } from './round.ts'
import type { Store } from './store.ts'

/** What a round works with. All effects are handed in. */
export interface Tools {
  readonly store: Store
  readonly env: Env
  readonly tokens: TokenOwner
  readonly transaction: (run: () => void) => void
  readonly now: () => number
  readonly random: () => number
  readonly log: (at: string, fields: Readonly<Record<string, unknown>>) => void
}

/** For whom a round works. */
export interface RoundAt {
  readonly partner: Partner
  readonly account: string
  readonly settings: Settings
  readonly version: string
  /** Host names of this Worker. */
  readonly own: readonly string[]
}

/** An object has one I/O context of six connections: five for calls, the sixth for its token. */
const inFlight = 5
const strikesToSplit = 3
const strikesToDie = 5

/** Makes rounds: claim, translate, send, apply. */
export class Worker {
  readonly #tools: Tools
  readonly #rate = new Rate()

  constructor(tools: Tools) {
    this.#tools = tools
  }

  /** One round. Gives whether there may be more to do at once. */
  async round(at: RoundAt): Promise<boolean> {
    const { store, now, transaction } = this.#tools
    const circuit = this.#circuit()
    const allowed = callsAllowed(circuit, { now: now(), version: at.version })
    if (allowed === 0) return false
    let rows: readonly Claimed[] = []
    transaction(() => {
      rows = store.claim({ now: now(), leaseMs: this.#leaseMs(at), probe: circuit.state === 'open' })
    })
    if (rows.length === 0) return false
    const healthy = this.#buryPoison(rows)
    const works = prepareRound(healthy, at.partner, at.settings, now())
    const planned = planCalls(works, at.settings)
    const made = allowed === undefined ? planned : planned.slice(0, allowed)
    const outcomes = await this.#send(made, at)
    this.#apply(healthy, works, outcomes, at)
    return allowed === undefined || made.length === planned.length
  }

  /** While the circuit is open nothing can be done before its probe. */
  pausedUntil({ version }: RoundAt): number {
    const circuit = this.#circuit()
    return circuit.state === 'open' && callsAllowed(circuit, { now: this.#tools.now(), version }) === 0
      ? circuit.probeAt
      : 0
  }

  #circuit(): Circuit {
    return this.#tools.store.meta<Circuit>('circuit', closed)
  }

  /** A lease covers the slowest sequence of calls, and some slack; a call may wait for another user's twin and for the rate. */
  #leaseMs({ partner }: RoundAt): number {
    const { timeoutMs, leaseSlackMs } = paceOf(this.#tools.env)
    const sequences = partner.mapping.subscriptions.map(
      (rule) => (rule.limits.timeoutMs ?? timeoutMs) * rule.steps.length,
    )
    return 2 * Math.max(timeoutMs, ...sequences) + leaseSlackMs
  }

  /** A row that was claimed five times and never applied kills the object: it is dead. At three it is split, so that only the bad event dies. */
  #buryPoison(rows: readonly Claimed[]): readonly Claimed[] {
    const { store, now, transaction } = this.#tools
    return rows.filter((row) => {
      if (row.strikes < strikesToSplit) return true
      transaction(() => {
        if (row.entries.length > 1) {
          store.split(row, now())
          return
        }
        const [entry] = row.entries
        if (row.strikes < strikesToDie || entry === undefined) return
        for (const owed of entry.owed) this.#bury(row, entry, owed.subscription, 'poison')
        store.count({ poison: entry.owed.length })
        store.apply({ id: row.id, fence: row.fence, entries: [], due: 0, tried: false })
      })
      return row.entries.length === 1 && row.strikes < strikesToDie
    })
  }

  async #send(planned: readonly Planned[], at: RoundAt): Promise<readonly ItemOutcome[]> {
    const slots = new Slots(inFlight)
    const running: Promise<readonly ItemOutcome[]>[] = []
    for (const plan of planned) {
      const before = plan.after.map((position) => running[position])
      running.push(Promise.all(before).then(() => slots.run(() => this.#call(plan, at))))
    }
    return (await Promise.all(running)).flat()
  }

  async #call({ rule, call }: Planned, at: RoundAt): Promise<readonly ItemOutcome[]> {
    const { env, tokens, now, log } = this.#tools
    const waitMs = this.#rate.reserve(rule.limits, now())
    if (waitMs > 0) await scheduler.wait(waitMs)
    const about = {
      partner: at.partner.slug,
      account: at.account,
      mapping: at.partner.hash,
      subscription: rule.name,
      queued: true,
    }
    return runCall(rule, call, {
      settings: at.settings,
      now,
      log: (attempt) => log('attempt', { ...about, ...attempt }),
      send: (request, readsBody) =>
        sendWithToken(
          request,
          { env, own: at.own, signal: AbortSignal.timeout(rule.limits.timeoutMs ?? paceOf(env).timeoutMs), readsBody },
          tokens,
        ),
    })
  }

  /** Writes all that the round found out in one transaction: rows, dead letters, counts, circuit. */
  #apply(rows: readonly Claimed[], works: readonly Work[], outcomes: readonly ItemOutcome[], at: RoundAt): void {
    const { store, now, transaction } = this.#tools
    const byOwner = Map.groupBy(outcomes, ({ item }) => item.owner)
    const fates = works.map((work, owner) => ({
      work,
      fate: fateOf(work, byOwner.get(owner) ?? []),
      tried: byOwner.has(owner),
    }))
    const byRow = Map.groupBy(fates, ({ work }) => work.row.id)
    const told: Told[] = []
    const secrets = secretsOf(at.partner, at.settings)
    transaction(() => {
      for (const row of rows) {
        const own = byRow.get(row.id) ?? []
        const tried = own.filter((one) => one.tried)
        const { due, left } = this.#rest(row, own)
        if (!store.apply({ id: row.id, fence: row.fence, entries: left, due, tried: tried.length > 0 })) continue
        for (const { work, fate } of own) this.#settle(work, fate, secrets)
        if (tried.length > 0) told.push({ row: row.id, outcome: healthOf(tried.map(({ fate }) => fate)) })
      }
      store.setMeta('circuit', afterRound(this.#circuit(), told, { now: now(), version: at.version }))
    })
  }

  /** What is left of a row, and when it is tried again. */
  #rest(
    row: Claimed,
    own: readonly { work: Work; fate: Fate; tried: boolean }[],
  ): { left: readonly Entry[]; due: number } {
    const { now, random, env } = this.#tools
    const again = own.flatMap(({ work, fate }) => (fate.kind === 'again' ? [{ work, fate }] : []))
    const byEntry = Map.groupBy(again, ({ work }) => work.entry)
    const left = [...byEntry].map(([entry, list]): Entry => ({
      ...entry,
      owed: list.map(({ work, fate }): Owed => ({
        subscription: work.subscription,
        ...(fate.done.length > 0 && { done: fate.done }),
      })),
    }))
    const fates = again.map(({ fate }) => fate)
    if (!own.some(({ tried }) => tried)) return { left, due: now() }
    const due = nextAttemptAt(
      {
        attempts: row.attempts + 1,
        slow: fates.some(({ slow }) => slow),
        retryAfterMs: Math.max(0, ...fates.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
        now: now(),
        random: random(),
      },
      paceOf(env),
    )
    return { left, due }
  }

  #settle(work: Work, fate: Fate, secrets: readonly string[]): void {
    if (fate.kind !== 'settled') return
    this.#tools.store.count({ [fate.as]: 1 })
    if (isDead(fate.as))
      this.#bury(
        work.row,
        work.entry,
        work.subscription,
        fate.message === undefined ? fate.as : `${fate.as}: ${masked(fate.message, work.entry.event, secrets)}`,
      )
  }

  #bury(row: Claimed, entry: Entry, subscription: string, reason: string): void {
    const id = `${row.id.slice(0, 24)}-${row.entries.indexOf(entry)}-${entry.owed.findIndex((owed) => owed.subscription === subscription)}`
    this.#tools.store.bury(
      { id, reason, subscription, entry: { ...entry, owed: [{ subscription }] } },
      this.#tools.now(),
    )
  }
}

function isDead(settled: Settled): boolean {
  return settled !== 'delivered' && settled !== 'skipped'
}

/** What a row tells of the partner's health: one call that got through is enough. */
function healthOf(fates: readonly Fate[]): Told['outcome'] {
  if (fates.some((fate) => fate.kind === 'settled')) return 'success'
  return fates.some((fate) => fate.kind === 'again' && fate.unauthorized) ? 'unauthorized' : 'failure'
}
