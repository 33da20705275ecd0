import { createHash } from 'node:crypto'
import type { Answer } from '../mapping/context/scope.ts'
import type { Grant, LoginGrant } from '../mapping/file/token.ts'
import { bearing, readLogin } from '../mapping/file/token.ts'
import { tokenRequest } from '../mapping/token-request.ts'
import { isHeaderValue } from '../mapping/file/header.ts'
import { isObject, numberOf } from '../values/json.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Sent } from '../delivery/sent.ts'
import type { SendOptions } from './send.ts'
import { send } from './send.ts'

/** An access token, and when it ends (ms since 1970). */
export interface AccessToken {
  readonly kind: 'token'
  readonly value: string
  readonly endsAt: number
}

/** What is asked of an access token: still good for so long (ms); `rejected` is one that the partner just refused. */
export interface TokenNeeds {
  readonly minimumFreshnessMs: number
  readonly rejected?: string | undefined
}

/** How asking for a token ended where none was given. */
export type NoToken = Exclude<Sent, { kind: 'answered' }>

/** What gives access tokens. */
export interface TokenOwner {
  readonly token: (grant: Grant, needs: TokenNeeds, options: SendOptions) => Promise<AccessToken | NoToken>
}

const minute = 60_000
const defaultLifeMs = 60 * minute
/** A longer life is a mistake of the token endpoint; a token that ends sooner is refused (401) and asked for anew. */
const longestLifeMs = 366 * 24 * 60 * minute
/** Memory is bounded; what was forgotten is asked for again. */
const mostKept = 1_000

/** Whether a token that is kept is good for a request. */
export function serves(kept: AccessToken | undefined, needs: TokenNeeds, now: number): kept is AccessToken {
  return kept !== undefined && kept.value !== needs.rejected && kept.endsAt - now >= needs.minimumFreshnessMs
}

/**
 * Tokens in the memory of one isolate, kept until a minute before they end; the account's object, which owns them, is asked for others.
 * Values are shared between requests, promises never (awaiting another request's promise would hang).
 */
export class IsolateTokens {
  readonly #kept = new Map<string, AccessToken>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** The tokens of one account, which `ask` gets from its object. */
  of(account: string, ask: TokenOwner['token']): TokenOwner {
    return {
      token: async (grant, needs, options) => {
        const key = `${account}\n${grantDigest(grant)}`
        const kept = this.#kept.get(key)
        if (serves(kept, needs, this.#now())) return kept
        const token = await ask(grant, needs, options)
        if (this.#kept.size >= mostKept) this.#kept.clear()
        if (token.kind === 'token') this.#kept.set(key, token)
        return token
      },
    }
  }
}

/** Tokens are told apart by everything that was asked with: a changed secret is another token. */
export function grantDigest(grant: Grant): string {
  return createHash('sha256').update(JSON.stringify(grant)).digest('hex')
}

/** What was given: a token, and with it the refresh token that takes the place of the one that was sent, or none. */
export type Granted = (AccessToken & { readonly rotated?: string }) | NoToken

/** Asks for a token. `rotated`: the refresh token that took the place of the grant's own. */
export async function askForToken(
  grant: Grant,
  {
    rotated,
    options,
    now,
  }: { readonly rotated?: string | undefined; readonly options: SendOptions; readonly now: () => number },
): Promise<Granted> {
  const refreshToken = rotated ?? ('kind' in grant ? undefined : grant.refreshToken)
  const request = { ...tokenRequest(grant, refreshToken), gzip: false, token: undefined }
  const sent = await send(request, { ...options, readsBody: true })
  if (sent.kind === 'answered') return readToken(grant, sent.answer, now())
  // Whatever became of it, the request that the token is for was not sent.
  return sent.kind === 'failed' ? { ...sent, unknown: false } : sent
}

/** Reads an answer: a token, a refusal (a credential is wrong), or something to try again. */
export function readToken(grant: Grant, answer: Answer, now: number): Granted {
  const { status } = answer
  const who = 'kind' in grant ? 'the login' : 'the token endpoint'
  if (status >= 200 && status < 300) {
    const { value = '', lifeMs, rotated } = 'kind' in grant ? givenByLogin(grant, answer) : givenByOauth2(answer)
    if (!isHeaderValue(value))
      return { kind: 'failed', reason: `${who} gave a token that no header can hold`, unknown: false }
    const endsAt = now + Math.min(lifeMs, longestLifeMs)
    if (value !== '') return { kind: 'token', value, endsAt, ...(rotated !== undefined && { rotated }) }
    if ('kind' in grant)
      return { kind: 'misconfigured', reason: `the login was answered ${status}, without a token where "value" says` }
  }
  const temporary = status === 408 || status === 429 || status >= 500
  if (temporary) return { kind: 'failed', reason: `${who} answered ${status}`, unknown: false }
  return {
    kind: 'misconfigured',
    reason: `${who} refused the credentials (${status}${'kind' in grant ? '' : errorCode(answer)})`,
  }
}

/** A token as it stands in an answer, and how long it lives. */
interface Given {
  readonly value: string | undefined
  readonly lifeMs: number
  readonly rotated?: string | undefined
}

function givenByLogin(grant: LoginGrant, answer: Answer): Given {
  return { value: readLogin(grant, answer), lifeMs: grant.lastsMs }
}

/** The answer of a token endpoint (RFC 6749, 5.1). */
function givenByOauth2({ body }: Answer): Given {
  const { access_token: value, expires_in: life, refresh_token: rotated } = isObject(body) ? body : {}
  const seconds = numberOf(life) ?? 0
  return {
    value: typeof value === 'string' ? value : undefined,
    lifeMs: seconds > 0 ? seconds * 1_000 : defaultLifeMs,
    rotated: typeof rotated === 'string' && rotated !== '' ? rotated : undefined,
  }
}

/** The error code of RFC 6749, 5.2; what an endpoint says otherwise may hold a secret. */
function errorCode({ body }: Answer): string {
  const code = isObject(body) ? body['error'] : undefined
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? `: ${code}` : ''
}

/** Sends a request, with an access token where it wants one; a token that the partner refuses (401) is refreshed once. */
export async function sendWithToken(request: PartnerRequest, options: SendOptions, tokens: TokenOwner): Promise<Sent> {
  const { token: use } = request
  if (use === undefined) return send(request, options)
  const bear = async ({ value }: AccessToken): Promise<Sent> => {
    const sent = await send(bearing(request, use, value), options)
    return sent.kind === 'answered' ? { ...sent, token: value } : sent
  }
  const first = await tokens.token(use.grant, { minimumFreshnessMs: minute }, options)
  if (first.kind !== 'token') return first
  const sent = await bear(first)
  if (sent.kind !== 'answered' || sent.answer.status !== 401) return sent
  const second = await tokens.token(use.grant, { minimumFreshnessMs: minute, rejected: first.value }, options)
  return second.kind === 'token' ? bear(second) : second
}
