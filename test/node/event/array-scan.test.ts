import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groups } from '../../../src/ingest/array-groups.ts'
import { firstOfArray, jsonFault, scanArray } from '../../../src/ingest/array-scan.ts'
import { nestedLists } from './read.ts'

const runs = Number(process.env['PROPERTY_RUNS'] ?? 100)
const limits = { most: 4_000, levels: 100_000 }
const megabyte = 1_048_576
const sizes = { group: megabyte, element: megabyte }
const encoder = new TextEncoder()

/** What the runtime makes of the bytes, or nothing where they are no JSON. */
function parsedBy(bytes: Uint8Array): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)) as unknown }
  } catch {
    return undefined
  }
}

function isJson(bytes: Uint8Array): boolean {
  return parsedBy(bytes) !== undefined
}

/** The array that the runtime makes of the bytes, or nothing. */
function reference(bytes: Uint8Array): readonly unknown[] | undefined {
  const json = parsedBy(bytes)?.json
  return Array.isArray(json) ? json : undefined
}

/** The array that our scanner makes of the bytes, parsed from its slices, or nothing. */
function scanned(bytes: Uint8Array, groupSizes = sizes): readonly unknown[] | undefined {
  const found = scanArray(bytes, limits)
  if (found.kind !== 'array') return undefined
  return [...groups(bytes, found.elements, groupSizes, JSON.parse)].flatMap(({ values }) => values)
}

/** Those bytes on which the scanner and the runtime differ. Compared without matchers, which read keys of the data as their own. */
function differences(bodies: Iterable<Uint8Array>): readonly string[] {
  const differing = [...bodies].filter((bytes) => !isDeepStrictEqual(scanned(bytes), reference(bytes)))
  return differing.slice(0, 10).map((bytes) => Buffer.from(bytes).toString('latin1'))
}

/** All texts of these symbols, up to so many of them. */
function* textsOf(symbols: readonly string[], most: number): Generator<string> {
  yield ''
  if (most > 0) for (const text of textsOf(symbols, most - 1)) for (const symbol of symbols) yield text + symbol
}

/** The bytes that are written as the characters U+0000 to U+00FF. */
function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (char) => char.charCodeAt(0))
}

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i))

describe('the scanner takes what the runtime takes', () => {
  it.each([
    { what: 'brackets, commas and colons', symbols: [...'[]{},:'], most: 5, before: '[', after: '' },
    { what: 'members', symbols: ['"a"', '"__proto__"', ':', ',', '1', '{', '}'], most: 4, before: '[{', after: '}]' },
    { what: 'elements', symbols: ['[', ']', '{}', ',', '"', '-0', 'null'], most: 4, before: '[', after: ']' },
    { what: 'numbers', symbols: [...'-+01.eE'], most: 4, before: '[', after: ']' },
    { what: 'longer numbers', symbols: ['-', '0', '29', '.', 'e', 'E+'], most: 5, before: '[7', after: ']' },
    { what: 'literals', symbols: ['t', 'r', 'ue', 'f', 'alse', 'nu', 'l'], most: 4, before: '[', after: ']' },
    { what: 'a single byte', symbols: range(0, 255), most: 1, before: '[1', after: ',2]' },
    { what: 'a byte before the array', symbols: range(0, 255), most: 1, before: '', after: '[]' },
    { what: 'a byte behind the array', symbols: range(0, 255), most: 1, before: '[]', after: '' },
    { what: 'a byte in a string', symbols: range(0, 255), most: 1, before: '["a', after: '"]' },
    { what: 'a byte behind a backslash', symbols: range(0, 255), most: 1, before: '["\\', after: '"]' },
    { what: 'a byte behind \\u', symbols: range(0, 255), most: 1, before: '["\\u00', after: '0"]' },
    { what: 'escapes', symbols: ['\\', 'u', 'D8', '3d', '"', 'g'], most: 5, before: '["', after: '"]' },
    { what: 'two bytes beyond ASCII', symbols: range(0x7f, 0xff), most: 2, before: '["', after: '"]' },
    {
      what: 'truncated strings',
      symbols: ['\xe2', '\xf0', '\x90', '\\', 'u', '0', '"]'],
      most: 4,
      before: '["',
      after: '',
    },
    { what: 'byte order marks', symbols: ['\xef\xbb\xbf', '\xef', ' ', '[', ']', '"'], most: 5, before: '', after: '' },
  ])('in all texts of $what', ({ symbols, most, before, after }) => {
    const bodies = Array.from(textsOf(symbols, most), (text) => bytesOf(before + text + after))
    expect(differences(bodies)).toEqual([])
    expect(bodies.some((bytes) => reference(bytes) !== undefined)).toBe(true)
    expect(bodies.filter((bytes) => (jsonFault(bytes) === undefined) !== isJson(bytes))).toEqual([])
  })

  it('in all UTF-8 sequences of three and four bytes at the edges of what is well formed', () => {
    const edges = [...'\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0']
    const tails = ['', ...'\x7f\x80\xc0']
    const bodies = range(0x80, 0xff).flatMap((lead) =>
      edges.flatMap((second) =>
        tails.flatMap((third) => tails.map((fourth) => bytesOf(`["${lead}${second}${third}${fourth}"]`))),
      ),
    )
    expect(differences(bodies)).toEqual([])
  })
})

const blank = fc.stringMatching(/^[ \t\n\r]{0,3}$/)
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((string) => JSON.stringify(string)),
  fc.string({ unit: 'grapheme' }).map((string) => JSON.stringify(string)),
  fc.stringMatching(/^"(\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|[ !#-[\]-\uffff]){0,5}"$/),
)
const number = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,3})?([eE][+-]?\d{1,3})?$/),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
)

/** JSON as its tokens, so that white space can go between them. */
const { value } = fc.letrec<{ value: readonly string[] }>((tie) => ({
  value: fc.oneof(
    { withCrossShrink: true, depthSize: 'small' },
    fc.oneof(fc.constantFrom('true', 'false', 'null'), number, text).map((token) => [token]),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ['[', ...separated(items), ']']),
    fc
      .array(fc.tuple(fc.oneof(text, fc.constant('"__proto__"')), tie('value')), { maxLength: 4 })
      .map((members) => ['{', ...separated(members.map(([key, item]) => [key, ':', ...item])), '}']),
  ),
}))

/** The bytes of an array with white space between all that may have some. */
const array = fc
  .tuple(fc.array(value, { maxLength: 8 }), fc.array(blank, { minLength: 1, maxLength: 7 }), fc.boolean())
  .map(([items, blanks, marked]) => {
    const tokens = ['', '[', ...separated(items), ']']
    return encoder.encode(
      (marked ? '\ufeff' : '') + tokens.map((token, i) => token + blanks[i % blanks.length]).join(''),
    )
  })

const anyByte = fc.oneof(
  fc.constantFrom(...encoder.encode('[]{}",:\\ 0-1.eut\n')),
  fc.constantFrom(0, 0x1f, 0x7f, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xff),
  fc.nat({ max: 255 }),
)
const damage = fc.record({ place: fc.nat(), drop: fc.nat({ max: 2 }), add: fc.array(anyByte, { maxLength: 2 }) })
const damaged = fc
  .tuple(array, damage)
  .map(([bytes, { place, drop, add }]) => replaced(bytes, place % (bytes.length + 1), { drop, add }))
const truncated = fc.tuple(array, fc.nat()).map(([bytes, length]) => bytes.subarray(0, length % bytes.length))
const anyLimit = fc.nat({ max: 60 })

describe('any array', () => {
  it('is taken, and its parsed slices are the elements that the runtime makes of it', () => {
    const property = fc.property(array, (bytes) => {
      expect(reference(bytes)).toBeDefined()
      expect(differences([bytes])).toEqual([])
    })
    fc.assert(property, { numRuns: runs })
  }, 60_000)

  it.each([
    { what: 'with bytes changed, put in or taken out', bodies: damaged },
    { what: 'cut off', bodies: truncated },
  ])(
    '$what is taken where the runtime takes it, and else refused without a value of it',
    ({ bodies }) => {
      const property = fc.property(bodies, (bytes) => {
        expect(differences([bytes])).toEqual([])
        const found = scanArray(bytes, limits)
        expect(found.kind === 'fault' ? found.message : 'the body is no JSON array').toMatch(
          /^the body is (no JSON array|no valid (JSON|UTF-8): (see|it ends too early,) line \d+, column \d+)$/,
        )
      })
      fc.assert(property, { numRuns: runs * 4 })
    },
    60_000,
  )

  it('has slices without the white space around them', () => {
    const property = fc.property(array, (bytes) => {
      const found = scanArray(bytes, limits)
      const slices = found.kind === 'array' ? found.elements : []
      const texts = slices.map(({ start, end }) => new TextDecoder().decode(bytes.subarray(start, end)))
      expect(texts).toEqual(texts.map((slice) => slice.trim()))
    })
    fc.assert(property, { numRuns: runs })
  }, 60_000)

  it('comes in groups that follow each other, each as large as it may be', () => {
    const property = fc.property(array, anyLimit, anyLimit, (bytes, group, element) => {
      const found = scanArray(bytes, limits)
      const elements = found.kind === 'array' ? found.elements : []
      const lengths = elements.map(({ start, end }) => end - start)
      const made = [...groups(bytes, elements, { group, element }, JSON.parse)]
      const sums = made.map(({ first, values }) => sum(lengths.slice(first, first + values.length)))
      expect(made.map(({ first }) => first)).toEqual(made.map((_, i) => sum(made.slice(0, i).map(lengthOf))))
      expect(sum(made.map(lengthOf))).toBe(elements.length)
      expect(made.filter(({ values }, i) => values.length === 0 || (values.length > 1 && at(sums, i) > group))).toEqual(
        [],
      )
      expect(made.slice(1).filter(({ first }, i) => at(sums, i) + at(lengths, first) <= group)).toEqual([])
      const parsed = reference(bytes)?.map((item, i) => (at(lengths, i) > element ? undefined : item))
      expect(isDeepStrictEqual(scanned(bytes, { group, element }), parsed)).toBe(true)
    })
    fc.assert(property, { numRuns: runs })
  }, 60_000)
})

describe('what is refused', () => {
  it.each([
    { body: '', message: 'the body is no JSON array' },
    { body: '{"batch":[]}', message: 'the body is no JSON array' },
    { body: ' "[]"', message: 'the body is no JSON array' },
    { body: '\xef\xbb\xbf\xef\xbb\xbf[]', message: 'the body is no JSON array' },
    { body: '[', message: 'the body is no valid JSON: it ends too early, line 1, column 2' },
    { body: '[] []', message: 'the body is no valid JSON: see line 1, column 4' },
    { body: '[1,]', message: 'the body is no valid JSON: see line 1, column 4' },
    { body: '["a\x07"]', message: 'the body is no valid JSON: see line 1, column 4' },
    { body: '["\\u12x4"]', message: 'the body is no valid JSON: see line 1, column 7' },
    { body: '[{"a" 1}]', message: 'the body is no valid JSON: see line 1, column 7' },
    { body: '[{"a":1,}]', message: 'the body is no valid JSON: see line 1, column 9' },
    { body: '[\xc3\xa4]', message: 'the body is no valid JSON: see line 1, column 2' },
    { body: '["\xc3\xa4\xc3"]', message: 'the body is no valid UTF-8: see line 1, column 4' },
    { body: '["\xed\xa0\x80"]', message: 'the body is no valid UTF-8: see line 1, column 3' },
    { body: '["\xe2\x82', message: 'the body is no valid UTF-8: see line 1, column 3' },
    { body: '[\xff]', message: 'the body is no valid UTF-8: see line 1, column 2' },
    { body: nestedLists(5), message: 'the body has more than 4 levels of nesting' },
    { body: '[{"a":{"b":{"c":{}}}}]', message: 'the body has more than 4 levels of nesting' },
  ])('$body, because $message', ({ body, message }) => {
    expect(scanArray(bytesOf(body), { most: 3, levels: 4 })).toEqual({
      kind: 'fault',
      code: message.includes('UTF-8') ? 'invalid_utf8' : 'invalid_json',
      message,
    })
  })

  it.each([
    { body: '[]', most: 0, kind: 'array' },
    { body: '[1]', most: 0, kind: 'too many' },
    { body: '[1,[2,3,4],{"a":1,"b":[5,6]}]', most: 3, kind: 'array' },
    { body: '[1,2,3,4]', most: 3, kind: 'too many' },
    { body: '[1,2,3,[', most: 3, kind: 'too many' },
    { body: '[1,2,x,4]', most: 3, kind: 'fault' },
  ])('at most $most elements: $body is $kind', ({ body, most, kind }) => {
    expect(scanArray(bytesOf(body), { most, levels: 4 }).kind).toBe(kind)
  })
})

describe('nesting', () => {
  it.each([
    { what: 'lists', opening: '[', closing: ']' },
    { what: 'objects', opening: '{"a":', closing: '}' },
  ])('of $what is taken up to the limit, and so deep an element is parsed', ({ opening, closing }) => {
    const deep = (levels: number) => `${opening.repeat(levels)}[]${closing.repeat(levels)}`
    const body = encoder.encode(`[1,${deep(limits.levels - 2)},{"b":2}]`)
    const [one, , two, ...rest] = scanned(body) ?? []
    expect([one, two, rest]).toEqual([1, { b: 2 }, []])
    expect(scanned(encoder.encode(`[1,${deep(limits.levels - 1)},{"b":2}]`))).toBeUndefined()
  })

  it('of millions of levels exhausts no stack', () => {
    const body = encoder.encode(nestedLists(2_000_000))
    expect(scanArray(body, limits)).toMatchObject({ kind: 'fault' })
    expect(scanArray(body, { most: 1, levels: 2_000_000 })).toMatchObject({ kind: 'array' })
  })
})

function separated(parts: readonly (readonly string[])[]): readonly string[] {
  return parts.flatMap((part, i) => (i === 0 ? part : [',', ...part]))
}

function replaced(
  bytes: Uint8Array,
  place: number,
  { drop, add }: { readonly drop: number; readonly add: readonly number[] },
): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, place), ...add, ...bytes.subarray(place + drop)])
}

function lengthOf({ values }: { readonly values: readonly unknown[] }): number {
  return values.length
}

function at(numbers: readonly number[], i: number): number {
  return numbers[i] ?? 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, part) => total + part, 0)
}

describe('the first element of an array', () => {
  it.each([
    { body: '[{"a":1}]', first: '{"a":1}' },
    { body: ' [ {"a":[1,{}]} , {"b":2}]', first: '{"a":[1,{}]}' },
    { body: '\u00ef\u00bb\u00bf[[],1]', first: '[]' },
    { body: '["x",', first: '"x"' },
    { body: '[{"a":1}', first: '{"a":1}' },
    { body: '[{"a":1} no JSON at all', first: '{"a":1}' },
    { body: '[{"a":1},\u00ff', first: '{"a":1}' },
    { body: '[[[[1]]],2]', first: '[[[1]]]' },
    { body: '[[[[[1]]]],2]', first: undefined },
    { body: '[]', first: undefined },
    { body: '[{"a":1', first: undefined },
    { body: '[{"a":1]', first: undefined },
    { body: '[,{"a":1}]', first: undefined },
    { body: '{"a":1}', first: undefined },
    { body: '', first: undefined },
  ])('of $body is $first, whatever follows it', ({ body, first }) => {
    const bytes = bytesOf(body)
    const slice = firstOfArray(bytes, 4)
    expect(slice && Buffer.from(bytes.subarray(slice.start, slice.end)).toString('latin1')).toBe(first)
  })

  it('is the one that the whole array has', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), (values, space) => {
        const bytes = encoder.encode(JSON.stringify(values, null, space))
        const found = scanArray(bytes, limits)
        expect(firstOfArray(bytes, limits.levels)).toEqual(found.kind === 'array' ? found.elements[0] : 'no array')
      }),
      { numRuns: runs },
    )
  })
})
