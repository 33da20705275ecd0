import type { MarksKey } from './marks-key.ts'
import type { AccountTombstones } from './tombstones.ts'

/** What an object keeps of users beside their deletes: events that wait, and dead letters. The queue has it; deletes have it erased. */
export interface UserData {
  /** Takes a user's dead letters away. `event`: the delete, for letters that were kept without marks. In the caller's transaction, like all that writes here. */
  readonly eraseDeadLetters: (marks: readonly string[], event: Readonly<Record<string, unknown>>) => void
  /** Users were deleted: what waits is to be looked through. */
  readonly beginErasing: () => void
  /** Looks through the next rows that wait. */
  readonly eraseNext: () => void
  /** When the oldest event that waits was accepted (ms). */
  readonly oldestAt: () => number | undefined
}

/** What of an object deletes are kept and sent with. */
export interface DeletesOf {
  readonly tombstones: AccountTombstones
  readonly marksKey: MarksKey
  readonly userData: UserData
}
