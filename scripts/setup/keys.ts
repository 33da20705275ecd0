/** The keys that the forwarder itself needs: which are missing, and new ones of random bytes. */
import { randomBytes } from 'node:crypto'
import { endpointKeysOf } from '../../src/destinations/credentials.ts'
import { isOpen } from '../../src/destinations/customer.ts'
import { receiptKeysOf } from '../../src/deletes/keys.ts'
import { sealsOf } from '../../src/transport/seal.ts'
import type { SettingsByName } from '../development.ts'
import type { ChosenAccount } from './accounts.ts'

/** The variables of these keys, in the order in which they are written. */
export const keyNames: readonly string[] = [
  'ENDPOINT_KEYS',
  'SEGMENT_SHARED_SECRET',
  'ADMIN_TOKEN',
  'VIEWER_TOKEN',
  'METRICS_TOKEN',
  'SEALING_KEY',
  'RECEIPT_KEYS',
  'ALERT_SECRET',
]

const keyBytes = 32

/** What is wrong with the keys that are set. `known`: values that everybody knows, which no key may have. */
export function keyFaults(env: SettingsByName, known: SettingsByName): readonly string[] {
  const publicOnes = keyNames.filter((name) => isSet(env, name) && env[name] === known[name])
  const endpoint = endpointKeysOf(env)
  const publicKeys = endpointKeysOf(known)
  const hasPublicKey =
    'list' in endpoint &&
    'list' in publicKeys &&
    endpoint.list.some(({ key }) => publicKeys.list.some((one) => one.key === key))
  return [
    ...new Set(
      [...publicOnes, ...(hasPublicKey ? ['ENDPOINT_KEYS'] : [])].map(
        (name) => `${name} has the value of dev.env, which everybody knows: remove its line, and a new one is made`,
      ),
    ),
    ...[endpoint, sealsOf(env), receiptKeysOf(env)].flatMap((read) =>
      read !== undefined && 'fault' in read ? [read.fault] : [],
    ),
  ]
}

/** The keys that are missing, and lists with what they lack: a key for the routes that none opens, the customers' partners that are not open. Keys that are set stay. */
export function missingKeys(
  env: SettingsByName,
  accounts: readonly ChosenAccount[],
  now: Date,
): Readonly<Record<string, string>> {
  const tokens = ['SEGMENT_SHARED_SECRET', 'ADMIN_TOKEN', 'VIEWER_TOKEN', 'METRICS_TOKEN', 'ALERT_SECRET']
  const made = {
    ...endpointKeys(
      env,
      accounts.filter(({ forCustomers }) => !forCustomers),
    ),
    ...Object.fromEntries(tokens.map((name) => [name, token()])),
    SEALING_KEY: base64Key(),
    RECEIPT_KEYS: JSON.stringify([{ id: now.toISOString().slice(0, 'yyyy-mm'.length), key: base64Key() }]),
    ...openPartners(
      env,
      accounts.filter(({ forCustomers }) => forCustomers),
    ),
  }
  const lists = ['ENDPOINT_KEYS', 'OPEN_PARTNERS']
  return Object.fromEntries(Object.entries(made).filter(([name]) => lists.includes(name) || !isSet(env, name)))
}

/** `ENDPOINT_KEYS` with one key more, which opens the routes that none opens and may delete; nothing where all are open. */
function endpointKeys(env: SettingsByName, accounts: readonly ChosenAccount[]): Readonly<Record<string, string>> {
  const read = endpointKeysOf(env)
  if ('fault' in read) return {}
  const closed = accounts
    .map(({ route }) => route)
    .filter((route) => !read.list.some(({ routes }) => routes.includes(route)))
  if (closed.length === 0) return {}
  const keys = Object.fromEntries(read.list.map(({ key, routes }) => [key, routes]))
  return { ENDPOINT_KEYS: JSON.stringify({ ...keys, [token()]: [...closed, '+delete'] }) }
}

function openPartners(env: SettingsByName, accounts: readonly ChosenAccount[]): Readonly<Record<string, string>> {
  const open = accounts.filter(({ partner }) => !isOpen(partner.slug, env)).map(({ partner }) => partner.slug)
  return open.length === 0 ? {} : { OPEN_PARTNERS: [env['OPEN_PARTNERS'], ...open].filter(Boolean).join(' ') }
}

function isSet(env: SettingsByName, name: string): boolean {
  return (env[name] ?? '') !== ''
}

function token(): string {
  return randomBytes(keyBytes).toString('base64url')
}

function base64Key(): string {
  return randomBytes(keyBytes).toString('base64')
}
