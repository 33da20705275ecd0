import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Expr, Predicate } from '../context/scope.ts'

/** What directives compile their parts with. */
export interface Compilers {
  readonly value: (json: unknown, context: CompileContext) => Expr
  readonly condition: (json: unknown, context: CompileContext) => Predicate
}

/** One directive: what its argument is (for messages), and how it becomes an expression. What is wrong becomes an issue of the context. */
export interface Directive {
  readonly shape: string
  readonly compile: (argument: unknown, context: CompileContext, compilers: Compilers) => Expr
}

/** Says that an argument has not the directive's shape; the context is the argument's. */
export function wrongShape(context: CompileContext, shape: string): void {
  context.error(`write ${shape}`)
}

/** The argument as an object with the given keys, of which `required` must be there; else `undefined`, said. */
export function keysOf(
  argument: unknown,
  context: CompileContext,
  keys: { required: readonly string[]; optional?: readonly string[]; shape: string },
): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(argument)) {
    wrongShape(context, keys.shape)
    return undefined
  }
  const known = [...keys.required, ...(keys.optional ?? [])]
  for (const key of Object.keys(argument)) if (!known.includes(key)) context.in(key).unknown('key', key, known)
  const missing = keys.required.filter((key) => !Object.hasOwn(argument, key))
  for (const key of missing) context.error(`"${key}" is missing: write ${keys.shape}`)
  return missing.length === 0 ? argument : undefined
}
