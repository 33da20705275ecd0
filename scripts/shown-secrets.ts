import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutSecrets } from '../src/delivery/mask/mask.ts'
import { compileMapping } from '../src/mapping/file/compile.ts'
import { secretsOf } from '../src/partners/accounts.ts'
import { ownAccounts, readSettings } from '../src/partners/environment.ts'
import { parseExactly } from '../src/values/exact-json.ts'
import type { SettingsByName } from './development.ts'
import type { ReceivedCall } from './stand-in.ts'

/** Headers that carry credentials, whatever is in them: access tokens and what a customer brings are no settings. */
const credentialHeader = /authorization|cookie|api-?key|token|secret|password/i

/** A call without credentials, which stand as `…`: headers that carry some, and, however they are encoded, the secret settings of the partner. `root`: the project's folder. */
export async function withoutCredentials(
  call: ReceivedCall,
  settings: SettingsByName,
  root: string,
): Promise<ReceivedCall> {
  const secrets = await secretsIn(settings, call.partner, root)
  const hide = (text: string): string => withoutSecrets(text, secrets)
  const headers = Object.entries(call.headers).map(([name, value]) => [
    name,
    credentialHeader.test(name) ? '…' : hide(value),
  ])
  return { ...call, url: hide(call.url), headers: Object.fromEntries(headers), body: hide(call.body) }
}

/** The secrets that settings hold of a partner's accounts, by its mapping as it is now; where that says nothing, every value may be one. */
async function secretsIn(settings: SettingsByName, slug: string, root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'mappings', `${slug}.json`), 'utf8').catch(() => 'null')
  const { mapping } = compileMapping(parseExactly(text))
  if (mapping === undefined) return Object.values(settings).filter((value) => value !== undefined)
  const partner = { slug, hash: '', mapping }
  return ownAccounts(partner, settings).flatMap((account) => {
    const read = readSettings(partner, account, settings)
    return read.kind === 'settings' ? secretsOf(partner, read.settings) : []
  })
}
