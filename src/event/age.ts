/** When an event was received, in ms: what it says of itself (`receivedAt`, which Segment sets), else when it was sent (`sentAt`), else now; never later than now. */
export function receivedAt(raw: Readonly<Record<string, unknown>>, now: number): number {
  const said = [raw['receivedAt'], raw['sentAt']].map((at) => Date.parse(typeof at === 'string' ? at : ''))
  return Math.min(said.find((at) => !Number.isNaN(at)) ?? now, now)
}
