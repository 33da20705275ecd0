import type { EventLike } from '../mapping/translate.ts'
import { findAccount, findPartner, isForCustomers, isSlug } from '../partners.ts'
import type { Body } from './body.ts'
import { firstElement, itemGroups, readBody } from './body.ts'
import { badSettingsHeader, customersDestination, isOpen, readSettingsHeader } from './customer.ts'
import type { ReadDelete } from './deletes.ts'
import { acceptDeletes } from './deletes.ts'
import type { Destination, Forwarded } from './forward.ts'
import { forwardEvents } from './forward.ts'
import type { Place } from './intake.ts'
import { contentLength, takeBody, tooMuchHeld } from './intake.ts'
import type { ReadItem } from './items.ts'
import { largestEvent, readItem } from './items.ts'
import type { Admitted, Knock } from './knock.ts'
import { judgeKey, judgeSignature, signedKey } from './knock.ts'
import { log } from '../delivery/log.ts'
import { answeredWith } from '../mapping/outcomes.ts'
import type { Deleted } from './deleted.ts'
import { deletedUsers } from './deleted.ts'
import type { Owing } from './owed.ts'
import { receivedAt } from './owed.ts'
import { receivedBy } from './received.ts'
import type { EventResult, Reply } from './reply.ts'
import { errorReply, replyMany, replyOne, unavailable } from './reply.ts'
import type { Door, Wayfarer } from './way.ts'
import { wayOf } from './way.ts'

/** The most events of one array: what Segment's webhook sends at most. */
const mostEvents = 4_000

/** One request to a destination door. */
export interface Arrival {
  readonly request: Request
  readonly partner: string
  readonly account: string
  readonly requestId: string
}

/** One event's way, or an array's: who knocks, what came, what it becomes, where it goes, what Segment is told (the reply table of `docs/doors.md`, in its order). */
export async function receive(arrival: Arrival, door: Door): Promise<Reply> {
  const place = door.intake.enter(contentLength(arrival.request))
  try {
    return await admitted(arrival, door, place)
  } finally {
    place?.leave()
  }
}

async function admitted(arrival: Arrival, door: Door, place: Place | undefined): Promise<Reply> {
  const knock = knockOf(arrival, door)
  const key = judgeKey(knock, door.env)
  if (key.kind === 'turned away') return key.reply
  const early = key.kind === 'admitted' ? findDestination(arrival, door, key.key) : undefined
  if (early !== undefined && 'reply' in early) return early.reply
  if (place === undefined) return tooMuchHeld()
  const taken = await takeBody(arrival.request, place)
  if ('reply' in taken) return taken.reply
  const body = readBody(taken.bytes, mostEvents)
  const sender =
    key.kind === 'admitted'
      ? key
      : judgeSignature(
          knock.signature ?? '',
          { bytes: taken.bytes, first: () => firstElement(body) },
          door.env,
          key.secrets,
        )
  if (sender.kind === 'turned away') return sender.reply
  const found = early ?? findDestination(arrival, door, signedKey(knock))
  if ('reply' in found) return found.reply
  return handle({ ...arrival, body, bytes: taken.bytes.byteLength }, { door, sender, destination: found.destination })
}

function knockOf({ request, partner, account }: Arrival, { env }: Door): Knock {
  const found = isOpen(partner, env) && isSlug(partner) ? findPartner(partner) : undefined
  return {
    partner,
    account,
    authorization: request.headers.get('Authorization') ?? undefined,
    signature: request.headers.get('X-Signature') ?? undefined,
    open: found !== undefined && 'partner' in found && isForCustomers(found.partner.mapping),
  }
}

type Found = { readonly destination: Destination } | { readonly reply: Reply }

const methods = ['POST', 'PUT', 'PATCH']

/** The partner and account of the door, in the order of the reply table: unknown, wrong method, out of order, a setting missing. `key`: the customer's own. */
function findDestination({ request, partner: slug, account }: Arrival, { env }: Door, key: string | undefined): Found {
  const found = isSlug(slug) && isSlug(account) ? findPartner(slug) : undefined
  if (found === undefined) return { reply: errorReply(404, 'there is no such partner') }
  if (!methods.includes(request.method))
    return { reply: errorReply(405, `a destination takes ${methods.join(', ')}`, { Allow: methods.join(', ') }) }
  if ('fault' in found) return { reply: unavailable(`the mapping of ${slug} is wrong: ${found.fault}`) }
  const { partner } = found
  if (isForCustomers(partner.mapping)) {
    if (account !== 'default')
      return {
        reply: errorReply(404, `${slug} takes its settings from each request: its door is /v1/destinations/${slug}`),
      }
    return customersDestination(partner, { key, header: request.headers.get('X-Segment-Settings') }, env)
  }
  const settings = findAccount(partner, account, env)
  switch (settings.kind) {
    case 'unknown':
      return { reply: errorReply(404, `${slug} has no account "${account}"`) }
    case 'misconfigured':
      return { reply: unavailable(settings.message) }
    case 'account':
      return { destination: { partner, account, settings: settings.settings } }
  }
}

interface Opened extends Arrival {
  readonly body: Body
  readonly bytes: number
}

interface Work {
  readonly destination: Destination
  readonly door: Door
  readonly sender: Admitted
}

async function handle(opened: Opened, work: Work): Promise<Reply> {
  const { body } = opened
  if (body.kind === 'fault') return errorReply(400, body.message)
  if (readSettingsHeader(opened.request.headers.get('X-Segment-Settings')) === undefined) return badSettingsHeader()
  if (body.kind === 'too many') return errorReply(413, `an array holds at most ${mostEvents} events`)
  const many = body.kind === 'large' || (body.kind === 'json' && Array.isArray(body.json))
  if (!many && opened.bytes > largestEvent) return errorReply(413, `an event holds at most ${largestEvent / 1_024} KB`)
  const results = await processAll(many, opened, work)
  const { partner, account, customer } = work.destination
  work.door.registry.received(
    { partner: partner.slug, account: customer === undefined ? account : '', mapping: partner.hash },
    receivedBy(results),
  )
  const [only] = results
  return many || only === undefined ? replyMany(results) : replyOne(only)
}

/** An array over 1 MB is committed by groups of 1 MB, and none of it is sent inline. */
async function processAll(many: boolean, opened: Opened, work: Work): Promise<readonly EventResult[]> {
  const { door, destination } = work
  const wayfarer: Wayfarer = {
    destination,
    door,
    requestId: opened.requestId,
    host: new URL(opened.request.url).hostname,
    ...(opened.body.kind === 'large' && { heldFor: 'it is more than can be sent while Segment waits' }),
  }
  const view = await door.registry.current(door.env, { now: door.now(), later: door.later })
  const way = wayOf(wayfarer, view)
  const deleted = deletedUsers(view, destination, door.env)
  const account = `${destination.partner.slug}/${destination.account}`
  const owing: Owing = { account, mapping: destination.partner.hash, request: opened.requestId, now: door.now() }
  const results: EventResult[] = []
  for (const items of itemGroups(opened.body)) {
    const measure = many && opened.bytes > largestEvent
    const read = items.map((item, i) => readItem(item, results.length + i, { sender: work.sender, owing, measure }))
    const sorted = read.map((one) => erasedBy(deleted, one, door.now()))
    const events = sorted.flatMap((one): readonly EventLike[] => ('event' in one ? [one.event] : []))
    const deletes = sorted.flatMap((one): readonly ReadDelete[] => ('delete' in one ? [one] : []))
    const letters = isToldByReply(read, opened)
      ? []
      : sorted.flatMap((one) => ('letter' in one ? (one.letter ?? []) : []))
    const [forwarded, accepted] = await Promise.all([
      forwardEvents({ events, many, letters }, destination, way),
      acceptDeletes(deletes, destination, way),
    ])
    results.push(...inOrder(sorted, forwarded, accepted))
  }
  logRefused(results, { requestId: opened.requestId, ...owing })
  return results
}

const erased: EventResult = { status: 'erased', message: 'its user was deleted after it was received', parts: [] }

function erasedBy(deleted: Deleted | undefined, one: ReadItem, now: number): ReadItem {
  if (deleted === undefined || !('event' in one)) return one
  return deleted(one.event, receivedAt(one.event, now)) ? { result: erased } : one
}

/** Where nothing that came is an event, the reply says so, and is the record. */
function isToldByReply(read: readonly ReadItem[], { body }: Opened): boolean {
  return read.every((one) => 'result' in one) && body.kind !== 'large'
}

/** What was refused in an array leaves a counted line. What a partner said stands in none: only what it answered. */
function logRefused(results: readonly EventResult[], about: Readonly<Record<string, unknown>>): void {
  const refused = results.filter(({ status }) => status === 'invalid' || status === 'forbidden')
  const rejected = results.flatMap(({ parts }) => parts.filter(({ fate }) => fate === 'rejected'))
  if (refused.length === 0 && rejected.length === 0) return
  const why = rejected.map(({ message, answered }) => (answered === undefined ? message : answeredWith(answered)))
  const reasons = [...new Set([...refused.map(({ message }) => message), ...why].map((one) => one ?? ''))].slice(0, 5)
  log('refused', { ...about, invalid: refused.length, rejected: rejected.length, reasons })
}

const unknownFate: EventResult = { status: 'unsettled', parts: [] }

function inOrder(
  read: readonly ReadItem[],
  { results, kept }: Forwarded,
  accepted: readonly EventResult[],
): readonly EventResult[] {
  const [nextEvent, nextDelete] = [results.values(), accepted.values()]
  return read.map((one) => {
    if ('event' in one) return nextEvent.next().value ?? unknownFate
    if ('delete' in one) return nextDelete.next().value ?? unknownFate
    return one.letter === undefined || kept
      ? one.result
      : { ...one.result, status: 'unsettled', message: 'the record of a refused event could not be kept' }
  })
}
