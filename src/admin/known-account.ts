import { isRegistered } from '../queue/stubs.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { Env } from '../env.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { findPartner, isForCustomers, isSlug, partnerSlugs } from '../partners/catalog.ts'
import { ownAccounts } from '../partners/environment.ts'

const registryMs = 2_000

/**
 * Nothing where there is such an account: the environment speaks of it, or it has registered its queue, as customers' accounts do, and those whose settings were taken away.
 * Else the reply for who asks for it, before its object is touched: 404, or 503 while the registry does not answer.
 */
export async function unknownAccount(env: Env, ref: AccountRef): Promise<Reply | undefined> {
  if (!isSlug(ref.partner) || !isSlug(ref.account)) return unknown(ref)
  if (isOwn(env, ref)) return undefined
  switch (await isRegistered(env, ref, registryMs)) {
    case true:
      return undefined
    case false:
      return unknown(ref)
    case undefined:
      return unavailable('registry_unavailable', 'the registry does not answer, and knows which accounts have a queue')
  }
}

function unknown({ partner }: AccountRef): Reply {
  return partnerSlugs().includes(partner)
    ? errorReply('unknown_account', `${partner} has no such account: GET /v1/partners lists those that it has`)
    : errorReply('unknown_partner', 'there is no such partner')
}

function isOwn(env: Env, { partner: slug, account }: AccountRef): boolean {
  const found = findPartner(slug)
  if (found === undefined || 'fault' in found || isForCustomers(found.partner.mapping)) return false
  return ownAccounts(found.partner, env).includes(account)
}
