import { isObject } from '../../values/json.ts'
import { didYouMean } from '../context/issues.ts'

/** What to write instead of a value of a wrong type, as the end of a message, or nothing. `key`: under which it stands; `expected`: the type, as Valibot names it. */
export function rightForm(key: string, expected: string, input: unknown): string {
  const form = formOfKey(key, input) ?? formOfType(expected, input)
  if (form !== undefined) return `: write ${form}`
  const choices = Array.from(expected.matchAll(/"([^"]*)"/g), ([, choice = '']) => choice)
  return typeof input === 'string' ? didYouMean(input, choices) : ''
}

function formOfKey(key: string, input: unknown): string | undefined {
  if (key === 'version') return '1, the one version of the language (docs/mapping-version.md), or leave it out'
  if (typeof input === 'string') return key === 'method' ? methodLike(input) : undefined
  if (key === 'key' && isObject(input))
    return 'a template here, "{{ values.name }}", and what is made by a directive under "values"'
  if (typeof input !== 'number') return undefined
  switch (key) {
    case 'batch':
      return `{"max": ${input}}`
    case 'buffer':
      return `{"seconds": ${input}}`
    case 'limits':
      return `{"requests": ${input}, "seconds": 1}`
    case 'giveUpAfter':
    case 'newerThan':
    case 'every':
    case 'cache':
    case 'lasts':
      return `it with its unit: "${input}s" are ${input} seconds; there are s, m, h and d`
    default:
      return undefined
  }
}

function methodLike(input: string): string | undefined {
  const method = input.trim().toUpperCase()
  return /^(?:GET|POST|PUT|PATCH|DELETE)$/.test(method) ? `"${method}"` : undefined
}

function formOfType(expected: string, input: unknown): string | undefined {
  if (expected === 'Array')
    return Array.isArray(input) ? undefined : `[${isObject(input) ? '{...}' : JSON.stringify(input)}]`
  if (expected === 'string')
    return typeof input === 'number' || typeof input === 'boolean' ? `it in quotes: "${input}"` : undefined
  if (typeof input !== 'string') return undefined
  const isBare =
    expected === 'number' ? /^[0-9]+$/.test(input) : expected === 'boolean' && /^(?:true|false)$/.test(input)
  return isBare ? `it without quotes: ${input}` : undefined
}
