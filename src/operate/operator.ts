import type { Env } from '../env.ts'
import { variable } from '../env.ts'
import type { Reply } from '../forward/reply.ts'
import { errorReply, unavailable } from '../forward/reply.ts'
import { isSame } from '../forward/secrets.ts'

/** Who operates: an admin may do everything, a viewer may look, with ids and bodies masked. */
export type Operator = 'admin' | 'viewer'

/** Judges a Bearer token against `ADMIN_TOKEN` and `VIEWER_TOKEN`. */
export function judgeOperator(
  authorization: string | undefined,
  env: Env,
): { readonly operator: Operator } | { readonly reply: Reply } {
  const admin = variable(env, 'ADMIN_TOKEN')
  const viewer = variable(env, 'VIEWER_TOKEN')
  if (admin === undefined) return { reply: unavailable('ADMIN_TOKEN is not set: no operator can be let in') }
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined)
    return { reply: unauthorized('credentials are missing: send ADMIN_TOKEN or VIEWER_TOKEN as Bearer token') }
  if (isSame(token, admin)) return { operator: 'admin' }
  if (viewer !== undefined && isSame(token, viewer)) return { operator: 'viewer' }
  return { reply: unauthorized('this token is not known') }
}

function unauthorized(message: string): Reply {
  return errorReply(401, message, { 'WWW-Authenticate': 'Bearer realm="edge-forwarder"' })
}
