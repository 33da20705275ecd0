import { setOwn } from '../../values/json.ts'
import type { Expr, Scope } from './scope.ts'

/** An object with the values of members under their keys, in order; `isLeftOut` says which values it does not get. */
export function objectOf(
  keys: readonly string[],
  members: readonly Expr[],
  isLeftOut: (value: unknown) => boolean,
): (scope: Scope) => Record<string, unknown> {
  return (scope) => {
    const out: Record<string, unknown> = {}
    for (const [i, member] of members.entries()) {
      const value = member(scope)
      if (!isLeftOut(value)) setOwn(out, keys[i] ?? '', value)
    }
    return out
  }
}
