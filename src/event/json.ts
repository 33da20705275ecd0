/** A JSON object from outside: own string keys, unknown values. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object (no list, no null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Whether lists and objects lie in each other in more than so many levels; the value itself is level one.
 * It never goes deeper than `levels`, so that no value can exhaust the stack.
 */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  return children.some((child) => isDeeperThan(levels - 1, child))
}
