import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import type { FoundAccount, Partner } from '../../src/partners.ts'
import { findAccount } from '../../src/partners.ts'

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

function found(account: string, env: Readonly<Record<string, unknown>>): FoundAccount {
  if (mapping === undefined) throw new Error('the mapping is wrong')
  const partner: Partner = { slug: 'some-partner', hash: 'hash', mapping }
  return findAccount(partner, account, env)
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
