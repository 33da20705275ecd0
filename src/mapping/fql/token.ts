import type { Path } from '../context/scope.ts'

/** A path in the text. Keywords, function names and bare words are paths of one part until the parser meets them. */
export interface PathToken {
  readonly kind: 'path'
  readonly at: number
  readonly text: string
  readonly path: Path
}

/** A text in quotes: as it is written, and unescaped. */
export interface TextToken {
  readonly kind: 'text'
  readonly at: number
  readonly text: string
  readonly value: string
}

/** A word of the language: `at` is where it stands (0-based), `text` is how it is written. */
export type Token =
  | PathToken
  | TextToken
  | { readonly kind: 'number'; readonly at: number; readonly text: string; readonly value: number }
  | { readonly kind: 'mark'; readonly at: number; readonly text: string }
  | { readonly kind: 'end'; readonly at: number; readonly text: '' }

const shownLength = 30

/** A token as a message shows it, cut when it is long. */
export function shown(token: Token): string {
  if (token.kind === 'end') return 'the end'
  const cut = token.text.length > shownLength ? `${token.text.slice(0, shownLength)}…` : token.text
  return token.kind === 'text' ? cut : `\`${cut}\``
}

/** What a sticky pattern finds at an offset, else nothing. */
export function found(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
