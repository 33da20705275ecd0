import type { Env } from '../env.ts'
import { formatIssue } from '../mapping/context/issues.ts'
import { compileMapping } from '../mapping/file/compile.ts'
import type { Mapping } from '../mapping/file/mapping.ts'
import { placeholder } from '../mapping/shown-request.ts'
import { findAccount } from '../partners/accounts.ts'
import { findPartner } from '../partners/catalog.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { isDeeperThan } from '../values/json.ts'

/** The largest edited mapping, in bytes. */
export const largestMapping = 256 * 1_024
const deepestMapping = 100

type FoundMapping = { readonly mapping: Mapping } | { readonly reply: Reply }

/** The mapping of a partner as it is deployed, or the reply that says why there is none. */
export function deployedMapping(slug: string): FoundMapping {
  const found = findPartner(slug)
  if (found === undefined) return { reply: errorReply('unknown_partner', 'there is no such partner') }
  return 'fault' in found
    ? { reply: unavailable('broken_mapping', `the mapping of ${slug} is wrong: ${found.fault}`) }
    : { mapping: found.partner.mapping }
}

/** A mapping that came with a request, or the reply that lists its errors. */
export function editedMapping(slug: string, edited: unknown): FoundMapping {
  if (isDeeperThan(deepestMapping, edited))
    return {
      reply: errorReply('invalid_mapping', `an edited mapping is nested at most ${deepestMapping} levels deep`),
    }
  if (JSON.stringify(edited).length > largestMapping)
    return { reply: errorReply('payload_too_large', 'an edited mapping holds at most 256 KB') }
  const { mapping, issues } = compileMapping(edited)
  if (mapping !== undefined) return { mapping }
  return {
    reply: {
      status: 400,
      body: {
        code: 'invalid_mapping',
        message: 'the mapping has errors',
        errors: issues.map((issue) => formatIssue(slug, issue)),
      },
    },
  }
}

/** The settings of an operator's account, for {@link previewSettings}: by the deployed mapping `open` holds those that are no secrets; `all` also says which secrets are set, and no value of theirs. */
export interface AccountSettings {
  readonly open: Readonly<Record<string, string>>
  readonly all: Readonly<Record<string, string>>
}

/** What may be known of the settings of an operator's account; nothing where it is no account. */
export function accountSettings({ partner, account }: AccountRef, env: Env): AccountSettings {
  const found = findPartner(partner)
  if (found === undefined || 'fault' in found) return { open: {}, all: {} }
  const known = findAccount(found.partner, account, env)
  if (known.kind !== 'account') return { open: {}, all: {} }
  const { settings } = found.partner.mapping
  const entries = Object.entries(known.settings)
  const open = Object.fromEntries(entries.filter(([name]) => settings[name]?.secret !== true))
  return { open, all: { ...Object.fromEntries(entries.map(([name]) => [name, placeholder(name)])), ...open } }
}
