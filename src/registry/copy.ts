import type { Wait } from '../runtime/time-limit.ts'
import type { Env } from '../env.ts'
import { wait, within } from '../runtime/time-limit.ts'
import { numericVariable } from '../runtime/variables.ts'
import type { View } from './known.ts'
import { Known } from './known.ts'
import type { BookRef, Count, SyncReply } from './messages.ts'
import { registryOf } from './registry.ts'
import { tombstoneLifeMs } from './tombstones.ts'
import type { CountBatch } from './unsent.ts'
import { Unsent } from './unsent.ts'

/** The moment of a request, and what keeps work alive after its reply (`waitUntil`). `flushes`: whether it may leave a flush for later, which takes seconds (it may, unless it says no). */
export interface RequestAt {
  readonly now: number
  readonly later: (work: Promise<unknown>) => void
  readonly flushes?: boolean
}

/** What the copy works with: the registry, the clock, and a way to wait. */
export interface CopyDependencies {
  readonly registry: (env: Env) => { readonly sync: (since: number, counts: readonly Count[]) => Promise<SyncReply> }
  readonly now: () => number
  readonly wait: Wait
}

const pollMs = 10
/** So many requests ask at once, so that a cold isolate does not load the same megabytes fifty times; the others look whether an answer has come. */
const mostAsking = 4
/** After this time a refresh counts as dead, and another may start. */
const refreshMs = 5_000
const flushTries = 2
/** A registry lists at most 100,000 tombstones, 25,000 a page. */
const mostPages = 8
const mostTombstones = 150_000

/**
 * What this isolate knows of the registry, and the counts that it owes it. Requests share the values here, never promises: awaiting a promise of another request hangs.
 * Whatever may be cancelled with its request (a refresh, a flush) is marked by a time, which runs out.
 */
export class RegistryCopy {
  readonly #dependencies: CopyDependencies
  #known = new Known()
  readonly #unsent = new Unsent(2 * refreshMs)
  /** Up to which change the tombstones are here. */
  #version = 0
  /** When the last complete answer was asked for. */
  #freshAt = -Infinity
  #refreshingSince = -Infinity
  #flushingSince = -Infinity
  /** Questions are numbered: an answer that is overtaken by a later question's brings only its tombstones. */
  #asked = 0
  #answered = 0
  #asking: readonly number[] = []

  constructor(dependencies: CopyDependencies) {
    this.#dependencies = dependencies
  }

  /**
   * The copy that a request may rely on: at most 15 s old (half of `REGISTRY_STALE_MS`) at once; to 30 s at once, while one request refreshes it through `later`; older or none: this request asks, for
   * 300 ms (`REGISTRY_ASK_MS`) at most. Nothing where it got no answer: its events are then committed, not sent. Also sees to it that what the request counts is handed in.
   */
  async current(env: Env, at: RequestAt): Promise<View | undefined> {
    this.#dropFuture(at.now)
    if (at.flushes !== false) this.flushLater(env, at)
    const age = at.now - this.#freshAt
    const stale = numericVariable(env, 'REGISTRY_STALE_MS')
    if (age > stale) return this.#ask(env, at)
    if (age > stale / 2 && at.now - this.#refreshingSince >= refreshMs) {
      this.#refreshingSince = at.now
      at.later(this.#handIn(env))
    }
    return this.#known
  }

  /** A clock that went back: nothing here is of later than now, so that nothing stays fresh, or counts as being asked for, until the clock is there again. */
  #dropFuture(now: number): void {
    this.#freshAt = Math.min(this.#freshAt, now)
    this.#refreshingSince = Math.min(this.#refreshingSince, now)
    this.#flushingSince = Math.min(this.#flushingSince, now)
  }

  /** What is known, however old; nothing where the registry never answered. */
  last(): View | undefined {
    return this.#freshAt === -Infinity ? undefined : this.#known
  }

  /** Counts something; it is handed in with the next refresh or flush, and again if that fails. */
  count(partner: string, name: string, n = 1): void {
    this.#unsent.add({ partner, name, n })
  }

  /** Counts what a request received, whole: the results by name are in the same books, and are handed in together. */
  received(ref: BookRef, results: Readonly<Record<string, number>>): void {
    for (const [name, n] of Object.entries(results)) this.#unsent.add({ ...ref, name: `received.${name}`, n })
  }

  /**
   * Hands counts in a while from now, for the case that no other request comes. One flush in `COUNTERS_FLUSH_MS` (5 s) covers all requests that come before the next may start, and runs as
   * long after that, when they have ended. `current` calls it; who works longer than 5 s, or counts without `current`, calls it after counting.
   */
  flushLater(env: Env, { now, later }: RequestAt): void {
    const ms = numericVariable(env, 'COUNTERS_FLUSH_MS')
    if (now - this.#flushingSince < ms) return
    this.#flushingSince = now
    later(this.#flush(env, ms))
  }

  async #flush(env: Env, ms: number): Promise<void> {
    await this.#dependencies.wait(2 * ms)
    for (let tries = 0; tries < flushTries && !this.#unsent.isEmpty; tries++) {
      if (tries > 0) await this.#dependencies.wait(ms)
      await this.#handIn(env)
    }
  }

  /** Asks on behalf of one request. While enough others ask, it only looks for their answer. */
  async #ask(env: Env, { now, later }: RequestAt): Promise<View | undefined> {
    const limit = numericVariable(env, 'REGISTRY_ASK_MS')
    const isFresh = (): boolean => now - this.#freshAt <= numericVariable(env, 'REGISTRY_STALE_MS')
    for (let waited = 0; waited < limit; waited += pollMs) {
      if (isFresh()) return this.#known
      this.#asking = this.#asking.filter((since) => now + waited - since < limit)
      if (this.#asking.length < mostAsking) {
        const since = now + waited
        this.#asking = [...this.#asking, since]
        const answer = this.#sync(env).catch(() => undefined)
        later(answer)
        await within(limit - waited, () => answer, this.#dependencies.wait)
        const place = this.#asking.indexOf(since)
        this.#asking = this.#asking.filter((_, i) => i !== place)
        break
      }
      await this.#dependencies.wait(pollMs)
    }
    return isFresh() ? this.#known : undefined
  }

  /** A sync with all that was counted. Never throws: what fails is handed in the next time. */
  async #handIn(env: Env): Promise<void> {
    const loan = this.#unsent.take(this.#dependencies.now())
    try {
      await this.#sync(env, loan)
    } catch {
      this.#unsent.giveBack(loan)
    }
  }

  /** Asks the registry, page by page; the first question hands counts in. Throws where it does not answer. */
  async #sync(env: Env, loan?: CountBatch): Promise<void> {
    for (let page = 0; page < mostPages; page++) {
      const question = { number: ++this.#asked, at: this.#dependencies.now() }
      const counts = page === 0 && loan !== undefined ? loan.counts : []
      const { registry, wait } = this.#dependencies
      const reply = await within(refreshMs, () => registry(env).sync(this.#version, counts), wait)
      if (reply === undefined) throw new Error('the registry did not answer in time')
      if (loan !== undefined) this.#unsent.settle(loan)
      if (this.#take(reply, question)) return
    }
  }

  /** Takes an answer over. Gives whether it was the last page. */
  #take(reply: SyncReply, question: { readonly number: number; readonly at: number }): boolean {
    this.#known.addTombstones(reply.tombstones)
    this.#known.forgetBefore(question.at - tombstoneLifeMs)
    if (question.number > this.#answered) {
      this.#answered = question.number
      this.#version = reply.version
      this.#known.setStates(reply)
    }
    if (this.#known.size > mostTombstones) {
      this.#startOver()
      return false
    }
    if (!reply.more) this.#freshAt = Math.max(this.#freshAt, question.at)
    return !reply.more
  }

  /**
   * The registry lists fewer tombstones than are here (it names accounts instead): all of them are asked for again, and no answer to an earlier question says how far that is. Requests that
   * hold the view of before keep it.
   */
  #startOver(): void {
    this.#known = new Known()
    this.#version = 0
    this.#freshAt = -Infinity
    this.#answered = this.#asked
  }
}

/** The copy of this isolate, for the Worker and for the objects that live in it. */
export const registryCopy = new RegistryCopy({
  registry: registryOf,
  now: () => Date.now(),
  wait,
})
