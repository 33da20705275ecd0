import { seenMessageId } from '../delivery/mask/message-id.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { ActivityRecord } from './record.ts'

/** A record as somebody in a role sees it: a viewer without its message id. It has what is named here and no more: no digest of a user, and no request or answer. */
export function shownRecord(
  record: ActivityRecord & { readonly id: string },
  { partner, account }: AccountRef,
  role: string,
): Readonly<Record<string, unknown>> {
  return {
    partner,
    account,
    id: record.id,
    at: new Date(record.at).toISOString(),
    receivedAt: new Date(record.receivedAt).toISOString(),
    type: record.type,
    event: record.event,
    messageId: seenMessageId(record.messageId, role),
    requestId: record.requestId,
    subscription: record.subscription,
    mapping: record.mapping,
    outcome: record.outcome,
    failed: record.failed,
    status: record.status,
    ms: record.ms,
    queued: record.queued,
    attempt: record.attempt,
    message: record.message,
  }
}
