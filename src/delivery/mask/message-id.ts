import { isContentId } from '../../ingest/canonical.ts'
import { nameMaskOf } from './names.ts'

/**
 * A message id as somebody in a role may see it: the sender may have put an id or an e-mail address into it. A viewer sees none, and an admin only one that holds nothing of its
 * `event` (left out: it was masked before). One that we made of the content names nobody.
 */
export function seenMessageId(id: string, role: string, event?: unknown): string {
  if (id === '' || isContentId(id)) return id
  if (role !== 'admin') return '…'
  return event === undefined ? id : nameMaskOf(event).messageId(id)
}
