/*
 * Where the tokens of JSON text in UTF-8 end, by the grammar of RFC 8259 that `JSON.parse` takes. Each function is given a position and
 * gives the one after the token, or `~position` (below zero) of the byte that must not be there: this runs for each of 32 million bytes,
 * where an object as the result would cost more than the reading. Behind the last byte stands a 0, which belongs to no token.
 */

const quote = 0x22
const backslash = 0x5c
const space = 0x20
const minus = 0x2d
const zero = 0x30

/** The end of white space, which may be none: space, tab, line feed and carriage return (RFC 8259, 2). */
export function blankEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank(bytes[at] ?? 0)) at += 1
  return at
}

function isBlank(byte: number): boolean {
  return byte <= space && (byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09)
}

/** The end of a string, a number, `true`, `false` or `null`. */
export function scalarEnd(bytes: Uint8Array, from: number): number {
  switch (bytes[from]) {
    case quote:
      return stringEnd(bytes, from)
    case 0x74:
      return literalEnd(bytes, from, trueBytes)
    case 0x66:
      return literalEnd(bytes, from, falseBytes)
    case 0x6e:
      return literalEnd(bytes, from, nullBytes)
    default:
      return numberEnd(bytes, from)
  }
}

const encoder = new TextEncoder()
const trueBytes = encoder.encode('true')
const falseBytes = encoder.encode('false')
const nullBytes = encoder.encode('null')

function literalEnd(bytes: Uint8Array, from: number, literal: Uint8Array): number {
  for (let i = 0; i < literal.length; i += 1) if (bytes[from + i] !== literal[i]) return ~(from + i)
  return from + literal.length
}

/** A number: no plus, no leading zero, digits on both sides of the point (RFC 8259, 6). */
function numberEnd(bytes: Uint8Array, from: number): number {
  const whole = bytes[from] === minus ? from + 1 : from
  let at = bytes[whole] === zero ? whole + 1 : digitsEnd(bytes, whole)
  if (bytes[at] === 0x2e) at = digitsEnd(bytes, at + 1)
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at
  const sign = bytes[at + 1]
  return digitsEnd(bytes, sign === minus || sign === 0x2b ? at + 2 : at + 1)
}

/** The end of one digit or more. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (isDigit(bytes[at] ?? 0)) at += 1
  return at === from ? ~from : at
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= 0x39
}

/** The end of a string, from its opening quote to behind the closing one; control characters may not stand in it (RFC 8259, 7). */
export function stringEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== quote) return ~from
  let at = from + 1
  while (at >= 0) {
    const byte = bytes[at] ?? 0
    if (byte === quote) return at + 1
    if (byte === backslash) at = escapeEnd(bytes, at)
    else if (byte < space) return ~at
    else at = byte < 0x80 ? at + 1 : sequenceEnd(bytes, at)
  }
  return at
}

/** What may stand behind a backslash: `"\/bfnrt`, and `u` with four hexadecimal digits. */
const escaped = new Set(encoder.encode('"\\/bfnrt'))

function escapeEnd(bytes: Uint8Array, from: number): number {
  const byte = bytes[from + 1] ?? 0
  if (escaped.has(byte)) return from + 2
  if (byte !== 0x75) return ~(from + 1)
  for (let at = from + 2; at < from + 6; at += 1) if (!isHexadecimal(bytes[at] ?? 0)) return ~at
  return from + 6
}

function isHexadecimal(byte: number): boolean {
  const lower = byte | 0x20
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66)
}

/**
 * The end of a character beyond ASCII in strict UTF-8: nothing overlong, no surrogates, nothing above U+10FFFF
 * (the table of well-formed sequences, Unicode 3.9, D92), or the complement of where it starts.
 */
export function sequenceEnd(bytes: Uint8Array, from: number): number {
  const lead = bytes[from] ?? 0
  const second = bytes[from + 1] ?? 0
  if (lead < 0xc2 || lead > 0xf4 || second < lowest(lead) || second > highest(lead)) return ~from
  if (lead < 0xe0) return from + 2
  if (!isTail(bytes[from + 2] ?? 0)) return ~from
  if (lead < 0xf0) return from + 3
  return isTail(bytes[from + 3] ?? 0) ? from + 4 : ~from
}

/** The lowest byte behind a lead: less would be an overlong form. */
function lowest(lead: number): number {
  if (lead === 0xe0) return 0xa0
  return lead === 0xf0 ? 0x90 : 0x80
}

/** The highest byte behind a lead: more would be a surrogate, or above U+10FFFF. */
function highest(lead: number): number {
  if (lead === 0xed) return 0x9f
  return lead === 0xf4 ? 0x8f : 0xbf
}

function isTail(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf
}
