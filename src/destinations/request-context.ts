import type { ActivityBuffer } from '../activity/buffer.ts'
import type { Sent } from '../delivery/sent.ts'
import type { Env } from '../env.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { RegistryCopy } from '../registry/copy.ts'
import type { PastDeletes } from '../registry/past-deletes.ts'
import type { BodyLimits } from '../requests/body-limits.ts'
import type { IsolateTokens } from '../transport/tokens.ts'
import type { Breakers } from './breaker.ts'
import type { CustomerKeys, KeyAt } from './customer-keys.ts'
import type { Destination } from './account.ts'
import { nameOf } from './account.ts'

/** What handling a request needs beside the request: the environment, and what the isolate keeps between requests. */
export interface RequestContext {
  readonly env: Env
  readonly bodyLimits: BodyLimits
  readonly tokens: IsolateTokens
  readonly registry: RegistryCopy
  readonly pastDeletes: PastDeletes
  readonly breakers: Breakers
  readonly customers: CustomerKeys
  readonly activity: ActivityBuffer
  readonly now: () => number
  /** Goes on after the reply (`waitUntil`). */
  readonly later: (work: Promise<unknown>) => void
  /** Sees each request to a partner and how it ended, for an operator's test. */
  readonly observe?: (request: PartnerRequest, sent: Sent) => void
}

/** A customer's account with what this isolate knows of its key. */
export function keyAt(destination: Destination, context: RequestContext): KeyAt {
  return { ...context, partner: destination.partner.slug, account: destination.account }
}

/** Whether the partner lately took a customer's key. */
export function wasKeyTaken(destination: Destination, context: RequestContext): boolean {
  return context.customers.taken.get(nameOf(destination), context.now()) !== undefined
}
