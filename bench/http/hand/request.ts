/** What each Worker by hand does with a request before and after the partner's call: who sends it, what it holds, what is answered and logged. */
import { Buffer } from 'node:buffer'
import { createHash, timingSafeEqual } from 'node:crypto'

export type Json = Readonly<Record<string, unknown>>

const largestEvent = 256 * 1_024
const largestBody = 4 * 1_024 * 1_024
const types = ['track', 'identify', 'page', 'screen', 'group', 'alias', 'delete']

/** The events of a request, all of types that the Worker takes, and whether they came as an array; or the reply that turns it away. */
export async function read(
  request: Request,
  key: string,
  takes: readonly string[] = types,
): Promise<{ events: Json[]; many: boolean } | Response> {
  if (request.method !== 'POST') return reply(405, { message: 'a destination takes POST' })
  if (!isKnown(request.headers.get('Authorization') ?? '', key)) return reply(401, { message: 'this key is not known' })
  const announced = Number(request.headers.get('Content-Length') ?? 0)
  const text = announced > largestBody ? '' : await request.text()
  if (announced > largestBody || text.length > largestBody) return reply(413, { message: 'a body holds at most 4 MB' })
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return reply(400, { message: 'the body is no JSON' })
  }
  const many = Array.isArray(body)
  if (!many && text.length > largestEvent) return reply(413, { message: 'an event holds at most 256 KB' })
  const events = (many ? body : [body]) as Json[]
  if (events.length === 0 || !events.every(isEvent)) return reply(400, { message: 'this is no event' })
  if (!events.every(({ type }) => takes.includes(String(type))))
    return reply(501, { message: `only ${takes.join(', ')} is taken` })
  return { events, many }
}

function isEvent(one: unknown): boolean {
  if (typeof one !== 'object' || one === null) return false
  const { type, event, userId, anonymousId, messageId, timestamp, receivedAt } = one as Json
  if (typeof type !== 'string' || !types.includes(type) || (type === 'track' && !isText(event))) return false
  return isText(messageId) && (isText(userId) || isText(anonymousId)) && isTime(timestamp ?? receivedAt)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}

function isKnown(authorization: string, key: string): boolean {
  const [user = ''] = Buffer.from(authorization.replace(/^Basic /i, ''), 'base64')
    .toString()
    .split(':')
  return timingSafeEqual(digest(user), digest(key))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** A reply, as JSON. */
export function reply(status: number, body: Json): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

/** What an attempt came to: the partner took it, refused it for good, or is to be asked again. */
export type Attempted = 'delivered' | 'rejected' | 'retryable'

/** Refusals that say nothing against the event: a wrong credential is put right, and the event is still there. */
const passing = new Set([401, 403, 408, 425, 429])

/** Calls the partner within three seconds, and logs how it went. */
export async function call(url: string, init: RequestInit, events: readonly Json[]): Promise<Attempted> {
  const started = Date.now()
  let status = 0
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(3_000) })
    status = response.status
    await response.text()
  } catch {
    // No answer, or not all of it: a status that came still counts.
  }
  const outcome =
    status >= 200 && status < 300
      ? 'delivered'
      : status >= 400 && status < 500 && !passing.has(status)
        ? 'rejected'
        : 'retryable'
  log('attempt', { event: events[0]?.['messageId'], count: events.length, status, outcome, ms: Date.now() - started })
  return outcome
}

export function log(at: string, fields: Json): void {
  console.log(JSON.stringify({ at, ...fields }))
}

/** Does something with each, six at once: a Worker has six connections, and the time limit of a call that waits for one runs already. */
export async function sixAtOnce<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const left = all.entries()
  const inTurn = async (): Promise<void> => {
    for (const [i, one] of left) results[i] = await act(one)
  }
  await Promise.all(Array.from({ length: Math.min(6, all.length) }, inTurn))
  return results
}

/** Whether an object stored what it was given; if not, the sender is told to come again. */
export async function isStored(storing: Promise<unknown>): Promise<boolean> {
  try {
    await storing
    return true
  } catch (error) {
    log('not stored', { error: String(error) })
    return false
  }
}

const statuses = { retryable: 503, queued: 202, delivered: 200, rejected: 400 } as const
const worstFirst = ['retryable', 'queued', 'delivered', 'rejected'] as const

/** What Segment is told: the outcome of a single event, or of each event of an array. */
export function told(outcomes: readonly (Attempted | 'queued')[], many: boolean): Response {
  const status = worstFirst.find((one) => outcomes.includes(one)) ?? 'delivered'
  return reply(statuses[status], many ? { status, results: outcomes.map((one) => ({ status: one })) } : { status })
}
