import { variable } from '../env.ts'
import type { Env } from '../env.ts'
import { isObject } from '../mapping/json.ts'
import type { Intake } from '../forward/intake.ts'
import { contentLength, takeBody, tooMuchHeld } from '../forward/intake.ts'
import type { Reply } from '../forward/reply.ts'
import { errorReply } from '../forward/reply.ts'
import { isSame } from '../forward/secrets.ts'
import type { Operator } from './operator.ts'
import { judgeOperator } from './operator.ts'

/** A request of an operator. */
export interface Asked {
  readonly request: Request
  readonly env: Env
  readonly intake: Intake
  readonly now: number
  readonly requestId: string
}

/** The operator who asks, or the reply that turns them away. `needs`: what the door is for. */
export function operatorOf(
  { request, env }: Asked,
  needs: Operator,
): { readonly operator: Operator } | { readonly reply: Reply } {
  const who = judgeOperator(request.headers.get('Authorization') ?? undefined, env)
  if ('reply' in who || needs === 'viewer' || who.operator === 'admin') return who
  return { reply: errorReply(403, 'a viewer may look, and change nothing: send ADMIN_TOKEN') }
}

/** Whether a request carries `METRICS_TOKEN` as Bearer token. */
export function hasMetricsToken({ request, env }: Asked): boolean {
  const token = variable(env, 'METRICS_TOKEN')
  const sent = /^Bearer +([\x21-\x7e]+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  return token !== undefined && sent !== undefined && isSame(sent, token)
}

/** The JSON object of a request's body (an empty body is an empty object), or the reply that refuses it. `most` in bytes. */
export async function readObject(
  { request, intake }: Asked,
  most: number,
): Promise<{ readonly body: Readonly<Record<string, unknown>> } | { readonly reply: Reply }> {
  const place = intake.enter(contentLength(request), 'proven')
  if (place === undefined) return { reply: tooMuchHeld() }
  try {
    const taken = await takeBody(request, place)
    if ('reply' in taken) return taken
    if (taken.bytes.byteLength > most)
      return { reply: errorReply(413, `the body holds at most ${Math.round(most / 1_024)} KB`) }
    const text = new TextDecoder().decode(taken.bytes)
    const json: unknown = text.trim() === '' ? {} : JSON.parse(text)
    return isObject(json) ? { body: json } : { reply: errorReply(400, 'the body must be a JSON object') }
  } catch {
    return { reply: errorReply(400, 'the body is no valid JSON') }
  } finally {
    place.leave()
  }
}
