import type { SeenDelete } from '../deletes/delete-commands.ts'
import { requestKey } from '../deletes/request.ts'
import type { AccountQueue } from './account-queue.ts'
import type { ListedDelivery, Page, Wanted } from './listed-delivery.ts'

/** A page of an account's deletes, in the order of their acceptance. */
export function listDeletes(
  { deletes }: AccountQueue,
  { state, messageId, after: since, before }: Wanted,
  at: { after: string; limit: number },
): Page {
  const request = messageId === undefined ? undefined : requestKey({ messageId })
  const found = deletes.commands.list({ ...at, state: state === 'parked' ? undefined : state, request, since, before })
  const last = found.at(-1)
  const more = found.length === at.limit && last !== undefined
  return { deliveries: found.map(deliveryOfDelete), ...(more && { cursor: last.row.id }) }
}

/** A delete as a delivery. */
export function deliveryOfDelete({ row, sending, waitsFor }: SeenDelete): ListedDelivery {
  return {
    id: row.id,
    kind: 'delete',
    state: row.state,
    type: 'delete',
    acceptedAt: row.acceptedAt,
    attempts: row.attempts,
    ...(row.phase !== 'none' && { nextAttemptAt: row.due }),
    ...(row.endedAt > 0 && { endedAt: row.endedAt }),
    ...(sending && { sending }),
    ...(row.reason !== undefined && { reason: row.reason }),
    ...(waitsFor !== undefined && { waitsFor }),
  }
}
