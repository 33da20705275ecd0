import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { base64 } from '../../values/base64.ts'
import { digest, hmacOf } from '../../values/digest.ts'
import { checkAuthHeaders } from './auth-headers.ts'
import { checkHeaderName, declareHeader, headerValue } from './header.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Needed } from '../expressions/placeholder.ts'
import { isConfigured, neededText, neededTextOf, usesOf } from '../expressions/placeholder.ts'
import type { Refusal } from '../context/refusal.ts'
import { isRefusal } from '../context/refusal.ts'
import type { AuthFile } from './schema.ts'
import type { Scope } from '../context/scope.ts'
import { oncePerSettings } from '../context/scope.ts'
import type { LoginCompiler, TokenBuilder, TokenUse } from './token.ts'
import { compileLogin, compileOauth2 } from './token.ts'

/** What the sender signs a request with, for each attempt (`auth.standardWebhooks`). `id` stays over attempts. */
export interface Signature {
  readonly id: string
  readonly secret: string
}

/** What authentication adds to a request. */
interface AuthParts {
  readonly headers: readonly (readonly [string, string])[]
  readonly query: readonly (readonly [string, string])[]
  readonly token?: TokenUse
  readonly signature?: Signature
}

/** Makes the credentials of a request from its scope and the exact body that is sent, or says which setting is missing. */
export type AuthBuilder = (scope: Scope, body: string) => AuthParts | Refusal

type AuthPart = (scope: Scope, body: string) => Partial<AuthParts> | Refusal

/** Compiles an `auth` object. Every value in it is needed: a setting that is not set makes the request wait. `compile`: for the request of a login. */
export function compileAuth(file: AuthFile, context: CompileContext, compile: LoginCompiler): AuthBuilder {
  const parts: AuthPart[] = []
  for (const name of Object.keys(file.header ?? {})) checkHeaderName(name, context.in('header').in(name))
  if (file.hmac !== undefined) checkHeaderName(file.hmac.header, context.in('hmac').in('header'))
  if (file.bearer !== undefined)
    parts.push(header('Authorization', { text: file.bearer, form: (token) => `Bearer ${token}` }, context.in('bearer')))
  if (file.basic !== undefined) parts.push(basic(file.basic, context.in('basic')))
  for (const [name, text] of Object.entries(file.header ?? {}))
    parts.push(header(name, { text, form: (value) => value }, context.in('header').in(name)))
  for (const [name, text] of Object.entries(file.query ?? {}))
    parts.push(query(name, need(text, context.in('query').in(name))))
  if (file.hmac !== undefined) parts.push(hmac(file.hmac, context.in('hmac')))
  if (file.standardWebhooks !== undefined)
    parts.push(standardWebhooks(file.standardWebhooks, context.in('standardWebhooks')))
  if (file.oauth2 !== undefined) parts.push(token(compileOauth2(file.oauth2, context.in('oauth2'))))
  if (file.token !== undefined) parts.push(token(compileLogin(file.token, context.in('token'), compile)))
  if (file.oauth2 !== undefined && file.token !== undefined)
    context.error('a request has one access token: write "oauth2" or "token"')
  checkAuthHeaders(file, context)
  if (parts.length === 0) {
    const more = context.login ? '' : ', hmac, standardWebhooks, oauth2, token'
    context.error(`write one of bearer, basic, header, query${more}`)
  }
  return (scope, body) => join(parts, scope, body)
}

function join(parts: readonly AuthPart[], scope: Scope, body: string): AuthParts | Refusal {
  let all: AuthParts = { headers: [], query: [] }
  for (const part of parts) {
    const made = part(scope, body)
    if (isRefusal(made)) return made
    all = {
      ...all,
      ...made,
      headers: [...all.headers, ...(made.headers ?? [])],
      query: [...all.query, ...(made.query ?? [])],
    }
  }
  return all
}

function need(text: string, context: CompileContext): Needed {
  return neededText(text, context, 'a value of the authentication')
}

/** A header of the file's own. Settings are sent as they are; what holds data is encoded as in any other header. */
function header(
  name: string,
  { text, form }: { text: string; form: (text: string) => string },
  context: CompileContext,
): AuthPart {
  const needed = need(text, context)
  const texts = (scope: Scope): readonly string[] => {
    const made = neededTextOf(needed, scope)
    return isRefusal(made) ? [] : [form(made)]
  }
  const write = declareHeader({ name, uses: usesOf(needed), texts }, context)
    ? form
    : (made: string) => headerValue(form(made))
  return onceOf([needed], (scope) => {
    const made = neededTextOf(needed, scope)
    return isRefusal(made) ? made : { headers: [[name, write(made)]] }
  })
}

/** A part that settings alone make is made once for them. */
function onceOf(needed: readonly Needed[], make: (scope: Scope) => Partial<AuthParts> | Refusal): AuthPart {
  return needed.every((one) => isConfigured(usesOf(one))) ? oncePerSettings(make) : make
}

function query(name: string, needed: Needed): AuthPart {
  return (scope) => {
    const text = neededTextOf(needed, scope)
    return isRefusal(text) ? text : { query: [[name, text]] }
  }
}

/** Basic authentication (RFC 7617, UTF-8). A half that is written `""` is empty on purpose; one whose setting is missing waits. */
function basic([user, password]: readonly [string, string], context: CompileContext): AuthPart {
  const halves = [user, password].map((text, i) => (text === '' ? '' : need(text, context.in(i))))
  const needed = halves.filter((half) => typeof half !== 'string')
  return onceOf(needed, (scope) => {
    const texts: string[] = []
    for (const half of halves) {
      const text = typeof half === 'string' ? half : neededTextOf(half, scope)
      if (isRefusal(text)) return text
      texts.push(text)
    }
    return { headers: [['Authorization', `Basic ${base64(utf8ToBytes(texts.join(':')))}`]] }
  })
}

/** A signature over the exact bytes of the body. */
function hmac(file: NonNullable<AuthFile['hmac']>, context: CompileContext): AuthPart {
  const secret = need(file.secret, context.in('secret'))
  const encode = file.encoding === 'base64' ? base64 : bytesToHex
  return (scope, body) => {
    const key = neededTextOf(secret, scope)
    return isRefusal(key) ? key : { headers: [[file.header, encode(hmacOf(file.algorithm, key, body))]] }
  }
}

function standardWebhooks(file: NonNullable<AuthFile['standardWebhooks']>, context: CompileContext): AuthPart {
  const [secretOf, idOf] = [need(file.secret, context.in('secret')), need(file.id, context.in('id'))]
  return (scope) => {
    const [secret, id] = [neededTextOf(secretOf, scope), neededTextOf(idOf, scope)]
    if (isRefusal(secret)) return secret
    if (isRefusal(id)) return id
    // The id is a header, and is signed with a "." behind it.
    if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id)) return { signature: { id: digest('sha256', id), secret } }
    return { signature: { id, secret } }
  }
}

function token(build: TokenBuilder): AuthPart {
  return (scope) => {
    const use = build(scope)
    return isRefusal(use) ? use : { token: use }
  }
}
