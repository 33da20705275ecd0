import { activityKeptMs, activityOf, hasActivity } from '../activity/activity.ts'
import { ActivityBuffer } from '../activity/buffer.ts'
import type { Happened } from '../activity/noted.ts'
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
export class QueueActivity {
  readonly #env: Env
  readonly #of: () => OwnedAccount
  readonly #context: Pick<DurableObjectState, 'waitUntil'>
  readonly #buffer = activityBuffer()

  constructor(env: Env, context: Pick<DurableObjectState, 'waitUntil'>, of: () => OwnedAccount) {
    this.#env = env
    this.#context = context
    this.#of = of
  }

  /** An attempt ended. What nobody watches is handed in at the end of the run. */
  note(of: Happened): void {
    if (activityKeptMs(this.#env) === 0) return
    this.#buffer.note(this.#of(), [recordOf(of)])
    const later = (work: Promise<unknown>): void => this.#context.waitUntil(work)
    this.#buffer.flushWatchedSoon(this.#env, { now: Date.now(), later })
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
