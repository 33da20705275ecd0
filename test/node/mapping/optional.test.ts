import { expect, test } from 'vitest'
import { scopeOf } from '../../../src/mapping/context/scope.ts'
import { compiled } from '../../kit/cases.ts'

/** What the second request of a sequence is, where the first was answered so. */
function second(json: unknown, body: unknown, url = '{{ hosts.api }}/people'): unknown {
  const mapping = compiled({
    name: 'Optional',
    hosts: { api: 'https://api.example.com' },
    subscriptions: [
      {
        name: 'People',
        subscribe: 'type = "identify"',
        requests: [
          { name: 'find', method: 'GET', url: '{{ hosts.api }}/people' },
          { name: 'make', method: 'POST', url, json },
        ],
      },
    ],
  })
  const built = mapping.subscriptions[0]?.steps[1]?.build(
    scopeOf({ event: {}, answers: { find: { status: 200, headers: {}, body } } }),
  )
  return built?.kind === 'request' ? built.body : built?.message
}

const refused = 'what it takes from the answer of "find" is empty'

test.each([
  ['{{ answers.find.body.owner }}', {}, refused],
  ['{{ answers.find.body.owner }}', { owner: '' }, refused],
  ['{{ answers.find.body.owner ?? null }}', {}, refused],
  ['{{ answers.find.body.owner | optional }}', {}, '{"name":"Ann"}'],
  ['{{ answers.find.body.owner | optional }}', { owner: 7 }, '{"name":"Ann","owner":7}'],
  ['{{ answers.find.body.owner | upcase | optional }}', {}, '{"name":"Ann"}'],
  ['{{ answers.find.body.owner ?? null | optional }}', {}, '{"name":"Ann"}'],
  ['{{ answers.find.body.owner ?? "nobody" }}', {}, '{"name":"Ann","owner":"nobody"}'],
])('an earlier answer that may be empty: %s of %j', (owner, body, sent) => {
  expect(second({ name: 'Ann', owner }, body)).toBe(sent)
})

test('one that is not optional still costs the call', () => {
  const json = { a: '{{ answers.find.body.a | optional }}', b: '{{ answers.find.body.b }}' }
  expect(second(json, {})).toBe(refused)
})

test('nothing in the path of a url is optional', () => {
  const url = '{{ hosts.api }}/people/{{ answers.find.body.id | optional }}'
  expect(second({}, {}, url)).toBe('a value in the path of the url is empty')
})

test.each([
  [{ '@first': ['{{ answers.find.body.owner }}', 'nobody'] }, {}, '{"name":"Ann","owner":"nobody"}'],
  [{ '@first': ['{{ answers.find.body.owner }}', 'nobody'] }, { owner: 7 }, '{"name":"Ann","owner":7}'],
  [{ '@first': ['{{ answers.find.body.owner }}', '{{ answers.find.body.id }}'] }, {}, refused],
  [{ '@first': ['{{ $.none }}', { id: '{{ answers.find.body.id }}', a: 1 }] }, {}, refused],
])('@first passes over an empty answer as ?? does: %j of %j', (owner, body, sent) => {
  expect(second({ name: 'Ann', owner }, body)).toBe(sent)
})
