import { sequenceEnd } from './json-tokens.ts'

/** Why bytes are no JSON, and where. The message holds nothing of them. */
export interface JsonFault {
  readonly code: 'invalid_json' | 'invalid_utf8'
  readonly message: string
}

/** The fault of a body whose byte at a position (from 0) must not be there. */
export function faultAt(bytes: Uint8Array, at: number): JsonFault {
  if (bytes.length === 0)
    return { code: 'invalid_json', message: 'the body is empty: send one event, or an array of events, as JSON' }
  const place = placeOf(bytes, at)
  if (at >= bytes.length)
    return { code: 'invalid_json', message: `the body is no valid JSON: it ends too early, ${place}` }
  const isText = (bytes[at] ?? 0) < 0x80 || sequenceEnd(bytes, at) > 0
  return isText
    ? { code: 'invalid_json', message: `the body is no valid JSON: see ${place}` }
    : { code: 'invalid_utf8', message: `the body is no valid UTF-8: see ${place}` }
}

/** Whether the bytes begin with a byte order mark, which is dropped. */
export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** A position as a line and a column, both from 1. A column is a character; of UTF-8, each byte counts but those inside a character. */
function placeOf(bytes: Uint8Array, at: number): string {
  let [line, column] = [1, 1]
  for (const byte of bytes.subarray(hasMark(bytes) ? 3 : 0, at)) {
    if (byte === 0x0a) {
      line += 1
      column = 1
    } else if ((byte & 0xc0) !== 0x80) column += 1
  }
  return `line ${line}, column ${column}`
}
