import { expect, test } from 'vitest'
import { scopeOf } from '../../../src/mapping/context/scope.ts'
import type { Mapping, Rule } from '../../../src/mapping/file/mapping.ts'
import { compiled } from '../../kit/cases.ts'

const post = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' }
const steps = [
  { name: 'first', idempotent: true, ...post },
  { name: 'last', ...post },
]
const outcomes = [
  { when: 'status = 409', outcome: 'delivered' },
  { when: 'status = 400', outcome: 'split' },
  {
    when: 'status = 422',
    outcome: 'rejected',
    items: [{ over: '{{ body.bad }}', index: '{{ item }}', outcome: 'rejected' }],
    others: 'retryable',
  },
  { when: 'status = 418', outcome: 'retryable' },
]

/** A mapping with the rules for all answers, in which one subscription has a request, one a sequence. */
function withDeletion(deletion: object, request: object = post): Mapping {
  return compiled({
    name: 'Shared rules',
    hosts: { api: 'https://api.example.com' },
    outcomes,
    request,
    batch: { max: 10 },
    check: { method: 'GET', url: '{{ hosts.api }}/me' },
    subscriptions: [
      { name: 'One', subscribe: 'type = "track"' },
      { name: 'Two', subscribe: 'type = "track"', requests: steps },
    ],
    deletion,
  })
}

/** What the answers of a step mean, by status. */
function meanings(rule: Pick<Rule, 'steps'> | undefined, nth = 0): readonly unknown[] {
  const step = rule?.steps[nth]
  return [409, 400, 422, 418].map((status) => {
    const scope = scopeOf({ items: ['a', 'b'], answers: {} })
    const verdict = step?.judge(scope.with({ answer: { status, headers: {}, body: { bad: [1] } } }), 0)
    return verdict?.items === undefined ? verdict?.outcome : [...verdict.items.keys()]
  })
}

const all = ['delivered', 'split', [1], 'retryable']
const restrained = ['rejected', 'rejected', 'rejected', 'retryable']

test('a rule of the file that ends a delivery, names items or splits judges the last answer of a subscription', () => {
  const { subscriptions } = withDeletion({ request: post })
  expect(meanings(subscriptions[0])).toEqual(all)
  expect(meanings(subscriptions[1], 1)).toEqual(all)
})

test('it judges no earlier answer of a sequence, no check, no deletion with a request of its own, and no poll', () => {
  const poll = { every: '1h', request: { method: 'GET', url: '{{ hosts.api }}/jobs' } }
  const { subscriptions, check, deletion } = withDeletion({ request: post, poll })
  expect(meanings(subscriptions[1], 0)).toEqual(restrained)
  expect(meanings(check && { steps: [check] })).toEqual(restrained)
  if ('unsupported' in deletion) throw new Error('no deletion')
  expect(meanings(deletion)).toEqual(restrained)
  expect(meanings(deletion.poll)).toEqual(restrained)
})

test('it judges a deletion that takes the request of the file', () => {
  const { deletion } = withDeletion({ item: '{{ userId }}' })
  if ('unsupported' in deletion) throw new Error('no deletion')
  expect([meanings(deletion), deletion.batch.max]).toEqual([all, 10])
})
