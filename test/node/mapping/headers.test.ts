import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Mapping } from '../../../src/mapping/file/mapping.ts'
import { publicUrl, settingFault } from '../../../src/mapping/file/settings.ts'
import type { Settings } from '../../../src/mapping/context/scope.ts'
import { scopeOf } from '../../../src/mapping/context/scope.ts'

const own = { '@json': { mode: 'decode', value: '{{ settings.headers }}' } }

function mappingOf(headers: unknown, shared: unknown = {}): Mapping {
  const { mapping, issues } = compileMapping({
    name: 'Partner',
    settings: { headers: { label: 'Headers', secret: true }, key: { label: 'Key' } },
    hosts: { api: 'https://api.example.com' },
    headers: shared,
    subscriptions: [
      { name: 'All', subscribe: 'all', request: { method: 'POST', url: '{{ hosts.api }}/', json: 1, headers } },
    ],
  })
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return mapping
}

/** The headers of a request but its Content-Type, or why it is not sent. */
function sent(mapping: Mapping, settings: Settings, properties: unknown = {}): unknown {
  const request = mapping.subscriptions[0]?.steps[0]?.build(scopeOf({ settings, event: { type: 'track', properties } }))
  return request?.kind === 'request' ? request.headers.filter(([name]) => name !== 'Content-Type') : request?.message
}

describe('headers that a directive makes', () => {
  test.for([
    {
      what: 'those of a setting',
      layers: [own],
      headers: '{"X-A":"1","X-B":[2,true],"X-None":""}',
      made: [
        ['X-A', '1'],
        ['X-B', '2'],
        ['X-B', 'true'],
      ],
    },
    { what: 'none of a setting that is not set', layers: [own, { 'X-C': '3' }], headers: '', made: [['X-C', '3']] },
    {
      what: 'a later one in any case',
      layers: [own, { 'X-A': '2' }],
      headers: '{"x-a":"1","X-B":"1"}',
      made: [
        ['X-B', '1'],
        ['X-A', '2'],
      ],
    },
    {
      what: 'an earlier one where the later is empty',
      layers: [own, { 'X-A': '{{ settings.key }}' }],
      headers: '{"x-a":"1"}',
      made: [['x-a', '1']],
    },
    { what: 'those of an event, encoded', layers: ['{{ properties }}'], headers: '', made: [['X-P', 'a%0Ab']] },
  ])('are $what', ({ layers, headers, made }) => {
    expect(sent(mappingOf({ '@spread': layers }), { headers }, { 'X-P': 'a\nb' })).toEqual(made)
    expect(sent(mappingOf({}, { '@spread': layers }), { headers }, { 'X-P': 'a\nb' })).toEqual(made)
  })

  test('give way to what a request says of its own, be it empty', () => {
    const settings = { headers: '{"x-a":"1","X-B":"1","X-C":"1"}' }
    const mapping = mappingOf(
      { '@spread': [{ 'X-A': '2', 'X-B': '{{ settings.key }}' }, '{{ properties }}'] },
      { '@spread': [own] },
    )
    expect(sent(mapping, settings, { 'x-c': '3' })).toEqual([
      ['X-A', '2'],
      ['x-c', '3'],
    ])
  })

  test.for(['Host', 'content-length', 'a b', ''])('are refused where an event names one %j', (name) => {
    expect(sent(mappingOf({ '@spread': ['{{ properties }}'] }), {}, { [name]: 'x' })).toMatch(
      /^a header has a name that is none/,
    )
  })

  test.for(['no JSON', '[1]', '"text"', '{"Host":"x"}', '{"a b":"x"}', '{"":"x"}', '{"X-A":"a\\nb"}', '{"X-A":"😀"}'])(
    'make a setting wrong that holds %s',
    (headers) => {
      const fault = settingFault(mappingOf({ '@spread': [own] }), { headers }, publicUrl)
      expect(fault).toEqual({ setting: 'headers', fault: expect.stringMatching(/^must be a JSON object of headers/) })
    },
  )

  test.for([undefined, '', '{}', '{"X-A":"1","X-B":["é",2]}'])('are in order with a setting of %s', (headers) => {
    expect(settingFault(mappingOf({ '@spread': [own] }), headers === undefined ? {} : { headers }, publicUrl)).toBe(
      undefined,
    )
  })
})
