import { markOf } from '../delivery/deletes/accept.ts'
import { digestOf, idsOf } from '../delivery/deletes/tombstones.ts'
import type { View } from '../delivery/registry/known.ts'
import { sealsOf } from '../delivery/seal.ts'
import type { Env } from '../env.ts'
import type { EventLike } from '../mapping/translate.ts'
import type { Destination } from './forward.ts'

/** Whether an event received at a time (ms) is of a user who was deleted later. */
export type Deleted = (event: EventLike, receivedAt: number) => boolean

/** Tells the events of deleted users, as far as this isolate knows; nothing where nobody was deleted lately. */
export function deletedUsers(view: View | undefined, { partner, account }: Destination, env: Env): Deleted | undefined {
  if (view?.hasTombstones !== true) return undefined
  const seals = sealsOf(env)
  if (seals === undefined || 'fault' in seals) return undefined
  const owner = `${partner.slug}/${account}`
  return (event, receivedAt) =>
    idsOf(event).some((id) => (view.tombstoneOf(digestOf(markOf(seals, owner, id))) ?? -1) > receivedAt)
}
