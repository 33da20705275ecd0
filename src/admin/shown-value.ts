import { seenKey } from '../delivery/mask/seen-key.ts'
import { isObject } from '../values/json.ts'

const longest = 200
const placeholders = /\{\{settings\.\w+\}\}/g

/** Shows values of requests and their keys without what came from an event. */
export interface ValuesShown {
  readonly key: (key: string) => string
  readonly value: (value: unknown) => string
  readonly url: (url: string) => string
}

/**
 * Shows what is made of events: names and constants of mappings, booleans, `null` and placeholders of settings as they are. Any other text is `"…"`, any other number `…`, so that
 * what one was and the other is can be told. `names`: those of the mappings, in lower case. A value is cut after 200 characters.
 */
export function valuesShown(names: ReadonlySet<string>): ValuesShown {
  const isConstant = (text: string): boolean => {
    const rest = text.replaceAll(placeholders, '').trim().toLowerCase()
    return rest === '' || names.has(rest)
  }
  const key = (name: string): string => (names.has(name.toLowerCase()) ? name : seenKey(name))
  const write = (value: unknown, room: number): string => {
    if (typeof value === 'string') return isConstant(value) ? JSON.stringify(value) : '"…"'
    if (Array.isArray(value)) return `[${writeAll(value, (one, left) => write(one, left), room)}]`
    if (isObject(value)) {
      const member = ([name, inner]: readonly [string, unknown], left: number): string =>
        `${JSON.stringify(key(name))}:${write(inner, left)}`
      return `{${writeAll(Object.entries(value), member, room)}}`
    }
    return typeof value === 'boolean' || value === null || names.has(String(value)) ? String(value) : '…'
  }
  return {
    key,
    value: (value) => cut(write(value, longest)),
    url: (url) => {
      const [, origin = '', path = ''] = /^(https?:\/\/[^/]*|\{\{settings\.\w+\}\})(.*)$/s.exec(url) ?? []
      return cut(`${origin}${path.replaceAll(/[^/]+/g, (part) => (isConstant(part) ? part : '…'))}`)
    },
  }
}

/** As many of some values as there is room for. */
function writeAll<T>(values: readonly T[], write: (value: T, room: number) => string, room: number): string {
  let text = ''
  for (const value of values) {
    if (text.length > room) return `${text},…`
    text += `${text === '' ? '' : ','}${write(value, room - text.length)}`
  }
  return text
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
