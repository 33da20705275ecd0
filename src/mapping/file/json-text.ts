import type { Issue } from '../context/issues.ts'
import { below } from '../context/issues.ts'
import { parseExactly } from '../../values/exact-json.ts'

/** What the text of a file holds, and what is wrong with it: where it is no JSON (then it holds nothing), or which keys stand twice (`JSON.parse` keeps the last and says nothing). */
export function readJsonText(text: string): { readonly json?: unknown; readonly issues: readonly Issue[] } {
  if (text.startsWith('\uFEFF')) {
    const message = 'the file begins with a byte order mark: save it as UTF-8 without one'
    return { issues: [{ severity: 'error', pointer: '', message }] }
  }
  const reader = new Reader(text)
  try {
    reader.file()
    return { json: parseExactly(text), issues: reader.issues }
  } catch (fault) {
    if (!(fault instanceof TextFault)) throw fault
    return { issues: [...reader.issues, placed(text, fault.at, { pointer: '', message: fault.message })] }
  }
}

/** Why a text is no JSON, and where (offset from 0). */
class TextFault extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** An issue with its line and column, and a caret under that line. */
function placed(text: string, at: number, { pointer, message }: Pick<Issue, 'pointer' | 'message'>): Issue {
  const from = text.lastIndexOf('\n', at - 1) + 1
  const end = text.indexOf('\n', at)
  const line = text.slice(from, end < 0 ? undefined : end).replace(/\r$/, '')
  return {
    severity: 'error',
    pointer,
    message: `${message} (${position(text, at)})`,
    caret: { text: line, at: at - from },
    at,
  }
}

function position(text: string, at: number): string {
  const before = text.slice(0, at).split('\n')
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}

const blank = /[ \t\r\n]*/y
const scalar = /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)$/
const word = /[^\s,:[\]{}"]+/y
const string = /"(?:[\u0020\u0021\u0023-\u005b\u005d-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
/** Deeper than any mapping (`src/mapping/file/shape.ts`). */
const deepest = 1_000

/** Reads JSON by its grammar (RFC 8259). Throws {@link TextFault}. */
class Reader {
  readonly issues: Issue[] = []
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  file(): void {
    this.#value('')
    if (this.#next() !== '') this.#fail('the text ends with its first value: nothing may follow')
  }

  #value(pointer: string): void {
    const sign = this.#next()
    if (sign === '{' || sign === '[') {
      if (++this.#depth > deepest) this.#fail(`more than ${deepest} levels are nested inside each other`)
      if (sign === '{') this.#object(pointer)
      else this.#list(pointer)
      this.#depth--
    } else if (sign === '"') this.#string()
    else this.#scalar(sign)
  }

  #object(pointer: string): void {
    const firsts = new Map<string, number>()
    this.#members('}', () => {
      if (this.#next() !== '"') this.#fail('the key of an object is a text in double quotes')
      const at = this.#at
      const key = JSON.parse(this.#string()) as string
      const first = firsts.get(key)
      if (first === undefined) firsts.set(key, at)
      else this.#twice(below(pointer, key), { key, first, at })
      if (this.#next() !== ':') this.#fail('a ":" is missing between the key and its value')
      this.#at++
      this.#value(below(pointer, key))
    })
  }

  #list(pointer: string): void {
    let index = 0
    this.#members(']', () => this.#value(below(pointer, index++)))
  }

  /** What stands between the brackets of an object or a list. */
  #members(close: string, read: () => void): void {
    const open = this.#at++
    if (this.#next() === close) {
      this.#at++
      return
    }
    for (;;) {
      read()
      const sign = this.#next()
      if (sign === '') throw new TextFault(`this "${this.#text[open]}" is never closed with "${close}"`, open)
      if (sign !== close && sign !== ',') this.#fail(`a "," or "${close}" is missing before this`)
      const comma = this.#at++
      if (sign === close) return
      if (this.#next() === close) throw new TextFault(`no "," may stand before "${close}": take it away`, comma)
    }
  }

  #twice(pointer: string, { key, first, at }: { key: string; first: number; at: number }): void {
    const message = `the key "${key}" stands twice in its object, first at ${position(this.#text, first)}, and only the last would count: take one away`
    this.issues.push(placed(this.#text, at, { pointer, message }))
  }

  #string(): string {
    const found = this.#take(string)
    if (found !== '') return found
    const line = this.#text.slice(this.#at).split('\n', 1)[0] ?? ''
    const inner =
      /^"(?:[\u0020\u0021\u0023-\u005b\u005d-\u{10ffff}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*/u.exec(line)?.[0] ?? ''
    const at = this.#at + inner.length
    if (this.#text[at] === '\\')
      throw new TextFault('"\\" is written twice in a JSON text, "\\\\", if it stands for itself', at)
    if (inner.length >= line.trimEnd().length)
      throw new TextFault('this text has no closing quote on its line: a line break in it is written "\\n"', this.#at)
    throw new TextFault('this character is written "\\t" or "\\u0000" (its number) in a JSON text', at)
  }

  #scalar(sign: string): void {
    if (sign === '') this.#fail('the text ends here, and a value is missing')
    if (sign === "'") this.#fail("a text stands in double quotes, not in '")
    const at = this.#at
    const found = this.#take(word)
    if (found === '') this.#fail('a value is missing here')
    if (scalar.test(found)) return
    throw new TextFault(
      `${found} is no JSON value: write a text in double quotes, a number such as 0.5, true, false, null, an object or a list`,
      at,
    )
  }

  /** The next character that is no white space; `""` at the end. */
  #next(): string {
    this.#take(blank)
    const sign = this.#text[this.#at] ?? ''
    if (sign === '/' && /^\/[/*]/.test(this.#text.slice(this.#at, this.#at + 2)))
      this.#fail('JSON has no comments: write it under "description", or take it away')
    return sign
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #fail(message: string): never {
    throw new TextFault(message, this.#at)
  }
}
