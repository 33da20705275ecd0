import { contentId } from './canonical.ts'
import type { JsonObject } from '../values/json.ts'
import { isObject } from '../values/json.ts'
import type { Event, Fields } from './schema.ts'

/**
 * The event that came, with its ids as text (absent ones are left out), a `messageId` and a `receivedAt` (from `now`, in milliseconds,
 * as Segment would have set it, spec-common-fields.md "receivedAt"). A new object; the values inside are shared with `raw`.
 */
export function normalise(raw: JsonObject, fields: Fields, now: number): Event {
  const event = {
    ...raw,
    ...fields,
    messageId: fields.messageId ?? contentId(raw),
    receivedAt: isAbsent(raw['receivedAt']) ? new Date(now).toISOString() : raw['receivedAt'],
  }
  for (const id of ids) if (id in event && event[id] === undefined) delete event[id]
  if (isBlank(event.context)) event.context = withoutGroup(event.context)
  return event
}

const ids = ['userId', 'anonymousId', 'groupId', 'previousId'] as const

/** A context whose `groupId` is white space alone names no group, as with the ids beside it. */
function isBlank(context: unknown): context is JsonObject {
  return isObject(context) && typeof context['groupId'] === 'string' && context['groupId'].trim() === ''
}

function withoutGroup(context: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(context).filter(([key]) => key !== 'groupId'))
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
