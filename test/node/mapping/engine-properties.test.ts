import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { preview, previewSettings } from '../../../src/mapping/preview.ts'
import type { EventLike } from '../../../src/mapping/translate.ts'

/** A mapping that uses every way of the language that events can reach. */
const file = {
  name: 'Everything',
  settings: { key: { label: 'Key', secret: true }, region: { label: 'Region', choices: ['us', 'eu'], default: 'us' } },
  hosts: { api: { by: 'region', us: 'https://us.example.com', eu: 'https://eu.example.com' } },
  auth: { hmac: { algorithm: 'sha256', secret: '{{ settings.key }}', header: 'X-Sign' } },
  redact: ['context.ip', 'properties.secret.deep'],
  drop: 'properties.drop = true',
  values: {
    who: '{{ userId ?? anonymousId }}',
    all: { '@spread': ['{{ traits }}', '{{ properties }}', { who: '{{ values.who }}' }] },
  },
  subscriptions: [
    {
      name: 'Everything',
      subscribe: 'not event = "Nothing" or exists(properties.a) or match(event, "*a*b*") or contains(name, "x")',
      requires: [
        { anyOf: ['userId', 'anonymousId', 'properties.id'], otherwise: 'skip' },
        { newerThan: '365d', otherwise: 'skip' },
      ],
      item: {
        whole: '{{ $ }}',
        proto: '{{ properties.__proto__.x }}{{ $.constructor.name }}',
        text: 'Viewed {{ name }} by {{ values.who | upcase }}',
        list: {
          '@map': {
            over: '{{ properties.products }}',
            where: 'exists(item.id)',
            as: { id: '{{ item.id }}', at: '{{ index }}', user: '{{ userId }}' },
          },
        },
        merged: '{{ values.all }}',
        object: { '@object': '{{ properties | entries }}' },
        flat: '{{ properties | flatten: "." }}',
        hash: '{{ traits.email | sha256: (strip | downcase) }}',
        joined: { '@pipe': [{ '@concat': ['{{ properties.tags }}', '{{ traits.tags }}'] }, "uniq | join: ','"] },
        chosen: { '@switch': { on: '{{ type }}', cases: { track: 'T' }, default: '{{ event }}' } },
        when: { '@when': { if: 'properties.value > 5', then: '{{ properties.value | times: 2 }}', else: null } },
        time: "{{ timestamp | date: '%Y-%m-%d' }}",
        dates: "{{ properties | deep_dates: 'unix' }}",
        json: '{{ properties | json }}',
        pattern: "{{ event | replace_chars: '[^A-Za-z]+', '_' | slice: 0, 10 }}",
        phone: "{{ traits.phone | e164: 'US' }}",
        agent: '{{ context.userAgent | user_agent }}',
      },
      request: {
        method: 'POST',
        url: '{{ hosts.api }}/v1/{{ values.who }}',
        query: { event: '{{ event }}' },
        headers: { 'X-Event': '{{ event | url_param: "x" }}' },
        json: { items: '{{ items }}' },
      },
    },
  ],
  deletion: { request: { method: 'DELETE', url: '{{ hosts.api }}/users/{{ userId }}' } },
}

const { mapping, issues } = compileMapping(file)
if (mapping === undefined) throw new Error(JSON.stringify(issues))
const settings = previewSettings(mapping, { key: 'set' })
const now = Date.parse('2026-11-22T00:00:00Z')
const translate = (event: EventLike): string => JSON.stringify(preview(mapping, event, { settings, now }))

const hostileKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  'hasOwnProperty',
  '',
  'a.b',
  '$',
  '@path',
  '{{ $.x }}',
  'items',
  'settings',
)
const key = fc.oneof(
  hostileKey,
  fc.string({ maxLength: 8 }),
  fc.constantFrom('id', 'email', 'products', 'tags', 'value', 'phone'),
)
const leaf = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    '{{ settings.key }}',
    '{{settings.key}}',
    '\ud800',
    '..',
    '2026-11-22T00:00:00Z',
    '1e400',
    '+1 (512) 555-0100',
  ),
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    leaf,
    fc.array(tie('json'), { maxLength: 5 }),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 6 })
      .map(
        (entries) =>
          JSON.parse(
            `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`,
          ) as unknown,
      ),
  ),
}))
const event = fc
  .record(
    {
      event: json,
      userId: json,
      anonymousId: json,
      name: json,
      properties: json,
      traits: json,
      context: json,
      timestamp: json,
    },
    { requiredKeys: [] },
  )
  .map((fields) => JSON.parse(JSON.stringify({ ...fields, type: 'track' })) as EventLike)

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const name of Object.getOwnPropertyNames(value)) frozen((value as Record<string, unknown>)[name])
  }
  return value
}

const runs = Number(process.env['PROPERTY_RUNS'] ?? 300)

describe('a compiled mapping, whatever the event', () => {
  test('never throws, gives JSON, and changes neither the mapping nor the event', () => {
    frozen(file)
    const before = JSON.stringify(file)
    fc.assert(
      fc.property(event, (given) => {
        const text = translate(frozen(given))
        expect(JSON.stringify(JSON.parse(text))).toBe(text)
      }),
      { numRuns: runs },
    )
    expect(JSON.stringify(file)).toBe(before)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test("reads no text of an event as a template, a directive or a path: it arrives as it is, and no setting's value with it", () => {
    const { mapping: plain } = compileMapping({ ...file, settings: { ...file.settings, key: { label: 'Key' } } })
    fc.assert(
      fc.property(event, (given) => {
        if (plain === undefined) throw new Error('it compiles')
        const made = JSON.stringify(
          preview(plain, given, { settings: { key: 'the-value-of-the-setting', region: 'us' }, now }).map(
            ({ requests }) => requests.map(({ body, url }) => [body, url]),
          ),
        )
        expect(made).not.toContain('the-value-of-the-setting')
      }),
      { numRuns: runs },
    )
    const directive = {
      type: 'track',
      userId: 'u',
      properties: { a: { '@path': '$.userId' }, '@literal': 1, t: '{{ userId }}' },
    }
    const [shown] = preview(mapping, directive, { settings, now })
    expect(JSON.parse(shown?.requests[0]?.body ?? '')).toMatchObject({ items: [{ whole: directive }] })
  })

  test('goes to the host of its template only', () => {
    fc.assert(
      fc.property(event, (given) => {
        for (const { requests } of preview(mapping, given, { settings, now })) {
          for (const { url } of requests)
            if (url !== undefined)
              expect(new URL(url)).toMatchObject({ host: 'us.example.com', username: '', password: '' })
          for (const { url } of requests)
            if (url !== undefined) expect(new URL(url).pathname.split('/')).toHaveLength(3)
        }
      }),
      { numRuns: runs },
    )
  })
})

/** CPU milliseconds of a translation, the least of some tries. */
function cost(given: EventLike): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 4; i++) {
    const before = process.cpuUsage()
    translate(given)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

describe('the time of a translation', () => {
  const growing: readonly (readonly [string, (size: number) => Readonly<Record<string, unknown>>])[] = [
    [
      'one long text',
      (size) => ({
        event: 'a!'.repeat(size),
        name: ' '.repeat(size),
        traits: { email: ' '.repeat(size), phone: '0'.repeat(size) },
        context: { userAgent: 'Mozilla/'.repeat(size / 4) },
      }),
    ],
    [
      'a long list',
      (size) => ({
        properties: {
          products: Array.from({ length: size / 10 }, (_, i) => ({ id: i })),
          tags: Array.from({ length: size / 10 }, (_, i) => `t${i}`),
        },
      }),
    ],
    [
      'many keys',
      (size) => ({ properties: Object.fromEntries(Array.from({ length: size / 20 }, (_, i) => [`key${i}`, i])) }),
    ],
    [
      'a deep object',
      (size) => ({ properties: JSON.parse(`${'{"a":'.repeat(60)}"${'x'.repeat(size)}"${'}'.repeat(60)}`) as unknown }),
    ],
  ]

  test.for(growing)(
    'is linear in %s: eight times the size takes no more than some sixteen times as long',
    ([, make]) => {
      const of = (size: number): EventLike =>
        JSON.parse(JSON.stringify({ type: 'track', userId: 'u', ...make(size) })) as EventLike
      translate(of(4_000))
      const small = Math.max(cost(of(20_000)), 2)
      // Quadratic growth would be sixty-four times; the bound leaves room for a noisy machine.
      expect(cost(of(160_000)) / small).toBeLessThan(32)
    },
  )
})
