import type { RequestContext } from './request-context.ts'
import { keyAt, wasKeyTaken } from './request-context.ts'
import { nameOf } from './account.ts'
import { nextAttemptAt, paceOf } from '../delivery/backoff.ts'
import { noteForwarded, noteRefused } from './activity.ts'
import type { AttemptedEvent } from './event.ts'
import type { ReadItem } from './items.ts'
import type { Checked } from './check.ts'
import { checkAccount } from './check.ts'
import type { Attempter } from '../delivery/attempt.ts'
import type { Failed } from '../delivery/backoff.ts'
import type { Attempt, ItemOutcome } from '../delivery/call.ts'
import { healthOf } from '../delivery/circuit.ts'
import type { KeptAnswers } from '../delivery/kept-answers.ts'
import { keepsAnswers } from '../delivery/kept-answers.ts'
import type { Sent } from '../delivery/sent.ts'
import { Slots } from '../delivery/slots.ts'
import type { AcceptedDelete } from '../deletes/account-deletes.ts'
import type { Settings } from '../mapping/context/scope.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Call } from '../mapping/translate.ts'
import type { DeadLetter } from '../queue/dead-letters.ts'
import type { QueueRow } from '../queue/queue-row.ts'
import type { Origin } from './commit.ts'
import type { EventResult } from './reply.ts'
import { deleteKeysOf } from '../deletes/keys.ts'
import { log } from '../runtime/log.ts'
import { acceptAt, answersAt, commitTo, tellSuccess, tokensFrom } from '../queue/stubs.ts'
import type { Identity } from '../leases/platform.ts'
import { sendOptionsOf } from '../leases/platform.ts'
import type { DeleteRequest } from '../deletes/accept.ts'
import type { View } from '../registry/known.ts'
import { askForToken, sendWithToken } from '../transport/tokens.ts'
import { numericVariable } from '../runtime/variables.ts'
import { hasQueue } from './customer-keys.ts'
import type { DeletedUsers } from './deleted.ts'
import type { Destination } from './account.ts'
import { isShadowed } from '../partners/shadow.ts'

/** The time to commit, so that the reply is there within five seconds. */
const commitMs = 1_200
const checkMs = 1_000
/** An answer that is kept is worth no longer wait: then the partner is asked. */
const answersMs = 500
/** The platform lets an invocation have six connections open; local runs do not enforce it. */
const inFlight = 6

type Send = (request: PartnerRequest, readsBody: boolean) => Promise<Sent>

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

/** How one request's events and deletes reach their partner: what is sent and logged, what is committed where. Its budget begins when it is made. */
export class Transport implements Attempter {
  readonly settings: Settings
  readonly slots = new Slots(inFlight)
  /** Whether events are shadowed: neither sent nor committed. Deletes are sent all the same. */
  readonly shadows: boolean
  /** Why nothing is sent inline, but committed: paused, the isolate's breaker is open, the registry cannot be reached. */
  readonly heldFor: string | undefined
  readonly #of: TransportFor
  readonly #view: View | undefined
  readonly #deleted: DeletedUsers
  readonly #identity: Identity
  readonly #send: Send
  /** What every log line says. */
  readonly #about: Readonly<Record<string, unknown>>

  constructor(of: TransportFor, view: View | undefined, deleted: DeletedUsers) {
    const { destination, context, requestId, host } = of
    const { partner, account, customer, settings } = destination
    this.#of = of
    this.#view = view
    this.#deleted = deleted
    this.#identity = { partner: partner.slug, account, customer: customer !== undefined, own: [host] }
    this.#about = { requestId, partner: partner.slug, account, mapping: partner.hash }
    this.settings = settings
    this.shadows = isShadowed(partner.slug, account, context.env)
    this.heldFor = of.heldFor ?? heldFor(view, destination, context)
    this.#send = this.shadows
      ? shadowing(context)
      : senderOf(of, this.#identity, numericVariable(context.env, 'INLINE_BUDGET_MS'))
  }

  /** The answers that the account keeps. */
  get kept(): KeptAnswers {
    return keptAnswersOf(this.#of, this.#identity)
  }

  /** The time (ms). */
  now(): number {
    return this.#of.context.now()
  }

  /** Where what is committed comes from. */
  origin(): Origin {
    const { destination, requestId } = this.#of
    return { account: nameOf(destination), mapping: destination.partner.hash, request: requestId, now: this.now() }
  }

  /** Sends a request within the budget. */
  send(request: PartnerRequest, readsBody: boolean): Promise<Sent> {
    return this.#send(request, readsBody)
  }

  /** Notes what became of events, for the account's activity. */
  note(attempted: readonly AttemptedEvent[], results: readonly EventResult[]): void {
    noteForwarded(attempted, results, this.#of)
  }

  /** Notes what was no event, or may not be sent, for the account's activity. */
  noteRefused(items: readonly unknown[], read: readonly ReadItem[]): void {
    noteRefused(items, read, this.#of)
  }

  /** Logs and counts an attempt. */
  log(attempt: Attempt, { rule }: Call): void {
    const outcome = this.shadows && attempt.outcome === 'delivered' ? 'shadowed' : attempt.outcome
    if (outcome === 'delivered') noteTaken(this.#of)
    this.#of.context.registry.count(this.#identity.partner, `attempts.${outcome}`)
    log('attempt', { ...this.#about, ...attempt, outcome, subscription: rule.name, attempt: 1 })
  }

  /** Learns what a call showed of the partner's health. */
  ended(_: Call, outcomes: readonly ItemOutcome[]): void {
    const { context, destination } = this.#of
    const { partner, account } = this.#identity
    const health = healthOf(outcomes)
    if (health === undefined) return
    context.breakers.tell(nameOf(destination), health !== 'failure', { now: this.now(), random: Math.random() })
    if (health === 'success' && this.#view?.takeFailing(partner, account) === true)
      context.later(tellSuccess(context.env, this.#identity, commitMs))
  }

  /** How long what just failed waits for the next try, by how it failed and what the partner asked for (ms). */
  retryInMs(failed: Pick<Failed, 'slow' | 'retryAfterMs'>): number {
    const pace = paceOf(this.#of.context.env)
    return nextAttemptAt({ ...failed, attempts: 1, now: 0, random: Math.random() }, pace)
  }

  /** Why events may not be shadowed: nothing at all is made of a customer's account before the partner took its key. */
  async refusesShadow(): Promise<EventResult | undefined> {
    const { destination, context } = this.#of
    if (destination.customer === undefined || wasKeyTaken(destination, context)) return undefined
    const end = await onboard(this.#of, this.#identity)
    return end === 'unknown' ? { status: 'unsettled', message: keyUnknown, deliveries: [] } : end
  }

  /** Commits to the account's queue. Gives nothing once it is committed; else what Segment is told: it is not known to be there, or the partner refuses the customer's key. */
  async commit(rows: readonly QueueRow[], deadLetters: readonly DeadLetter[]): Promise<EventResult | undefined> {
    const { context, requestId } = this.#of
    const end = await commitWithOnboarding(this.#of, this.#identity, (ms, sealed) => {
      const batch = { chunks: rows, letters: deadLetters, request: requestId, ...(sealed !== undefined && { sealed }) }
      return commitTo(context.env, this.#identity, batch, ms)
    })
    if (end === 'committed') return undefined
    return typeof end === 'object' && 'status' in end ? end : { status: 'unsettled', deliveries: [] }
  }

  /** Hands deletes to the account's object; gives what became of each, or why they are not ours. */
  async accept(requests: readonly DeleteRequest[]): Promise<readonly AcceptedDelete[] | EventResult> {
    const { env } = this.#of.context
    const keys = deleteKeysOf(env)
    const why = keys.kind === 'missing' ? keys.why : this.#deleted.kind === 'unknown' ? this.#deleted.why : undefined
    if (why !== undefined) return closed(why)
    const end = await commitWithOnboarding(this.#of, this.#identity, (timeoutMs, sealed) =>
      acceptAt(env, this.#identity, requests, { timeoutMs, ...(sealed !== undefined && { sealed }) }),
    )
    if (typeof end === 'string')
      return { status: 'unsettled', message: 'the delete could not be stored', deliveries: [] }
    if ('closed' in end) return closed(end.closed)
    if ('status' in end) return end
    const ids = end.deletes.map(({ id }) => id)
    log('accepted', { ...this.#about, deletes: ids.slice(0, 50), count: ids.length })
    return end.deletes
  }
}

function closed(why: string): EventResult {
  return { status: 'unsettled', code: 'deletes_closed', message: `deletes are closed: ${why}`, deliveries: [] }
}

/**
 * Commits within a time (ms). The object of a customer's account is not touched before the account is known to have a queue (the registry that does not answer is no reason to
 * refuse it: an object that knows nothing of it says so, and keeps nothing), or the partner took its key by the mapping's `check`. Only then its settings go along.
 */
async function commitWithOnboarding<End>(
  of: TransportFor,
  identity: Identity,
  commit: (ms: number, sealed?: string) => Promise<End | 'unknown'>,
): Promise<End | 'unknown' | EventResult> {
  const { context, destination } = of
  const { customer } = destination
  if (customer === undefined) return commit(commitMs)
  const name = nameOf(destination)
  if (context.customers.checked.get(name, context.now()) === undefined) {
    const until = context.now() + commitMs
    if ((await hasQueue(keyAt(destination, context))) !== false) {
      const end = await commit(Math.max(0, until - context.now()))
      if (end !== 'unknown') return end
      context.customers.known.delete(name)
    }
    const refused = await onboard(of, identity)
    if (refused !== undefined) return refused
  }
  return commit(commitMs, customer.sealed())
}

const keyUnknown = 'the partner does not say whether it takes this key'

/** Asks the partner, by the mapping's `check`, whether it takes a customer's key. Gives nothing where it does. */
async function onboard(of: TransportFor, identity: Identity): Promise<EventResult | 'unknown' | undefined> {
  const { customers, now } = of.context
  const checked = await checkCredentials(of, identity)
  if (checked.kind === 'refused')
    return {
      status: 'unauthorized',
      http: checked.status === 403 ? 403 : 401,
      message: checked.message,
      deliveries: [],
    }
  if (checked.kind !== 'accepted') return 'unknown'
  customers.checked.set(nameOf(of.destination), true, now())
  noteTaken(of)
  return undefined
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

function shadowing({ observe }: RequestContext): Send {
  const sent: Sent = { kind: 'shadowed' }
  return (request) => {
    observe?.(request, sent)
    return Promise.resolve(sent)
  }
}

function senderOf(of: TransportFor, identity: Identity, budgetMs: number): Send {
  const { destination, context } = of
  const signal = AbortSignal.timeout(budgetMs)
  const fromObject = tokensFrom(context.env, identity, budgetMs)
  const tokens = context.tokens.of(nameOf(destination), async (grant, needs, options) =>
    identity.customer && (await hasQueue(keyAt(destination, context))) === false
      ? askForToken(grant, { options, now: context.now })
      : fromObject(grant, needs, options),
  )
  return async (request, readsBody) => {
    const options = { ...sendOptionsOf(context.env, identity), signal, readsBody }
    const sent = await sendWithToken(request, options, tokens)
    context.observe?.(request, sent)
    if (sent.kind === 'answered' && sent.answer.status === 401 && keepsAnswers(destination.partner.mapping))
      answersOf(of, identity).drop()
    return sent
  }
}

function answersOf({ context }: TransportFor, identity: Identity): ReturnType<typeof answersAt> {
  return answersAt(context.env, identity, { timeoutMs: answersMs, later: context.later })
}

/** The answers that the account keeps. The object of a customer's account is not touched before the account has a queue. */
function keptAnswersOf(of: TransportFor, identity: Identity): KeptAnswers {
  const { find, keep } = answersOf(of, identity)
  const isUnknown = async (): Promise<boolean> =>
    identity.customer && (await hasQueue(keyAt(of.destination, of.context))) === false
  return { keep, find: async (key) => ((await isUnknown()) ? undefined : find(key)) }
}

/** A customer's account that nothing is stored of: its key is checked before anything is. */
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
