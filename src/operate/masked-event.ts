import { isObject } from '../mapping/json.ts'

/** What of an event is not personal, and helps to recognise it. */
const shown = new Set([
  'type',
  'event',
  'messageId',
  'timestamp',
  'originalTimestamp',
  'receivedAt',
  'sentAt',
  'version',
  'channel',
])

/** An event as it may be shown: its form with every text and number hidden, but for its type, name, message id and times. */
export function maskedEvent(event: unknown): unknown {
  if (!isObject(event)) return hidden(event)
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => [
      key,
      shown.has(key) && typeof value !== 'object' ? value : hidden(value),
    ]),
  )
}

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner)]))
  return typeof value === 'string' || typeof value === 'number' ? '…' : value
}
