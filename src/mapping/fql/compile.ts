import { isEmpty, textOf } from '../../values/json.ts'
import type { Expr, Path, Predicate } from '../context/scope.ts'
import type { Constant, Field, Fql, Literal, Order, Test } from './ast.ts'
import { isField, isSetting } from './ast.ts'
import { valueFunctions } from './functions.ts'
import { globOf } from './glob.ts'
import type { Pattern } from './pattern.ts'

/** Makes the getter of a field from its path and its place in the text (0-based). */
export type FieldCompiler = (path: Path, at: number) => Expr

/**
 * A condition as closures. Values are compared by type and value, absent counts as `null`, order holds for numbers,
 * `contains` and `match` for text; everything else is false, and `!=` and `not` are the opposite. Nothing is allocated
 * when it is asked, but by functions that make a text.
 */
export function compileFql(fql: Fql, field: FieldCompiler): Predicate {
  if (fql.kind === 'all') return always
  if (fql.kind === 'not') return opposite(compileFql(fql.of, field))
  if (fql.kind === 'or' || fql.kind === 'and') {
    const parts = fql.of.map((one) => compileFql(one, field))
    return joined(parts, fql.kind === 'or' ? either : both)
  }
  return compileTest(fql, field)
}

function compileTest(test: Test, field: FieldCompiler): Predicate {
  if (test.kind === 'member')
    return isMember(compileOperand(test.value, field), test.list, compileOperand(test.list, field))
  const get = compileOperand(test.field, field)
  switch (test.kind) {
    case 'equals':
      return equals(get, test.value.value)
    case 'differs':
      return opposite(equals(get, test.value.value))
    case 'order':
      return ordered(get, test.operator, test.value)
    case 'in':
      return isIn(
        get,
        test.values.map(({ value }) => value),
      )
    case 'contains':
      return contains(get, test.text)
    case 'match':
      return matches(get, test.pattern)
    case 'exists':
      return exists(get)
  }
}

/** A literal, or a field with the functions around it. */
function compileOperand(operand: Field | Constant, field: FieldCompiler): Expr {
  if (!isField(operand)) return () => operand.value
  return operand.functions.reduce<Expr>(
    (get, name) => {
      const { of } = valueFunctions[name]
      return (scope) => of(get(scope))
    },
    field(operand.path, operand.at),
  )
}

type Join = (a: Predicate, b: Predicate) => Predicate

const never: Predicate = () => false
const always: Predicate = () => true
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
  if (typeof value !== 'number') return (scope) => get(scope) === value
  return (scope) => {
    const found = get(scope)
    return found === value || (typeof found === 'bigint' && Number(found) === value)
  }
}

/** A `bigint` is a whole number that a double cannot hold; it is compared with one as it is. */
function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function ordered(get: Expr, operator: Order, bound: number): Predicate {
  switch (operator) {
    case '>':
      return (scope) => {
        const value = get(scope)
        return isNumber(value) && value > bound
      }
    case '>=':
      return (scope) => {
        const value = get(scope)
        return isNumber(value) && value >= bound
      }
    case '<':
      return (scope) => {
        const value = get(scope)
        return isNumber(value) && value < bound
      }
    case '<=':
      return (scope) => {
        const value = get(scope)
        return isNumber(value) && value <= bound
      }
  }
}

/** Most texts are none of the list's by their length alone, which costs a fraction of looking them up. */
function isIn(get: Expr, values: readonly Literal[]): Predicate {
  const set: ReadonlySet<unknown> = new Set<unknown>(values.includes(null) ? [...values, undefined] : values)
  const lengths = new Set(values.map((value) => (typeof value === 'string' ? value.length : 0)))
  return (scope) => {
    const found = get(scope)
    return (typeof found !== 'string' || lengths.has(found.length)) && set.has(found)
  }
}

/** Whether a value is in a list: of the event, by type and value; of a setting, by its text. */
function isMember(get: Expr, list: Field, getList: Expr): Predicate {
  if (isSetting(list)) return isInSetting(get, getList)
  return (scope) => {
    const all = getList(scope)
    return Array.isArray(all) && all.includes(get(scope) ?? null)
  }
}

/** A setting changes hardly ever: its text is taken apart when it is another than the last. */
function isInSetting(get: Expr, getText: Expr): Predicate {
  let last = ''
  let texts: ReadonlySet<string> = new Set()
  return (scope) => {
    const text = getText(scope)
    const value = textOf(get(scope))
    if (typeof text !== 'string' || value === undefined) return false
    if (text !== last) {
      last = text
      texts = listIn(text)
    }
    return texts.has(value)
  }
}

function listIn(text: string): ReadonlySet<string> {
  const parts = text.split(',').map((part) => part.trim())
  return new Set(parts.filter((part) => part !== ''))
}

function contains(get: Expr, text: string): Predicate {
  return (scope) => {
    const value = get(scope)
    return typeof value === 'string' && value.includes(text)
  }
}

function matches(get: Expr, { pieces }: Pattern): Predicate {
  const glob = globOf(pieces)
  return (scope) => {
    const value = get(scope)
    return typeof value === 'string' && glob(value)
  }
}

function exists(get: Expr): Predicate {
  return (scope) => !isEmpty(get(scope))
}
