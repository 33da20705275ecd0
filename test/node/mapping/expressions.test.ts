import { describe, expect, test } from 'vitest'
import { itemOf, made } from './item.ts'

type Row = readonly [text: string, event: unknown, result: unknown]

function give(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s of %j', (text, event, result) => {
      expect(made([text], event)).toStrictEqual(result === absent ? [] : [result])
    })
  })
}

const absent = Symbol('absent')
const own = (json: string): unknown => JSON.parse(json)

give('text', [
  ['', {}, ''],
  ['a } {b} }}', {}, 'a } {b} }}'],
  ['{{ $.a }}', { a: [1, { b: null }] }, [1, { b: null }]],
  ['{{$.a}}', { a: 0 }, 0],
  ['{{\n  $.a\t}}', { a: '' }, ''],
  ['{{ $.a }}', { a: null }, null],
  ['{{ $.a }}', {}, absent],
  [' {{ $.a }}', { a: 1 }, ' 1'],
  ['{{ $.a }}{{ $.b }}', { a: 1, b: true }, '1true'],
  ['{{ $.a }}-{{ $.b }}', { a: false, b: null }, 'false-'],
  ['{{ $.a }}-{{ $.b }}', { a: { x: [1] }, b: [] }, '{"x":[1]}-'],
  ['a{{ $.a }}b{{ $.b }}', { a: '', b: null }, absent],
  ['a{{ $.a }}', {}, absent],
  ["a{{ '' }}b", {}, absent],
  ["a{{ 'x' }}b", {}, 'axb'],
  ["{{ '{{' }} a {{ '}}' }}", {}, '{{ a }}'],
  ["{{ $.a | append: '}}' }}", { a: 'x' }, 'x}}'],
  ['{{ $.a | append: "}} \'" }} }}', { a: 'x' }, "x}} ' }}"],
  ['{{ $.a }}}', { a: 1 }, '1}'],
  ['{{ $.a }} {{ $.b }}', { a: '{{ $.b }}', b: '$&' }, '{{ $.b }} $&'],
])

give('literals', [
  ['{{ \'a "b" \\n\' }}', {}, 'a "b" \\n'],
  ['{{ "it\'s" }}', {}, "it's"],
  ["{{ '' }}", {}, ''],
  ['{{ 12 }}', {}, 12],
  ['{{ -1.50 }}', {}, -1.5],
  ['{{ true }}', { true: 1 }, true],
  ['{{ false }}', {}, false],
  ['{{ null }}', {}, null],
  ['{{ $.true }}', { true: 1 }, 1],
])

give('paths', [
  ['{{ $ }}', { a: 1 }, { a: 1 }],
  ['{{ $.a }}', { a: 1 }, 1],
  ['{{ $.a.b.c.d.e }}', { a: { b: { c: { d: { e: 1 } } } } }, 1],
  ['{{ $.a[0][1].b }}', { a: [[0, { b: 1 }]] }, 1],
  ['{{ $.a[ 0 ] }}', { a: ['x'] }, 'x'],
  ['{{ $.a[1] }}', { a: ['x'] }, absent],
  ['{{ $.a["b.c d"][\'"\'] }}', { a: { 'b.c d': { '"': 1 } } }, 1],
  ['{{ $["a b"] }}', { 'a b': 1 }, 1],
  ['{{ $.a["0"] }}', { a: ['x'] }, 'x'],
  ['{{ $.a[0] }}', { a: { 0: 'x' } }, 'x'],
  ['{{ $.a-b }}', { 'a-b': 1, a: 5, b: 2 }, 1],
  ['{{ $.$a._b.c$ }}', { $a: { _b: { c$: 1 } } }, 1],
  ['{{ $.a.$ }}', { a: { $: 1 } }, 1],
  ['{{ $.a.items.settings }}', { a: { items: { settings: 1 } } }, 1],
  ['{{ $.items }}', { items: 1 }, 1],
  ['{{ event }}', { event: 'Order' }, 'Order'],
  ['{{ $.a.b.c }}', { a: { b: 0 } }, absent],
  ['{{ $.a.b.c }}', { a: null }, absent],
])

give('what is not its own has no path', [
  ['{{ $.__proto__ }}', {}, absent],
  ['{{ $.a.__proto__.b }}', { a: {} }, absent],
  ['{{ $.__proto__.a }}', own('{"__proto__": {"a": 1}}'), 1],
  ['{{ $.constructor.name }}', {}, absent],
  ['{{ $.a.toString }}', { a: {} }, absent],
  ['{{ $.a.toString }}', { a: { toString: 1 } }, 1],
  ['{{ $.a["hasOwnProperty"] }}', { a: [] }, absent],
  ['{{ $.a.length }}', { a: [1, 2] }, absent],
  ['{{ $.a.map }}', { a: [1, 2] }, absent],
  ['{{ $.a.length }}', { a: 'xy' }, absent],
  ['{{ $.a[0] }}', { a: 'xy' }, absent],
  ['{{ $.a.length }}', { a: { length: 1 } }, 1],
])

give('?? is the first that is not empty', [
  ['{{ $.a ?? $.b }}', { a: 1, b: 2 }, 1],
  ['{{ $.a ?? $.b }}', { b: 2 }, 2],
  ['{{ $.a ?? $.b ?? $.c }}', { a: null, b: '', c: 3 }, 3],
  ["{{ $.a ?? 'x' }}", {}, 'x'],
  ['{{ $.a ?? $.b }}', { a: false, b: 1 }, false],
  ['{{ $.a ?? $.b }}', { a: 0, b: 1 }, 0],
  ['{{ $.a ?? $.b }}', { a: [], b: 1 }, 1],
  ['{{ $.a ?? $.b ?? $.c }}', { a: {}, b: [], c: 1 }, 1],
  ['{{ $.a ?? $.b }}', { a: 1, b: null }, 1],
  ['{{ $.a ?? $.b }}', { a: '', b: null }, null],
  ['{{ $.a ?? $.b ?? $.c }}', { c: null }, null],
  ['{{ $.a ?? null }}', {}, null],
  ['{{ $.a ?? $.b }}', { a: '', b: [] }, absent],
  ['{{ ($.a | upcase) ?? $.a }}', { a: null }, null],
  ['{{ $.a ?? $.b }}', { a: null, b: '' }, null],
  ['{{ $.a ?? $.b ?? $.c }}', { a: null }, null],
  ['{{ $.a ?? $.b ?? $.c }}', { b: null, c: [] }, null],
  ['{{ $.a ?? $.b ?? $.c }}', { a: null, c: 0 }, 0],
  ['{{ $.a ?? $.b ?? $.c }}', { a: '', c: {} }, absent],
  ['{{ $.a | keep_null: (strip | upcase) }}', { a: null }, null],
  ['{{ $.a | keep_null: (strip | upcase) }}', { a: ' x' }, 'X'],
  ['{{ $.a | keep_null: (digits) }}', {}, absent],
  ['{{ $.a | keep_null: (upcase) }}', { a: {} }, absent],
  ['{{ $.a ?? $.b | keep_null: (upcase) }}', { a: null, b: 'x' }, 'X'],
  ['{{ $.a ?? ($.b | keep_null: (upcase)) }}', { b: null }, null],
  ['{{ $.a??$.b }}', { b: 1 }, 1],
])

give('| binds weaker than ??', [
  ['{{ $.a ?? $.b | upcase }}', { a: 'x' }, 'X'],
  ['{{ $.a ?? $.b | upcase }}', { b: 'y' }, 'Y'],
  ['{{ $.a ?? ($.b | upcase) }}', { a: 'x' }, 'x'],
  ['{{ $.a ?? ($.b | upcase) }}', { b: 'y' }, 'Y'],
  ['{{ ($.a | upcase) ?? $.b }}', { b: 'y' }, 'y'],
  ['{{ (($.a | upcase) ?? $.b) | append: $.b }}', { a: 'x', b: 'y' }, 'Xy'],
  ['{{ ($.a) }}', { a: 1 }, 1],
])

give('filters', [
  ['{{ $.a | upcase | append: $.b | append: 1 }}', { a: 'x', b: 'y' }, 'Xy1'],
  ['{{$.a|slice:1,2}}', { a: 'abcd' }, 'bc'],
  ['{{ $.a | each: (strip | upcase) }}', { a: [' x', 'y '] }, ['X', 'Y']],
  ['{{ $.a | each: (each: (upcase)) }}', { a: [['x'], ['y']] }, [['X'], ['Y']]],
  ['{{ $.a | append: $.b.c[0] }}', { a: 'x', b: { c: ['y'] } }, 'xy'],
  ['{{ $.a | append: $.b }}', { a: 'x' }, absent],
  ['{{ $.a | append: $.b }}', { a: 'x', b: true }, 'xtrue'],
  ['{{ $.a | append: $.b }}', { a: 'x', b: {} }, absent],
  ['{{ $.a | plus: $.b }}', { a: 1, b: '2' }, 3],
  ['{{ $.a | plus: $.b }}', { a: 1, b: 'two' }, absent],
  ['{{ $.a | upcase }}', { a: {} }, absent],
  ['{{ $.a | upcase }}', { a: null }, absent],
  ['{{ $.a | default: $.b }}', { b: [1] }, [1]],
  ['{{ $.a | default: $.b }}', {}, absent],
  ['{{ $.a | default: false }}', { a: '' }, false],
])

type Wrong = readonly [text: string, message: string, at: number]
const literal = '; a text that is no template is written {"@literal": "text"}'

describe('a text that does not parse is refused', () => {
  test.each<Wrong>([
    ['a {{ b', 'this {{ has no }}', 2],
    ['{{ a }} {{ b }', 'expected "|", "??" or "}}", found "}"', 13],
    ['{{', 'expected a path, found the end', 2],
    ['{{}}', 'expected a path, found "}}"', 2],
    ['{{ a b }}', 'expected "|", "??" or "}}", found "b }}"', 5],
    ['{{ a. }}', 'expected a path, found " }}"', 5],
    ['{{ a..b }}', 'expected a path, found ".b }}"', 5],
    ['{{ a.0 }}', 'expected a path, found "0 }}": a position in a list is written [0]', 5],
    ['{{ é }}', 'expected a path, found "é }}"', 3],
    ['{{ ["a"] }}', 'expected a path, found "["a"] }}": a list is JSON around its values: ["{{ a }}", "{{ b }}"]', 3],
    ['{{ a[b] }}', 'expected a position such as [0] or a key such as ["any key"], found "b] }}"', 5],
    ['{{ a[-1] }}', 'expected a position such as [0] or a key such as ["any key"], found "-1] }}"', 5],
    ['{{ a[0 }}', 'expected "]", found "}}"', 7],
    ['{{ a["b] }}', 'this " is never closed', 5],
    ["{{ 'a }}", "this ' is never closed", 3],
    ['{{ - }}', 'expected a digit, found " }}"', 4],
    ['{{ 1. }}', 'expected "|", "??" or "}}", found ". }}"', 4],
    ['{{ 1a }}', 'expected "|", "??" or "}}", found "a }}"', 4],
    ['{{ a - b }}', 'expected "|", "??" or "}}", found "- b }}": write the filter minus, as in {{ a | minus: b }}', 5],
    ['{{ a ?? }}', 'expected a path, found "}}"', 8],
    ['{{ a | }}', 'expected a filter, found "}}"', 7],
    ['{{ a || b }}', 'expected a filter, found "| b }}": write ?? for the first that is there', 6],
    ['{{ a | upcase ?? b }}', '?? after a filter needs parentheses: (a | filter) ?? b', 14],
    ['{{ a | upcase: }}', 'expected a path, found "}}"', 15],
    ['{{ a | append b }}', 'expected "|", "??" or "}}", found "b }}"', 14],
    ['{{ a | append: (b | c }}', 'expected ")", found "}}"', 22],
    ['{{ a | each: (b ?? c) }}', 'expected ")", found "?? c) }}"', 16],
    ['{{ (a }}', 'expected ")", found "}}"', 6],
    ['{{ a) }}', 'expected "|", "??" or "}}", found ") }}"', 4],
    ['{{ {{ a }} }}', 'expected a path, found "{{ a }} }}"', 3],
    [`{{ ${'('.repeat(51)}a${')'.repeat(51)} }}`, 'more than 50 parentheses inside each other', 54],
  ])('%s', (text, message, at) => {
    expect(itemOf(text).issues).toEqual([{ pointer: '', message: message + literal, at }])
  })
})

const noRoot = (root: string, path: string) => `"${root}" does not exist here; for a field of the event write $.${path}`

describe('a text that means nothing is refused', () => {
  test.each<Wrong>([
    ['{{ $.a | upcse }}', 'unknown filter "upcse", did you mean "upcase"?', 9],
    ['{{ $.a | constructor }}', 'unknown filter "constructor"', 9],
    ['{{ $.a | append }}', 'the filter "append: text" got no arguments', 9],
    ['{{ $.a | upcase: 1 }}', 'the filter "upcase" takes no argument and got 1 argument', 9],
    ['{{ $.a | slice: 1, 2, 3 }}', 'the filter "slice: start, [length]" got 3 arguments', 9],
    ["{{ $.a | plus: '1' }}", 'the filter "plus" wants a number for "number", found "1"', 9],
    ['{{ $.a | append: null }}', 'the filter "append" wants a text for "text", found null', 9],
    ['{{ $.a | append: (upcase) }}', 'the filter "append" wants a value for "text", not filters', 17],
    ['{{ $.a | each: $.b }}', 'the filter "each" wants its argument "filters" as filters in parentheses', 15],
    ['{{ $.a | each: (upcse) }}', 'unknown filter "upcse", did you mean "upcase"?', 16],
    ['{{ $.a | round: 1.5 }}', 'the filter "round" rounds to a whole number of digits, at most 20', 9],
    ['{{ $.a | round: $.b }}', 'the filter "round" wants a literal for "digits", not a path', 16],
    ['{{ true.a }}', '"true" is no root and no field of Segment\'s events; for a field of the event write $.true.a', 3],
    ['{{ items }}', noRoot('items', 'items'), 3],
    ['x {{ $.a ?? item.b["c d"][0] }}', noRoot('item', 'item.b["c d"][0]'), 12],
    ['{{ status }}', noRoot('status', 'status'), 3],
    ['{{ headers.a }}', noRoot('headers', 'headers.a'), 3],
    ['{{ body }}', noRoot('body', 'body'), 3],
    ['{{ key }}', noRoot('key', 'key'), 3],
    ['{{ index }}', noRoot('index', 'index'), 3],
    ['{{ settings }}', 'write settings.name: a setting is a text', 3],
    ['{{ settings.regoin }}', 'unknown setting "regoin", did you mean "region"?', 3],
    ['{{ hosts.apy }}', 'unknown host "apy", did you mean "api"?', 3],
    ['{{ values.wo }}', 'unknown value "wo", did you mean "who"?', 3],
  ])('%s', (text, message, at) => {
    const file = { settings: { region: { label: 'Region' } }, values: { who: '{{ userId }}' } }
    expect(itemOf(text, file).issues).toEqual([{ pointer: '', message, at }])
  })
})

test.each([
  ['{{ $.a | each: (append: $.b) }}', { a: ['x', 'y'], b: 'z' }, ['xz', 'yz']],
  ['{{ $.a | each: (append: $.b) }}', { a: ['x', 'y'] }, []],
  [
    '{{ $.a | sha256: (append: $.b | upcase) }}',
    { a: 'x', b: 'y' },
    'c07a3de039fbc0914689549f041eae295d621de7f7f647fd863f6d2f8db2080e',
  ],
  ['{{ $.p | e164: $.c }}', { p: '(415) 555-0100', c: 'US' }, '+14155550100'],
  ['{{ $.p | e164: $.c }}', { p: '+14155550100' }, '+14155550100'],
  ['{{ $.p | e164: $.c }}', { p: '+14155550100', c: 'nowhere' }, '+14155550100'],
  ['{{ $.p | e164: $.c }}', { p: '(415) 555-0100' }, undefined],
])('an argument inside parentheses may be a path: %s of %j', (text, event, result) => {
  expect(made(text, event)).toEqual(result)
})

test('filters in parentheses see what @map binds, and each evaluation its own values', () => {
  const item = { '@map': { over: '{{ $.a }}', element: 'p', as: '{{ item.b | each: (append: p.c) }}' } }
  expect(
    made(item, {
      a: [
        { b: ['x'], c: 1 },
        { b: ['y'], c: 2 },
      ],
    }),
  ).toEqual([['x1'], ['y2']])
})

test('roots are not fields of the event', () => {
  const file = { settings: { region: { label: 'Region' } }, values: { who: { id: '{{ userId }}' } } }
  const { make } = itemOf(
    ['{{ settings.region }}', '{{ hosts.api }}', '{{ values.who.id }}', '{{ values.who.x }}'],
    file,
  )
  const event = { settings: { region: 'no' }, hosts: { api: 'no' }, values: { who: 'no' }, userId: 'u' }
  expect(make(event, { region: 'eu' })).toEqual(['eu', 'https://api.example.com', 'u'])
  expect(make(event)).toEqual(['https://api.example.com', 'u'])
})
