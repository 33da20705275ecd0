import { compilePathNode } from '../expressions/root.ts'
import { readInstant } from '../filters/instant.ts'
import { parsePath, SyntaxFault } from '../expressions/parse.ts'
import { isEmpty } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent } from '../context/compile-context.ts'
import type { RequirementFile } from './schema.ts'
import { milliseconds } from './schema.ts'
import type { Expr, Scope } from '../context/scope.ts'
import { compileExplained } from './value.ts'

/** Why an event or item is not sent: `reject` (an error of the sender) or `skip` (rightly left out). */
export interface Unmet {
  readonly otherwise: 'reject' | 'skip'
  readonly message: string
}

/** A requirement: gives what is unmet, or nothing. `now` in ms. */
export type Requirement = (scope: Scope, now: number) => Unmet | undefined

/** Requirements on the event, asked before items are built, and those on `item`, asked of each. */
export interface Requirements {
  readonly ofEvent: readonly Requirement[]
  readonly ofItem: readonly Requirement[]
}

/** Compiles `requires`. */
export function compileRequires(files: readonly RequirementFile[], context: CompileContext): Requirements {
  const ofEvent: Requirement[] = []
  const ofItem: Requirement[] = []
  for (const [i, file] of files.entries()) {
    const own = context.in(i).apart()
    const requirement = compileRequirement(file, own)
    if (own.uses.roots.has('item')) ofItem.push(requirement)
    else ofEvent.push(requirement)
  }
  return { ofEvent, ofItem }
}

/** The first requirement that is not met. */
export function firstUnmet(requirements: readonly Requirement[], scope: Scope, now: number): Unmet | undefined {
  for (const requirement of requirements) {
    const unmet = requirement(scope, now)
    if (unmet !== undefined) return unmet
  }
  return undefined
}

function compileRequirement(file: RequirementFile, context: CompileContext): Requirement {
  if (typeof file === 'string') {
    const path = compileBarePath(file, context)
    const missing: Unmet = { otherwise: 'reject', message: `${file} is required` }
    return (scope) => (isEmpty(path(scope)) ? missing : undefined)
  }
  if (file.allOf !== undefined && Object.keys(file).length === 1)
    context.error(`write the paths as they are: ${file.allOf.map((path) => JSON.stringify(path)).join(', ')}`)
  const parts = compileParts(file, context)
  if (parts.length === 0) context.error('write "anyOf", "allOf", "newerThan" or "if"')
  const otherwise = file.otherwise ?? 'reject'
  return (scope, now) => {
    for (const part of parts) {
      const reason = part(scope, now)
      if (reason !== undefined) return { otherwise, message: file.message ?? reason }
    }
    return undefined
  }
}

/** A part of a requirement: why it is not met, or nothing. `now` in ms. */
type Part = (scope: Scope, now: number) => string | undefined

function compileParts(file: Exclude<RequirementFile, string>, context: CompileContext): readonly Part[] {
  const parts: Part[] = []
  const any = paths(file.anyOf, context.in('anyOf'))
  const noneOf = `one of ${file.anyOf?.join(', ')} is required`
  if (any.length > 0) parts.push((scope) => (any.every((path) => isEmpty(path(scope))) ? noneOf : undefined))
  for (const [i, path] of paths(file.allOf, context.in('allOf')).entries()) {
    const missing = `${file.allOf?.[i]} is required`
    parts.push((scope) => (isEmpty(path(scope)) ? missing : undefined))
  }
  if (file.newerThan !== undefined) {
    const [age, old] = [milliseconds(file.newerThan), `the event is older than ${file.newerThan}`]
    parts.push((scope, now) => {
      const at = timestampOf(scope)
      if (at === undefined) return unreadable
      return at !== 'none' && at < now - age ? old : undefined
    })
  }
  if (file.if !== undefined) parts.push(compileExplained(file.if, context.in('if')).explain)
  return parts
}

function paths(texts: readonly string[] | undefined, context: CompileContext): readonly Expr[] {
  return (texts ?? []).map((text, i) => compileBarePath(text, context.in(i)))
}

/** Compiles a bare path, as `requires` and `redact` hold. */
function compileBarePath(text: string, context: CompileContext): Expr {
  try {
    return compilePathNode(parsePath(text), text, context)
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault
    context.error(`${fault.message} (a bare path stands here, without {{ }})`, { text, at: fault.at })
    return absent
  }
}

const unreadable = 'the timestamp of the event cannot be read, so nobody knows how old it is'

/** When the event happened (ms): its `timestamp`; `undefined` where that cannot be read, `none` where there is none. */
function timestampOf(scope: Scope): number | 'none' | undefined {
  const { timestamp } = scope.event as { readonly timestamp?: unknown }
  return isEmpty(timestamp) ? 'none' : readInstant(timestamp)?.ms
}
