import { accountName } from '../partners/account-name.ts'
import { log } from '../runtime/log.ts'
import { Recent } from '../runtime/recent.ts'
import { isRegistered } from '../queue/stubs.ts'
import type { Env } from '../env.ts'
import type { EventResult } from './reply.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import { refusedKey } from './reply.ts'

const minute = 60_000
/** A key that the partner took, and an account that has a queue, are remembered for so long. */
const takenMs = 10 * minute
/** A key that the partner refused is refused for so long without asking again. */
const refusedMs = 10_000
/** The period of the limit in `wrangler.toml`. */
const overMs = minute
/** The same key is counted once in a period: one customer with a wrong key must not stop the others of its address. */
const countedMs = minute
/** How long the registry is asked whether an account has a queue. */
const askMs = 300

/** What the partner answered to a key that it refuses. */
export type RefusedKey = Pick<EventResult, 'http' | 'message'>

/**
 * What one isolate lately learnt of customers' keys. They stand here by the names of their accounts (`<partner>/<account>`, which a keyed hash of the settings makes), never
 * as they are.
 */
export class CustomerKeys {
  /** Accounts that have a queue, which was made after the partner took their key. */
  readonly known = new Recent<true>(takenMs)
  /** Keys with which the partner took a call. It may take calls with any key: this proves nothing. */
  readonly taken = new Recent<true>(takenMs)
  /** Keys that the partner took by the mapping's `check`. */
  readonly checked = new Recent<true>(takenMs)
  readonly refused = new Recent<RefusedKey>(refusedMs)
  /** Refused keys that were counted for their address. */
  readonly counted = new Recent<true>(countedMs)
  /** Addresses of which the partner refused too many keys. */
  readonly over = new Recent<true>(overMs)
}

/** A customer's account, and what is needed to learn of its key. */
export interface KeyAt {
  readonly partner: string
  readonly account: string
  readonly env: Env
  readonly customers: CustomerKeys
  readonly now: () => number
}

/** Whether an account has a queue, as this isolate or the registry knows; nothing where the registry does not answer. */
export async function hasQueue({ partner, account, env, customers, now }: KeyAt): Promise<boolean | undefined> {
  const name = accountName(partner, account)
  if (customers.known.get(name, now()) !== undefined) return true
  const found = await isRegistered(env, { partner, account }, askMs)
  if (found === true) customers.known.set(name, true, now())
  return found
}

/** The reply that turns a customer's own key away before anything is read: the partner refused it a moment ago (401, 403), or too many others of its address (429). A key that the partner has taken never is. */
export async function rejectionOf(at: KeyAt, address: string | undefined): Promise<Reply | undefined> {
  const { partner, account, customers, now } = at
  const name = accountName(partner, account)
  if (customers.taken.get(name, now()) !== undefined) return undefined
  const refused = customers.refused.get(name, now())
  if (refused !== undefined) return refusedKey(refused.fact)
  const over = address === undefined ? undefined : customers.over.get(networkOf(address), now())
  if (over === undefined || (await hasQueue(at)) === true) return undefined
  return errorReply(
    'too_many_requests',
    `${partner} refused too many keys that came from this address: try again later`,
    {
      'Retry-After': String(Math.ceil(over.leftMs / 1_000)),
    },
  )
}

/** Notes that the partner refuses a customer's own key, and counts it for the address that sent it, with the rate limit `REFUSED_KEYS` of `wrangler.toml` where there is one. */
export async function noteRefused(
  at: KeyAt,
  key: RefusedKey,
  from: { readonly address: string | undefined; readonly requestId: string },
): Promise<void> {
  const { partner, account, customers, env, now } = at
  const name = accountName(partner, account)
  const wasTaken = customers.taken.get(name, now()) !== undefined
  customers.taken.delete(name)
  customers.checked.delete(name)
  // Where the partner once took the key, it is asked again: one wrong answer must not refuse what comes next.
  if (wasTaken || (await hasQueue(at)) === true) return
  customers.refused.set(name, key, now())
  if (from.address === undefined || customers.counted.get(name, now()) !== undefined) return
  customers.counted.set(name, true, now())
  const network = networkOf(from.address)
  if (customers.over.get(network, now()) !== undefined || !(await isOver(env['REFUSED_KEYS'], network))) return
  customers.over.set(network, true, now())
  // The address is personal data, and stands in no log.
  log('limited', { requestId: from.requestId, partner, seconds: overMs / 1_000 })
}

async function isOver(limit: unknown, key: string): Promise<boolean> {
  if (!isRateLimit(limit)) return false
  try {
    return !(await limit.limit({ key })).success
  } catch {
    return false
  }
}

function isRateLimit(value: unknown): value is RateLimit {
  return typeof value === 'object' && value !== null && 'limit' in value && typeof value.limit === 'function'
}

/** What addresses are counted by: an IPv4 address as it is, of an IPv6 address the first 64 bits, for whoever has one of these has all of them. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = [...before, ...zeros, ...after].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
