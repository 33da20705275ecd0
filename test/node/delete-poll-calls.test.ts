import { expect, test } from 'vitest'
import { polls } from '../../src/deletes/polls.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { planFor } from '../../src/mapping/translate.ts'

const call = { method: 'POST', url: '{{ hosts.api }}', json: '{{ items }}' }
const { mapping } = compileMapping({
  name: 'Polled',
  hosts: { api: 'https://api.example.com' },
  unknown: 'drop',
  subscriptions: [{ name: 'Track', subscribe: 'type = "track"', request: call }],
  deletion: {
    request: call,
    batch: { max: 10, key: '{{ item.region }}' },
    item: { id: '{{ userId }}', region: '{{ context.region }}' },
    poll: { every: '1m', request: { method: 'GET', url: '{{ hosts.api }}/jobs' } },
  },
})

function submitted(userId: string, submission: string): Parameters<typeof polls>[1][number] {
  if (mapping === undefined || 'unsupported' in mapping.deletion) throw new Error('the mapping of the test is wrong')
  const event = { type: 'delete', userId, context: { region: 'eu' } }
  const row = { call: submission, answers: '{"request":{"status":202}}' }
  return { ...planFor(mapping.deletion, event, { mapping, settings: {}, now: 0 }), row }
}

test('a poll asks once for all deletes of a submission, sees its batch key and answers, and may be repeated', () => {
  if (mapping === undefined || 'unsupported' in mapping.deletion) throw new Error('the mapping of the test is wrong')
  const deliveries = [submitted('a', 'first'), submitted('b', 'second'), submitted('c', 'first')]
  const calls = polls(mapping.deletion, deliveries, {})
  expect(
    calls.map(({ key, answers, rule, items }) => ({
      key,
      answers,
      unknown: rule.unknown,
      users: items.map(({ event }) => event['userId']),
    })),
  ).toEqual([
    { key: 'eu', answers: { request: { status: 202 } }, unknown: 'retry', users: ['a', 'c'] },
    { key: 'eu', answers: { request: { status: 202 } }, unknown: 'retry', users: ['b'] },
  ])
})
