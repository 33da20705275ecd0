import { variable } from '../env.ts'
import type { Env } from '../env.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import type { Role } from '../admin/ask.ts'
import { isOwnJson, isToken, operatorOf, ownPage, sessionOf } from '../admin/session.ts'

/**
 * Who may use a route: at least this role, or (`destination`) whoever may send to the partner's account. `raised`: query parameters that need a higher role where they are `1`.
 */
export type Auth =
  | { readonly role: 'destination' }
  | { readonly role: Role; readonly raised?: Readonly<Record<string, Role>> }

/** Roles in their order: whoever has one may do what those before it may. `metrics` is beside them: an operator may do that too. */
const ranks: Readonly<Record<Role, number>> = { anybody: 0, metrics: 1, viewer: 2, admin: 3 }

type LetIn = { readonly role: Role } | { readonly reply: Reply }

/** The role in which a request may use a route, or the reply that turns it away. */
export function authenticate(
  request: Request,
  { role, raised = {} }: Extract<Auth, { readonly role: Role }>,
  env: Env,
): LetIn {
  const parameters = new URL(request.url).searchParams
  const raising = Object.keys(raised).filter((name) => parameters.get(name) === '1')
  const needed = [role, ...raising.map((name) => raised[name] ?? role)].reduce((high, one) =>
    ranks[one] > ranks[high] ? one : high,
  )
  const who = roleOf(request, needed, env)
  if ('reply' in who) return who
  if (ranks[who.role] < ranks[needed]) return { reply: tooLow(raising) }
  const wrong = Object.keys(raised).find((name) => !['1', '0', null].includes(parameters.get(name)))
  return wrong === undefined ? who : { reply: errorReply('invalid_request', `${wrong}: expected 1, or 0`) }
}

/** The role that the credentials of a request give, where it `needed` one. */
function roleOf(request: Request, needed: Role, env: Env): LetIn {
  if (needed === 'anybody') return { role: 'anybody' }
  const sent = bearerToken(request)
  if (needed === 'metrics' && isToken(sent, variable(env, 'METRICS_TOKEN'))) return { role: 'metrics' }
  const session = sent === undefined ? sessionOf(request, env, Date.now()) : undefined
  // A browser sends the cookie along with whatever asks: a change must come from our own page.
  if (session !== undefined && request.method !== 'GET' && !isOwnJson(request))
    return { reply: errorReply('forbidden', ownPage) }
  return session ?? operatorOf(sent, env)
}

/** What a viewer is told: `raising` are the parameters without which they would be let in. */
function tooLow([raising]: readonly string[]): Reply {
  return errorReply(
    'forbidden',
    raising === undefined
      ? 'a viewer may look, and change nothing: send ADMIN_TOKEN'
      : `a viewer may not ask for ${raising}=1: send ADMIN_TOKEN, or leave ${raising} out`,
  )
}

/** The token of Bearer credentials (RFC 6750, 2.1). */
function bearerToken(request: Request): string | undefined {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
}
