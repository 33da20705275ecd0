import type { Env } from '../env.ts'
import type { AccountRef, OwnedAccount } from '../registry/messages.ts'
import { accountName } from '../partners/account-name.ts'
import { wait, within } from '../runtime/time-limit.ts'
import { numericVariable } from '../runtime/variables.ts'
import { keyOf } from './ledger.ts'
import { keptEventsOf } from './kept-events.ts'
import type { ActivityBatch, Counted, NotedEvent, NotedRecord } from './record.ts'
import { reasonOf } from './record.ts'
import type { ActivitySeals } from './seals.ts'

/** Of one account so many are handed in at once: failures (100 a second), and others. The rest is counted. */
const most = { failed: 1_000, other: 200 } as const
const handInMs = 2_000
/** What somebody watches is handed in so soon. */
const watchedMs = 1_000

/** How a user's id becomes a digest, what a delivery is known by, and how requests and events are sealed. */
export interface ActivityKeys extends ActivitySeals {
  readonly digest: (id: string) => string
  /** 24 hex digits. Whoever has no key cannot tell from them what the text is: a message id may hold an e-mail address. */
  readonly deliveryId: (delivery: string) => string
}

/** What an isolate or an object has to do with: how a user is known, and where batches go. */
export interface BufferDependencies {
  /** What an account's (`<partner>/<account>`) users are known by, and what its requests are sealed with; nothing where there is no key. */
  readonly keys: (env: Env, account: string) => ActivityKeys | undefined
  /** Gives whether anybody watches the account. */
  readonly handIn: (env: Env, ref: AccountRef, batch: ActivityBatch) => Promise<boolean>
  readonly random: () => number
}

/** So many requests with their answers are handed in at once, none of more characters than that: a row holds 2 MB. */
const mostExchanges = 40
const longestExchange = 20_000
/** Records hold their events until their names are masked, which is when they are handed in, or when so many have come. */
const mostUnmasked = 2_000
const maskedATurn = 50
/** Events to be kept are handed in as soon as they have so many characters. */
const charsOfEvents = 500_000

interface Waiting {
  readonly of: OwnedAccount
  /** By their keys. */
  readonly exchanges: Map<object, TextOfExchange>
  readonly counts: Map<string, Counted>
  readonly failed: Sample
  readonly other: Sample
  readonly events: NotedEvent[]
  chars: number
}

interface TextOfExchange {
  readonly text: string
  readonly ids: readonly string[]
  receivedAt: number
}

/** A sample of what came: all of it while it is little. */
class Sample {
  readonly records: NotedRecord[] = []
  #seen = 0
  readonly #most: number

  constructor(largest: number) {
    this.#most = largest
  }

  /** Takes a record: in the place of another where the sample is full, so that each has the same chance. */
  add(record: NotedRecord, random: () => number): void {
    this.#seen++
    if (this.records.length < this.#most) this.records.push(record)
    else {
      const place = Math.floor(random() * this.#seen)
      if (place < this.#most) this.records[place] = record
    }
  }

  /** How many came that it does not hold. */
  get omitted(): number {
    return this.#seen - this.records.length
  }
}

/** When something is noted, and what keeps work alive after that (`waitUntil`). */
export interface NotedAt {
  readonly now: number
  readonly later: (work: Promise<unknown>) => void
}

/** Says when to begin a wait: one is enough for all that comes until it is over. */
class Pace {
  #since = -Infinity

  /** Whether a wait (ms) begins now, because no other is on its way. */
  begins(now: number, ms: number): boolean {
    if (now - this.#since < ms && now >= this.#since) return false
    this.#since = now
    return true
  }
}

/** Collects what happened and hands it in by batches, beside the work: nobody waits for it, and what is here when the isolate dies is lost. */
export class ActivityBuffer {
  readonly #dependencies: BufferDependencies
  readonly #waiting = new Map<string, Waiting>()
  /** The accounts of which the last hand-in said that somebody watches. */
  readonly #watched = new Set<string>()
  readonly #pace = new Pace()
  readonly #watchedPace = new Pace()
  /** How many records came since all were handed in or masked. */
  #unmasked = 0

  constructor(dependencies: BufferDependencies) {
    this.#dependencies = dependencies
  }

  /** Takes records of an account. */
  note(of: OwnedAccount, records: readonly NotedRecord[]): void {
    const waiting = this.#waitingFor(of)
    this.#unmasked += records.length
    for (const record of records) {
      addTo(waiting.counts, countedOf(record))
      keepExchange(waiting.exchanges, record)
      ;(record.failed ? waiting.failed : waiting.other).add(record, this.#dependencies.random)
    }
  }

  /** Takes counts of an account of which there are no records. */
  count(of: OwnedAccount, counted: Counted): void {
    addTo(this.#waitingFor(of).counts, counted)
  }

  /** Takes events of an account that are to be kept for later. */
  noteEvents(of: OwnedAccount, events: readonly NotedEvent[]): void {
    const waiting = this.#waitingFor(of)
    waiting.events.push(...events)
    waiting.chars += events.reduce((sum, { text }) => sum + text.length, 0)
  }

  #waitingFor(of: OwnedAccount): Waiting {
    const name = accountName(of.partner, of.account)
    const waiting = this.#waiting.get(name) ?? {
      of,
      exchanges: new Map<object, TextOfExchange>(),
      counts: new Map<string, Counted>(),
      failed: new Sample(most.failed),
      other: new Sample(most.other),
      events: [],
      chars: 0,
    }
    this.#waiting.set(name, waiting)
    return waiting
  }

  /** Hands in a while from now (twice `COUNTERS_FLUSH_MS`, 10 s): one flush covers what all requests note until then. What somebody watches goes sooner, and much that is to be kept for later at once. */
  flushLater(env: Env, at: NotedAt): void {
    if (this.#waiting.size === 0) return
    if (this.#unmasked >= mostUnmasked) {
      this.#unmasked = 0
      at.later(this.#maskNames())
    }
    if ([...this.#waiting.values()].some(({ chars }) => chars >= charsOfEvents)) at.later(this.flush(env))
    const ms = flushMs(env)
    if (this.#pace.begins(at.now, ms)) at.later(wait(ms).then(() => this.flush(env)))
    this.flushWatchedSoon(env, at)
  }

  /** Masks the names of all records that wait, so that they hold their events no longer. */
  #maskNames(): Promise<void> {
    return maskInTurns(
      [...this.#waiting.values()].flatMap(({ failed, other }) => [...failed.records, ...other.records]),
    )
  }

  /** Hands in what somebody watches, a second from now. */
  flushWatchedSoon(env: Env, { now, later }: NotedAt): void {
    const ms = Math.min(watchedMs, flushMs(env))
    const isWatched = [...this.#watched].some((name) => this.#waiting.has(name))
    if (isWatched && this.#watchedPace.begins(now, ms)) later(wait(ms).then(() => this.#flush(env, [...this.#watched])))
  }

  /** Hands in all there is. Never throws: what the object does not take within 2 s is lost. */
  flush(env: Env): Promise<void> {
    this.#unmasked = 0
    return this.#flush(env, [...this.#waiting.keys()])
  }

  async #flush(env: Env, names: readonly string[]): Promise<void> {
    const all = names.flatMap((name) => this.#waiting.get(name) ?? [])
    for (const name of names) this.#waiting.delete(name)
    await Promise.all(all.map((one) => this.#handIn(env, one)))
  }

  async #handIn(env: Env, { of, exchanges, counts, failed, other, events }: Waiting): Promise<void> {
    const name = accountName(of.partner, of.account)
    const keys = this.#dependencies.keys(env, name)
    const noted = [...failed.records, ...other.records]
    if (keys !== undefined) await maskInTurns(noted)
    const kept = keys === undefined ? nothing : keptBy(keys, noted, exchanges)
    const omitted = failed.omitted + other.omitted + noted.length - kept.records.length
    const batch = {
      of,
      ...kept,
      counts: [...counts.values()],
      omitted,
      ...(keys !== undefined && events.length > 0 && { events: keptEventsOf(events, keys) }),
    }
    const isWatched = await within(handInMs, () => this.#dependencies.handIn(env, of, batch))
    if (isWatched === true) this.#watched.add(name)
    else this.#watched.delete(name)
  }
}

/** Masks the names of records, some at a time, so that it holds up no request. */
async function maskInTurns(records: readonly NotedRecord[]): Promise<void> {
  for (const [i, { names }] of records.entries()) {
    if (i % maskedATurn === maskedATurn - 1) await wait(0)
    names.shown()
  }
}

function flushMs(env: Env): number {
  return 2 * numericVariable(env, 'COUNTERS_FLUSH_MS')
}

/** Without a key no delete would find a record: only counts are handed in then. */
const nothing: Pick<ActivityBatch, 'records' | 'exchanges'> = { records: [], exchanges: [] }

function keptBy(
  { digest, deliveryId, seal }: ActivityKeys,
  noted: readonly NotedRecord[],
  exchanges: ReadonlyMap<object, TextOfExchange>,
): typeof nothing {
  const places = new Map([...exchanges.keys()].map((key, i) => [key, i]))
  return {
    records: noted.map(({ ids, exchange, names, sentMessageId, ...record }) => ({
      ...record,
      ...names.shown(),
      id: deliveryId(deliveryText(sentMessageId, record.subscription)),
      users: ids.map(digest),
      exchange: exchange === undefined ? undefined : places.get(exchange.key),
    })),
    exchanges: [...exchanges.values()].map(({ text, ids, receivedAt }) => ({
      users: ids.map(digest),
      receivedAt,
      sealed: seal(text),
    })),
  }
}

function countedOf(record: NotedRecord): Counted {
  const { mapping, subscription, queued, outcome, failed } = record
  return { mapping, subscription, queued, outcome, failed, reason: reasonOf(record), n: 1 }
}

function addTo(counts: Map<string, Counted>, counted: Counted): void {
  const key = keyOf(counted)
  counts.set(key, { ...counted, n: counted.n + (counts.get(key)?.n ?? 0) })
}

function keepExchange(exchanges: Map<object, TextOfExchange>, { exchange, receivedAt }: NotedRecord): void {
  if (exchange === undefined) return
  const known = exchanges.get(exchange.key)
  if (known !== undefined) known.receivedAt = Math.min(known.receivedAt, receivedAt)
  else if (exchanges.size < mostExchanges) {
    const text = exchange.show()
    if (text.length <= longestExchange) exchanges.set(exchange.key, { text, ids: exchange.ids, receivedAt })
  }
}

/** What all attempts of a delivery have in common, and no other has: its event's message id, as it came, and its subscription. What has no message id, because it is no event, is tried once. */
function deliveryText(messageId: string, subscription: string): string {
  return JSON.stringify([messageId === '' ? crypto.randomUUID() : messageId, subscription])
}
