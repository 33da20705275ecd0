/** Where the form of a part is wrong, that part is left out, and the rest is checked as if it were in order. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { projectRoot } from '../../kit/project.ts'

type Json = Readonly<Record<string, unknown>>

const request = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' }
const get = { method: 'GET', url: '{{ hosts.api }}/v1' }
const first = { name: 'Track', subscribe: 'type = "track"', request }
/** A subscription with one wrong text: it is said, whatever is wrong elsewhere. */
const last = { name: 'Last', subscribe: 'type = "page"', item: '{{ event | upcas }}', request }
const base = {
  name: 'Partner',
  settings: { key: { label: 'Key' } },
  hosts: { api: 'https://api.example.com' },
}
const key = '{{ settings.kye }}'

/** The places where something is wrong, in order. */
function places(file: Json): readonly string[] {
  const { mapping, issues } = compileMapping(JSON.parse(JSON.stringify(file)))
  expect(mapping).toBeUndefined()
  return issues.map(({ pointer }) => pointer).toSorted()
}

/** The file of two subscriptions; `sub` changes the first, `change` the file. */
function file(change: Json, sub: Json = {}): Json {
  return { ...base, subscriptions: [{ ...first, ...sub }, last], ...change }
}

const said = '/subscriptions/1/item'
const at = '/subscriptions/0'

describe('what is wrong elsewhere is said beside', () => {
  test.for([
    ['a duration without its unit', { limits: { giveUpAfter: 3600 } }, {}, ['/limits/giveUpAfter']],
    [
      'a list for an object',
      {},
      { request: { ...request, query: ['a=b'], json: key } },
      [`${at}/request/json`, `${at}/request/query`],
    ],
    [
      'a wrong method',
      {},
      { request: { ...request, method: 'post', json: key } },
      [`${at}/request/json`, `${at}/request/method`],
    ],
    ['a request without its url', {}, { request: { method: 'POST' }, item: key }, [`${at}/item`, `${at}/request`]],
    ['no condition', {}, { subscribe: undefined }, [at]],
    ['a number for a condition', {}, { subscribe: 5, item: key }, [`${at}/item`, `${at}/subscribe`]],
    [
      'a number for a batch',
      {},
      { batch: 100, request: { ...request, json: '{{ key }}' }, item: key },
      [`${at}/batch`, `${at}/item`],
    ],
    ['a batch whose number is a text', {}, { batch: { max: '5', key }, item: key }, [`${at}/batch/max`, `${at}/item`]],
    ['a rule without a condition', {}, { outcomes: [{ outcome: 'rejected' }] }, [`${at}/outcomes/0`]],
    [
      'a misspelt outcome',
      {},
      { outcomes: [{ when: 'status = 400', outcome: 'reject', message: key }] },
      [`${at}/outcomes/0/message`, `${at}/outcomes/0/outcome`],
    ],
    [
      'a duration of a sequence',
      {},
      {
        request: undefined,
        requests: [
          { name: 'a', ...get, cache: 60 },
          { name: 'b', ...request, json: ['{{ answers.a.body }}', key] },
        ],
      },
      [`${at}/requests/0/cache`, `${at}/requests/1/json/1`],
    ],
    [
      'a request of a sequence without its name',
      {},
      { request: undefined, requests: [get, { name: 'b', ...request, json: '{{ answers.a.body }}' }] },
      [`${at}/requests/0`],
    ],
    ['a poll without a request', { deletion: { request, poll: { every: 5 } } }, {}, ['/deletion/poll/every']],
    ['a request of the file', { request: { method: 'POST' } }, { request: undefined }, ['/request']],
    ['a check', { check: 'GET', settings: { key: { label: 'Key', from: 'segment' } } }, {}, ['/check']],
    [
      'a list without its only element',
      { redact: [5], drop: [{ name: '', if: 'all' }] },
      {},
      ['/drop/0/name', '/redact/0'],
    ],
    ['no authentication', { auth: { bearer: 5 } }, {}, ['/auth/bearer']],
    [
      'a setting that is marked by a text',
      { settings: { key: { label: 'Key', required: 'true' } } },
      {},
      ['/settings/key/required'],
    ],
  ] as const)('%s', ([, change, sub, wrong]) => {
    expect(places(file(change, sub))).toEqual([...wrong, said].toSorted())
  })
})

test.for([
  ['a host', { hosts: { api: 5 } }, '/hosts/api'],
  ['a setting without its label', { settings: { key: {} } }, '/settings/key'],
  ['a value with a wrong name', { values: { 'a b': 1 } }, '/values/a b'],
  ['no list of subscriptions', { subscriptions: {} }, '/subscriptions'],
] as const)('without %s the rest cannot be judged', ([, change, wrong]) => {
  expect(places(file(change))).toEqual([wrong])
})

test('where hundreds of parts have a wrong form, the rest is not judged', () => {
  const headers = Array.from({ length: 101 }, (_, i) => [`X-${i}`, i] as const)
  expect(places(file({ auth: { header: Object.fromEntries(headers.slice(1)) } }))).toContain(said)
  expect(places(file({ auth: { header: Object.fromEntries(headers) } }))).toHaveLength(101)
})

test('a warning waits until the form is right', () => {
  const change = { batch: { max: 5 }, limits: { requests: '5' } }
  expect(places(file(change, { batch: { max: 2 } }))).toEqual(['/limits/requests', said])
  expect(places({ ...base, ...change, subscriptions: [{ ...first, batch: { max: 2 } }] })).toEqual(['/limits/requests'])
})

/** Keys below which any JSON stands, or what others refer to. */
const anyForm = new Set([
  'item',
  'json',
  'query',
  'headers',
  'form',
  'for',
  'on',
  'values',
  'settings',
  'hosts',
  'filters',
])

/** Every place of a file that has a form of its own, with the file in which something else stands there. */
function spoilt(json: unknown, pointer = ''): readonly { readonly pointer: string; readonly file: unknown }[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, member]) => {
    if (anyForm.has(name)) return []
    const put = (other: unknown): unknown =>
      Array.isArray(json) ? json.with(Number(name), other) : { ...json, [name]: other }
    const place = `${pointer}/${name}`
    const inside = spoilt(member, place).map((one) => ({ pointer: one.pointer, file: put(one.file) }))
    return [{ pointer: place, file: put([[]]) }, ...inside]
  })
}

test.each(['hubspot', 'mixpanel'])('what has a wrong form anywhere in %s makes nothing wrong elsewhere', (name) => {
  const text = readFileSync(join(projectRoot, `mappings/${name}.json`), 'utf8')
  const elsewhere = spoilt(JSON.parse(text)).flatMap(({ pointer, file }) => {
    const { mapping, issues } = compileMapping(file)
    expect(mapping, pointer).toBeUndefined()
    return issues.filter(
      (issue) => !`${pointer}/`.startsWith(`${issue.pointer}/`) && !issue.pointer.startsWith(pointer),
    )
  })
  expect(elsewhere).toEqual([])
})
