import { isHeaderValue, isOwnHeaderName } from './header.ts'
import type { Headers } from './headers.ts'
import { compileHeaders, headerNames, overlaid } from './headers.ts'
import type { AuthBuilder, Signature } from './auth.ts'
import { compileAuth } from './auth.ts'
import type { BodyBuilder, Pairs } from './body.ts'
import { compileBody, compilePairs } from './body.ts'
import { compileMethod, methodsOf } from './method.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Refusal } from '../context/refusal.ts'
import { isRefusal, refuse } from '../context/refusal.ts'
import type { AuthFile, RequestFile, RuleFile } from './schema.ts'
import type { Scope } from '../context/scope.ts'
import type { LoginCompiler, PlainRequest, TokenUse } from './token.ts'
import type { UrlBuilder } from './url.ts'
import { compileUrl } from './url.ts'

/** A request ready to be sent. `gzip`, `token` and `signature` are left to the sender. */
export interface PartnerRequest extends PlainRequest {
  readonly gzip: boolean
  readonly token: TokenUse | undefined
  readonly signature?: Signature | undefined
}

/** Builds a request from a scope, or says why it cannot be built. */
export type RequestBuilder = (scope: Scope) => PartnerRequest | Refusal

/** What the file says for every request that does not say its own. */
export interface Defaults {
  readonly auth?: AuthFile | undefined
  readonly headers?: Readonly<Record<string, unknown>> | undefined
  /** Rules for the answers of all requests, after their own. */
  readonly outcomes?: readonly RuleFile[] | undefined
}

interface Parts {
  readonly method: (scope: Scope) => string
  readonly gzip: boolean
  readonly url: UrlBuilder
  readonly query: Pairs
  readonly headers: Headers
  readonly body: BodyBuilder
  readonly auth: AuthBuilder | undefined
}

/** Compiles a request of the file. */
export function compileRequest(file: RequestFile, defaults: Defaults, context: CompileContext): RequestBuilder {
  // What the file says for all goes to the hosts of the file only, never to another origin.
  const shared = file.url.trimStart().startsWith('{{') ? defaults : {}
  const own = file.auth === undefined ? shared.auth : file.auth
  if (file.gzip === true && own !== undefined && own !== false && (own.hmac ?? own.standardWebhooks) !== undefined)
    context.in('gzip').error('a signature covers the exact bytes that are sent: leave out gzip')
  const parts: Parts = {
    method: compileMethod(file.method, context.in('method')),
    gzip: file.gzip ?? false,
    url: compileUrl(file.url, context.in('url')),
    query: compilePairs(file.query ?? {}, context.in('query')),
    headers: overlaid([
      compileHeaders(shared.headers ?? {}, context.at('/headers'), headerNames(file.headers ?? {})),
      compileHeaders(file.headers ?? {}, context.in('headers')),
    ]),
    body: compileBody(file, context),
    auth:
      own === undefined || own === false
        ? undefined
        : compileAuth(own, file.auth === undefined ? context.at('/auth') : context.in('auth'), compileLoginRequest),
  }
  if (methodsOf(file.method).has('GET') && (file.json ?? file.form ?? file.text) !== undefined)
    context.error(`a GET request has no body${file.method === 'GET' ? '' : ', and the "method" here may be GET'}`)
  // Whether it is too large is asked before it is sent.
  return context.file.memo.once((scope) => build(parts, scope))
}

/** Compiles the request of a login. */
export const compileLoginRequest: LoginCompiler = (file, context) => compileRequest(file, {}, context)

function build(parts: Parts, around: Scope): PartnerRequest | Refusal {
  const missing: string[] = []
  const scope = around.with({ missing })
  const url = parts.url(scope)
  if (isRefusal(url)) return url
  const body = parts.body(scope)
  if (isRefusal(body)) return body
  const auth = parts.auth?.(scope, body?.text ?? '')
  if (isRefusal(auth)) return auth
  const query = search(url.search, [...parts.query(scope), ...(auth?.query ?? [])])
  const own = new Set((auth?.headers ?? []).map(([name]) => name.toLowerCase()))
  const headers = [...parts.headers(scope).filter(([name]) => !own.has(name.toLowerCase())), ...(auth?.headers ?? [])]
  if (missing[0] !== undefined) return refuse('rejected', `${missing[0]} is empty`)
  if (body !== undefined && !headers.some(([name]) => name.toLowerCase() === 'content-type'))
    headers.push(['Content-Type', body.contentType])
  if (!headers.every(([name]) => isOwnHeaderName(name)))
    return refuse('rejected', 'a header has a name that is none, or one that the forwarder writes itself')
  // Data is encoded where a header is made, so that only a setting can be wrong: the item waits for it.
  const bad = headers.find(([, value]) => !isHeaderValue(value))
  if (bad !== undefined)
    return refuse('unauthorized', `a setting has a character that cannot stand in the header "${bad[0]}"`)
  return {
    kind: 'request',
    method: parts.method(scope),
    url: url.base + query,
    headers,
    body: body?.text,
    gzip: parts.gzip,
    token: auth?.token,
    ...(auth?.signature !== undefined && { signature: auth.signature }),
  }
}

/** The query of a URL: what its host has, then the parameters; `:`, `,` and `/` stay readable, `'` is encoded as URLs have it (https://url.spec.whatwg.org, the special-query set). */
function search(own: string, pairs: readonly (readonly [string, string])[]): string {
  const added = pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')
  if (added === '') return own
  return own === '' ? `?${added}` : `${own}&${added}`
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%2F', '/')
    .replaceAll("'", '%27')
}
