import type { AcceptedDelete } from '../deletes/account-deletes.ts'
import { isTaken } from '../deletes/receipt.ts'
import type { DeleteRequest } from '../deletes/accept.ts'
import type { EventLike } from '../mapping/translate.ts'
import { planFor } from '../mapping/translate.ts'
import type { Destination } from './account.ts'
import type { ReceivedEvent } from './event.ts'
import type { Transport } from './inline-transport.ts'
import type { EventResult } from './reply.ts'

/**
 * Hands deletes to the account's object, which never lets go of one before the partner confirmed it, and gives what became of each. Those that the partner or its
 * mapping cannot do are handed in too: they leave a receipt that says so.
 */
export async function acceptDeletes(
  received: readonly ReceivedEvent[],
  destination: Destination,
  transport: Transport,
): Promise<readonly EventResult[]> {
  if (received.length === 0) return []
  const requests = received.map(({ event, request }): DeleteRequest => ({
    event: JSON.stringify(event),
    request,
    mapping: destination.partner.hash,
    ...refusedOf(event, destination, transport.now()),
  }))
  const accepted = await transport.accept(requests)
  if ('status' in accepted) return requests.map(() => accepted)
  return requests.map(({ refused }, i): EventResult => {
    const one = accepted[i]
    return one === undefined
      ? { status: 'unsettled', message: 'the delete could not be stored', deliveries: [] }
      : { ...resultOfDelete(refused, one), delete: one.id }
  })
}

/** What Segment is told of a delete. A request that comes again is told if it failed: nothing will be done for it until an operator decides. */
function resultOfDelete(refused: DeleteRequest['refused'], { state, reason }: AcceptedDelete): EventResult {
  if (refused?.as === 'NOT_SUPPORTED')
    return { status: 'unsupported', code: 'unsupported_delete', message: refused.reason, deliveries: [] }
  if (refused !== undefined) return { status: 'rejected', message: refused.reason, deliveries: [] }
  if (isTaken(state)) return { status: 'queued', deliveries: [] }
  const message = `this delete came before and ended as ${state}: ${reason ?? 'see its receipt'}`
  return { status: 'failed', message, deliveries: [] }
}

/** Why the partner cannot be asked to delete this user: it has no delete API, or the mapping needs what the delete lacks. */
function refusedOf(
  event: EventLike,
  { partner, settings }: Destination,
  now: number,
): Pick<DeleteRequest, 'refused'> | undefined {
  const { mapping, slug } = partner
  const { deletion } = mapping
  if ('unsupported' in deletion)
    return { refused: { as: 'NOT_SUPPORTED', reason: `${slug} cannot delete users: ${deletion.unsupported}` } }
  const { ended } = planFor(deletion, event, { mapping, settings, now })
  return ended && { refused: { as: 'INVALID', reason: ended.message } }
}
