const surrogates = /[\uD800-\uDFFF]/

/** A text by characters (code points), so that no emoji is cut in half: the text itself where each unit is one. */
export function charactersOf(text: string): string | readonly string[] {
  return surrogates.test(text) ? Array.from(text) : text
}

/**
 * A part of a text (by characters) or list, as Liquid cuts: a negative start counts from the end;
 * a start outside the value or a negative length gives nothing (`""`, `[]`). Parts of numbers are cut off.
 */
export function cut(value: string | readonly unknown[], start: number, length: number): string | readonly unknown[] {
  if (typeof value !== 'string') return value.slice(...bounds(value.length, start, length))
  const characters = charactersOf(value)
  const part = characters.slice(...bounds(characters.length, start, length))
  return typeof part === 'string' ? part : part.join('')
}

function bounds(total: number, start: number, length: number): [number, number] {
  const from = Math.trunc(start) < 0 ? total + Math.trunc(start) : Math.trunc(start)
  return from < 0 || length < 0 ? [0, 0] : [from, from + Math.trunc(length)]
}
