import { activityKeptMs, historyKeptMs } from '../activity/activity.ts'
import { recordOf } from '../activity/noted.ts'
import type { NotedEvent, NotedRecord } from '../activity/record.ts'
import { idsOf } from '../deletes/tombstones.ts'
import { isObject, textOf } from '../values/json.ts'
import { secretsOf } from '../partners/accounts.ts'
import type { AttemptedEvent } from './event.ts'
import type { Destination } from './account.ts'
import { nameOf } from './account.ts'
import type { ReadItem } from './items.ts'
import type { EventResult } from './reply.ts'
import type { RequestContext } from './request-context.ts'

/** For whom something is noted. */
interface NoteFor {
  readonly destination: Destination
  readonly context: RequestContext
  readonly requestId: string
}

/** An event, or what was to be one, with what Segment is told of it. */
interface Told {
  readonly event: Readonly<Record<string, unknown>>
  readonly receivedAt: number
  readonly result: EventResult
}

/** Notes what became of events that were forwarded, and keeps these for later where that is wanted. */
export function noteForwarded(
  attempted: readonly AttemptedEvent[],
  results: readonly EventResult[],
  of: NoteFor,
): void {
  const told = attempted.flatMap(({ event, receivedAt }, i): readonly Told[] => {
    const result = results[i]
    return result === undefined ? [] : [{ event, receivedAt, result }]
  })
  note(told, of, historyKeptMs(of.context.env) > 0)
}

function kept({ event, receivedAt }: Told, at: number): NotedEvent {
  return { text: JSON.stringify(event), ids: idsOf(event), receivedAt, at }
}

/** The ids of what was not normalised: a number is one too. */
function rawIdsOf({ userId, anonymousId, previousId }: Readonly<Record<string, unknown>>): readonly string[] {
  return idsOf({ userId: textOf(userId), anonymousId: textOf(anonymousId), previousId: textOf(previousId) })
}

/** Notes what of a request was no event, may not be sent by its sender, or is of a deleted user. */
export function noteRefused(items: readonly unknown[], read: readonly ReadItem[], of: NoteFor): void {
  const told = read.flatMap((one, i): readonly Told[] => {
    const item = items[i]
    return 'result' in one
      ? [{ event: isObject(item) ? item : {}, receivedAt: of.context.now(), result: one.result }]
      : []
  })
  note(told, of, false)
}

/** Notes, delivery by delivery, what Segment is told. The reply does not wait for it. Of a customer's account nothing is noted before the partner took its key. */
function note(told: readonly Told[], { destination, context, requestId }: NoteFor, keepsEvents: boolean): void {
  const { env, activity, customers, later } = context
  const now = context.now()
  const { partner, account, customer, settings } = destination
  if (told.length === 0 || activityKeptMs(env) === 0) return
  if (customer !== undefined && customers.taken.get(nameOf(destination), now) === undefined) return
  const shared = {
    idsOf: rawIdsOf,
    secrets: () => secretsOf(partner, settings),
    at: now,
    requestId,
    mapping: partner.hash,
    queued: false,
    attempt: 1,
  }
  const records = told.flatMap(({ event, receivedAt, result }): readonly NotedRecord[] => {
    const of = { ...shared, event, receivedAt }
    return result.deliveries.length === 0
      ? [recordOf({ ...of, subscription: '', result: { ...result, outcomes: [] } })]
      : result.deliveries.map((one) => recordOf({ ...of, subscription: one.subscription, result: one }))
  })
  const owned = { partner: partner.slug, account, own: customer === undefined }
  activity.note(owned, records)
  if (keepsEvents)
    activity.noteEvents(
      owned,
      told.map((one) => kept(one, now)),
    )
  activity.flushLater(env, { now, later })
}
