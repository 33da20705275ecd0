import type { Env } from '../env.ts'
import { standIn } from '../env.ts'
import { urlRule } from '../partners/url-rule.ts'
import { perEnv } from '../runtime/per-env.ts'

/** Where a request really goes. `realUrl` is set where a development partner stands in for the real one. */
interface Target {
  readonly url: string
  readonly realUrl?: string
}

/** A target, or the reason why nothing is sent there (names no value of an event). */
export type Targeted = Target | { readonly refused: string }

/**
 * Judges the URL of a request, as `URL` writes it, by the rule that settings are judged by (`urlRule`; `selfHosts`: host names of this Worker).
 * `DEV_PARTNER`, a loopback origin, takes every call, in development only.
 */
export function target(url: string, env: Env, selfHosts: readonly string[]): Targeted {
  const pathAt = url.indexOf('/', url.indexOf('//') + 2)
  const origin = pathAt === -1 ? url : url.slice(0, pathAt)
  const { refused, standsIn } = judged(env, [origin, ...selfHosts].join(' '), (read) => judge(origin, read, selfHosts))
  if (refused !== undefined) return { refused }
  return standsIn === undefined ? { url } : { url: standsIn + url.slice(origin.length), realUrl: url }
}

interface Judged {
  readonly refused?: string | undefined
  /** The origin of the development partner. */
  readonly standsIn?: string
}

const judged = perEnv<Judged>()

function judge(origin: string, env: Env, selfHosts: readonly string[]): Judged {
  const stand = standIn(env)
  if (stand !== undefined && 'fault' in stand) return { refused: stand.fault }
  const refused = urlRule(env, selfHosts)(new URL(origin))
  return { refused, ...(stand !== undefined && { standsIn: stand.origin }) }
}
