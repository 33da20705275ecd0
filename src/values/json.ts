import { parseExactly } from './exact-json.ts'

/** What a JSON object looks like from inside: own string keys, unknown values. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a plain JSON object (no list, no null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Whether lists and objects lie in each other in more than so many levels; the value itself is level one.
 * It never goes deeper than `levels`, so that no value can exhaust the stack.
 */
export function isDeeperThan(levels: number, value: unknown): boolean {
  return typeof value === 'object' && value !== null && (levels === 0 || hasDeeperThan(levels - 1, value))
}

function hasDeeperThan(levels: number, value: object): boolean {
  if (Array.isArray(value)) {
    for (const child of value) if (isDeeperThan(levels, child)) return true
    return false
  }
  const object = value as JsonObject
  for (const key in object) if (isDeeperThan(levels, object[key])) return true
  return false
}

/** Whether the language counts a value as empty: absent, `null`, `""`, `[]`, `{}`. */
export function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === ''
  return value === null || (Array.isArray(value) ? value.length === 0 : !hasOwnKey(value))
}

function hasOwnKey(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return true
  return false
}

/** Sets a key as an own property, `__proto__` included, so that no data can reach a prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
  } else target[key] = value
}

/**
 * A field as text: text, or a number or boolean as its text; anything else is absent. Whatever arrives becomes text here or in {@link toText}, and a number in
 * {@link numberOf}: `String()`, `Number()` and `+` call the methods `toString` and `valueOf` of an object, and throw where the object holds data under these names.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined
}

// No two parts can match the same character, so that matching is linear.
const digitText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/** A field as a number: a finite number, or a text of decimal digits (`" -12.50 "`, `"1e3"`); anything else is absent. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return finite(value)
  if (typeof value === 'bigint') return finite(Number(value))
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return digitText.test(text) ? finite(Number(text)) : undefined
}

/** The number, if JSON can hold it: never `NaN`, never infinite, and `0` for `-0`. */
export function finite(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined
  return value === 0 ? 0 : value
}

/** A value as text, as the language writes it between other text: objects and lists as JSON, absent and `null` as nothing. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  return (typeof value === 'object' && value !== null ? wellFormedJson(jsonOf(value)) : textOf(value)) ?? ''
}

/** JSON of a value; absent for what is nested too deep for JavaScript to write (an answer of a partner could be). */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/**
 * JSON that `JSON.stringify` wrote, with U+FFFD for each half of a surrogate pair that stands alone: it is no character, and partners refuse the whole body because of it
 * (RFC 7493, 2.1). A pair is written as it is, so that only halves are left as escapes; a `\\ud83d` is a backslash and letters.
 */
export function wellFormedJson<Json extends string | undefined>(json: Json): Json | string {
  if (json?.includes('\\ud') !== true) return json
  return json.replaceAll(/\\(?:ud[89a-f][\da-f]{2}|.)/g, (escape) => (escape.length > 2 ? '\uFFFD' : escape))
}

/** A text as JSON of any type, or itself where it is none. */
export function parseJson(text: string): unknown {
  try {
    return parseExactly(text)
  } catch {
    return text
  }
}
