import type { Arg, Filter } from './filter.ts'
import { isEmpty, numberOf, textOf } from '../../values/json.ts'
import { dividedBy, plus, round, times } from './decimal.ts'
import { jsonText, overNumber, plain } from './reading.ts'

const by: readonly Arg[] = [{ name: 'number', type: 'number' }]

/** Filters that give a value of one type, and arithmetic. */
export const typeFilters: Readonly<Record<string, Filter>> = {
  // Text; objects and lists as JSON (absent if over 200 levels deep): `12` is `"12"`, `[1]` is `"[1]"`.
  string: plain((value) => textOf(value) ?? jsonText(value)),

  // A number, of a number or a text of digits: `" 12.5 "` is `12.5`.
  number: plain(numberOf),

  // A whole number, the fraction cut off, with all its digits: `"12.7"` is `12`, `-0.5` is `0`.
  integer: plain((value) => exactInteger(value) ?? truncated(value)),

  // True or false, of themselves, 1 and 0, or the texts true/false, yes/no, on/off, 1/0 in any case: `"Yes"` is `true`.
  boolean: plain(booleanOf),

  // What a value is, `text number boolean list object`: `[1]` is `"list"`.
  type: plain(typeOf),

  // The value as JSON text (absent if over 200 levels deep): `"a"` is `"\"a\""`.
  json: plain(jsonText),

  // The value itself; in a request a placeholder that ends so may be empty, though it takes from an earlier answer: `1` is `1`.
  optional: plain((value) => value),

  // The filters given, but `null` stays `null`, so that what an event clears is cleared: `null | keep_null: (strip)` is `null`.
  keep_null: {
    args: [{ name: 'filters', type: 'filters' }],
    absentToo: true,
    make: (chain: (value: unknown) => unknown) => (value) => (value === null ? null : chain(value)),
  },

  // The value, or another where it is absent, `null`, `""`, `[]` or `{}` (`false` and `0` stay): `null | default: "USD"` is `"USD"`.
  default: {
    args: [{ name: 'value', type: 'value' }],
    absentToo: true,
    make: (other: unknown) => (value) => (isEmpty(value) ? (other ?? undefined) : value),
  },
}

/** Arithmetic over numbers and texts of digits. */
export const numberFilters: Readonly<Record<string, Filter>> = {
  // The sum, without errors of binary fractions: `0.1 | plus: 0.2` is `0.3`.
  plus: { args: by, make: (number: number) => overNumber((value) => plus(value, number)) },

  // The difference: `3 | minus: 1` is `2`.
  minus: { args: by, make: (number: number) => overNumber((value) => plus(value, -number)) },

  // The product: `"19.99" | times: 100` is `1999`.
  times: { args: by, make: (number: number) => overNumber((value) => times(value, number)) },

  // The quotient with its fraction, absent for 0: `5 | divided_by: 2` is `2.5`.
  divided_by: { args: by, make: (number: number) => overNumber((value) => dividedBy(value, number)) },

  // Rounded to a whole number or to decimal digits, half away from zero: `1.005 | round: 2` is `1.01`.
  round: {
    args: [{ name: 'digits', type: 'number', optional: true, check: checkDigits }],
    make: (digits = 0) => overNumber((value) => round(value, digits)),
  },

  // A number as a list of numbers of at most so much each, for partners that limit one; absent for more than 1,000: `250 | parts: 100` is `[100, 100, 50]`.
  parts: {
    args: [{ name: 'most', type: 'number', check: checkMost }],
    make: (most: number) => (value) => partsOf(numberOf(value), most),
  },
}

const mostParts = 1_000

function partsOf(number: number | undefined, most: number): readonly number[] | undefined {
  if (number === undefined || number > most * mostParts) return undefined
  const parts: number[] = []
  let left = number
  for (; left > most; left = plus(left, -most)) parts.push(most)
  return [...parts, left]
}

function checkMost(literal: unknown): string | undefined {
  return Number(literal) > 0 ? undefined : 'wants a number above 0'
}

const words: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
])

/** True or false as a field says it; absent for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
  return words.get(textOf(value)?.trim().toLowerCase() ?? '')
}

function typeOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  return typeof value === 'bigint' ? 'number' : typeof value
}

const truncated = overNumber(Math.trunc)

/** A whole number that a double cannot hold, of itself or a text of its digits; nothing for others. */
function exactInteger(value: unknown): bigint | undefined {
  const text = textOf(value)?.trim() ?? ''
  return /^[+-]?\d{16,40}$/.test(text) && !Number.isSafeInteger(Number(text))
    ? BigInt(text.replace(/^\+/, ''))
    : undefined
}

function checkDigits(literal: unknown): string | undefined {
  const fits = Number.isInteger(literal) && Math.abs(Number(literal)) <= 20
  return fits ? undefined : 'rounds to a whole number of digits, at most 20'
}
