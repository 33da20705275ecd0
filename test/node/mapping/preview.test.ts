import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/mapping/context/scope.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { PreviewedRequest } from '../../../src/mapping/preview.ts'
import { preview, previewSettings, previewTogether } from '../../../src/mapping/preview.ts'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const event = { type: 'track', userId: 'u1', event: 'A' }

interface Given {
  readonly settings?: Readonly<Record<string, string>>
  readonly answers?: Readonly<Record<string, Answer>>
}

/** The requests of a mapping with one subscription. */
function requestsOf(subscription: object, { settings = {}, answers = {} }: Given = {}): readonly PreviewedRequest[] {
  const { mapping, issues } = compileMapping({
    name: 'Acme',
    settings: {
      region: { label: 'Region', choices: ['us', 'eu'] },
      plan: { label: 'Plan', default: 'free' },
      key: { label: 'Key', secret: true },
    },
    hosts: { api: 'https://api.example.com' },
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', ...subscription }],
  })
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return preview(mapping, event, { settings: previewSettings(mapping, settings), now, answers }).flatMap(
    (rule) => rule.requests,
  )
}

const post = { method: 'POST', url: '{{ hosts.api }}/v1' }
const plain = {
  request: {
    ...post,
    json: { region: '{{ settings.region }}', plan: '{{ settings.plan }}', key: '{{ settings.key }}' },
  },
}

describe('a setting', () => {
  test.for([
    { settings: {}, body: '{"plan":"free"}', why: 'that is not set is absent, whatever its choices' },
    { settings: { region: 'eu', plan: 'paid' }, body: '{"region":"eu","plan":"paid"}', why: 'has the value given' },
    { settings: { region: '', plan: '' }, body: '{"plan":"free"}', why: 'with an empty text is not set' },
    {
      settings: { key: 'k-1' },
      body: '{"plan":"free","key":"{{settings.key}}"}',
      why: 'that is secret and set is a placeholder; not set and not required it is absent',
    },
  ])('$why', ({ settings, body }) => {
    expect(requestsOf(plain, { settings }).map((one) => one.body)).toEqual([body])
  })
})

test('the values of a header that is repeated are joined, as they are sent', () => {
  const headers = { 'X-E': ['a', 'b'], 'X-F': 'c' }
  expect(requestsOf({ request: { ...post, headers } })[0]?.headers).toEqual({ 'X-E': 'a, b', 'X-F': 'c' })
})

test.for([
  {
    request: { ...post, form: { key: '{{ settings.key }}', text: '{{ event }} &' } },
    shown: { body: 'key={{settings.key}}&text=A+%26' },
    why: 'a secret in a form is a placeholder',
  },
  {
    request: { ...post, auth: { basic: ['{{ settings.key }}', 'é'] } },
    shown: { headers: { Authorization: 'Basic <base64 of {{settings.key}}:é>' } },
    why: 'a secret in Basic authentication is a placeholder',
  },
  {
    request: { ...post, auth: { basic: ['user', 'é'] } },
    shown: { headers: { Authorization: 'Basic dXNlcjrDqQ==' } },
    why: 'Basic authentication without a secret is shown as it is sent',
  },
])('$why', ({ request, shown }) => {
  expect(requestsOf({ request }, { settings: { key: 'set' } })[0]).toMatchObject(shown)
})

test('events that come together are sent in the batches of the mapping, one alone as batch.single says', () => {
  const single = { ...post, json: { one: '{{ item }}' } }
  const { mapping } = compileMapping({
    name: 'Acme',
    hosts: { api: 'https://api.example.com' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        requires: ['event'],
        item: '{{ event }}',
        request: { ...post, json: '{{ items }}' },
        batch: { max: 2, single },
      },
    ],
  })
  if (mapping === undefined) throw new Error('no mapping')
  const events = [
    ...['A', 'B', 'C'].map((name) => ({ type: 'track', event: name })),
    { type: 'track' },
    { type: 'page' },
    { type: 'delete' },
  ]
  const shown = previewTogether(mapping, events, { settings: {}, now })
  expect(shown.events.map(([rule]) => [rule?.matched, rule?.reason, rule?.requests])).toEqual([
    [true, undefined, []],
    [true, undefined, []],
    [true, undefined, []],
    [true, 'rejected: event is required', []],
    [false, 'type = "track" does not hold', []],
    [false, expect.stringContaining('not supported: '), []],
  ])
  expect(shown.sent.map(({ name, requests }) => [name, requests.map(({ body }) => body)])).toEqual([
    ['Track', ['["A","B"]', '{"one":"C"}']],
  ])
  // One that came twice is sent once, and so alone.
  const twice = ['A', 'A'].map((name) => ({ type: 'track', event: name, messageId: 'm-1' }))
  const [sent] = previewTogether(mapping, twice, { settings: {}, now }).sent
  expect(sent?.requests.map(({ body }) => body)).toEqual(['{"one":"A"}'])
})

describe('a call with more than batch.maxBytes', () => {
  const big = { item: ['{{ event }}', 'aaaaaaaaaaaaaaaaaaaa', 'b'], request: { ...post, json: '{{ items }}' } }

  test('is halved, and an item that is too large alone is not sent', () => {
    expect(requestsOf({ ...big, batch: { max: 10, maxBytes: 12 } }).map(({ body, note }) => body ?? note)).toEqual([
      '["A"]',
      'rejected: larger than the 12 bytes that the partner takes',
      '["b"]',
    ])
  })
})

const answer = (status: number, body: unknown = {}): Answer => ({ status, headers: {}, body })
const line = ({ name, method, url, note, answered }: PreviewedRequest): string =>
  [
    name,
    method === undefined ? note : `${method} ${url}${note === undefined ? '' : ' later'}`,
    answered?.outcome,
    answered?.message,
  ]
    .filter((part) => part !== undefined)
    .join(' ')

describe('a sequence', () => {
  const sequence = {
    requests: [
      {
        name: 'find',
        method: 'GET',
        url: '{{ hosts.api }}/find',
        outcomes: [{ when: 'status = 404', outcome: 'next' }],
      },
      {
        ...post,
        name: 'update',
        if: 'answers.find.status = 200',
        url: '{{ hosts.api }}/{{ answers.find.body.id }}',
        idempotent: true,
      },
      { ...post, name: 'create', if: 'answers.find.status = 404' },
    ],
  }
  const find = 'find GET https://api.example.com/find'
  const passed = 'passed over: its "if" does not hold'

  test.for([
    {
      given: {},
      shown: [
        find,
        'update sent if the answers before it say so; what it takes from them is missing here',
        'create POST https://api.example.com/v1 later',
      ],
      why: 'is shown as far as it can be built without answers',
    },
    {
      given: { find: answer(200, { id: 7 }) },
      shown: [`${find} next`, 'update POST https://api.example.com/7', 'create POST https://api.example.com/v1 later'],
      why: 'goes on with the values of a given answer',
    },
    {
      given: { find: answer(404) },
      shown: [`${find} next`, `update ${passed}`, 'create POST https://api.example.com/v1'],
      why: 'goes on by its own rules, and asks each "if"',
    },
    {
      given: { find: answer(404), create: answer(409) },
      shown: [
        `${find} next`,
        `update ${passed}`,
        'create POST https://api.example.com/v1 rejected the partner answered 409',
      ],
      why: 'says what the last answer means',
    },
    {
      given: { find: answer(503) },
      shown: [`${find} retryable the partner answered 503`],
      why: 'ends where a delivery would end',
    },
    {
      given: { find: answer(200) },
      shown: [`${find} next`, 'update rejected: answers.find.body.id in the path of the url is empty'],
      why: 'ends at a request that cannot be built',
    },
    {
      given: { create: answer(200) },
      shown: [
        find,
        'update sent if the answers before it say so; what it takes from them is missing here',
        'create POST https://api.example.com/v1 later delivered',
      ],
      why: 'judges an answer after one that is not given, too',
    },
  ])('$why', ({ given, shown }) => {
    expect(requestsOf(sequence, { answers: given }).map(line)).toEqual(shown)
  })

  test('shows what an answer says of single items', () => {
    const items = [{ over: '{{ body.bad }}', index: '{{ item }}', outcome: 'rejected', message: 'no email' }]
    const outcomes = [{ when: 'status = 207', outcome: 'delivered', items }]
    const call = { item: ['a', 'b'], batch: { max: 2 }, request: { ...post, json: '{{ items }}' }, outcomes }
    const [shown] = requestsOf(call, { answers: { request: answer(207, { bad: [1] }) } })
    expect(shown?.answered).toEqual({
      status: 207,
      outcome: 'delivered',
      items: [{ index: 1, outcome: 'rejected', message: 'no email' }],
    })
  })

  test('does not take an inherited name for an answer', () => {
    const requests = [
      { ...post, name: 'constructor', idempotent: true },
      { ...post, name: 'then' },
    ]
    expect(requestsOf({ requests }).map(line)).toEqual([
      'constructor POST https://api.example.com/v1',
      'then POST https://api.example.com/v1 later',
    ])
  })
})
