import { isContentId } from '../../ingest/canonical.ts'

/** A message id as somebody in a role may see it. Only an admin sees all: the sender may have put an id or an e-mail address into it. One that we made of the content names nobody. */
export function seenMessageId(id: string, role: string): string {
  return role === 'admin' || id === '' || isContentId(id) ? id : '…'
}
