/** Whether a text is as a pattern says. */
export type Glob = (text: string) => boolean

/**
 * A pattern, given as the pieces between its stars, as a test of whole texts. Each piece is looked for once, leftmost
 * first, so that no text can make it go back.
 */
export function globOf(pieces: readonly string[]): Glob {
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
