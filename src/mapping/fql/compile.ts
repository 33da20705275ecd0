import { isEmpty } from '../../values/json.ts'
import type { Expr, Path, Predicate } from '../context/scope.ts'
import type { Fql, Literal, Order } from './ast.ts'
import { globOf } from './glob.ts'

/** Makes the getter of a field from its path and its place in the text (0-based). */
export type FieldCompiler = (path: Path, at: number) => Expr

/**
 * A condition as closures. Values are compared by type and value, absent counts as `null`, order holds for numbers,
 * `contains` and `match` for text; everything else is false, and `!=` and `not` are the opposite. Nothing is allocated
 * when it is asked.
 */
export function compileFql(fql: Fql, field: FieldCompiler): Predicate {
  if (fql.kind === 'not') return opposite(compileFql(fql.of, field))
  if (fql.kind === 'or' || fql.kind === 'and') {
    const parts = fql.of.map((one) => compileFql(one, field))
    return joined(parts, fql.kind === 'or' ? either : both)
  }
  return compileTest(fql, field(fql.field.path, fql.field.at))
}

type Test = Exclude<Fql, { kind: 'or' | 'and' | 'not' }>

function compileTest(test: Test, get: Expr): Predicate {
  switch (test.kind) {
    case 'equals':
      return equals(get, test.value)
    case 'differs':
      return differs(get, test.value)
    case 'order':
      return ordered(get, test.operator, test.value)
    case 'in':
      return isIn(get, test.values)
    case 'contains':
      return contains(get, test.text)
    case 'match':
      return matches(get, test.pieces)
    case 'exists':
      return exists(get)
  }
}

type Join = (a: Predicate, b: Predicate) => Predicate

const never: Predicate = () => false
const both: Join = (a, b) => (scope) => a(scope) && b(scope)
const either: Join = (a, b) => (scope) => a(scope) || b(scope)

/** Joined as a balanced tree, so that a long chain of conditions is no deep chain of calls. */
function joined(parts: readonly Predicate[], join: Join): Predicate {
  const [first] = parts
  if (first === undefined || parts.length === 1) return first ?? never
  const middle = Math.ceil(parts.length / 2)
  return join(joined(parts.slice(0, middle), join), joined(parts.slice(middle), join))
}

function opposite(of: Predicate): Predicate {
  return (scope) => !of(scope)
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null
}

function equals(get: Expr, value: Literal): Predicate {
  if (value === null) return (scope) => isNothing(get(scope))
  return (scope) => get(scope) === value
}

function differs(get: Expr, value: Literal): Predicate {
  if (value === null) return (scope) => !isNothing(get(scope))
  return (scope) => get(scope) !== value
}

function ordered(get: Expr, operator: Order, bound: number): Predicate {
  switch (operator) {
    case '>':
      return (scope) => {
        const value = get(scope)
        return typeof value === 'number' && value > bound
      }
    case '>=':
      return (scope) => {
        const value = get(scope)
        return typeof value === 'number' && value >= bound
      }
    case '<':
      return (scope) => {
        const value = get(scope)
        return typeof value === 'number' && value < bound
      }
    case '<=':
      return (scope) => {
        const value = get(scope)
        return typeof value === 'number' && value <= bound
      }
  }
}

function isIn(get: Expr, values: readonly Literal[]): Predicate {
  const set: ReadonlySet<unknown> = new Set<unknown>(values.includes(null) ? [...values, undefined] : values)
  return (scope) => set.has(get(scope))
}

function contains(get: Expr, text: string): Predicate {
  return (scope) => {
    const value = get(scope)
    return typeof value === 'string' && value.includes(text)
  }
}

function matches(get: Expr, pieces: readonly string[]): Predicate {
  const glob = globOf(pieces)
  return (scope) => {
    const value = get(scope)
    return typeof value === 'string' && glob(value)
  }
}

function exists(get: Expr): Predicate {
  return (scope) => !isEmpty(get(scope))
}
