import type { PathNode } from '../expressions/ast.ts'
import { compilePathNode } from '../expressions/root.ts'
import type { Compilers } from '../directives/directive.ts'
import { directives, refusedDirectives } from '../directives/table.ts'
import type { Fql } from '../fql/ast.ts'
import { findingsOf } from '../fql/check.ts'
import type { FieldCompiler } from '../fql/compile.ts'
import { compileFql } from '../fql/compile.ts'
import { explain } from '../fql/explain.ts'
import { parseFql } from '../fql/parse.ts'
import type { JsonObject } from '../../values/json.ts'
import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent, constant, constantOf } from '../context/compile-context.ts'
import type { Expr, Path, Predicate, Scope } from '../context/scope.ts'
import { fieldsOf } from '../context/fields.ts'
import { scopeOf } from '../context/scope.ts'
import { compileTemplate, literalHint } from '../expressions/template.ts'
import { knownAt } from './known.ts'

/** Compiles any JSON of a mapping to an expression: texts are templates, an object with one `@` key is a directive, the rest is itself. */
export function compileValue(json: unknown, context: CompileContext): Expr {
  if (typeof json === 'string') return compileTemplate(json, context, literalHint)
  if (Array.isArray(json)) return compileList(json, context)
  if (!isObject(json)) return constant(json)
  if (Object.hasOwn(json, rootDirective)) return compileRootDirective(json, context)
  const marked = Object.keys(json).find((key) => key.startsWith('@'))
  return marked === undefined ? compileObject(json, context) : compileDirective(marked, json, context)
}

/** Compiles FQL to a predicate; a text that does not parse, or a path that cannot be seen here, is an issue with its caret. */
export function compileCondition(json: unknown, context: CompileContext): Predicate {
  const condition = readCondition(json, context)
  return condition === undefined ? never : compileFql(condition.fql, condition.field)
}

/** Like {@link compileCondition}, and gives why the condition does not hold, for people. */
export function compileExplained(
  json: unknown,
  context: CompileContext,
): { readonly matches: Predicate; readonly explain: (scope: Scope) => string | undefined } {
  const condition = readCondition(json, context)
  if (condition === undefined) return { matches: never, explain: () => undefined }
  const { fql, field } = condition
  return { matches: compileFql(fql, field), explain: (scope) => explain(fql, field, scope) }
}

function readCondition(
  json: unknown,
  context: CompileContext,
): { readonly fql: Fql; readonly field: FieldCompiler } | undefined {
  if (typeof json !== 'string') {
    context.error('write a condition in FQL, as text')
    return undefined
  }
  const parsed = parseFql(json)
  if (!parsed.ok) {
    context.error(parsed.message, { text: json, at: parsed.at })
    return undefined
  }
  for (const { severity, message, at } of findingsOf(parsed.fql, knownAt(context)))
    context[severity === 'error' ? 'error' : 'warn'](message, { text: json, at })
  const at = context.condition()
  // A field is compiled once, however often it is asked for: the place counts what is compiled in it.
  const fields = new Map<number, Expr>()
  const field: FieldCompiler = (path, offset) => {
    const compiled = fields.get(offset) ?? compilePathNode(pathNode(path, offset), json, at)
    fields.set(offset, compiled)
    return compiled
  }
  return { fql: parsed.fql, field }
}

function pathNode(path: Path, at: number): PathNode {
  const rooted = path[0] === '$'
  return { kind: 'path', path: rooted ? path.slice(1) : path, rooted, at }
}

const never: Predicate = () => false

const compilers: Compilers = { value: compileValue, condition: compileCondition }

/** Segment keeps a directive that holds for a whole mapping under this key, beside the mapping's own. */
export const rootDirective = '__segment_internal_directive'

/** Such a mapping means the directive over the other keys: `{"@transform": {"apply": ..., "mapping": {the other keys}}}`. */
function compileRootDirective({ [rootDirective]: directive, ...mapping }: JsonObject, context: CompileContext): Expr {
  const [name, ...more] = isObject(directive) ? Object.keys(directive) : []
  const options = isObject(directive) && name !== undefined ? directive[name] : undefined
  if (name !== undefined && more.length === 0 && isObject(options))
    return asWritten(context, () => compileValue({ [name]: { ...options, mapping } }, context))
  context.in(rootDirective).error('write one directive here, such as {"@transform": {"apply": value}}')
  return absent
}

/** Compiles a mapping with Segment's key of a directive, and puts what is said where the file has it. */
function asWritten(context: CompileContext, compile: () => Expr): Expr {
  const { issues } = context.file
  const before = issues.length
  const expr = compile()
  const own = issues.splice(before)
  const inMapping = /^\/@[^/]*\/mapping(?=\/|$)/
  for (const issue of own) {
    const rest = issue.pointer.startsWith(`${context.pointer}/@`)
      ? issue.pointer.slice(context.pointer.length)
      : undefined
    if (rest === undefined) issues.push(issue)
    else if (inMapping.test(rest)) issues.push({ ...issue, pointer: context.pointer + rest.replace(inMapping, '') })
    else issues.push({ ...issue, pointer: `${context.in(rootDirective).pointer}${rest}` })
  }
  return expr
}

function compileDirective(name: string, json: Readonly<Record<string, unknown>>, context: CompileContext): Expr {
  const refused = Object.hasOwn(refusedDirectives, name) ? refusedDirectives[name] : undefined
  const directive = Object.hasOwn(directives, name) ? directives[name] : undefined
  if (refused !== undefined) context.error(`"${name}" does not exist here: ${refused}`)
  else if (directive === undefined) context.unknown('directive', name, Object.keys(directives))
  else if (Object.keys(json).length > 1) {
    context.error(
      `"${name}" must be the only key of its object; to add keys lay objects over each other with "@spread"`,
    )
  } else return directive.compile(json[name], context.in(name), compilers)
  return absent
}

function compileList(json: readonly unknown[], context: CompileContext): Expr {
  const elements = json.map((element, i) => compileValue(element, context.in(i)))
  const fixed = constants(elements)
  if (fixed !== undefined) return constant(fixed.filter((value) => value !== undefined))
  return (scope) => {
    const out: unknown[] = []
    for (const element of elements) {
      const value = element(scope)
      if (value !== undefined) out.push(value)
    }
    return out
  }
}

function compileObject(json: Readonly<Record<string, unknown>>, context: CompileContext): Expr {
  const keys = Object.keys(json)
  const members = keys.map((key) => compileValue(json[key], context.in(key)))
  const build = fieldsOf(keys, members, isAbsent)
  return constants(members) === undefined ? build : constant(build(nothing))
}

function isAbsent(value: unknown): boolean {
  return value === undefined
}

const nothing = scopeOf({})

/** The values of expressions that are all constant. */
function constants(members: readonly Expr[]): readonly unknown[] | undefined {
  const found = members.map((member) => constantOf(member))
  return found.every((entry) => entry !== undefined) ? found.map((entry) => entry.value) : undefined
}
