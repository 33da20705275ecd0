import type { Grant, Oauth2Grant, PlainRequest } from './file/token.ts'

/** The request that gives a token: the login, or the token request of RFC 6749 (4.4 client credentials, 6 refresh). `refreshToken`: the one that is good now. */
export function tokenRequest(grant: Grant, refreshToken: string | undefined): PlainRequest {
  return 'kind' in grant ? grant.request : oauth2Request(grant, refreshToken)
}

function oauth2Request(grant: Oauth2Grant, refreshToken: string | undefined): PlainRequest {
  const fields: Record<string, string> = { grant_type: grant.grant, ...grant.params }
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
  return { kind: 'request', method: 'POST', url: grant.tokenUrl, headers, body }
}

/** Both halves are form-encoded before they are joined (RFC 6749, 2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2)
}
