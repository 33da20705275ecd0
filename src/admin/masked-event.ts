import { seenMessageId } from '../delivery/mask/message-id.ts'
import { nameMaskOf } from '../delivery/mask/names.ts'
import { seenKey } from '../delivery/mask/seen-key.ts'
import { isObject } from '../values/json.ts'
import type { Role } from './ask.ts'

/** What of an event is not personal, and helps to recognise it. */
const shown = new Set(['type', 'event', 'version', 'channel'])
const times = new Set(['timestamp', 'originalTimestamp', 'receivedAt', 'sentAt'])

/**
 * An event as it may be shown: its form with every text and number hidden, but for its type, name and times, in which nothing personal may stand. An admin sees its message
 * id too, unless it holds anything of the event. A key that may be data is hidden.
 */
export function maskedEvent(event: unknown, role: Role = 'viewer'): unknown {
  if (!isObject(event)) return hidden(event)
  const mask = nameMaskOf(event)
  // any other name may be the user's
  const isPage = event['type'] === 'page' || event['type'] === 'screen'
  const seen = (key: string, value: unknown): unknown => {
    if (key === 'messageId' && typeof value === 'string') return seenMessageId(value, role, event)
    if (times.has(key) && typeof value === 'string' && isTime(value)) return value
    if (shown.has(key) && typeof value === 'number') return value
    return (shown.has(key) || (key === 'name' && isPage)) && typeof value === 'string'
      ? mask.name(value)
      : hidden(value)
  }
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [seenKey(key), seen(key, value)]))
}

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden)
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [seenKey(key), hidden(inner)]))
  return typeof value === 'boolean' || value === null || value === undefined ? value : '…'
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text)
}
