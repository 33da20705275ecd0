import type { PartnerRequest } from '../../mapping/request.ts'
import type { Settings } from '../../mapping/translate.ts'
import type { Partner } from '../../partners.ts'
import type { Pace } from '../backoff.ts'
import type { Attempt } from '../call.ts'
import type { Rate } from '../rate.ts'
import type { Sent } from '../send.ts'
import type { Books } from './ending.ts'
import type { Sending } from './sending.ts'
import type { Store } from './store.ts'

/** What work in an object needs. All effects are handed in. */
export interface Tools extends Books {
  readonly store: Store
  readonly rate: Rate
  readonly sending: Sending
  readonly pace: Pace
  /** Sends one request of the account; never throws. */
  readonly send: (
    request: PartnerRequest,
    how: { readonly timeoutMs: number; readonly readsBody: boolean },
  ) => Promise<Sent>
  readonly transaction: (run: () => void) => void
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<unknown>
  readonly attempted: (attempt: Attempt & Readonly<Record<string, unknown>>) => void
}

/** For whom a round works, and until when it may begin calls (ms). */
export interface RoundAt {
  readonly partner: Partner
  readonly settings: Settings
  readonly version: string
  readonly deadline: number
}
