import type { JsonObject } from '../../values/json.ts'
import { isObject, setOwn } from '../../values/json.ts'
import type { Expr, Scope } from './scope.ts'

/** Whether a value of the file is an object of fields: none of its keys is a directive. */
export function isFields(json: unknown): json is JsonObject {
  return isObject(json) && !Object.keys(json).some((key) => key.startsWith('@'))
}

/** Makes an object of fields: each has the value of its expression, in their order; `isLeftOut` says which values it does not get. */
export function fieldsOf(
  keys: readonly string[],
  values: readonly Expr[],
  isLeftOut: (value: unknown) => boolean,
): (scope: Scope) => Record<string, unknown> {
  return (scope) => {
    const out: Record<string, unknown> = {}
    for (const [i, expr] of values.entries()) {
      const value = expr(scope)
      if (!isLeftOut(value)) setOwn(out, keys[i] ?? '', value)
    }
    return out
  }
}
