import type { Path } from '../context/scope.ts'

/** A path as written: `$` alone or before it is the event; else its first key may be a root. `at` is its offset in the text. */
export interface PathNode {
  readonly kind: 'path'
  readonly path: Path
  readonly rooted: boolean
  readonly at: number
}

/** A literal of an expression. */
export interface LiteralNode {
  readonly kind: 'literal'
  readonly value: string | number | boolean | null
}

/** One call of a filter: `name: arg, arg`. */
export interface FilterCall {
  readonly name: string
  readonly args: readonly ArgNode[]
  readonly at: number
}

/** A chain of filters in parentheses, as an argument. */
interface FiltersNode {
  readonly kind: 'filters'
  readonly calls: readonly FilterCall[]
  readonly at: number
}

export type ArgNode = PathNode | LiteralNode | FiltersNode

/** An expression: what stands between `{{` and `}}`. */
export type Node =
  | PathNode
  | LiteralNode
  | { readonly kind: 'coalesce'; readonly options: readonly Node[] }
  | { readonly kind: 'filtered'; readonly input: Node; readonly calls: readonly FilterCall[] }

/** A template, parsed: literal texts and expressions in order. */
export type Template = readonly (string | Node)[]
