import type { RequestContext } from './request-context.ts'
import { keyAt } from './request-context.ts'
import { nameOf } from './account.ts'
import { nextAttemptAt, paceOf } from '../delivery/backoff.ts'
import type { Checked } from './check.ts'
import { checkAccount } from './check.ts'
import type { Calling } from '../delivery/call.ts'
import { deleteKeysOf } from '../deletes/keys.ts'
import { log } from '../runtime/log.ts'
import { acceptAt, commitTo, tellSuccess, tokensFrom } from '../queue/stubs.ts'
import type { Identity } from '../leases/platform.ts'
import type { DeleteRequest } from '../deletes/accept.ts'
import type { View } from '../registry/known.ts'
import { askForToken, sendWithToken } from '../transport/tokens.ts'
import { numericVariable } from '../runtime/variables.ts'
import { hasQueue } from './customer-keys.ts'
import type { DeletedUsers } from './deleted.ts'
import type { AcceptEnd } from './deletes.ts'
import type { CommitEnd, Forwarding } from './forward.ts'
import type { Destination } from './account.ts'

/** The time to commit, so that the reply is there within five seconds. */
const commitMs = 1_200
const checkMs = 1_000

/** How events and deletes reach their partner. */
export interface Transport extends Forwarding {
  readonly accept: (arriving: readonly DeleteRequest[]) => Promise<AcceptEnd>
}

/** The partner refuses a customer's own key. */
type KeyRefusal = Extract<CommitEnd, { kind: 'refused' }>

/** For which request a transport is made. */
export interface TransportFor {
  readonly destination: Destination
  readonly context: RequestContext
  readonly requestId: string
  /** The host name that we were called by. */
  readonly host: string
  /** Why nothing is sent inline whatever the partner's state, as for arrays that are committed by groups. */
  readonly heldFor?: string
}

/** How one request's events and deletes reach their partner: what is sent and logged, what is committed where. The budget begins now. */
export function transportOf(of: TransportFor, view: View | undefined, deleted: DeletedUsers): Transport {
  const { destination, context, requestId, host } = of
  const { partner, account } = destination
  const identity: Identity = {
    partner: partner.slug,
    account,
    customer: destination.customer !== undefined,
    own: [host],
  }
  const name = nameOf(destination)
  const about = { requestId, partner: partner.slug, account, mapping: partner.hash }
  const send = senderOf(of, identity, numericVariable(context.env, 'INLINE_BUDGET_MS'))
  return {
    request: requestId,
    heldFor: of.heldFor ?? heldFor(view, destination, context),
    send,
    now: context.now,
    retryInMs: (failed) =>
      nextAttemptAt({ ...failed, attempts: 1, now: 0, random: Math.random() }, paceOf(context.env)),
    tell: (health) => {
      context.breakers.tell(name, health !== 'failure', { now: context.now(), random: Math.random() })
      if (health === 'success' && view?.takeFailing(partner.slug, account) === true)
        context.later(tellSuccess(context.env, identity, commitMs))
    },
    log: (attempt) => {
      if (attempt.outcome === 'delivered') noteTaken(of)
      context.registry.count(partner.slug, `attempts.${attempt.outcome}`)
      log('attempt', { ...about, ...attempt, attempt: 1 })
    },
    commit: async (chunks, letters) => {
      const commit = { chunks, letters, request: requestId }
      const end = await commitWithOnboarding(of, identity, (ms, sealed) =>
        commitTo(context.env, identity, { ...commit, ...(sealed !== undefined && { sealed }) }, ms),
      )
      if (typeof end === 'object') return end
      return { kind: end === 'committed' ? 'committed' : 'failed' }
    },
    accept: async (arriving) => {
      const keys = deleteKeysOf(context.env)
      const why = keys.kind === 'missing' ? keys.why : deleted.kind === 'unknown' ? deleted.why : undefined
      if (why !== undefined) return { kind: 'failed', message: `deletes are closed: ${why}` }
      const end = await commitWithOnboarding(of, identity, (timeoutMs, sealed) =>
        acceptAt(context.env, identity, arriving, { timeoutMs, ...(sealed !== undefined && { sealed }) }),
      )
      if (typeof end === 'string') return { kind: 'failed', message: 'the delete could not be stored' }
      if ('closed' in end) return { kind: 'failed', message: `deletes are closed: ${end.closed}` }
      if ('kind' in end) return end
      const ids = end.deletes.map(({ id }) => id)
      log('accepted', { ...about, deletes: ids.slice(0, 50), count: ids.length })
      return { kind: 'accepted', deletes: end.deletes }
    },
  }
}

/**
 * Commits within a time (ms). The object of a customer's account is not touched before the account is known to have a queue (the registry that does not answer is no reason to
 * refuse it: an object that knows nothing of it says so, and keeps nothing), or the partner took its key by the mapping's `check`. Only then its settings go along.
 */
async function commitWithOnboarding<End>(
  of: TransportFor,
  identity: Identity,
  commit: (ms: number, sealed?: string) => Promise<End | 'unknown'>,
): Promise<End | 'unknown' | KeyRefusal> {
  const { context, destination } = of
  const { customer } = destination
  if (customer === undefined) return commit(commitMs)
  const name = nameOf(destination)
  if (context.customers.proven.get(name, context.now()) === undefined) {
    const until = context.now() + commitMs
    if ((await hasQueue(keyAt(destination, context))) !== false) {
      const end = await commit(Math.max(0, until - context.now()))
      if (end !== 'unknown') return end
      context.customers.known.delete(name)
    }
    const checked = await checkCredentials(of, identity)
    if (checked.kind === 'refused')
      return { kind: 'refused', status: checked.status === 403 ? 403 : 401, message: checked.message }
    if (checked.kind !== 'accepted') return 'unknown'
    context.customers.proven.set(name, true, context.now())
    noteTaken(of)
  }
  return commit(commitMs, customer.sealed())
}

/** The partner took a call with the customer's key. */
function noteTaken({ destination, context }: TransportFor): void {
  if (destination.customer !== undefined) context.customers.taken.set(nameOf(destination), true, context.now())
}

function heldFor(
  view: View | undefined,
  destination: Destination,
  { breakers, now }: RequestContext,
): string | undefined {
  const { partner, account } = destination
  if (view === undefined) return 'the registry does not answer: nothing is sent before it was asked'
  if (view.isPaused(partner.slug, 'events')) return 'an operator holds the events of this partner'
  if (view.isOverflowed(partner.slug, account))
    return 'many users of this account were just deleted: its queue judges each event'
  return breakers.isOpen(nameOf(destination), now()) ? 'the partner failed again and again' : undefined
}

function senderOf(of: TransportFor, identity: Identity, budgetMs: number): Calling['send'] {
  const { destination, context } = of
  const signal = AbortSignal.timeout(budgetMs)
  const fromObject = tokensFrom(context.env, identity, budgetMs)
  const tokens = context.tokens.of(nameOf(destination), async (grant, needs, options) =>
    identity.customer && (await hasQueue(keyAt(destination, context))) === false
      ? askForToken(grant, grant.refreshToken, { options, now: context.now })
      : fromObject(grant, needs, options),
  )
  return async (request, readsBody) => {
    const sent = await sendWithToken(request, { env: context.env, selfHosts: identity.own, signal, readsBody }, tokens)
    context.observe?.(request, sent)
    return sent
  }
}

/** A customer's account that nothing is stored of: its key is proven before anything is. */
function checkCredentials(of: TransportFor, identity: Identity): Promise<Checked> {
  const { destination, context } = of
  return checkAccount(destination.partner, destination.settings, {
    send: senderOf(of, identity, checkMs),
    now: context.now,
    log: (attempt) =>
      log('attempt', {
        partner: identity.partner,
        account: identity.account,
        requestId: of.requestId,
        subscription: 'check',
        ...attempt,
      }),
  })
}
