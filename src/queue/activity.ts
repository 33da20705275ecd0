import { activityKeptMs, activityOf, hasActivity } from '../activity/activity.ts'
import type { NotedAt } from '../activity/buffer.ts'
import { ActivityBuffer } from '../activity/buffer.ts'
import type { ActivityNotes, CountedDeliveries, Happened } from '../activity/noted.ts'
import { recordOf } from '../activity/noted.ts'
import { activityKeysOf } from '../deletes/accept.ts'
import type { Env } from '../env.ts'
import type { Announcement, OwnedAccount } from '../registry/messages.ts'
import { within } from '../runtime/time-limit.ts'

const forgetMs = 2_000

/** Where an isolate, or the object of an account, collects what happened. */
export function activityBuffer(): ActivityBuffer {
  return new ActivityBuffer({
    keys: activityKeysOf,
    handIn: (env, ref, batch) => activityOf(env, ref).handIn(batch),
    random: Math.random,
  })
}

/** What the object of an account tells the activity of the account. */
export class QueueActivity implements ActivityNotes {
  readonly #env: Env
  readonly #of: () => OwnedAccount
  readonly #context: Pick<DurableObjectState, 'waitUntil'>
  readonly #buffer = activityBuffer()

  constructor(env: Env, context: Pick<DurableObjectState, 'waitUntil'>, of: () => OwnedAccount) {
    this.#env = env
    this.#context = context
    this.#of = of
  }

  /** An attempt, or a delivery without one, ended. What nobody watches is handed in at the end of the run. */
  note(of: Happened): void {
    if (activityKeptMs(this.#env) === 0) return
    this.#buffer.note(this.#of(), [recordOf(of)])
    this.#buffer.flushWatchedSoon(this.#env, this.#notedNow())
  }

  /** Counts deliveries of which nothing is kept. */
  count({ mapping, outcome, n }: CountedDeliveries): void {
    if (activityKeptMs(this.#env) === 0) return
    this.#buffer.count(this.#of(), { mapping, subscription: '', queued: true, outcome, failed: false, reason: '', n })
  }

  /** Hands in, a while from now, what was noted beside a run. */
  flushLater(): void {
    this.#buffer.flushLater(this.#env, this.#notedNow())
  }

  #notedNow(): NotedAt {
    return { now: Date.now(), later: (work) => this.#context.waitUntil(work) }
  }

  /** Hands in what was noted. Never throws. */
  flush(): Promise<void> {
    return this.#buffer.flush(this.#env)
  }

  /** Has it forget users who were deleted; gives whether it did. */
  async forget({ tombstones: users }: Pick<Announcement, 'tombstones'>): Promise<boolean> {
    if (users.length === 0 || !hasActivity(this.#env)) return true
    const forgot = await within(forgetMs, async () => {
      await activityOf(this.#env, this.#of()).forget(users)
      return true
    })
    return forgot ?? false
  }
}
