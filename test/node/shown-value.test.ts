import { describe, expect, test } from 'vitest'
import { valuesShown } from '../../src/admin/shown-value.ts'

const { key, value, url } = valuesShown(new Set(['v1', 'users', 'event', 'pro annual', '7', 'x-api-v2']))

describe('a value of a request is shown', () => {
  test.for([
    { given: 'ada@example.com', shown: '"…"' },
    { given: 'u1', shown: '"…"' },
    { given: 4_711, shown: '…' },
    { given: 9_007_199_254_740_993n, shown: '…' },
    { given: 'Pro Annual', shown: '"Pro Annual"' },
    { given: 7, shown: '7' },
    { given: true, shown: 'true' },
    { given: null, shown: 'null' },
    { given: '', shown: '""' },
    { given: '{{settings.apiKey}}', shown: '"{{settings.apiKey}}"' },
    { given: '{{settings.apiKey}} u1', shown: '"…"' },
    { given: [1, 'event', ['a']], shown: '[…,"event",["…"]]' },
    { given: { email: 'ada@example.com', 'ada@example.com': 1 }, shown: '{"email":"…","…":…}' },
  ])('$given as $shown', ({ given, shown }) => {
    expect(value(given)).toBe(shown)
  })

  test('up to 200 characters, however large it is', () => {
    const shown = value(Array.from({ length: 100_000 }, () => 'text'))
    expect(shown).toMatch(/^\["…","…",/)
    expect(shown.length).toBeLessThanOrEqual(200)
    expect(value({ properties: Array.from({ length: 1_000 }, () => 'text') }).length).toBeLessThanOrEqual(200)
  })
})

test.for([
  { given: 'https://api.example.com/v1/users/97980cfea0067', shown: 'https://api.example.com/v1/users/…' },
  { given: 'https://api.example.com/v1/ada%40example.com/users', shown: 'https://api.example.com/v1/…/users' },
  { given: '{{settings.url}}', shown: '{{settings.url}}' },
  { given: '{{settings.url}}/u1', shown: '{{settings.url}}/…' },
  { given: 'https://{{settings.region}}.example.com/v1', shown: 'https://{{settings.region}}.example.com/v1' },
  { given: 'u1', shown: '' },
])('the URL $given is shown as $shown', ({ given, shown }) => {
  expect(url(given)).toBe(shown)
})

test.for([
  { given: 'X-Api-V2', shown: 'X-Api-V2' },
  { given: 'plan', shown: 'plan' },
  { given: 'user 4711', shown: '…' },
  { given: 'ada@example.com', shown: '…' },
])('the key $given is shown as $shown', ({ given, shown }) => {
  expect(key(given)).toBe(shown)
})
