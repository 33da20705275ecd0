import type { Wait } from '../runtime/time-limit.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Pace } from '../delivery/backoff.ts'
import type { Attempt } from '../delivery/call.ts'
import type { KeptAnswers } from '../delivery/kept-answers.ts'
import type { Sent } from '../delivery/sent.ts'
import type { Cancels } from './cancels.ts'
import type { Meta } from './meta.ts'
import type { SendLimits } from './platform.ts'
import type { Sending } from './sending.ts'
import type { Slots } from '../delivery/slots.ts'

/** What work on the rows of an object needs, on those of events as on those of deletes. All effects are handed in. */
export interface Dependencies {
  /** `<partner>/<account>`. */
  readonly account: () => string
  readonly meta: Meta
  readonly cancels: Cancels
  /** An object has one I/O context of six connections: five for calls, the sixth for its token. */
  readonly slots: Slots
  readonly sending: Sending
  readonly pace: Pace
  /** Sends one request of the account; never throws. */
  readonly send: (request: PartnerRequest, how: SendLimits) => Promise<Sent>
  /** The answers that the account keeps; absent: none. */
  readonly kept?: KeptAnswers | undefined
  readonly transaction: (run: () => void) => void
  readonly now: () => number
  readonly random: () => number
  readonly wait: Wait
  readonly attempted: (attempt: Attempt & Readonly<Record<string, unknown>>) => void
}
