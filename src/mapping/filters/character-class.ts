const classText = /^\[(?!\^?\])\^?(?:[^\\[\]]|\\[dDsSwWnrt\\^$.*+?()[\]{}|/-]|\\[pP]\{\w+\})+\]\+?$/u

/**
 * The pattern of one bracketed character class with an optional `+` (`[^A-Za-z0-9_]+`), for replacing all, or `undefined`.
 * Such a pattern cannot backtrack. Inside: characters, ranges, `\d \s \w`, `\p{L}`, and escaped signs.
 */
export function characterClass(text: string): RegExp | undefined {
  if (!classText.test(text)) return undefined
  try {
    return new RegExp(text, 'gu')
  } catch {
    return undefined
  }
}

/** Why a literal is no character class, or `undefined`. */
export function checkCharacterClass(literal: unknown): string | undefined {
  if (typeof literal === 'string' && characterClass(literal) !== undefined) return undefined
  return "wants one class in brackets, with + or without, like '[^A-Za-z0-9_]+'; in it, \\ [ and ] have a backslash before them, and only \\n \\r \\t \\d \\s \\w \\p{...} mean something: any other character stands as it is"
}
