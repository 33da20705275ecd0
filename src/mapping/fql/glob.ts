import { type Piece, wildcardsOf } from './pattern.ts'

/** Whether a text is as a pattern says. */
export type Glob = (text: string) => boolean

/**
 * A pattern, given as the pieces between its stars, as a test of whole texts. Each piece is looked for once, leftmost
 * first, so that no text can make it go back.
 */
export function globOf(pieces: readonly Piece[]): Glob {
  const texts = pieces.filter((piece) => typeof piece === 'string')
  return texts.length === pieces.length ? globOfTexts(texts) : globOfWildcards(pieces)
}

function globOfTexts(pieces: readonly string[]): Glob {
  const [first = ''] = pieces
  if (pieces.length < 2) return (text) => text === first
  const last = pieces.at(-1) ?? ''
  const inner = pieces.slice(1, -1).filter((piece) => piece !== '')
  if (inner.length === 0) return (text) => isFramed(text, first, last)
  return (text) => isFramed(text, first, last) && endOfAll(text, inner, first.length) <= text.length - last.length
}

function isFramed(text: string, first: string, last: string): boolean {
  return text.length >= first.length + last.length && text.startsWith(first) && text.endsWith(last)
}

/** Where the last of the pieces ends, all of them found one after the other; `Infinity` if one is missing. */
function endOfAll(text: string, pieces: readonly string[], start: number): number {
  let end = start
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? ''
    const at = text.indexOf(piece, end)
    if (at < 0) return Number.POSITIVE_INFINITY
    end = at + piece.length
  }
  return end
}

/** The same where a piece holds `?` or `[ ]`: it takes a fixed number of characters, so that a regular expression of it cannot go back far. */
function globOfWildcards(pieces: readonly Piece[]): Glob {
  const all = pieces.map(wildcardsOf)
  const first = new RegExp(all[0]?.source ?? '', 'suy')
  if (all.length === 1) return (text) => endOf(first, text, 0) === text.length
  const last = all.at(-1) ?? { source: '', size: 0 }
  const ending = new RegExp(last.source, 'suy')
  const inner = all.slice(1, -1).map(({ source }) => new RegExp(source, 'sug'))
  return (text) => {
    let end = endOf(first, text, 0)
    for (let i = 0; i < inner.length && end !== undefined; i += 1) end = endOf(inner[i] ?? first, text, end)
    const start = startOfLast(text, last.size)
    return end !== undefined && start >= end && endOf(ending, text, start) === text.length
  }
}

/** Where what a regular expression finds from an offset on ends. */
function endOf(piece: RegExp, text: string, from: number): number | undefined {
  piece.lastIndex = from
  return piece.test(text) ? piece.lastIndex : undefined
}

/** Where the last so many characters of a text begin; before its beginning where it has fewer. */
function startOfLast(text: string, size: number): number {
  let at = text.length
  for (let left = size; left > 0; left -= 1) at -= isPair(text, at - 2) ? 2 : 1
  return at
}

function isPair(text: string, at: number): boolean {
  return at >= 0 && (text.codePointAt(at) ?? 0) > 0xffff
}
