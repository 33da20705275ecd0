import { queueOf } from '../../src/queue/stubs.ts'
import { sealsOf } from '../../src/transport/seal.ts'
import { canonicalJson } from '../../src/ingest/canonical.ts'
import { environment, freshToken, fetchWorker, objects, sealingKey, shareWithObjects, track } from './worker.ts'
import { storedIn } from './object.ts'

/** Waits of the queue are short, and the key by which customers' accounts are named. */
export const short = { RETRY_BASE_MS: '40', RETRY_SLOW_MS: '40', SEALING_KEY: sealingKey }

/** A customer as Segment brings them: their settings with each request. */
export interface Customer {
  readonly settings: Readonly<Record<string, string>>
  readonly env: Record<string, unknown>
  /** The name of their account. */
  readonly account: string
  readonly partner: string
}

/** A customer of the test partner that is open to customers. */
export function customer(
  settings: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
  partner = 'customers',
): Customer {
  const all = { apiKey: 'good-key', space: freshToken(), ...settings }
  const env = environment(freshToken(), 'ok', { OPEN_PARTNERS: `other ${partner}`, ...objects, ...short, ...more })
  shareWithObjects({ ...short, ...more })
  return { settings: all, env, account: accountOf(all, partner), partner }
}

/** The name of the account that settings make. */
export function accountOf(settings: Readonly<Record<string, string>>, partner = 'customers'): string {
  const seals = sealsOf({ SEALING_KEY: sealingKey })
  if (seals === undefined || 'fault' in seals) throw new Error('the key of the tests is no key')
  return seals.nameOf(`${partner}\n${canonicalJson(settings)}`)
}

/** As Segment's direct destinations send it: the key as Basic user name, the others in X-Segment-Settings; `address`: from where. */
export async function send(
  { settings, env, partner }: Customer,
  body: unknown = track(),
  address?: string,
): Promise<{ readonly status: number; readonly body: unknown; readonly retryAfter: string | null }> {
  const { apiKey, ...others } = settings
  const headers = {
    'X-Segment-Settings': btoa(JSON.stringify(others)),
    ...(address !== undefined && { 'CF-Connecting-IP': address }),
  }
  const reply = await fetchWorker(env, `/v1/destinations/${partner}`, { body, headers, key: apiKey })
  return { status: reply.status, body: await reply.json(), retryAfter: reply.headers.get('Retry-After') }
}

/** All that the account's object keeps. */
export async function storedOf({
  account,
  partner,
}: Pick<Customer, 'account' | 'partner'>): Promise<readonly unknown[]> {
  const statements = [
    'SELECT * FROM meta',
    'SELECT * FROM events',
    'SELECT * FROM dead_letters',
    'SELECT * FROM answers',
  ]
  return storedIn(queueOf(objects, partner, account), statements)
}
