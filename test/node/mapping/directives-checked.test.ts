import { expect, test } from 'vitest'
import { itemOf } from './item.ts'

type Wrong = readonly [fault: string, value: unknown, pointer: string, message: string, at?: number]

test.each<Wrong>([
  ['an unknown directive', { a: { '@spred': [] } }, '/a', 'unknown directive "@spred", did you mean "@spread"?'],
  [
    'an @ key beside others',
    { '@literal': 1, a: 2 },
    '',
    '"@literal" must be the only key of its object; to add keys lay objects over each other with "@spread"',
  ],
  [
    'a directive of Segment that is not here',
    { a: { '@liquid': '{{ $.a }}' } },
    '/a',
    '"@liquid" does not exist here: write the template as it is: "{{ path | filter }}" works everywhere',
  ],
  ['@spread of an object', { '@spread': {} }, '/@spread', 'write {"@spread": [a, b, ...]}'],
  ['@concat of a text', { '@concat': '{{ $.a }}' }, '/@concat', 'write {"@concat": [a, b, ...]}'],
  ['@first of an object', { '@first': {} }, '/@first', 'write {"@first": [a, b, ...]}'],
  ['@pipe without filters', { '@pipe': ['{{ $.a }}'] }, '/@pipe', 'write {"@pipe": [value, "filter: arg | filter"]}'],
  ['@pipe with a bad chain', { '@pipe': [1, 'upcase |'] }, '/@pipe/1', 'expected a filter, found the end', 8],
  [
    '@pipe with an unknown filter',
    { '@pipe': [1, 'json | upcse'] },
    '/@pipe/1',
    'unknown filter "upcse", did you mean "upcase"?',
    7,
  ],
  [
    '@map of a list',
    { '@map': ['{{ $.a }}'] },
    '/@map',
    'write {"@map": {"over": list, "as": value, "where": "FQL", "element": "name"}}',
  ],
  [
    '@map without `as`',
    { '@map': { over: [] } },
    '/@map',
    '"as" is missing: write {"@map": {"over": list, "as": value, "where": "FQL", "element": "name"}}',
  ],
  [
    '@map with an unknown key',
    { '@map': { over: [], as: 1, were: 'a = 1' } },
    '/@map/were',
    'unknown key "were", did you mean "where"?',
  ],
  ['`item` outside @map', '{{ item.a }}', '', '"item" does not exist here; for a field of the event write $.item.a', 3],
  [
    '`item` in `over`',
    { '@map': { over: '{{ item }}', as: 1 } },
    '/@map/over',
    '"item" does not exist here; for a field of the event write $.item',
    3,
  ],
  [
    'a bad `where`',
    { '@map': { over: [], as: 1, where: 'item = ' } },
    '/@map/where',
    'expected a text in quotes, a number, `true`, `false` or `null`, found the end',
    7,
  ],
  ['a condition that is no text', { '@when': { if: true, then: 1 } }, '/@when/if', 'write a condition in FQL, as text'],
  [
    '@when of a text',
    { '@when': 'a = 1' },
    '/@when',
    'write {"@when": {"if": "FQL", "then": value, "else": value}}, or {"@when": [{"if": "FQL", "then": value}, ..., {"else": value}]}',
  ],
  [
    'a list of one condition',
    { '@when': [{ if: '$.a = 1', then: 1 }] },
    '/@when',
    'one condition needs no list: write {"@when": {"if": "FQL", "then": value, "else": value}}',
  ],
  [
    'a list of one condition and `else`',
    { '@when': [{ if: '$.a = 1', then: 1 }, { else: 2 }] },
    '/@when',
    'one condition needs no list: write {"@when": {"if": "FQL", "then": value, "else": value}}',
  ],
  [
    'a name of an element that is a root',
    { '@map': { over: '{{ $.a }}', as: 1, element: 'item' } },
    '/@map/element',
    '"item" has a meaning already: choose another name',
  ],
  [
    'a name of an element that is none',
    { '@map': { over: '{{ $.a }}', as: 1, element: 'a.b' } },
    '/@map/element',
    'write a name of letters and digits, such as "product"',
  ],
  [
    'the same name inside itself',
    { '@map': { over: '{{ $.a }}', element: 'p', as: { '@map': { over: '{{ p }}', element: 'p', as: 1 } } } },
    '/@map/as/@map/element',
    '"p" has a meaning already: choose another name',
  ],
  ['`@pipe` that only compacts', { '@pipe': [{ a: 1 }, 'compact'] }, '/@pipe', 'write {"@compact": value}'],
  ['`else` with more keys', { '@when': [{ else: 1, then: 2 }] }, '/@when/0/then', 'unknown key "then"; there are else'],
  [
    '@switch without `cases`',
    { '@switch': { on: 1 } },
    '/@switch',
    '"cases" is missing: write {"@switch": {"on": value, "cases": {"text": value}, "default": value}}',
  ],
  [
    '`cases` that are a list',
    { '@switch': { on: 1, cases: [] } },
    '/@switch/cases',
    'write {"@switch": {"on": value, "cases": {"text": value}, "default": value}}',
  ],
  [
    'a fault in a case',
    { '@switch': { on: 1, cases: { 'a/b': '{{ $.a | x9 }}' } } },
    '/@switch/cases/a~1b',
    'unknown filter "x9"',
    9,
  ],
])('the checker refuses %s', (_fault, value, pointer, message, at) => {
  expect(itemOf(value).issues).toEqual([{ pointer, message, ...(at !== undefined && { at }) }])
})

test('`else` before the last branch, with both of its faults', () => {
  const shape = 'write {"if": "FQL", "then": value} ("else" only last)'
  expect(itemOf({ '@when': [{ else: 1 }, { if: '$.a = 1', then: 2 }] }).issues).toEqual([
    { pointer: '/@when/0/else', message: 'unknown key "else"; there are if, then' },
    { pointer: '/@when/0', message: `"if" is missing: ${shape}` },
    { pointer: '/@when/0', message: `"then" is missing: ${shape}` },
  ])
})

test('all faults at once, each at its place', () => {
  const { issues } = itemOf({ a: ['{{ x', { '@map': 1 }], b: { '@concat': ['{{ event | nope }}'] } })
  expect(issues.map(({ pointer }) => pointer)).toEqual(['/a/0', '/a/1/@map', '/b/@concat/0'])
})
