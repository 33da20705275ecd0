import { compileNode } from './expression/compile.ts'
import type { Node } from './expression/ast.ts'
import type { Place } from './place.ts'
import type { Refusal } from './refusal.ts'
import { refuse } from './refusal.ts'
import type { Expr, Scope } from './scope.ts'
import { compileTemplate } from './template.ts'

/** A value that a request cannot go without. `settings` are those it is made of: where one is not set, the request waits. */
export interface Needed {
  readonly expr: Expr
  readonly settings: readonly string[]
  readonly what: string
}

/** A needed value from a node of a template. `what` names it in messages: the place and the text as written. */
export function neededNode(node: Node, text: string, place: Place, what: string): Needed {
  const own = place.apart()
  const expr = compileNode(node, text, own)
  place.adopt(own.uses)
  return { expr, settings: [...own.uses.settings], what }
}

/** A needed value from a whole text. */
export function neededText(text: string, place: Place, what: string): Needed {
  const own = place.apart()
  const expr = compileTemplate(text, own)
  place.adopt(own.uses)
  return { expr, settings: [...own.uses.settings], what }
}

/** The text of a needed value, or why there is none: a missing setting, or data that is no text. */
export function textOf(needed: Needed, scope: Scope): string | Refusal {
  const value = needed.expr(scope)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string' && value !== '') return value
  const missing = needed.settings.find((name) => !scope.settings[name])
  if (missing !== undefined) return refuse('unauthorized', `the setting "${missing}" is not set`)
  return refuse('rejected', `${needed.what} is ${typeof value === 'object' && value !== null ? 'no text' : 'empty'}`)
}
