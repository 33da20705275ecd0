import { formatPath } from '../expressions/parse.ts'
import type { Scope } from '../context/scope.ts'
import type { Constant, Field, Fql } from './ast.ts'
import { isField } from './ast.ts'
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
export function formatFql(fql: Fql): string {
  switch (fql.kind) {
    case 'and':
    case 'or':
      return fql.of
        .map((part) => (part.kind === 'or' || part.kind === 'and' ? `(${formatFql(part)})` : formatFql(part)))
        .join(` ${fql.kind} `)
    case 'not':
      return `not (${formatFql(fql.of)})`
    case 'all':
      return 'all'
    case 'equals':
    case 'differs':
      return `${formatOperand(fql.field)} ${fql.kind === 'equals' ? '=' : '!='} ${formatOperand(fql.value)}`
    case 'order':
      return `${formatOperand(fql.field)} ${fql.operator} ${fql.value}`
    case 'in':
      return `${formatOperand(fql.field)} in (${fql.values.map(formatOperand).join(', ')})`
    case 'member':
      return `${formatOperand(fql.value)} in ${formatOperand(fql.list)}`
    case 'contains':
      return `contains(${formatOperand(fql.field)}, ${JSON.stringify(fql.text)})`
    case 'match':
      return `match(${formatOperand(fql.field)}, ${fql.pattern.written})`
    case 'exists':
      return `exists(${formatOperand(fql.field)})`
  }
}

/** A field with its functions, or a literal, as it is written. */
export function formatOperand(operand: Field | Constant): string {
  if (isField(operand)) return operand.functions.reduce((of, name) => `${name}(${of})`, formatPath(operand.path))
  return typeof operand.value === 'string' ? JSON.stringify(operand.value) : String(operand.value)
}
