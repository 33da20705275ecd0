import type { Node } from './ast.ts'
import { compileNode } from './compile.ts'
import { textOf } from '../../values/json.ts'
import type { CompileContext, Uses } from '../context/compile-context.ts'
import type { Refusal } from '../context/refusal.ts'
import { isRefusal, refuse } from '../context/refusal.ts'
import type { Expr, Scope } from '../context/scope.ts'
import { parsed } from './template.ts'

/** A placeholder that must not be empty, and what it is made of. */
interface NeededPiece {
  readonly expr: Expr
  readonly uses: Uses
}

/** A text that a request cannot go without. Where a setting of it is not set, the request waits. `what` names it in messages. */
export interface Needed {
  readonly pieces: readonly (string | NeededPiece)[]
  readonly what: string
}

/** A needed value from one node of a template. */
export function neededNode(node: Node, text: string, context: CompileContext, what: string): Needed {
  return { pieces: [pieceOf(node, text, context)], what }
}

/** A needed value from a whole text: none of its placeholders may be empty. */
export function neededText(text: string, context: CompileContext, what: string): Needed {
  const template = parsed(text, context) ?? []
  return { pieces: template.map((part) => (typeof part === 'string' ? part : pieceOf(part, text, context))), what }
}

function pieceOf(node: Node, text: string, context: CompileContext): NeededPiece {
  const own = context.apart()
  const expr = compileNode(node, text, own)
  context.adopt(own.uses)
  return { expr, uses: own.uses }
}

/** The text of a needed value, or why there is none: a missing setting, or data that is no text. */
export function neededTextOf({ pieces, what }: Needed, scope: Scope): string | Refusal {
  let whole = ''
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : textOfPiece(piece, what, scope)
    if (isRefusal(text)) return text
    whole += text
  }
  return whole
}

function textOfPiece({ expr, uses }: NeededPiece, what: string, scope: Scope): string | Refusal {
  const value = expr(scope)
  const text = textOf(value)
  if (text !== undefined && text !== '') return text
  const missing = [...uses.settings].find((name) => !scope.settings[name])
  if (missing !== undefined) return refuse('unauthorized', `the setting "${missing}" is not set`)
  return refuse('rejected', `${what} is ${typeof value === 'object' && value !== null ? 'no text' : 'empty'}`)
}

/** What a needed value is made of. */
export function usesOf({ pieces }: Needed): Pick<Uses, 'roots' | 'settings'> {
  const uses = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.uses]))
  return {
    roots: new Set(uses.flatMap(({ roots }) => [...roots])),
    settings: new Set(uses.flatMap(({ settings }) => [...settings])),
  }
}

/** Whether nothing but settings and fixed text makes a value: no data can change it. */
export function isConfigured({ roots }: Pick<Uses, 'roots'>): boolean {
  return [...roots].every((root) => root === 'settings' || root === 'values' || root === 'hosts')
}
