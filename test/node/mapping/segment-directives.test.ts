import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { itemOf, made } from './item.ts'

type Row = readonly [rule: string, value: unknown, event: unknown, result: unknown]

function give(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s', (_rule, value, event, result) => {
      expect(made(value, event)).toStrictEqual(result)
    })
  })
}

const own = (json: string): unknown => JSON.parse(json)
const path = (text: string) => ({ v: { '@path': text } })

give('@path reads a field', [
  ['after `$.`', path('$.a.b'), { a: { b: 1 } }, { v: 1 }],
  ['without it', path('traits.b'), { traits: { b: null } }, { v: null }],
  ['by position and by key', path(`$.a[0]["c.d"]['e"f'].g`), { a: [{ 'c.d': { 'e"f': { g: 1 } } }] }, { v: 1 }],
  ['from a key on', path("$['a b'].c"), { 'a b': { c: 1 } }, { v: 1 }],
  [
    'with spaces and signs',
    path('$.integrations.TikTok (Actions), v2.a-b'),
    { integrations: { 'TikTok (Actions), v2': { 'a-b': 1 } } },
    { v: 1 },
  ],
  ['with a mark in brackets', path('$.[txt] a.[txt] b'), { '[txt] a': { '[txt] b': 1 } }, { v: 1 }],
  ['of a name of a root', path('$.items.settings'), { items: { settings: 1 } }, { v: 1 }],
  ['as the event', path('$.'), { a: 1 }, { v: { a: 1 } }],
  ['which is absent under what is no object', path('$.a.b'), { a: 0 }, {}],
  ['which no prototype has', path('$.a.constructor.name'), { a: {} }, {}],
  ['which no text has', path('$.a.length'), { a: 'x' }, {}],
  ['which no list has', path('$.a.length'), { a: ['x'] }, {}],
  ['a field of a list by number', path('$.a.0.b'), { a: [{ b: 1 }] }, { v: 1 }],
])

const template = (text: string) => ({ v: { '@template': text } })

give('@template is a text', [
  ['without placeholders', template('a } b'), {}, { v: 'a } b' }],
  ['of numbers and booleans', template('{{$.a}}{{ $.b }}'), { a: 1, b: false }, { v: '1false' }],
  ['of one number', template('{{$.a}}'), { a: 1 }, { v: '1' }],
  ['in which absent and null write nothing', template('<{{$.x}}{{$.n}}>'), { n: null }, { v: '<>' }],
  ['in which three braces are two', template('{{{$.a}}}-{{{ $.a | upcase }}}'), { a: '<b>' }, { v: '<b>-<B>' }],
  [
    'with paths of Segment',
    template('{{$.a.b c}} {{ $.a.b c }} {{$["b c"].d}}'),
    { a: { 'b c': 1 }, 'b c': { d: 2 } },
    { v: '1 1 2' },
  ],
  ['with our expressions', template("{{ $.x ?? $.a | append: '}}' }}{{ '{{' }}"), { a: 'b' }, { v: 'b}}{{' }],
  ['in which a fourth brace is text', template('{{$.a}}}'), { a: 1 }, { v: '1}' }],
  ['whose data is no template', template('{{$.a}} {{$.b}}'), { a: '{{$.b}}', b: '$&' }, { v: '{{$.b}} $&' }],
])

const shape = (value: unknown) => ({ v: { '@arrayPath': ['$.l', value] } })

give('@arrayPath makes a shape of each element', [
  [
    'in which `$` is the element',
    shape({ a: { '@path': '$.a' }, b: { '@path': 'b c' } }),
    { a: 9, l: [{ a: 1, 'b c': 2 }] },
    { v: [{ a: 1, b: 2 }] },
  ],
  [
    'in templates too',
    shape({ a: '{{ a }}', b: '{{ $.a | plus: 1 }}' }),
    { a: 9, l: [{ a: 1 }] },
    { v: [{ a: 1, b: 2 }] },
  ],
  [
    'in conditions too',
    shape({ a: { '@when': { if: 'a = 1', then: 'one', else: '{{ $ }}' } } }),
    { a: 1, l: [{ a: 2 }] },
    { v: [{ a: { a: 2 } }] },
  ],
  [
    'in another one',
    shape({ m: { '@arrayPath': ['$.m', { n: { '@path': '$.n' } }] } }),
    { l: [{ m: [{ n: 1 }] }] },
    { v: [{ m: [{ n: 1 }] }] },
  ],
  ['and not behind it', [shape({ a: '{{ a }}' }), '{{ $.a }}'], { a: 9, l: [{ a: 1 }] }, [{ v: [{ a: 1 }] }, 9]],
  ['of an object', shape({ a: '{{ a }}' }), { l: { a: 1 } }, { v: [{ a: 1 }] }],
  ['of null and texts', shape({ a: '{{ a }}', b: 1 }), { l: [null, 'x'] }, { v: [{ b: 1 }, { b: 1 }] }],
  ['which may be absent', shape({ '@path': '$.a' }), { l: [{ a: 1 }, {}] }, { v: [1] }],
  ['but leaves a text as it is', shape({ a: '{{ a }}' }), { l: 'x' }, { v: 'x' }],
  ['but leaves absent absent', shape({ a: '{{ a }}' }), {}, {}],
  [
    'of a list made by a directive',
    { '@arrayPath': [{ '@concat': ['{{ $.l }}', '{{ $.m }}'] }, { a: '{{ $ }}' }] },
    { l: [1], m: 2 },
    [{ a: 1 }, { a: 2 }],
  ],
])

const either = (key: string) => ({ v: { '@if': { [key]: '{{ $.a }}', then: 'yes', else: 0 } } })

give('@if asks', [
  ['whether a value exists', either('exists'), { a: '' }, { v: 'yes' }],
  ['null does not', either('exists'), { a: null }, { v: 0 }],
  ['whether a value is not blank', either('blank'), { a: ' ' }, { v: 'yes' }],
  ['an empty list is blank', either('blank'), { a: [] }, { v: 0 }],
  ['zero is blank', either('blank'), { a: 0 }, { v: 0 }],
  ['absent is blank', either('blank'), {}, { v: 0 }],
  ['and is absent without an answer', [{ '@if': { exists: '{{ $.a }}', then: 1 } }], {}, []],
])

const replaced = (options: object) => ({ v: { '@replace': { value: '{{ $.a }}', ...options } } })

give('@replace puts a text in the place of another', [
  ['everywhere', replaced({ pattern: '-', replacement: '+' }), { a: 'a-b-c' }, { v: 'a+b+c' }],
  ['once', replaced({ pattern: '-', global: false }), { a: 'a-b-c' }, { v: 'ab-c' }],
  ['literally', replaced({ pattern: '\\d.$', replacement: '$&$1' }), { a: '1\\d.$2' }, { v: '1$&$12' }],
  ['in any case', replaced({ pattern: 'A+', replacement: 'b', ignorecase: true }), { a: 'a+aA+' }, { v: 'bab' }],
  ['and then a second one', replaced({ pattern: 'a', replacement: 'b', pattern2: 'b' }), { a: 'abc' }, { v: 'c' }],
  ['in a number', replaced({ pattern: '.', replacement: ',' }), { a: 1.5 }, { v: '1,5' }],
  ['but nothing in nothing', [replaced({ pattern: 'a' })], { a: null }, [{}]],
  ['but nothing in an object', [replaced({ pattern: 'a' })], { a: {} }, [{}]],
])

give('@case writes texts in one case', [
  ['lower', { '@case': { operator: 'lower', value: '{{ $.a }}' } }, { a: 'ÄB' }, 'äb'],
  ['upper', { '@case': { operator: 'upper', value: { '@path': '$.a' } } }, { a: 'ß' }, 'SS'],
  ['but leaves other values', { '@case': { operator: 'upper', value: '{{ $.a }}' } }, { a: ['x'] }, ['x']],
])

const flat = (options: object = {}) => ({ '@flatten': { value: '{{ $.a }}', separator: '.', ...options } })

give('@flatten gives the leaves', [
  ['of objects and lists', flat(), { a: [{ b: { c: [null] } }, 1] }, { '0.b.c.0': null, '1': 1 }],
  ['of objects only', flat({ omitArrays: true }), { a: { b: { c: [1] } } }, { 'b.c': [1] }],
  ['but not of lists as a whole', [flat({ omitArrays: true })], { a: [1] }, []],
  ['without what is empty', flat(), { a: { b: {}, c: [] } }, {}],
  ['under any separator', flat({ separator: '__' }), { a: { b: { c: 1 } } }, { b__c: 1 }],
  ['with __proto__ as a key', flat(), { a: own('{"__proto__": 1}') }, own('{"__proto__": 1}')],
  ['but none of a text', [flat()], { a: 'x' }, []],
])

const deep = '['.repeat(100_000) + ']'.repeat(100_000)
const json = (mode: string) => ({ v: { '@json': { mode, value: '{{ $.a }}' } } })

give('@json', [
  ['encodes', json('encode'), { a: { b: ['é'] } }, { v: '{"b":["é"]}' }],
  ['encodes null', json('encode'), { a: null }, { v: 'null' }],
  ['encodes nothing of nothing', json('encode'), {}, {}],
  ['decodes', json('decode'), { a: '{"b":[1]}' }, { v: { b: [1] } }],
  ['decodes __proto__ as a key', json('decode'), { a: '{"__proto__":1}' }, { v: own('{"__proto__":1}') }],
  ['leaves what is no JSON', json('decode'), { a: '{b' }, { v: '{b' }],
  ['leaves what is no text', json('decode'), { a: [1] }, { v: [1] }],
  ['leaves what is too deep to be written again', json('decode'), { a: deep }, { v: deep }],
])

const merged = (direction: string, ...objects: readonly unknown[]) => ({ '@merge': { direction, objects } })

give('@merge lays objects over each other', [
  ['the right one on top', merged('right', { a: 1, b: 1 }, '{{ $.o }}'), { o: { b: 2 } }, { a: 1, b: 2 }],
  ['the left one on top', merged('left', { a: 1, b: 1 }, '{{ $.o }}'), { o: { b: 2, c: 2 } }, { a: 1, b: 1, c: 2 }],
  ['absent erases nothing', merged('right', { a: 1 }, { a: { '@path': '$.x' } }), {}, { a: 1 }],
  ['null does', merged('right', { a: 1 }, { a: null }), {}, { a: null }],
  ['what is no object counts as {}', merged('right', { '@path': '$.l' }, { '@path': '$.t' }), { l: [1], t: 'x' }, {}],
])

test('in a shape a named value sees the element', () => {
  const { make } = itemOf(shape({ a: '{{ values.name }}' }), { values: { name: '{{ $.first }} {{ $.last }}' } })
  expect(make({ first: 'no', l: [{ first: 'Ann', last: 'B' }] })).toEqual({ v: [{ a: 'Ann B' }] })
})

test('in a call of many events `$` is nothing but the element', () => {
  const json = { '@arrayPath': [{ '@concat': ['{{ items }}'] }, { a: { '@path': '$.a' } }] }
  const request = { method: 'POST', url: 'https://api.example.com/', json }
  const issuesOf = (json: unknown) =>
    compileMapping({
      name: 'Many',
      subscriptions: [{ name: 'All', subscribe: 'exists(type)', request: { ...request, json }, batch: { max: 2 } }],
    }).issues.map(({ pointer }) => pointer)
  expect(issuesOf(json)).toEqual([])
  expect(issuesOf([json, { '@path': '$.a' }])).toEqual(['/subscriptions/0/request/json/1/@path'])
})

const copied = {
  path: { '@path': '$.a.b c' },
  template: { '@template': '{{$.a}} {{$.a.b c}}' },
  if: { '@if': { blank: { '@path': '$.a' }, then: { '@path': '$.b' }, else: null } },
  case: { '@case': { operator: 'upper', value: { '@path': '$.a' } } },
  replace: { '@replace': { pattern: 'a', replacement: 'b', ignorecase: true, value: { '@path': '$.a' } } },
  list: { '@arrayPath': ['$.a', { b: { '@path': '$.b' }, c: { '@template': '{{c}}' } }] },
  flatten: { '@flatten': { value: { '@path': '$.' }, separator: '.' } },
  encode: { '@json': { mode: 'encode', value: { '@path': '$.' } } },
  decode: { '@json': { mode: 'decode', value: { '@path': '$.a' } } },
  merge: { '@merge': { direction: 'left', objects: [{ '@path': '$.a' }, { '@path': '$.' }] } },
}

test('no event makes them throw, or is changed', () => {
  const { make } = itemOf(copied)
  const key = fc.oneof(fc.constantFrom('a', 'b', 'b c', '__proto__', 'length'), fc.string())
  const event = fc.dictionary(key, fc.jsonValue({ depthSize: 'medium' }))
  fc.assert(
    fc.property(event, (event) => {
      const before = JSON.stringify(event)
      const made = make(event)
      expect(JSON.stringify(event)).toBe(before)
      expect(JSON.stringify(make(event))).toBe(JSON.stringify(made))
    }),
  )
})
