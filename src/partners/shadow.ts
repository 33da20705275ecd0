import type { Env } from '../env.ts'
import { variable } from '../env.ts'
import type { VariableProblem } from '../runtime/variables.ts'
import { accountName } from './account-name.ts'
import { findPartner, isForCustomers, isSlug } from './catalog.ts'
import { ownAccounts } from './environment.ts'

/** What `SHADOW` names: partners (`<partner>`) and single accounts (`<partner>/<account>`), separated by spaces or commas. */
function shadowNames(env: Env): readonly string[] {
  return (variable(env, 'SHADOW') ?? '').split(/[\s,]+/).filter((name) => name !== '')
}

/** Whether the events of an account are shadowed: all is done but the partner's call, and nothing of them is stored but their activity. Deletes never are. */
export function isShadowed(partner: string, account: string, env: Env): boolean {
  const names = shadowNames(env)
  return names.includes(partner) || names.includes(accountName(partner, account))
}

/** The partners and accounts that `SHADOW` names, as it names them. */
export function knownShadows(env: Env): readonly string[] {
  return shadowNames(env).filter((name) => isKnown(name, env))
}

/** The names in `SHADOW` that are no partner and no account: what they were meant for is sent. */
export function unknownShadows(env: Env): readonly VariableProblem[] {
  return shadowNames(env)
    .filter((name) => !isKnown(name, env))
    .map((name) => ({
      variable: 'SHADOW',
      problem: `${JSON.stringify(name)} is no partner and no account: expected <partner> or <partner>/<account>, several separated by spaces`,
    }))
}

function isKnown(name: string, env: Env): boolean {
  const [slug = '', account, ...more] = name.split('/')
  const found = isSlug(slug) ? findPartner(slug) : undefined
  if (found === undefined || more.length > 0) return false
  if (account === undefined || 'fault' in found || isForCustomers(found.partner.mapping)) return true
  return ownAccounts(found.partner, env).includes(account)
}
