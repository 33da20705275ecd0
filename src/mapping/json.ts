/** What a JSON object looks like from inside: own string keys, unknown values. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a plain JSON object (no list, no null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the language counts a value as empty: absent, `null`, `""`, `[]`, `{}`. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isObject(value) && !hasOwnKey(value)
}

function hasOwnKey(value: JsonObject): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return true
  return false
}

/** Sets a key as an own property, `__proto__` included, so that no data can reach a prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
  } else target[key] = value
}

/** A value as text, as the language writes it between other text: objects and lists as JSON, absent and `null` as nothing. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? jsonText(value) : String(value)
}

/** JSON of an object; what is nested too deep for JavaScript to write (an answer of a partner could be) is nothing. */
function jsonText(value: object): string {
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

/** A text as JSON of any type, or itself where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
