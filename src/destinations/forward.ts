import type { Destination } from './account.ts'
import { nameOf } from './account.ts'
import type { RuleCall } from '../delivery/calls.ts'
import { callsOf } from '../delivery/calls.ts'
import { worstOf } from '../delivery/worst.ts'
import type { Failed } from '../delivery/backoff.ts'
import type { Attempt, Calling, ItemOutcome } from '../delivery/call.ts'
import { runCall } from '../delivery/call.ts'
import type { CallHealth } from '../delivery/circuit.ts'
import { EventTexts } from '../delivery/mask/event-texts.ts'
import type { QueueRow } from '../queue/queue-row.ts'
import type { DeadLetter } from '../queue/dead-letters.ts'
import { healthOf } from '../delivery/circuit.ts'
import { Slots } from '../leases/slots.ts'
import type { Settings } from '../mapping/context/scope.ts'
import type { Owing, Settling } from './owed.ts'
import { queueRowsOwed, deadLettersOf, rejectedBeside } from './owed.ts'
import type { Debt, Plan, ReceivedEvent } from './plan.ts'
import { planEvent } from './plan.ts'
import type { EventResult, DeliveryStatus, Part } from './reply.ts'
import { resultOf } from './reply.ts'

/** The platform lets an invocation have six connections open; local runs do not enforce it. */
const inFlight = 6
/** More calls than the budget is good for, at a quarter of a second each: such an array is committed first, and none of it sent inline. */
const mostInlineCalls = 60
/** Why all of a request is queued that is more than the time of an answer allows. */
export const tooMuchInline = 'it is more than can be sent while Segment waits'

/** How a commit ended: it is ours, it is not, or the partner refuses the customer's key (nothing is stored then). */
export type CommitEnd =
  | { readonly kind: 'committed' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly message: string }

/** What forwarding needs of its surroundings. */
export interface Forwarding {
  readonly request: string
  /** Why nothing is sent inline, but committed: paused, the circuit is open, the registry cannot be reached. */
  readonly heldFor: string | undefined
  readonly send: Calling['send']
  /** Commits to the account's queue; anything but `committed` means that it is not there for sure. */
  readonly commit: (chunks: readonly QueueRow[], letters: readonly DeadLetter[]) => Promise<CommitEnd>
  /** Tells what a call showed of the partner's health. */
  readonly tell: (health: CallHealth['outcome']) => void
  readonly now: () => number
  /** How long what just failed waits for the next try, by how it failed and what the partner asked for (ms). */
  readonly retryInMs: (failed: Pick<Failed, 'slow' | 'retryAfterMs'>) => number
  readonly log: (attempt: Attempt & { readonly subscription: string }) => void
}

/** What came together in one request. `many`: it was an array, whose bad items are dead letters; `letters`: those that are no events. */
export interface Arrived {
  readonly events: readonly ReceivedEvent[]
  readonly many: boolean
  readonly letters: readonly DeadLetter[]
}

/** What became of each event, in order; whether the dead letters that came along are kept. */
export interface Forwarded {
  readonly results: readonly EventResult[]
  readonly kept: boolean
}

/**
 * Sends events to their partner within the budget, commits what is still owed, and gives what became of each.
 * Events go together into the calls that the mapping allows; one that fails never spoils another.
 */
export async function forwardEvents(
  { events, many, letters }: Arrived,
  destination: Destination,
  forwarding: Forwarding,
): Promise<Forwarded> {
  const now = forwarding.now()
  const planned = events.map((event, owner) => planEvent(event, owner, destination, now))
  const sent = await sendAll(planned, destination, forwarding)
  const settling = sent.plans.map((plan): Settling => ({
    plan,
    parts: plan.debts.map((debt) => settle(debt, sent.heldFor)),
  }))
  const refused = destination.customer === undefined ? undefined : refusalOf(settling)
  if (refused !== undefined)
    return { results: settling.map(({ plan, parts }) => plan.result ?? { ...refused, parts }), kept: true }
  const account = nameOf(destination)
  const owing: Owing = {
    account,
    mapping: destination.partner.hash,
    request: forwarding.request,
    now: forwarding.now(),
  }
  const chunks = queueRowsOwed(settling, owing, forwarding.retryInMs)
  const dead = [...letters, ...settling.flatMap((one) => (isToldByReply(one, many) ? [] : deadLettersOf(one, owing)))]
  const end: CommitEnd =
    chunks.length + dead.length === 0 ? { kind: 'committed' } : await forwarding.commit(chunks, dead)
  return { results: settling.map((one) => conclude(one, end, many)), kept: end.kind === 'committed' }
}

/** A single event whose every owed part was rejected is told in the reply, which is the record. */
function isToldByReply({ parts }: Settling, many: boolean): boolean {
  return !many && parts.every(({ fate }) => fate === 'rejected' || fate === 'skipped')
}

function conclude(one: Settling, end: CommitEnd, many: boolean): EventResult {
  const { plan, parts } = one
  if (plan.result !== undefined) return plan.result
  const told = isToldByReply(one, many)
  const isOwed = ({ fate, rejected = 0 }: Part): boolean =>
    fate === 'unsettled' || (fate === 'rejected' && !told) || rejected > 0
  if (end.kind === 'refused' && parts.some(isOwed))
    return { status: 'unauthorized', http: end.status, message: end.message, parts }
  const final = parts.map((part): Part => {
    if (!isOwed(part)) return part
    if (part.fate !== 'unsettled')
      return end.kind === 'committed'
        ? part
        : { ...part, fate: 'unsettled', message: 'the record of a refused event could not be kept' }
    return { ...part, fate: end.kind === 'committed' ? 'queued' : 'unsettled' }
  })
  return resultOf(final, 'no subscription of the mapping takes this event')
}

/** The partner refuses the customer's own key, and took nothing: that is for the customer to hear, and nothing is stored. */
function refusalOf(settling: readonly Settling[]): EventResult | undefined {
  const parts = settling.flatMap((one) => one.parts)
  const refused = parts.find(({ unauthorized }) => unauthorized !== undefined)
  if (refused?.unauthorized === undefined || parts.some(({ fate }) => fate === 'delivered')) return undefined
  return { status: 'unauthorized', http: refused.unauthorized, message: refused.message, parts: [] }
}

/** Makes all calls that may be made inline; gives the plans with what came of them, and why none was made, if none was. */
async function sendAll(
  plans: readonly Plan[],
  destination: Destination,
  forwarding: Forwarding,
): Promise<{ readonly plans: readonly Plan[]; readonly heldFor: string | undefined }> {
  if (forwarding.heldFor !== undefined) return { plans, heldFor: forwarding.heldFor }
  // A subscription with a `buffer` collects in the queue.
  const inline = plans.flatMap(({ debts }) => debts.filter(({ bufferMs }) => bufferMs === undefined))
  const calls = callsOf(inline, destination.settings)
  if (calls.length > mostInlineCalls) return { plans, heldFor: tooMuchInline }
  const slots = new Slots(inFlight)
  const arrived = new EventTexts(() => plans.map(({ event }) => event))
  const made = await Promise.all(
    calls.map((call) => slots.run(() => makeCall(call, { arrived, settings: destination.settings, forwarding }))),
  )
  return { plans: withOutcomes(plans, calls, made), heldFor: undefined }
}

/** Plans with the outcomes of their items. */
function withOutcomes(
  plans: readonly Plan[],
  calls: readonly RuleCall[],
  made: readonly (readonly ItemOutcome[])[],
): readonly Plan[] {
  const outcomes = calls.flatMap(({ rule }, i) => (made[i] ?? []).map((outcome) => ({ rule, outcome })))
  const byOwner = Map.groupBy(outcomes, ({ outcome }) => outcome.item.owner)
  return plans.map((plan, owner) => ({
    ...plan,
    debts: plan.debts.map((debt) => ({
      ...debt,
      outcomes: (byOwner.get(owner) ?? []).flatMap(({ rule, outcome }) => (rule === debt.rule ? [outcome] : [])),
    })),
  }))
}

async function makeCall(
  { rule, call }: RuleCall,
  {
    arrived,
    settings,
    forwarding,
  }: { readonly arrived: EventTexts; readonly settings: Settings; readonly forwarding: Forwarding },
): Promise<readonly ItemOutcome[]> {
  const outcomes = await runCall(rule, call, {
    settings,
    arrived,
    now: forwarding.now,
    log: (attempt) => forwarding.log({ ...attempt, subscription: rule.name }),
    send: forwarding.send,
  })
  forwarding.tell(healthOf(outcomes))
  return outcomes
}

/** What the items of one event came to: unsettled if one is, rejected only if none got through. */
function settle(debt: Debt, heldFor: string | undefined): Part {
  const subscription = debt.rule.name
  if (debt.settled !== undefined) return debt.settled
  if (debt.outcomes.length === 0)
    return { subscription, fate: 'unsettled', ...(heldFor !== undefined && { message: heldFor }) }
  const fates = debt.outcomes.map((outcome) => ({ ...outcome, fate: fateOf(outcome.outcome) }))
  const said = worstOf(fates, ['unsettled', 'delivered', 'rejected'], ({ fate }) => fate)
  const worst = said?.fate ?? 'unsettled'
  const rejected = rejectedBeside(debt, worst)
  const teller = said?.message === undefined ? rejected[0] : said
  return {
    subscription,
    fate: worst,
    ...(rejected.length > 0 && { rejected: rejected.length }),
    message: teller?.message,
    answered: teller?.status,
    retryAfterMs: said?.retryAfterMs,
    ...(said?.outcome === 'unauthorized' && { unauthorized: said.status === 403 ? 403 : 401 }),
  }
}

/** What must be tried again is unsettled until it is committed. */
function fateOf(outcome: ItemOutcome['outcome']): DeliveryStatus {
  switch (outcome) {
    case 'delivered':
      return 'delivered'
    case 'rejected':
      return 'rejected'
    case 'retryable':
    case 'unauthorized':
    case 'pending':
    case 'resubmit':
      return 'unsettled'
  }
}
