import { parseExactly } from '../values/exact-json.ts'
import type { Slice } from './array-scan.ts'

/** Elements that follow each other, parsed; `first` is the index of the first one in the array. */
export interface ElementGroup {
  readonly first: number
  readonly values: readonly unknown[]
}

/** In bytes: how much of elements a group holds (a larger one stands alone), and the largest element that is parsed at all */
export interface GroupSizes {
  readonly group: number
  readonly element: number
}

/**
 * The elements that `scanArray` found in these bytes, all of them and in order, parsed group by group as they are asked for. One above
 * `sizes.element` is `undefined`, which no JSON is: 32 MB of brackets would be 900 MB of lists. It never throws for what a scan took,
 * because V8's `JSON.parse` does not recurse.
 */
export function* groups(
  bytes: Uint8Array,
  elements: readonly Slice[],
  sizes: GroupSizes,
  parse: (text: string) => unknown = parseExactly,
): Generator<ElementGroup, void> {
  let first = 0
  let size = 0
  let values: unknown[] = []
  for (const [i, slice] of elements.entries()) {
    const length = slice.end - slice.start
    if (i > first && size + length > sizes.group) {
      yield { first, values }
      first = i
      size = 0
      values = []
    }
    size += length
    values.push(length > sizes.element ? undefined : parse(decoder.decode(bytes.subarray(slice.start, slice.end))))
  }
  if (values.length > 0) yield { first, values }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
