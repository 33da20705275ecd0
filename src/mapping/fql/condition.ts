import { type Fault, type Field, faultAt, type Fql, type Literal, type Order } from './ast.ts'
import { type Cursor, is, unexpected } from './cursor.ts'
import { type PathToken, shown, type Token } from './token.ts'

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

const operatorHints: ReadonlyMap<string, string> = new Map([
  ['not', '`not` stands before the field: `not event in ("a", "b")`'],
  ['is', 'write `= null` or `!= null`'],
  ['contains', 'write `contains(field, "x")`'],
  ['includes', 'write `contains(field, "x")`'],
  ['match', 'write `match(field, "a*b")`'],
  ['matches', 'write `match(field, "a*b")`'],
  ['like', 'write `match(field, "a*b")`'],
  ['exists', 'write `exists(field)`'],
])

const meantFunctions: ReadonlyMap<string, string> = new Map([
  ['contain', 'contains'],
  ['include', 'contains'],
  ['includes', 'contains'],
  ['exist', 'exists'],
  ['has', 'exists'],
  ['defined', 'exists'],
  ['matches', 'match'],
  ['like', 'match'],
  ['glob', 'match'],
])

/** One condition without `and`, `or`, `not` or parentheses: a function of a field or a comparison. */
export function parseCondition(cursor: Cursor): Fql | Fault {
  const token = cursor.take()
  const expected = 'a condition such as `type = "track"`'
  if (token.kind !== 'path') return unexpected(token, expected)
  if (keywords.has(token.text.toLowerCase())) {
    const isField = comparisons.has(cursor.peek().text)
    return unexpected(token, expected, isField ? `a field of this name is written \`$.${token.text}\`` : undefined)
  }
  return is(cursor.peek(), '(') ? parseCall(cursor, token) : parseComparison(cursor, token)
}

function parseCall(cursor: Cursor, name: PathToken): Fql | Fault {
  const called = name.text.toLowerCase()
  if (called !== 'contains' && called !== 'match' && called !== 'exists') return unknownFunction(name)
  cursor.takes('(')
  const token = cursor.take()
  if (token.kind !== 'path') return unexpected(token, 'a field')
  const field = fieldOf(token)
  if (called === 'exists') return closed(cursor, { kind: 'exists', field })
  if (!cursor.takes(',')) return unexpected(cursor.peek(), '`,` and a text in quotes')
  const text = cursor.take()
  if (text.kind !== 'text') return unexpected(text, 'a text in quotes')
  if (called === 'match') return closed(cursor, { kind: 'match', field, pieces: text.pieces })
  return closed(cursor, { kind: 'contains', field, text: text.value })
}

function unknownFunction(name: PathToken): Fault {
  const meant = meantFunctions.get(name.text.toLowerCase())
  const hint = meant === undefined ? 'there are `contains`, `match` and `exists`' : `did you mean \`${meant}\`?`
  return faultAt(name.at, `unknown function ${shown(name)}: ${hint}`)
}

function fieldOf(token: PathToken): Field {
  return { path: token.path, at: token.at }
}

function closed(cursor: Cursor, fql: Fql): Fql | Fault {
  return cursor.takes(')') ? fql : unexpected(cursor.peek(), '`)`')
}

function parseComparison(cursor: Cursor, token: PathToken): Fql | Fault {
  const field = fieldOf(token)
  const operator = cursor.take()
  if (is(operator, 'in')) return parseIn(cursor, field)
  const order = orders.get(operator.text)
  if (order !== undefined) return parseOrder(cursor.take(), field, order)
  if (is(operator, '!=')) return parseEquality(cursor, field, 'differs')
  if (is(operator, '=') || is(operator, '==')) return parseEquality(cursor, field, 'equals')
  const hint = operatorHints.get(operator.text.toLowerCase())
  return unexpected(operator, '`=`, `!=`, `>`, `>=`, `<`, `<=` or `in`', hint)
}

function parseOrder(token: Token, field: Field, operator: Order): Fql | Fault {
  if (token.kind === 'number') return { kind: 'order', field, operator, value: token.value }
  return unexpected(token, 'a number', token.kind === 'text' ? 'only numbers have an order' : undefined)
}

function parseEquality(cursor: Cursor, field: Field, kind: 'equals' | 'differs'): Fql | Fault {
  const value = literal(cursor)
  return isFault(value) ? value : { kind, field, value }
}

function parseIn(cursor: Cursor, field: Field): Fql | Fault {
  if (!cursor.takes('(')) return unexpected(cursor.peek(), '`(` and values')
  const values: Literal[] = []
  do {
    const value = literal(cursor)
    if (isFault(value)) return value
    values.push(value)
  } while (cursor.takes(','))
  return cursor.takes(')') ? { kind: 'in', field, values } : unexpected(cursor.peek(), '`,` or `)`')
}

/** A value. One bare word is a text, as Segment has it: `type = track`. */
function literal(cursor: Cursor): Literal | Fault {
  const token = cursor.take()
  if (token.kind === 'text' || token.kind === 'number') return token.value
  const expected = 'a text in quotes, a number, `true`, `false` or `null`'
  if (token.kind !== 'path') return unexpected(token, expected)
  const lower = token.text.toLowerCase()
  const constant = constants.get(lower)
  if (constant !== undefined) return constant
  if (token.path.length > 1) return unexpected(token, expected, 'a text with such characters needs quotes')
  if (keywords.has(lower)) return unexpected(token, expected)
  const next = cursor.peek()
  const isAlone = next.kind !== 'path' || is(next, 'and') || is(next, 'or')
  if (isAlone) return String(token.path[0])
  return faultAt(token.at, `expected quotes around a text of several words, found ${shown(token)} ${shown(next)}`)
}

function isFault(value: Literal | Fault): value is Fault {
  return typeof value === 'object' && value !== null
}
