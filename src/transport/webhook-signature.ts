import { createHmac } from 'node:crypto'
import { bytesOfBase64 } from '../values/base64.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'

/** What is signed of a webhook: its id, which stays over retries, and the seconds since 1970 of this attempt. */
export interface SignedMessage {
  readonly id: string
  readonly timestamp: number
  readonly body: string
}

/** The headers of Standard Webhooks 1.0 (symmetric): `v1,<base64 HMAC-SHA256 over "id.timestamp.body">`, one for each secret, so that a secret can be rotated. */
export function webhookHeaders(secrets: readonly string[], message: SignedMessage): Readonly<Record<string, string>> {
  const { id, timestamp, body } = message
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  )
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}

/** The headers that sign a request of a mapping (`auth.standardWebhooks`), made for this attempt; none where it says nothing of it. */
export function signatureOf({ signature, body = '' }: PartnerRequest, now: number): Readonly<Record<string, string>> {
  if (signature === undefined) return {}
  return webhookHeaders([signature.secret], { id: signature.id, timestamp: Math.floor(now / 1_000), body })
}

/** `whsec_` and base64 is bytes; anything else is the text itself. */
function keyOf(secret: string): string | Uint8Array {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  if (base64 === undefined || base64.replace(/=+$/, '').length % 4 === 1) return secret
  return bytesOfBase64(base64)
}
