import { type Fql } from './ast.ts'
import { type Fault, faultAt } from './fault.ts'
import { parseCondition } from './condition.ts'
import { Cursor, is, unexpected } from './cursor.ts'
import { lex } from './lex.ts'
import type { Token } from './token.ts'

/** How many parentheses and `not` may stand in each other. */
const maxDepth = 100

/**
 * Segment's Filter Query Language as a tree, or why the text is none: what was expected, what stands there, and where
 * (`at`, 0-based). Never throws, linear in the text. `not` binds before `and` before `or`.
 * https://www.twilio.com/docs/segment/api/public-api/fql
 */
export function parseFql(text: string): { ok: true; fql: Fql } | { ok: false; message: string; at: number } {
  const tokens = lex(text)
  const fql = 'kind' in tokens ? tokens : parseAll(new Cursor(tokens))
  return fql.kind === 'fault' ? { ok: false, message: fql.message, at: fql.at } : { ok: true, fql }
}

function parseAll(cursor: Cursor): Fql | Fault {
  const fql = parseOr(cursor, 0)
  const rest = cursor.peek()
  if (fql.kind === 'fault' || rest.kind === 'end') return fql
  return unexpected(rest, '`and`, `or` or the end', restHint(rest))
}

function restHint(token: Token): string | undefined {
  if (is(token, ')')) return 'no `(` is open here'
  return is(token, ',') ? 'conditions are joined by `and` or `or`' : undefined
}

function parseOr(cursor: Cursor, depth: number): Fql | Fault {
  return parseJoined(cursor, 'or', () => parseAnd(cursor, depth))
}

function parseAnd(cursor: Cursor, depth: number): Fql | Fault {
  return parseJoined(cursor, 'and', () => parseNot(cursor, depth))
}

function parseJoined(cursor: Cursor, word: 'or' | 'and', parseOne: () => Fql | Fault): Fql | Fault {
  const of: Fql[] = []
  do {
    const one = parseOne()
    if (one.kind === 'fault') return one
    of.push(one)
  } while (cursor.takes(word))
  const [first] = of
  return first !== undefined && of.length === 1 ? first : { kind: word, of }
}

function parseNot(cursor: Cursor, depth: number): Fql | Fault {
  if (depth > maxDepth) return faultAt(cursor.peek().at, `expected at most ${maxDepth} nested parentheses and \`not\``)
  if (cursor.takes('not') || cursor.takes('!')) {
    const of = parseNot(cursor, depth + 1)
    return of.kind === 'fault' ? of : { kind: 'not', of }
  }
  return cursor.takes('(') ? parseGroup(cursor, depth) : parseCondition(cursor)
}

function parseGroup(cursor: Cursor, depth: number): Fql | Fault {
  const inner = parseOr(cursor, depth + 1)
  if (inner.kind === 'fault' || cursor.takes(')')) return inner
  return unexpected(cursor.peek(), '`and`, `or` or `)`')
}
