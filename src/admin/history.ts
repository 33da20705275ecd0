import { activityOf, historyKeptMs } from '../activity/activity.ts'
import { openEvents } from '../activity/kept-events.ts'
import { activityKeysOf } from '../deletes/accept.ts'
import type { Env } from '../env.ts'
import type { Event } from '../ingest/schema.ts'
import { accountName } from '../partners/account-name.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { log } from '../runtime/log.ts'
import { textOf } from '../values/json.ts'
import { readTime } from '../values/read-time.ts'
import { notKept } from './activity.ts'
import type { Asked, Named } from './ask.ts'
import { accountFault, limitFault, timeFault } from './faults.ts'
import { accountMeant, unknownActivity } from './known-account.ts'
import { maskedEvent } from './masked-event.ts'

/** A list looks at so many events at most. */
const mostLookedAt = 10_000
const mostListed = 100
const known = ['partner', 'account', 'type', 'event', 'since', 'until', 'limit'] as const

/** The types of events that are kept. */
export const keptTypes = [
  'track',
  'identify',
  'page',
  'screen',
  'group',
  'alias',
] as const satisfies readonly Event['type'][]

/** A parameter of the list of kept events. */
export type HistoryParameter = (typeof known)[number]

/** An event that was kept for later, when it was received, as it says itself, and when it came here (ms); `id`: it is found by it as long as it is kept. */
export interface KeptEvent {
  readonly event: Readonly<Record<string, unknown>>
  readonly receivedAt: number
  readonly at: number
  readonly id: string
}

/** Which kept events are wanted: so many at most, of a time (ms). */
interface Wanted {
  readonly since: number
  readonly until: number
  readonly limit: number
}

/** The reply that says why no events are kept for later; nothing where they are. */
export function historyFault(env: Env): Reply | undefined {
  const closed = notKept(env)
  if (closed !== undefined) return closed
  if (historyKeptMs(env) === 0)
    return unavailable(
      'not_configured',
      'no events are kept: HISTORY_HOURS is 0. Set it to the hours to keep, up to 168',
    )
  if (activityKeysOf(env, '') === undefined)
    return unavailable('not_configured', 'no events are kept: SEALING_KEY is missing or wrong')
  return undefined
}

/** The events that an account received and that are kept for later, the newest first; nobody's who was deleted since. What no key of now opens is left out. */
export async function keptEvents(
  env: Env,
  ref: AccountRef,
  { since, until, limit }: Wanted,
): Promise<readonly KeptEvent[]> {
  const keys = activityKeysOf(env, accountName(ref.partner, ref.account))
  const found: KeptEvent[] = []
  let before: number | undefined
  for (;;) {
    const { batches, more } = await activityOf(env, ref).events({ since, until, before })
    for (const { id, owners, sealed, hidden } of batches) {
      const events = keys === undefined ? undefined : openEvents({ sealed }, keys)
      for (const [place, event] of [...(events ?? []).entries()].toReversed()) {
        const owner = owners[place] ?? undefined
        if (event === undefined || owner === undefined || hidden.includes(place)) continue
        found.push({ event, receivedAt: owner.receivedAt, at: owner.at, id: `${id}-${place}` })
        if (found.length === limit) return found
      }
    }
    before = batches.at(-1)?.id
    if (!more || before === undefined) return found
  }
}

/** `GET /v1/history`: the newest events that an account received, as far as they are kept, masked; by type and name. */
export async function listHistory({ env, request, role }: Asked): Promise<Reply> {
  const fields = Object.fromEntries(new URL(request.url).searchParams)
  const unknown = Object.keys(fields).find((key) => !(known as readonly string[]).includes(key))
  if (unknown !== undefined)
    return errorReply('invalid_request', `there is no parameter "${unknown}": use ${known.join(', ')}`)
  const { partner, account, type, event: name } = fields
  if (partner === undefined) return errorReply('invalid_request', 'partner: expected a slug such as "webhook"')
  const since = fields['since'] === undefined ? 0 : readTime(fields['since'])
  const until = fields['until'] === undefined ? Number.MAX_SAFE_INTEGER : readTime(fields['until'])
  const limit = Number(fields['limit'] ?? 20)
  const fault = accountFault({ partner, account }) ?? limitFault(limit, mostListed) ?? timeFault({ since, until })
  if (fault !== undefined) return errorReply('invalid_request', fault)
  if (type !== undefined && !keptTypes.some((one) => one === type))
    return errorReply('invalid_request', `type: expected one of ${keptTypes.join(', ')}`)
  const meant = await accountMeant(env, partner, account)
  if ('reply' in meant) return meant.reply
  const ref = { partner, account: meant.account }
  const closed = historyFault(env) ?? (await unknownActivity(env, ref))
  if (closed !== undefined) return closed
  const events = await keptEvents(env, ref, { since, until, limit: mostLookedAt })
  const found = events.filter(
    ({ event }) =>
      (type === undefined || event['type'] === type) &&
      (name === undefined || (textOf(event['event']) ?? textOf(event['name'])) === name),
  )
  return {
    status: 200,
    body: {
      events: found
        .slice(0, limit)
        .map((one) => ({ ...timesOf(one), id: one.id, event: maskedEvent(one.event, role) })),
      more: found.length > limit,
    },
  }
}

const unknownEvent = errorReply('unknown_event', 'no event of this id is kept: it is too old, or its user was deleted')

/** `GET /v1/history/:partner/:account/:id`: one kept event, masked; `?reveal=1` (an admin) shows all of it, and leaves a log line. */
export async function showHistory(asked: Asked, { partner, account, id }: Named): Promise<Reply> {
  const { env, request, requestId, role } = asked
  const reveals = new URL(request.url).searchParams.get('reveal') === '1'
  const closed = historyFault(env) ?? (await unknownActivity(env, { partner, account }))
  if (closed !== undefined) return closed
  const batch = Number(/^(\d{1,15})-\d{1,6}$/.exec(id)?.[1])
  if (Number.isNaN(batch)) return unknownEvent
  const events = await keptEvents(env, { partner, account }, { since: batch, until: batch + 1, limit: Infinity })
  const found = events.find((one) => one.id === id)
  if (found === undefined) return unknownEvent
  if (reveals) log('reveal', { requestId, partner, account, history: id, operator: role })
  const { event } = found
  return { status: 200, body: { ...timesOf(found), id, event: reveals ? event : maskedEvent(event, role) } }
}

function timesOf({ receivedAt, at }: KeptEvent): Readonly<Record<'receivedAt' | 'at', string>> {
  return { receivedAt: new Date(receivedAt).toISOString(), at: new Date(at).toISOString() }
}
