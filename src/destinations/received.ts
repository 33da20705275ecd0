import type { receivedResults } from '../registry/balance.ts'
import type { EventResult } from './reply.ts'

/** How a delivery of a request ended there: the results add up to what was received. */
type ReceivedAs = (typeof receivedResults)[number]

/** What a request received, by how each delivery of it ended: an event at each subscription that takes it; one that none takes, that is no event, or a delete, counts once. */
export function receivedBy(results: readonly EventResult[]): Readonly<Partial<Record<ReceivedAs, number>>> {
  const received: Partial<Record<ReceivedAs, number>> = {}
  for (const as of results.flatMap(endsOf)) received[as] = (received[as] ?? 0) + 1
  return received
}

function endsOf({ status, deliveries }: EventResult): readonly ReceivedAs[] {
  if (deliveries.length === 0) return [nameOf(status)]
  const ends = deliveries.map((one) => one.status)
  // Where the partner refuses a customer's own key nothing is kept, and the reply is the record.
  return status === 'unauthorized' ? ends.map((end) => (end === 'unsettled' ? 'rejected' : end)) : ends
}

function nameOf(status: EventResult['status']): ReceivedAs {
  return status === 'forbidden' || status === 'unauthorized' || status === 'failed' ? 'rejected' : status
}
