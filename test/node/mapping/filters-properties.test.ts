import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { filters } from '../../../src/mapping/filters/table.ts'

type Over = (value: unknown) => unknown

// Text that comes near to what the filters read.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom('a', 'Z', '1', '0', '.', '-', '+', '@', ' ', '%', '?', '&', '=', ':', 'T', '😀', '\ud800'),
  }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'length',
    '',
    ' ',
    '1e999',
    '-0',
    'gmail.com',
    '+1',
    '2024-02-30',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.emailAddress(),
  fc.webUrl({ withQueryParameters: true }),
)
const leaf = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 5 }).map(ownObject),
  ),
})).value

/** An object as `JSON.parse` makes it: `__proto__` is a key like others. */
function ownObject(entries: readonly (readonly [string, unknown])[]): unknown {
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`)
}

const chain: fc.Arbitrary<Over> = fc
  .constantFrom('strip', 'downcase', 'digits', 'string', 'number', 'wrap', 'compact', 'values')
  .map((name) => made(name, []))
const format = fc.constantFrom('iso', 'unix', 'unix_ms', 'unix_us', '%Y-%m-%d %H:%M:%S.%L', '%-d %j %e %B %p %I %s %%')

const special: Readonly<Record<string, fc.Arbitrary<readonly unknown[]>>> = {
  date: fc.tuple(format),
  deep_dates: fc.tuple(format),
  replace_chars: fc.tuple(fc.constantFrom('[^A-Za-z0-9_]+', '[\\s.]', '[^\\p{L}]+', '[\\d]+'), text),
  limit: fc.tuple(fc.nat(5)),
  round: fc.tuple(fc.integer({ min: -20, max: 20 })),
  e164: fc.tuple(fc.constantFrom('US', 'DE', 'RU', 'IT', 'AU')),
  email: fc.constantFrom([], ['all'], ['dots']),
  default: fc.tuple(json),
}

/** Any arguments that the engine would pass, optional ones now and then left out. */
function argsOf(name: string): fc.Arbitrary<readonly unknown[]> {
  const { args = [], rest } = filters[name] ?? {}
  const own = special[name] ?? fc.tuple(...args.map((arg) => ofType(arg.type)))
  const least = args.filter((arg) => arg.optional !== true).length
  const some = fc.tuple(own, fc.nat(args.length)).map(([all, count]) => all.slice(0, Math.max(least, count)))
  return rest === undefined
    ? some
    : fc.tuple(some, fc.array(ofType(rest.type), { maxLength: 3 })).map((lists) => lists.flat())
}

function ofType(type: string): fc.Arbitrary<unknown> {
  if (type === 'text') return text
  if (type === 'number')
    return fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  return type === 'filters' ? chain : json
}

function made(name: string, args: readonly unknown[]): Over {
  const filter = filters[name]
  const make: ((...args: never[]) => Over) | undefined = filter?.make
  if (make === undefined) throw new Error(`no filter ${name}`)
  const over: unknown = Reflect.apply(make, undefined, args)
  if (typeof over !== 'function') throw new Error(`${name} makes no function`)
  return (value) => {
    const wanted = filter?.absentToo === true || (value !== undefined && value !== null)
    const result: unknown = wanted ? over.call(undefined, value) : undefined
    return result
  }
}

function deepFrozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(deepFrozen)
  return Object.freeze(value)
}

/** Whether a value is JSON: own enumerable keys on plain objects, finite numbers (whole ones that no double holds as `bigint`), no `undefined` in it. */
function isJson(value: unknown): boolean {
  if (typeof value === 'bigint') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (Array.isArray(value)) return Object.keys(value).length === value.length && value.every(isJson)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.values(value).every(isJson)
}

test.each(Object.keys(filters))(
  '%s over any JSON does not throw, gives JSON or absent, and changes nothing',
  (name) => {
    fc.assert(
      fc.property(argsOf(name), json, (args, value) => {
        const before = JSON.stringify(value)
        const over = made(name, args.map(deepFrozen))
        const result = over(deepFrozen(value))
        expect(result === undefined || isJson(result)).toBe(true)
        expect(JSON.stringify(value)).toBe(before)
        expect(JSON.stringify(over(value))).toBe(JSON.stringify(result))
      }),
      { numRuns: 100 },
    )
  },
)

const idempotent = [
  'strip',
  'downcase',
  'upcase',
  'capitalize',
  'digits',
  'squeeze',
  'string',
  'number',
  'integer',
  'boolean',
]
const idempotentToo = [
  'compact',
  'uniq',
  'wrap',
  'email',
  'e164',
  'country_code',
  'us_state',
  'gender',
  'currency',
  'sha256',
  'md5',
]

test.each([...idempotent, ...idempotentToo, 'round'])('%s twice is the same as once', (name) => {
  const over = made(name, [])
  fc.assert(
    fc.property(json, (value) => {
      const once = over(value)
      expect(JSON.stringify(over(once))).toBe(JSON.stringify(once))
    }),
    { numRuns: 100 },
  )
})

test('cents and back is the amount', () => {
  const [cents, amount] = [made('times', [100]), made('divided_by', [100])]
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (n) => {
      expect(cents(amount(n))).toBe(n)
      expect(amount(n)).toBe(n / 100)
    }),
  )
})

test('every moment written as iso, unix_ms and unix_us is read back', () => {
  const range = { min: new Date('1974-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(range), (date) => {
      for (const format of ['iso', 'unix_ms', 'unix_us']) {
        const written = made('date', [format])(date.toISOString())
        expect(made('date', ['unix_ms'])(written)).toBe(date.getTime())
      }
    }),
  )
})
