import { type Fault, faultAt } from './fault.ts'
import { found, type TextToken } from './token.ts'

const escape = /\\(?:u[0-9a-fA-F]{4}|["'\\/*?[\]nrt-])/y
const controls: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/**
 * The text in quotes that begins at an offset, with the escapes of JSON, `\'`, and those of the signs that mean
 * something in a pattern (`\*`, `\?`, `\[`, `\]`, `\-`).
 */
export function textAt(text: string, at: number): TextToken | Fault {
  const quote = text.charAt(at)
  let end = at + 1
  while (end < text.length && text.charAt(end) !== quote) end += text.charAt(end) === '\\' ? 2 : 1
  if (end >= text.length)
    return faultAt(at, `expected a closing \`${quote}\` for the text that begins here, found the end`)
  const value = valueOf(text.slice(0, end), at + 1)
  return typeof value === 'string' ? { kind: 'text', at, text: text.slice(at, end + 1), value } : value
}

function valueOf(text: string, from: number): string | Fault {
  let value = ''
  for (let at = from; at < text.length;) {
    const written = writtenAt(text, at)
    if (written === '')
      return faultAt(at, `unknown escape \`${text.slice(at, at + 2)}\`: a backslash is written \`\\\\\``)
    value += unescaped(written)
    at += written.length
  }
  return value
}

/** One character as it is written inside quotes, with its escape; nothing where the escape is unknown. */
export function writtenAt(text: string, at: number): string {
  return text.charAt(at) === '\\' ? found(escape, text, at) : String.fromCodePoint(text.codePointAt(at) ?? 0)
}

/** The character that is written so. */
export function unescaped(written: string): string {
  if (!written.startsWith('\\')) return written
  if (written.startsWith('\\u')) return String.fromCharCode(Number.parseInt(written.slice(2), 16))
  const char = written.charAt(1)
  return controls.get(char) ?? char
}
