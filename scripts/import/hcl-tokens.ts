/** A word, a text, a number, a sign or the end of a line of HCL; `end` closes the file. `line` counts from 1, `from` and `to` are offsets. */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'newline' | 'end'
  /** A word, number or sign as it stands; of a text its value. */
  readonly text: string
  /** Of a text: whether `${}` or `%{}` stands in it, which only Terraform can fill in. */
  readonly filledIn?: boolean
  readonly line: number
  readonly from: number
  readonly to: number
}

/** Where HCL cannot be read, and why. */
export class HclFault extends Error {
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

const blank = /[ \t\r\ufeff]+|#[^\n]*|\/\/[^\n]*/y
const simple = [
  ['word', /[\p{L}_][\p{L}\p{N}_-]*/uy],
  ['number', /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y],
] as const

/** The tokens of HCL without spaces and comments. Throws {@link HclFault}. The time is linear in the text: each character is read at most twice. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  while (at < source.length) {
    const skipped = match(blank, source, at) ?? comment(source, at, line)
    const token = skipped === undefined ? tokenAt(source, at, line) : undefined
    const text = skipped ?? source.slice(at, token?.to)
    if (token !== undefined) tokens.push(token)
    at += text.length
    line += count(text)
  }
  tokens.push({ kind: 'end', text: 'the end', line, from: at, to: at })
  return tokens
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function count(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

function comment(source: string, at: number, line: number): string | undefined {
  if (!source.startsWith('/*', at)) return undefined
  const end = source.indexOf('*/', at + 2)
  if (end < 0) throw new HclFault('this comment has no */', line)
  return source.slice(at, end + 2)
}

function tokenAt(source: string, at: number, line: number): Token {
  const from = at
  for (const [kind, pattern] of simple) {
    const text = match(pattern, source, at)
    if (text !== undefined) return { kind, text, line, from, to: at + text.length }
  }
  if (source[at] === '"') return quotedAt(source, at, line)
  if (source.startsWith('<<', at)) {
    const text = heredocAt(source, at, line)
    if (text !== undefined) return text
  }
  const text = source[at] ?? ''
  return { kind: text === '\n' ? 'newline' : 'sign', text, line, from, to: at + 1 }
}

/** Where a quoted text ends: its own quote, not one of a text inside `${}`. */
function quotedAt(source: string, from: number, line: number): Token {
  /** What is open: a text (`"`) or what is filled in (`{`). */
  const open: ('"' | '{')[] = ['"']
  let filledIn = false
  let at = from + 1
  for (; at < source.length && open.length > 0; at++) {
    const character = source[at]
    if (open.at(-1) === '{') {
      if (character === '}') open.pop()
      else if (character === '{' || character === '"') open.push(character)
      continue
    }
    if (character === '\n') break
    if (character === '"') open.pop()
    else if (character === '\\') at++
    else if (opens(source, at)) {
      if (source[at - 1] === character) continue
      open.push('{')
      filledIn = true
      at++
    }
  }
  if (open.length > 0) throw new HclFault('this text has no closing "', line)
  const text = filledIn ? '' : unescaped(source.slice(from + 1, at - 1), line)
  return { kind: 'text', text, filledIn, line, from, to: at }
}

function opens(source: string, at: number): boolean {
  return (source[at] === '$' || source[at] === '%') && source[at + 1] === '{'
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/** The value of what stands between quotes; `$${` and `%%{` are `${` and `%{`. */
function unescaped(inner: string, line: number): string {
  return inner.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))|\$\$(?=\{)|%%(?=\{)/gsu,
    (found: string, short?: string, long?: string, single?: string) => {
      if (!found.startsWith('\\')) return found.slice(1)
      const code = Number.parseInt(short ?? long ?? '', 16)
      if (!Number.isNaN(code) && code <= 0x10_ffff) return String.fromCodePoint(code)
      const known = escapes[single ?? '']
      if (known === undefined) throw new HclFault(`unknown escape ${found} in a text`, line)
      return known
    },
  )
}

/** A text of several lines: `<<NAME`, or `<<-NAME` without the indentation that its lines share. */
function heredocAt(source: string, from: number, line: number): Token | undefined {
  const [head, indented, name = ''] =
    /^<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/u.exec(source.slice(from, from + 200)) ?? []
  if (head === undefined) return undefined
  const lines: string[] = []
  for (let at = from + head.length; at < source.length;) {
    const end = source.indexOf('\n', at)
    const text = source.slice(at, end < 0 ? undefined : end)
    if (text.trim() === name) {
      const filledIn = lines.some((one) => /(?<![$%])[$%]\{/.test(one))
      const inner = (indented === '-' ? outdented(lines) : lines).map((one) => `${one}\n`).join('')
      const value = inner.replaceAll(/([$%])\1\{/g, '$1{')
      return { kind: 'text', text: value, filledIn, line, from, to: at + text.length }
    }
    lines.push(text)
    at = end < 0 ? source.length : end + 1
  }
  throw new HclFault(`the text that begins with <<${name} has no line ${name}`, line)
}

function outdented(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((one) => one.trim() !== '').map((one) => one.length - one.trimStart().length)
  const shared = indents.reduce((least, one) => Math.min(least, one), Number.MAX_SAFE_INTEGER)
  return lines.map((one) => one.slice(shared))
}
