import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Case, compiled, coverageOf, playCase, readCases, readMapping } from '../kit/cases.ts'

function partnersIn(folder: string): readonly string[] {
  return readdirSync(join(import.meta.dirname, '../..', folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5))
    .sort()
}

const partners = partnersIn('test/cases')

it('every mapping has cases, and every file of cases a mapping', () => {
  expect(partners).toEqual(partnersIn('mappings'))
})

describe.each(partners)('%s', (partner) => {
  const json = readMapping(partner)
  const mapping = compiled(json)
  const cases = readCases(partner)

  it.each(cases)('$name', async (one) => {
    const { differences } = await playCase(mapping, one)
    expect(differences).toEqual([])
  })

  it('has a case for each subscription, each outcome rule, the deletion and the check', async () => {
    const { missing } = await coverageOf(json, cases)
    expect(missing).toEqual([])
  })

  it('names each case once', () => {
    const names = cases.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })
})

describe('a case that is not as expected says where', () => {
  const mapping = {
    name: 'Example',
    settings: { key: { label: 'Key', required: true } },
    hosts: { api: 'https://api.example.com' },
    auth: { bearer: '{{ settings.key }}' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track" and event != "Never"',
        request: {
          method: 'POST',
          url: '{{ hosts.api }}/t',
          form: { id: '{{ userId }}', data: '{{ properties | json }}' },
        },
        outcomes: [{ when: 'status = 418', outcome: 'rejected' }],
      },
      {
        name: 'Nobody',
        subscribe: 'event = "Never"',
        request: { method: 'POST', url: '{{ hosts.api }}/n', json: {} },
      },
    ],
    deletion: {
      request: { method: 'POST', url: '{{ hosts.api }}/d', json: { id: '{{ userId }}' } },
      poll: {
        every: '1h',
        request: { method: 'GET', url: '{{ hosts.api }}/d/{{ answers.request.body.job }}' },
        outcomes: [{ when: 'status = 200 and body.done = true', outcome: 'delivered' }],
      },
    },
  }
  const request = { method: 'POST', url: 'https://api.example.com/t' }
  const base = {
    name: 'example',
    source: 'none',
    settings: { key: 'k' },
    events: [{ type: 'track', userId: 'u1', event: 'A', properties: { n: 1 } }],
  }
  const polled = { ...base, events: [{ type: 'delete', userId: 'u1' }] }
  const deletion = { request: { method: 'POST', url: 'https://api.example.com/d' }, answer: { body: { job: 'j1' } } }

  it('a setting that the mapping cannot work with', async () => {
    const one = v.parse(Case, { ...base, settings: { key: 'a\nb' }, exchanges: [{ request }] })
    await expect(playCase(compiled(mapping), one)).rejects.toThrow(
      /^the setting "key" has a character that cannot stand in the header "Authorization"/,
    )
  })

  it.each([
    ['as expected', { ...base, exchanges: [{ request }] }, []],
    [
      'the URL',
      { ...base, exchanges: [{ request: { ...request, url: 'https://api.example.com/x' } }] },
      ['/exchanges/0/request/url: expected "https://api.example.com/x", found "https://api.example.com/t"'],
    ],
    [
      'a header',
      { ...base, exchanges: [{ request: { ...request, headers: { AUTHORIZATION: 'Bearer x', 'X-None': 'y' } } }] },
      [
        '/exchanges/0/request/headers/authorization: expected "Bearer x", found "Bearer k"',
        '/exchanges/0/request/headers/x-none: expected "y", found null',
      ],
    ],
    [
      'a field of a form',
      { ...base, exchanges: [{ request: { ...request, form: { id: 'u2', data: '{"n":1}' } } }] },
      ['/exchanges/0/request/form/id: expected "u2", found "u1"'],
    ],
    [
      'JSON in a form',
      { ...base, exchanges: [{ request: { ...request, formJson: { id: 'u1', data: { n: 2 } } } }] },
      ['/exchanges/0/request/formJson/data/n: expected 2, found 1'],
    ],
    [
      'the text of a body',
      { ...base, exchanges: [{ request: { ...request, text: 'id=u1' } }] },
      ['/exchanges/0/request/text: expected "id=u1", found "id=u1&data=%7B%22n%22%3A1%7D"'],
    ],
    [
      'a request too many',
      { ...base, exchanges: [] },
      [
        '/exchanges/0: nothing is expected, found POST https://api.example.com/t id=u1&data=%7B%22n%22%3A1%7D',
        '/outcome/0/status: expected "delivered", found "retryable"',
      ],
    ],
    [
      'a request too few',
      { ...base, exchanges: [{ request }, { request }] },
      ['/exchanges/1: expected POST https://api.example.com/t, nothing came'],
    ],
    [
      'an outcome',
      { ...base, exchanges: [{ request, answer: { status: 418 } }] },
      ['/outcome/0/status: expected "delivered", found "rejected"'],
    ],
    [
      'an outcome without an event',
      { ...base, exchanges: [{ request }], outcome: [] },
      ['/outcome/0: nothing is expected, found {"status":"delivered"}'],
    ],
    [
      'a poll',
      {
        ...polled,
        exchanges: [deletion],
        poll: [
          {
            request: { method: 'GET', url: 'https://api.example.com/d/j2' },
            answer: { status: 503 },
            outcome: 'delivered',
          },
        ],
      },
      [
        '/poll/0/request/url: expected "https://api.example.com/d/j2", found "https://api.example.com/d/j1"',
        '/poll/0/outcome: expected "delivered", found "pending"',
      ],
    ],
  ] as const)('%s', async (_, one, expected) => {
    const { differences } = await playCase(compiled(mapping), v.parse(Case, one))
    expect(differences).toEqual(expected)
  })

  it('what no case reaches', async () => {
    const { missing } = await coverageOf(mapping, [v.parse(Case, { ...base, exchanges: [{ request }] })])
    expect(missing).toEqual(['Nobody', 'deletion', '/subscriptions/0/outcomes/0', '/deletion/poll/outcomes/0'])
  })
})
