import type { Alarm } from '../runtime/durable-objects.ts'
import type { Wait } from '../runtime/time-limit.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Settings } from '../mapping/context/scope.ts'
import type { Partner } from '../partners/catalog.ts'
import type { Pace } from '../delivery/backoff.ts'
import type { Kind } from '../registry/messages.ts'
import type { KeptAnswers } from '../delivery/kept-answers.ts'
import type { Env } from '../env.ts'
import type { SendOptions } from '../transport/send.ts'
import type { Sent } from '../delivery/sent.ts'

/** How one request of a queue is sent: how long it may take (ms), whether its answer's body is read. */
export interface SendLimits {
  readonly timeoutMs: number
  readonly readsBody: boolean
}

/** Whose queue an object is. `customer`: its settings came with requests; `own`: the host names of the Worker, which no call may go to. */
export interface Identity {
  readonly partner: string
  readonly account: string
  readonly customer: boolean
  readonly own: readonly string[]
}

/** What the transport has to know of the account that it sends for. */
export function sendOptionsOf(
  env: Env,
  { partner, own }: Identity,
): Pick<SendOptions, 'env' | 'partner' | 'selfHosts'> {
  return { env, partner, selfHosts: own }
}

/** The account that a queue works for, or why it cannot work: its mapping or its settings are gone. */
export type Found =
  | { readonly kind: 'found'; readonly partner: Partner; readonly settings: Settings }
  | { readonly kind: 'gone'; readonly why: string }

/** What an account's object needs of the world to work on its rows. The object hands in the real thing, the simulator its own. */
export interface Platform {
  readonly sql: SqlStorage
  /** The size of all that is stored (bytes). */
  readonly storedBytes: () => number
  /** Runs in one transaction; a throw rolls all of it back. */
  readonly transaction: (run: () => void) => void
  readonly alarm: Alarm
  readonly pace: Pace
  /** The deployed version of the Worker. */
  readonly version: () => string
  readonly find: () => Found
  readonly send: (request: PartnerRequest, how: SendLimits) => Promise<Sent>
  /** The answers that the account keeps; absent: none. */
  readonly kept?: KeptAnswers
  /** `<partner>/<account>`. */
  readonly account: () => string
  /** Whether an operator holds the partner's events or deletes. */
  readonly isPaused: (kind: Kind) => Promise<boolean>
  readonly now: () => number
  readonly random: () => number
  readonly wait: Wait
  readonly log: (at: string, fields: Readonly<Record<string, unknown>>) => void
}
