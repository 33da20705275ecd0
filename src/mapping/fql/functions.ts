import { jsonText } from '../filters/reading.ts'
import { booleanOf } from '../filters/types.ts'
import { numberOf, textOf } from '../../values/json.ts'

/** What type of value is known to come, before any event is there. */
export type ValueType = 'text' | 'number' | 'boolean'

/** A function of a condition that makes a value of a value. */
interface ValueFunction {
  readonly gives: ValueType
  /** The only values that it gives. */
  readonly among?: readonly string[]
  /** The value, absent (which counts as `null`) for what the function does not take. */
  readonly of: (value: unknown) => unknown
}

/** The functions of Segment's destination filters that give a value. https://www.twilio.com/docs/segment/api/public-api/fql */
const table = {
  length: { gives: 'number', of: lengthOf },
  lowercase: { gives: 'text', of: ofText((text) => text.toLowerCase()) },
  uppercase: { gives: 'text', of: ofText((text) => text.toUpperCase()) },
  snakecase: { gives: 'text', of: ofText((text) => text.replaceAll(' ', '_')) },
  kebabcase: { gives: 'text', of: ofText((text) => text.replaceAll(' ', '-')) },
  titlecase: { gives: 'text', of: ofText((text) => text.replace(/(?<!\S)\S/gu, (first) => first.toUpperCase())) },
  typeof: { gives: 'text', among: ['string', 'number', 'list', 'bool', 'object', 'null'], of: typeOf },
  string: { gives: 'text', of: (value) => textOf(value) ?? (Array.isArray(value) ? jsonText(value) : undefined) },
  number: { gives: 'number', of: numberOf },
  bool: { gives: 'boolean', of: boolOf },
} as const satisfies Readonly<Record<string, ValueFunction>>

export type FunctionName = keyof typeof table

/** The functions that give a value, by name. */
export const valueFunctions: Readonly<Record<FunctionName, ValueFunction>> = table

/** Whether a word is the name of a function that gives a value. */
export function isValueFunction(name: string): name is FunctionName {
  return Object.hasOwn(table, name)
}

function ofText(make: (text: string) => string): (value: unknown) => unknown {
  return (value) => (typeof value === 'string' ? make(value) : undefined)
}

/** How many elements a list has, and how many bytes a text; 0 for nothing. */
function lengthOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0
  if (Array.isArray(value)) return value.length
  return typeof value === 'string' ? bytesIn(value) : undefined
}

/** The bytes of a text in UTF-8, counted without writing them. */
function bytesIn(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isHalf = code >= 0xd800 && code < 0xe000
    bytes += code < 0x80 ? 1 : code < 0x800 || isHalf ? 2 : 3
  }
  return bytes
}

function typeOf(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'bigint') return 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Nothing, 0 and an empty list are false; texts are read as by the filter `boolean`. */
function boolOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'number' ? value !== 0 : booleanOf(value)
}
