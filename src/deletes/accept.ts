import type { ActivityKeys } from '../activity/buffer.ts'
import { activitySeals } from '../activity/seals.ts'
import { parseExactly } from '../values/exact-json.ts'
import { accountName } from '../partners/account-name.ts'
import { isContentId } from '../ingest/canonical.ts'
import type { EventLike } from '../mapping/translate.ts'
import type { DeletesPlatform } from './platform.ts'
import type { Env } from '../env.ts'
import type { Seals } from '../transport/seal.ts'
import { sealsOf } from '../transport/seal.ts'
import { newId } from './delete-id.ts'
import type { DeleteStore } from './delete-store.ts'
import type { ReceiptEvent } from './receipt.ts'
import type { IdKind, ReceiptKeys } from './receipt-keys.ts'
import { subjectOf } from './receipt-links.ts'
import type { AccountTombstones } from './tombstones.ts'
import { keptKey } from './request.ts'
import { digestOf, idsOf } from './tombstones.ts'
import type { UserData } from './user-data.ts'

/** A delete as it arrived at the route. `request`: what it is known by (`request.ts`); absent: it is always new. */
export interface DeleteRequest {
  /** The event, as JSON. */
  readonly event: string
  readonly request: string | undefined
  readonly mapping: string
  /** It is refused: the partner has no delete API, or the delete lacks what the mapping requires. It leaves a receipt and tombstones, and nothing is sent. */
  readonly refused?: { readonly as: 'NOT_SUPPORTED' | 'INVALID'; readonly reason: string }
}

/** What accepting needs. */
export interface Accepting {
  readonly store: DeleteStore
  readonly tombstones: AccountTombstones
  readonly keys: ReceiptKeys
  readonly seals: Seals
  readonly partner: string
  readonly account: string
  readonly now: number
  readonly userData: Pick<UserData, 'eraseDeadLetters'>
}

/**
 * Accepts a delete, in the caller's transaction, and gives its id. A request that came before gives the id of then; a new one of the same user joins a delete that was not
 * attempted yet. Whatever the partner can do, the user's earlier events are erased from now on.
 */
export function accept(
  arrived: DeleteRequest,
  to: Accepting,
): { readonly id: string; readonly as: 'stored' | 'repeated' | 'joined' } {
  const { store, keys, partner, account, now } = to
  const event = parseExactly(arrived.event) as EventLike
  const subjects = subjectsOf(event, keys)
  const before = earlier(event, arrived.request, to)
  if (before !== undefined) return { id: before, as: 'repeated' }
  const joined = arrived.refused === undefined ? store.waiting(subjects.userId, subjects.anonymousId) : undefined
  const id = joined?.id ?? newId(now)
  const receiptEvent: ReceiptEvent = {
    kind: joined === undefined ? kindOf(arrived) : 'joined',
    at: new Date(now).toISOString(),
    ...(joined === undefined && { delete: id, partner, account, mapping: arrived.mapping }),
    ...subjects,
    ...(arrived.request !== undefined && { request: keptKey(arrived.request) }),
    ...(arrived.refused !== undefined && { reason: arrived.refused.reason }),
  }
  if (joined === undefined) insert(id, { event, refused: arrived.refused }, to)
  else store.apply(joined.id, joined.leaseToken, { phase: 'announce', due: now, announced: 0 })
  store.addReceiptEvent(id, receiptEvent, keys[0])
  const primary = subjects.userId ?? subjects.anonymousId
  if (arrived.request !== undefined && primary !== undefined) store.remember(keptKey(arrived.request), primary, id)
  addTombstones(event, to)
  return { id, as: joined === undefined ? 'stored' : 'joined' }
}

function kindOf({ refused }: DeleteRequest): ReceiptEvent['kind'] {
  if (refused === undefined) return 'accepted'
  return refused.as === 'INVALID' ? 'invalid' : 'not supported'
}

type Subjects = Readonly<Partial<Record<IdKind, string>>>

function subjectsOf(event: EventLike, keys: ReceiptKeys, at = 0): Subjects {
  const key = keys[at]
  if (key === undefined) return {}
  const found = (['userId', 'anonymousId'] as const).flatMap((kind) => {
    const id = event[kind]
    return typeof id === 'string' && id !== '' ? [[kind, subjectOf(kind, id, key)] as const] : []
  })
  return Object.fromEntries(found)
}

/** The delete of the same request and subject, whichever key was the newest when it came; earlier versions kept the request's key as it was. */
function earlier(event: EventLike, request: string | undefined, { store, keys }: Accepting): string | undefined {
  if (request === undefined) return undefined
  for (let at = 0; at < keys.length; at++) {
    const { userId, anonymousId } = subjectsOf(event, keys, at)
    const primary = userId ?? anonymousId
    const id =
      primary === undefined
        ? undefined
        : (store.requested(keptKey(request), primary) ?? store.requested(request, primary))
    if (id !== undefined) return id
  }
  return undefined
}

function insert(
  id: string,
  { event, refused }: { readonly event: EventLike; readonly refused: DeleteRequest['refused'] },
  { store, keys, seals, partner, account, now }: Accepting,
): void {
  const { userId, anonymousId } = subjectsOf(event, keys)
  store.insert({
    id,
    phase: refused === undefined ? 'announce' : 'none',
    due: now,
    state: refused?.as ?? 'INITIALIZED',
    acceptedAt: now,
    endedAt: refused === undefined ? 0 : now,
    userSubject: userId,
    anonymousSubject: anonymousId,
    reason: refused?.reason,
    sealed:
      refused === undefined ? seals.seal(JSON.stringify(keyed(event, id)), accountName(partner, account)) : undefined,
  })
}

/** A delete without a messageId has one that we made of its content: two of one user would have the same, and so the same idempotency key. Each has its own. */
function keyed(event: EventLike, id: string): EventLike {
  return isContentId(event['messageId']) ? { ...event, messageId: `fwd-${id}` } : event
}

/** From now on the user's earlier events are erased, and their dead letters are gone. */
function addTombstones(event: EventLike, { tombstones, seals, partner, account, now, userData }: Accepting): void {
  const { userId, anonymousId } = event
  const marks = idsOf({ userId, anonymousId }).map((id) => markOf(seals, accountName(partner, account), id))
  for (const mark of marks) tombstones.add(mark, now)
  userData.eraseDeadLetters(marks, event)
}

/** The mark of an id at an account (`<partner>/<account>`). */
export function markOf(seals: Seals, account: string, id: string): string {
  return seals.mark(`${account}\n${id}`)
}

/** The mark of an id at an account; nothing where no key makes any. */
export function markerOf(
  platform: Pick<DeletesPlatform, 'deleteKeys' | 'account'>,
): ((id: string) => string) | undefined {
  const keys = platform.deleteKeys()
  return keys.kind === 'missing' ? undefined : (id) => markOf(keys.seals, platform.account(), id)
}

/** What the activity of an account (`<partner>/<account>`) is kept by: a user's id and a delivery are known by the first digits of their marks, requests and events are sealed. Nothing where there is no key. */
export function activityKeysOf(env: Env, account: string): ActivityKeys | undefined {
  const seals = sealsOf(env)
  if (seals === undefined || 'fault' in seals) return undefined
  return {
    digest: (id) => digestOf(markOf(seals, account, id)),
    deliveryId: (delivery) => seals.mark(`delivery of ${account}\n${delivery}`).slice(0, 24),
    ...activitySeals(seals, account),
  }
}
