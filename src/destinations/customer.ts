import { accountName } from '../partners/account-name.ts'
import type { Env } from '../env.ts'
import { variable } from '../env.ts'
import { bytesOfBase64 } from '../values/base64.ts'
import { isObject, textOf } from '../values/json.ts'
import { log } from '../runtime/log.ts'
import type { Seals } from '../transport/seal.ts'
import { sealsOf } from '../transport/seal.ts'
import { canonicalJson } from '../ingest/canonical.ts'
import type { Partner } from '../partners/catalog.ts'
import { segmentName } from '../mapping/file/settings.ts'
import { findCustomer } from '../partners/accounts.ts'
import type { Destination } from './account.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'

const strictly = { fatal: true, ignoreBOM: false }

/** The settings of `X-Segment-Settings`: base64 of a JSON object in UTF-8. None where there is no such header. */
export function readSettingsHeader(header: string | null): Readonly<Record<string, unknown>> | undefined {
  if (header === null) return {}
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', strictly).decode(bytesOfBase64(header)))
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** The reply to a header of settings that cannot be read. */
export function badSettingsHeader(): Reply {
  return errorReply('invalid_settings', 'X-Segment-Settings must be the base64 of a JSON object in UTF-8')
}

/** Whether customers may come with nothing but their own key: `OPEN_PARTNERS` lists such slugs, separated by spaces or commas. */
export function isOpen(slug: string, env: Env): boolean {
  return (variable(env, 'OPEN_PARTNERS') ?? '').split(/[\s,]+/).includes(slug)
}

/** The setting that a customer's key is. */
const keySetting = 'apiKey'

/** What came with a customer's request. `key`: the Basic user name, where it is no endpoint key; `host`: the host name that it was sent to. */
export interface CustomerRequest {
  readonly key: string | undefined
  readonly header: string | null
  readonly requestId: string
  readonly host: string
}

/** The account of the customer whose settings came with a request, or the reply that turns it away. */
export function customersDestination(
  partner: Partner,
  came: CustomerRequest,
  env: Env,
): { readonly destination: Destination } | { readonly reply: Reply } {
  const seals = sealsOf(env)
  if (seals === undefined)
    return { reply: unavailable('not_configured', 'SEALING_KEY is not set: the routes of customers are closed') }
  if ('fault' in seals) return { reply: unavailable('not_configured', seals.fault) }
  const header = readSettingsHeader(came.header)
  if (header === undefined) return { reply: badSettingsHeader() }
  const given = givenSettings(partner, header, came.key)
  if ('fault' in given) return { reply: errorReply('invalid_settings', given.fault) }
  if (isKeyMissing(partner, given.settings))
    return {
      reply: errorReply(
        'unauthorized',
        `credentials are missing: send the customer's key as Basic user name, or as "${segmentName(keySetting, partner.mapping.settings[keySetting] ?? {})}" in X-Segment-Settings`,
      ),
    }
  logIgnored(partner, header, came.requestId)
  const found = findCustomer(partner, given.settings, env, [came.host])
  switch (found.kind) {
    case 'account':
      return { destination: destinationOf(partner, { given: given.settings, settings: found.settings }, seals) }
    case 'unknown':
      return { reply: errorReply('unknown_account', 'there is no such account') }
    case 'misconfigured':
      return {
        reply: isOfRequest(partner, found.message)
          ? errorReply('invalid_settings', found.message)
          : unavailable('partner_misconfigured', found.message),
      }
  }
}

function destinationOf(
  partner: Partner,
  { given, settings }: { given: Readonly<Record<string, string>>; settings: Destination['settings'] },
  seals: Seals,
): Destination {
  const text = canonicalJson(given)
  const account = seals.nameOf(`${partner.slug}\n${text}`)
  return {
    partner,
    account,
    settings,
    customer: { sealed: () => seals.seal(text, accountName(partner.slug, account)) },
  }
}

const mostNames = 10

/** Settings that the mapping does not take from requests are not used; one line names them, for one may be misspelt. A name is the sender's text: only what can name a setting is written. */
function logIgnored({ slug, mapping }: Partner, header: Readonly<Record<string, unknown>>, requestId: string): void {
  const taken = new Set(
    Object.entries(mapping.settings).flatMap(([name, one]) => (one.from === 'segment' ? [segmentName(name, one)] : [])),
  )
  const ignored = Object.keys(header).filter((name) => !taken.has(name))
  if (ignored.length === 0) return
  const names = ignored.filter((name) => /^[A-Za-z][\w.-]{0,39}$/.test(name)).slice(0, mostNames)
  log('ignored settings', { requestId, partner: slug, names, count: ignored.length })
}

/** The settings that the mapping takes from requests. Segment sends whatever a form holds: numbers, `true` and `false` become texts. */
function givenSettings(
  { mapping }: Partner,
  header: Readonly<Record<string, unknown>>,
  key: string | undefined,
): { readonly settings: Readonly<Record<string, string>> } | { readonly fault: string } {
  const settings: Record<string, string> = {}
  for (const [name, declared] of Object.entries(mapping.settings)) {
    if (declared.from !== 'segment') continue
    const sent = segmentName(name, declared)
    const own = Object.hasOwn(header, sent) ? header[sent] : undefined
    const value = name === keySetting ? (key ?? own) : own
    if (value === undefined || value === null || value === '') continue
    const text = textOf(value)
    if (text === undefined)
      return { fault: `X-Segment-Settings: the setting "${sent}" must be a text, a number, true or false` }
    settings[name] = text
  }
  return { settings }
}

function isKeyMissing({ mapping }: Partner, given: Readonly<Record<string, string>>): boolean {
  const declared = mapping.settings[keySetting]
  return declared?.from === 'segment' && declared.required === true && given[keySetting] === undefined
}

/** Whether what is wrong came with the request, so that coming again does not help. */
function isOfRequest({ mapping }: Partner, message: string): boolean {
  return Object.entries(mapping.settings).some(
    ([name, one]) => one.from === 'segment' && message.includes(`"${segmentName(name, one)}" of the request`),
  )
}
