import type { Filter } from './filter.ts'
import { finite, isDeeperThan, numberOf, textOf, wellFormedJson } from '../../values/json.ts'

/** The deepest nesting that filters follow or write; what lies deeper is named where it matters. Keeps recursion off the stack's end. */
export const maxDepth = 200

/** A value as JSON text; `undefined` if it is nested deeper than {@link maxDepth} levels, which `JSON.stringify` may not survive. */
export function jsonText(value: unknown): string | undefined {
  return isDeeperThan(maxDepth, value) ? undefined : wellFormedJson(JSON.stringify(value))
}

/** A filter without arguments. */
export function plain(over: (value: unknown) => unknown): Filter {
  return { args: [], make: () => over }
}

/** A function over text; what is no text becomes absent. */
export function overText(apply: (text: string) => unknown): (value: unknown) => unknown {
  return (value) => {
    const text = textOf(value)
    return text === undefined ? undefined : apply(text)
  }
}

/** A function over numbers; what is no number, or has no finite result, becomes absent. */
export function overNumber(apply: (number: number) => number): (value: unknown) => unknown {
  return (value) => {
    const number = numberOf(value)
    return number === undefined ? undefined : finite(apply(number))
  }
}

/** Why a literal is no count, or `undefined`. */
export function checkCount(literal: unknown): string | undefined {
  return Number.isInteger(literal) && Number(literal) >= 0 ? undefined : 'wants a whole number, 0 or more'
}
