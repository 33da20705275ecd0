import type { Env } from '../env.ts'
import { standIn } from '../env.ts'
import { urlRule } from '../partners/url-rule.ts'

/** Where a request really goes. `realUrl` is set where a development partner stands in for the real one. */
interface Target {
  readonly url: string
  readonly realUrl?: string
}

/** A target, or the reason why nothing is sent there (names no value of an event). */
export type Targeted = Target | { readonly refused: string }

/**
 * Judges the URL of a request by the rule that settings are judged by (`urlRule`; `selfHosts`: host names of this Worker).
 * `DEV_PARTNER`, a loopback origin, takes every call, in development only.
 */
export function target(url: string, env: Env, selfHosts: readonly string[]): Targeted {
  const stand = standIn(env)
  if (stand !== undefined && 'fault' in stand) return { refused: stand.fault }
  const real = new URL(url)
  const refused = urlRule(env, selfHosts)(real)
  if (refused !== undefined) return { refused }
  return stand === undefined ? { url } : { url: stand.origin + real.pathname + real.search, realUrl: url }
}
