import { findAccount } from '../partners/accounts.ts'
import { findPartner, isForCustomers, isSlug } from '../partners/catalog.ts'
import { firstElement } from './body.ts'
import { customersDestination, isOpen } from './customer.ts'
import { turnedAway } from './customer-keys.ts'
import type { Destination } from './forward.ts'
import type { Place } from '../requests/intake.ts'
import { contentLength, takeBody, tooMuchHeld } from '../requests/intake.ts'
import type { Admitted, Knock } from './knock.ts'
import { judgeKey, judgeSignature, signedKey } from './knock.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import type { Door } from './way.ts'
import { isTaken, keyAt } from './way.ts'

/** One request to a destination door. */
export interface Arrival {
  readonly request: Request
  readonly partner: string
  readonly account: string
  readonly requestId: string
}

/** A request that may send to a destination: who sent it, what came, where it goes. `place` is to be left when it has been handled. */
export interface Admission {
  readonly arrival: Arrival
  readonly bytes: Uint8Array
  readonly sender: Admitted
  readonly destination: Destination
  readonly place: Place
}

/** Authenticates a request to a destination: a key before the body is read, a signature over it (the first rows of the reply table of `docs/doors.md`, in its order). */
export async function admit(
  arrival: Arrival,
  door: Door,
): Promise<{ readonly admission: Admission } | { readonly reply: Reply }> {
  const knock = knockOf(arrival, door)
  const key = judgeKey(knock, door.env)
  if (key.kind === 'turned away') return { reply: key.reply }
  const early = key.kind === 'admitted' ? findDestination(arrival, door, key.key) : undefined
  if (early !== undefined && 'reply' in early) return early
  const own = key.kind === 'admitted' && key.key !== undefined ? early?.destination : undefined
  const away = own && (await turnedAway(keyAt(own, door), addressOf(arrival.request)))
  if (away !== undefined) return { reply: away }
  const isStranger = key.kind === 'signed' || (own !== undefined && !isTaken(own, door))
  const place = door.intake.enter(contentLength(arrival.request), isStranger ? 'stranger' : 'proven')
  if (place === undefined) return { reply: tooMuchHeld() }
  const entered = { place, knock, key, early: early?.destination }
  const judged = await judgeBody(arrival, door, entered).catch((error: unknown) => {
    place.leave()
    throw error
  })
  if ('reply' in judged) place.leave()
  return judged
}

/** What is known of a request before its body is read. */
interface Entered {
  readonly place: Place
  readonly knock: Knock
  readonly key: Exclude<ReturnType<typeof judgeKey>, { kind: 'turned away' }>
  readonly early: Destination | undefined
}

/** Reads the body; a signature is judged before any of it is parsed. */
async function judgeBody(
  arrival: Arrival,
  door: Door,
  { place, knock, key, early }: Entered,
): Promise<{ readonly admission: Admission } | { readonly reply: Reply }> {
  const taken = await takeBody(arrival.request, place)
  if ('reply' in taken) return taken
  const { bytes } = taken
  const sender =
    key.kind === 'admitted'
      ? key
      : judgeSignature(knock.signature ?? '', { bytes, first: () => firstElement(bytes) }, door.env, key.secrets)
  if (sender.kind === 'turned away') return { reply: sender.reply }
  if (key.kind === 'signed') place.prove()
  const found = early === undefined ? findDestination(arrival, door, signedKey(knock)) : { destination: early }
  if ('reply' in found) return found
  return { admission: { arrival, bytes, sender, destination: found.destination, place } }
}

function knockOf({ request, partner, account }: Arrival, { env }: Door): Knock {
  const found = isOpen(partner, env) && isSlug(partner) ? findPartner(partner) : undefined
  return {
    partner,
    account,
    authorization: request.headers.get('Authorization') ?? undefined,
    signature: request.headers.get('X-Signature') ?? undefined,
    open: found !== undefined && 'partner' in found && isForCustomers(found.partner.mapping),
  }
}

type Found = { readonly destination: Destination } | { readonly reply: Reply }

const methods = ['POST', 'PUT', 'PATCH']

/** The partner and account of the door, in the order of the reply table: unknown, wrong method, out of order, a setting missing. `key`: the customer's own. */
function findDestination(arrival: Arrival, { env }: Door, key: string | undefined): Found {
  const { request, partner: slug, account, requestId } = arrival
  const found = isSlug(slug) && isSlug(account) ? findPartner(slug) : undefined
  if (found === undefined) return { reply: errorReply(404, 'there is no such partner') }
  if (!methods.includes(request.method))
    return { reply: errorReply(405, `a destination takes ${methods.join(', ')}`, { Allow: methods.join(', ') }) }
  if ('fault' in found) return { reply: unavailable(`the mapping of ${slug} is wrong: ${found.fault}`) }
  const { partner } = found
  const host = new URL(request.url).hostname
  if (isForCustomers(partner.mapping)) {
    if (account !== 'default')
      return {
        reply: errorReply(404, `${slug} takes its settings from each request: its door is /v1/destinations/${slug}`),
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
      return { reply: errorReply(404, `${slug} has no account "${account}"`) }
    case 'misconfigured':
      return { reply: unavailable(settings.message) }
    case 'account':
      return { destination: { partner, account, settings: settings.settings } }
  }
}

/** The address that a request came from, as the platform says. */
export function addressOf(request: Request): string | undefined {
  return request.headers.get('CF-Connecting-IP') ?? undefined
}
