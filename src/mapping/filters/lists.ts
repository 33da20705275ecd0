import type { Arg, Filter } from './filter.ts'
import { finite, isObject, numberOf, setOwn } from '../../values/json.ts'
import { readPath } from '../context/path.ts'
import { charactersOf } from './cut.ts'
import { plus } from './decimal.ts'
import { checkCount, jsonText, plain } from './reading.ts'

type ListChain = (value: unknown) => unknown

const path: Arg = { name: 'path', type: 'text' }

/** Filters over lists. */
export const listFilters: Readonly<Record<string, Filter>> = {
  // The filters given over each element of a list or each value of an object; what becomes absent is left out: `["a"] | each: (upcase)` is `["A"]`.
  each: { args: [{ name: 'filters', type: 'filters' }], make: (chain: ListChain) => (value) => each(value, chain) },

  // What a path finds in each element; absent ones are left out: `[{"a": {"b": 1}}, {}] | map: "a.b"` is `[1]`.
  map: {
    args: [path],
    make: (path: string) => {
      const keys = path.split('.')
      return overList((list) => list.map((element) => readPath(element, keys)).filter(isPresent))
    },
  },

  // The first element: `[1, 2]` is `1`.
  first: plain(overList((list) => list[0])),

  // How many characters a text has, elements a list, keys an object: `"añ😀"` is `3`.
  size: plain(sizeOf),

  // The sum of the numbers in a list, or of what a path finds in its elements; absent if there are none: `[1, "2", null]` is `3`.
  sum: {
    args: [{ ...path, optional: true }],
    make: (path?: string) => {
      const keys = path === undefined ? [] : path.split('.')
      return overList((list) =>
        sum(list.map((element) => numberOf(readPath(element, keys))).filter((n) => n !== undefined)),
      )
    },
  },

  // Without repeated elements, the first kept; objects are equal if their JSON text is: `[1, "1", 1]` is `[1, "1"]`.
  uniq: plain(overList(uniq)),

  // At most so many elements of a list or keys of an object, from the start: `[1, 2, 3] | limit: 2` is `[1, 2]`.
  limit: {
    args: [{ name: 'count', type: 'number', check: checkCount }],
    make: (count: number) => (value) => limited(value, count),
  },

  // A list of one; a list stays: `1` is `[1]`.
  wrap: plain((value) => (Array.isArray(value) ? value : [value])),

  // The lists in a list as one list; other elements stay, `null` is left out: `[[1], [2, 3], 4]` is `[1, 2, 3, 4]`.
  concat: plain(overList((list) => list.flat().filter((element) => element !== null))),
}

/** A function over lists; anything else becomes absent. */
function overList(apply: (list: readonly unknown[]) => unknown): (value: unknown) => unknown {
  return (value) => (Array.isArray(value) ? apply(value) : undefined)
}

function isPresent(value: unknown): boolean {
  return value !== undefined
}

function each(value: unknown, chain: ListChain): unknown {
  if (Array.isArray(value)) return value.map((element) => chain(element)).filter(isPresent)
  if (!isObject(value)) return undefined
  const out: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const result = chain(inner)
    if (result !== undefined) setOwn(out, key, result)
  }
  return out
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return charactersOf(value).length
  if (Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}

function sum(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : finite(numbers.reduce(plus))
}

function uniq(list: readonly unknown[]): readonly unknown[] {
  const seen = new Set<unknown>()
  return list.filter((element) => {
    const key = jsonText(element) ?? element
    return !seen.has(key) && seen.add(key)
  })
}

function limited(value: unknown, count: number): unknown {
  if (Array.isArray(value)) return value.slice(0, count)
  if (!isObject(value)) return undefined
  const out: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value).slice(0, count)) setOwn(out, key, inner)
  return out
}
