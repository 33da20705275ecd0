import { accountName } from '../partners/account-name.ts'
import type { Wait } from '../runtime/time-limit.ts'
import type { Env } from '../env.ts'
import { Recent } from '../runtime/recent.ts'
import { within } from '../runtime/time-limit.ts'
import { numericVariable } from '../runtime/variables.ts'
import type { AccountRef } from './messages.ts'
import { tombstoneLifeMs } from './tombstones.ts'

/** An answer holds for so long: a delete of meanwhile is among the tombstones that isolates hold, for longer. */
const answerMs = 3_600_000
/** An isolate and the registry may differ by so much in what the time is. */
const clocksDifferMs = 60_000

/** What it works with: the registry, and a way to wait. */
export interface PastDeletesDependencies {
  readonly registry: (env: Env) => { readonly hasHadDeletes: (ref: AccountRef) => Promise<boolean> }
  readonly wait: Wait
}

/** Whether an event received at a time (ms) may be of a user whose tombstone isolates do not hold any more: they hold those of five hours. */
export function isOlderThanTombstones(receivedAt: number, now: number): boolean {
  return receivedAt < now - tombstoneLifeMs + clocksDifferMs
}

/**
 * Which accounts have had deletes, as this isolate asked the registry. Requests share values here, never promises.
 */
export class PastDeletes {
  readonly #dependencies: PastDeletesDependencies
  readonly #known = new Recent<boolean>(answerMs)

  constructor(dependencies: PastDeletesDependencies) {
    this.#dependencies = dependencies
  }

  /** Whether an account has had deletes; it may have where the registry does not answer in time (`REGISTRY_ASK_MS`). `now` in ms. */
  async of(ref: AccountRef, env: Env, now: number): Promise<boolean> {
    const name = accountName(ref.partner, ref.account)
    const known = this.#known.get(name, now)
    if (known !== undefined) return known.fact
    const had = await this.ask(ref, env)
    if (had === undefined) return true
    this.#known.set(name, had, now)
    return had
  }

  /** Whether an account has had deletes until now; nothing where the registry does not answer in time. */
  async ask(ref: AccountRef, env: Env): Promise<boolean | undefined> {
    const { registry, wait } = this.#dependencies
    return within(numericVariable(env, 'REGISTRY_ASK_MS'), () => registry(env).hasHadDeletes(ref), wait)
  }
}
