import * as v from 'valibot'
import { parseExactly } from '../values/exact-json.ts'
import { accountName } from '../partners/account-name.ts'
import { log } from '../runtime/log.ts'
import { queueOf } from '../queue/stubs.ts'
import type { ListedDelivery } from '../queue/listed-delivery.ts'
import type { CommandResult } from '../queue/commands.ts'
import { deliveryOfDelete } from '../queue/listed-deletes.ts'
import type { AccountRef } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import { sealsOf } from '../transport/seal.ts'
import type { Env } from '../env.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import type { Asked, Named } from './ask.ts'
import { seenDelete } from './deletes.ts'
import { readObject, readRequest } from './ask.ts'
import { unknownAccount } from './known-account.ts'
import { seenMessageId } from '../delivery/mask/message-id.ts'
import { maskedEvent } from './masked-event.ts'
import type { Role } from './ask.ts'
import type { Asking, PageCursor } from './wanted.ts'
import { readAsking, writeCursor } from './wanted.ts'

/** A page asks so many objects at most, so that it stays within what one invocation may do; `cursor` goes on from there. */
const mostAsked = 100
const accountsAPage = 50
const mostRetried = 5_000
/** Whoever tries many again asks so many objects at most: one invocation may make 10,000 calls (developers.cloudflare.com/workers/platform/limits), and a partner may have as many accounts. */
const mostAskedToRetry = 500
/** An object is asked to try so many again at once. */
const retriedAtOnce = 200
const reasonLength = 300
const bodyBytes = 16 * 1_024

interface Listed extends AccountRef {
  readonly delivery: ListedDelivery
}

/** `GET /v1/deliveries`: deliveries that wait, are dead or were cancelled, over all accounts, by filters and pages. */
export async function listDeliveries(asked: Asked): Promise<Reply> {
  const read = readAsking(Object.fromEntries(new URL(asked.request.url).searchParams), asked.now)
  if ('fault' in read) return errorReply('invalid_request', read.fault)
  const { found, next } = await collect(asked.env, read.asking)
  const deliveries = found.map(({ partner, account, delivery }) => shown(delivery, { partner, account }, asked))
  return { status: 200, body: { deliveries, ...(next !== undefined && { cursor: writeCursor(next) }) } }
}

/** What a walk found, how many objects it asked, and where the others begin. */
interface Collected {
  readonly found: readonly Listed[]
  readonly asks: number
  readonly next?: PageCursor
}

/** Walks the accounts, in their order, until a page is full or enough objects were asked. */
async function collect(env: Env, asking: Asking): Promise<Collected> {
  const found: Listed[] = []
  let asks = 0
  let place: PageCursor | undefined = asking.from
  for (;;) {
    const inside: AccountRef | undefined = place?.after === undefined ? undefined : place
    const accounts: readonly AccountRef[] =
      inside === undefined ? await accountsAfter(env, asking, place) : await known(env, inside)
    for (const { partner, account } of accounts) {
      const after: string | undefined = inside === undefined ? undefined : place?.after
      const page = await queueOf(env, partner, account).list(asking, {
        cursor: after,
        limit: asking.limit - found.length,
      })
      asks++
      found.push(...page.deliveries.map((delivery): Listed => ({ partner, account, delivery })))
      place = page.cursor === undefined ? { partner, account } : { partner, account, after: page.cursor }
      const full = found.length >= asking.limit || asks >= mostAsked
      if (full && (page.cursor !== undefined || (await accountsAfter(env, asking, place)).length > 0))
        return { found, asks, next: place }
      if (full) return { found, asks }
      if (page.cursor !== undefined) break
    }
    if (accounts.length === 0) return { found, asks }
  }
}

/** An account that a cursor names, if there is such a one: whoever sends a cursor may have made it up. */
async function known(env: Env, inside: AccountRef): Promise<readonly AccountRef[]> {
  return (await unknownAccount(env, inside)) === undefined ? [inside] : []
}

async function accountsAfter(
  env: Env,
  { partner, account }: Asking,
  place: PageCursor | undefined,
): Promise<readonly AccountRef[]> {
  const accounts = await registryOf(env).accounts({
    ...(partner !== undefined && { partner }),
    ...(account !== undefined && { account }),
    ...(place !== undefined && { after: { partner: place.partner, account: place.account } }),
    limit: accountsAPage,
  })
  return accounts.map((one) => ({ partner: one.partner, account: one.account }))
}

/** A delivery without its event, and for a viewer without its message id. `event`: what its message id may not show, unless it was masked before or is revealed. */
function shown(
  delivery: ListedDelivery,
  of: AccountRef,
  { role, event }: { readonly role: Role; readonly event?: unknown },
): Readonly<Record<string, unknown>> {
  return {
    ...of,
    ...delivery,
    event: undefined,
    ...(delivery.messageId !== undefined && { messageId: seenMessageId(delivery.messageId, role, event) }),
    acceptedAt: iso(delivery.acceptedAt),
    ...(delivery.nextAttemptAt !== undefined && { nextAttemptAt: iso(delivery.nextAttemptAt) }),
    ...(delivery.endedAt !== undefined && { endedAt: iso(delivery.endedAt) }),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

const unknownDelivery = errorReply(
  'unknown_delivery',
  'there is no such delivery: what was delivered or skipped is counted, not kept. An id of activity is not one of a delivery: GET /v1/deliveries?requestId=... lists those of a request',
)

/** `GET /v1/deliveries/:partner/:account/:id`: one delivery with its event, masked unless an admin asks with `?reveal=1`, which leaves a log line. A delete comes with its receipt. */
export async function inspectDelivery(asked: Asked, named: Named): Promise<Reply> {
  const reveals = new URL(asked.request.url).searchParams.get('reveal') === '1'
  const { partner, account, id } = named
  const rejected = await unknownAccount(asked.env, named)
  if (rejected !== undefined) return rejected
  const stub = queueOf(asked.env, partner, account)
  const delivery = await stub.inspect(id)
  const seen = delivery === undefined ? await seenDelete(stub, id) : undefined
  const found = seen === undefined ? delivery : deliveryOfDelete(seen)
  if (found === undefined) return unknownDelivery
  if (reveals) log('reveal', { requestId: asked.requestId, partner, account, delivery: id, operator: asked.role })
  const raw = seen === undefined ? parsed(found.event) : opened(seen.row.sealed, { partner, account }, asked.env)
  const event = raw !== undefined && !reveals ? maskedEvent(raw, asked.role) : raw
  return {
    status: 200,
    body: {
      ...shown(found, { partner, account }, { role: asked.role, event: reveals ? undefined : raw }),
      event,
      ...(seen !== undefined && { receipt: seen.receipt }),
    },
  }
}

function parsed(event: string | undefined): unknown {
  return event === undefined ? undefined : parseExactly(event)
}

/** The event of a delete that is not confirmed, where a key opens it. */
function opened(sealed: string | undefined, { partner, account }: AccountRef, env: Env): unknown {
  const seals = sealsOf(env)
  if (sealed === undefined || seals === undefined || 'fault' in seals) return undefined
  return parsed(seals.open(sealed, accountName(partner, account)))
}

/** `POST /v1/deliveries/:partner/:account/:id/retry`: tries it again at once; a dead or cancelled one waits again from the start. */
export async function retryDelivery(asked: Asked, named: Named): Promise<Reply> {
  const { partner, account, id } = named
  const rejected = await unknownAccount(asked.env, named)
  if (rejected !== undefined) return rejected
  const [result = 'unknown'] = await queueOf(asked.env, partner, account).retry([id])
  log('operator', { requestId: asked.requestId, did: 'retry', partner, account, delivery: id, result })
  return resultReply(result)
}

const expectedReason = `expected a text of 1 to ${reasonLength} characters, for whoever asks later`

/** Why a delivery is cancelled. */
export const CancelRequest = v.object(
  {
    reason: v.pipe(v.string(expectedReason), v.regex(/\S/, expectedReason), v.maxLength(reasonLength, expectedReason)),
  },
  expectedReason,
)

/** `POST /v1/deliveries/:partner/:account/:id/cancel` with `{"reason": "..."}`: it is not tried any more. */
export async function cancelDelivery(asked: Asked, named: Named): Promise<Reply> {
  const read = await readRequest(asked, bodyBytes, CancelRequest)
  if ('reply' in read) return read.reply
  const { reason } = read.body
  const { partner, account, id } = named
  const rejected = await unknownAccount(asked.env, named)
  if (rejected !== undefined) return rejected
  const result = await queueOf(asked.env, partner, account).cancel(id, reason)
  log('operator', { requestId: asked.requestId, did: 'cancel', partner, account, delivery: id, result })
  return resultReply(result)
}

function resultReply(result: CommandResult): Reply {
  switch (result) {
    case 'done':
      return { status: 200, body: { status: 'done' } }
    case 'paused':
      return {
        status: 202,
        body: {
          status: 'paused',
          message: 'an operator holds this partner: it is tried first when the partner is resumed',
        },
      }
    case 'parked':
      return {
        status: 202,
        body: {
          status: 'parked',
          message:
            'the mapping, the settings or a key of this account is missing or wrong: it is tried first when that is mended',
        },
      }
    case 'sending':
      return {
        status: 202,
        body: {
          status: 'sending',
          message: 'it is being sent at this moment: it is obeyed unless the delivery gets through',
        },
      }
    case 'waiting':
      return errorReply(
        'delete_waiting',
        'its first attempt waits (90 seconds) until no earlier event of the user can be on its way: it goes by itself',
      )
    case 'ended':
      return errorReply('already_ended', 'it has ended already')
    case 'no event':
      return errorReply('not_an_event', 'what came was no event: there is nothing to send')
    case 'unknown':
      return unknownDelivery
  }
}

/** `POST /v1/deliveries/retry` with the filters of the list: tries all that match again, `limit` or 5,000 at once at most, of 500 accounts at most. `cursor` says where the others begin. */
export async function retryMany(asked: Asked): Promise<Reply> {
  const body = await readObject(asked, bodyBytes)
  if ('reply' in body) return body.reply
  const read = readAsking({ limit: 200, ...body.body }, asked.now)
  if ('fault' in read) return errorReply('invalid_request', read.fault)
  const { partner, state } = read.asking
  if (partner === undefined) return errorReply('invalid_request', 'partner: say whose deliveries are tried again')
  if (state === undefined)
    return errorReply('invalid_request', 'state: say which are tried again: dead, pending, parked or cancelled')
  const most = body.body['limit'] === undefined ? mostRetried : read.asking.limit
  const { found, next } = await idsOf(asked.env, read.asking, most)
  const counts: Record<string, number> = {}
  for (const [account, ids] of found)
    for (let i = 0; i < ids.length; i += retriedAtOnce)
      for (const result of await queueOf(asked.env, partner, account).retry(ids.slice(i, i + retriedAtOnce)))
        counts[result] = (counts[result] ?? 0) + 1
  const retried = ['done', 'paused', 'parked'].reduce((sum, result) => sum + (counts[result] ?? 0), 0)
  log('operator', { requestId: asked.requestId, did: 'retry many', partner, ...counts })
  return { status: 200, body: { retried, ...counts, ...(next !== undefined && { cursor: writeCursor(next) }) } }
}

/** The ids of the deliveries that are asked for, by account: all are found before any is tried, for what is tried is in another state. */
async function idsOf(
  env: Env,
  asking: Asking,
  most: number,
): Promise<{ found: ReadonlyMap<string, readonly string[]>; next: PageCursor | undefined }> {
  const found = new Map<string, string[]>()
  let next = asking.from
  let [n, asks] = [0, 0]
  do {
    const page = await collect(env, { ...asking, from: next })
    for (const { account, delivery } of page.found) found.set(account, [...(found.get(account) ?? []), delivery.id])
    n += page.found.length
    asks += page.asks
    next = page.next
  } while (next !== undefined && n < most && asks < mostAskedToRetry)
  return { found, next }
}
