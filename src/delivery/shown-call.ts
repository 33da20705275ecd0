import type { PartnerRequest } from '../mapping/file/request.ts'
import { toText } from '../values/json.ts'
import { sentTexts } from './mask/sent-texts.ts'
import type { Sent } from './sent.ts'

const longestBody = 4_000

/** Hides what is secret in a text. */
export type Hide = (text: string) => string

/** Hides secrets, as they are, as they stand in URLs, and as URLs. */
export function hiding(secrets: readonly string[]): Hide {
  const all = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), URL.canParse(secret) ? new URL(secret).href : ''])
    .filter((secret) => secret !== '')
  return (text) => all.reduce((shown, secret) => shown.replaceAll(secret, '…'), text)
}

const credentialHeaders = new Set(['authorization', 'x-signature', 'x-segment-settings', 'cookie'])

/** Headers as people may see them. */
export function headersShown(
  headers: Iterable<readonly [string, string]>,
  hide: Hide,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, credentialHeaders.has(name.toLowerCase()) ? '…' : hide(value)]),
  )
}

/** A request and its answer as people may see them: without secrets, each body cut after 4,000 characters. It still holds what is personal. */
export function callShown(request: PartnerRequest, sent: Sent, hide: Hide): Readonly<Record<string, unknown>> {
  return {
    method: request.method,
    url: hide(request.url),
    headers: headersShown(request.headers, hide),
    ...(request.body !== undefined && { body: cut(hide(request.body)) }),
    answer: answerShown(request, sent, hide),
  }
}

/** A partner may give back the credentials as they were sent, in base64 too, and the access token. */
function answerShown(request: PartnerRequest, sent: Sent, hide: Hide): Readonly<Record<string, unknown>> {
  if (sent.kind === 'shadowed') return { notSent: 'SHADOW names this account' }
  if (sent.kind !== 'answered') return { failed: hide(sent.reason) }
  const credentials = [...sentTexts(request).secrets, sent.token ?? ''].filter(({ length }) => length > 3)
  const hideSent = hiding(credentials)
  return { status: sent.answer.status, body: cut(hideSent(hide(toText(sent.answer.body)))) }
}

function cut(text: string): string {
  return text.length > longestBody ? `${text.slice(0, longestBody)}…` : text
}
