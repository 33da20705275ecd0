import { formatPath } from '../expressions/parse.ts'
import type { Scope } from '../context/scope.ts'
import type { Fql, Literal } from './ast.ts'
import type { FieldCompiler } from './compile.ts'
import { compileFql } from './compile.ts'

/** Why a condition does not hold in a scope: its smallest parts that fail, as text; `undefined` where it holds. */
export function explain(fql: Fql, field: FieldCompiler, scope: Scope): string | undefined {
  if (compileFql(fql, field)(scope)) return undefined
  if (fql.kind === 'and')
    return fql.of.map((part) => explain(part, field, scope)).find((reason) => reason !== undefined)
  if (fql.kind === 'or') return `none of: ${fql.of.map(formatFql).join(' | ')}`
  return `${formatFql(fql)} does not hold`
}

/** A condition as text, with every parenthesis that its reading needs. */
function formatFql(fql: Fql): string {
  switch (fql.kind) {
    case 'and':
    case 'or':
      return fql.of
        .map((part) => (part.kind === 'or' || part.kind === 'and' ? `(${formatFql(part)})` : formatFql(part)))
        .join(` ${fql.kind} `)
    case 'not':
      return `not (${formatFql(fql.of)})`
    case 'equals':
    case 'differs':
      return `${formatPath(fql.field.path)} ${fql.kind === 'equals' ? '=' : '!='} ${formatLiteral(fql.value)}`
    case 'order':
      return `${formatPath(fql.field.path)} ${fql.operator} ${fql.value}`
    case 'in':
      return `${formatPath(fql.field.path)} in (${fql.values.map(formatLiteral).join(', ')})`
    case 'contains':
      return `contains(${formatPath(fql.field.path)}, ${formatLiteral(fql.text)})`
    case 'match':
      return `match(${formatPath(fql.field.path)}, ${formatLiteral(fql.pieces.join('*'))})`
    case 'exists':
      return `exists(${formatPath(fql.field.path)})`
  }
}

function formatLiteral(value: Literal): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
