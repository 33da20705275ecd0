import type { JsonFault } from './json-fault.ts'
import { faultAt, hasMark } from './json-fault.ts'
import { blankEnd, scalarEnd, stringEnd } from './json-tokens.ts'

/** Where an element stands in the bytes, without the white space around it: from `start` to before `end`. */
export interface Slice {
  readonly start: number
  readonly end: number
}

/** The most elements of the array, and the most levels of lists and objects, the array itself included (a byte of memory each). */
export interface ScanLimits {
  readonly most: number
  readonly levels: number
}

/** The elements of the array, or why there is none. */
export type Scanned =
  | { readonly kind: 'array'; readonly elements: readonly Slice[] }
  | { readonly kind: 'too many' }
  | ({ readonly kind: 'fault' } & JsonFault)

const openList = 0x5b
const openObject = 0x7b
const closeObject = 0x7d
const comma = 0x2c
const colon = 0x3a

/**
 * Reads all bytes as one JSON array in strict UTF-8, as `JSON.parse` would behind a fatal `TextDecoder` (a byte order mark at the start
 * is dropped), without making its values. 'too many' is said where the first element too many begins: what follows is not read.
 */
export function scanArray(bytes: Uint8Array, limits: ScanLimits): Scanned {
  const from = blankEnd(bytes, hasMark(bytes) ? 3 : 0)
  if (bytes[from] !== openList) return { kind: 'fault', code: 'invalid_json', message: 'the body is no JSON array' }
  return new Scan(bytes, limits).read(from)
}

/** Why bytes are no JSON value, and where; nothing where they are one. It takes a byte of memory for each. */
export function jsonFault(bytes: Uint8Array): JsonFault | undefined {
  const scan = new Scan(bytes, { most: Number.POSITIVE_INFINITY, levels: bytes.length })
  const read = scan.read(blankEnd(bytes, hasMark(bytes) ? 3 : 0))
  return read.kind === 'fault' ? { code: read.code, message: read.message } : undefined
}

/** Where the first element of the array that the bytes begin with stands; nothing where there is no whole one. Nothing behind it is read. */
export function firstOfArray(bytes: Uint8Array, levels: number): Slice | undefined {
  const from = blankEnd(bytes, hasMark(bytes) ? 3 : 0)
  return bytes[from] === openList ? new Scan(bytes, { most: 1, levels }).first(from) : undefined
}

/**
 * One pass over the bytes. It never recurses, so that no nesting can exhaust the stack: what is open stands in `closers`, as the byte
 * that ends it. As in `json-tokens.ts` its methods give the next position, or one below zero when the text is refused.
 */
class Scan {
  readonly #bytes: Uint8Array
  readonly #limits: ScanLimits
  readonly #closers: Uint8Array
  readonly #elements: Slice[] = []
  #depth = 0
  #start = 0
  #refusal: Scanned | undefined

  constructor(bytes: Uint8Array, limits: ScanLimits) {
    this.#bytes = bytes
    this.#limits = limits
    this.#closers = new Uint8Array(limits.levels)
  }

  /** Reads value after value with what stands between, until the array is closed; behind it may be white space only. */
  read(from: number): Scanned {
    let at = this.#close(this.#descend(from))
    while (at >= 0 && this.#depth > 0) at = this.#next(at)
    if (at >= 0 && at < this.#bytes.length) at = ~at
    return at < 0
      ? (this.#refusal ?? { kind: 'fault', ...faultAt(this.#bytes, ~at) })
      : { kind: 'array', elements: this.#elements }
  }

  /** Reads until the first element has ended. */
  first(from: number): Slice | undefined {
    let at = this.#close(this.#descend(from))
    while (at >= 0 && this.#depth > 0 && this.#elements.length === 0) at = this.#next(at)
    return this.#elements[0]
  }

  /** The comma behind a value, and the value after it, with all that ends there. */
  #next(from: number): number {
    const at = this.#bytes[from] === comma ? this.#begin(blankEnd(this.#bytes, from + 1)) : ~from
    return this.#close(this.#descend(at))
  }

  /** Opens lists and objects down to a scalar, which it reads, or to an empty one, whose end `#close` reads. */
  #descend(from: number): number {
    let at = from
    while (at >= 0) {
      const opener = this.#bytes[at]
      if (opener !== openList && opener !== openObject) return this.#scalar(at)
      if (this.#depth === this.#limits.levels) return this.#refuse(at, tooDeep(this.#limits.levels))
      // In ASCII both closing brackets stand two behind their opening ones.
      const closer = opener + 2
      this.#closers[this.#depth] = closer
      this.#depth += 1
      at = blankEnd(this.#bytes, at + 1)
      if (this.#bytes[at] === closer) return at
      at = this.#begin(at)
    }
    return at
  }

  /** What comes before a value: in an object its key and the colon; in the array itself the count of elements. */
  #begin(at: number): number {
    if (this.#closers[this.#depth - 1] === closeObject) return keyEnd(this.#bytes, at)
    if (this.#depth > 1) return at
    if (this.#elements.length === this.#limits.most) return this.#refuse(at, { kind: 'too many' })
    this.#start = at
    return at
  }

  #scalar(at: number): number {
    const end = scalarEnd(this.#bytes, at)
    return end < 0 ? end : this.#ended(end)
  }

  /** Closes all that ends here, one around the other. */
  #close(from: number): number {
    let at = from
    while (this.#depth > 0 && this.#bytes[at] === this.#closers[this.#depth - 1]) {
      this.#depth -= 1
      at = this.#ended(at + 1)
    }
    return at
  }

  /** Keeps an element that ends here, and skips the white space behind it. */
  #ended(end: number): number {
    if (this.#depth === 1) this.#elements.push({ start: this.#start, end })
    return blankEnd(this.#bytes, end)
  }

  #refuse(at: number, refusal: Scanned): number {
    this.#refusal = refusal
    return ~at
  }
}

function tooDeep(levels: number): Scanned {
  return { kind: 'fault', code: 'invalid_json', message: `the body has more than ${levels} levels of nesting` }
}

/** The end of an object's key, of the colon and of the white space around it. */
function keyEnd(bytes: Uint8Array, from: number): number {
  const key = stringEnd(bytes, from)
  if (key < 0) return key
  const at = blankEnd(bytes, key)
  return bytes[at] === colon ? blankEnd(bytes, at + 1) : ~at
}
