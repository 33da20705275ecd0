import type { ActivityNotes } from '../activity/noted.ts'
import type { Platform } from '../leases/platform.ts'
import type { Announcement, IndexedDelete } from '../registry/messages.ts'
import type { DeleteKeys } from './keys.ts'

/** What deletes need of the world beside what all work in an object needs. */
export interface DeletesPlatform extends Platform {
  /** The keys without which deletes wait. */
  readonly deleteKeys: () => DeleteKeys
  /** The account's activity. */
  readonly activity: ActivityNotes
  /** Tells the registry of deletes and tombstones. Gives whether it knows them now. */
  readonly announce: (news: Announcement) => Promise<boolean>
  /** Lets the registry forget deletes. Gives whether it did. */
  readonly forgetDeletes: (deletes: readonly IndexedDelete[]) => Promise<boolean>
}
