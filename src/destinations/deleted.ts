import { accountName } from '../partners/account-name.ts'
import { markOf } from '../deletes/accept.ts'
import { otherKey } from '../deletes/marks-key.ts'
import { digestOf, idsOf } from '../deletes/tombstones.ts'
import type { View } from '../registry/known.ts'
import { sealsOf } from '../transport/seal.ts'
import type { Env } from '../env.ts'
import { isOn } from '../env.ts'
import type { EventLike } from '../mapping/translate.ts'
import type { Destination } from './account.ts'

/**
 * What this isolate knows of users who were deleted lately: whether an event received at a time (ms) is of one; or why it cannot tell, so that nothing may be sent of an account that
 * has had deletes, and none may be accepted.
 */
export type DeletedUsers =
  | { readonly kind: 'known'; readonly isDeleted: (event: EventLike, receivedAt: number) => boolean }
  | { readonly kind: 'unknown'; readonly why: string }

const nobody: DeletedUsers = { kind: 'known', isDeleted: () => false }

/** Tells the events of users who were deleted in the last five hours. */
export function deletedUsers(view: View | undefined, { partner, account }: Destination, env: Env): DeletedUsers {
  if (view === undefined) return nobody
  const seals = sealsOf(env)
  if (seals === undefined || 'fault' in seals)
    return view.hasTombstones || view.isUnknownKey(undefined)
      ? { kind: 'unknown', why: 'SEALING_KEY is missing or wrong: deleted users cannot be recognised' }
      : nobody
  if (view.isUnknownKey(seals.keyMark) && !isOn(env, 'SEALING_KEY_LOST'))
    return { kind: 'unknown', why: `${otherKey}: deleted users cannot be recognised` }
  if (!view.hasTombstones) return nobody
  const owner = accountName(partner.slug, account)
  return {
    kind: 'known',
    isDeleted: (event, receivedAt) =>
      idsOf(event).some((id) => (view.tombstoneOf(digestOf(markOf(seals, owner, id))) ?? -1) > receivedAt),
  }
}
