import { describe, expect, test } from 'vitest'
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

give('values', [
  ['any JSON is itself', [1, 'a', true, null, { a: [{}] }], {}, [1, 'a', true, null, { a: [{}] }]],
  ['a path gives the value of any type', { a: '{{ $.o }}', b: '{{ $.n }}' }, { o: [{}], n: 0 }, { a: [{}], b: 0 }],
  ['an absent key vanishes', { a: '{{ $.x }}', b: 1 }, {}, { b: 1 }],
  ['an absent element vanishes', ['{{ $.x }}', 1, ['{{ $.x }}']], {}, [1, []]],
  ['null stays', { a: null, b: ['{{ $.n }}', null] }, { n: null }, { a: null, b: [null, null] }],
  [
    'false, 0 and an empty text stay',
    ['{{ $.f }}', '{{ $.z }}', '{{ $.e }}', ''],
    { f: false, z: 0, e: '' },
    [false, 0, '', ''],
  ],
  ['an object of absents is {}', { a: { b: '{{ $.x }}' } }, {}, { a: {} }],
  ['keys are no templates', { '{{ $.a }}': '{{ $.a }}' }, { a: 1 }, { '{{ $.a }}': 1 }],
  ['__proto__ is a key like others', own('{"__proto__": "{{ $.a }}"}'), { a: 1 }, own('{"__proto__": 1}')],
  ['text of an event is no template', '{{ $.a }}', { a: '{{ $.b }}', b: 1 }, '{{ $.b }}'],
  ['an object of an event is no directive', '{{ $.a }}', { a: { '@path': '$.b' }, b: 1 }, { '@path': '$.b' }],
])

give('@literal is what it holds as it stands', [
  ['a text with braces', { '@literal': '{{ $.a }}' }, { a: 1 }, '{{ $.a }}'],
  ['a directive', { a: { '@literal': { '@map': ['{{ $.a }}'] } } }, { a: 1 }, { a: { '@map': ['{{ $.a }}'] } }],
  ['null', { '@literal': null }, {}, null],
])

give('@spread lays objects over each other', [
  ['a later one wins', { '@spread': [{ a: 1, b: 1 }, { b: 2 }] }, {}, { a: 1, b: 2 }],
  ['absent never erases', { '@spread': [{ a: 1 }, { a: '{{ $.x }}' }] }, {}, { a: 1 }],
  ['null does', { '@spread': [{ a: 1 }, { a: '{{ $.n }}' }] }, { n: null }, { a: null }],
  [
    'what is no object counts as {}',
    { '@spread': ['{{ $.l }}', '{{ $.t }}', '{{ $.n }}', { a: 1 }] },
    { l: [1], t: 'x', n: null },
    { a: 1 },
  ],
  ['one level only', { '@spread': [{ a: { b: 1 } }, { a: { c: 2 } }] }, {}, { a: { c: 2 } }],
  ['of nothing is {}', { '@spread': [] }, {}, {}],
  [
    '__proto__ is a key',
    { '@spread': ['{{ $.o }}', { a: 1 }] },
    { o: own('{"__proto__": 2}') },
    own('{"__proto__": 2, "a": 1}'),
  ],
])

give('@concat joins lists', [
  ['in order', { '@concat': ['{{ $.l }}', [3]] }, { l: [1, 2] }, [1, 2, 3]],
  ['a single value is a list of one', { '@concat': ['{{ $.a }}', { b: 1 }, ''] }, { a: 0 }, [0, { b: 1 }, '']],
  ['null and absent are none', { '@concat': ['{{ $.n }}', '{{ $.x }}', null, [1]] }, { n: null }, [1]],
  ['null in a list stays', { '@concat': ['{{ $.l }}'] }, { l: [null, 1] }, [null, 1]],
  ['of none is []', { '@concat': ['{{ $.x }}'] }, {}, []],
])

const over = (as: unknown, where?: string) => ({
  '@map': { over: '{{ $.l }}', as, ...(where !== undefined && { where }) },
})

give('@map makes a value of each element', [
  [
    'an element with a name is seen by the @map inside',
    {
      '@map': {
        over: '{{ $.a }}',
        element: 'outer',
        as: {
          '@map': { over: '{{ item.b }}', where: 'outer.n > 1', as: ['{{ outer.n }}', '{{ item }}', '{{ index }}'] },
        },
      },
    },
    {
      a: [
        { n: 1, b: ['x'] },
        { n: 2, b: ['y', 'z'] },
      ],
    },
    [
      [],
      [
        [2, 'y', 0],
        [2, 'z', 1],
      ],
    ],
  ],
  [
    'two names inside each other',
    {
      '@map': {
        over: '{{ $.a }}',
        element: 'one',
        as: { '@map': { over: '{{ one }}', element: 'two', as: '{{ one[0] }}{{ two }}' } },
      },
    },
    { a: [['x', 'y']] },
    [['xx', 'xy']],
  ],
  [
    'a field of the same name is written with $',
    { '@map': { over: '{{ $.a }}', element: 'a', as: '{{ a }}{{ $.b }}' } },
    { a: [1], b: 2 },
    ['12'],
  ],
  [
    '`item` and `index`',
    over({ v: '{{ item.a }}', i: '{{ index }}' }),
    { l: [{ a: 'x' }, { a: 'y' }] },
    [
      { v: 'x', i: 0 },
      { v: 'y', i: 1 },
    ],
  ],
  ['a single value is a list of one', over('{{ item.a }}'), { l: { a: 1 } }, [1]],
  ['a text is a list of one', over('<{{ item }}>'), { l: 'ab' }, ['<ab>']],
  ['absent stays absent', { a: over('{{ item }}') }, {}, {}],
  ['null is absent', { a: over('{{ item }}') }, { l: null }, {}],
  ['of no elements is []', over('{{ item }}'), { l: [] }, []],
  [
    'null elements and absent results are left out',
    over('{{ item.a }}'),
    { l: [null, { a: 1 }, {}, 5, { a: null }] },
    [1, null],
  ],
  ['the index counts what is left out', over('{{ index }}'), { l: [null, 1] }, [1]],
  ['where', over('{{ item.a }}', 'item.a > 1 and $.on = true'), { on: true, l: [{ a: 1 }, { a: 2 }] }, [2]],
  ['where over texts', over('{{ item }}', 'item != "b"'), { l: ['a', 'b'] }, ['a']],
  ['the event stays visible', over(['{{ $.a }}', '{{ $.a }}', '{{ item.a }}']), { a: 1, l: [{ a: 2 }] }, [[1, 1, 2]]],
  [
    'inside another `item` is the inner one',
    over({ '@map': { over: '{{ item.m }}', as: ['{{ item }}', '{{ index }}'] } }),
    { l: [{ m: ['a'] }, { m: ['b', 'c'] }] },
    [
      [['a', 0]],
      [
        ['b', 0],
        ['c', 1],
      ],
    ],
  ],
])

give('@object makes an object of pairs', [
  [
    'literal and computed',
    {
      '@object': [
        ['a', 1],
        ['{{ $.k }}', '{{ $.v }}'],
      ],
    },
    { k: 'b', v: [2] },
    { a: 1, b: [2] },
  ],
  [
    'computed as a whole',
    { '@object': '{{ $.p }}' },
    {
      p: [
        ['a', 1],
        ['b', null],
      ],
    },
    { a: 1, b: null },
  ],
  [
    'of entries',
    { '@object': { '@map': { over: '{{ $.o | entries }}', as: ['{{ item[0] | upcase }}', '{{ item[1] }}'] } } },
    { o: { a: 1 } },
    { A: 1 },
  ],
  ['an absent value has no key', { '@object': [['a', '{{ $.x }}']] }, {}, {}],
  ['an absent key has no value', { '@object': [['{{ $.x }}', 'a']] }, {}, {}],
  ['a number is a key', { '@object': [[1, 'a']] }, {}, { 1: 'a' }],
  [
    'other keys and what is no pair are left out',
    { '@object': '{{ $.p }}' },
    { p: [[{}, 1], [true, 1], [null, 1], 'ab', ['k', 2]] },
    { k: 2 },
  ],
  ['of what is no list is absent', { a: { '@object': '{{ $.o }}' } }, { o: { a: 1 } }, {}],
  ['__proto__ is a key', { '@object': '{{ $.p }}' }, { p: [['__proto__', 1]] }, own('{"__proto__": 1}')],
])

const when = { '@when': [{ if: '$.a > 1', then: 'big' }, { if: 'exists($.a)', then: '{{ $.b }}' }, { else: 'none' }] }

give('@when is the first that holds', [
  ['the first', when, { a: 2, b: 'B' }, 'big'],
  ['the second', when, { a: 1, b: 'B' }, 'B'],
  ['absent, if that is its value', [when], { a: 1 }, []],
  ['else', when, {}, 'none'],
  ['absent, if none holds', [{ '@when': { if: '$.a = 1', then: 1 } }], {}, []],
  ['the other one, if the only one does not hold', { '@when': { if: '$.a = 1', then: 1, else: 2 } }, {}, 2],
  ['the one, if it holds', { '@when': { if: '$.a = 1', then: 1, else: 2 } }, { a: 1 }, 1],
])

const choice = { '@switch': { on: '{{ $.a }}', cases: { x: 1, '2': '{{ $.b }}', true: 3, '': 4 }, default: 'other' } }

give('@switch goes by the text', [
  ['a text', choice, { a: 'x' }, 1],
  ['a number', choice, { a: 2, b: 'B' }, 'B'],
  ['a boolean', choice, { a: true }, 3],
  ['an empty text', choice, { a: '' }, 4],
  ['an absent value of a case is absent', [choice], { a: 2 }, []],
  ['default', choice, { a: 'y' }, 'other'],
  ['null goes to default', choice, { a: null }, 'other'],
  ['absent goes to default', choice, {}, 'other'],
  ['no key of a prototype is a case', choice, { a: 'constructor' }, 'other'],
  ['absent without default', [{ '@switch': { on: '{{ $.a }}', cases: {} } }], { a: 'x' }, []],
])

give('@first is the first that is not empty', [
  [
    'of built values',
    { '@first': ['{{ $.x }}', '{{ $.n }}', '{{ $.e }}', { a: '{{ $.x }}' }, [], 1] },
    { n: null, e: '' },
    1,
  ],
  ['false and 0 count', { '@first': ['{{ $.f }}', 1] }, { f: false }, false],
  ['none is absent', [{ '@first': ['{{ $.x }}', '', []] }], {}, []],
  ['null, if one of them is', [{ '@first': ['{{ $.x }}', '{{ $.n }}', ''] }], { n: null }, [null]],
])

give('@compact is a value without what is empty in it', [
  ['of an object', { '@compact': { a: '{{ $.x }}', b: '', c: 1 } }, {}, { c: 1 }],
  ['absent, if nothing is left', [{ '@compact': { a: '{{ $.x }}' } }], {}, []],
])

give('@pipe puts a built value through filters', [
  ['one', { '@pipe': ['{{ $.x }}b', 'upcase'] }, { x: 'a' }, 'AB'],
  ['several, with arguments', { '@pipe': [['{{ $.a }}', 'b'], "join: '-' | upcase"] }, { a: 'a' }, 'A-B'],
  ['an argument may be a path', { '@pipe': ['a', 'append: $.b'] }, { b: 'c' }, 'ac'],
  ['absent stays absent', [{ '@pipe': ['{{ $.x }}', 'upcase'] }], {}, []],
])

test('neither the mapping nor the event is changed', () => {
  const value = { '@spread': ['{{ $.o }}', { l: { '@concat': ['{{ $.l }}', [1]] }, k: { '@literal': { x: [] } } }] }
  const event = { o: { a: { b: 1 } }, l: [0] }
  const before = JSON.stringify([value, event])
  const { make } = itemOf(value)
  for (const _time of [1, 2]) expect(make(event)).toEqual({ a: { b: 1 }, l: [0, 1], k: { x: [] } })
  expect(JSON.stringify([value, event])).toBe(before)
})
