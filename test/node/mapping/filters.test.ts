import { describe, expect, test } from 'vitest'
import { filters } from '../../../src/mapping/filters/table.ts'

/** `[name, ...arguments]`; a `filters` argument is a list of such calls. */
type Call = readonly [name: string, ...args: readonly unknown[]]
type Row = readonly [call: Call | string, input: unknown, output: unknown]

/** The function of a call, as the engine makes it: absent and `null` values pass by all but the filters that want them. */
function made([name, ...args]: Call): (value: unknown) => unknown {
  const filter = filters[name]
  if (filter === undefined) throw new Error(`no filter ${name}`)
  const make: (...args: never[]) => (value: unknown) => unknown = filter.make
  const over: unknown = Reflect.apply(
    make,
    undefined,
    args.map((arg) => (Array.isArray(arg) ? chain(arg) : arg)),
  )
  if (typeof over !== 'function') throw new Error(`${name} makes no function`)
  return (value) =>
    filter.absentToo !== true && (value === undefined || value === null) ? undefined : over.call(undefined, value)
}

function chain(calls: readonly (Call | string)[]): (value: unknown) => unknown {
  const steps = calls.map((call) => made(typeof call === 'string' ? [call] : call))
  return (value) => steps.reduce((at, step) => step(at), value)
}

function apply(call: Call | string, input: unknown): unknown {
  return made(typeof call === 'string' ? [call] : call)(input)
}

const own = (json: string): unknown => JSON.parse(json)
const sha = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

const families: Readonly<Record<string, readonly Row[]>> = {
  text: [
    ['strip', ' \n\u00a0Ann \t', 'Ann'],
    ['strip', '', ''],
    ['strip', 12, '12'],
    ['strip', true, 'true'],
    ['strip', ['a'], undefined],
    ['strip', {}, undefined],
    ['downcase', 'ÄNN', 'änn'],
    ['upcase', 'straße', 'STRASSE'],
    ['capitalize', 'my GREAT title', 'My great title'],
    ['capitalize', 'éa', 'Éa'],
    ['capitalize', '𐐨B', '𐐀b'],
    ['capitalize', '', ''],
    [['append', '!'], 1, '1!'],
    [['prepend', 'a'], 'b', 'ab'],
    [['prepend', 'a'], [], undefined],
    [['slice', 1, 3], 'hello', 'ell'],
    [['slice', 1], 'hello', 'e'],
    [['slice', -3, 2], 'hello', 'll'],
    [['slice', -9, 2], 'hello', ''],
    [['slice', 9, 2], 'hello', ''],
    [['slice', 0, -1], 'hello', ''],
    [['slice', 0, 99], 'hello', 'hello'],
    [['slice', 1.9, 2.9], 'hello', 'el'],
    [['slice', 0, 2], 12345, '12'],
    [['slice', 0, 2], '😀é😀', '😀é'],
    [['slice', -1, 1], 'a😀', '😀'],
    [
      ['slice', 1, 2],
      [1, 2, 3, 4],
      [2, 3],
    ],
    [['slice', -5, 2], [1], []],
    [['slice', 0, 1], { a: 1 }, undefined],
    [['deep_limit', 3], 'a😀bcd', 'a😀b'],
    [
      ['deep_limit', 2],
      { a: 'xyz', n: 12345, l: ['xyz', { b: 'xyz' }], t: true },
      { a: 'xy', n: 12345, l: ['xy', { b: 'xy' }], t: true },
    ],
    [['deep_limit', 2], 12345, 12345],
    [['split', ','], 'a,b,,', ['a', 'b']],
    [['split', ','], ',a', ['', 'a']],
    [['split', ','], '', []],
    [['split', ' '], '  a \n b ', ['a', 'b']],
    [['split', ''], 'a😀', ['a', '😀']],
    [['split', '1'], 212, ['2', '2']],
    [['join', ', '], ['a', 1, true, null, '', { b: [1] }], 'a, 1, true, , {"b":[1]}'],
    ['join', ['a', 'b'], 'a b'],
    [['join', ','], [], undefined],
    [['join', ','], [null], undefined],
    [['join', ','], 'a', undefined],
    [['replace', '-', '$&+'], 'a-b-c', 'a$&+b$&+c'],
    [['replace', '-'], 'a-b-c', 'abc'],
    [['replace', '.', ''], '1.2.3', '123'],
    [['replace', '', 'x'], 'abc', 'abc'],
    [['replace', '1', '2'], 11, '22'],
    [['replace_first', '-', '$1'], 'a-b-c', 'a$1b-c'],
    [['replace_first', 'z', 'y'], 'a', 'a'],
    [['replace_first', '', 'y'], 'a', 'a'],
    [['replace_chars', '[^A-Za-z0-9_]+', '_'], 'Order -- Completed!', 'Order_Completed_'],
    [['replace_chars', '[^A-Za-z0-9_]', '$&'], 'a b', 'a$&b'],
    [['replace_chars', '[\\s.]+', ''], 'a . b', 'ab'],
    [['replace_chars', '[^\\p{L}]+', '_'], 'é1ß', 'é_ß'],
    [['replace_chars', '[😀]'], 'a😀b', 'ab'],
    ['digits', '+1 (410) 555-9412', '14105559412'],
    ['digits', 'abc', ''],
    ['digits', -1.5, '15'],
    ['squeeze', ' New\u2003York\n', 'NewYork'],
    [['url_param', 'gclid'], 'https://x.y/a?b=1&gclid=a%20b+c&gclid=2#gclid=3', 'a b c'],
    [['url_param', 'gclid'], '?gclid=1', '1'],
    [['url_param', 'gclid'], 'https://x.y/?gclid=', undefined],
    [['url_param', 'gclid'], 'https://x.y/?GCLID=1', undefined],
    [['url_param', 'gclid'], 'https://x.y/#?gclid=1', undefined],
    [['url_param', 'gclid'], 'https://x.y/?gclid=%E0%A4%A', '\ufffd%A'],
    [['url_param', '__proto__'], '?a=1', undefined],
    [['url_param', 'a'], 5, undefined],
  ],
  types: [
    ['string', 12.5, '12.5'],
    ['string', false, 'false'],
    ['string', { a: [1, null] }, '{"a":[1,null]}'],
    ['string', '', ''],
    ['number', ' -12.50 ', -12.5],
    ['number', '1e3', 1000],
    ['number', '.5', 0.5],
    ['number', '5.', 5],
    ['number', '1e999', undefined],
    ['number', '', undefined],
    ['number', ' ', undefined],
    ['number', '0x10', undefined],
    ['number', 'Infinity', undefined],
    ['number', 'NaN', undefined],
    ['number', '1,234', undefined],
    ['number', true, undefined],
    ['number', [1], undefined],
    ['integer', '12345678901234567', 12345678901234567n],
    ['integer', ' +12345678901234567890 ', 12345678901234567890n],
    ['integer', 9007199254740993n, 9007199254740993n],
    ['integer', '1234567890123456', 1234567890123456],
    ['integer', '12.7', 12],
    ['integer', -1.9, -1],
    ['integer', -0.5, 0],
    ['integer', 'x', undefined],
    ['type', 'a', 'text'],
    ['type', 1, 'number'],
    ['type', false, 'boolean'],
    ['type', [], 'list'],
    ['type', {}, 'object'],
    ['type', null, undefined],
    ['optional', { a: 1 }, { a: 1 }],
    ['optional', null, undefined],
    ['boolean', 'Yes ', true],
    ['boolean', 'FALSE', false],
    ['boolean', 1, true],
    ['boolean', 0, false],
    ['boolean', false, false],
    ['boolean', 2, undefined],
    ['boolean', 'maybe', undefined],
    ['boolean', 'constructor', undefined],
    ['boolean', [], undefined],
    ['json', 'a"b', '"a\\"b"'],
    ['json', { a: 1 }, '{"a":1}'],
    ['json', 1, '1'],
    [['keep_null', ['upcase']], null, null],
    [['keep_null', ['upcase']], 'a', 'A'],
    [['keep_null', ['upcase']], undefined, undefined],
    [['keep_null', ['upcase']], {}, undefined],
    [['parts', 100], 250, [100, 100, 50]],
    [['parts', 100], 100, [100]],
    [['parts', 100], '101', [100, 1]],
    [['parts', 100], 0, [0]],
    [['parts', 100], -5, [-5]],
    [['parts', 0.1], 0.3, [0.1, 0.1, 0.1]],
    [['parts', 100], 'many', undefined],
    [['parts', 1], 1001, undefined],
    [['parts', 1], 1e300, undefined],
    [['default', 'USD'], undefined, 'USD'],
    [['default', 'USD'], null, 'USD'],
    [['default', 'USD'], '', 'USD'],
    [['default', 'USD'], [], 'USD'],
    [['default', 'USD'], {}, 'USD'],
    [['default', 'USD'], ' ', ' '],
    [['default', 'USD'], false, false],
    [['default', 'USD'], 0, 0],
    [['default', { a: 1 }], null, { a: 1 }],
    [['default', undefined], 'a', 'a'],
    [['default', null], null, undefined],
  ],
  numbers: [
    [['plus', 0.2], 0.1, 0.3],
    [['plus', 1], '2', 3],
    [['plus', 1], 'a', undefined],
    [['plus', 1e308], 1e308, undefined],
    [['plus', 1], Number.MAX_SAFE_INTEGER, 9007199254740992],
    [['plus', 0.000_001], 1_700_000_000, 1_700_000_000.000_001],
    [['minus', 0.1], 0.3, 0.2],
    [['minus', 5], -5, -10],
    [['minus', 1], 1, 0],
    [['times', 100], '19.99', 1999],
    [['times', 100], 1.1, 110],
    [['times', 0], -5, 0],
    [['times', 1e300], 1e300, undefined],
    [['times', 0.1], 1e-7, 1e-8],
    [['divided_by', 2], 5, 2.5],
    [['divided_by', 0.1], 0.3, 3],
    [['divided_by', 100], 1999, 19.99],
    [['divided_by', 0], 5, undefined],
    [['divided_by', 0], 0, undefined],
    [['divided_by', 2], [5], undefined],
    [['round', 2], 1.005, 1.01],
    ['round', 2.5, 3],
    ['round', -2.5, -3],
    ['round', -0.4, 0],
    [['round', -2], 1250, 1300],
    [['round', 20], 1e300, 1e300],
    [['round', 2], 1e21, 1e21],
    [['round', 2], 1e-7, 0],
    ['round', '7.5', 8],
    ['round', {}, undefined],
  ],
  time: [
    [['date', 'iso'], '2024-01-31', '2024-01-31T00:00:00.000Z'],
    [['date', 'iso'], ' 2024-01-31T10:20Z ', '2024-01-31T10:20:00.000Z'],
    [['date', 'iso'], '2024-01-31T10:20:30', '2024-01-31T10:20:30.000Z'],
    [['date', 'iso'], '2024-01-31 10:20:30', '2024-01-31T10:20:30.000Z'],
    [['date', 'iso'], '2024-01-31 10:20:30 +00:00', '2024-01-31T10:20:30.000Z'],
    [['date', 'iso'], '2024-01-31 10:20:30 UTC', '2024-01-31T10:20:30.000Z'],
    [['date', 'iso'], '2024-01-31T10:20:30-05:30', '2024-01-31T15:50:30.000Z'],
    [['date', 'iso'], '2024-01-31T10:20:30+0530', '2024-01-31T04:50:30.000Z'],
    [['date', 'iso'], '2024-01-31T10:20:30+05', '2024-01-31T05:20:30.000Z'],
    [['date', 'iso'], '2024-01-31T10:20:30.123456789Z', '2024-01-31T10:20:30.123Z'],
    [['date', 'iso'], '2024-01-31t10:20:30,5z', '2024-01-31T10:20:30.500Z'],
    [['date', 'iso'], '2024-02-29', '2024-02-29T00:00:00.000Z'],
    [['date', 'iso'], '2023-02-29', undefined],
    [['date', 'iso'], '2024-13-01', undefined],
    [['date', 'iso'], '2024-01-31T25:00:00Z', undefined],
    [['date', 'iso'], '2024-01-31T24:00:00Z', undefined],
    [['date', 'iso'], '2024-01-31T10:20:30+24:00', undefined],
    [['date', 'iso'], '1800-01-01T00:00:00+01:00', undefined],
    [['date', 'iso'], '2199-12-31T23:59:59-01:00', undefined],
    [['date', 'iso'], '1800-01-01', '1800-01-01T00:00:00.000Z'],
    [['date', 'iso'], '2199-12-31T23:59:59Z', '2199-12-31T23:59:59.000Z'],
    [['date', 'iso'], '0027-11-29', undefined],
    [['date', 'iso'], '2558-11-29T09:00:00Z', undefined],
    [['date', '%F'], '19900102', '1990-01-02'],
    [['date', '%F'], 19900102, '1990-01-02'],
    [['date', '%F'], ' 19650304 ', '1965-03-04'],
    [['date', 'unix'], '20200101', 1577836800],
    [['date', '%F'], '19900230', undefined],
    [['date', '%F'], '25580102', undefined],
    [['date', '%F'], 99999999, undefined],
    [['date', '%F'], '1990', undefined],
    [['date', '%F'], 1990, undefined],
    [['date', '%F'], '199001', undefined],
    [['date', '%F'], 27, undefined],
    [['date', '%F'], 19900102.5, undefined],
    [['date', 'unix'], '1965-03-04', -152409600],
    [['date', '%F'], -152409600, '1965-03-04'],
    [['date', '%F'], 100_000_000, '1973-03-03'],
    [['date', 'iso'], 'yesterday', undefined],
    [['date', 'iso'], '', undefined],
    [['date', 'iso'], true, undefined],
    [['date', 'iso'], ['2024-01-31'], undefined],
    [['date', 'iso'], 1700000000, '2023-11-14T22:13:20.000Z'],
    [['date', 'iso'], 1700000000.123, '2023-11-14T22:13:20.123Z'],
    [['date', 'iso'], 1700000000123, '2023-11-14T22:13:20.123Z'],
    [['date', 'iso'], 1700000000123456, '2023-11-14T22:13:20.123Z'],
    [['date', 'iso'], '1700000000123', '2023-11-14T22:13:20.123Z'],
    [['date', 'iso'], '0', undefined],
    [['date', 'iso'], 0, undefined],
    [['date', 'iso'], '00000000', undefined],
    [['date', 'iso'], -1, '1969-12-31T23:59:59.000Z'],
    [['date', 'iso'], 7_258_118_399, '2199-12-31T23:59:59.000Z'],
    [['date', 'iso'], 99_999_999_999, undefined],
    [['date', 'iso'], 100_000_000_000, '1973-03-03T09:46:40.000Z'],
    [['date', 'iso'], 99_999_999_999_999, undefined],
    [['date', 'iso'], 100_000_000_000_000, '1973-03-03T09:46:40.000Z'],
    [['date', 'iso'], 1e300, undefined],
    [['date', 'unix'], '2024-01-31T10:20:30.999Z', 1706696430],
    [['date', 'unix'], '1969-12-31T23:59:59.500Z', -1],
    [['date', 'unix_ms'], '2024-01-31T10:20:30.999999Z', 1706696430999],
    [['date', 'unix_us'], '2024-01-31T10:20:30.123456789Z', 1706696430123456],
    [['date', 'unix_us'], 1700000000123456, 1700000000123456],
    [['date', 'unix_us'], 1700000000, 1700000000000000],
    [['date', 'unix'], '1970-01-01', 0],
    [['date', '%Y-%m-%d %H:%M:%S +00:00'], '2024-01-05T15:04:05Z', '2024-01-05 15:04:05 +00:00'],
    [['date', '%Y%m%d'], '1999-12-31', '19991231'],
    [
      ['date', '%y %j %e|%-d %b %B %a %A %L %% %z %Z %s'],
      1704467045,
      '24 005  5|5 Jan January Fri Friday 000 % +0000 UTC 1704467045',
    ],
    [['date', '%I:%M %p %P %-I'], '2024-01-05T00:04:05Z', '12:04 AM am 12'],
    [['date', '%I:%M %p'], '2024-01-05T15:04:05Z', '03:04 PM'],
    [['date', '%F %T %u %w'], '2024-01-07T15:04:05Z', '2024-01-07 15:04:05 7 0'],
    [['date', '%j'], '2024-12-31', '366'],
    [['date', '%Y %j'], '1899-01-01', '1899 001'],
    [['date', '%d.%m.'], 'x', undefined],
    [
      ['deep_dates', 'unix'],
      {
        at: '2025-03-04T10:00:00-05:00',
        day: '2025-03-04',
        in: [{ t: '1972-04-14T00:00:00.000Z' }],
        n: 1,
        no: '2024-02-30',
        x: null,
      },
      { at: 1741100400, day: 1741046400, in: [{ t: 72057600 }], n: 1, no: '2024-02-30', x: null },
    ],
    [
      ['deep_dates', 'unix'],
      ['2025-03-04 10:00:00', '1741100400', ' 2025-03-04', 1741100400],
      ['2025-03-04 10:00:00', '1741100400', ' 2025-03-04', 1741100400],
    ],
    [
      ['deep_dates', 'unix', 'born', 'own'],
      { at: '2023-11-14', in: [{ born: '2000-01-01', own: { at: '2023-11-14' } }] },
      { at: 1699920000, in: [{ born: '2000-01-01', own: { at: '2023-11-14' } }] },
    ],
    [['deep_dates', '%Y'], '2025-03-04', '2025'],
    [['deep_dates', '%Y'], '1965-03-04', '1965'],
    [['deep_dates', 'iso'], '1965-03-04', '1965-03-04T00:00:00.000Z'],
    [
      ['deep_dates', 'unix'],
      ['1965-03-04', '1969-12-31T23:59:59Z', '1970-01-01'],
      ['1965-03-04', '1969-12-31T23:59:59Z', 0],
    ],
    [['deep_dates', 'unix_ms'], '1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
    [['deep_dates', 'unix'], own('{"__proto__": "1970-01-02"}'), own('{"__proto__": 86400}')],
  ],
  hashes: [
    ['sha256', 'abc', sha],
    ['sha256', 'é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
    ['sha256', '\ud800', '83d544ccc223c057d2bf80d3f2a32982c32c3c0db8e2674820da5064783fb097'],
    ['sha256', '', undefined],
    ['sha256', '  ', undefined],
    ['sha256', ` ${sha.toUpperCase()}`, sha],
    ['sha256', sha.slice(1), 'c92b6162064480afa63f71a39e52f286090326f04f59aad821bacead7fa56a2c'],
    [['sha256', ['strip', 'downcase']], ' ABC ', sha],
    [['sha256', ['digits']], sha, sha],
    [['sha256', ['digits']], 'abc', undefined],
    [['sha256', ['email']], 'no address', undefined],
    [
      ['sha256', ['strip', 'downcase']],
      ['ABC', '', 'abc', null, {}],
      [sha, sha],
    ],
    ['sha256', [''], undefined],
    ['sha256', [], undefined],
    ['sha256', [['abc']], undefined],
    ['sha256', { a: 1 }, undefined],
    ['sha256', 1, '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b'],
    ['md5', 'abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['md5', '900150983CD24FB0D6963F7D28E17F72', '900150983cd24fb0d6963f7d28e17f72'],
    [['md5', ['downcase']], 'ABC', '900150983cd24fb0d6963f7d28e17f72'],
    ['uuid', 'abc', '6547cd16-d8c9-518e-87ca-b2d904e4cdb1'],
    ['uuid', '', undefined],
    ['uuid', [], undefined],
    // RFC 9562, appendix A.4, and Python's uuid.uuid5 of the namespace of names.
    [['uuid', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'], 'www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    [['uuid', '6BA7B810-9DAD-11D1-80B4-00C04FD430C8'], 'python.org', '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
    [['uuid', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'], '', undefined],
    ['base64', 'añ', 'YcOx'],
    ['base64', '', ''],
    ['base64', 12, 'MTI='],
    ['base64', '\ud800', '77+9'],
    ['base64', [1], undefined],
    ['base64_decode', 'YcOx', 'añ'],
    ['base64_decode', 'MTI', '12'],
    ['base64_decode', 'Pz8_Pj4-', '???>>>'],
    ['base64_decode', '77u/YQ==', '\ufeffa'],
    ['base64_decode', '/w==', undefined],
    ['base64_decode', 'a!', undefined],
    ['base64_decode', {}, undefined],
  ],
  objects: [
    [['get', 'b'], { a: 1, b: 2 }, 2],
    [['each_key', ['upcase']], { a: 1, b: { a: 2 } }, { A: 1, B: { a: 2 } }],
    [['each_key', ['downcase']], { A: 1, a: 2, a_2: 3, 'a ': 4 }, { a: 1, a_2: 2, a_2_2: 3, 'a ': 4 }],
    [['each_key', ['digits']], { a: 1, b2: 2 }, { 2: 2 }],
    [['each_key', ['upcase']], [1], undefined],
    [['get', 'a.b'], { 'a.b': 1, a: { b: 2 } }, 1],
    [['get', '1'], ['a', 'b'], 'b'],
    [['get', '01'], ['a', 'b'], undefined],
    [['get', 'length'], ['a', 'b'], undefined],
    [['get', 'constructor'], { a: 1 }, undefined],
    [['get', '0'], 'text', undefined],
    [['omit', 'a', 'c'], { a: 1, b: 2, c: 3 }, { b: 2 }],
    [['omit', 'a'], { a: 1 }, {}],
    [['omit', 'a'], own('{"a": 1, "__proto__": 2, "constructor": 3}'), own('{"__proto__": 2, "constructor": 3}')],
    [['omit', '__proto__'], own('{"a": 1, "__proto__": 2}'), { a: 1 }],
    [['omit', 'a'], [1], undefined],
    [['omit', 'a'], 'a', undefined],
    [['pick', 'b', 'x', 'a'], { a: null, b: 2, c: 3 }, { b: 2, a: null }],
    [['pick', 'constructor', 'toString', '__proto__'], { a: 1 }, {}],
    [['pick', '__proto__'], own('{"__proto__": {"a": 1}}'), own('{"__proto__": {"a": 1}}')],
    ['compact', { a: null, b: '', c: [], d: {}, e: 0, f: false, g: { h: '' } }, { e: 0, f: false, g: { h: '' } }],
    ['compact', [null, '', [], {}, 0, false, [null]], [0, false, [null]]],
    ['compact', { a: null }, undefined],
    [['compact', 'keep_null'], { a: null, b: '', c: [null, ''], d: {} }, { a: null, c: [null, ''] }],
    [
      ['compact', 'keep_null'],
      [null, '', 0],
      [null, 0],
    ],
    [['compact', 'keep_null'], { a: [] }, undefined],
    ['compact', [''], undefined],
    ['compact', 'a', undefined],
    [
      'flatten',
      { a: { b: [1, { c: 2 }], d: null }, e: 'x', f: {}, g: [] },
      { 'a.b.0': 1, 'a.b.1.c': 2, 'a.d': null, e: 'x' },
    ],
    [['flatten', '_'], { a: { b: 1 } }, { a_b: 1 }],
    [['flatten', ''], own('{"__pro": {"to__": 1}}'), own('{"__proto__": 1}')],
    ['flatten', { [`${'k'.repeat(999)}`]: { ab: 1 }, b: 2 }, { b: 2 }],
    ['flatten', {}, {}],
    ['flatten', [1], undefined],
    [
      'entries',
      own('{"a": 1, "__proto__": 2}'),
      [
        ['a', 1],
        ['__proto__', 2],
      ],
    ],
    ['entries', [1], undefined],
    ['values', { a: 1, b: [2] }, [1, [2]]],
    ['values', 'ab', undefined],
    [['any_case', 'firstName'], { first_name: 1, firstName: 2 }, 2],
    [['any_case', 'firstName'], { x: 0, 'First Name': 1, FIRSTNAME: 2 }, 1],
    [['any_case', 'firstName'], { firstNames: 1 }, undefined],
    [['any_case', 'constructor'], {}, undefined],
    [['any_case', '$'], { _: 1 }, undefined],
    [['any_case', 'Größe'], { GRÖSSE: 1, größe_: 2 }, 2],
    [['any_case', 'a'], [1], undefined],
  ],
  lists: [
    [
      ['each', ['string', ['slice', 0, 2]]],
      ['abc', 1234, null, { a: 1 }],
      ['ab', '12', '{"'],
    ],
    [['each', ['upcase']], { a: 'x', b: [], c: 1 }, { a: 'X', c: '1' }],
    [['each', ['upcase']], own('{"__proto__": "x"}'), own('{"__proto__": "X"}')],
    [
      ['each', [['default', 0]]],
      [null, 1],
      [0, 1],
    ],
    [['each', ['upcase']], [], []],
    [['each', ['upcase']], 'a', undefined],
    [
      ['map', 'a.b'],
      [{ a: { b: 1 } }, {}, null, 2, { a: { b: null } }],
      [1, null],
    ],
    [['map', 'a.0'], [{ a: ['x'] }], ['x']],
    [['map', 'length'], [[1], 'abc'], []],
    [['map', '__proto__'], [{}, own('{"__proto__": 1}')], [1]],
    [['map', 'a'], { a: 1 }, undefined],
    ['first', [1, 2], 1],
    ['first', [], undefined],
    ['first', 'ab', undefined],
    ['size', 'añ😀', 3],
    ['size', [1, null], 2],
    ['size', own('{"__proto__": 1}'), 1],
    ['size', '', 0],
    ['size', 12, undefined],
    ['sum', [1, '2', null, 'x', [3]], 3],
    ['sum', [0.1, 0.2], 0.3],
    ['sum', [1e308, 1e308], undefined],
    ['sum', [], undefined],
    ['sum', ['x'], undefined],
    ['sum', 5, undefined],
    [['sum', 'a.b'], [{ a: { b: 2 } }, { a: { b: '3' } }, {}], 5],
    ['uniq', [1, '1', 1, { a: 1 }, { a: 1 }, '{"a":1}', null, null], [1, '1', { a: 1 }, '{"a":1}', null]],
    ['uniq', 'aa', undefined],
    [
      ['limit', 2],
      [1, 2, 3],
      [1, 2],
    ],
    [['limit', 0], [1], []],
    [['limit', 1], own('{"__proto__": 1, "a": 2}'), own('{"__proto__": 1}')],
    [['limit', 2], 'abc', undefined],
    ['wrap', 'a', ['a']],
    ['wrap', ['a'], ['a']],
    ['wrap', {}, [{}]],
    ['concat', [[1], [2, [3]], 4, null, [], [null]], [1, 2, [3], 4]],
    ['concat', 'a', undefined],
  ],
  people: [
    [['e164', 'US'], '(415) 555-0100', '+14155550100'],
    [['e164', 'us'], '1-415-555-0100 ext. 12', '+14155550100'],
    // Placeholders would be one hash for everybody.
    [['e164', 'US'], '0000000000', undefined],
    [['e164', 'US'], '1111111111', undefined],
    [['e164', 'US'], '+10000000000', undefined],
    [['e164', 'RU'], '0000000000', undefined],
    [['e164', 'IT'], '0000000000', undefined],
    [['e164', 'DE'], '00000000000', undefined],
    // Too short without the 0 that is dialled before it.
    [['e164', 'GB'], '06 1234567', undefined],
    [['e164', 'US'], '415.555.0100x12', '+14155550100'],
    [['e164', 'US'], 4155550100, '+14155550100'],
    [['e164', 'US'], '+81 90-1234-5678', '+819012345678'],
    [['e164', 'US'], '011 44 20 7946 0958', '+442079460958'],
    [['e164', 'US'], '0044 20 7946 0958', '+442079460958'],
    [['e164', 'US'], '555-0100', undefined],
    [['e164', 'US'], '1-800-FLOWERS', undefined],
    [['e164', 'US'], 'abc', undefined],
    [['e164', 'US'], '', undefined],
    [['e164', 'US'], '+', undefined],
    [['e164', 'US'], '+999 1234567', undefined],
    [['e164', 'US'], '+1 415 555 01000000000000000', undefined],
    [['e164', 'US'], 'tel:+1-415-555-0100;ext=5', '+14155550100'],
    [['e164', 'US'], '（４１５）５５５－０１００', '+14155550100'],
    [['e164', 'US'], ['+14155550100'], undefined],
    [['e164', 'GB'], '020 7946 0958', '+442079460958'],
    [['e164', 'GB'], '+44 (0)20 7946 0958', '+442079460958'],
    [['e164', 'GB'], '442079460958', '+442079460958'],
    [['e164', 'DE'], '030/123456', '+4930123456'],
    [['e164', 'DE'], '4915112345678', '+4915112345678'],
    [['e164', 'IT'], '06 698 12345', '+390669812345'],
    [['e164', 'IT'], '393331234567', '+393331234567'],
    [['e164', 'RU'], '8 (495) 123-45-67', '+74951234567'],
    [['e164', 'RU'], '812 123-45-67', '+78121234567'],
    [['e164', 'RU'], '+7 8 495 123 45 67', '+74951234567'],
    [['e164', 'AU'], '0011 1 415 555 0100', '+14155550100'],
    [['e164', 'HU'], '06 1 234 5678', '+3612345678'],
    [['e164', 'IN'], '919876543210', '+919876543210'],
    ['e164', '+1 410-555-9412', '+14105559412'],
    ['e164', '4105559412', undefined],
    ['email', ' J.Doe+News@GMail.com ', 'jdoe@gmail.com'],
    ['email', 'a.b+c@googlemail.com', 'ab@googlemail.com'],
    ['email', 'J.Doe+news@Example.com', 'j.doe+news@example.com'],
    ['email', 'a@b@example.com', 'a@b@example.com'],
    ['email', '.@gmail.com', undefined],
    ['email', '+x@gmail.com', undefined],
    ['email', '@example.com', undefined],
    ['email', 'a@', undefined],
    ['email', 'none', undefined],
    ['email', 'a b@example.com', undefined],
    ['email', 5, undefined],
    [['email', 'all'], 'J.Doe+news@Example.com', 'jdoe@example.com'],
    [['email', 'dots'], ' J.Doe+News@GMail.com', 'jdoe+news@gmail.com'],
    [['email', 'dots'], 'J.Doe+news@Example.com', 'j.doe+news@example.com'],
    [['email', 'dots'], '.@gmail.com', undefined],
    ['country_code', 'US', 'us'],
    ['country_code', ' usa ', 'us'],
    ['country_code', 'U.S.A.', 'us'],
    ['country_code', 'The United States of America', 'us'],
    ['country_code', 'unitedstates', 'us'],
    ['country_code', 'UK', 'gb'],
    ['country_code', 'CHE', 'ch'],
    ['country_code', "Cote d'Ivoire", 'ci'],
    ['country_code', 'Côte d’Ivoire', 'ci'],
    ['country_code', 'Korea, Republic of', 'kr'],
    ['country_code', 'St. Kitts & Nevis', 'kn'],
    ['country_code', 'Türkiye', 'tr'],
    ['country_code', 'Turkey', 'tr'],
    ['country_code', 'Niger', 'ne'],
    ['country_code', 'Nigeria', 'ng'],
    ['country_code', 'Theland', undefined],
    ['country_code', 'XX', undefined],
    ['country_code', '', undefined],
    ['country_code', 'constructor', undefined],
    ['country_code', ['US'], undefined],
    ['us_state', 'California', 'ca'],
    ['us_state', ' CA', 'ca'],
    ['us_state', 'newyork', 'ny'],
    ['us_state', 'Washington, D.C.', 'dc'],
    ['us_state', 'West Virginia', 'wv'],
    ['us_state', ' Bavaria', ' Bavaria'],
    ['us_state', '', ''],
    ['us_state', 12, '12'],
    ['us_state', {}, undefined],
    ['gender', ' Female', 'f'],
    ['gender', 'M', 'm'],
    ['gender', 'woman', 'f'],
    ['gender', 'other', undefined],
    ['gender', 'constructor', undefined],
    ['gender', 1, undefined],
    ['currency', ' usd', 'USD'],
    ['currency', 'Eur', 'EUR'],
    ['currency', 'XXX', undefined],
    ['currency', '$', undefined],
    ['currency', '', undefined],
    ['currency', 840, undefined],
    [
      'user_agent',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36',
      {
        browser: { name: 'Chrome', version: '122.0.0.0', major: '122' },
        os: { name: 'Mac OS', version: '10.15.7' },
        device: { vendor: 'Apple', model: 'Macintosh' },
      },
    ],
    [
      'user_agent',
      'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A.230803.041)',
      { os: { name: 'Android', version: '14' }, device: { type: 'mobile', vendor: 'Google', model: 'Pixel 8' } },
    ],
    ['user_agent', 'curl/8', undefined],
    ['user_agent', ' ', undefined],
    ['user_agent', 5, undefined],
    ['user_agent', ['x'], undefined],
  ],
}

describe.each(Object.entries(families))('%s filters', (_, rows) => {
  test.each(rows)('%j of %j is %j', (call, input, output) => {
    const result = apply(call, input)
    expect(result).toStrictEqual(output)
    expect(JSON.stringify(result)).toBe(JSON.stringify(output))
  })
})

test('every filter has a row, and no two families share a name', () => {
  const named = Object.values(families).flatMap((rows) =>
    rows.map(([call]) => (typeof call === 'string' ? call : call[0])),
  )
  expect([...new Set(named)].sort()).toEqual(Object.keys(filters).sort())
})

test('absent and null become absent with every filter but keep_null and default', () => {
  const wanting = Object.entries(filters).filter(([, filter]) => filter.absentToo === true)
  expect(wanting.map(([name]) => name)).toEqual(['keep_null', 'default'])
})

test.each([
  ['replace_chars', '[a-z]', true],
  ['replace_chars', '[^a-z\\d_.\\]-]+', true],
  ['replace_chars', '[\\p{Lu}\\s]+', true],
  ['replace_chars', '[]', false],
  ['replace_chars', '[^]', false],
  ['replace_chars', 'a', false],
  ['replace_chars', '[a]*', false],
  ['replace_chars', '[a]++', false],
  ['replace_chars', '[a]+[b]+', false],
  ['replace_chars', '([a]+)+', false],
  ['replace_chars', '[z-a]', false],
  ['replace_chars', '[\\q]', false],
  ['replace_chars', '[\\p{Nothing}]', false],
  ['replace_chars', '', false],
  ['replace_chars', 5, false],
  ['date', 'iso', true],
  ['date', 'unix_us', true],
  ['date', '%Y-%m-%dT%H:%M:%S%z', true],
  ['date', '100%%', true],
  ['date', 'ISO', false],
  ['date', '', false],
  ['date', 'YYYY-MM-DD', false],
  ['date', '%Q', false],
  ['date', '%Y-%', false],
  ['date', '%-', false],
  ['deep_dates', 'unix_s', false],
  ['limit', 0, true],
  ['limit', -1, false],
  ['limit', 1.5, false],
  ['round', -2, true],
  ['round', 0.5, false],
  ['e164', 'US', true],
  ['e164', 'gb', true],
  ['e164', 'USA', false],
  ['e164', 'XX', false],
  ['email', 'all', true],
  ['email', 'dots', true],
  ['email', 'some', false],
])('the literal of %s: %j is fine: %j', (name, literal, fine) => {
  const reason = filters[name]?.args[0]?.check?.(literal)
  expect(typeof reason).toBe(fine ? 'undefined' : 'string')
})

test('a literal that no check saw gives absent instead of an error', () => {
  expect(apply(['replace_chars', '([a]+)+'], 'aaa')).toBe(undefined)
  expect(apply(['date', '%Q'], '2024-01-31')).toBe(undefined)
  expect(apply(['deep_dates', 'nothing'], '2024-01-31')).toBe(undefined)
})

const long = 1_000_000
const plain = `type base64 base64_decode optional strip downcase upcase capitalize digits squeeze string number integer boolean json sha256 md5 uuid size e164
  email country_code us_state gender currency user_agent`
const calls: readonly (Call | string)[] = [
  ...plain.split(/\s+/),
  ...(['append', 'prepend', 'url_param', 'any_case', 'map', 'get'] as const).map((name): Call => [name, 'a']),
  ...['', ' ', 'a'].map((at): Call => ['split', at]),
  ...(['iso', '%Y'] as const).flatMap((format): Call[] => [
    ['date', format],
    ['deep_dates', format],
  ]),
  ['slice', -2, 2],
  ['replace', 'a', 'bc'],
  ['replace_first', 'a', 'bc'],
  ['replace_chars', '[^a-z]+', '__'],
  ['plus', 1],
  ['e164', 'US'],
]
const patterns = ['a', ' ', '1', '😀', '.a@', '&a=%', 'Android 1;', '\ud800']

test.each(patterns)('a million characters of %j go through every text filter in time', (pattern) => {
  const text = pattern.repeat(long / pattern.length)
  // The thread's own time: that of others on a busy machine says nothing of the filters.
  const started = process.threadCpuUsage()
  for (const input of [`x${text}`, `${text}!`]) for (const call of calls) apply(call, input)
  const { user, system } = process.threadCpuUsage(started)
  expect((user + system) / 1_000).toBeLessThan(10_000)
})

test('a text that would grow beyond any request is absent', () => {
  const text = 'a'.repeat(10_000)
  expect(apply(['replace', 'a', text], text)).toBe(undefined)
  expect(apply(['replace_chars', '[a]', text], text)).toBe(undefined)
  expect(apply(['join', text], text.split(''))).toBe(undefined)
})

function nested(levels: number): unknown {
  let value: unknown = '2024-01-31'
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value]
  return value
}

test.each([5000, 100_000])('an object of %j levels does no harm', (levels) => {
  const deep = { in: nested(levels) }
  for (const call of [
    'string',
    'json',
    'compact',
    'values',
    'wrap',
    ['deep_dates', 'unix'],
    ['each', ['string']],
  ] as const)
    apply(call, deep)
  expect(apply('json', deep)).toBe(undefined)
  expect(apply('flatten', deep)).toEqual({})
  expect(apply('uniq', [deep, deep])).toEqual([deep])
  expect(apply(['join', ','], [deep, 'a'])).toBe('a')
})

test('dates are found 200 levels down, and texts written', () => {
  expect(JSON.stringify(apply(['deep_dates', 'unix'], nested(200)))).toContain('1706659200')
  expect(JSON.stringify(apply(['deep_dates', 'unix'], nested(201)))).toContain('2024-01-31')
  expect(apply('json', nested(200))).toBe(JSON.stringify(nested(200)))
  expect(apply('json', nested(201))).toBe(undefined)
})

test('a user agent seen again gives the same frozen object', () => {
  const text = 'Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0'
  const first = apply('user_agent', text)
  expect(apply('user_agent', ` ${text}`)).toBe(first)
  expect(Object.isFrozen(first)).toBe(true)
  for (let i = 0; i < 100; i++) apply('user_agent', `Firefox/${i}.0`)
  expect(apply('user_agent', text)).toStrictEqual(first)
})
