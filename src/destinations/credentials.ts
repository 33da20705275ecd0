import type { Env } from '../env.ts'
import { isDevelopment, isOn, variable } from '../env.ts'
import { bytesOfBase64 } from '../values/base64.ts'
import { perEnv } from '../runtime/per-env.ts'
import { isObject } from '../values/json.ts'
import { isSame, isSignedBy } from '../requests/secrets.ts'
import type { CodesOf } from '../requests/error-codes.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'

/** What came with a request to a destination route: the headers that prove who sent it. */
export interface Credentials {
  readonly partner: string
  readonly account: string
  readonly authorization: string | undefined
  readonly signature: string | undefined
  /** Whether a customer's own key is enough (the mapping takes settings from requests, and the slug is in `OPEN_PARTNERS`). */
  readonly open: boolean
}

/** Who may come in, and what they may do. `firstElementOnly`: only the first item of the array is signed. */
export interface Authenticated {
  readonly kind: 'authenticated'
  readonly mayDelete: boolean
  readonly firstElementOnly: boolean
  /** The Basic user name, where it is no endpoint key: a customer's own. */
  readonly key?: string | undefined
}

export type Authentication = Authenticated | { readonly kind: 'rejected'; readonly reply: Reply }

const leastKeyLength = 24
/** What opens every route, in development only. */
const everyRoute = '*'
const notHere = 'this key does not open this route: "*" opens all of them in development only, name the routes'

/**
 * What can be judged before the body is read: a secret that is not set, no credentials, an endpoint key.
 * `signed` means that the body decides.
 */
export function authenticateKey(
  credentials: Credentials,
  env: Env,
): Authentication | { readonly kind: 'signed'; readonly secrets: readonly string[] } {
  const key = basicUser(credentials.authorization)
  const keys = endpointKeysOf(env)
  const secrets = (variable(env, 'SEGMENT_SHARED_SECRET') ?? '').split(/\s+/).filter((secret) => secret !== '')
  if ('fault' in keys) return rejected(unavailable('not_configured', keys.fault))
  if (keys.list.length === 0 && secrets.length === 0 && !credentials.open)
    return rejected(
      unavailable('not_configured', 'SEGMENT_SHARED_SECRET or ENDPOINT_KEYS must be set: nobody can be let in'),
    )
  const opened = key === undefined ? undefined : keys.list.find((candidate) => isSame(candidate.key, key))
  if (opened !== undefined) {
    if (opensRoute(opened, credentials, env))
      return { kind: 'authenticated', mayDelete: opened.routes.includes('+delete'), firstElementOnly: false }
    return rejected(
      errorReply('forbidden', opened.routes.includes(everyRoute) ? notHere : 'this key does not open this route'),
    )
  }
  if (credentials.signature !== undefined)
    return secrets.length > 0
      ? { kind: 'signed', secrets }
      : rejected(unavailable('not_configured', 'SEGMENT_SHARED_SECRET is not set: signatures cannot be verified'))
  if (credentials.open && key !== undefined && key !== '')
    return { kind: 'authenticated', mayDelete: true, firstElementOnly: false, key }
  if (key !== undefined && keys.list.length === 0 && !credentials.open)
    return rejected(unavailable('not_configured', 'ENDPOINT_KEYS is not set: no key can be known'))
  return rejected(
    unauthorized(
      'unauthorized',
      key === undefined
        ? 'credentials are missing: send an endpoint key as Basic user name, or X-Signature'
        : 'this key is not known',
    ),
  )
}

/** Judges a signature over the bytes of the body, or, for an array, over its first element alone, before anything but that element is parsed. `first` gives its JSON. */
export function authenticateSignature(
  signature: string,
  body: { bytes: Uint8Array; first: () => string | undefined },
  env: Env,
  secrets: readonly string[],
): Authentication {
  if (isSignedBy(signature, body.bytes, secrets))
    return { kind: 'authenticated', mayDelete: true, firstElementOnly: false }
  const first = isOn(env, 'STRICT_SIGNATURES') ? undefined : body.first()
  if (first !== undefined && isSignedBy(signature, first, secrets))
    return { kind: 'authenticated', mayDelete: true, firstElementOnly: true }
  return rejected(unauthorized('invalid_signature', 'X-Signature does not fit the body and any of the shared secrets'))
}

function rejected(reply: Reply): Authentication {
  return { kind: 'rejected', reply }
}

function unauthorized(code: CodesOf<401>, message: string): Reply {
  return errorReply(code, message, { 'WWW-Authenticate': 'Basic realm="edge-forwarder"' })
}

/** A route as `ENDPOINT_KEYS` names it: `<partner>`, or `<partner>/<account>`. */
export function routeName({ partner, account }: Pick<Credentials, 'partner' | 'account'>): string {
  return account === 'default' ? partner : `${partner}/${account}`
}

function opensRoute({ routes }: Key, of: Pick<Credentials, 'partner' | 'account'>, env: Env): boolean {
  return routes.includes(routeName(of)) || (routes.includes(everyRoute) && isDevelopment(env))
}

/** An endpoint key that opens a route, if there is one. */
export function firstKeyFor(of: { readonly partner: string; readonly account: string }, env: Env): string | undefined {
  const keys = endpointKeysOf(env)
  return 'fault' in keys ? undefined : keys.list.find((key) => opensRoute(key, of, env))?.key
}

/** The Basic user name of a signed request: a customer's key, for no endpoint key comes with a signature. */
export function signedKey({ authorization }: Credentials): string | undefined {
  return basicUser(authorization)
}

/** The user name of Basic credentials (RFC 7617). Segment sends the key with an empty password; one without a colon is taken too. */
function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  try {
    const [user = ''] = atob(encoded).split(':')
    return isAscii(user) ? user : utf8.decode(bytesOfBase64(encoded)).split(':')[0]
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder()

/** Most keys are: then their characters are their bytes. */
function isAscii(text: string): boolean {
  return !/[\u0080-\u00ff]/.test(text)
}

interface Key {
  readonly key: string
  readonly routes: readonly string[]
}

type EndpointKeys = { readonly list: readonly Key[] } | { readonly fault: string }

/** Reads `ENDPOINT_KEYS`: JSON, each key with the routes that it opens. No keys where it is not set; a fault says what is expected. */
export function endpointKeysOf(env: Env): EndpointKeys {
  return keysOf(env, '', readKeys)
}

const keysOf = perEnv<EndpointKeys>()

function readKeys(env: Env): EndpointKeys {
  const text = variable(env, 'ENDPOINT_KEYS')
  if (text === undefined) return { list: [] }
  const fault = {
    fault:
      'ENDPOINT_KEYS must be JSON such as {"<key of at least 24 characters>": ["<partner>", "<partner>/<account>", "+delete"]}',
  }
  try {
    const parsed: unknown = JSON.parse(text)
    if (!isObject(parsed)) return fault
    const list = Object.entries(parsed).map(([key, routes]) => ({
      key,
      routes: Array.isArray(routes) ? routes.filter((route) => typeof route === 'string') : [],
    }))
    return list.every(({ key, routes }) => key.length >= leastKeyLength && routes.length > 0) ? { list } : fault
  } catch {
    return fault
  }
}
