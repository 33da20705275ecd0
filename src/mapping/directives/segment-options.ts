import type { Directive } from './directive.ts'
import { wrongShape } from './directive.ts'
import type { JsonObject } from '../../values/json.ts'
import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent } from '../context/compile-context.ts'
import type { Expr } from '../context/scope.ts'

/** Says that something has not the shape of a directive, and gives what then stands in its place. */
export function said(context: CompileContext, directive: Directive): Expr {
  wrongShape(context, directive.shape)
  return absent
}

/** Whether a value of a mapping is computed by a directive. */
export function isDirective(json: unknown): boolean {
  return isObject(json) && Object.keys(json).some((key) => key.startsWith('@'))
}

/** An option that is one of a few words; `undefined`, said, if it is none. */
export function oneOf(
  known: readonly string[],
  options: JsonObject,
  key: string,
  context: CompileContext,
): string | undefined {
  const word = options[key]
  if (typeof word === 'string' && known.includes(word)) return word
  if (typeof word === 'string') context.in(key).unknown(key, word, known)
  else context.in(key).error(`write one of ${known.map((name) => `"${name}"`).join(', ')}`)
  return undefined
}

/** An option that is true or false, and what it is where it is left out. */
export function flag(options: JsonObject, key: string, otherwise: boolean, context: CompileContext): boolean {
  const value = Object.hasOwn(options, key) ? options[key] : otherwise
  if (typeof value === 'boolean') return value
  context.in(key).error('write true or false')
  return otherwise
}

const longest = 10

/** An option that is a short literal text, as mapping-kit takes patterns and replacements; `""` where there is none. */
export function short(options: JsonObject, key: string, context: CompileContext): string {
  if (!Object.hasOwn(options, key)) return ''
  const text = options[key]
  const least = key.startsWith('pattern') ? 1 : 0
  if (typeof text === 'string' && text.length >= least && text.length <= longest) return text
  context.in(key).error(`write a literal text of ${least} to ${longest} characters`)
  return ''
}
