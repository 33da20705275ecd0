import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJsonText } from '../../src/mapping/file/json-text.ts'
import { checkText } from '../../scripts/mappings.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { preview } from '../../src/mapping/preview.ts'
import { parseExactly } from '../../src/values/exact-json.ts'

/** What is said of a text: its message, and the line with the caret under it. */
function said(text: string): readonly string[] {
  return readJsonText(text).issues.map(
    ({ pointer, message, caret }) => `${pointer} ${message} ${caret?.text.slice(caret.at) ?? ''}`,
  )
}

const noValue =
  'is no JSON value: write a text in double quotes, a number such as 0.5, true, false, null, an object or a list'

describe('a text that is no JSON is said to be none, where and why', () => {
  test.for([
    ['{"a": 1,}', 'no "," may stand before "}": take it away (line 1, column 8) ,}'],
    ['[1,\n 2,\n]', 'no "," may stand before "]": take it away (line 2, column 3) ,'],
    [
      '{\n  // why\n  "a": 1}',
      'JSON has no comments: write it under "description", or take it away (line 2, column 3) // why',
    ],
    [
      '{"a": 1, /* why */ "b": 2}',
      'JSON has no comments: write it under "description", or take it away (line 1, column 10) /* why */ "b": 2}',
    ],
    ['{a: 1}', 'the key of an object is a text in double quotes (line 1, column 2) a: 1}'],
    ["{'a': 1}", "the key of an object is a text in double quotes (line 1, column 2) 'a': 1}"],
    ['{"a": \'b\'}', "a text stands in double quotes, not in ' (line 1, column 7) 'b'}"],
    ['{"a" 1}', 'a ":" is missing between the key and its value (line 1, column 6) 1}'],
    ['{"a": 1\r\n "b": 2}', 'a "," or "}" is missing before this (line 2, column 2) "b": 2}'],
    ['{"a": [1}', 'a "," or "]" is missing before this (line 1, column 9) }'],
    ['{"a": {"b": 1}', 'this "{" is never closed with "}" (line 1, column 1) {"a": {"b": 1}'],
    [
      '{"a": "b\n',
      'this text has no closing quote on its line: a line break in it is written "\\n" (line 1, column 7) "b',
    ],
    [
      '{"a": "b\tc"}',
      'this character is written "\\t" or "\\u0000" (its number) in a JSON text (line 1, column 9) \tc"}',
    ],
    ['{"a": "\\d"}', '"\\" is written twice in a JSON text, "\\\\", if it stands for itself (line 1, column 8) \\d"}'],
    ['{"a": }', 'a value is missing here (line 1, column 7) }'],
    ['{"a": tru}', `tru ${noValue} (line 1, column 7) tru}`],
    ['{"a": undefined}', `undefined ${noValue} (line 1, column 7) undefined}`],
    ['{"a": .5}', `.5 ${noValue} (line 1, column 7) .5}`],
    ['{"a": 01}', `01 ${noValue} (line 1, column 7) 01}`],
    ['{} {}', 'the text ends with its first value: nothing may follow (line 1, column 4) {}'],
    ['', 'the text ends here, and a value is missing (line 1, column 1) '],
    ['\uFEFF{}', 'the file begins with a byte order mark: save it as UTF-8 without one '],
    [
      '['.repeat(2_000),
      'more than 1000 levels are nested inside each other (line 1, column 1001) ' + '['.repeat(1_000),
    ],
  ] as const)('%j', ([text, message]) => {
    expect(said(text)).toEqual([` ${message}`])
    expect(readJsonText(text)).not.toHaveProperty('json')
  })
})

const twice = (key: string, first: string) =>
  `the key "${key}" stands twice in its object, first at ${first}, and only the last would count: take one away`

describe('a key that stands twice', () => {
  test('is said at its place, with both lines', () => {
    const text = '{\n  "a": 1,\n  "b": [{ "x/y": 1, "x/y": 2 }],\n  "\\u0061": 3\n}'
    expect(said(text)).toEqual([
      `/b/0/x~1y ${twice('x/y', 'line 3, column 11')} (line 3, column 21) "x/y": 2 }],`,
      `/a ${twice('a', 'line 2, column 3')} (line 4, column 3) "\\u0061": 3`,
    ])
    expect(readJsonText(text).json).toEqual({ a: 3, b: [{ 'x/y': 2 }] })
  })

  test('in two objects is none', () => {
    expect(said('[{"a": {"a": 1}}, {"a": 2}]')).toEqual([])
  })

  test('makes a mapping one that cannot be used, beside its other faults', () => {
    const { report, fault } = checkText('acme', '{"name": "A", "name": "B"}')
    expect(report.split('\n')).toEqual([
      'mappings/acme.json /name: the key "name" stands twice in its object, first at line 1, column 2, and only the last would count: take one away (line 1, column 15)',
      '    {"name": "A", "name": "B"}',
      '                  ^',
      'mappings/acme.json /: "subscriptions" is missing',
    ])
    expect(fault).toMatch(/stands twice .* \(and 1 more\)$/s)
  })
})

test('reads what JSON.parse reads, and nothing else, with all digits', () => {
  const texts = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '{', ']', '0', '-', '\\', ' ', '\n', '\u007f'))
      .map(([text, at, sign]) => {
        const i = at % (text.length + 1)
        return text.slice(0, i) + sign + text.slice(i + 1)
      }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const read = readJsonText(text)
      expect('json' in read).toBe(parses(text))
      if ('json' in read) expect(read.json).toEqual(parseExactly(text))
    }),
    { numRuns: 2_000 },
  )
})

test('a number of a mapping is sent with all its digits', () => {
  const text =
    '{"name":"A","hosts":{"api":"https://api.example.com"},"subscriptions":[{"name":"T","subscribe":"type = \\"track\\"","item":{"id":12345678901234567890},"request":{"method":"POST","url":"{{ hosts.api }}/v1","json":"{{ item }}"}}]}'
  const { mapping } = compileMapping(parseExactly(checkText('acme', text).json))
  if (mapping === undefined) throw new Error('no mapping')
  const [rule] = preview(mapping, { type: 'track' }, { settings: {}, now: 0 })
  expect(rule?.requests[0]?.body).toBe('{"id":12345678901234567890}')
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
