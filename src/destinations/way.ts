import { nextAttemptAt, paceOf } from '../delivery/backoff.ts'
import type { Breakers } from './breaker.ts'
import type { Checked } from './check.ts'
import { checkAccount } from './check.ts'
import type { Calling } from '../delivery/call.ts'
import { deleteKeysOf } from '../deletes/keys.ts'
import { log } from '../runtime/log.ts'
import { acceptAt, commitTo, tellSuccess, tokensFrom } from '../queue/stubs.ts'
import type { Identity } from '../leases/platform.ts'
import type { ArrivingDelete } from '../queue/queue.ts'
import type { RegistryCopy } from '../registry/copy.ts'
import type { PastDeletes } from '../registry/past-deletes.ts'
import type { View } from '../registry/known.ts'
import type { Sent } from '../delivery/sent.ts'
import type { IsolateTokens } from '../transport/tokens.ts'
import { askForToken, sendWithToken } from '../transport/tokens.ts'
import { numericVariable } from '../runtime/variables.ts'
import type { Env } from '../env.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { CustomerKeys, KeyAt } from './customer-keys.ts'
import { hasQueue } from './customer-keys.ts'
import type { DeletedUsers } from './deleted.ts'
import type { AcceptEnd } from './deletes.ts'
import type { CommitEnd, Destination, Forwarding } from './forward.ts'
import type { Intake } from '../requests/intake.ts'

/** The time to commit, so that the reply is there within five seconds. */
const commitMs = 1_200
const checkMs = 1_000

/** What the doors work with. */
export interface Door {
  readonly env: Env
  readonly intake: Intake
  readonly tokens: IsolateTokens
  readonly registry: RegistryCopy
  readonly pastDeletes: PastDeletes
  readonly breakers: Breakers
  readonly customers: CustomerKeys
  readonly now: () => number
  /** Goes on after the reply (`waitUntil`). */
  readonly later: (work: Promise<unknown>) => void
  /** Sees each request to a partner and how it ended, for an operator's test. */
  readonly observe?: (request: PartnerRequest, sent: Sent) => void
}

/** How events and deletes reach their partner. */
export interface Way extends Forwarding {
  readonly accept: (arriving: readonly ArrivingDelete[]) => Promise<AcceptEnd>
}

/** The partner refuses a customer's own key. */
type Refusal = Extract<CommitEnd, { kind: 'refused' }>

/** For which request a way is made. */
export interface Wayfarer {
  readonly destination: Destination
  readonly door: Door
  readonly requestId: string
  /** The host name that we were called by. */
  readonly host: string
  /** Why nothing is sent inline whatever the partner's state, as for arrays that are committed by groups. */
  readonly heldFor?: string
}

/** How one request's events and deletes reach their partner: what is sent and logged, what is committed where. The budget begins now. */
export function wayOf(wayfarer: Wayfarer, view: View | undefined, deleted: DeletedUsers): Way {
  const { destination, door, requestId, host } = wayfarer
  const { partner, account } = destination
  const identity: Identity = {
    partner: partner.slug,
    account,
    customer: destination.customer !== undefined,
    own: [host],
  }
  const name = nameOf(destination)
  const about = { requestId, partner: partner.slug, account, mapping: partner.hash }
  const send = senderOf(wayfarer, identity, numericVariable(door.env, 'INLINE_BUDGET_MS'))
  return {
    request: requestId,
    heldFor: wayfarer.heldFor ?? heldFor(view, { partner: partner.slug, account }, door),
    send,
    now: door.now,
    retryInMs: (failed) => nextAttemptAt({ ...failed, attempts: 1, now: 0, random: Math.random() }, paceOf(door.env)),
    tell: (health) => {
      door.breakers.tell(name, health !== 'failure', { now: door.now(), random: Math.random() })
      if (health === 'success' && view?.takeFailing(partner.slug, account) === true)
        door.later(tellSuccess(door.env, identity, commitMs))
    },
    log: (attempt) => {
      if (attempt.outcome === 'delivered') noteTaken(wayfarer)
      door.registry.count(partner.slug, `attempts.${attempt.outcome}`)
      log('attempt', { ...about, ...attempt, attempt: 1 })
    },
    commit: async (chunks, letters) => {
      const commit = { chunks, letters, request: requestId }
      const end = await introduced(wayfarer, identity, (ms, sealed) =>
        commitTo(door.env, identity, { ...commit, ...(sealed !== undefined && { sealed }) }, ms),
      )
      if (typeof end === 'object') return end
      return { kind: end === 'committed' ? 'committed' : 'failed' }
    },
    accept: async (arriving) => {
      const keys = deleteKeysOf(door.env)
      const why = keys.kind === 'missing' ? keys.why : deleted.kind === 'unknown' ? deleted.why : undefined
      if (why !== undefined) return { kind: 'failed', message: `deletes are closed: ${why}` }
      const end = await introduced(wayfarer, identity, (timeoutMs, sealed) =>
        acceptAt(door.env, identity, arriving, { timeoutMs, ...(sealed !== undefined && { sealed }) }),
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
async function introduced<End>(
  wayfarer: Wayfarer,
  identity: Identity,
  commit: (ms: number, sealed?: string) => Promise<End | 'unknown'>,
): Promise<End | 'unknown' | Refusal> {
  const { door, destination } = wayfarer
  const { customer } = destination
  if (customer === undefined) return commit(commitMs)
  const name = nameOf(destination)
  if (door.customers.proven.get(name, door.now()) === undefined) {
    const until = door.now() + commitMs
    if ((await hasQueue(keyAt(destination, door))) !== false) {
      const end = await commit(Math.max(0, until - door.now()))
      if (end !== 'unknown') return end
      door.customers.known.delete(name)
    }
    const checked = await proven(wayfarer, identity)
    if (checked.kind === 'refused')
      return { kind: 'refused', status: checked.status === 403 ? 403 : 401, message: checked.message }
    if (checked.kind !== 'accepted') return 'unknown'
    door.customers.proven.set(name, true, door.now())
    noteTaken(wayfarer)
  }
  return commit(commitMs, customer.sealed())
}

function nameOf({ partner, account }: Destination): string {
  return `${partner.slug}/${account}`
}

/** A customer's account with what this isolate knows of its key. */
export function keyAt(destination: Destination, door: Door): KeyAt {
  return { ...door, partner: destination.partner.slug, account: destination.account }
}

/** Whether the partner lately took a customer's key. */
export function isTaken(destination: Destination, door: Door): boolean {
  return door.customers.taken.get(nameOf(destination), door.now()) !== undefined
}

/** The partner took a call with the customer's key. */
function noteTaken({ destination, door }: Wayfarer): void {
  if (destination.customer !== undefined) door.customers.taken.set(nameOf(destination), true, door.now())
}

function heldFor(
  view: View | undefined,
  { partner, account }: { readonly partner: string; readonly account: string },
  { breakers, now }: Door,
): string | undefined {
  if (view === undefined) return 'the registry does not answer: nothing is sent before it was asked'
  if (view.isPaused(partner, 'events')) return 'an operator holds the events of this partner'
  if (view.isNamed(partner, account)) return 'many users of this account were just deleted: its queue judges each event'
  return breakers.isOpen(`${partner}/${account}`, now()) ? 'the partner failed again and again' : undefined
}

function senderOf(wayfarer: Wayfarer, identity: Identity, budgetMs: number): Calling['send'] {
  const { destination, door } = wayfarer
  const signal = AbortSignal.timeout(budgetMs)
  const fromObject = tokensFrom(door.env, identity, budgetMs)
  const tokens = door.tokens.of(`${identity.partner}/${identity.account}`, async (grant, wish, way) =>
    identity.customer && (await hasQueue(keyAt(destination, door))) === false
      ? askForToken(grant, grant.refreshToken, { way, now: door.now })
      : fromObject(grant, wish, way),
  )
  return async (request, readsBody) => {
    const sent = await sendWithToken(request, { env: door.env, own: identity.own, signal, readsBody }, tokens)
    door.observe?.(request, sent)
    return sent
  }
}

/** A customer's account that nothing is stored of: its key is proven before anything is. */
function proven(wayfarer: Wayfarer, identity: Identity): Promise<Checked> {
  const { destination, door } = wayfarer
  return checkAccount(destination.partner, destination.settings, {
    send: senderOf(wayfarer, identity, checkMs),
    now: door.now,
    log: (attempt) =>
      log('attempt', {
        partner: identity.partner,
        account: identity.account,
        requestId: wayfarer.requestId,
        subscription: 'check',
        ...attempt,
      }),
  })
}
