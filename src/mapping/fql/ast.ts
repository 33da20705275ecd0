import type { Path } from '../context/scope.ts'
import type { FunctionName } from './functions.ts'
import type { Pattern } from './pattern.ts'

/**
 * A field in a condition: its path as written, a leading `$` included, and where it stands in the text (0-based).
 * `functions` are laid over its value, the innermost first: `length(lowercase(a))` is `a` with `['lowercase', 'length']`.
 */
export interface Field {
  readonly path: Path
  readonly at: number
  readonly functions: readonly FunctionName[]
}

/** What a field is compared with. */
export type Literal = string | number | boolean | null

/** A literal and where it stands in the text (0-based). */
export interface Constant {
  readonly value: Literal
  readonly at: number
  /** Whether it is one word without quotes. */
  readonly bare?: true
}

/** The operators that hold for numbers only. */
export type Order = '>' | '>=' | '<' | '<='

/** A condition on fields, without `and`, `or` and `not`. `member`: whether a value is in a list that a field holds. */
export type Test =
  | { readonly kind: 'equals' | 'differs'; readonly field: Field; readonly value: Constant }
  | { readonly kind: 'order'; readonly field: Field; readonly operator: Order; readonly value: number }
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly Constant[] }
  | { readonly kind: 'member'; readonly value: Field | Constant; readonly list: Field }
  | { readonly kind: 'contains'; readonly field: Field; readonly text: string }
  | { readonly kind: 'match'; readonly field: Field; readonly pattern: Pattern }
  | { readonly kind: 'exists'; readonly field: Field }

/** A parsed condition. */
export type Fql =
  | { readonly kind: 'or'; readonly of: readonly Fql[] }
  | { readonly kind: 'and'; readonly of: readonly Fql[] }
  | { readonly kind: 'not'; readonly of: Fql }
  | { readonly kind: 'all' }
  | Test

/** The fields that a condition reads, in the order of the text. */
export function fieldsOf(test: Test): readonly Field[] {
  if (test.kind !== 'member') return [test.field]
  return isField(test.value) ? [test.value, test.list] : [test.list]
}

/** Whether an operand is a field, not a literal. */
export function isField(operand: Field | Constant): operand is Field {
  return 'path' in operand
}

/** Whether a field is a setting: its list is a text with commas. */
export function isSetting({ path }: Field): boolean {
  return path[0] === 'settings'
}
