import { accountName } from '../partners/account-name.ts'
import type { Env } from '../env.ts'
import { isObject } from '../values/json.ts'
import { findAccount, findCustomer } from '../partners/accounts.ts'
import { findPartner } from '../partners/catalog.ts'
import type { Found, Identity } from '../leases/platform.ts'
import { sealsOf } from '../transport/seal.ts'

/** The settings of a customer's account as they are sealed in its object. */
function sealedSettings(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined
  const parsed: unknown = JSON.parse(text)
  return isObject(parsed) ? (parsed as Readonly<Record<string, string>>) : undefined
}

/** The account that a queue works for, with the mapping and settings of the moment; `sealed`: a customer's settings as its object keeps them. */
export function accountOf(
  { partner: slug, account, customer, own }: Identity,
  sealed: string | undefined,
  env: Env,
): Found {
  const found = findPartner(slug)
  if (found === undefined) return { kind: 'gone', why: `there is no mapping of ${slug} any more` }
  if ('fault' in found) return { kind: 'gone', why: `the mapping of ${slug} is wrong: ${found.fault}` }
  const { partner } = found
  const settings = customer ? customersSettings(slug, account, sealed, env) : undefined
  if (settings !== undefined && 'why' in settings) return { kind: 'gone', why: settings.why }
  const looked =
    settings === undefined ? findAccount(partner, account, env, own) : findCustomer(partner, settings.given, env, own)
  switch (looked.kind) {
    case 'account':
      return { kind: 'found', partner, settings: looked.settings }
    case 'unknown':
      return { kind: 'gone', why: `${slug} has no account "${account}" any more` }
    case 'misconfigured':
      return { kind: 'gone', why: looked.message }
  }
}

function customersSettings(
  slug: string,
  account: string,
  sealed: string | undefined,
  env: Env,
): { readonly given: Readonly<Record<string, string>> } | { readonly why: string } {
  const seals = sealsOf(env)
  if (seals === undefined) return { why: 'SEALING_KEY is not set: the settings of this account cannot be opened' }
  if ('fault' in seals) return { why: seals.fault }
  const given = sealedSettings(sealed === undefined ? undefined : seals.open(sealed, accountName(slug, account)))
  return given === undefined ? { why: 'no key of SEALING_KEY opens the settings of this account' } : { given }
}
