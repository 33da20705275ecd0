import { createHmac } from 'node:crypto'
import { variable } from '../env.ts'
import type { Env } from '../env.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { isSame } from '../requests/secrets.ts'
import { textOf } from '../values/json.ts'
import type { Asked, Role } from './ask.ts'
import { readObject } from './ask.ts'

const sessionSeconds = 8 * 3_600
const bodyBytes = 4 * 1_024

/** Who an operator is. */
export type Operator = Extract<Role, 'viewer' | 'admin'>

/** A session of the page: as what, and until when (ms). */
export interface Session {
  readonly role: Operator
  readonly until: number
}

/** Judges a token against `ADMIN_TOKEN` and `VIEWER_TOKEN`. */
export function operatorOf(
  sent: string | undefined,
  env: Env,
): { readonly role: Operator } | { readonly reply: Reply } {
  const admin = variable(env, 'ADMIN_TOKEN')
  if (admin === undefined)
    return { reply: unavailable('not_configured', 'ADMIN_TOKEN is not set: no operator can be let in') }
  if (sent === undefined)
    return { reply: unauthorized('credentials are missing: send ADMIN_TOKEN or VIEWER_TOKEN as Bearer token') }
  if (isToken(sent, admin)) return { role: 'admin' }
  if (isToken(sent, variable(env, 'VIEWER_TOKEN'))) return { role: 'viewer' }
  return { reply: unauthorized('this token is not known') }
}

/** Whether what was sent is a token that is set. */
export function isToken(sent: string | undefined, token: string | undefined): boolean {
  return sent !== undefined && token !== undefined && isSame(sent, token)
}

function unauthorized(message: string): Reply {
  return errorReply('unauthorized', message, { 'WWW-Authenticate': 'Bearer realm="edge-forwarder"' })
}

/** The session that a request's cookie holds: it ends after 8 h, or when the token that it was opened with is changed. */
export function sessionOf(request: Request, env: Env, now: number): Session | undefined {
  const name = cookieName(request)
  const cookies = (request.headers.get('Cookie') ?? '').split(/; */)
  const value = cookies.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
  const [, role, until = '', signature] = /^(admin|viewer)\.(\d{1,15})\.([\w-]+)$/.exec(value ?? '') ?? []
  if ((role !== 'admin' && role !== 'viewer') || signature === undefined || Number(until) <= now) return undefined
  const expected = signatureOf({ role, until: Number(until) }, env)
  return isToken(signature, expected) ? { role, until: Number(until) } : undefined
}

function signatureOf({ role, until }: Session, env: Env): string | undefined {
  const token = variable(env, role === 'admin' ? 'ADMIN_TOKEN' : 'VIEWER_TOKEN')
  return token === undefined
    ? undefined
    : createHmac('sha256', token).update(`session\n${role}.${until}`).digest('base64url')
}

/** `__Host-` binds the cookie to this host over TLS (RFC 6265bis, 4.1.3.2); a browser refuses it over the plain http of `npm start`. */
function cookieName(request: Request): string {
  return isSecure(request) ? '__Host-session' : 'session'
}

function isSecure(request: Request): boolean {
  return new URL(request.url).protocol === 'https:'
}

function cookie(request: Request, value: string, seconds: number): string {
  const secure = isSecure(request) ? '; Secure' : ''
  return `${cookieName(request)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}

/** `POST /v1/session/open` with `{"token": "..."}`: opens a session of the page, for 8 h, in the role of the token. Nobody else's page can do that: it takes JSON, which another origin may not send. */
export async function openSession(asked: Asked): Promise<Reply> {
  const { request, env, now } = asked
  if (!isOwnJson(request)) return errorReply('forbidden', ownPage)
  const read = await readObject(asked, bodyBytes)
  if ('reply' in read) return read.reply
  const token = textOf(read.body['token'])
  if (token === undefined) return errorReply('invalid_request', 'token: expected ADMIN_TOKEN or VIEWER_TOKEN')
  const who = operatorOf(token, env)
  if ('reply' in who) return who.reply
  const session = { role: who.role, until: now + sessionSeconds * 1_000 }
  const value = `${session.role}.${session.until}.${signatureOf(session, env) ?? ''}`
  return {
    status: 200,
    body: shown(session, env),
    headers: { 'Set-Cookie': cookie(request, value, sessionSeconds), 'Cache-Control': 'no-store' },
  }
}

/** `GET /v1/session`: in which role the operator is let in; until when, where a session does it. */
export function showSession({ request, env, now, role }: Asked): Reply {
  const until = sessionOf(request, env, now)?.until
  return { status: 200, body: shown({ role, until }, env), headers: { 'Cache-Control': 'no-store' } }
}

function shown(
  { role, until }: { readonly role: Role; readonly until: number | undefined },
  env: Env,
): Readonly<Record<string, unknown>> {
  return {
    role,
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    environment: variable(env, 'ENVIRONMENT') ?? '',
  }
}

/** `POST /v1/session/end`: the browser forgets the session. */
export function endSession({ request }: Asked): Reply {
  return isOwnJson(request)
    ? { status: 200, body: {}, headers: { 'Set-Cookie': cookie(request, '', 0) } }
    : errorReply('forbidden', ownPage)
}

/** What a request is told that a session does not let in. */
export const ownPage =
  'what a session asks for must come from its own page, as JSON; elsewhere send the token as Bearer token'

/** Whether a browser sent a request for a page of our own origin, as JSON. */
export function isOwnJson(request: Request): boolean {
  const origin = request.headers.get('Origin')
  const type = request.headers.get('Content-Type') ?? ''
  return origin === new URL(request.url).origin && /^application\/json\b/i.test(type)
}
