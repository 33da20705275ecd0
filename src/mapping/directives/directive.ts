import { isObject } from '../../values/json.ts'
import type { Place } from '../context/place.ts'
import type { Expr, Predicate } from '../context/scope.ts'

/** What directives compile their parts with. */
export interface Compilers {
  readonly value: (json: unknown, place: Place) => Expr
  readonly condition: (json: unknown, place: Place) => Predicate
}

/** One directive: what its argument is (for messages), and how it becomes an expression. What is wrong becomes an issue of the place. */
export interface Directive {
  readonly shape: string
  readonly compile: (argument: unknown, place: Place, compilers: Compilers) => Expr
}

/** Says that an argument has not the directive's shape; the place is the argument's. */
export function wrongShape(place: Place, shape: string): void {
  place.error(`write ${shape}`)
}

/** The argument as an object with the given keys, of which `required` must be there; else `undefined`, said. */
export function keysOf(
  argument: unknown,
  place: Place,
  keys: { required: readonly string[]; optional?: readonly string[]; shape: string },
): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(argument)) {
    wrongShape(place, keys.shape)
    return undefined
  }
  const known = [...keys.required, ...(keys.optional ?? [])]
  for (const key of Object.keys(argument)) if (!known.includes(key)) place.in(key).unknown('key', key, known)
  const missing = keys.required.filter((key) => !Object.hasOwn(argument, key))
  for (const key of missing) place.error(`"${key}" is missing: write ${keys.shape}`)
  return missing.length === 0 ? argument : undefined
}
