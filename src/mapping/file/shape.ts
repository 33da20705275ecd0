import * as v from 'valibot'
import { isDeeperThan, isObject } from '../../values/json.ts'
import type { Issue } from '../context/issues.ts'
import { below, didYouMean } from '../context/issues.ts'
import { MappingFile } from './schema.ts'

/** A file in the right form, or everything wrong with its form (unknown keys, missing keys, wrong types), by JSON pointer. */
export interface Shaped {
  /** The file, without the keys that are unknown, where nothing else is wrong with its form: its texts can be checked too. */
  readonly file: MappingFile | undefined
  readonly issues: readonly Issue[]
}

/** How deep a mapping file may be nested. */
const deepest = 100

/** Checks the form of a mapping file. */
export function checkShape(json: unknown): Shaped {
  if (!isObject(json)) return { file: undefined, issues: [fault(`expected an object, found ${found(json)}`)] }
  if (isDeeperThan(deepest, json))
    return { file: undefined, issues: [fault(`a mapping is nested at most ${deepest} levels deep`)] }
  const parsed = v.safeParse(MappingFile, json)
  if (parsed.success) return { file: parsed.output, issues: [] }
  const issues = parsed.issues.flatMap((issue) => flatten(issue))
  const unknown = issues.filter(({ message }) => message.startsWith('unknown key'))
  // A misspelt key says more than the key that is missing because of it.
  const ordered = [...unknown, ...issues.filter((issue) => !unknown.includes(issue))]
  if (unknown.length < issues.length) return { file: undefined, issues: ordered }
  const rest = v.safeParse(
    MappingFile,
    unknown.reduce<unknown>((left, { pointer }) => withoutPointer(left, pointer.split('/').slice(1)), json),
  )
  return { file: rest.success ? rest.output : undefined, issues: ordered }
}

function fault(message: string): Issue {
  return { severity: 'error', pointer: '', message }
}

/** A copy of a value without what stands at a JSON pointer. */
function withoutPointer(value: unknown, [token, ...rest]: readonly string[]): unknown {
  if (token === undefined) return undefined
  const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
  if (Array.isArray(value))
    return value.map((element: unknown, i) => (String(i) === key ? withoutPointer(element, rest) : element))
  if (!isObject(value)) return value
  const { [key]: inner, ...others } = value
  return rest.length === 0 ? others : { ...others, [key]: withoutPointer(inner, rest) }
}

type ValibotIssue = v.BaseIssue<unknown>

/** A union says only that none of its members fit; the issues of its last member (the object form) say more. */
function flatten(issue: ValibotIssue): readonly Issue[] {
  if (issue.type === 'union' && typeof issue.input === 'object' && issue.issues !== undefined) {
    const deeper = issue.issues.filter((inner) => (inner.path?.length ?? 0) > 0)
    if (deeper.length > 0) {
      return deeper.flatMap((inner) =>
        flatten({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] } as ValibotIssue),
      )
    }
  }
  const keys = (issue.path ?? []).map((part) => part.key as string | number)
  const pointer = keys.reduce<string>((at, key) => below(at, key), '')
  return [{ severity: 'error', pointer, message: messageOf(issue, keys) }]
}

function messageOf(issue: ValibotIssue, keys: readonly (string | number)[]): string {
  const last = keys.at(-1)
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = keysAt(MappingFile, keys.slice(0, -1))
    return `unknown key "${String(last)}"${didYouMean(String(last), known)}${known.length > 0 ? `; known here: ${known.join(', ')}` : ''}`
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `"${String(last)}" is missing`
  if (issue.kind === 'schema' && issue.type !== 'union')
    return `expected ${expected(issue)}, found ${found(issue.input)}`
  return issue.message
}

function expected(issue: ValibotIssue): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    Array: 'a list',
    Object: 'an object',
  }
  return names[issue.expected ?? ''] ?? (issue.expected ?? 'something else').replaceAll(' | ', ' or ')
}

function found(input: unknown): string {
  if (input === undefined) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  return isObject(input) ? 'an object' : JSON.stringify(input)
}

/** The keys that the schema knows at a path. */
function keysAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  const node = unwrap(schema)
  const [key, ...rest] = path
  if (Array.isArray(node['options']))
    return (node['options'] as readonly unknown[]).flatMap((option) => keysAt(option, path))
  if (key === undefined) return isObject(node['entries']) ? Object.keys(node['entries']) : []
  if (isObject(node['entries'])) return keysAt(node['entries'][key], rest)
  return keysAt(node['item'] ?? node['value'], rest)
}

function unwrap(schema: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(schema)) return {}
  if (isObject(schema['wrapped'])) return unwrap(schema['wrapped'])
  return schema
}
