import { bytesOfBase64 } from '../values/base64.ts'
import type { Mapping } from './file/mapping.ts'
import type { PartnerRequest } from './file/request.ts'
import type { Grant, PlainRequest } from './file/token.ts'
import { bearing } from './file/token.ts'
import { tokenRequest } from './token-request.ts'

/** A request as people read it: each setting that is a placeholder is `{{settings.name}}`, however the request encodes it. */
export interface ShownRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

type Declared = Pick<Mapping, 'settings'>

/** What stands for the value of a setting. */
export function placeholder(name: string): string {
  return `{{settings.${name}}}`
}

/** What stands for a setting that is a URL: a host of nobody. */
export function placeholderUrl(name: string): string {
  return `https://${placeholderLabel(name)}.invalid`
}

/** What stands for a setting that is a label of a host name. */
export function placeholderLabel(name: string): string {
  return `settings-${name.toLowerCase()}`
}

const accessToken = '<access token>'

/** A request as it is sent, with what the sender adds to it. */
export function shownRequest(request: PartnerRequest, mapping: Declared): ShownRequest {
  const signed: readonly (readonly [string, string])[] =
    request.signature === undefined
      ? []
      : [
          ['webhook-id', request.signature.id],
          ['webhook-timestamp', '<seconds since 1970>'],
          ['webhook-signature', 'v1,<signature>'],
        ]
  const whole = { ...request, headers: [...request.headers, ...signed] }
  return shown(request.token === undefined ? whole : bearing(whole, request.token, accessToken), mapping)
}

/** The request for an access token. */
export function shownTokenRequest(grant: Grant, mapping: Declared): ShownRequest {
  return shown(tokenRequest(grant, 'kind' in grant ? undefined : grant.refreshToken), mapping)
}

function shown({ method, url, headers, body }: PlainRequest, mapping: Declared): ShownRequest {
  const names = Object.keys(mapping.settings)
  const inUrl = names.reduce(
    (text, name) =>
      text.replaceAll(placeholderUrl(name), placeholder(name)).replaceAll(placeholderLabel(name), placeholder(name)),
    decoded(url, names).replaceAll(encodeURIComponent(accessToken), accessToken),
  )
  const isForm = headers.some(([name, value]) => name.toLowerCase() === 'content-type' && formType.test(value))
  return {
    method,
    // A URL that is a setting whole has the path of the setting: the `/` is the placeholder's.
    url: inUrl.replace(/^(\{\{settings\.\w+\}\})\/(?=$|\?)/, '$1'),
    headers: joined(headers.map(([name, value]) => [name, withReadableBasic(value, names)])),
    ...(body !== undefined && { body: isForm ? decoded(body, names) : body }),
  }
}

const formType = /^application\/x-www-form-urlencoded\b/i

/** The placeholders of a text that is percent-encoded, as they are. */
function decoded(text: string, names: readonly string[]): string {
  return names.reduce((open, name) => open.replaceAll(encodeURIComponent(placeholder(name)), placeholder(name)), text)
}

/** `Basic <base64 of user:password>` where a placeholder is in it. */
function withReadableBasic(value: string, names: readonly string[]): string {
  const [, code] = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? []
  if (code === undefined || code.length % 4 !== 0) return value
  const text = decoded(new TextDecoder().decode(bytesOfBase64(code)), names)
  return names.some((name) => text.includes(placeholder(name))) ? `Basic <base64 of ${text}>` : value
}

/** Headers by name, as the sender joins them (https://fetch.spec.whatwg.org/#concept-header-list-get). */
function joined(headers: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const all = new Map<string, readonly [string, string]>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const [first, before] = all.get(key) ?? [name]
    all.set(key, [first, before === undefined ? value : `${before}, ${value}`])
  }
  return Object.fromEntries(all.values())
}
