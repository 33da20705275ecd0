import type { Env } from '../env.ts'
import { isDevelopment, isOn, variable } from '../env.ts'

/** Where a request really goes. `realUrl` is set where a development partner stands in for the real one. */
export interface Target {
  readonly url: string
  readonly realUrl?: string
}

/** A target, or the reason why nothing is sent there (names no value of an event). */
export type Targeted = Target | { readonly refused: string }

/**
 * Judges the URL of a request: https on port 443 of a public DNS name, no user info, not this Worker (`own`: its host names).
 * `ALLOW_HTTP_PARTNERS` opens http to loopback; `DEV_PARTNER`, a loopback origin, takes every call, in development only.
 */
export function target(url: string, env: Env, own: readonly string[]): Targeted {
  const stand = variable(env, 'DEV_PARTNER')
  if (stand !== undefined) return standIn(url, stand, env)
  const refused = refusal(new URL(url), env, own)
  return refused === undefined ? { url } : { refused }
}

function standIn(url: string, stand: string, env: Env): Targeted {
  if (!isDevelopment(env)) return { refused: 'DEV_PARTNER is set in a deployed environment: remove it' }
  if (!/^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?\/?$/.test(stand) || !URL.canParse(stand)) {
    return { refused: 'DEV_PARTNER must be an http origin on loopback, such as http://127.0.0.1:8788' }
  }
  const real = new URL(url)
  return { url: new URL(stand).origin + real.pathname + real.search, realUrl: url }
}

function refusal(url: URL, env: Env, own: readonly string[]): string | undefined {
  const host = url.hostname.replace(/\.$/, '')
  if (url.username !== '' || url.password !== '') return 'a partner URL holds no user name or password'
  if (url.protocol === 'http:' && isLoopback(host) && isOn(env, 'ALLOW_HTTP_PARTNERS') && isDevelopment(env))
    return undefined
  if (url.protocol !== 'https:') return 'a partner URL begins with https://'
  if (url.port !== '') return 'a partner URL has no port but 443'
  if (!isPublicName(host)) return 'a partner URL has a public host name: no IP address, no local name'
  return own.includes(host) ? 'a partner URL cannot be this forwarder itself' : undefined
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}

/** Names that DNS serves to everybody: at least two labels, no address, none of the special-use names (RFC 6761, 6762, 8375). */
function isPublicName(host: string): boolean {
  return (
    /^([a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/i.test(host) &&
    !/(^|\.)(localhost|local|internal|home\.arpa|invalid|test|onion)$/i.test(host)
  )
}
