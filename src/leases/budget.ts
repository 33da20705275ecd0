import type { Limits } from '../mapping/file/mapping.ts'
import type { Settings } from '../mapping/context/scope.ts'
import type { Partner } from '../partners/catalog.ts'
import type { Rate } from '../delivery/rate.ts'
import type { Dependencies } from './dependencies.ts'

/** For whom a run works, and what it may use. */
export interface RunContext {
  readonly partner: Partner
  readonly settings: Settings
  readonly version: string
  readonly budget: Budget
}

/** The platform lets an invocation make 10,000 requests; so many go to the partner, the others are for tokens and the registry. */
const mostRequests = 4_000

/** What one run of an alarm may use: a time until which requests may begin (ms), and how many. */
export class Budget {
  readonly deadline: number
  readonly #requests: { left: number }

  constructor(deadline: number, requests = { left: mostRequests }) {
    this.deadline = deadline
    this.#requests = requests
  }

  /** A part of it, until a sooner time; its requests are those of the whole. */
  until(deadline: number): Budget {
    return new Budget(Math.min(deadline, this.deadline), this.#requests)
  }

  /** Whether another request may begin now. */
  hasRoom(now: number): boolean {
    return now < this.deadline && this.#requests.left > 0
  }

  /** Waits until a rate lets another request begin. Gives `notBefore` (ms) where that lies beyond the deadline: then nothing may be sent. */
  async reserve(
    rate: Rate,
    limits: Limits,
    { now, wait }: Pick<Dependencies, 'now' | 'wait'>,
  ): Promise<{ readonly notBefore: number } | undefined> {
    const startAt = rate.reserve(limits, now(), this.deadline)
    if (startAt > this.deadline) return { notBefore: startAt }
    this.#requests.left--
    if (startAt > now()) await wait(startAt - now())
    return undefined
  }
}
