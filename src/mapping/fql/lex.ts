import { type Fault, faultAt } from './fault.ts'
import { otherNames, pathAt } from './path-token.ts'
import { textAt } from './text-token.ts'
import { found, type Token } from './token.ts'

const space = /\s*/y
const numeral = /[+-]?\d+(?:\.\d+)?/y
const afterNumeral = /[\w.$-]/y
const signs = /!(?![=<>&|~])|[=!<>&|~]+|[(),[\]]/y

const marks: ReadonlySet<string> = new Set(['=', '==', '!=', '>', '>=', '<', '<=', '!', '(', ')', '[', ']', ','])

const hints: ReadonlyMap<string, string> = new Map([
  ['===', 'write `=`'],
  ['!==', 'write `!=`'],
  ['<>', 'write `!=`'],
  ['=!', 'write `!=`'],
  ['=>', 'write `>=`'],
  ['=<', 'write `<=`'],
  ['&', 'write `and`'],
  ['&&', 'write `and`'],
  ['|', 'write `or`'],
  ['||', 'write `or`'],
  ['~', 'write `match(field, "a*b")`'],
  ['=~', 'write `match(field, "a*b")`'],
  ['{', 'FQL has bare paths, no `{{ }}`'],
  ['“', 'quotes are `"` or `\'`'],
  ['”', 'quotes are `"` or `\'`'],
  ['‘', 'quotes are `"` or `\'`'],
  ['’', 'quotes are `"` or `\'`'],
])

/** The longest text read, in characters: a bound for every pattern here, far above what a person writes. */
const maxLength = 100_000

/** The words of a condition, `end` last, or the first fault. Linear in the text. */
export function lex(text: string): readonly Token[] | Fault {
  if (text.length > maxLength) {
    return faultAt(maxLength, `expected at most ${maxLength} characters, found ${text.length}`)
  }
  const tokens: Token[] = []
  let at = found(space, text, 0).length
  while (at < text.length) {
    const token = tokenAt(text, at)
    if (token.kind === 'fault') return token
    tokens.push(token)
    at += token.text.length
    at += found(space, text, at).length
  }
  tokens.push({ kind: 'end', at, text: '' })
  return tokens
}

function tokenAt(text: string, at: number): Token | Fault {
  const first = text.charAt(at)
  if (first === '"' || first === "'") return textAt(text, at)
  if (/[\d+.-]/.test(first)) return numberAt(text, at)
  return pathAt(text, at) ?? markAt(text, at)
}

function numberAt(text: string, at: number): Token | Fault {
  const written = found(numeral, text, at)
  if (written !== '' && found(afterNumeral, text, at + written.length) === '') {
    return { kind: 'number', at, text: written, value: Number(written) }
  }
  return faultAt(at, 'expected a number such as `5`, `-5` or `0.5`; a text needs quotes')
}

function markAt(text: string, at: number): Token | Fault {
  const written = found(signs, text, at)
  if (marks.has(written)) return { kind: 'mark', at, text: written }
  const stray = written || String.fromCodePoint(text.codePointAt(at) ?? 0)
  const hint = hints.get(stray) ?? (/\p{L}/u.test(stray) ? otherNames : undefined)
  const what = written === '' ? 'unexpected character' : 'unknown operator'
  return faultAt(at, `${what} \`${stray}\`${hint === undefined ? '' : `: ${hint}`}`)
}
