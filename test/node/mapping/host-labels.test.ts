import { describe, expect, test } from 'vitest'
import { isRefusal } from '../../../src/mapping/context/refusal.ts'
import { scopeOf } from '../../../src/mapping/context/scope.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { isDnsLabel, takesLabelsOnly } from '../../../src/mapping/file/dns-label.ts'
import { publicUrl, settingFault } from '../../../src/mapping/file/settings.ts'
import { preview, previewSettings } from '../../../src/mapping/preview.ts'

/** A mapping whose host has settings in its name. */
function fileOf(host: string, subdomain: object = { pattern: '[a-z0-9-]+' }): object {
  return {
    name: 'Labels',
    settings: {
      subdomain: { label: 'Subdomain', required: true, ...subdomain },
      region: { label: 'Region', choices: ['us', 'eu'], default: 'us' },
    },
    hosts: { api: host },
    subscriptions: [
      { name: 'All', subscribe: 'type = "track"', request: { method: 'POST', url: '{{ hosts.api }}/v1', json: {} } },
    ],
  }
}

const rest = 'https://{{ settings.subdomain }}.rest.example.com'

function urlOf(host: string, settings: Record<string, string>): unknown {
  const { mapping, issues } = compileMapping(fileOf(host))
  expect(issues).toEqual([])
  const built = mapping?.subscriptions[0]?.steps[0]?.build(scopeOf({ event: {}, settings }))
  return built === undefined || isRefusal(built) ? built : built.url
}

describe('a host with settings as labels of its name', () => {
  test.each([
    [rest, { subdomain: 'acme' }, 'https://acme.rest.example.com/v1'],
    [
      'https://api-{{ settings.region }}.{{ settings.subdomain }}.example.com',
      { subdomain: 'acme', region: 'eu' },
      'https://api-eu.acme.example.com/v1',
    ],
    ['https://{{settings.subdomain}}.example.com/', { subdomain: 'a_b' }, 'https://a_b.example.com/v1'],
  ])('%s with %j is %s', (host, settings, url) => {
    expect(urlOf(host, settings)).toBe(url)
  })

  test('waits for a setting that is not set', () => {
    expect(urlOf(rest, { region: 'us' })).toMatchObject({
      outcome: 'unauthorized',
      message: 'the setting "subdomain" is not set',
    })
  })

  test.each(['-acme', 'acme-', 'a'.repeat(64), '10-0-0-5'])(
    'refuses the value %s before anything is sent',
    (subdomain) => {
      const { mapping } = compileMapping(fileOf(rest))
      const fault = mapping && settingFault(mapping, { subdomain }, publicUrl)
      expect(fault).toEqual({ setting: 'subdomain', fault: 'makes no host name that a partner can have' })
    },
  )

  test('takes a value of the longest kind', () => {
    const { mapping } = compileMapping(fileOf(rest))
    expect(mapping && settingFault(mapping, { subdomain: 'a'.repeat(63) }, publicUrl)).toBeUndefined()
  })

  test('shows the setting in a preview where it is not set', () => {
    const { mapping } = compileMapping(fileOf(rest))
    if (mapping === undefined) throw new Error('the mapping is wrong')
    const [rule] = preview(mapping, { type: 'track' }, { settings: previewSettings(mapping, {}), now: 0 })
    expect(rule?.requests[0]?.url).toBe('https://{{settings.subdomain}}.rest.example.com/v1')
  })

  test.each([
    ['a value of the event', 'https://{{ userId }}.example.com', {}, /no data/],
    ['an undeclared setting', 'https://{{ settings.nope }}.example.com', {}, /declared setting|no data/],
    [
      'a setting of any form',
      rest,
      { pattern: undefined },
      /settings.subdomain is a part of a host name: give it a "pattern"/,
    ],
    ['a pattern that takes a dot', rest, { pattern: '[a-z.]+' }, /is a part of a host name/],
    ['a pattern of anything', rest, { pattern: '.+' }, /is a part of a host name/],
    ['choices that are no labels', rest, { pattern: undefined, choices: ['a.b'] }, /is a part of a host name/],
    ['a secret', rest, { secret: true }, /is secret/],
    ['a domain that a setting chooses', 'https://{{ settings.subdomain }}.com', {}, /the domain must stand there/],
    [
      'a name that ends with a setting',
      'https://api.{{ settings.subdomain }}',
      {},
      /a host is a literal origin|the domain must stand/,
    ],
    ['a path', 'https://{{ settings.subdomain }}.example.com/v1', {}, /a host is a literal origin/],
    ['a port', 'https://{{ settings.subdomain }}.example.com:8443', {}, /a host is a literal origin/],
    ['http', 'http://{{ settings.subdomain }}.example.com', {}, /a host is a literal origin/],
    ['user info', 'https://{{ settings.subdomain }}@evil.example.com', {}, /a host is a literal origin/],
  ])('refuses %s', (_fault, host, subdomain, message) => {
    const { mapping, issues } = compileMapping(fileOf(host, { pattern: '[a-z0-9-]+', ...subdomain }))
    expect(mapping).toBeUndefined()
    expect(issues).toEqual([
      expect.objectContaining({ pointer: '/hosts/api', message: expect.stringMatching(message) }),
    ])
  })
})

describe('a pattern takes labels only', () => {
  test.each([
    '[a-z0-9-]+',
    '[a-zA-Z0-9_]{1,63}',
    '^[a-z]+$',
    'us|eu',
    '(?:us|eu)[0-9]{0,2}',
    '[a-z0-9]+(-[a-z0-9]+)*',
    '\\w+',
    '[\\w-]*',
    '[-a-z]+',
    'us\\d?',
  ])('%s', (pattern) => {
    expect(takesLabelsOnly(pattern)).toBe(true)
  })

  test.each([
    '',
    '.+',
    '[^.]+',
    '[a-z.]+',
    '[A-z]+',
    '[+-9]+',
    '\\S+',
    '[a-z]+\\.com',
    '\\W',
    '[\\W]',
    'a/b',
    'a:b',
    '[a-z@]',
    '[--a]',
    '[a-z]+ ',
    '\\x2e',
    '\\u002e',
    '[!-z]',
  ])('not %j', (pattern) => {
    expect(takesLabelsOnly(pattern)).toBe(false)
  })

  test('and what it takes ends no host name', () => {
    const patterns = ['[a-z0-9-]+', '\\w+', '[\\w-]*', '[-a-z]+', '^[a-z]+$']
    const signs = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter(
      (sign) => !/[\w-]/.test(sign),
    )
    for (const pattern of patterns)
      expect(signs.filter((sign) => new RegExp(`^(?:${pattern})$`, 'u').test(`a${sign}a`))).toEqual([])
  })
})

test.each(['a', 'a-b', 'xn--bcher-kva', 'a_b', '1'])('%s is a label', (text) => {
  expect(isDnsLabel(text)).toBe(true)
})
test.each(['', '-', 'a.b', 'a/b', 'a b', 'ä', 'a-', '-a'])('%j is no label', (text) => {
  expect(isDnsLabel(text)).toBe(false)
})
