import { parseExactly } from '../../src/values/exact-json.ts'
import { setOwn } from '../../src/values/json.ts'
import type { Token } from './hcl-tokens.ts'
import { HclFault, tokensOf } from './hcl-tokens.ts'

/** A value that only Terraform can compute, as it stands in the file. */
export class HclExpression {
  readonly text: string
  readonly line: number

  constructor(text: string, line: number) {
    this.text = text
    this.line = line
  }
}

/** A block of HCL: `resource "type" "name" { key = value }`. Its values are JSON, or {@link HclExpression} inside it. Blocks inside it are passed over. */
export interface HclBlock {
  readonly type: string
  readonly labels: readonly string[]
  readonly line: number
  readonly values: Readonly<Record<string, unknown>>
}

/** The blocks of a file, or why it cannot be read and in which line. */
export type Hcl =
  | { readonly ok: true; readonly blocks: readonly HclBlock[] }
  | { readonly ok: false; readonly message: string; readonly line: number }

/** Reads what Segment's Git Sync writes: blocks of literal values, and `jsonencode()`, which gives JSON text. Whatever else stands for a value is kept as it is. */
export function parseHcl(source: string): Hcl {
  try {
    return { ok: true, blocks: new Parser(source).file() }
  } catch (fault) {
    if (!(fault instanceof HclFault)) throw fault
    return { ok: false, message: fault.message, line: fault.line }
  }
}

/** How deep lists, objects and blocks may lie in each other. */
const deepest = 200

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

class Parser {
  readonly #source: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
    this.#tokens = tokensOf(source)
  }

  file(): readonly HclBlock[] {
    const { blocks } = this.#body('end')
    return blocks
  }

  #body(end: '}' | 'end'): { readonly values: Record<string, unknown>; readonly blocks: HclBlock[] } {
    const values: Record<string, unknown> = {}
    const blocks: HclBlock[] = []
    for (;;) {
      this.#newlines()
      if (end === 'end' ? this.#next.kind === 'end' : this.#takes('}')) return { values, blocks }
      const name = this.#take()
      if (name.kind !== 'word') throw fault('the name of a value or of a block', name)
      if (this.#takes('=')) setOwn(values, name.text, this.#value())
      else blocks.push(this.#block(name))
      const after = this.#next
      if (after.kind !== 'newline' && after.kind !== 'end' && after.text !== '}')
        throw fault('the end of the line', after)
    }
  }

  #block({ text: type, line }: Token): HclBlock {
    const labels: string[] = []
    while (this.#next.kind === 'text' || this.#next.kind === 'word') labels.push(this.#take().text)
    this.#expect('{')
    const { values } = this.#deeper(line, () => this.#body('}'))
    return { type, labels, line, values }
  }

  /** A value, to the end of its line or to the sign that ends it. */
  #value(): unknown {
    const start = this.#at
    const value = this.#literal()
    return value === undefined || !this.#isOver() ? this.#expression(start) : value
  }

  /** A value that is known here; `undefined`: something else. */
  #literal(): unknown {
    const { kind, text, filledIn, line } = this.#take()
    if (kind === 'text') return filledIn === true ? undefined : text
    if (kind === 'number') return numberOf(text)
    if (kind === 'word') return this.#word(text, line)
    if (text === '-' && this.#next.kind === 'number') return numberOf(`-${this.#take().text}`)
    if (text === '[') return this.#deeper(line, () => this.#list())
    return text === '{' ? this.#deeper(line, () => this.#object()) : undefined
  }

  #word(text: string, line: number): unknown {
    if (text === 'true' || text === 'false') return text === 'true'
    if (text === 'null') return null
    if (text !== 'jsonencode' || !this.#takes('(')) return undefined
    return this.#deeper(line, () => {
      this.#newlines()
      const value = this.#value()
      this.#newlines()
      this.#expect(')')
      const inside = expressionIn(value)
      return inside ?? JSON.stringify(value)
    })
  }

  #list(): readonly unknown[] {
    const list: unknown[] = []
    for (;;) {
      this.#newlines()
      if (this.#takes(']')) return list
      list.push(this.#value())
      this.#newlines()
      if (this.#next.text !== ']') this.#expect(',')
    }
  }

  #object(): Record<string, unknown> | undefined {
    const object: Record<string, unknown> = {}
    for (;;) {
      this.#newlines()
      if (this.#takes('}')) return object
      const key = this.#take()
      if (key.kind !== 'word' && key.kind !== 'text' && key.kind !== 'number') return undefined
      if (!this.#takes('=') && !this.#takes(':')) return undefined
      setOwn(object, key.text, this.#value())
      const after = this.#next
      if (!this.#takes(',') && after.kind !== 'newline' && after.text !== '}')
        throw fault('"," or the end of the line', after)
    }
  }

  /** What stands from a token on, with its brackets, as text. */
  #expression(start: number): HclExpression {
    this.#at = start
    const first = this.#next
    const open: Token[] = []
    let last = first
    while (open.length > 0 || !this.#isOver()) {
      last = this.#take()
      if (last.kind === 'end') throw fault(`"${closing[open.at(-1)?.text ?? ''] ?? 'a value'}"`, last, open.at(-1))
      if (last.kind !== 'sign') continue
      if (Object.hasOwn(closing, last.text)) open.push(last)
      else if ([')', ']', '}'].includes(last.text) && closing[open.pop()?.text ?? ''] !== last.text)
        throw fault('another bracket', last)
    }
    if (last === first && first.kind !== 'word' && first.kind !== 'text') throw fault('a value', first)
    return new HclExpression(this.#source.slice(first.from, last.to), first.line)
  }

  #isOver(): boolean {
    const { kind, text } = this.#next
    return kind === 'newline' || kind === 'end' || (kind === 'sign' && [',', ')', ']', '}'].includes(text))
  }

  #deeper<T>(line: number, read: () => T): T {
    if (++this.#depth > deepest) throw new HclFault(`this is nested more than ${deepest} levels deep`, line)
    const value = read()
    this.#depth--
    return value
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'the end', line: 0, from: 0, to: 0 }
  }

  #take(): Token {
    const token = this.#next
    if (token.kind !== 'end') this.#at++
    return token
  }

  #takes(sign: string): boolean {
    const found = this.#next.kind === 'sign' && this.#next.text === sign
    if (found) this.#at++
    return found
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) throw fault(`"${sign}"`, this.#next)
  }

  #newlines(): void {
    while (this.#next.kind === 'newline') this.#at++
  }
}

/** A number with all its digits. */
function numberOf(text: string): unknown {
  return parseExactly(text.replace(/^(-?)0+(?=[0-9])/, '$1'))
}

function fault(expected: string, { kind, text, line }: Token, opened?: Token): HclFault {
  const found = kind === 'newline' ? 'the end of the line' : kind === 'end' ? text : `"${text.slice(0, 40)}"`
  const since = opened === undefined ? '' : ` for the "${opened.text}" of line ${opened.line}`
  return new HclFault(`expected ${expected}${since}, found ${found}`, line)
}

/** The first part of a value that only Terraform can compute. */
export function expressionIn(value: unknown): HclExpression | undefined {
  if (value instanceof HclExpression) return value
  if (typeof value !== 'object' || value === null) return undefined
  for (const inner of Object.values(value)) {
    const found = expressionIn(inner)
    if (found !== undefined) return found
  }
  return undefined
}
