import type { Env } from '../env.ts'
import { allowsHttpLoopback, standIn } from '../env.ts'
import type { UrlRule } from '../mapping/file/settings.ts'
import { partnerUrlFault } from '../values/hosts.ts'

/** The rule for URLs of partners in an environment: what development allows, and that this Worker (`selfHosts`: its host names) is no partner of itself. */
export function urlRule(env: Env, selfHosts: readonly string[]): UrlRule {
  if (standIn(env) !== undefined) return () => undefined
  const loopback = allowsHttpLoopback(env)
  return (url) =>
    partnerUrlFault(url, { loopback }) ??
    (selfHosts.includes(url.hostname.replace(/\.$/, '')) ? 'a partner URL cannot be this forwarder itself' : undefined)
}
