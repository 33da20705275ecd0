import type { Path } from '../context/scope.ts'
import { beginningHint, operatorHint } from './other-languages.ts'
import type { ArgNode, FilterCall, LiteralNode, Node, PathNode, Template } from './ast.ts'

/** Why a text does not parse, and where (offset from 0). */
export class SyntaxFault extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const maxDepth = 50
const partStart = /[A-Za-z_$]/
const partRest = /[A-Za-z0-9_$-]/
const digit = /[0-9]/

/** Parses a text with `{{ }}` placeholders (grammar: `docs/mapping-reference.md`, "Values"). Throws {@link SyntaxFault}. */
export function parseTemplate(text: string): Template {
  const parts: (string | Node)[] = []
  let from = 0
  for (;;) {
    const open = text.indexOf('{{', from)
    if (open < 0) {
      if (from < text.length) parts.push(text.slice(from))
      return parts
    }
    if (open > from) parts.push(text.slice(from, open))
    const parser = new Parser(text, open + 2)
    parts.push(parser.placeholder())
    from = parser.at
  }
}

/** Parses a bare path, as `requires` and `redact` hold. Throws {@link SyntaxFault}. */
export function parsePath(text: string): PathNode {
  const parser = new Parser(text, 0)
  const node = parser.path()
  parser.end()
  return node
}

/** Parses a chain of filters, as `@pipe` holds. Throws {@link SyntaxFault}. */
export function parseFilters(text: string): readonly FilterCall[] {
  const parser = new Parser(text, 0)
  const calls = parser.chain()
  parser.end()
  return calls
}

class Parser {
  readonly text: string
  at: number
  #depth = 0
  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  placeholder(): Node {
    const open = this.at - 2
    const node = this.expression()
    if (!this.#take('}}')) {
      if (this.#space() >= this.text.length) throw new SyntaxFault('this {{ has no }}', open)
      throw this.#unexpected(
        'expected "|", "??" or "}}"',
        (text, at) => operatorHint(text, at) ?? spacedNameHint(node, text, at),
      )
    }
    return node
  }

  end(): void {
    if (this.#space() < this.text.length)
      throw new SyntaxFault(`nothing may follow here, found ${this.#found()}`, this.at)
  }

  expression(): Node {
    const options = [this.#primary()]
    while (this.#take('??')) options.push(this.#primary())
    const [first] = options
    const input: Node = options.length === 1 && first !== undefined ? first : { kind: 'coalesce', options }
    if (!this.#take('|')) return input
    const calls = this.chain()
    if (this.#peek('??')) throw new SyntaxFault('?? after a filter needs parentheses: (a | filter) ?? b', this.at)
    return { kind: 'filtered', input, calls }
  }

  chain(): readonly FilterCall[] {
    const calls = [this.#filter()]
    while (this.#take('|')) calls.push(this.#filter())
    return calls
  }

  path(): PathNode {
    const at = this.#space()
    const first = this.#part()
    const path: (string | number)[] = first === '$' ? [] : [first]
    for (;;) {
      if (this.#char() === '.') {
        this.at++
        path.push(this.#name('a path', positionHint))
      } else if (this.#char() === '[') path.push(this.#bracket())
      else return { kind: 'path', path, rooted: first === '$', at }
    }
  }

  #primary(): Node {
    if (!this.#take('(')) return this.#literal() ?? this.path()
    this.#enter()
    const node = this.expression()
    this.#close()
    return node
  }

  #filter(): FilterCall {
    const at = this.#space()
    if (this.#char() === '|') throw this.#unexpected('expected a filter', () => 'write ?? for the first that is there')
    const name = this.#name('a filter')
    const args: ArgNode[] = []
    if (this.#take(':')) {
      do args.push(this.#argument())
      while (this.#take(','))
    }
    return { name, args, at }
  }

  #argument(): ArgNode {
    const at = this.#space()
    if (!this.#take('(')) return this.#literal() ?? this.path()
    this.#enter()
    const calls = this.chain()
    this.#close()
    return { kind: 'filters', calls, at }
  }

  #enter(): void {
    if (++this.#depth > maxDepth) throw new SyntaxFault(`more than ${maxDepth} parentheses inside each other`, this.at)
  }

  #close(): void {
    this.#depth--
    if (!this.#take(')')) throw this.#unexpected('expected ")"', operatorHint)
  }

  #literal(): LiteralNode | undefined {
    this.#space()
    const char = this.#char()
    if (char === "'" || char === '"') return { kind: 'literal', value: this.#quoted() }
    if (char === '-' || digit.test(char)) return { kind: 'literal', value: this.#number() }
    for (const [word, value] of words) {
      const next = this.text[this.at + word.length] ?? ''
      if (this.text.startsWith(word, this.at) && !partRest.test(next) && next !== '.' && next !== '[') {
        this.at += word.length
        return { kind: 'literal', value }
      }
    }
    return undefined
  }

  #quoted(): string {
    const quote = this.#char()
    const close = this.text.indexOf(quote, this.at + 1)
    if (close < 0) throw new SyntaxFault(`this ${quote} is never closed`, this.at)
    const value = this.text.slice(this.at + 1, close)
    this.at = close + 1
    return value
  }

  #number(): number {
    const from = this.at
    if (this.#char() === '-') this.at++
    this.#digits()
    if (this.#char() === '.' && digit.test(this.text[this.at + 1] ?? '')) {
      this.at++
      this.#digits()
    }
    return Number(this.text.slice(from, this.at))
  }

  #digits(): string {
    const from = this.at
    while (digit.test(this.#char())) this.at++
    if (from === this.at) throw new SyntaxFault(`expected a digit, found ${this.#found()}`, this.at)
    return this.text.slice(from, this.at)
  }

  #bracket(): string | number {
    this.at++
    this.#space()
    const char = this.#char()
    if (char === ']' || char === '*')
      throw new SyntaxFault(
        `one position is taken here, as in [0]: of each element a path is taken by the filter map: 'key'`,
        this.at,
      )
    const isQuoted = char === "'" || char === '"'
    if (!isQuoted && !digit.test(char))
      throw this.#unexpected('expected a position such as [0] or a key such as ["any key"]')
    const key = isQuoted ? this.#quoted() : Number(this.#digits())
    this.#space()
    if (this.#char() !== ']') throw new SyntaxFault(`expected "]", found ${this.#found()}`, this.at)
    this.at++
    return key
  }

  #part(): string {
    return this.#name('a path')
  }

  #name(what: string, hint = beginningHint): string {
    const from = this.at
    if (!partStart.test(this.#char())) throw this.#unexpected(`expected ${what}`, hint)
    while (partRest.test(this.#char())) this.at++
    return this.text.slice(from, this.at)
  }

  #char(): string {
    return this.text[this.at] ?? ''
  }

  #space(): number {
    while (/\s/.test(this.#char())) this.at++
    return this.at
  }

  #peek(token: string): boolean {
    this.#space()
    return this.text.startsWith(token, this.at)
  }

  #take(token: string): boolean {
    if (!this.#peek(token)) return false
    this.at += token.length
    return true
  }

  /** A fault at what stands here; `hint` says what to write instead of it. */
  #unexpected(expected: string, hint?: (text: string, at: number) => string | undefined): SyntaxFault {
    const instead = hint?.(this.text, this.at)
    return new SyntaxFault(`${expected}, found ${this.#found()}${instead === undefined ? '' : `: ${instead}`}`, this.at)
  }

  #found(): string {
    return this.at >= this.text.length ? 'the end' : `"${this.text.slice(this.at, this.at + 12)}"`
  }
}

const words: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

/** What to write instead of a number behind a dot. */
function positionHint(text: string, at: number): string | undefined {
  const [digits] = /^[0-9]+/.exec(text.slice(at, at + 20)) ?? []
  return digits === undefined ? beginningHint(text, at) : `a position in a list is written [${digits}]`
}

/** What to write instead of a path whose last name goes on behind a space. */
function spacedNameHint(node: Node, text: string, at: number): string | undefined {
  if (node.kind !== 'path') return undefined
  const before = node.path.slice(0, -1)
  const last = node.path.at(-1)
  const [gap] = /(?<=[A-Za-z0-9_$-])\s+$/.exec(text.slice(node.at, at)) ?? []
  const [more] = /^[\p{L}\p{N}_$-]+(?: [\p{L}\p{N}_$-]+)*/u.exec(text.slice(at, at + 80)) ?? []
  if (before.length === 0 || typeof last !== 'string' || gap === undefined || more === undefined) return undefined
  const path = [...(node.rooted ? ['$'] : []), ...before, `${last}${gap}${more}`]
  return `a name with a space is written ${formatPath(path)}`
}

/** A path as the language writes it. */
export function formatPath(path: Path): string {
  return path
    .map((part, i) => {
      if (typeof part === 'number') return `[${part}]`
      if (!/^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(part)) return `["${part}"]`
      return i === 0 ? part : `.${part}`
    })
    .join('')
}
