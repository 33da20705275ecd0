/** A text as it reads once it is decoded. Its character `i` stands in the original between `starts[i]` and `ends[i]`. */
export interface Reading {
  readonly text: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** A part of a text: from a position up to another. */
export type TextSpan = readonly [from: number, to: number]

/** What is encoded this often is still read: JSON within JSON within a form. */
const deepest = 3

/** One encoded character: percent-encoded UTF-8 (RFC 3986), an escape of JSON, a reference of HTML. */
const escaped =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|\\u[\da-f]{4}|\\[^u]|&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi

/** A text as it is, and as it reads when what is encoded in it is decoded: once, twice, three times. */
export function readingsOf(text: string): readonly Reading[] {
  const starts = Array.from({ length: text.length }, (_, i) => i)
  const readings: Reading[] = [{ text, starts, ends: starts.map((at) => at + 1) }]
  for (let last = readings[0]; last !== undefined && readings.length <= deepest;) {
    last = decoded(last)
    if (last !== undefined) readings.push(last)
  }
  return readings
}

/** A reading with what is encoded in it decoded once; nothing where nothing is. */
function decoded({ text, starts, ends }: Reading): Reading | undefined {
  const into: { text: string; starts: number[]; ends: number[] } = { text: '', starts: [], ends: [] }
  const copy = (from: number, to: number): void => {
    into.text += text.slice(from, to)
    for (let i = from; i < to; i++) into.starts.push(starts[i] ?? 0)
    for (let i = from; i < to; i++) into.ends.push(ends[i] ?? 0)
  }
  let done = 0
  for (const { 0: code, index } of text.matchAll(escaped)) {
    copy(done, index)
    done = index + code.length
    const plain = plainOf(code)
    into.text += plain
    for (let i = 0; i < plain.length; i++) into.starts.push(starts[index] ?? 0)
    for (let i = 0; i < plain.length; i++) into.ends.push(ends[done - 1] ?? 0)
  }
  if (done === 0) return undefined
  copy(done, text.length)
  return into
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plainOf(code: string): string {
  if (code.startsWith('%')) return percentDecoded(code)
  if (/^\\u/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(2), 16))
  if (code.startsWith('\\')) return letters[code.slice(1)] ?? code.slice(1)
  const name = code.slice(1, -1).toLowerCase()
  if (!name.startsWith('#')) return entities[name] ?? code
  const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : code
}

/** UTF-8 that is none (a sequence longer than it needs be) stays as it is. */
function percentDecoded(code: string): string {
  try {
    return decodeURIComponent(code)
  } catch {
    return code
  }
}

/** A text in which letters of either case, and a space and the `+` of a form, are the same. It is as long as the text, so that positions stay. */
export function folded(text: string): string {
  const low = text.toLowerCase()
  const same = low.length === text.length ? low : text.replaceAll(/[^]/g, lowered)
  return same.replaceAll('ς', 'σ').replaceAll('+', ' ')
}

function lowered(character: string): string {
  const low = character.toLowerCase()
  return low.length === 1 ? low : character
}
