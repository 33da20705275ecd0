import { parseJson } from '../../values/json.ts'
import type { PartnerRequest } from '../../mapping/file/request.ts'
import type { Grant, PlainRequest } from '../../mapping/file/token.ts'

/** What a request carries: values, each read out of the form in which it is sent, and secrets. */
export interface SentTexts {
  readonly values: readonly unknown[]
  readonly secrets: readonly string[]
}

/** What a request carries in its address, headers and body. Its host is no secret, unless a secret setting says it. */
export function sentTexts(request: PartnerRequest): SentTexts {
  const { signature, token } = request
  const own = plainTexts(request)
  const granted = token === undefined ? { values: [], secrets: [] } : grantTexts(token.grant)
  return {
    values: [...own.values, ...granted.values],
    secrets: [...own.secrets, ...(signature === undefined ? [] : [signature.id, signature.secret]), ...granted.secrets],
  }
}

/** What an access token was asked with. */
function grantTexts(grant: Grant): SentTexts {
  if ('kind' in grant) return plainTexts(grant.request)
  const { clientId, clientSecret, refreshToken, params } = grant
  return {
    values: params === undefined ? [] : [params],
    secrets: [clientId, clientSecret, ...(refreshToken === undefined ? [] : [refreshToken])],
  }
}

function plainTexts({ url, headers, body }: PlainRequest): SentTexts {
  const { pathname, searchParams } = new URL(url)
  const own = headers.filter(([name]) => name.toLowerCase() !== 'content-type')
  return {
    values: [
      ...pathname.split('/').map(decoded),
      ...pairs([...searchParams].filter(([, value]) => !isJson(value))),
      ...own.map(([, value]) => value),
      ...bodyValues(body, headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''),
    ],
    secrets: [
      // JSON in an address is hidden as it stands there: it may be of the address of a webhook, and not of an event.
      ...[...searchParams.values()].filter(isJson),
      ...own.flatMap(([name, value]) => (name.toLowerCase() === 'authorization' ? credentials(value) : [])),
    ],
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Parameters as objects: a name may say that the value is an id. */
function pairs(parameters: Iterable<[string, string]>): readonly unknown[] {
  return Array.from(parameters, ([name, value]) => ({ [name]: value }))
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text)
}

/** Of `<scheme> <credentials>` the credentials; of Basic ones (RFC 7617) also user and password. */
function credentials(value: string): readonly string[] {
  const [scheme = '', ...rest] = value.split(' ')
  const text = rest.join(' ')
  if (scheme.toLowerCase() !== 'basic') return [text]
  const [user = '', ...password] = Buffer.from(text, 'base64').toString('utf8').split(':')
  return [text, user, password.join(':')]
}

/** A body as a form, as JSON, or as lines that may be JSON each. */
function bodyValues(body: string | undefined, contentType: string): readonly unknown[] {
  if (body === undefined) return []
  if (contentType.startsWith('application/x-www-form-urlencoded')) return pairs(new URLSearchParams(body))
  const json = parseJson(body)
  return typeof json === 'string' ? body.split('\n').map(parseJson) : [json]
}
