import type { Destination } from './account.ts'
import { attempt, Outcomes } from '../delivery/attempt.ts'
import { EventTexts } from '../delivery/mask/event-texts.ts'
import type { DeliveryResult } from '../delivery/result.ts'
import { hasEnded, rejectedItems, resultOf } from '../delivery/result.ts'
import type { DeadLetter } from '../queue/dead-letters.ts'
import type { Delivery, EventLike } from '../mapping/translate.ts'
import { callsOf, dropReason, plan, redacted } from '../mapping/translate.ts'
import type { Transport } from './inline-transport.ts'
import { deadLettersOf, owedRows } from './commit.ts'
import type { AttemptedEvent, ReceivedEvent } from './event.ts'
import type { EventResult, ReportedDelivery } from './reply.ts'
import { eventResultOf } from './reply.ts'

/** More calls than the budget is good for, at a quarter of a second each: such an array is committed first, and none of it sent inline. */
const mostInlineCalls = 60
/** Why all of a request is queued that is more than the time of an answer allows. */
export const tooMuchInline = 'it is more than can be sent while Segment waits'

/** What came together in one request. `many`: it was an array, whose bad items are dead letters; `deadLetters`: those that are no events; `heldFor`: why nothing is sent inline. */
export interface Arrived {
  readonly events: readonly ReceivedEvent[]
  readonly many: boolean
  readonly deadLetters: readonly DeadLetter[]
  readonly heldFor: string | undefined
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
  { events, many, deadLetters, heldFor }: Arrived,
  destination: Destination,
  transport: Transport,
): Promise<Forwarded> {
  if (transport.shadows) return shadowEvents(events, destination, transport)
  const attempted = await attemptInline(events, { destination, transport, heldFor })
  const at = { destination, many }
  const refused = destination.customer === undefined ? undefined : refusalOf(attempted)
  if (refused !== undefined) return { results: attempted.map((one) => conclude(one, refused, at)), kept: true }
  const origin = transport.origin()
  const rows = owedRows(attempted, origin, transport)
  const dead = [
    ...deadLetters,
    ...attempted.flatMap((one) => (isToldByReply(one, many) ? [] : deadLettersOf(one, origin))),
  ]
  const failure = rows.length + dead.length === 0 ? undefined : await transport.commit(rows, dead)
  const results = attempted.map((one) => {
    const concerned = failure?.status === 'unsettled' || isToCommit(one, many)
    return conclude(one, concerned ? failure : undefined, at)
  })
  transport.note(attempted, results)
  return { results, kept: failure === undefined }
}

/**
 * All is done but the partner's calls. As nothing leaves, nothing that holds others back holds these, and nothing is committed: what the reply and the activity say is all
 * there is of them.
 */
async function shadowEvents(
  events: readonly ReceivedEvent[],
  destination: Destination,
  transport: Transport,
): Promise<Forwarded> {
  const refused = events.length === 0 ? undefined : await transport.refusesShadow()
  if (refused !== undefined) return { results: events.map(() => refused), kept: true }
  const attempted = await attemptInline(events, { destination, transport, heldFor: undefined })
  const results = attempted.map((one) => {
    const result = conclude(one, undefined, { destination, many: false })
    const deliveries = result.deliveries.map(asShadowed)
    return deliveries.length === 0 ? result : eventResultOf(deliveries)
  })
  transport.note(attempted, results)
  return { results, kept: true }
}

/** What would be sent, or be tried again later, is shadowed; what the mapping leaves out or refuses is told as ever. */
function asShadowed(delivery: ReportedDelivery): ReportedDelivery {
  const ended = delivery.status === 'skipped' || delivery.status === 'rejected'
  return ended ? delivery : { ...delivery, status: 'shadowed' }
}

/** Plans events and makes all calls that may be made inline; where none may, the results say why. */
async function attemptInline(
  events: readonly ReceivedEvent[],
  { destination, transport, heldFor }: { destination: Destination; transport: Transport; heldFor: string | undefined },
): Promise<readonly AttemptedEvent[]> {
  const { settings, partner } = destination
  const at = { mapping: partner.mapping, settings, now: transport.now() }
  const planned = events.map(({ event, receivedAt }) => ({ event, receivedAt, deliveries: plan(event, at) }))
  // A subscription with a `buffer` collects in the queue.
  const isInline = ({ rule }: Delivery): boolean => transport.shadows || rule.bufferMs === undefined
  const inline = planned.flatMap(({ deliveries }) => deliveries.filter(isInline))
  const calls = heldFor === undefined ? callsOf(inline, settings) : []
  const isTooMuch = calls.length > mostInlineCalls && !transport.shadows
  const why = heldFor ?? (isTooMuch ? tooMuchInline : undefined)
  const arrived = new EventTexts(() => events.map(({ event }) => event))
  const outcomes = why === undefined ? await attempt(calls, transport, arrived) : new Outcomes()
  const resultFor = (delivery: Delivery): DeliveryResult => {
    const result = resultOf(delivery, outcomes.of(delivery))
    return result.status === 'waiting' ? { ...result, message: why } : result
  }
  return planned.map(({ event, receivedAt, deliveries }) => ({
    event,
    receivedAt,
    deliveries,
    results: deliveries.map(resultFor),
  }))
}

/** A single event whose every delivery was rejected is told in the reply, which is the record. */
function isToldByReply({ results }: AttemptedEvent, many: boolean): boolean {
  return !many && results.every(({ status }) => status === 'rejected' || status === 'skipped')
}

/** Whether anything of an event is to be committed: what is owed, or the record of what was rejected. */
function isToCommit(one: AttemptedEvent, many: boolean): boolean {
  const told = isToldByReply(one, many)
  return one.results.some((result) => !hasEnded(result) || isRecorded(result, told))
}

/** What Segment is told of an event. `failure`: why what was to be committed of it is not, or why nothing is. */
function conclude(
  one: AttemptedEvent,
  failure: EventResult | undefined,
  { destination, many }: { readonly destination: Destination; readonly many: boolean },
): EventResult {
  if (one.deliveries.length === 0) return withoutDelivery(one.event, destination)
  const told = isToldByReply(one, many)
  const deliveries = one.results.map((result, i): ReportedDelivery => {
    const subscription = one.deliveries[i]?.rule.name ?? ''
    if (!hasEnded(result)) return { ...result, subscription, status: failure === undefined ? 'queued' : 'unsettled' }
    return failure?.status === 'unsettled' && isRecorded(result, told)
      ? { ...result, subscription, status: 'unsettled', message: 'the record of a refused event could not be kept' }
      : { ...result, subscription }
  })
  return failure?.status === 'unauthorized' ? { ...failure, deliveries } : eventResultOf(deliveries)
}

/** Whether dead letters record what a delivery, or some of its items, were rejected for. `told`: the reply is the record. */
function isRecorded(result: DeliveryResult, told: boolean): boolean {
  return (result.status === 'rejected' && !told) || rejectedItems(result).length > 0
}

/** An event that makes no delivery: the partner has nothing for its type, the mapping drops it, or nothing takes it. */
function withoutDelivery(event: EventLike, { partner: { slug, mapping }, settings }: Destination): EventResult {
  if (!mapping.takes.has(event.type))
    return { status: 'unsupported', message: `${slug} has nothing for ${event.type} events`, deliveries: [] }
  const dropped = dropReason(mapping, redacted(mapping, event), settings)
  const message = dropped ?? 'no subscription of the mapping takes this event'
  return { status: 'skipped', message, deliveries: [] }
}

/** The partner refuses the customer's own key, and took nothing: that is for the customer to hear, and nothing is stored. */
function refusalOf(attempted: readonly AttemptedEvent[]): EventResult | undefined {
  const results = attempted.flatMap((one) => one.results)
  const refused = results.find(({ unauthorized }) => unauthorized !== undefined)
  const took = results.some(({ outcomes }) => outcomes.some(({ outcome }) => outcome === 'delivered'))
  if (refused?.unauthorized === undefined || took) return undefined
  return { status: 'unauthorized', http: refused.unauthorized, message: refused.message, deliveries: [] }
}
