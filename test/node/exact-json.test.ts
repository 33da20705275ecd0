import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExactly } from '../../src/values/exact-json.ts'
import { numberOf, textOf, toText } from '../../src/values/json.ts'

describe('a number of JSON', () => {
  test.each([
    ['{"id":9007199254740993}', '{"id":9007199254740993}'],
    [
      '[-9007199254740993,9007199254740992,12345678901234567890]',
      '[-9007199254740993,9007199254740992,12345678901234567890]',
    ],
    ['9007199254740993', '9007199254740993'],
    ['[ 9007199254740993 ,\n\t-9007199254740993]', '[9007199254740993,-9007199254740993]'],
    ['{"id":"3f1e4172","n" : 9007199254740993}', '{"id":"3f1e4172","n":9007199254740993}'],
    ['{"n":1e400}', `{"n":1${'0'.repeat(400)}}`],
    ['{"n":-1.25E+999}', `{"n":-125${'0'.repeat(997)}}`],
    ['{"n":1e9999}', '{"n":null}'],
    ['{"n":[9007199254740993e0,-9007199254740993E-00]}', '{"n":[9007199254740993,-9007199254740993]}'],
    ['{"n":1e300}', '{"n":1e+300}'],
    ['{"n":0.1234567890123456789}', '{"n":0.12345678901234568}'],
    ['{"text":"9007199254740993"}', '{"text":"9007199254740993"}'],
    ['{"n":9007199254740991,"m":1.5}', '{"n":9007199254740991,"m":1.5}'],
  ])('%s is written as %s again', (text, written) => {
    expect(JSON.stringify(parseExactly(text))).toBe(written)
  })

  test('a double cannot hold is a bigint, which filters see as its text or as the nearest number', () => {
    const [big] = parseExactly('[9007199254740993]') as readonly unknown[]
    expect([typeof big, textOf(big), toText(big), numberOf(big)]).toEqual([
      'bigint',
      '9007199254740993',
      '9007199254740993',
      9007199254740992,
    ])
  })

  test('no double reaches is a bigint too, and no number to a filter', () => {
    const [vast] = parseExactly('[1e400]') as readonly unknown[]
    expect([typeof vast, numberOf(vast), vast === 10n ** 400n]).toEqual(['bigint', undefined, true])
  })
})

test('what JSON.parse takes and refuses is taken and refused', () => {
  for (const text of ['', '{', '[1,]', '01', '1e', '{"a":1e400,}', '9007199254740993x'])
    expect(() => parseExactly(text)).toThrow(SyntaxError)
})

/** A value with its large numbers as JavaScript rounds them. */
function rounded(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(rounded)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]))
}

test('any JSON is what JSON.parse makes of it, but for numbers that a double cannot hold', () => {
  const number = fc
    .tuple(fc.bigInt(), fc.integer({ min: -400, max: 400 }))
    .map(([digits, power]) => `${digits}e${power}`)
  const whole = fc.bigInt().map(String)
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        number,
        whole,
        fc.array(whole).map((all) => `[${all.join(',')}]`),
      ),
      (text) => {
        expect(rounded(parseExactly(text))).toEqual(JSON.parse(text))
      },
    ),
  )
})
