import { type Fault, faultAt } from './ast.ts'
import { found, type TextToken } from './token.ts'

const escape = /\\(?:u[0-9a-fA-F]{4}|["'\\/*nrt])/y
const controls: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** The text in quotes that begins at an offset, with the escapes of JSON, `\'` and `\*` (a star that is no wildcard). */
export function textAt(text: string, at: number): TextToken | Fault {
  const quote = text.charAt(at)
  let end = at + 1
  while (end < text.length && text.charAt(end) !== quote) end += text.charAt(end) === '\\' ? 2 : 1
  if (end >= text.length)
    return faultAt(at, `expected a closing \`${quote}\` for the text that begins here, found the end`)
  const pieces = piecesOf(text.slice(0, end), at + 1)
  if ('kind' in pieces) return pieces
  return { kind: 'text', at, text: text.slice(at, end + 1), value: pieces.join('*'), pieces }
}

function piecesOf(text: string, from: number): readonly string[] | Fault {
  const pieces: string[] = []
  let piece = ''
  for (let at = from; at < text.length;) {
    const written = text.charAt(at) === '\\' ? found(escape, text, at) : text.charAt(at)
    if (written === '')
      return faultAt(at, `unknown escape \`${text.slice(at, at + 2)}\`: a backslash is written \`\\\\\``)
    if (written === '*') pieces.push(piece)
    piece = written === '*' ? '' : piece + unescaped(written)
    at += written.length
  }
  pieces.push(piece)
  return pieces
}

function unescaped(written: string): string {
  if (written.length === 1) return written
  if (written.startsWith('\\u')) return String.fromCharCode(Number.parseInt(written.slice(2), 16))
  const char = written.charAt(1)
  return controls.get(char) ?? char
}
