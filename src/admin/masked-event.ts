import { finderOf, maskerOf } from '../delivery/mask/mask.ts'
import { seenMessageId } from '../delivery/mask/message-id.ts'
import { specNames } from '../ingest/spec-names.ts'
import { isObject } from '../values/json.ts'
import type { Role } from './ask.ts'

/** What of an event is not personal, and helps to recognise it. */
const shown = new Set(['type', 'event', 'version', 'channel'])
const times = new Set(['timestamp', 'originalTimestamp', 'receivedAt', 'sentAt'])

/**
 * An event as it may be shown: its form with every text and number hidden, but for its type, name and times, in which nothing personal may stand. An admin sees its message
 * id too. A key that may be data is hidden.
 */
export function maskedEvent(event: unknown, role: Role = 'viewer'): unknown {
  if (!isObject(event)) return hidden(event)
  const rest = Object.entries(event).filter(([key]) => !shown.has(key) && !times.has(key))
  const mask = maskerOf({ finders: [finderOf({ values: [Object.fromEntries(rest)] })] })
  const seen = (key: string, value: unknown): unknown => {
    if (key === 'messageId' && typeof value === 'string') return seenMessageId(value, role)
    if (times.has(key) && typeof value === 'string' && isTime(value)) return value
    if (shown.has(key) && typeof value === 'number') return value
    return shown.has(key) && typeof value === 'string' ? mask(value) : hidden(value)
  }
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [seenKey(key), seen(key, value)]))
}

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden)
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [seenKey(key), hidden(inner)]))
  return typeof value === 'boolean' || value === null || value === undefined ? value : '…'
}

/** A key as it may be shown: a name of the spec, or one word of letters. A key of several words may be somebody's. */
export function seenKey(key: string): string {
  return specNames.has(key.toLowerCase()) || /^[A-Za-z$][A-Za-z_$-]{0,39}$/.test(key) ? key : '…'
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text)
}
