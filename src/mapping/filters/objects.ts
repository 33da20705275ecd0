import type { Arg, Filter } from './filter.ts'
import type { JsonObject } from '../../values/json.ts'
import { isEmpty, isObject, setOwn, textOf } from '../../values/json.ts'
import { readPath } from '../context/path.ts'
import { plain } from './reading.ts'

type Entry = readonly [key: string, value: unknown]

const key: Arg = { name: 'key', type: 'text' }

// A flat key longer than this is left out: no partner takes one, and deep nesting would make the keys longer than the event.
const longestKey = 1000

/** Filters over objects; a result never shares a prototype's keys. */
export const objectFilters: Readonly<Record<string, Filter>> = {
  // The object without some keys: `{"a": 1, "b": 2} | omit: "a"` is `{"b": 2}`.
  omit: {
    args: [key],
    rest: key,
    make: (...keys: readonly string[]) => {
      const omitted = new Set(keys)
      return overObject((object) =>
        keys.some((name) => Object.hasOwn(object, name))
          ? objectOf(Object.entries(object).filter(([name]) => !omitted.has(name)))
          : object,
      )
    },
  },

  // The object with some keys only, in the order named: `{"a": 1, "b": 2} | pick: "b"` is `{"b": 2}`.
  pick: {
    args: [key],
    rest: key,
    make: (...keys: readonly string[]) =>
      overObject((object) =>
        objectOf(keys.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]])),
      ),
  },

  // An object or list without what is empty on its first level (`null` stays with 'keep_null'); absent if nothing is left: `{"a": 1, "b": ""}` is `{"a": 1}`.
  compact: {
    args: [{ name: "'keep_null'", type: 'text', optional: true, check: checkKeepNull }],
    make: (keepNull?: string) => (value) => compacted(value, keepNull === undefined ? isEmpty : isEmptyButNull),
  },

  // One level of keys, joined by a separator (`.` unless said), leaves only: `{"a": {"b": [1]}} | flatten` is `{"a.b.0": 1}`.
  flatten: {
    args: [{ name: 'separator', type: 'text', optional: true }],
    make: (separator = '.') => overObject((object) => flat(object, separator)),
  },

  // The filters given over each key; a key that becomes absent or empty is left out, one that is there already gets `_2`, `_3`: `{"a b": 1, "a-b": 2} | each_key: (replace_chars: "[ -]", "_")` is `{"a_b": 1, "a_b_2": 2}`.
  each_key: {
    args: [{ name: 'filters', type: 'filters' }],
    make: (chain: (value: unknown) => unknown) => overObject((object) => withKeys(object, chain)),
  },

  // A list of `[key, value]` pairs, as `@object` takes them: `{"a": 1}` is `[["a", 1]]`.
  entries: plain(overObject((object) => Object.entries(object))),

  // A list of the values: `{"a": 1, "b": 2}` is `[1, 2]`.
  values: plain(overObject((object) => Object.values(object))),

  // The value of a key, or of a place in a list from 0: `{"a": 1} | get: "a"` is `1`.
  get: {
    args: [key],
    make: (key: string) => (value) => readPath(value, [key]),
  },

  // The value of a key, else of the first key with the same letters and digits: `{"First_Name": 1} | any_case: "firstName"` is `1`.
  any_case: {
    args: [key],
    make: (key: string) => {
      const wanted = deadLettersOf(key)
      return overObject((object) => {
        if (Object.hasOwn(object, key)) return object[key]
        return wanted === '' ? undefined : Object.entries(object).find(([name]) => deadLettersOf(name) === wanted)?.[1]
      })
    },
  },
}

/** An object under other keys, in the order it came; no two fall together. */
function withKeys(object: JsonObject, chain: (value: unknown) => unknown): JsonObject {
  const out: Record<string, unknown> = {}
  const nexts = new Map<string, number>()
  for (const [key, value] of Object.entries(object)) {
    const made = textOf(chain(key)) ?? ''
    if (made === '') continue
    let name = made
    for (let n = nexts.get(made) ?? 2; Object.hasOwn(out, name); n++) {
      name = `${made}_${n}`
      nexts.set(made, n + 1)
    }
    setOwn(out, name, value)
  }
  return out
}

/** A function over objects; anything else becomes absent. */
function overObject(apply: (object: JsonObject) => unknown): (value: unknown) => unknown {
  return (value) => (isObject(value) ? apply(value) : undefined)
}

function objectOf(entries: readonly Entry[]): JsonObject {
  const out: Record<string, unknown> = {}
  for (const [key, value] of entries) setOwn(out, key, value)
  return out
}

function checkKeepNull(literal: unknown): string | undefined {
  return literal === 'keep_null' ? undefined : "takes 'keep_null' or nothing"
}

function isEmptyButNull(value: unknown): boolean {
  return value !== null && isEmpty(value)
}

function compacted(value: unknown, leavesOut: (inner: unknown) => boolean): unknown {
  if (Array.isArray(value)) {
    const full = value.filter((element) => !leavesOut(element))
    return full.length === 0 ? undefined : full
  }
  if (!isObject(value)) return undefined
  const full: Record<string, unknown> = {}
  for (const key of Object.keys(value)) if (!leavesOut(value[key])) setOwn(full, key, value[key])
  return isEmpty(full) ? undefined : full
}

/**
 * The leaves of an object or list under the keys that lead to them; `opens` says what is gone into. A loop with its own stack: nesting of any depth is followed as far as the keys
 * stay short enough.
 */
export function flat(
  tree: object,
  separator: string,
  opens: (value: unknown) => value is object = isNested,
): JsonObject {
  const out: Record<string, unknown> = {}
  const stack: Entry[] = Object.entries(tree).toReversed()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [path, value] = next
    if (path.length > longestKey) continue
    if (!opens(value)) setOwn(out, path, value)
    else for (const [key, inner] of Object.entries(value).toReversed()) stack.push([path + separator + key, inner])
  }
  return out
}

/** Whether a value is an object or a list. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function deadLettersOf(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}
