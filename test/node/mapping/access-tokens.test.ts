import { describe, expect, test } from 'vitest'
import { scopeOf } from '../../../src/mapping/context/scope.ts'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import { bearing, readLogin } from '../../../src/mapping/file/token.ts'
import { preview, previewSettings } from '../../../src/mapping/preview.ts'
import type { Mapping } from '../../../src/mapping/file/mapping.ts'
import { sentTexts } from '../../../src/delivery/mask/sent-texts.ts'
import { settingsForDeletion } from '../../../src/mapping/deletion-settings.ts'
import { compiled } from '../../kit/cases.ts'

type Json = Readonly<Record<string, unknown>>

const settings = { user: 'peter', password: 'p&w', audience: 'events' }
const request = {
  method: 'POST',
  url: '{{ hosts.api }}/login',
  query: { tenant: '{{ values.tenant }}' },
  json: { user: '{{ settings.user }}', password: '{{ settings.password }}' },
}
const oauth2 = {
  grant: 'client_credentials',
  tokenUrl: '{{ hosts.api }}/token',
  clientId: '{{ settings.user }}',
  clientSecret: '{{ settings.password }}',
}

function mappingWith(auth: Json, more: Json = {}): Mapping {
  return compiled({
    name: 'Partner',
    settings: {
      user: { label: 'User' },
      password: { label: 'Password', secret: true },
      audience: { label: 'Audience' },
      tenant: { label: 'Tenant' },
    },
    hosts: { api: 'https://api.example.com' },
    headers: { 'X-Token': 'of the file' },
    values: { tenant: "{{ settings.tenant ?? 'main' }}" },
    auth,
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: { method: 'POST', url: '{{ hosts.api }}/events', query: { a: '1' }, ...more },
      },
    ],
    deletion: { request: { method: 'DELETE', url: '{{ hosts.api }}/users/{{ userId }}' } },
  })
}

function built(auth: Json, given: Readonly<Record<string, string>> = settings): PartnerRequest | string {
  const made = mappingWith(auth).subscriptions[0]?.steps[0]?.build(scopeOf({ settings: given, items: [{}] }))
  if (made === undefined) throw new Error('no request')
  return made.kind === 'request' ? made : `${made.outcome}: ${made.message}`
}

function requestOf(auth: Json): PartnerRequest {
  const made = built(auth)
  if (typeof made === 'string') throw new Error(made)
  return made
}

describe('what a token is asked with', () => {
  test('is the login with the settings, and nothing of the auth and the headers of the file', () => {
    expect(requestOf({ token: { request, value: '{{ body.token }}' } }).token).toEqual({
      as: { header: [['Authorization', 'Bearer {{ token }}']], query: [] },
      grant: {
        kind: 'login',
        request: {
          kind: 'request',
          method: 'POST',
          url: 'https://api.example.com/login?tenant=main',
          headers: [['Content-Type', 'application/json']],
          body: '{"user":"peter","password":"p&w"}',
        },
        value: '{{ body.token }}',
        lastsMs: 3_600_000,
      },
    })
  })

  test('of an OAuth client reads as it did in the version before: the tokens that are kept stay good', () => {
    expect(JSON.stringify(requestOf({ oauth2 }).token?.grant)).toBe(
      '{"grant":"client_credentials","clientAuth":"body","tokenUrl":"https://api.example.com/token","clientId":"peter","clientSecret":"p&w"}',
    )
  })

  test('of an OAuth client may have more parameters', () => {
    const { token } = requestOf({ oauth2: { ...oauth2, params: { audience: '{{ settings.audience }}' } } })
    expect(token?.grant).toMatchObject({ clientId: 'peter', params: { audience: 'events' } })
  })

  test.for<[auth: Json, without: string, refusal: string]>([
    [{ token: { request, value: '{{ body.token }}' } }, 'password', 'the setting "password" is empty'],
    [
      { token: { request: { ...request, auth: { bearer: '{{ settings.password }}' } }, value: '{{ body.token }}' } },
      'password',
      'the setting "password" is not set',
    ],
    [
      { oauth2: { ...oauth2, params: { a: '{{ settings.audience }}' } } },
      'audience',
      'the setting "audience" is not set',
    ],
  ])('waits for a setting: %j without %s', ([auth, without, refusal]) => {
    const { [without]: _, ...given }: Record<string, string> = settings
    expect(built(auth, given)).toBe(`unauthorized: ${refusal}`)
    expect(settingsForDeletion(mappingWith(auth), given)).toEqual([without])
  })

  test('may lack what its login says is optional', () => {
    const json = { user: '{{ settings.user }}', tenant: '{{ settings.tenant | optional }}' }
    expect(
      requestOf({ token: { request: { ...request, json }, value: '{{ body.token }}' } }).token?.grant,
    ).toMatchObject({
      request: { body: '{"user":"peter"}' },
    })
  })
})

describe('the token of a login', () => {
  test.for<[value: string, token: string | undefined]>([
    ['{{ body.token }}', 'abc'],
    ['{{ body.list[0].id }}', '7'],
    ['{{ headers.x-token }}', 'from-header'],
    ["{{ headers.set-cookie | split: ';' | first }}", 'sid=1'],
    ['{{ body.nothing }}', undefined],
    ['{{ body.list }}', undefined],
    ['{{ body.__proto__ }}', undefined],
  ])('at %s is %s', ([value, token]) => {
    const answer = {
      status: 200,
      headers: { 'x-token': 'from-header', 'set-cookie': 'sid=1; Path=/' },
      body: { token: 'abc', list: [{ id: 7 }] },
    }
    expect(readLogin({ value }, answer)).toBe(token)
  })
})

const login = { request, value: '{{ body.token }}' }

describe('a token is put', () => {
  test.for<[what: string, auth: Json, url: string, headers: Json]>([
    ['where nothing is said', { token: login }, '?a=1', { Authorization: 'Bearer t&1', 'X-Token': 'of the file' }],
    [
      'into a header',
      { token: { ...login, as: { header: { 'x-token': 'Session {{token}}' } } } },
      '?a=1',
      { 'x-token': 'Session t&1' },
    ],
    [
      'into the query',
      { oauth2: { ...oauth2, token: { query: 'access token' } } },
      '?a=1&access%20token=t%261',
      { 'X-Token': 'of the file' },
    ],
    [
      'beside other credentials',
      { token: { ...login, as: { query: 't' } }, basic: ['a', ''] },
      '?a=1&t=t%261',
      { 'X-Token': 'of the file', Authorization: 'Basic YTo=' },
    ],
  ])('%s', ([, auth, query, headers]) => {
    const made = requestOf(auth)
    if (made.token === undefined) throw new Error('no token')
    const sent = bearing(made, made.token, 't&1')
    expect({ url: sent.url, headers: Object.fromEntries(sent.headers) }).toEqual({
      url: `https://api.example.com/events${query}`,
      headers,
    })
  })

  test('as it is: a token is no pattern of a replacement', () => {
    const made = requestOf({ token: login })
    if (made.token === undefined) throw new Error('no token')
    expect(bearing(made, made.token, "$&$'{{ token }}").headers).toContainEqual([
      'Authorization',
      "Bearer $&$'{{ token }}",
    ])
  })
})

test('a preview shows the login, and where the token goes', () => {
  const mapping = mappingWith({ token: { ...login, as: { query: 't' } } })
  const event = { type: 'track', event: 'A', userId: 'u1' }
  const [shown] = preview(mapping, event, {
    settings: previewSettings(mapping, { user: 'peter', password: 'set' }),
    now: 0,
  })
  expect(shown?.requests).toEqual([
    {
      name: 'login',
      note: 'sent where no access token is kept',
      method: 'POST',
      url: 'https://api.example.com/login?tenant=main',
      headers: { 'Content-Type': 'application/json' },
      body: '{"user":"peter","password":"{{settings.password}}"}',
    },
    {
      name: 'request',
      method: 'POST',
      url: 'https://api.example.com/events?a=1&t=<access token>',
      headers: { 'X-Token': 'of the file' },
    },
  ])
})

test.for([
  {
    more: {},
    headers: {},
    body: 'grant_type=client_credentials&client_id=peter&client_secret={{settings.password}}',
  },
  {
    more: { grant: 'refresh_token', refreshToken: '{{ settings.password }}', clientAuth: 'basic' },
    headers: { Authorization: 'Basic <base64 of peter:{{settings.password}}>' },
    body: 'grant_type=refresh_token&refresh_token={{settings.password}}',
  },
])('a preview shows the token request of OAuth, once: $body', ({ more, headers, body }) => {
  const mapping = mappingWith({ oauth2: { ...oauth2, ...more } })
  const event = { type: 'track', event: 'A', userId: 'u1' }
  const [shown] = preview(mapping, event, {
    settings: previewSettings(mapping, { user: 'peter', password: 'set' }),
    now: 0,
  })
  expect(shown?.requests.map(({ name }) => name)).toEqual(['token', 'request'])
  expect(shown?.requests[0]).toEqual({
    name: 'token',
    note: 'sent where no access token is kept',
    method: 'POST',
    url: 'https://api.example.com/token',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      Accept: 'application/json',
      ...headers,
    },
    body,
  })
})

test('what a login was sent with is hidden in what the partner says', () => {
  const { values, secrets } = sentTexts(
    requestOf({
      token: { ...login, request: { ...request, auth: { basic: ['{{ settings.user }}', '{{ settings.password }}'] } } },
    }),
  )
  expect(values).toContainEqual({ user: 'peter', password: 'p&w' })
  expect(secrets).toEqual(expect.arrayContaining(['peter', 'p&w']))
})
