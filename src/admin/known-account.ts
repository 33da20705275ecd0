import { isRegistered } from '../queue/stubs.ts'
import type { AccountRef } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import type { Env } from '../env.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { findPartner, isForCustomers, isSlug, partnerSlugs } from '../partners/catalog.ts'
import { ownAccounts } from '../partners/environment.ts'
import { within } from '../runtime/time-limit.ts'

const registryMs = 2_000
const mostNamed = 5

/**
 * Nothing where there is such an account: the environment speaks of it, or it has registered its queue, as customers' accounts do, and those whose settings were taken away.
 * Else the reply for who asks for it, before its object is touched: 404, or 503 while the registry does not answer.
 */
export async function unknownAccount(env: Env, ref: AccountRef): Promise<Reply | undefined> {
  if (!isSlug(ref.partner) || !isSlug(ref.account)) return unknown(ref)
  if (isOwn(env, ref)) return undefined
  const isKnown = await isRegistered(env, ref, registryMs)
  if (isKnown === undefined) return silent
  return isKnown ? undefined : unknown(ref)
}

/**
 * As {@link unknownAccount}, for who asks what happened: an account of which the registry knows only that it had activity is known too, and so is a partner without a mapping
 * that has such an account. Nobody is refused who names neither.
 */
export async function unknownActivity(
  env: Env,
  { partner, account }: { readonly partner: string | undefined; readonly account: string | undefined },
): Promise<Reply | undefined> {
  if (partner === undefined) return undefined
  if (!isSlug(partner) || (account !== undefined && !isSlug(account))) return unknown({ partner })
  if (account === undefined ? partnerSlugs().includes(partner) : isOwn(env, { partner, account })) return undefined
  const of = account === undefined ? { partner } : { partner, account }
  const isKnown = await within(registryMs, async () => registryOf(env).knowsActivity(of))
  if (isKnown === undefined) return silent
  return isKnown ? undefined : unknown({ partner })
}

/** The account that is meant where a question need not name one: the operator's `default`. Of a partner whose accounts are customers' one must be named; the reply says which there are. */
export async function accountMeant(
  env: Env,
  partner: string,
  account: string | undefined,
): Promise<{ readonly account: string } | { readonly reply: Reply }> {
  if (account !== undefined || !isOfCustomers(partner)) return { account: account ?? 'default' }
  const active = (await within(registryMs, async () => registryOf(env).activeAccounts(partner))) ?? []
  const names = active.slice(0, mostNamed).map((one) => `"${one.account}"`)
  const which = names.length === 0 ? 'none had any lately' : `the latest that had any: ${names.join(', ')}`
  return {
    reply: errorReply(
      'invalid_request',
      `account: the accounts of ${partner} are customers' own, so name the one whose events you want (${which})`,
    ),
  }
}

const silent = unavailable('registry_unavailable', 'the registry does not answer, and knows which accounts there are')

function unknown({ partner }: Pick<AccountRef, 'partner'>): Reply {
  if (!partnerSlugs().includes(partner)) return errorReply('unknown_partner', 'there is no such partner')
  const where = isOfCustomers(partner)
    ? `GET /v1/activity?partner=${partner} shows those that had activity`
    : 'GET /v1/partners lists those that it has'
  return errorReply('unknown_account', `${partner} has no such account: ${where}`)
}

function isOfCustomers(slug: string): boolean {
  const found = findPartner(slug)
  return found !== undefined && 'partner' in found && isForCustomers(found.partner.mapping)
}

function isOwn(env: Env, { partner: slug, account }: AccountRef): boolean {
  const found = findPartner(slug)
  if (found === undefined || 'fault' in found || isForCustomers(found.partner.mapping)) return false
  return ownAccounts(found.partner, env).includes(account)
}
