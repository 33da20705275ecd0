import { type Fault, faultAt } from './fault.ts'
import { shown, type Token } from './token.ts'

/** A place in a list of tokens; it never goes past the end. */
export class Cursor {
  readonly #tokens: readonly Token[]
  #index = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The next token, left where it is. */
  peek(): Token {
    return this.#tokens[this.#index] ?? { kind: 'end', at: 0, text: '' }
  }

  /** The next token, taken. */
  take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#index += 1
    return token
  }

  /** Whether the next token is this keyword or mark, which is then taken. */
  takes(text: string): boolean {
    const here = is(this.peek(), text)
    if (here) this.#index += 1
    return here
  }
}

/** Whether a token is this keyword (any case) or mark. */
export function is(token: Token, text: string): boolean {
  return (token.kind === 'path' || token.kind === 'mark') && token.text.toLowerCase() === text
}

/** The fault of a token that stands where something else was expected. */
export function unexpected(token: Token, expected: string, hint?: string): Fault {
  return faultAt(token.at, `expected ${expected}, found ${shown(token)}${hint === undefined ? '' : `: ${hint}`}`)
}
