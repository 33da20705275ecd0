import type { Mapping } from './file/mapping.ts'
import type { PreviewedRequest } from './preview.ts'
import { settingVariable } from './file/settings.ts'

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
  if (isForm(headers) && pieces(body).some((piece) => 'variable' in piece))
    return [...args, ...body.split('&').map((field) => fieldArgument(field, pieces))].join(' ')
  if (!control.test(body)) return [...args, '--data-raw', quoted(body)].join(' ')
  return `${printed(pieces(body))} | ${[...args, '--data-binary', '@-'].join(' ')}`
}

const control = /\p{Cc}/u

function isForm(headers: NonNullable<PreviewedRequest['headers']>): boolean {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return /^application\/x-www-form-urlencoded\b/i.test(type)
}

/** A field of a form, which curl joins with `&`: as it is encoded already, or, where a variable is in its value, for curl to encode. */
function fieldArgument(field: string, pieces: (text: string) => readonly Piece[]): string {
  const [name = '', ...rest] = field.split('=')
  const value = pieces(rest.join('=')).map((piece) => ('text' in piece ? { text: formDecoded(piece.text) } : piece))
  if (value.every((piece) => 'text' in piece)) return `--data-raw ${pieces(field).map(word).join('') || "''"}`
  const isPlain = value.every((piece) => !('text' in piece && control.test(piece.text)))
  return `--data-urlencode ${pieces(`${name}=`).map(word).join('')}${isPlain ? value.map(word).join('') : `"$(${printed(value)})"`}`
}

/** What is encoded in a form, as text. */
function formDecoded(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? ''
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
    pieces.push({ variable: name === undefined ? tokenVariable : settingVariable(slug, name) })
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
  return /^Basic <base64 of (.*)>$/s.exec(value)?.[1]
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
    [...new TextEncoder().encode(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  )
}
