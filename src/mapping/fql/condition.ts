import { type Constant, type Field, type Fql, isField, type Literal, type Order } from './ast.ts'
import { type Fault, faultAt } from './fault.ts'
import { type Cursor, is, unexpected } from './cursor.ts'
import { type FunctionName, isValueFunction, valueFunctions } from './functions.ts'
import { fieldHint, functionHint, operatorHint } from './hints.ts'
import { patternOf } from './pattern.ts'
import { type PathToken, shown, type TextToken, type Token } from './token.ts'

const keywords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'true', 'false', 'null'])

const constants: ReadonlyMap<string, Literal> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

const orders: ReadonlyMap<string, Order> = new Map([
  ['>', '>'],
  ['>=', '>='],
  ['<', '<'],
  ['<=', '<='],
])

const comparisons: ReadonlySet<string> = new Set(['=', '==', '!=', ...orders.keys()])

/** The functions that are conditions themselves: how what stands behind the field is read. */
const conditionFunctions: Readonly<Record<string, (cursor: Cursor, field: Field) => Fql | Fault>> = {
  contains: (cursor, field) => {
    const text = secondArgument(cursor)
    return text.kind === 'fault' ? text : { kind: 'contains', field, text: text.value }
  },
  match: (cursor, field) => {
    const text = secondArgument(cursor)
    const pattern = text.kind === 'fault' ? text : patternOf(text)
    return 'kind' in pattern ? pattern : { kind: 'match', field, pattern }
  },
  exists: (_cursor, field) => ({ kind: 'exists', field }),
}

/** How many functions may stand in each other. */
const maxDepth = 100

const aCondition = 'a condition such as `type = "track"`'

/** One condition without `and`, `or`, `not` or parentheses: a function or a comparison. */
export function parseCondition(cursor: Cursor): Fql | Fault {
  const token = cursor.take()
  const constant = is(cursor.peek(), 'in') ? constantOf(token) : undefined
  if (constant !== undefined) return parseIn(cursor, constant)
  if (token.kind !== 'path') return unexpected(token, aCondition)
  const name = token.text.toLowerCase()
  if (keywords.has(name)) {
    const isCompared = comparisons.has(cursor.peek().text)
    return unexpected(token, aCondition, isCompared ? `a field of this name is written \`$.${token.text}\`` : undefined)
  }
  if (name === 'all' && endsCondition(cursor.peek())) return { kind: 'all' }
  if (!is(cursor.peek(), '(')) return parseComparison(cursor, token)
  if (Object.hasOwn(conditionFunctions, name)) return parseCall(cursor, name)
  return isValueFunction(name) ? parseComparison(cursor, token) : unknownFunction(token)
}

/** Whether a condition is complete before this token. */
function endsCondition(token: Token): boolean {
  return token.kind === 'end' || is(token, ')') || is(token, 'and') || is(token, 'or')
}

function parseCall(cursor: Cursor, name: string): Fql | Fault {
  cursor.takes('(')
  const field = parseField(cursor, cursor.take())
  if ('kind' in field) return field
  const fql = conditionFunctions[name]?.(cursor, field) ?? unexpected(cursor.peek(), aCondition)
  return fql.kind === 'fault' || cursor.takes(')') ? fql : unexpected(cursor.peek(), '`)`')
}

function secondArgument(cursor: Cursor): TextToken | Fault {
  if (!cursor.takes(',')) return unexpected(cursor.peek(), '`,` and a text in quotes')
  const text = cursor.take()
  return text.kind === 'text' ? text : unexpected(text, 'a text in quotes')
}

/** A field, or functions around one: `length(lowercase(event))`. */
function parseField(cursor: Cursor, first: Token): Field | Fault {
  const outside: FunctionName[] = []
  let token = first
  for (; token.kind === 'path' && cursor.takes('('); token = cursor.take()) {
    const name = token.text.toLowerCase()
    if (!isValueFunction(name)) return unknownFunction(token)
    outside.push(name)
    if (outside.length > maxDepth) return faultAt(token.at, `expected at most ${maxDepth} functions in each other`)
  }
  if (token.kind !== 'path' || keywords.has(token.text.toLowerCase())) return unexpected(token, 'a field')
  for (const name of outside)
    if (!cursor.takes(')')) return unexpected(cursor.peek(), '`)`', `\`${name}\` takes one field`)
  return { path: token.path, at: token.at, functions: outside.toReversed() }
}

function unknownFunction(name: PathToken): Fault {
  const called = name.text.toLowerCase()
  if (Object.hasOwn(conditionFunctions, called))
    return faultAt(name.at, `expected a field, found ${shown(name)}: it says yes or no, and gives no value`)
  const known = [...Object.keys(conditionFunctions), ...Object.keys(valueFunctions)]
  return faultAt(name.at, `unknown function ${shown(name)}${functionHint(called, known)}`)
}

function parseComparison(cursor: Cursor, token: PathToken): Fql | Fault {
  const field = parseField(cursor, token)
  if ('kind' in field) return field
  const isValue = field.path.length > 1 || field.functions.length > 0
  const operator = cursor.peek()
  if (isValue && endsCondition(operator)) return { kind: 'equals', field, value: { value: true, at: token.at } }
  if (is(operator, 'in')) return parseIn(cursor, field)
  cursor.take()
  const order = orders.get(operator.text)
  if (order !== undefined) return parseOrder(cursor.take(), field, order)
  if (is(operator, '!=')) return parseEquality(cursor, field, 'differs')
  if (is(operator, '=') || is(operator, '==')) return parseEquality(cursor, field, 'equals')
  return unexpected(operator, '`=`, `!=`, `>`, `>=`, `<`, `<=` or `in`', operatorHint(operator.text))
}

function parseOrder(token: Token, field: Field, operator: Order): Fql | Fault {
  if (token.kind === 'number') return { kind: 'order', field, operator, value: token.value }
  return unexpected(token, 'a number', token.kind === 'text' ? 'only numbers have an order' : fieldHint(token, field))
}

function parseEquality(cursor: Cursor, field: Field, kind: 'equals' | 'differs'): Fql | Fault {
  const value = parseConstant(cursor, field)
  return 'kind' in value ? value : { kind, field, value }
}

/** What stands behind `in`: values in parentheses (or brackets, as Segment has them too), or the path of a list. */
function parseIn(cursor: Cursor, value: Field | Constant): Fql | Fault {
  cursor.takes('in')
  const token = cursor.take()
  if (is(token, '(') || is(token, '[')) return parseValues(cursor, value, is(token, '(') ? ')' : ']')
  if (token.kind !== 'path' || keywords.has(token.text.toLowerCase()))
    return unexpected(token, '`(` and values, or the path of a list')
  return { kind: 'member', value, list: { path: token.path, at: token.at, functions: [] } }
}

function parseValues(cursor: Cursor, field: Field | Constant, close: ')' | ']'): Fql | Fault {
  if (!isField(field)) return faultAt(field.at, 'expected a field before `in` and its values, found a value')
  const values: Constant[] = []
  do {
    const value = parseConstant(cursor, field)
    if ('kind' in value) return value
    values.push(value)
  } while (cursor.takes(','))
  return cursor.takes(close) ? { kind: 'in', field, values } : unexpected(cursor.peek(), `\`,\` or \`${close}\``)
}

/** A text in quotes, a number, or one of the words that are values. */
function constantOf(token: Token): Constant | undefined {
  if (token.kind === 'text' || token.kind === 'number') return { value: token.value, at: token.at }
  const value = token.kind === 'path' ? constants.get(token.text.toLowerCase()) : undefined
  return value === undefined ? undefined : { value, at: token.at }
}

/** A value. One bare word is a text, as Segment has it: `type = track`. */
function parseConstant(cursor: Cursor, field: Field): Constant | Fault {
  const token = cursor.take()
  const constant = constantOf(token)
  if (constant !== undefined) return constant
  const expected = 'a text in quotes, a number, `true`, `false` or `null`'
  if (token.kind !== 'path') return unexpected(token, expected)
  if (token.path.length > 1) return unexpected(token, expected, fieldHint(token, field))
  if (keywords.has(token.text.toLowerCase())) return unexpected(token, expected)
  const next = cursor.peek()
  const isAlone = next.kind !== 'path' || is(next, 'and') || is(next, 'or')
  if (isAlone) return { value: String(token.path[0]), at: token.at, bare: true }
  return faultAt(token.at, `expected quotes around a text of several words, found ${shown(token)} ${shown(next)}`)
}
