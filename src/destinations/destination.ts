import type { ReadBody } from './body.ts'
import { itemGroups, readBody } from './body.ts'
import type { DestinationRequest } from './authenticate-sender.ts'
import { addressOf, authenticateSender } from './authenticate-sender.ts'
import { badSettingsHeader, readSettingsHeader } from './customer.ts'
import { noteRefused } from './customer-keys.ts'
import { acceptDeletes } from './deletes.ts'
import type { Destination } from './account.ts'
import type { ReceivedEvent } from './event.ts'
import type { Forwarded } from './forward.ts'
import { forwardEvents, tooMuchInline } from './forward.ts'
import type { ReadItem } from './items.ts'
import { largestEvent, readItem } from './items.ts'
import type { Authenticated } from './credentials.ts'
import { log } from '../runtime/log.ts'
import { isOlderThanTombstones } from '../registry/past-deletes.ts'
import { answeredWith } from '../mapping/file/outcomes.ts'
import type { DeletedUsers } from './deleted.ts'
import { deletedUsers } from './deleted.ts'
import { receivedBy } from './received.ts'
import type { EventResult } from './reply.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import { replyMany, replyOne } from './reply.ts'
import type { TransportFor } from './inline-transport.ts'
import { Transport } from './inline-transport.ts'
import type { RequestContext } from './request-context.ts'
import { keyAt } from './request-context.ts'

/** The most events of one array: what Segment's webhook sends at most. */
const mostEvents = 4_000

/** One event's way, or an array's: who sent it, what it becomes, where it goes, what Segment is told. */
export async function receive(incoming: DestinationRequest, context: RequestContext): Promise<Reply> {
  const authenticated = await authenticateSender(incoming, context)
  if ('reply' in authenticated) return authenticated.reply
  const { bytes, sender, destination, slot } = authenticated.request
  try {
    const body = readBody(bytes, mostEvents)
    return await handle({ ...incoming, body, bytes: bytes.byteLength }, { context, sender, destination })
  } finally {
    slot.leave()
  }
}

interface ReadRequest extends DestinationRequest {
  readonly body: ReadBody
  readonly bytes: number
}

interface Handling {
  readonly destination: Destination
  readonly context: RequestContext
  readonly sender: Authenticated
}

async function handle(incoming: ReadRequest, handling: Handling): Promise<Reply> {
  const { body } = incoming
  if (body.kind === 'fault') return errorReply(body.code, body.message)
  if (readSettingsHeader(incoming.request.headers.get('X-Segment-Settings')) === undefined) return badSettingsHeader()
  if (body.kind === 'too many') return errorReply('too_many_events', `an array holds at most ${mostEvents} events`)
  const many = body.kind === 'large' || (body.kind === 'json' && Array.isArray(body.json))
  if (!many && incoming.bytes > largestEvent)
    return errorReply('event_too_large', `an event holds at most ${largestEvent / 1_024} KB`)
  const results = await processAll(many, incoming, handling)
  const { partner, account, customer } = handling.destination
  const refused = results.find(({ status }) => status === 'unauthorized')
  if (refused !== undefined && handling.sender.key !== undefined) {
    const { request, requestId } = incoming
    await noteRefused(keyAt(handling.destination, handling.context), refused, {
      address: addressOf(request),
      requestId,
    })
  }
  handling.context.registry.received(
    { partner: partner.slug, account: customer === undefined ? account : '', mapping: partner.hash },
    receivedBy(results),
  )
  const [only] = results
  return many || only === undefined ? replyMany(results) : replyOne(only)
}

/** An array over 1 MB is committed by groups of 1 MB, and none of it is sent inline. */
async function processAll(many: boolean, incoming: ReadRequest, handling: Handling): Promise<readonly EventResult[]> {
  const { context, destination } = handling
  const of: TransportFor = {
    destination,
    context,
    requestId: incoming.requestId,
    host: incoming.host,
    ...(incoming.body.kind === 'large' && { heldFor: tooMuchInline }),
  }
  const view = await context.registry.current(context.env, { now: context.now(), later: context.later })
  const deleted = deletedUsers(view, destination, context.env)
  // A customer's account is named by the key: by another one it would be another account.
  if (deleted.kind === 'unknown' && destination.customer !== undefined)
    return [{ status: 'unsettled', message: deleted.why, deliveries: [] }]
  const transport = new Transport(of, view, deleted)
  const origin = transport.origin()
  const results: EventResult[] = []
  for (const items of itemGroups(incoming.body)) {
    const measure = many && incoming.bytes > largestEvent
    const read = items.map((item, i) =>
      readItem(item, results.length + i, { sender: handling.sender, origin, measure }),
    )
    const sorted = read.map((one) => erasedBy(deleted, one))
    transport.noteRefused(items, sorted)
    const received = sorted.flatMap((one) => ('event' in one ? [one] : []))
    const [deletes, events] = [received.filter(isDelete), received.filter((one) => !isDelete(one))]
    const deadLetters = isNoEvent(read, incoming)
      ? []
      : sorted.flatMap((one) => ('deadLetter' in one ? (one.deadLetter ?? []) : []))
    const [forwarded, accepted] = await Promise.all([
      heldFor(deleted, events, handling).then((held) =>
        forwardEvents({ events, many, deadLetters, heldFor: transport.heldFor ?? held }, destination, transport),
      ),
      acceptDeletes(deletes, destination, transport),
    ])
    results.push(...inOrder(sorted, forwarded, accepted))
  }
  logRefused(results, { requestId: incoming.requestId, ...origin })
  return results
}

function isDelete({ event }: ReceivedEvent): boolean {
  return event.type === 'delete'
}

const erased: EventResult = { status: 'erased', message: 'its user was deleted after it was received', deliveries: [] }

function erasedBy(deleted: DeletedUsers, one: ReadItem): ReadItem {
  if (deleted.kind === 'unknown' || !('event' in one) || isDelete(one)) return one
  return deleted.isDeleted(one.event, one.receivedAt) ? { result: erased } : one
}

/** Why some events are committed and not sent: only the account's object can tell whether their users were deleted. */
async function heldFor(
  deleted: DeletedUsers,
  events: readonly ReceivedEvent[],
  { context, destination }: Handling,
): Promise<string | undefined> {
  const now = context.now()
  const account = { partner: destination.partner.slug, account: destination.account }
  if (deleted.kind === 'unknown')
    return (await context.pastDeletes.ask(account, context.env)) === false ? undefined : deleted.why
  if (!events.some(({ receivedAt }) => isOlderThanTombstones(receivedAt, now))) return undefined
  return (await context.pastDeletes.of(account, context.env, now))
    ? 'some of what came was received hours ago, and users of this account were deleted since: its queue judges each event'
    : undefined
}

/** Where nothing that came is an event, the reply says so, and is the record. */
function isNoEvent(read: readonly ReadItem[], { body }: ReadRequest): boolean {
  return read.every((one) => 'result' in one) && body.kind !== 'large'
}

/** What was refused in an array leaves a counted line. What a partner said stands in none: only what it answered. */
function logRefused(results: readonly EventResult[], about: Readonly<Record<string, unknown>>): void {
  const refused = results.filter(({ status }) => status === 'invalid' || status === 'forbidden')
  const rejected = results.flatMap(({ deliveries }) => deliveries.filter((one) => one.status === 'rejected'))
  if (refused.length === 0 && rejected.length === 0) return
  const why = rejected.map(({ message, answered }) => (answered === undefined ? message : answeredWith(answered)))
  const reasons = [...new Set([...refused.map(({ message }) => message), ...why].map((one) => one ?? ''))].slice(0, 5)
  log('refused', { ...about, invalid: refused.length, rejected: rejected.length, reasons })
}

const unknown: EventResult = { status: 'unsettled', deliveries: [] }

function inOrder(
  read: readonly ReadItem[],
  { results, kept }: Forwarded,
  accepted: readonly EventResult[],
): readonly EventResult[] {
  const [nextEvent, nextDelete] = [results.values(), accepted.values()]
  return read.map((one) => {
    if ('event' in one) return (isDelete(one) ? nextDelete : nextEvent).next().value ?? unknown
    return one.deadLetter === undefined || kept
      ? one.result
      : { status: 'unsettled', message: 'the record of a refused event could not be kept', deliveries: [] }
  })
}
