import type { JsonFault } from '../ingest/json-fault.ts'
import type { Slice } from '../ingest/array-scan.ts'
import { firstOfArray, jsonFault, scanArray } from '../ingest/array-scan.ts'
import { groups } from '../ingest/array-groups.ts'
import { parseExactly } from '../values/exact-json.ts'
import { isObject, jsonOf } from '../values/json.ts'
import { largestEvent } from './items.ts'

/** Above this a body is never parsed whole: 1 MB. */
const largestParsed = 1_024 * 1_024
/** What a body of a whole array is parsed and committed by. */
const groupBytes = 1_024 * 1_024
const sizes = { group: groupBytes, element: largestEvent }
const deepest = 10_000
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
/** An array begins within so many bytes. */
const blanksRead = 1_024

/** A body that was read: one JSON value; an array over 1 MB, seen to be valid, whose items are parsed in groups; or what is wrong with it (`too large`: no array). */
export type ReadBody =
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'large'; readonly bytes: Uint8Array; readonly elements: readonly Slice[] }
  | { readonly kind: 'too many' }
  | { readonly kind: 'too large' }
  | ({ readonly kind: 'fault' } & JsonFault)

/** Reads a body: UTF-8 JSON, whatever the content type says (Segment's own SDKs send text/plain). `most`: the most items of an array. */
export function readBody(bytes: Uint8Array, most: number): ReadBody {
  if (bytes.byteLength > largestParsed) return readLarge(bytes, most)
  try {
    const json = parseExactly(utf8.decode(bytes))
    return Array.isArray(json) && json.length > most ? { kind: 'too many' } : { kind: 'json', json }
  } catch {
    return { kind: 'fault', code: 'invalid_json', message: 'the body is no valid JSON', ...jsonFault(bytes) }
  }
}

function readLarge(bytes: Uint8Array, most: number): ReadBody {
  if (!/^\uFEFF?[ \t\r\n]*\[/.test(new TextDecoder().decode(bytes.subarray(0, blanksRead))))
    return { kind: 'too large' }
  const scanned = scanArray(bytes, { most, levels: deepest })
  return scanned.kind === 'array' ? { kind: 'large', bytes, elements: scanned.elements } : scanned
}

/**
 * The first element of an array as JavaScript writes it, large numbers rounded, which is what Segment signs. Nothing else of the bytes is parsed, for nobody knows yet who sent them; one that is
 * larger than an event may be, or nested too deeply, is signed by nobody.
 */
export function firstElement(bytes: Uint8Array): string | undefined {
  const begin = bytes.subarray(0, blanksRead + largestEvent)
  const first = firstOfArray(begin, deepest)
  if (first === undefined) return undefined
  const [group] = groups(begin, [first], sizes, JSON.parse)
  const value = group?.values[0]
  return isObject(value) ? jsonOf(value) : undefined
}

/** The items of a body, in order, by groups that are handled one after the other. An item too large to be an event is `undefined`. */
export function* itemGroups(body: ReadBody): Generator<readonly unknown[]> {
  if (body.kind === 'json') yield Array.isArray(body.json) ? body.json : [body.json]
  if (body.kind !== 'large') return
  for (const { values } of groups(body.bytes, body.elements, sizes)) yield values
}
