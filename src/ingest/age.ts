/** When an event was received, in ms: what it says of itself (`receivedAt`, which Segment sets), else when it was sent (`sentAt`), else now; never later than now. */
export function receivedAt(raw: Readonly<Record<string, unknown>>, now: number): number {
  const received = timeOf(raw['receivedAt'])
  const said = Number.isNaN(received) ? timeOf(raw['sentAt']) : received
  return Number.isNaN(said) ? now : Math.min(said, now)
}

/** A time in ms: a text that JavaScript reads, or a Unix time in seconds or milliseconds, of this century. */
function timeOf(at: unknown): number {
  const text = typeof at === 'number' ? String(at) : typeof at === 'string' ? at.trim() : ''
  if (!/^\d{9}/.test(text)) return Date.parse(typeof at === 'string' ? at : '')
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Number(text) * 1_000
  return /^\d{12,13}$/.test(text) ? Number(text) : Date.parse(text)
}
