import type { Path } from '../context/scope.ts'

/** A field in a condition: its path as written, a leading `$` included, and where it stands in the text (0-based). */
export interface Field {
  readonly path: Path
  readonly at: number
}

/** What a field is compared with. */
export type Literal = string | number | boolean | null

/** The operators that hold for numbers only. */
export type Order = '>' | '>=' | '<' | '<='

/** A parsed condition. `pieces` are the texts between the stars of a pattern: `"a*b"` is `['a', 'b']`. */
export type Fql =
  | { readonly kind: 'or'; readonly of: readonly Fql[] }
  | { readonly kind: 'and'; readonly of: readonly Fql[] }
  | { readonly kind: 'not'; readonly of: Fql }
  | { readonly kind: 'equals' | 'differs'; readonly field: Field; readonly value: Literal }
  | { readonly kind: 'order'; readonly field: Field; readonly operator: Order; readonly value: number }
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly Literal[] }
  | { readonly kind: 'contains'; readonly field: Field; readonly text: string }
  | { readonly kind: 'match'; readonly field: Field; readonly pieces: readonly string[] }
  | { readonly kind: 'exists'; readonly field: Field }

/** Why a text is not FQL: what was expected and what stands there, and where (0-based). */
export interface Fault {
  readonly kind: 'fault'
  readonly message: string
  readonly at: number
}

/** A fault, made. */
export function faultAt(at: number, message: string): Fault {
  return { kind: 'fault', message, at }
}
