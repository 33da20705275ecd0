import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import type { FoundAccount, Partner } from '../../src/partners.ts'
import { findAccount, findCustomer, ownAccounts, settingsSet } from '../../src/partners.ts'

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
      region: { label: 'Region', choices: ['us', 'eu'], default: 'us', from: 'segment' },
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
    { given: { apiKey: 'k', region: 'mars' }, message: 'the setting "region" of the request must be one of us, eu' },
  ])('$given are wrong: $message', ({ given, message }) => {
    expect(customer(given)).toEqual({ kind: 'misconfigured', message })
  })
})
