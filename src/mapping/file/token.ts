import { textOf } from '../../values/json.ts'
import { CompileContext } from '../context/compile-context.ts'
import type { FileContext } from '../context/compile-context.ts'
import type { Refusal } from '../context/refusal.ts'
import { isRefusal, refuse } from '../context/refusal.ts'
import type { Issue } from '../context/issues.ts'
import type { Answer, Expr, Scope } from '../context/scope.ts'
import { scopeOf, Memo } from '../context/scope.ts'
import type { Needed } from '../expressions/placeholder.ts'
import { neededText, neededTextOf } from '../expressions/placeholder.ts'
import { compileTemplate } from '../expressions/template.ts'
import { checkHeaderName, isHeaderValue } from './header.ts'
import type { LoginRequestFile, Oauth2File, TokenFile, TokenPlaceFile } from './schema.ts'
import { milliseconds } from './schema.ts'
import { compileUrl } from './url.ts'

/** A request with all that is known before it is sent. */
export interface PlainRequest {
  readonly kind: 'request'
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | undefined
}

/** What an OAuth token is asked with (`auth.oauth2`). Objects of other versions read it, and know a token that is kept by the text of it: a new field stands last, and only where the file says it. */
export interface Oauth2Grant {
  readonly grant: 'client_credentials' | 'refresh_token'
  readonly clientAuth: 'body' | 'basic'
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string | undefined
  readonly scope: string | undefined
  readonly params?: Readonly<Record<string, string>>
}

/** A login (`auth.token`): its request, where the token stands in the answer (a template), and how long the token is used. */
export interface LoginGrant {
  readonly kind: 'login'
  readonly request: PlainRequest
  readonly value: string
  readonly lastsMs: number
}

/** What an access token is asked with, made of settings alone, so that it is the same for all requests of an account. */
export type Grant = Oauth2Grant | LoginGrant

/** Where the access token stands in a request: names, and texts with `{{ token }}`. */
export interface TokenPlace {
  readonly header: readonly (readonly [string, string])[]
  readonly query: readonly (readonly [string, string])[]
}

/** An access token that the sender gets for a request, and puts into it. */
export interface TokenUse {
  readonly grant: Grant
  readonly as: TokenPlace
}

/** Makes what a token is asked with, or says which setting is missing. */
export type TokenBuilder = (scope: Scope) => TokenUse | Refusal

/** Compiles the request of a login: it has nothing of the file's `auth` and `headers`. */
export type LoginCompiler = (
  file: LoginRequestFile,
  context: CompileContext,
) => (scope: Scope) => PlainRequest | Refusal

const bearer: TokenPlace = { header: [['Authorization', 'Bearer {{ token }}']], query: [] }
const tokenForm = /\{\{\s*token\s*\}\}/
/** A token is not used in its last minute. */
const leastLastsMs = 2 * 60_000

/** Puts an access token into a request; a header of the same name gives way. */
export function bearing<Request extends PlainRequest>(request: Request, { as }: TokenUse, token: string): Request {
  const filled = (text: string): string => text.replace(tokenForm, () => token)
  const names = new Set(as.header.map(([name]) => name.toLowerCase()))
  const query = as.query.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(filled(text))}`)
  return {
    ...request,
    url: [request.url, ...query].reduce((url, pair) => `${url}${url.includes('?') ? '&' : '?'}${pair}`),
    headers: [
      ...request.headers.filter(([name]) => !names.has(name.toLowerCase())),
      ...as.header.map(([name, text]) => [name, filled(text)] as const),
    ],
  }
}

/** Compiles `auth.oauth2`. Every value in it is needed. */
export function compileOauth2(file: Oauth2File, context: CompileContext): TokenBuilder {
  if (file.grant === 'refresh_token' && file.refreshToken === undefined)
    context.error('the grant "refresh_token" needs "refreshToken"')
  const url = compileUrl(file.tokenUrl, context.in('tokenUrl'))
  const { clientId, clientSecret, refreshToken, scope } = file
  const own = compileNeeded({ clientId, clientSecret, refreshToken, scope }, context)
  checkParams(file.params ?? {}, context.in('params'))
  const params = compileNeeded(file.params ?? {}, context.in('params'))
  const as = compilePlace(file.token, context.in('token'))
  return (around) => {
    const texts = own(around)
    if (isRefusal(texts)) return texts
    const more = params(around)
    if (isRefusal(more)) return more
    const tokenUrl = url(around)
    if (isRefusal(tokenUrl)) return tokenUrl
    const grant: Oauth2Grant = {
      grant: file.grant,
      clientAuth: file.clientAuth ?? 'body',
      tokenUrl: tokenUrl.base + tokenUrl.search,
      clientId: texts['clientId'] ?? '',
      clientSecret: texts['clientSecret'] ?? '',
      refreshToken: texts['refreshToken'],
      scope: texts['scope'],
      ...(file.params !== undefined && { params: more }),
    }
    return { grant, as }
  }
}

const ownParams = ['grant_type', 'client_id', 'client_secret', 'refresh_token', 'scope']

function checkParams(params: Readonly<Record<string, string>>, context: CompileContext): void {
  for (const name of Object.keys(params))
    if (ownParams.includes(name)) context.in(name).error(`"${name}" has a key of its own beside "params"`)
}

/** Texts by name, none of which may be empty. */
function compileNeeded(
  file: Readonly<Record<string, string | undefined>>,
  context: CompileContext,
): (scope: Scope) => Readonly<Record<string, string>> | Refusal {
  const all = Object.entries(file).flatMap(([name, text]): readonly (readonly [string, Needed])[] =>
    text === undefined ? [] : [[name, neededText(text, context.in(name), 'a value of the authentication')]],
  )
  return (scope) => {
    const texts: [string, string][] = []
    for (const [name, needed] of all) {
      const text = neededTextOf(needed, scope)
      if (isRefusal(text)) return text
      if (text !== '') texts.push([name, text])
    }
    return Object.fromEntries(texts)
  }
}

/** Compiles `auth.token`. */
export function compileLogin(file: TokenFile, context: CompileContext, compile: LoginCompiler): TokenBuilder {
  const request = compile(file.request, context.in('request').inLogin('settings', 'hosts', 'values'))
  const value = context.in('value')
  if (!file.value.includes('{{')) value.error(`write a placeholder: "{{ body.token }}"`)
  compileReader(file.value, value.file.issues, value.pointer)
  const lastsMs = milliseconds(file.lasts ?? '1h')
  if (lastsMs < leastLastsMs) context.in('lasts').error('a token is not used in its last minute: write "2m" or longer')
  const as = compilePlace(file.as, context.in('as'))
  return (scope) => {
    const built = request(scope)
    // Settings alone make it: the item waits for them.
    if (isRefusal(built)) return refuse('unauthorized', built.message)
    const { kind, method, url, headers, body } = built
    return { grant: { kind: 'login', request: { kind, method, url, headers, body }, value: file.value, lastsMs }, as }
  }
}

/** The token is read where the mapping is not at hand: nothing that its file declares is seen there. */
function compileReader(text: string, issues: Issue[], pointer: string): Expr {
  const file: FileContext = {
    issues,
    texts: { names: () => new Set(), secrets: [] },
    settings: {},
    hosts: {},
    value: () => undefined,
    valueNames: [],
    filters: new Map(),
    configured: [],
    memo: new Memo(),
  }
  const context = new CompileContext(file, pointer, { visible: new Set() })
  return compileTemplate(text, context.inLogin('status', 'headers', 'body'))
}

/** The token in the answer of a login; nothing where there is none. */
export function readLogin({ value }: Pick<LoginGrant, 'value'>, answer: Answer): string | undefined {
  return textOf(compileReader(value, [], '')(scopeOf({ answer })))
}

function compilePlace(file: TokenPlaceFile | undefined, context: CompileContext): TokenPlace {
  if (file === undefined) return bearer
  const header = Object.entries(file.header ?? {})
  if (header.length === 0 && file.query === undefined)
    context.error('write "header" or "query": where the token is put')
  for (const [name, text] of header) {
    const here = context.in('header').in(name)
    checkHeaderName(name, here)
    if (!isHeaderValue(text)) here.error('this has a character that cannot stand in a header')
    checkTokenText(text, here)
  }
  return { header, query: file.query === undefined ? [] : [[file.query, '{{ token }}']] }
}

function checkTokenText(text: string, context: CompileContext): void {
  if (!tokenForm.test(text) || text.replace(tokenForm, '').includes('{{'))
    context.error('write {{ token }} where the token stands, and nothing but fixed text around it')
}
