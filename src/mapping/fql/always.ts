import type { Fql, Test } from './ast.ts'
import { formatFql } from './explain.ts'

/** With more different tests than this the question is not answered: each doubles the work. */
const mostTests = 10

/**
 * Whether one of several conditions holds for every event there is, by how they are put together: `a` or `not a`. What the tests in them mean to each other (`x > 1`, `x < 2`)
 * is not known, so that `false` says that it may be.
 */
export function oneAlwaysHolds(conditions: readonly Fql[]): boolean {
  const tests = [...new Set(conditions.flatMap(testsOf))]
  if (tests.length > mostTests) return false
  for (let row = 0; row < 2 ** tests.length; row++) {
    const holding = new Set(tests.filter((_, i) => (row >> i) % 2 === 1))
    if (!conditions.some((condition) => holds(condition, holding))) return false
  }
  return true
}

function testsOf(fql: Fql): readonly string[] {
  switch (fql.kind) {
    case 'and':
    case 'or':
      return fql.of.flatMap(testsOf)
    case 'not':
      return testsOf(fql.of)
    case 'all':
      return []
    default:
      return [nameOf(fql)]
  }
}

function holds(fql: Fql, holding: ReadonlySet<string>): boolean {
  switch (fql.kind) {
    case 'and':
      return fql.of.every((part) => holds(part, holding))
    case 'or':
      return fql.of.some((part) => holds(part, holding))
    case 'not':
      return !holds(fql.of, holding)
    case 'all':
      return true
    default:
      return holding.has(nameOf(fql)) !== (fql.kind === 'differs')
  }
}

/** `a != 1` is the same test as `a = 1`, with the other answer. */
function nameOf(test: Test): string {
  return formatFql(test.kind === 'differs' ? { ...test, kind: 'equals' } : test)
}
