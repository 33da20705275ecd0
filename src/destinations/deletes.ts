import type { AcceptedDelete } from '../deletes/account-deletes.ts'
import { isTaken } from '../deletes/receipt.ts'
import type { DeleteRequest } from '../deletes/accept.ts'
import type { EventLike } from '../mapping/translate.ts'
import { prepare, redacted } from '../mapping/translate.ts'
import type { Destination } from './account.ts'
import type { EventResult } from './reply.ts'

/** A delete as it was read, and what its request is known by. */
export interface ReadDelete {
  readonly delete: EventLike
  readonly request: string | undefined
}

/** How accepting ended: what became of each; or they are not ours, and why. */
export type AcceptEnd =
  | { readonly kind: 'accepted'; readonly deletes: readonly AcceptedDelete[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly message: string }

/**
 * Hands deletes to the account's object, which never lets go of one before the partner confirmed it, and gives what became of each. Those that the partner or its
 * mapping cannot do are handed in too: they leave a receipt that says so.
 */
export async function acceptDeletes(
  read: readonly ReadDelete[],
  destination: Destination,
  { accept, now }: { accept: (arriving: readonly DeleteRequest[]) => Promise<AcceptEnd>; now: () => number },
): Promise<readonly EventResult[]> {
  if (read.length === 0) return []
  const arriving = read.map((one): DeleteRequest => ({
    event: JSON.stringify(one.delete),
    request: one.request,
    mapping: destination.partner.hash,
    ...refusedOf(one.delete, destination, now()),
  }))
  const end = await accept(arriving)
  return arriving.map(({ refused }, i): EventResult => {
    switch (end.kind) {
      case 'failed':
        return { status: 'unsettled', message: end.message, parts: [] }
      case 'refused':
        return { status: 'unauthorized', http: end.status, message: end.message, parts: [] }
      case 'accepted': {
        const accepted = end.deletes[i]
        return accepted === undefined
          ? { status: 'unsettled', message: 'the delete could not be stored', parts: [] }
          : { ...resultOf(refused, accepted), delete: accepted.id, parts: [] }
      }
    }
  })
}

/** What Segment is told of a delete. A request that comes again is told if it failed: nothing will be done for it until an operator decides. */
function resultOf(
  refused: DeleteRequest['refused'],
  { state, reason }: AcceptedDelete,
): Pick<EventResult, 'status' | 'message'> {
  if (refused !== undefined)
    return { status: refused.as === 'NOT_SUPPORTED' ? 'unsupported' : 'rejected', message: refused.reason }
  if (isTaken(state)) return { status: 'queued' }
  return { status: 'failed', message: `this delete came before and ended as ${state}: ${reason ?? 'see its receipt'}` }
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
  const prepared = prepare(deletion, redacted(mapping, event), { owner: 0, settings, now })
  return prepared.kind === 'items' ? undefined : { refused: { as: 'INVALID', reason: prepared.message } }
}
