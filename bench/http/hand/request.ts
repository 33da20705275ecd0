/** What each Worker by hand does with a request before and after the partner's call: who sends it, what it holds, what is answered and logged. */
import { createHash, timingSafeEqual } from 'node:crypto'

export type Json = Readonly<Record<string, unknown>>

const largest = 256 * 1_024
const types = new Set(['identify', 'track', 'page', 'screen', 'group', 'alias', 'delete'])

/** The events of a request, and whether they came as an array; or the reply that turns it away. */
export async function read(request: Request, key: string): Promise<{ events: Json[]; many: boolean } | Response> {
  if (request.method !== 'POST') return reply(405, { message: 'a destination takes POST' })
  if (!isKnown(request.headers.get('Authorization') ?? '', key)) return reply(401, { message: 'this key is not known' })
  const text = await request.text()
  try {
    const body: unknown = JSON.parse(text)
    const events = (Array.isArray(body) ? body : [body]) as Json[]
    if (!Array.isArray(body) && text.length > largest) return reply(413, { message: 'an event holds at most 256 KB' })
    const wrong = events.find((event) => !isEvent(event))
    return wrong === undefined ? { events, many: Array.isArray(body) } : reply(400, { message: 'this is no event' })
  } catch {
    return reply(400, { message: 'the body is no JSON' })
  }
}

function isEvent(event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false
  const { type, userId, anonymousId, messageId } = event as Json
  if (typeof type !== 'string' || !types.has(type)) return false
  return typeof messageId === 'string' && (typeof userId === 'string' || typeof anonymousId === 'string')
}

function isKnown(authorization: string, key: string): boolean {
  const [user = ''] = atob(authorization.replace(/^Basic /, '')).split(':')
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

/** Calls the partner within three seconds, and logs how it went. */
export async function call(url: string, init: RequestInit): Promise<Attempted> {
  const started = Date.now()
  let status = 0
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(3_000) })
    status = response.status
    await response.text()
  } catch {
    // no answer: tried again
  }
  const outcome =
    status >= 200 && status < 300
      ? 'delivered'
      : status >= 400 && status < 500 && status !== 429
        ? 'rejected'
        : 'retryable'
  console.log(JSON.stringify({ at: 'attempt', status, outcome, ms: Date.now() - started }))
  return outcome
}

/** What Segment is told: the outcome of a single event, or of each event of an array. */
export function told(outcome: Attempted | 'queued', events: readonly Json[], many: boolean): Response {
  const status = outcome === 'delivered' ? 200 : outcome === 'rejected' ? 400 : outcome === 'queued' ? 202 : 503
  return reply(
    status,
    many ? { status: outcome, results: events.map(() => ({ status: outcome })) } : { status: outcome },
  )
}
