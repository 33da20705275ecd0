/** Control characters, ends of lines, lone surrogates, and marks that turn the direction of writing (Unicode `Bidi_Control`). */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu

/** A text from outside as one line for a terminal: what could act on the terminal, begin a line or reorder it stands as `\u....`. Of more than `most` characters the rest is `…`. */
export function printable(text: string, most = Infinity): string {
  const characters = text.length > most ? [...text] : []
  const cut = characters.length > most ? `${characters.slice(0, most).join('')}…` : text
  return cut.replaceAll(unsafe, escaped)
}

/** As {@link printable}, for a text whose lines are wanted as lines. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n')
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}
