import { isEmpty, jsonOf, toText, wellFormedJson } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Refusal } from '../context/refusal.ts'
import { refuse } from '../context/refusal.ts'
import { compileValue } from './value.ts'
import type { Expr, Scope } from '../context/scope.ts'

/** A body as text with the content type that goes with it; `undefined`: none. */
interface Body {
  readonly text: string
  readonly contentType: string
}
export type BodyBuilder = (scope: Scope) => Body | Refusal | undefined

interface BodyFile {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, unknown>> | undefined
  readonly text?: string | undefined
}

/** Compiles the body of a request: `json`, `form` or `text`, at most one of them. */
export function compileBody(file: BodyFile, context: CompileContext): BodyBuilder {
  const kinds = (['json', 'form', 'text'] as const).filter((kind) => file[kind] !== undefined)
  if (kinds.length > 1) context.error(`a request has one body: "${kinds.join('" or "')}"`)
  const [kind] = kinds
  if (kind === undefined) return () => undefined
  if (kind === 'form') return formBuilder(compilePairs(file.form ?? {}, context.in('form')))
  const value = compileValue(file[kind], context.in(kind))
  return (scope) => {
    const made = value(scope)
    if (made === undefined) return undefined
    if (kind === 'text') return { text: toText(made).toWellFormed(), contentType: 'text/plain;charset=UTF-8' }
    const text = wellFormedJson(jsonOf(made))
    return text === undefined
      ? refuse('rejected', 'the body is nested too deep to be written')
      : { text, contentType: 'application/json' }
  }
}

function formBuilder(pairs: Pairs): BodyBuilder {
  return (scope) => ({
    text: new URLSearchParams(pairs(scope).map(([key, value]): [string, string] => [key, value])).toString(),
    contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
  })
}

/** Parameters or fields in order: what is empty is left out, a list repeats it. */
export type Pairs = (scope: Scope) => readonly (readonly [string, string])[]

/** Compiles `query` or `form`. */
export function compilePairs(file: Readonly<Record<string, unknown>>, context: CompileContext): Pairs {
  const entries = Object.entries(file).map(([key, json]) => [key, compileValue(json, context.in(key))] as const)
  return (scope) => entries.flatMap(([key, expr]) => textsOf(expr, scope).map((text) => [key, text] as const))
}

/** The texts of a parameter, a field or a header: what is empty is none, a list is several. */
export function textsOf(expr: Expr, scope: Scope): readonly string[] {
  const value = expr(scope)
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value]
  return list.filter((element) => !isEmpty(element)).map(toText)
}
