import { createHash } from 'node:crypto'
import { isContentId } from '../ingest/canonical.ts'
import { textOf } from '../values/json.ts'

/**
 * What a delete request is known by, of what arrived: the `delete-reg-<id>` part of its messageId, else the messageId (one that we
 * made of the content does not count), else a hash of type, ids and `timestamp`. Nothing where there is neither: such a request is always new.
 */
export function requestKey(event: Readonly<Record<string, unknown>>): string | undefined {
  const { messageId, timestamp, userId, anonymousId } = event
  if (typeof messageId === 'string' && !isContentId(messageId) && messageId !== '') {
    const key = /^delete-reg-[^:]+/.exec(messageId)?.[0] ?? messageId
    const holds = (id: string | undefined): boolean => id !== undefined && id !== '' && key.includes(id)
    return holds(textOf(userId)) || holds(textOf(anonymousId)) ? hashed([key]) : key
  }
  if (timestamp === undefined || timestamp === null || timestamp === '') return undefined
  return hashed(['delete', userId ?? null, anonymousId ?? null, timestamp])
}

const uuid = /^(?:delete-)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const ksuid = /^(?=.*\d)[\dA-Za-z]{27}$/

/** A request's key as it is kept, in the table and in receipts: a regulation, an id that a machine made, or one of up to three characters as it is; any other is hashed, for its sender may have put anybody's id into it. */
export function keptKey(key: string): string {
  const isPlain = [/^delete-reg-[\w-]{1,64}$/, /^sha256-[\da-f]{64}$/, uuid, ksuid, /^\w{1,3}$/].some((form) =>
    form.test(key),
  )
  return isPlain ? key : hashed([key])
}

/** No raw id of a user may stand in a key, which is kept. */
function hashed(parts: readonly unknown[]): string {
  return `sha256-${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`
}
