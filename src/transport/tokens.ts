import { createHash } from 'node:crypto'
import type { Oauth2Grant } from '../mapping/file/auth.ts'
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
  readonly token: (grant: Oauth2Grant, needs: TokenNeeds, options: SendOptions) => Promise<AccessToken | NoToken>
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
export function grantDigest(grant: Oauth2Grant): string {
  return createHash('sha256').update(JSON.stringify(grant)).digest('hex')
}

/** The token request of RFC 6749 (4.4 client credentials, 6 refresh). */
export function tokenRequest(grant: Oauth2Grant, refreshToken: string | undefined): PartnerRequest {
  const fields: Record<string, string> = { grant_type: grant.grant }
  if (grant.grant === 'refresh_token' && refreshToken !== undefined) fields['refresh_token'] = refreshToken
  if (grant.scope !== undefined) fields['scope'] = grant.scope
  const headers: [string, string][] = [
    ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['Accept', 'application/json'],
  ]
  if (grant.clientAuth === 'basic') {
    headers.push([
      'Authorization',
      `Basic ${btoa(`${formEncoded(grant.clientId)}:${formEncoded(grant.clientSecret)}`)}`,
    ])
  } else {
    fields['client_id'] = grant.clientId
    fields['client_secret'] = grant.clientSecret
  }
  const body = new URLSearchParams(fields).toString()
  return { kind: 'request', method: 'POST', url: grant.tokenUrl, headers, body, gzip: false, oauth2: undefined }
}

/** Both halves are form-encoded before they are joined (RFC 6749, 2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2)
}

/** What a token endpoint gave: a token, and with it the refresh token that takes the place of the one that was sent, or none. */
export type Granted = (AccessToken & { readonly rotated?: string }) | NoToken

/** Asks the token endpoint of a grant for a token. */
export async function askForToken(
  grant: Oauth2Grant,
  refreshToken: string | undefined,
  { options, now }: { readonly options: SendOptions; readonly now: () => number },
): Promise<Granted> {
  const sent = await send(tokenRequest(grant, refreshToken), { ...options, readsBody: true })
  return sent.kind === 'answered' ? readToken(sent.answer, now()) : sent
}

/** Reads the answer of a token endpoint: a token, a refusal (a credential is wrong), or something to try again. */
export function readToken({ status, body }: { readonly status: number; readonly body: unknown }, now: number): Granted {
  const answer = isObject(body) ? body : {}
  const value = answer['access_token']
  if (status >= 200 && status < 300 && typeof value === 'string' && value !== '') {
    if (!isHeaderValue(value))
      return { kind: 'failed', reason: 'the token endpoint gave a token that no header can hold', unknown: false }
    const seconds = numberOf(answer['expires_in']) ?? 0
    const rotated = answer['refresh_token']
    const endsAt = now + (seconds > 0 ? Math.min(seconds * 1_000, longestLifeMs) : defaultLifeMs)
    return { kind: 'token', value, endsAt, ...(typeof rotated === 'string' && rotated !== '' && { rotated }) }
  }
  const temporary = status === 408 || status === 429 || status >= 500
  if (temporary) return { kind: 'failed', reason: `the token endpoint answered ${status}`, unknown: false }
  const code =
    typeof answer['error'] === 'string' && /^[a-z_]{1,40}$/.test(answer['error']) ? `: ${answer['error']}` : ''
  return { kind: 'misconfigured', reason: `the token endpoint refused the credentials (${status}${code})` }
}

/** Sends a request, with an access token where it wants one; a token that the partner refuses (401) is refreshed once. */
export async function sendWithToken(request: PartnerRequest, options: SendOptions, tokens: TokenOwner): Promise<Sent> {
  const { oauth2 } = request
  if (oauth2 === undefined) return send(request, options)
  const first = await tokens.token(oauth2, { minimumFreshnessMs: minute }, options)
  if (first.kind !== 'token') return first
  const sent = await sendBearing(request, first, options)
  if (sent.kind !== 'answered' || sent.answer.status !== 401) return sent
  const second = await tokens.token(oauth2, { minimumFreshnessMs: minute, rejected: first.value }, options)
  return second.kind === 'token' ? sendBearing(request, second, options) : second
}

async function sendBearing(request: PartnerRequest, { value }: AccessToken, options: SendOptions): Promise<Sent> {
  const sent = await send({ ...request, headers: [...request.headers, ['Authorization', `Bearer ${value}`]] }, options)
  return sent.kind === 'answered' ? { ...sent, token: value } : sent
}
