import type { Mapping } from '../../src/mapping/file/mapping.ts'
import type { PreviewedRequest } from '../../src/mapping/preview.ts'
import { variableOf } from '../mappings.ts'

/** A text, or the name of the variable whose value stands there. */
type Piece = { readonly text: string } | { readonly variable: string }

/**
 * A previewed request as one line for a POSIX shell. What the preview shows as `{{settings.name}}` is the variable that the Worker reads it from: so no secret stands in the
 * line or in the shell's history, and the line works in a shell that has the variables of `dev.env`.
 */
export function curlLine(
  { method = 'GET', url = '', headers = {}, body }: PreviewedRequest,
  { slug, mapping }: { readonly slug: string; readonly mapping: Pick<Mapping, 'settings'> },
): string {
  const pieces = (text: string): readonly Piece[] => piecesOf(text, slug, mapping)
  const quoted = (text: string): string => pieces(text).map(word).join('') || "''"
  const args = ['curl', '--globoff', '--request', method, quoted(url)]
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent')
  for (const [name, value] of Object.entries({ ...(!named && { 'User-Agent': 'edge-forwarder' }), ...headers })) {
    const user = name.toLowerCase() === 'authorization' ? basicUser(value) : undefined
    if (user === undefined) args.push('--header', quoted(`${name}: ${value}`))
    else args.push('--user', quoted(user))
  }
  if (body === undefined) return args.join(' ')
  if (!/\p{Cc}/u.test(body)) return [...args, '--data-raw', quoted(body)].join(' ')
  return `${printed(pieces(body))} | ${[...args, '--data-binary', '@-'].join(' ')}`
}

const shownSetting = /\{\{settings\.([A-Za-z0-9]+)\}\}|<access token>/g

/** The variable for a token that a partner's OAuth server gives. */
const tokenVariable = 'ACCESS_TOKEN'

function piecesOf(text: string, slug: string, { settings }: Pick<Mapping, 'settings'>): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { 0: shown, 1: name, index } of text.matchAll(shownSetting)) {
    if (name !== undefined && !Object.hasOwn(settings, name)) continue
    if (index > at) pieces.push({ text: text.slice(at, index) })
    pieces.push({ variable: name === undefined ? tokenVariable : variableOf(slug, name) })
    at = index + shown.length
  }
  return at < text.length ? [...pieces, { text: text.slice(at) }] : pieces
}

/** A piece as part of a word: nothing means anything to the shell between single quotes, and a single quote itself stands outside them. */
function word(piece: Piece): string {
  return 'text' in piece ? `'${piece.text.replaceAll("'", String.raw`'\''`)}'` : `"$${piece.variable}"`
}

/** What `Authorization: Basic` says, where a setting is in it: the setting is encoded there, so that curl must make the header. */
function basicUser(value: string): string | undefined {
  const [scheme, code = ''] = value.split(' ')
  if (scheme !== 'Basic') return undefined
  const user = Buffer.from(code, 'base64').toString('utf8')
  return user.includes('{{settings.') ? user : undefined
}

/**
 * The command that writes a body with control characters: pasted as they are they could act on the terminal. `%b` reads `\0` and three octal digits as a byte, `%s` takes a
 * variable's value as it stands.
 */
function printed(pieces: readonly Piece[]): string {
  const format = pieces.map((piece) => ('text' in piece ? '%b' : '%s')).join('')
  const words = pieces.map((piece) => word('text' in piece ? { text: escaped(piece.text) } : piece))
  return ['printf', `'${format}'`, ...words].join(' ')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\\p{Cc}]/gu, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  )
}
