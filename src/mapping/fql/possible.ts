import type { Path } from '../context/scope.ts'
import { scopeOf } from '../context/scope.ts'
import type { Fql, Test } from './ast.ts'
import { fieldsOf, isField, isSetting } from './ast.ts'
import { compileFql } from './compile.ts'

/** What is known of a field: its value, or `undefined` for nothing. */
export type KnownFields = (path: Path) => { readonly value: unknown } | undefined

/** Whether a condition could hold for some event of which only some fields are known. */
export function isPossible(fql: Fql, known: KnownFields): boolean {
  return judge(fql, known) !== false
}

/** Kleene's three values: `undefined` is "that depends". */
function judge(fql: Fql, known: KnownFields): boolean | undefined {
  if (fql.kind === 'not') {
    const inner = judge(fql.of, known)
    return inner === undefined ? undefined : !inner
  }
  if (fql.kind === 'and' || fql.kind === 'or') {
    const deciding = fql.kind === 'or'
    const parts = fql.of.map((part) => judge(part, known))
    if (parts.includes(deciding)) return deciding
    return parts.includes(undefined) ? undefined : !deciding
  }
  return fql.kind === 'all' ? true : judgeTest(fql, known)
}

function judgeTest(test: Test, known: KnownFields): boolean | undefined {
  const areKnown = fieldsOf(test).every(({ path }) => known(path) !== undefined)
  if (areKnown) return compileFql(test, (path) => () => known(path)?.value)(scopeOf({}))
  return isOfNothing(test, known) ? false : undefined
}

/** Whether it asks for nothing in a setting: no list of texts holds that. */
function isOfNothing(test: Test, known: KnownFields): boolean {
  if (test.kind !== 'member' || !isSetting(test.list) || !isField(test.value)) return false
  const field = known(test.value.path)
  return field !== undefined && field.value === undefined && test.value.functions.length === 0
}
