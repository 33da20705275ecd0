import { textOf } from '../../mapping/json.ts'
import type { EventLike } from '../../mapping/translate.ts'
import { masked } from '../mask.ts'
import type { Cancels } from './cancels.ts'
import type { Entry } from './chunk.ts'
import { deliveryId } from './chunk.ts'
import type { Letters } from './letters.ts'
import type { Ended } from './ended.ts'
import type { Meta } from './meta.ts'

/** Where ends are written down. */
export interface Books {
  readonly letters: Letters
  readonly meta: Meta
  readonly cancels: Cancels
  /** Whether an event received at a time (ms) is of a user who was deleted later. */
  readonly isVoid: (event: EventLike, receivedAt: number) => boolean
}

/** One delivery that ended. `row`: what it was part of. */
export interface Ending {
  readonly row: {
    readonly id: string
    readonly acceptedAt: number
    readonly attempts: number
    readonly request: string | undefined
  }
  readonly entry: Entry
  readonly subscription: string
  readonly as: Ended
  readonly message?: string | undefined
}

const quiet: readonly Ended[] = ['delivered', 'skipped', 'erased']

/**
 * Writes down how a delivery ended: counted, a letter of it kept unless it went well or its user was deleted, and no wish to cancel it is left, which would meet it when it is
 * revived. `secrets` are masked in the reason. In the caller's transaction.
 */
export function writeDown(
  { letters, meta, cancels, isVoid }: Books,
  ending: Ending,
  at: { now: number; secrets: readonly string[] },
): void {
  const { row, entry, subscription, message } = ending
  const as = !quiet.includes(ending.as) && isVoid(entry.event, entry.receivedAt) ? 'erased' : ending.as
  const id = deliveryId(row.id, entry, subscription)
  meta.count({ [as]: 1 })
  cancels.remove(id)
  if (quiet.includes(as)) return
  const reason = message === undefined ? as : `${as}: ${masked(message, entry.event, at.secrets)}`
  letters.bury(
    {
      id,
      state: as === 'cancelled' ? 'cancelled' : 'dead',
      reason,
      subscription,
      messageId: textOf(entry.event['messageId']) ?? '',
      acceptedAt: row.acceptedAt,
      attempts: row.attempts,
      request: row.request,
      entry: { ...entry, owed: entry.owed.filter((owed) => owed.subscription === subscription) },
    },
    at.now,
  )
}
