import { type Fault, faultAt } from './fault.ts'
import { unescaped, writtenAt } from './text-token.ts'
import type { TextToken } from './token.ts'

/** A part of a pattern that takes one character each: the source of a regular expression, and how many characters. */
export interface Wildcards {
  readonly source: string
  readonly size: number
}

/** What stands between the stars of a pattern: a text, or something with `?` or `[a-z]` in it. */
export type Piece = string | Wildcards

/** A pattern of `match`, as it is written (with its quotes) and as what stands between its stars: `"a*b"` is `['a', 'b']`. */
export interface Pattern {
  readonly written: string
  readonly pieces: readonly Piece[]
}

/** A bound for patterns with `?` or `[ ]`: those characters are compared one by one. */
const mostWildcards = 200

const anyCharacter = String.raw`[\s\S]`
const opensClass = /^\[(?:\\u[0-9a-fA-F]{4}|\\.|[^\\\]])*\]/su

/** One character of a pattern as it is written: itself (a text), or one of several (a regular expression). */
interface Unit {
  readonly written: string
  readonly takes: string | Wildcards
}

/** The pattern that a text in quotes is. `*` is any text, `?` one character, `[abc]` and `[a-z]` one of these. */
export function patternOf(token: TextToken): Pattern | Fault {
  const inner = token.text.slice(1, -1)
  const pieces: Piece[] = []
  let units: (string | Wildcards)[] = []
  for (let at = 0; at < inner.length;) {
    const unit = unitAt(inner, at)
    if ('kind' in unit) return faultAt(token.at + 1 + at, unit.message)
    if (unit.written === '*') {
      pieces.push(pieceOf(units))
      units = []
    } else units.push(unit.takes)
    at += unit.written.length
  }
  pieces.push(pieceOf(units))
  const isLong = inner.length > mostWildcards && pieces.some((piece) => typeof piece !== 'string')
  if (isLong)
    return faultAt(token.at, `expected at most ${mostWildcards} characters in a pattern with \`?\` or \`[ ]\``)
  return { written: token.text, pieces }
}

function unitAt(text: string, at: number): Unit | Fault {
  const written = writtenAt(text, at)
  if (written === '?') return { written, takes: { source: anyCharacter, size: 1 } }
  return written === '[' ? classAt(text, at) : { written, takes: unescaped(written) }
}

function pieceOf(units: readonly (string | Wildcards)[]): Piece {
  const texts = units.filter((unit) => typeof unit === 'string')
  return texts.length === units.length ? texts.join('') : inRow(units.map(wildcardsOf))
}

function inRow(all: readonly Wildcards[]): Wildcards {
  return { source: all.map(({ source }) => source).join(''), size: all.reduce((sum, { size }) => sum + size, 0) }
}

/** A piece as the source of a regular expression. */
export function wildcardsOf(piece: Piece): Wildcards {
  if (typeof piece !== 'string') return piece
  const codes = [...piece].map((character) => codeSource(character.codePointAt(0) ?? 0))
  return { source: codes.join(''), size: codes.length }
}

const bracketHint = 'a bracket that is a character is written `\\[`'

function classAt(text: string, at: number): Unit | Fault {
  const written = opensClass.exec(text.slice(at, at + mostWildcards))?.[0]
  if (written === undefined) return faultAt(at, `expected \`]\` after the characters of \`[\`: ${bracketHint}`)
  if (/^\[[\^!]/.test(written))
    return faultAt(at, `Segment has no list of characters that are not meant; ${bracketHint}`)
  const parts = partsOf(written.slice(1, -1))
  if (parts.length === 0) return faultAt(at, `expected characters in \`[]\`: ${bracketHint}`)
  const backwards = parts.find(([first, last]) => first > last)
  if (backwards !== undefined) return faultAt(at, `expected a range that goes up in \`${written}\``)
  const source = parts.map(([first, last]) => `${codeSource(first)}-${codeSource(last)}`).join('')
  return { written, takes: { source: `[${source}]`, size: 1 } }
}

function codeSource(code: number): string {
  return `\\u{${code.toString(16)}}`
}

/** The ranges of a list of characters, by code point; a character alone is a range of one. */
function partsOf(inner: string): readonly (readonly [number, number])[] {
  const written = [...inner.matchAll(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gsu)].map(([one]) => one)
  const parts: [number, number][] = []
  for (let i = 0; i < written.length; i += 1) {
    const isRange = written[i + 1] === '-' && i + 2 < written.length
    parts.push([codeOf(written[i]), codeOf(written[isRange ? i + 2 : i])])
    if (isRange) i += 2
  }
  return parts
}

function codeOf(written: string | undefined): number {
  return unescaped(written ?? '').codePointAt(0) ?? 0
}
