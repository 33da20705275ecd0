import type { SeenDelete } from '../deletes/delete-commands.ts'
import { deleteKeysOf } from '../deletes/keys.ts'
import type { IdKind } from '../deletes/receipt-keys.ts'
import { subjectOf } from '../deletes/receipt-links.ts'
import { queueOf } from '../queue/stubs.ts'
import { registryOf } from '../registry/registry.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import type { Asked, Named } from './ask.ts'
import { readObject } from './ask.ts'
import { unknownAccount } from './known-account.ts'

const bodyBytes = 16 * 1_024
const mostFound = 200

const expected = errorReply(
  'invalid_request',
  'expected {"userId": "..."} or {"anonymousId": "..."}, the id as it was sent, and nothing else',
)

/** `POST /v1/deletes/search` with `{"userId": "..."}` or `{"anonymousId": "..."}`: all deletes of a user, in all accounts, with their receipts. The id is not stored. */
export async function searchDeletes(asked: Asked): Promise<Reply> {
  const read = await readObject(asked, bodyBytes)
  if ('reply' in read) return read.reply
  const [[kind, given] = [], ...others] = Object.entries(read.body)
  const id = typeof given === 'number' || typeof given === 'bigint' ? String(given) : given
  if ((kind !== 'userId' && kind !== 'anonymousId') || typeof id !== 'string' || id === '' || others.length > 0)
    return expected
  return found(asked, kind, id)
}

async function found({ env }: Asked, kind: IdKind, id: string): Promise<Reply> {
  const keys = deleteKeysOf(env)
  if (keys.kind === 'missing') return unavailable('not_configured', keys.why)
  const places = await registryOf(env).findDeletes(keys.receipts.map((key) => subjectOf(kind, id, key)))
  const seen = await Promise.all(
    places.slice(0, mostFound).map((place) => seenDelete(queueOf(env, place.partner, place.account), place.id)),
  )
  const receipts = seen.flatMap((one) => (one === undefined ? [] : [one.receipt]))
  return { status: 200, body: { receipts, ...(places.length > mostFound && { more: places.length - mostFound }) } }
}

const unknownDelete = errorReply('unknown_delete', 'there is no such delete at this account')

/** `GET /v1/deletes/:partner/:account/:id`: the receipt of one delete, as `npm run receipt -- verify` takes it. */
export async function showReceipt(asked: Asked, { partner, account, id }: Named): Promise<Reply> {
  const rejected = await unknownAccount(asked.env, { partner, account })
  if (rejected !== undefined) return rejected
  const seen = await seenDelete(queueOf(asked.env, partner, account), id)
  if (seen === undefined) return unknownDelete
  return { status: 200, body: { ...seen.receipt } }
}

/** A delete by its id, which 32 hex digits are. */
export async function seenDelete(
  stub: { readonly inspectDelete: (id: string) => Promise<SeenDelete | undefined> },
  id: string,
): Promise<SeenDelete | undefined> {
  return /^[0-9a-f]{32}$/.test(id) ? stub.inspectDelete(id) : undefined
}
