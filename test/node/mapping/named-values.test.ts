import { expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { matching } from '../../../src/mapping/translate.ts'
import { itemOf } from './item.ts'

/** An object whose field `id` counts how often it is read: once for each evaluation of a value that holds it. */
class Counted {
  reads = 0
  readonly #id: string | undefined
  constructor(id: string | undefined) {
    this.#id = id
  }

  get object(): { readonly id: string | undefined } {
    const read = (): string | undefined => {
      this.reads++
      return this.#id
    }
    return {
      get id() {
        return read()
      },
    }
  }
}

const values = { id: '{{ $.id }}', upper: '{{ values.id | upcase }}', of: '{{ item.id }}' }

test.for([
  {
    read: 'three times',
    item: ['{{ values.id }}', '{{ values.id }}', 'of {{ values.id }}'],
    makes: ['u', 'u', 'of u'],
  },
  {
    read: 'inside another one too',
    item: ['{{ values.upper }}', '{{ values.id }}', '{{ values.upper }}'],
    makes: ['U', 'u', 'U'],
  },
  { read: 'in a condition too', item: { '@when': { if: 'values.id = "u"', then: '{{ values.id }}' } }, makes: 'u' },
  { read: 'twice while it is absent', item: ['{{ values.id }}', '{{ values.id }}', 1], id: undefined, makes: [1] },
])('a named value that is read $read in one item is evaluated once', ({ item, makes, ...given }) => {
  const event = new Counted('id' in given ? given.id : 'u')
  const { issues, make } = itemOf(item, { values })
  expect({ issues, made: make(event.object), reads: event.reads }).toEqual({ issues: [], made: makes, reads: 1 })
})

test('a named value that nothing reads is not evaluated', () => {
  const event = new Counted('u')
  expect(itemOf({ a: 1 }, { values }).make(event.object)).toEqual({ a: 1 })
  expect(event.reads).toBe(0)
})

test.for([
  { list: '@map', item: { '@map': { over: '{{ $.list }}', as: { one: '{{ values.of }}', two: '{{ values.of }}' } } } },
  { list: '@arrayPath', item: { '@arrayPath': ['$.list', { one: '{{ values.id }}', two: '{{ values.id }}' }] } },
])('in $list a named value is evaluated once for each element, with what it sees there', ({ item }) => {
  const elements = ['a', 'b', 'c'].map((id) => new Counted(id))
  const made = itemOf(item, { values }).make({ list: elements.map(({ object }) => object) })
  expect(made).toEqual(['a', 'b', 'c'].map((id) => ({ one: id, two: id })))
  expect(elements.map(({ reads }) => reads)).toEqual([1, 1, 1])
})

test('the next event has its own named values', () => {
  const { make } = itemOf(['{{ values.id }}', '{{ values.upper }}'], { values })
  expect(['u', 'v'].map((id) => make({ id }))).toEqual([
    ['u', 'U'],
    ['v', 'V'],
  ])
})

test('the conditions of all subscriptions evaluate a named value once for an event', () => {
  const request = { method: 'POST', url: 'https://api.example.com', json: '{{ items }}' }
  const subscribes = ['values.id = "u"', 'values.id = "v"', 'exists(values.id)']
  const { mapping } = compileMapping({
    name: 'Conditions',
    values: { id: '{{ $.id }}' },
    subscriptions: subscribes.map((subscribe) => ({ name: subscribe, subscribe, request })),
  })
  const event = new Counted('u')
  const typed = Object.defineProperty({ type: 'track' }, 'id', { get: () => event.object.id })
  const taken = mapping === undefined ? [] : matching(mapping, typed, {})
  expect(taken.map(({ name }) => name)).toEqual([subscribes[0], subscribes[2]])
  expect(event.reads).toBe(1)
})
