import { watchOf } from '../activity/activity.ts'
import { mostWatchers } from '../activity/watchers.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import type { ActivityFilterName } from './activity.ts'
import { notKept, readAsking } from './activity.ts'
import type { Asked } from './ask.ts'
import { unknownActivity } from './known-account.ts'

const filterNames = [
  'partner',
  'account',
  'outcome',
  'failed',
  'event',
] as const satisfies readonly ActivityFilterName[]

/** The filters of live activity. */
export type LiveFilterName = (typeof filterNames)[number]

/** Names of events are cut to so many characters when they are kept, so that longer ones find nothing; and little can be attached to a WebSocket. */
const longest = 200

/** `GET /v1/activity/live`: a WebSocket with the records of one account as they are handed in. A page of another origin is refused: browsers let any page open a WebSocket to us. */
export async function watchActivity({ request, env, role }: Asked): Promise<Reply | Response> {
  const { origin, searchParams } = new URL(request.url)
  if ((request.headers.get('Origin') ?? origin) !== origin)
    return errorReply('forbidden', 'a page of another origin may not open this WebSocket')
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket')
    return errorReply('upgrade_required', 'this route is a WebSocket: open it with "Upgrade: websocket"', {
      Upgrade: 'websocket',
    })
  const read = readAsking(Object.fromEntries(searchParams), filterNames)
  if ('fault' in read) return errorReply('invalid_request', read.fault)
  const { partner, account, filter } = read.asking
  const { outcome, failed, event } = filter
  if (partner === undefined || account === undefined)
    return errorReply('invalid_request', 'partner and account: expected both, such as ?partner=webhook&account=default')
  if (event !== undefined && event.length > longest)
    return errorReply('invalid_request', `event: expected at most ${longest} characters`)
  const closed = notKept(env) ?? (await unknownActivity(env, { partner, account }))
  if (closed !== undefined) return closed
  const reply = await watchOf(env, { partner, account, role, filter: { outcome, failed, event } })
  if (reply.status === 101) return reply
  return unavailable('overloaded', `${mostWatchers} already watch this account: close one of their connections`)
}
