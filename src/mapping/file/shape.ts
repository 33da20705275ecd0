import * as v from 'valibot'
import { isDeeperThan, isObject } from '../../values/json.ts'
import type { Issue } from '../context/issues.ts'
import { below } from '../context/issues.ts'
import { rightForm } from './right-form.ts'
import { MappingFile } from './schema.ts'
import type { SoundParts } from './sound-parts.ts'
import { soundParts } from './sound-parts.ts'
import { withoutUnknownKeys } from './unknown-keys.ts'

/** A file in the right form, or everything wrong with its form (unknown keys, missing keys, wrong types), by JSON pointer. */
export interface Shaped {
  /** The file, without what is unknown in it or wrong in its form: the texts of the rest can be checked too. Nothing where too little is left. */
  readonly file: MappingFile | undefined
  readonly issues: readonly Issue[]
  /** Whether an issue of the rest stands, and is not said because of what was left out. */
  readonly stands: SoundParts['stands']
}

const allStand = (): boolean => true

/** How deep a mapping file may be nested. */
const deepest = 100

/** Checks the form of a mapping file. */
export function checkShape(json: unknown): Shaped {
  if (!isObject(json)) return nothing(`expected an object, found ${found(json)}`)
  if (isDeeperThan(deepest, json)) return nothing(`a mapping is nested at most ${deepest} levels deep`)
  const known = withoutUnknownKeys(MappingFile, json)
  const parsed = v.safeParse(MappingFile, known.json)
  const faults = faultsOf(parsed).filter(({ pointer }) => !known.lists.some((list) => pointer.startsWith(list)))
  // A misspelt key says more than the key that is missing because of it.
  const issues = [...known.issues, ...faults]
  if (parsed.success && known.lists.length === 0) return { file: parsed.output, issues, stands: allStand }
  const wrong = [...known.lists, ...faults.map(({ pointer }) => pointer)]
  const sound = soundParts(known.json, wrong, (rest) =>
    faultsOf(v.safeParse(MappingFile, rest)).map(({ pointer }) => pointer),
  )
  return { file: sound?.file, issues, stands: sound?.stands ?? allStand }
}

function nothing(message: string): Shaped {
  return { file: undefined, issues: [{ severity: 'error', pointer: '', message }], stands: allStand }
}

function faultsOf({ issues = [] }: { readonly issues?: readonly ValibotIssue[] | undefined }): readonly Issue[] {
  return issues.flatMap((issue) => flatten(issue))
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
  const last = String(keys.at(-1))
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `"${last}" is missing`
  const form = rightForm(last, issue.kind === 'schema' ? (issue.expected ?? '') : '', issue.input)
  if (issue.kind === 'schema' && issue.type !== 'union')
    return `expected ${expected(issue)}, found ${found(issue.input)}${form}`
  return form === '' ? issue.message : `found ${found(issue.input)}${form}`
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
