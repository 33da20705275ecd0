import { digest } from '../../values/digest.ts'
import type { ConfiguredPart, CompileContext, Uses } from '../context/compile-context.ts'
import { isConfigured } from '../expressions/placeholder.ts'
import { scopeOf } from '../context/scope.ts'

const ours = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'content-encoding',
  'x-edge-forwarder',
  'x-real-url',
  'x-real-partner',
])

/** Says where the name of a header is none, or one that the forwarder writes itself. */
export function checkHeaderName(name: string, context: CompileContext): void {
  if (!isName(name)) context.error(`"${name}" is no header name`)
  else if (ours.has(name.toLowerCase())) context.error(`the forwarder writes the header "${name}" itself`)
}

/** Whether a mapping may send a header of this name. */
export function isOwnHeaderName(name: string): boolean {
  return isName(name) && !ours.has(name.toLowerCase())
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)
}

/** What may not stand in a header: all but visible ASCII, letters up to `ÿ` (the platform sends them as UTF-8), spaces and tabs (RFC 9110, 5.5). */
const unfit = /[^\t\u0020-\u007e\u00a0-\u00ff]/

/** Servers take 8 KB in one header (Apache's `LimitRequestFieldSize`, nginx's `large_client_header_buffers`), and a letter up to `ÿ` is two bytes. */
const longest = 4_000

/** Whether a text can be sent as a header as it is. */
export function isHeaderValue(text: string): boolean {
  return !unfit.test(text)
}

/**
 * Data as the value of a header, always the same for the same text, so that a repeat has the same idempotency key. A text that can stand there stays as it is. In any
 * other, what cannot, and `%`, is percent-encoded as UTF-8, so that it can be decoded; what is too long for a header becomes its SHA-256 in hex.
 */
export function headerValue(text: string): string {
  const value = isHeaderValue(text) ? text : text.replace(/[^\t\u0020-\u0024\u0026-\u007e\u00a0-\u00ff]+/g, encoded)
  return value.length <= longest ? value : digest('sha256', text)
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

/** Whether a header is made of settings and fixed text alone. The file then knows it; a fixed text or a default that no header can hold is an issue. */
export function declareHeader(
  header: { readonly name: string; readonly uses: Pick<Uses, 'roots' | 'settings'> } & Pick<ConfiguredPart, 'texts'>,
  context: CompileContext,
): boolean {
  const { name, uses, texts } = header
  if (!isConfigured(uses)) return false
  const fault = `has a character that cannot stand in the header "${name}": write ASCII letters, digits and signs, without line breaks`
  const defaults = Object.entries(context.file.settings).flatMap(([key, setting]) =>
    setting.default === undefined ? [] : [[key, setting.default] as const],
  )
  if (!texts(scopeOf({ settings: Object.fromEntries(defaults) })).every(isHeaderValue)) context.error(`this ${fault}`)
  context.file.configured.push({ settings: [...uses.settings], texts, takes: isHeaderValue, fault })
  return true
}
