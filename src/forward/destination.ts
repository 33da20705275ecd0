import { commitChunks } from '../delivery/objects.ts'
import type { Entry } from '../delivery/queue/chunk.ts'
import { chunksOf } from '../delivery/queue/chunk.ts'
import type { TokenOwner } from '../delivery/tokens.ts'
import type { Env } from '../env.ts'
import { parseEvent } from '../event/parse.ts'
import { isObject } from '../mapping/json.ts'
import type { EventLike } from '../mapping/translate.ts'
import { findAccount, findPartner, isForCustomers, isSlug } from '../partners.ts'
import type { Destination, Forwarding } from './forward.ts'
import { forwardEvents } from './forward.ts'
import type { Intake } from './intake.ts'
import { takeBody, tooMuchHeld } from './intake.ts'
import type { Admitted, Knock } from './knock.ts'
import { judgeKey, judgeSignature } from './knock.ts'
import { log } from '../delivery/log.ts'
import type { EventResult, Reply } from './reply.ts'
import { errorReply, replyMany, replyOne, unavailable } from './reply.ts'

/** The most events of one array: what Segment's webhook sends at most. */
const mostEvents = 4_000
/** The largest single event. */
const largestEvent = 256 * 1_024

/** One request to a destination door. */
export interface Arrival {
  readonly request: Request
  readonly partner: string
  readonly account: string
  readonly requestId: string
}

/** What the door works with. */
export interface Door {
  readonly env: Env
  readonly intake: Intake
  readonly tokens: TokenOwner
  readonly now: () => number
}

/** One event's way, or an array's: who knocks, what came, what it becomes, where it goes, what Segment is told (the reply table of `docs/doors.md`, in its order). */
export async function receive(arrival: Arrival, door: Door): Promise<Reply> {
  const size = contentLength(arrival.request)
  const place = door.intake.enter(size)
  try {
    return await admitted(arrival, door, place)
  } finally {
    place?.leave()
  }
}

async function admitted(arrival: Arrival, door: Door, place: ReturnType<Intake['enter']>): Promise<Reply> {
  const knock = knockOf(arrival)
  const key = judgeKey(knock, door.env)
  if (key.kind === 'turned away') return key.reply
  const early = key.kind === 'admitted' ? findDestination(arrival, door) : undefined
  if (early !== undefined && 'reply' in early) return early.reply
  if (place === undefined) return tooMuchHeld()
  const taken = await takeBody(arrival.request, place)
  if ('reply' in taken) return taken.reply
  const body = readJson(taken.bytes)
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
  const found = early ?? findDestination(arrival, door)
  return 'reply' in found
    ? found.reply
    : handle({ ...arrival, body, bytes: taken.bytes.byteLength }, { door, sender, destination: found.destination })
}

function knockOf({ request, partner, account }: Arrival): Knock {
  return {
    partner,
    account,
    authorization: request.headers.get('Authorization') ?? undefined,
    signature: request.headers.get('X-Signature') ?? undefined,
  }
}

function contentLength(request: Request): number | undefined {
  const text = request.headers.get('Content-Length')
  return text === null ? undefined : Number(text)
}

const strictly = { fatal: true, ignoreBOM: false }

type Body = { readonly json: unknown } | { readonly fault: string }

/** The body as JSON: UTF-8, whatever the content type says (Segment's own SDKs send text/plain). */
function readJson(bytes: Uint8Array): Body {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', strictly).decode(bytes)) }
  } catch (error) {
    return { fault: error instanceof SyntaxError ? 'the body is no valid JSON' : 'the body is no valid UTF-8' }
  }
}

/** The first element of an array as JavaScript writes it, which is what Segment signs; too deep a one is signed by nobody. */
function firstElement(body: Body): string | undefined {
  if (!('json' in body) || !Array.isArray(body.json) || !isObject(body.json[0])) return undefined
  try {
    return JSON.stringify(body.json[0])
  } catch {
    return undefined
  }
}

type Found = { readonly destination: Destination } | { readonly reply: Reply }

/** The partner and account of the door, in the order of the reply table: unknown, wrong method, out of order, a setting missing. */
function findDestination({ request, partner: slug, account }: Arrival, { env }: Door): Found {
  const found = isSlug(slug) && isSlug(account) ? findPartner(slug) : undefined
  if (found === undefined) return { reply: errorReply(404, 'there is no such partner') }
  if (!methods.includes(request.method))
    return { reply: errorReply(405, `a destination takes ${methods.join(', ')}`, { Allow: methods.join(', ') }) }
  if ('fault' in found) return { reply: unavailable(`the mapping of ${slug} is wrong: ${found.fault}`) }
  const { partner } = found
  if (isForCustomers(partner.mapping))
    return { reply: unavailable(`${slug} takes its settings from customers, and their doors are not open yet`) }
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

const methods = ['POST', 'PUT', 'PATCH']

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
  if ('fault' in opened.body) return errorReply(400, opened.body.fault)
  if (!isSettingsHeader(opened.request.headers.get('X-Segment-Settings')))
    return errorReply(400, 'X-Segment-Settings must be the base64 of a JSON object in UTF-8')
  const { json } = opened.body
  const many = Array.isArray(json)
  if (many && json.length > mostEvents) return errorReply(413, `an array holds at most ${mostEvents} events`)
  if (!many && opened.bytes > largestEvent) return errorReply(413, `an event holds at most ${largestEvent / 1_024} KB`)
  const results = await process(many ? json : [json], opened, work)
  const [only] = results
  return many || only === undefined ? replyMany(results) : replyOne(only)
}

/** Reads each item, sends what is valid together, and puts the results back in the order of arrival. */
async function process(items: readonly unknown[], opened: Opened, work: Work): Promise<readonly EventResult[]> {
  const { destination, door } = work
  const read = items.map((item, i) => readItem(item, i, opened, work))
  const about = {
    requestId: opened.requestId,
    partner: destination.partner.slug,
    account: destination.account,
    mapping: destination.partner.hash,
  }
  const own = [new URL(opened.request.url).hostname]
  const forwarding: Forwarding = {
    env: door.env,
    own,
    tokens: door.tokens,
    commit: (entries) => commitTo(door.env, { destination, own }, entries),
    now: door.now,
    log: (attempt) => log('attempt', { ...about, ...attempt }),
  }
  const forwarded = await forwardEvents(
    read.flatMap((entry) => ('event' in entry ? [entry.event] : [])),
    destination,
    forwarding,
  )
  const inOrder = forwarded.values()
  const results = read.map((entry) => ('event' in entry ? (inOrder.next().value ?? unknownFate) : entry))
  logRefused(results, about)
  return results
}

/** The time to commit, so that the reply is there within five seconds. */
const commitMs = 1_200

async function commitTo(
  env: Env,
  { destination: { partner, account }, own }: { destination: Destination; own: readonly string[] },
  entries: readonly Entry[],
): Promise<boolean> {
  const chunks = chunksOf(`${partner.slug}/${account}`, entries)
  return commitChunks(env, { partner: partner.slug, account, own, timeoutMs: commitMs }, chunks)
}

const unknownFate: EventResult = { status: 'unsettled', parts: [] }

function readItem(
  item: unknown,
  i: number,
  opened: Opened,
  { door, sender }: Work,
): { readonly event: EventLike } | EventResult {
  const parsed = parseEvent(item, door.now())
  if (!parsed.ok) return refused('invalid', parsed.issues.join('; '))
  if (opened.bytes > largestEvent && isOver(largestEvent, item))
    return refused('invalid', `an event holds at most ${largestEvent / 1_024} KB`)
  const { event } = parsed
  if (event.type === 'delete' && !sender.mayDelete)
    return refused('forbidden', 'this key may not delete users: it needs "+delete"')
  if (event.type === 'delete' && sender.firstElementOnly && i > 0) {
    return refused(
      'forbidden',
      'only the first element of the array is signed: a delete must stand there, or the whole body be signed',
    )
  }
  return { event }
}

function refused(status: EventResult['status'], message: string): EventResult {
  return { status, message, parts: [] }
}

function isOver(limit: number, item: unknown): boolean {
  return new TextEncoder().encode(JSON.stringify(item)).byteLength > limit
}

/** Until the queue keeps dead letters, what was refused beside a success leaves a counted line. */
function logRefused(results: readonly EventResult[], about: Readonly<Record<string, string>>): void {
  const invalid = results.filter(({ status }) => status === 'invalid' || status === 'forbidden')
  const rejected = results.flatMap(({ parts }) => parts.filter(({ fate }) => fate === 'rejected'))
  if (invalid.length === 0 && rejected.length === 0) return
  const reasons = [...new Set([...invalid, ...rejected].map(({ message }) => message ?? ''))].slice(0, 5)
  log('refused', { ...about, invalid: invalid.length, rejected: rejected.length, reasons })
}

/** Whether the header is absent or base64 of a JSON object. */
function isSettingsHeader(header: string | null): boolean {
  if (header === null) return true
  try {
    const bytes = Uint8Array.from(atob(header), (char) => char.charCodeAt(0))
    return isObject(JSON.parse(new TextDecoder('utf-8', strictly).decode(bytes)))
  } catch {
    return false
  }
}
