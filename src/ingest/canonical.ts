import { digest } from '../values/digest.ts'
import { isObject } from '../values/json.ts'

/**
 * A JSON value as text that does not depend on the order of keys or on white space: keys in the order of their UTF-16 code units.
 * Numbers are as JavaScript writes them. It recurses, so the depth must have been limited before.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isObject(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${members.join(',')}}`
}

/** A message id for an event that came without: `fwd-` and the SHA-256 of what came, so that a repeat has the same. */
export function contentId(event: unknown): string {
  return `fwd-${digest('sha256', canonicalJson(event))}`
}

/** Whether a message id is one that we made. */
export function isContentId(id: unknown): boolean {
  return typeof id === 'string' && /^fwd-[0-9a-f]{64}$/.test(id)
}
