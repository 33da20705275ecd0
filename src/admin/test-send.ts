import { base64OfText } from '../values/base64.ts'
import { createHmac } from 'node:crypto'
import { callShown, headersShown, hiding } from '../delivery/shown-call.ts'
import { variable } from '../env.ts'
import type { Env } from '../env.ts'
import { receive } from '../destinations/destination.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { firstKeyFor } from '../destinations/credentials.ts'
import type { RequestContext } from '../destinations/request-context.ts'
import { isDeeperThan, isObject, textOf } from '../values/json.ts'
import type { Partner } from '../partners/catalog.ts'
import { findAccount, secretsOf } from '../partners/accounts.ts'
import { findPartner, isForCustomers } from '../partners/catalog.ts'
import type { Asked } from './ask.ts'
import { readObject } from './ask.ts'

const bodyBytes = 300 * 1_024
/** Deeper than an event may be (64), so that a test can show how one that is too deep is refused; what is far deeper cannot be written as JSON. */
const deepest = 100

interface ToDestination {
  readonly partner: string
  readonly account: string
}

/**
 * `POST /v1/test/:partner[/:account]` with `{"event": {...}, "settings"?: {...}}` (settings: of a customer): sends the event for real, through the destination route and
 * the deployed mapping, as Segment would; shows Segment's request, our reply, and each call to the partner with its answer. Secrets are hidden.
 */
export async function testSend(asked: Asked, to: ToDestination, context: RequestContext): Promise<Reply> {
  const read = await readObject(asked, bodyBytes)
  if ('reply' in read) return read.reply
  const { event, settings = {} } = read.body
  if (!isObject(event)) return errorReply('invalid_request', 'event: expected the event that Segment would send')
  if (!isObject(settings))
    return errorReply('invalid_request', 'settings: expected an object, as in X-Segment-Settings')
  if (isDeeperThan(deepest, read.body))
    return errorReply('invalid_request', `the body is nested at most ${deepest} levels deep`)
  const found = findPartner(to.partner)
  if (found === undefined) return errorReply('unknown_partner', 'there is no such partner')
  if ('fault' in found) return unavailable('broken_mapping', `the mapping of ${to.partner} is wrong: ${found.fault}`)
  const body = JSON.stringify(event)
  const credentials = credentialsFor(found.partner, { ...to, body, settings }, asked.env)
  if (credentials === undefined)
    return unavailable(
      'not_configured',
      'neither SEGMENT_SHARED_SECRET is set nor does any key of ENDPOINT_KEYS open this route: Segment could not come in',
    )
  const { origin, hostname: host } = new URL(asked.request.url)
  const url = `${origin}/v1/destinations/${to.partner}${to.account === 'default' ? '' : `/${to.account}`}`
  const headers = { Accept: '*/*', 'Content-Type': 'application/json', 'User-Agent': 'Segment.io/1.0', ...credentials }
  const hide = hiding(secretsFor(found.partner, to, { settings, env: asked.env }))
  const calls: unknown[] = []
  const reply = await receive(
    { ...to, host, requestId: asked.requestId, request: new Request(url, { method: 'POST', headers, body }) },
    { ...context, observe: (request, sent) => void calls.push(callShown(request, sent, hide)) },
  )
  return {
    status: 200,
    body: {
      request: { method: 'POST', url, headers: headersShown(Object.entries(headers), hide), body: event },
      reply,
      calls,
    },
  }
}

/** What proves that a request comes from Segment: a signature, a customer's own key, or an endpoint key that opens the route. */
function credentialsFor(
  { mapping }: Partner,
  of: ToDestination & { readonly body: string; readonly settings: Readonly<Record<string, unknown>> },
  env: Env,
): Readonly<Record<string, string>> | undefined {
  const header = isForCustomers(mapping)
    ? { 'X-Segment-Settings': base64OfText(JSON.stringify(of.settings)) }
    : undefined
  const secret = (variable(env, 'SEGMENT_SHARED_SECRET') ?? '').split(/\s+/).find((one) => one !== '')
  if (secret !== undefined)
    return { 'X-Signature': createHmac('sha1', secret).update(of.body).digest('hex'), ...header }
  const key = firstKeyFor(of, env)
  return key === undefined ? undefined : { Authorization: `Basic ${base64OfText(`${key}:`)}`, ...header }
}

function secretsFor(
  partner: Partner,
  { account }: ToDestination,
  { settings, env }: { settings: Readonly<Record<string, unknown>>; env: Env },
): readonly string[] {
  const own = isForCustomers(partner.mapping) ? undefined : findAccount(partner, account, env)
  const given = Object.values(settings).flatMap((value) => (typeof value === 'boolean' ? [] : (textOf(value) ?? [])))
  return own?.kind === 'account' ? secretsOf(partner, own.settings) : given
}
