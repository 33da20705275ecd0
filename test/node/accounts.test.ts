import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import type { FoundAccount } from '../../src/partners/accounts.ts'
import type { Partner } from '../../src/partners/catalog.ts'
import { findAccount, findCustomer, secretsOf } from '../../src/partners/accounts.ts'
import { ownAccounts, settingsSet } from '../../src/partners/environment.ts'

const { mapping } = compileMapping({
  name: 'Partner',
  settings: {
    apiKey: { label: 'Key', secret: true, required: true, pattern: '[a-f0-9]{4}' },
    region: { label: 'Region', choices: ['us', 'eu'], default: 'us' },
    note: { label: 'Note' },
  },
  hosts: { api: 'https://api.example.com' },
  subscriptions: [{ name: 'All', subscribe: 'type = "track"', request: { method: 'POST', url: '{{ hosts.api }}/' } }],
})

function partnerOf(slug = 'some-partner'): Partner {
  if (mapping === undefined) throw new Error('the mapping is wrong')
  return { slug, hash: 'hash', mapping }
}

function found(account: string, env: Readonly<Record<string, unknown>>): FoundAccount {
  return findAccount(partnerOf(), account, env)
}

const key = { SOME_PARTNER_API_KEY: 'beef' }

describe('the settings of an account', () => {
  test.for([
    { env: key, settings: { apiKey: 'beef', region: 'us' } },
    { env: { ...key, SOME_PARTNER_REGION: 'eu' }, settings: { apiKey: 'beef', region: 'eu' } },
    { env: { ...key, SOME_PARTNER_REGION: '' }, settings: { apiKey: 'beef', region: 'us' } },
    { env: { ...key, SOME_PARTNER: '{"note":"n"}' }, settings: { apiKey: 'beef', region: 'us', note: 'n' } },
  ])('of $env are $settings', ({ env, settings }) => {
    expect(found('default', env)).toEqual({ kind: 'account', settings })
  })

  test.for([
    { env: {}, message: /SOME_PARTNER_API_KEY .* is not set/ },
    { env: { ...key, SOME_PARTNER_REGION: 'asia' }, message: /SOME_PARTNER_REGION .* must be one of us, eu$/ },
    { env: { SOME_PARTNER_API_KEY: 'xbeef' }, message: /SOME_PARTNER_API_KEY .* has not the form/ },
    { env: { SOME_PARTNER_API_KEY: 'beefx' }, message: /SOME_PARTNER_API_KEY .* has not the form/ },
  ])('of $env are wrong, and the message names the variable but no value', ({ env, message }) => {
    const account = found('default', env)
    expect(account).toEqual({ kind: 'misconfigured', message: expect.stringMatching(message) })
    expect(JSON.stringify(account)).not.toMatch(/beef|asia/)
  })

  test('of another account come from its own variable alone', () => {
    expect(found('eu', { ...key, SOME_PARTNER_EU: '{"apiKey":"cafe"}' })).toEqual({
      kind: 'account',
      settings: { apiKey: 'cafe', region: 'us' },
    })
    expect(found('eu', key)).toEqual({ kind: 'unknown' })
  })
})

describe('a setting that a request cannot be made with', () => {
  const { mapping: hooked } = compileMapping({
    name: 'Hooked',
    settings: {
      url: { label: 'URL', required: true, secret: true },
      token: { label: 'Token', secret: true },
      user: { label: 'User', secret: true },
      project: { label: 'Project' },
    },
    hosts: { hook: '{{ settings.url }}', api: 'https://api.example.com' },
    headers: { 'X-Token': '{{ settings.token }}' },
    auth: { bearer: '{{ settings.token }}' },
    subscriptions: [
      { name: 'All', subscribe: 'type = "track"', request: { method: 'POST', url: '{{ hosts.hook }}' } },
      {
        name: 'Other',
        subscribe: 'type = "page"',
        request: {
          method: 'POST',
          url: '{{ hosts.api }}/{{ settings.project }}',
          auth: { basic: ['{{ settings.user }}', ''] },
        },
      },
    ],
  })
  const judged = (settings: Readonly<Record<string, string>>, env: Readonly<Record<string, unknown>>): FoundAccount => {
    if (hooked === undefined) throw new Error('the mapping is wrong')
    const HOOKED = { url: 'https://hook.example.com/sesame', ...settings }
    return findAccount({ slug: 'hooked', hash: 'hash', mapping: hooked }, 'default', { HOOKED, ...env }, [
      'us.example.com',
    ])
  }
  const loopback = { ALLOW_HTTP_PARTNERS: '1', ENVIRONMENT: 'development' }
  const stand = { DEV_PARTNER: 'http://127.0.0.1:1', ENVIRONMENT: 'development' }

  test.for([
    { settings: { url: 'http://10.0.0.5/sesame' }, env: {}, message: /HOOKED_URL .* begins with https/ },
    { settings: { url: 'https://10.0.0.5/sesame' }, env: {}, message: /HOOKED_URL .* public host name/ },
    { settings: { url: 'https://10-0-0-5.nip.io/sesame' }, env: {}, message: /HOOKED_URL .* public host name/ },
    { settings: { url: 'https://sesame@hook.example.com/' }, env: {}, message: /HOOKED_URL .* no user name/ },
    { settings: { url: 'https://hook.example.com:8443/sesame' }, env: {}, message: /HOOKED_URL .* no port/ },
    { settings: { url: 'https://us.example.com/sesame' }, env: {}, message: /HOOKED_URL .* this forwarder itself/ },
    { settings: { url: 'sesame' }, env: {}, message: /HOOKED_URL .* write a URL such as/ },
    { settings: { url: 'sesame' }, env: stand, message: /HOOKED_URL .* write a URL such as/ },
    {
      settings: { url: 'http://127.0.0.1/sesame' },
      env: { ALLOW_HTTP_PARTNERS: '1' },
      message: /HOOKED_URL .* begins/,
    },
    { settings: { token: 'sesame-Ā' }, env: {}, message: /HOOKED_TOKEN .* cannot stand in the header "Authorization"/ },
    {
      settings: { token: 'sesame-😀' },
      env: stand,
      message: /HOOKED_TOKEN .* cannot stand in the header "Authorization"/,
    },
    { settings: { project: '..' }, env: {}, message: /HOOKED_PROJECT .* cannot be a part of a URL/ },
    { settings: {}, env: { DEV_PARTNER: stand.DEV_PARTNER }, message: /DEV_PARTNER is set in a deployed environment/ },
    ...[
      'sesame',
      'http://sesame.example.com',
      'http://localhost.sesame.example.com',
      'http://localhost@sesame.example.com',
      'http://sesame@127.0.0.1:1',
      'http://127.0.0.1:1/sesame',
      'http://127.0.0.1:1/?sesame',
      'http://127.0.0.1:1/#sesame',
      'https://127.0.0.1:1',
    ].map((wrong) => ({
      settings: {},
      env: { ...stand, DEV_PARTNER: wrong },
      message: /DEV_PARTNER must be an http origin on loopback/,
    })),
  ])('$settings beside $env is named, and no value is told', ({ settings, env, message }) => {
    const account = judged(settings, env)
    expect(account).toEqual({ kind: 'misconfigured', message: expect.stringMatching(message) })
    expect(JSON.stringify(account)).not.toContain('sesame')
  })

  test.for([
    { settings: {}, env: {} },
    { settings: { token: 'Zoë-1', user: 'Zoë 😀', project: 'a/b' }, env: {} },
    { settings: { url: 'http://127.0.0.1:8788/' }, env: loopback },
    { settings: { url: 'http://10.0.0.5/' }, env: stand },
    { settings: {}, env: { ...stand, DEV_PARTNER: 'http://localhost:80/' } },
    { settings: {}, env: { ...stand, DEV_PARTNER: 'http://[::1]:8788' } },
  ])('is none of $settings beside $env', ({ settings, env }) => {
    expect(judged(settings, env)).toMatchObject({ kind: 'account', settings })
  })
})

describe('the accounts that an environment speaks of', () => {
  test.for([
    { env: {}, accounts: [] },
    { env: key, accounts: ['default'] },
    { env: { SOME_PARTNER: '{}' }, accounts: ['default'] },
    {
      env: { ...key, SOME_PARTNER_EU: '{}', SOME_PARTNER_BIG_SHOP: { apiKey: 'beef' } },
      accounts: ['default', 'big-shop', 'eu'],
    },
    { env: { SOME_PARTNER_EU: '{oops' }, accounts: ['eu'] },
    { env: { SOME_PARTNER_TYPO: 'text', SOME_PARTNERS: '{}', ANOTHER: '{}' }, accounts: [] },
  ])('in $env are $accounts', ({ env, accounts }) => {
    expect(ownAccounts(partnerOf(), env)).toEqual(accounts)
  })

  test('have each setting set or not, and no value is told', () => {
    expect(settingsSet(partnerOf(), 'default', { ...key, SOME_PARTNER_REGION: '' })).toEqual({
      apiKey: true,
      region: false,
      note: false,
    })
    expect(settingsSet(partnerOf(), 'eu', { SOME_PARTNER_EU: '{"note":"n"}' })).toEqual({
      apiKey: false,
      region: false,
      note: true,
    })
  })
})

describe("a customer's settings", () => {
  const { mapping: open } = compileMapping({
    name: 'Open',
    settings: {
      apiKey: { label: 'Key', secret: true, required: true, from: 'segment' },
      region: { label: 'Region', choices: ['us', 'eu'], default: 'us', from: 'segment', as: 'data_region' },
      source: { label: 'Source' },
    },
    hosts: { api: 'https://api.example.com' },
    check: { method: 'GET', url: '{{ hosts.api }}/' },
    subscriptions: [{ name: 'All', subscribe: 'type = "track"', request: { method: 'POST', url: '{{ hosts.api }}/' } }],
  })
  const customer = (
    given: Readonly<Record<string, string>>,
    env: Readonly<Record<string, unknown>> = {},
  ): FoundAccount => {
    if (open === undefined) throw new Error('the mapping is wrong')
    return findCustomer({ slug: 'open', hash: 'hash', mapping: open }, given, env)
  }

  test.for([
    { given: { apiKey: 'k' }, env: {}, settings: { apiKey: 'k', region: 'us' } },
    { given: { apiKey: 'k', region: 'eu', source: 'theirs' }, env: {}, settings: { apiKey: 'k', region: 'eu' } },
    {
      given: { apiKey: 'k' },
      env: { OPEN_SOURCE: 'ours', OPEN_REGION: 'eu', OPEN_API_KEY: 'ours' },
      settings: { apiKey: 'k', region: 'us', source: 'ours' },
    },
  ])('$given beside $env are $settings', ({ given, env, settings }) => {
    expect(customer(given, env)).toEqual({ kind: 'account', settings })
  })

  test.for([
    { given: {}, message: 'the required setting "apiKey" of the request is not set' },
    {
      given: { apiKey: 'k', region: 'mars' },
      message: 'the setting "data_region" of the request must be one of us, eu',
    },
  ])('$given are wrong: $message', ({ given, message }) => {
    expect(customer(given)).toEqual({ kind: 'misconfigured', message })
  })
})

describe('the secrets of an account', () => {
  test.for([
    { apiKey: 'beef', secrets: ['beef'] },
    {
      apiKey: '{"X-Token":"abcd","X-List":["efgh",12345],"X-Short":"abc"}',
      secrets: ['{"X-Token":"abcd","X-List":["efgh",12345],"X-Short":"abc"}', 'abcd', 'efgh', '12345'],
    },
  ])('of $apiKey are $secrets', ({ apiKey, secrets }) => {
    expect(secretsOf(partnerOf(), { apiKey, note: 'no secret' })).toEqual(secrets)
  })
})
