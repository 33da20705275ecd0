import { paceOf } from '../delivery/backoff.ts'
import type { Sent } from '../delivery/sent.ts'
import type { Env } from '../env.ts'
import type { Identity, SendLimits } from '../leases/platform.ts'
import { sendOptionsOf } from '../leases/platform.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import { registryCopy } from '../registry/copy.ts'
import type { Kind } from '../registry/messages.ts'
import { accountName } from '../partners/account-name.ts'
import { withinLimit } from '../runtime/time-limit.ts'
import type { Seals } from '../transport/seal.ts'
import { sealsOf } from '../transport/seal.ts'
import { sendWithToken } from '../transport/tokens.ts'
import { AccountAnswers } from './account-answers.ts'
import type { AccountQueue } from './account-queue.ts'
import { AccountTokens } from './account-tokens.ts'

/** What the calls of an account need of its object. */
interface CallsDependencies {
  readonly env: Env
  readonly sql: SqlStorage
  readonly queue: AccountQueue
  readonly identity: () => Identity
  readonly hasTables: () => boolean
  /** Goes on after the reply (`waitUntil`). */
  readonly later: (work: Promise<unknown>) => void
}

/** How the calls of an account reach the partner: with its access tokens, with the answers that it keeps, and unless an operator holds them. */
export class AccountCalls {
  readonly tokens: AccountTokens
  readonly answers: AccountAnswers
  readonly #of: CallsDependencies

  constructor(of: CallsDependencies) {
    const { env, sql, queue, identity, hasTables } = of
    const seals = (): Seals | undefined => {
      const set = hasTables() ? sealsOf(env) : undefined
      return set === undefined || 'fault' in set ? undefined : set
    }
    const account = (): string => accountName(identity().partner, identity().account)
    const { tombstones } = queue.deletes
    const lastDeleteAt = (): number => tombstones.latestAt()
    const { deleteWaitMs } = paceOf(env)
    this.#of = of
    this.tokens = new AccountTokens(queue.dependencies.meta, { seals, context: account, now: Date.now })
    this.answers = new AccountAnswers({ sql, seals, account, now: Date.now, lastDeleteAt, deleteWaitMs })
  }

  /** Sends a request; one that is answered 401 drops the answers that are kept. */
  async send(request: PartnerRequest, { timeoutMs, readsBody }: SendLimits): Promise<Sent> {
    const { env, identity } = this.#of
    const sent = await withinLimit(timeoutMs, (signal) =>
      sendWithToken(request, { ...sendOptionsOf(env, identity()), signal, readsBody }, this.tokens),
    )
    if (sent.kind === 'answered' && sent.answer.status === 401) this.answers.drop()
    return sent
  }

  /** Whether an operator holds the partner's events or deletes. */
  async isPaused(kind: Kind): Promise<boolean> {
    const { env, identity, later } = this.#of
    // No flush, which waits for seconds: an alarm leaves nothing running.
    const view = (await registryCopy.current(env, { now: Date.now(), later, flushes: false })) ?? registryCopy.last()
    return view?.isPaused(identity().partner, kind) ?? false
  }
}
