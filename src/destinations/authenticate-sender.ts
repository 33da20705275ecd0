import { findAccount } from '../partners/accounts.ts'
import { findPartner, isForCustomers, isSlug } from '../partners/catalog.ts'
import { firstElement } from './body.ts'
import { customersDestination, isOpen } from './customer.ts'
import { rejectionOf } from './customer-keys.ts'
import type { Destination } from './account.ts'
import type { BodySlot } from '../requests/body-limits.ts'
import { contentLength, takeBody, tooMuchHeld } from '../requests/body-limits.ts'
import type { Authenticated, Credentials } from './credentials.ts'
import { authenticateKey, authenticateSignature, signedKey } from './credentials.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import type { RequestContext } from './request-context.ts'
import { wasKeyTaken, keyAt } from './request-context.ts'

/** One request to a destination route. */
export interface DestinationRequest {
  readonly request: Request
  readonly partner: string
  readonly account: string
  readonly requestId: string
  /** The host name of this Worker. */
  readonly host: string
}

/** A request that may send to a destination: who sent it, what came, where it goes. `slot` is to be left when it has been handled. */
interface AuthenticatedRequest {
  readonly bytes: Uint8Array
  readonly sender: Authenticated
  readonly destination: Destination
  readonly slot: BodySlot
}

/** Authenticates a request to a destination: a key before the body is read, a signature over it (the first rows of the reply table of `docs/routes.md`, in its order). */
export async function authenticateSender(
  incoming: DestinationRequest,
  context: RequestContext,
): Promise<{ readonly request: AuthenticatedRequest } | { readonly reply: Reply }> {
  const credentials = credentialsOf(incoming, context)
  const key = authenticateKey(credentials, context.env)
  if (key.kind === 'rejected') return { reply: key.reply }
  const early = key.kind === 'authenticated' ? findDestination(incoming, context, key.key) : undefined
  if (early !== undefined && 'reply' in early) return early
  const own = key.kind === 'authenticated' && key.key !== undefined ? early?.destination : undefined
  const rejected = own && (await rejectionOf(keyAt(own, context), addressOf(incoming.request)))
  if (rejected !== undefined) return { reply: rejected }
  const isUnauthenticated = key.kind === 'signed' || (own !== undefined && !wasKeyTaken(own, context))
  const slot = context.bodyLimits.enter(
    contentLength(incoming.request.headers),
    isUnauthenticated ? 'unauthenticated' : 'authenticated',
  )
  if (slot === undefined) return { reply: tooMuchHeld() }
  const before = { slot, credentials, key, early: early?.destination }
  const judged = await authenticateBody(incoming, context, before).catch((error: unknown) => {
    slot.leave()
    throw error
  })
  if ('reply' in judged) slot.leave()
  return judged
}

/** What is known of a request before its body is read. */
interface BeforeBody {
  readonly slot: BodySlot
  readonly credentials: Credentials
  readonly key: Exclude<ReturnType<typeof authenticateKey>, { kind: 'rejected' }>
  readonly early: Destination | undefined
}

/** Reads the body; a signature is judged before any of it is parsed. */
async function authenticateBody(
  incoming: DestinationRequest,
  context: RequestContext,
  { slot, credentials, key, early }: BeforeBody,
): Promise<{ readonly request: AuthenticatedRequest } | { readonly reply: Reply }> {
  const taken = await takeBody(incoming.request, slot)
  if ('reply' in taken) return taken
  const { bytes } = taken
  const sender =
    key.kind === 'authenticated'
      ? key
      : authenticateSignature(
          credentials.signature ?? '',
          { bytes, first: () => firstElement(bytes) },
          context.env,
          key.secrets,
        )
  if (sender.kind === 'rejected') return { reply: sender.reply }
  if (key.kind === 'signed') slot.authenticate()
  const found =
    early === undefined ? findDestination(incoming, context, signedKey(credentials)) : { destination: early }
  if ('reply' in found) return found
  return { request: { bytes, sender, destination: found.destination, slot } }
}

function credentialsOf({ request, partner, account }: DestinationRequest, { env }: RequestContext): Credentials {
  const found = isOpen(partner, env) && isSlug(partner) ? findPartner(partner) : undefined
  return {
    partner,
    account,
    authorization: request.headers.get('Authorization') ?? undefined,
    signature: request.headers.get('X-Signature') ?? undefined,
    open: found !== undefined && 'partner' in found && isForCustomers(found.partner.mapping),
  }
}

type FoundDestination = { readonly destination: Destination } | { readonly reply: Reply }

const methods = ['POST', 'PUT', 'PATCH']

/** The partner and account of the route, in the order of the reply table: unknown, wrong method, out of order, a setting missing. `key`: the customer's own. */
function findDestination(
  incoming: DestinationRequest,
  { env }: RequestContext,
  key: string | undefined,
): FoundDestination {
  const { request, partner: slug, account, requestId, host } = incoming
  const found = isSlug(slug) ? findPartner(slug) : undefined
  if (found === undefined) return { reply: errorReply('unknown_partner', 'there is no such partner') }
  if (!isSlug(account)) return { reply: errorReply('unknown_account', `${slug} has no account of that name`) }
  if (!methods.includes(request.method))
    return {
      reply: errorReply('method_not_allowed', `a destination takes ${methods.join(', ')}`, {
        Allow: methods.join(', '),
      }),
    }
  if ('fault' in found)
    return { reply: unavailable('broken_mapping', `the mapping of ${slug} is wrong: ${found.fault}`) }
  const { partner } = found
  if (isForCustomers(partner.mapping)) {
    if (account !== 'default')
      return {
        reply: errorReply(
          'unknown_account',
          `${slug} takes its settings from each request: its route is /v1/destinations/${slug}`,
        ),
      }
    return customersDestination(
      partner,
      { key, header: request.headers.get('X-Segment-Settings'), requestId, host },
      env,
    )
  }
  const settings = findAccount(partner, account, env, [host])
  switch (settings.kind) {
    case 'unknown':
      return { reply: errorReply('unknown_account', `${slug} has no account "${account}"`) }
    case 'misconfigured':
      return { reply: unavailable('partner_misconfigured', settings.message) }
    case 'account':
      return { destination: { partner, account, settings: settings.settings } }
  }
}

/** The address that a request came from, as the platform says. */
export function addressOf(request: Request): string | undefined {
  return request.headers.get('CF-Connecting-IP') ?? undefined
}
