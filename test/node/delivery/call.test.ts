import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Attempt, Caller } from '../../../src/delivery/call.ts'
import { runCall } from '../../../src/delivery/call.ts'
import type { Sent } from '../../../src/delivery/sent.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Mapping } from '../../../src/mapping/file/mapping.ts'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import { scopeOf } from '../../../src/mapping/context/scope.ts'
import { callsOf, plan, planFor } from '../../../src/mapping/translate.ts'

type Json = Readonly<Record<string, unknown>>
type Answering = (
  request: PartnerRequest,
  nth: number,
) => { status?: number; headers?: Record<string, string>; body?: unknown } | Sent

const settings: Readonly<Record<string, string>> = { key: 'the-key' }
const now = Date.parse('2026-11-22T00:00:00Z')

function mappingOf(subscription: Json, file: Json = {}): Mapping {
  const { mapping, issues } = compileMapping({
    name: 'Partner',
    settings: { key: { label: 'Key', secret: true }, missing: { label: 'Missing' } },
    hosts: { api: 'https://api.example.com' },
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', ...subscription }],
    ...file,
  })
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return mapping
}

const post = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' }
const track = (i: number, more: Json = {}): Json & { type: string } => ({
  type: 'track',
  event: `e${i}`,
  userId: `u${i}`,
  messageId: `m${i}`,
  ...more,
})

interface Ran {
  readonly outcomes: readonly string[]
  readonly messages: readonly (string | undefined)[]
  readonly retryAfterMs: number | undefined
  readonly requests: readonly PartnerRequest[]
  readonly attempts: readonly Attempt[]
}

/** Plays events through a mapping's first subscription against a partner of `answering`. */
async function run(
  mapping: Mapping,
  events: readonly (Json & { type: string })[],
  answering: Answering,
  own = settings,
): Promise<Ran> {
  const [rule] = mapping.subscriptions
  if (rule === undefined) throw new Error('no subscription')
  const requests: PartnerRequest[] = []
  const attempts: Attempt[] = []
  const deliveries = events.map((event) => planFor(rule, event, { mapping, settings: own, now }))
  const caller: Caller = {
    settings: own,
    now: () => now,
    log: (attempt) => void attempts.push(attempt),
    send: async (request): Promise<Sent> => {
      requests.push(request)
      const answer = answering(request, requests.length)
      if ('kind' in answer) return answer
      return {
        kind: 'answered',
        answer: { status: answer.status ?? 200, headers: answer.headers ?? {}, body: answer.body ?? {} },
      }
    },
  }
  const all = (await Promise.all(callsOf(deliveries, own).map((call) => runCall(call, caller)))).flat()
  const inOrder = deliveries.flatMap(({ items }) => items.flatMap((item) => all.filter((one) => one.item === item)))
  return {
    outcomes: inOrder.map(({ outcome }) => outcome),
    messages: inOrder.map(({ message }) => message),
    retryAfterMs: inOrder[0]?.retryAfterMs,
    requests,
    attempts,
  }
}

const bodies = (ran: Ran): readonly unknown[] => ran.requests.map(({ body }) => JSON.parse(body ?? 'null') as unknown)
const events = (count: number): readonly (Json & { type: string })[] =>
  Array.from({ length: count }, (_, i) => track(i))

describe('what a status means', () => {
  test.for([
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'rejected'],
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'rejected'],
    [408, 'retryable'],
    [410, 'rejected'],
    [413, 'rejected'],
    [423, 'retryable'],
    [425, 'retryable'],
    [429, 'retryable'],
    [500, 'retryable'],
    [501, 'rejected'],
    [502, 'retryable'],
    [503, 'retryable'],
    [599, 'retryable'],
  ] as const)('%i is %s', async ([status, outcome]) => {
    expect((await run(mappingOf({ request: post }), events(1), () => ({ status }))).outcomes).toEqual([outcome])
  })

  test.for([
    { header: '120', ms: 120_000 },
    { header: '0', ms: 0 },
    { header: '1.5', ms: 1_500 },
    { header: 'Sun, 22 Nov 2026 00:01:00 GMT', ms: 60_000 },
    { header: 'Wed, 21 Oct 2015 07:28:00 GMT', ms: 0 },
    { header: 'soon', ms: undefined },
    { header: '-5', ms: undefined },
    { header: '', ms: undefined },
  ])('Retry-After "$header" is $ms ms', async ({ header, ms }) => {
    expect(
      (await run(mappingOf({ request: post }), events(1), () => ({ status: 429, headers: { 'retry-after': header } })))
        .retryAfterMs,
    ).toBe(ms)
  })

  test("a rule's retryAfter reads another header", async () => {
    const mapping = mappingOf({
      request: post,
      outcomes: [{ when: 'status = 429', retryAfter: '{{ headers.x-ratelimit-retry-after }}' }],
    })
    const ran = await run(mapping, events(1), () => ({
      status: 429,
      headers: { 'x-ratelimit-retry-after': '7', 'retry-after': '99' },
    }))
    expect({ outcome: ran.outcomes, ms: ran.retryAfterMs }).toEqual({ outcome: ['retryable'], ms: 7_000 })
  })
})

describe('failures', () => {
  const failed: Sent = { kind: 'failed', reason: 'the partner did not answer in time', unknown: true }
  test.for([
    { unknown: undefined, sent: failed, outcome: 'retryable' },
    { unknown: 'retry', sent: failed, outcome: 'retryable' },
    { unknown: 'drop', sent: failed, outcome: 'rejected' },
    { unknown: 'drop', sent: { ...failed, unknown: false }, outcome: 'retryable' },
    { unknown: 'drop', sent: { kind: 'misconfigured', reason: 'no host' } as const, outcome: 'unauthorized' },
  ])(
    'a failure ($sent.reason, unknown: $sent.unknown) with "unknown": $unknown is $outcome',
    async ({ unknown, sent, outcome }) => {
      expect(
        (await run(mappingOf({ request: post, ...(unknown && { unknown }) }), events(1), () => sent)).outcomes,
      ).toEqual([outcome])
    },
  )

  test.for([
    {
      needs: 'a setting of the auth',
      request: { ...post, auth: { bearer: '{{ settings.missing }}' } },
      outcome: 'unauthorized',
      message: 'the setting "missing" is not set',
    },
    {
      needs: 'a setting of the path',
      request: { ...post, url: '{{ hosts.api }}/{{ settings.missing }}' },
      outcome: 'unauthorized',
      message: 'the setting "missing" is not set',
    },
    {
      needs: 'a value of the event in the path',
      request: { ...post, url: '{{ hosts.api }}/{{ properties.id }}' },
      outcome: 'rejected',
      message: 'properties.id in the path of the url is empty',
    },
    {
      needs: 'a text in the path',
      request: { ...post, url: '{{ hosts.api }}/{{ $ }}' },
      outcome: 'rejected',
      message: ' in the path of the url is no text',
    },
  ])('a request without $needs is $outcome and never sent', async ({ request, outcome, message }) => {
    const ran = await run(mappingOf({ request }), events(1), () => ({}))
    expect({ ...ran, attempts: ran.attempts.map((attempt) => attempt.outcome) }).toMatchObject({
      outcomes: [outcome],
      messages: [expect.stringContaining(message)],
      requests: [],
      attempts: [outcome],
    })
  })

  test('an optional setting that is not set only leaves its parameter out', async () => {
    const ran = await run(
      mappingOf({
        request: { ...post, query: { a: '{{ settings.missing }}', b: ['x', null, '', 'y/z'], c: { d: 1 } } },
      }),
      events(1),
      () => ({}),
    )
    expect(ran.requests[0]?.url).toBe('https://api.example.com/v1?b=x&b=y/z&c=%7B%22d%22:1%7D')
  })
})

describe('batches', () => {
  test('hold at most max items, and no more bytes than maxBytes', async () => {
    expect(
      bodies(await run(mappingOf({ item: '{{ userId }}', request: post, batch: { max: 3 } }), events(7), () => ({}))),
    ).toEqual([['u0', 'u1', 'u2'], ['u3', 'u4', 'u5'], ['u6']])
    const ran = await run(
      mappingOf({ item: '{{ userId }}', request: post, batch: { max: 100, maxBytes: 16 } }),
      events(7),
      () => ({}),
    )
    expect(bodies(ran).flat()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6'])
    expect(ran.requests.every(({ body }) => (body ?? '').length <= 16)).toBe(true)
  })

  test('an item that is too large alone is rejected, counted in bytes, and spoils nothing', async () => {
    const mapping = mappingOf({ item: '{{ properties.text }}', request: post, batch: { max: 10, maxBytes: 20 } })
    const ran = await run(
      mapping,
      ['ab', 'éééééééééé', 'cd'].map((text, i) => track(i, { properties: { text } })),
      () => ({}),
    )
    expect(ran.outcomes).toEqual(['delivered', 'rejected', 'delivered'])
    expect(ran.messages[1]).toBe('larger than the 20 bytes that the partner takes')
  })

  test('keep items of different keys apart, and requests see the key', async () => {
    const mapping = mappingOf({
      item: '{{ userId }}',
      request: { ...post, query: { k: '{{ key }}' } },
      batch: { max: 10, key: '{{ properties.k }}' },
    })
    const ran = await run(
      mapping,
      ['a', 'b', 'a', undefined, 1, '1'].map((k, i) => track(i, { properties: { k } })),
      () => ({}),
    )
    expect(ran.requests.map(({ url, body }) => [url.split('?')[1], body])).toEqual([
      ['k=a', '["u0","u2"]'],
      ['k=b', '["u1"]'],
      [undefined, '["u3"]'],
      ['k=1', '["u4"]'],
      ['k=1', '["u5"]'],
    ])
  })

  test('"split" is halved until the bad item stands alone', async () => {
    const mapping = mappingOf({
      item: '{{ userId }}',
      request: post,
      batch: { max: 100 },
      outcomes: [{ when: 'status = 400', outcome: 'split', message: '{{ body.why }}' }],
    })
    const ran = await run(mapping, events(100), ({ body }) =>
      (JSON.parse(body ?? '[]') as string[]).includes('u37') ? { status: 400, body: { why: 'bad one' } } : {},
    )
    expect(ran.outcomes.filter((outcome) => outcome === 'delivered')).toHaveLength(99)
    expect([ran.outcomes[37], ran.messages[37]]).toEqual(['rejected', 'bad one'])
    expect(ran.requests.length).toBeLessThanOrEqual(15)
  })

  test.each(['POST', 'PUT', 'PATCH'])('the method may be a setting: %s', async (method) => {
    const how = { label: 'Method', choices: ['POST', 'PUT', 'PATCH'], default: 'POST' }
    const mapping = mappingOf(
      { request: { ...post, method: '{{ settings.how }}' } },
      { settings: { key: { label: 'Key', secret: true }, missing: { label: 'Missing' }, how } },
    )
    const requests: PartnerRequest[] = []
    const own = { ...settings, how: method }
    for (const call of callsOf(plan(track(0), { mapping, settings: own, now }), own))
      await runCall(call, {
        settings: own,
        now: () => now,
        log: () => undefined,
        send: (request) => {
          requests.push(request)
          return Promise.resolve({ kind: 'answered', answer: { status: 200, headers: {}, body: {} } })
        },
      })
    expect(requests.map((request) => request.method)).toEqual([method])
  })

  test('"others": "retryable" sends the rest again at once without those named', async () => {
    const mapping = mappingOf({
      item: '{{ userId }}',
      request: post,
      batch: { max: 10 },
      outcomes: [
        {
          when: 'status = 400',
          outcome: 'rejected',
          items: [{ over: '{{ body.bad }}', index: '{{ item }}', message: 'named', outcome: 'rejected' }],
          others: 'retryable',
        },
      ],
    })
    const ran = await run(mapping, events(4), (_, nth) => (nth === 1 ? { status: 400, body: { bad: [1, 3] } } : {}))
    expect(ran.outcomes).toEqual(['delivered', 'rejected', 'delivered', 'rejected'])
    expect(bodies(ran)).toEqual([
      ['u0', 'u1', 'u2', 'u3'],
      ['u0', 'u2'],
    ])
  })

  test('items that a rule with "others" names as retryable wait, while the rest goes again at once', async () => {
    const mapping = mappingOf({
      item: '{{ userId }}',
      request: post,
      batch: { max: 10 },
      outcomes: [
        {
          when: 'status = 429',
          items: [{ over: '{{ body.throttled }}', index: '{{ item }}', outcome: 'retryable' }],
          others: 'retryable',
        },
      ],
    })
    const ran = await run(mapping, events(3), (_, nth) => (nth === 1 ? { status: 429, body: { throttled: [1] } } : {}))
    expect(ran.outcomes).toEqual(['delivered', 'retryable', 'delivered'])
    expect(bodies(ran)).toEqual([
      ['u0', 'u1', 'u2'],
      ['u0', 'u2'],
    ])
  })

  test('"others" that name nobody leave all to be tried again later', async () => {
    const mapping = mappingOf({
      request: post,
      batch: { max: 10 },
      outcomes: [
        {
          when: 'status = 400',
          outcome: 'rejected',
          items: [{ over: '{{ body.bad }}', index: '{{ item }}', outcome: 'rejected' }],
          others: 'retryable',
        },
      ],
    })
    const ran = await run(mapping, events(2), () => ({ status: 400, body: { bad: [] } }))
    expect({ outcomes: ran.outcomes, sent: ran.requests.length }).toEqual({
      outcomes: ['retryable', 'retryable'],
      sent: 1,
    })
  })

  test.for([
    {
      by: 'key',
      items: {
        over: '{{ body.bad }}',
        key: ['{{ item.id }}', '{{ item.ref }}'],
        message: '{{ item.why }}',
        outcome: 'rejected',
      },
      answer: [{ ref: 'm1', why: 'w' }, { ref: 'nobody' }],
    },
    {
      by: 'index',
      items: { over: '{{ body.bad }}', index: '{{ item.at }}', message: '{{ item.why }}', outcome: 'rejected' },
      answer: [{ at: 1, why: 'w' }, { at: 99 }, { at: -1 }, { at: 'x' }, {}],
    },
    {
      by: 'text index',
      items: { over: '{{ body.bad }}', index: '{{ item.at }}', message: '{{ item.why }}', outcome: 'rejected' },
      answer: [{ at: '1', why: 'w' }],
    },
    {
      by: 'when and index',
      items: {
        over: '{{ body.bad }}',
        when: 'item.code = 5',
        index: '{{ index }}',
        message: '{{ item.why }}',
        outcome: 'rejected',
      },
      answer: [{ code: 1 }, { code: 5, why: 'w' }],
    },
  ])('an items rule matches by $by', async ({ items, answer }) => {
    const mapping = mappingOf({
      item: { id: '{{ messageId }}' },
      request: post,
      batch: { max: 10 },
      outcomes: [{ when: 'status = 207', outcome: 'delivered', items: [items] }],
    })
    const ran = await run(mapping, events(3), () => ({ status: 207, body: { bad: answer } }))
    expect({ outcomes: ran.outcomes, message: ran.messages[1] }).toEqual({
      outcomes: ['delivered', 'rejected', 'delivered'],
      message: 'w',
    })
  })

  test('one event may be several items, each required on its own', async () => {
    const mapping = mappingOf({
      requires: [{ allOf: ['item.id'], otherwise: 'skip' }],
      item: { '@map': { over: '{{ properties.products }}', as: { id: '{{ item.id }}', user: '{{ userId }}' } } },
      request: post,
      batch: { max: 2 },
    })
    const ran = await run(
      mapping,
      [track(0, { properties: { products: [{ id: 1 }, {}, { id: 3 }, { id: 4 }] } })],
      () => ({}),
    )
    expect(bodies(ran)).toEqual([
      [
        { id: 1, user: 'u0' },
        { id: 3, user: 'u0' },
      ],
      [{ id: 4, user: 'u0' }],
    ])
  })
})

describe('sequences', () => {
  const find = { name: 'find', method: 'GET', url: '{{ hosts.api }}/find/{{ userId }}' }
  const make = {
    name: 'make',
    if: 'answers.find.status = 404',
    method: 'POST',
    url: '{{ hosts.api }}/make',
    json: '{{ item }}',
    idempotent: true,
  }
  const update = {
    name: 'update',
    if: 'answers.find.status = 200',
    method: 'PUT',
    url: '{{ hosts.api }}/contacts/{{ answers.find.body.id }}',
    json: {},
  }
  const sequence = mappingOf({
    requests: [{ ...find, outcomes: [{ when: 'status = 404', outcome: 'next' }] }, make, update],
  })

  test.for([
    {
      found: 'somebody',
      answers: [{ status: 200, body: { id: 'c/1' } }, { status: 200 }],
      urls: ['GET /find/u0', 'PUT /contacts/c%2F1'],
      outcome: 'delivered',
    },
    {
      found: 'nobody',
      answers: [{ status: 404 }, { status: 201 }],
      urls: ['GET /find/u0', 'POST /make'],
      outcome: 'delivered',
    },
    { found: 'an error', answers: [{ status: 500 }], urls: ['GET /find/u0'], outcome: 'retryable' },
    { found: 'no id', answers: [{ status: 200, body: {} }], urls: ['GET /find/u0'], outcome: 'rejected' },
    {
      found: 'an object for an id',
      answers: [{ status: 200, body: { id: {} } }],
      urls: ['GET /find/u0'],
      outcome: 'rejected',
    },
    {
      found: 'somebody who cannot be updated',
      answers: [{ status: 200, body: { id: 1 } }, { status: 422 }],
      urls: ['GET /find/u0', 'PUT /contacts/1'],
      outcome: 'rejected',
    },
  ])('that find $found make $urls: $outcome', async ({ answers, urls, outcome }) => {
    const ran = await run(sequence, events(1), (_, nth) => answers[nth - 1] ?? {})
    expect({
      urls: ran.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`),
      outcomes: ran.outcomes,
    }).toEqual({ urls, outcomes: [outcome] })
  })

  test('a rule may end a sequence early', async () => {
    const mapping = mappingOf({
      requests: [{ ...find, outcomes: [{ when: 'status = 404', outcome: 'delivered' }] }, make],
    })
    const ran = await run(mapping, events(1), () => ({ status: 404 }))
    expect({ outcomes: ran.outcomes, sent: ran.requests.length }).toEqual({ outcomes: ['delivered'], sent: 1 })
  })
})

/** What becomes of a delete without a user id at a deletion. */
function deletion(more: Json): string {
  const mapping = mappingOf({ request: post }, { deletion: { request: post, ...more } })
  const [delivery] = plan({ type: 'delete', anonymousId: 'a' }, { mapping, settings, now })
  if (delivery === undefined) throw new Error('it deletes')
  return delivery.ended?.status ?? 'items'
}

describe('what is never sent', () => {
  test('is a body that is nested too deep to be written as JSON, as an answer may be', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
    const first = { name: 'first', ...post, idempotent: true }
    const second = { name: 'second', ...post, json: { found: '{{ answers.first.body.found }}' } }
    const ran = await run(mappingOf({ requests: [first, second] }), events(1), () => ({ body: { found: deep } }))
    expect(ran).toMatchObject({
      outcomes: ['rejected'],
      messages: ['the body is nested too deep to be written'],
      attempts: [{ request: 'first' }, { request: 'second' }],
    })
    expect(ran.requests).toHaveLength(1)
  })

  const find = { name: 'find', method: 'GET', url: '{{ hosts.api }}/find/{{ userId }}' }
  test.for([
    { where: 'the body', step: { json: { ids: '{{ answers.find.body.ids | compact }}' } } },
    { where: 'the query', step: { query: { ids: "{{ answers.find.body.ids | join: ',' }}" } } },
    { where: 'a header', step: { headers: { 'X-Id': '{{ answers.find.body.id }}' } } },
    { where: 'a named value', step: { query: { ids: '{{ values.found }}' } } },
  ])('a request that takes an empty value of an answer into $where', async ({ step }) => {
    const mapping = mappingOf(
      { requests: [find, { name: 'then', method: 'PUT', url: '{{ hosts.api }}/then', ...step }] },
      { values: { found: '{{ answers.find.body.ids }}' } },
    )
    const ran = await run(mapping, events(1), () => ({ body: { ids: [] } }))
    expect({ outcomes: ran.outcomes, messages: ran.messages, sent: ran.requests.length }).toEqual({
      outcomes: ['rejected'],
      messages: ['what it takes from the answer of "find" is empty'],
      sent: 1,
    })
  })

  test('credentials of which a half is missing', async () => {
    const ran = await run(
      mappingOf({ request: { ...post, auth: { header: { 'X-Key': '{{ settings.key }} {{ settings.missing }}' } } } }),
      events(1),
      () => ({}),
    )
    expect({ outcomes: ran.outcomes, messages: ran.messages, sent: ran.requests.length }).toEqual({
      outcomes: ['unauthorized'],
      messages: ['the setting "missing" is not set'],
      sent: 0,
    })
  })

  test('a call to a host whose setting is not set: it waits', async () => {
    const ran = await run(
      mappingOf(
        { request: { ...post, url: '{{ hosts.hook }}' } },
        { hosts: { hook: '{{ settings.missing }}', api: 'https://api.example.com' } },
      ),
      events(1),
      () => ({}),
    )
    expect({ outcomes: ran.outcomes, messages: ran.messages }).toEqual({
      outcomes: ['unauthorized'],
      messages: ['the setting "missing" is not set'],
    })
  })

  test("the file's credentials to an origin that is no host of the file", async () => {
    const ran = await run(
      mappingOf(
        { request: { ...post, url: 'https://other.example.com/v1' } },
        { auth: { bearer: '{{ settings.key }}' }, headers: { 'X-Key': '{{ settings.key }}' } },
      ),
      events(1),
      () => ({}),
    )
    expect(ran.requests[0]?.headers).toEqual([['Content-Type', 'application/json']])
  })

  test('a delete without a user id, unless the deletion says that another will do', () => {
    expect([deletion({}), deletion({ requires: ['anonymousId'] })]).toEqual(['rejected', 'items'])
  })

  test('an item that lacks what it requires, while the others of its event go', async () => {
    const mapping = mappingOf({
      requires: ['item.id'],
      item: '{{ properties.products }}',
      request: post,
      batch: { max: 10 },
    })
    const ran = await run(mapping, [track(0, { properties: { products: [{ id: 1 }, {}] } })], () => ({}))
    expect(bodies(ran)).toEqual([[{ id: 1 }]])
  })
})

describe('requests', () => {
  test.for([
    { kind: 'bearer', auth: { bearer: '{{ settings.key }}' }, header: ['Authorization', 'Bearer the-key'] },
    {
      kind: 'basic with an empty half',
      auth: { basic: ['{{ settings.key }}', ''] },
      header: ['Authorization', `Basic ${btoa('the-key:')}`],
    },
    {
      kind: 'a header of its own',
      auth: { header: { 'X-Key': 'Token {{ settings.key }}' } },
      header: ['X-Key', 'Token the-key'],
    },
  ])('authenticate by $kind', async ({ auth, header }) => {
    const ran = await run(mappingOf({ item: 'x', request: { ...post, auth } }), events(1), () => ({}))
    expect(ran.requests[0]?.headers).toContainEqual(header)
  })

  test('sign the exact body that is sent', async () => {
    const auth = { hmac: { algorithm: 'sha256', secret: '{{ settings.key }}', header: 'X-Sign', encoding: 'base64' } }
    const ran = await run(mappingOf({ item: 'é', request: { ...post, auth } }), events(1), () => ({}))
    expect(ran.requests[0]?.headers).toContainEqual([
      'X-Sign',
      createHmac('sha256', 'the-key').update(Buffer.from('["é"]')).digest('base64'),
    ])
  })

  test('authenticate by a parameter', async () => {
    const ran = await run(
      mappingOf({ request: { ...post, auth: { query: { key: '{{ settings.key }}' } }, query: { a: '1:2' } } }),
      events(1),
      () => ({}),
    )
    expect(ran.requests[0]?.url).toBe('https://api.example.com/v1?a=1:2&key=the-key')
  })

  test("take the file's auth and headers unless they say their own, whatever the case of the name", async () => {
    const file = { auth: { bearer: 'file' }, headers: { 'X-A': 'file', Accept: 'text/plain' } }
    const own = await run(
      mappingOf({ request: { ...post, auth: false, headers: { 'x-a': 'own' } } }, file),
      events(1),
      () => ({}),
    )
    expect(own.requests[0]?.headers).toEqual([
      ['Accept', 'text/plain'],
      ['x-a', 'own'],
      ['Content-Type', 'application/json'],
    ])
  })

  test('send a form with JSON in a field, and plain text', async () => {
    const form = await run(
      mappingOf({
        item: { a: '{{ userId }}' },
        request: {
          method: 'POST',
          url: '{{ hosts.api }}/f',
          form: { data: '{{ items | json }}', none: null, list: ['1', '2'] },
        },
      }),
      events(1),
      () => ({}),
    )
    expect(form.requests[0]?.body).toBe('data=%5B%7B%22a%22%3A%22u0%22%7D%5D&list=1&list=2')
    const text = await run(
      mappingOf({ request: { method: 'POST', url: '{{ hosts.api }}/t', text: 'Hello {{ userId }}' } }),
      events(1),
      () => ({}),
    )
    expect(text.requests[0]).toMatchObject({
      body: 'Hello u0',
      headers: [['Content-Type', 'text/plain;charset=UTF-8']],
    })
  })

  test.for([
    { what: 'plain text', text: 'u1', header: 'u1' },
    { what: 'spaces and a tab', text: ' two words\t', header: ' two words\t' },
    { what: 'a letter of Latin-1', text: 'Zoë', header: 'Zoë' },
    { what: 'a percent sign', text: '100%', header: '100%' },
    { what: 'a line break alone', text: '\r\n', header: '%0D%0A' },
    { what: 'a line break', text: 'a\nb', header: 'a%0Ab' },
    { what: 'NUL', text: '\0', header: '%00' },
    { what: 'a control character of Latin-1', text: '\u0085', header: '%C2%85' },
    { what: 'a line separator', text: '\u2028', header: '%E2%80%A8' },
    { what: 'a letter beyond Latin-1', text: 'Ā', header: '%C4%80' },
    { what: 'an emoji beside a percent sign', text: '5% Zoë 😀', header: '5%25 Zoë %F0%9F%98%80' },
    { what: 'half of a surrogate pair', text: 'a\ud800b', header: 'a%EF%BF%BDb' },
    { what: 'the longest text', text: 'x'.repeat(4_000), header: 'x'.repeat(4_000) },
    { what: 'a longer text', text: 'x'.repeat(4_001), header: sha256('x'.repeat(4_001)) },
    { what: 'a text that encoding makes longer', text: '😀'.repeat(400), header: sha256('😀'.repeat(400)) },
  ])('write $what in a header', async ({ text, header }) => {
    const ran = await run(
      mappingOf({ request: { ...post, headers: { 'X-Id': '{{ properties.v }}' } } }),
      [track(0, { properties: { v: text } })],
      () => ({}),
    )
    expect(ran.outcomes).toEqual(['delivered'])
    expect(ran.requests[0]?.headers[0]).toEqual(['X-Id', header])
  })

  test.for([
    {
      what: 'a body of JSON',
      body: { json: { '{{ x }}': '{{ properties.v }}', all: '{{ properties }}' } },
      sent: '{"{{ x }}":"a�b","all":{"v":"a�b"}}',
    },
    {
      what: 'JSON inside a text of it',
      body: { json: { a: '{{ properties | json }}', b: '{{ properties }}!' } },
      sent: String.raw`{"a":"{\"v\":\"a�b\"}","b":"{\"v\":\"a�b\"}!"}`,
    },
    {
      what: 'JSON in a form',
      body: { form: { a: '{{ properties | json }}' } },
      sent: `a=${encodeURIComponent('{"v":"a�b"}')}`,
    },
    { what: 'a body of text', body: { text: '{{ properties.v }}' }, sent: 'a�b' },
  ])('write U+FFFD for half of a surrogate pair in $what', async ({ body, sent }) => {
    const bodies = ['a\ud83db', 'a\ude00b'].map((v) =>
      run(mappingOf({ request: { ...post, json: undefined, ...body } }), [track(0, { properties: { v } })], () => ({})),
    )
    for (const { requests } of await Promise.all(bodies)) expect(requests[0]?.body).toBe(sent)
  })

  test.for(['😀', String.raw`\ud83d`, String.raw`\\ud83d \n "\u1234"`, '\\\n'])(
    'leave %j in a body of JSON as it is',
    async (v) => {
      const { requests } = await run(
        mappingOf({ request: { ...post, json: { [v]: '{{ properties.v }}' } } }),
        [track(0, { properties: { v } })],
        () => ({}),
      )
      expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ [v]: v })
    },
  )

  test.for(['😀', 'a\nb', '\ud800', '\0'])(
    'are made with %j in a query, a form and an authentication',
    async (text) => {
      const made = await run(
        mappingOf({
          request: {
            ...post,
            json: undefined,
            form: { a: '{{ properties.v }}' },
            query: { a: '{{ properties.v }}' },
            auth: { basic: ['{{ properties.v }}', 'é'], header: { 'X-Id': 'Id {{ properties.v }}' } },
          },
        }),
        [track(0, { properties: { v: text } })],
        () => ({}),
      )
      const encoded = encodeURIComponent(text.toWellFormed())
      expect(made.outcomes).toEqual(['delivered'])
      expect(made.requests[0]).toMatchObject({
        url: `https://api.example.com/v1?a=${encoded}`,
        body: `a=${encoded}`,
        headers: [
          ['Authorization', `Basic ${Buffer.from(`${text}:é`).toString('base64')}`],
          ['X-Id', `Id ${encoded}`],
          ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8'],
        ],
      })
    },
  )

  test.for([
    {
      part: 'a header',
      request: { ...post, headers: { 'X-Key': '{{ settings.key }}' } },
      set: { key: 'schlüssel-\n' },
    },
    { part: 'a bearer', request: { ...post, auth: { bearer: '{{ settings.key }}' } }, set: { key: 'key-🔑' } },
    { part: 'the path', request: { ...post, url: '{{ hosts.api }}/{{ settings.missing }}' }, set: { missing: '..' } },
  ])('wait for a setting that spoils $part', async ({ request, set }) => {
    const ran = await run(mappingOf({ request }), events(1), () => ({}), set)
    expect({ outcomes: ran.outcomes, sent: ran.requests.length }).toEqual({ outcomes: ['unauthorized'], sent: 0 })
  })
})

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('the file as a whole', () => {
  test.each([
    ['a rule of the request comes first', 418, 'rejected', 'the request says 418'],
    ['a rule of the file holds for what no rule of the request says', 477, 'retryable', 'moving'],
    ['and may say only where the reason is', 400, 'rejected', 'bad plan'],
    ['what no rule says has its status', 204, 'delivered', undefined],
  ])('outcomes: %s', async (_, status, outcome, message) => {
    const mapping = mappingOf(
      { request: post, outcomes: [{ when: 'status = 418', outcome: 'rejected', message: 'the request says 418' }] },
      {
        outcomes: [
          { when: 'status in (418, 477)', outcome: 'retryable', message: 'moving' },
          { when: 'status >= 400', message: '{{ body.error }}' },
        ],
      },
    )
    const ran = await run(mapping, [track(0)], () => ({ status, body: { error: 'bad plan' } }))
    expect([ran.outcomes, ran.messages]).toEqual([[outcome], [message]])
  })

  test('outcomes: a rule of the file judges every request of a sequence, the deletion, its poll and the check', async () => {
    const step = { method: 'GET', url: '{{ hosts.api }}/v1' }
    const mapping = mappingOf(
      {
        requests: [
          { name: 'a', ...step },
          { name: 'b', ...step },
        ],
      },
      {
        outcomes: [{ when: 'status = 477', outcome: 'retryable', message: 'moving' }],
        check: step,
        deletion: { request: step, poll: { every: '1h', request: step } },
      },
    )
    if ('unsupported' in mapping.deletion) throw new Error('no deletion')
    const { check, deletion, subscriptions } = mapping
    const steps = [...(subscriptions[0]?.steps ?? []), ...deletion.steps, ...(deletion.poll?.steps ?? [])]
    const judged = [...steps, ...(check === undefined ? [] : [check])].map((one) =>
      one.judge(scopeOf({ settings, answers: {} }).with({ answer: { status: 477, headers: {}, body: {} } }), now),
    )
    expect(judged.map(({ outcome, message }) => [outcome, message])).toEqual(
      Array.from({ length: 5 }, () => ['retryable', 'moving']),
    )
  })

  test('redact hides a field from everything, the event untouched', async () => {
    const { redacted } = await import('../../../src/mapping/translate.ts')
    const mapping = mappingOf({ request: post }, { redact: ['context.ip', 'traits', '$.a.b.c'] })
    const event = track(0, { context: { ip: '8.8.8.8', locale: 'en' }, traits: { email: 'x' }, a: { b: [1] } })
    const before = structuredClone(event)
    expect(redacted(mapping, event)).toEqual({ ...track(0), context: { locale: 'en' }, a: { b: [1] } })
    expect(event).toEqual(before)
  })

  test('newerThan is judged by the timestamp, and one that cannot be read is not taken for new', () => {
    const mapping = mappingOf({
      requires: [{ newerThan: '7d', otherwise: 'skip', message: 'too old' }],
      request: post,
    })
    const ended = ['2026-11-14T00:00:00Z', '2026-11-16T00:00:00Z', 'yesterday', undefined].map((timestamp) =>
      plan(track(0, { timestamp }), { mapping, settings, now }).map((delivery) => delivery.ended?.status),
    )
    expect(ended).toEqual([['skipped'], [undefined], ['skipped'], [undefined]])
  })
})

function eventsOf(request: PartnerRequest): unknown {
  return JSON.parse(request.body ?? '')
}

describe('an event that came twice', () => {
  const batch = { item: { e: '{{ event }}', p: '{{ properties }}' }, request: post, batch: { max: 10 } }

  test('is sent once in a call, and both end alike', async () => {
    const made = await run(mappingOf(batch), [track(1), track(2), track(1), track(1)], () => ({}))
    expect(made.requests.map(eventsOf)).toEqual([[{ e: 'e1' }, { e: 'e2' }]])
    expect(made.outcomes).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
  })

  test('is refused twice, whatever became of the others', async () => {
    const outcomes = [
      {
        when: 'status = 207',
        outcome: 'delivered',
        items: [{ over: '{{ body }}', index: '{{ item }}', message: 'no', outcome: 'rejected' }],
      },
    ]
    const made = await run(mappingOf({ ...batch, outcomes }), [track(1), track(2), track(2), track(3)], () => ({
      status: 207,
      body: [1],
    }))
    expect(made.outcomes).toEqual(['delivered', 'rejected', 'rejected', 'delivered'])
    expect(made.messages).toEqual([undefined, 'no', 'no', undefined])
  })

  test('ends alike where the batch is halved', async () => {
    const outcomes = [{ when: 'status = 400', outcome: 'split' }]
    const made = await run(mappingOf({ ...batch, outcomes }), [track(1), track(2), track(1)], ({ body }) => ({
      status: body?.includes('e1') === true ? 400 : 200,
    }))
    expect(made.outcomes).toEqual(['rejected', 'delivered', 'rejected'])
  })

  test('makes the call of one item where nothing else is in it', async () => {
    const single = { method: 'PUT', url: '{{ hosts.api }}/v1/{{ messageId }}', json: '{{ item }}' }
    const made = await run(mappingOf({ ...batch, batch: { max: 10, single } }), [track(1), track(1)], () => ({}))
    expect(made.requests.map(({ method, url }) => [method, url])).toEqual([['PUT', 'https://api.example.com/v1/m1']])
    expect(made.outcomes).toEqual(['delivered', 'delivered'])
  })

  test.for([
    {
      what: 'another event under the same id',
      events: [track(1), track(1, { event: 'other' })],
      sent: [{ e: 'e1' }, { e: 'other' }],
    },
    {
      what: 'an equal event under another id',
      events: [track(1), track(1, { messageId: 'm2' })],
      sent: [{ e: 'e1' }, { e: 'e1' }],
    },
  ])('is not $what', async ({ events, sent }) => {
    const made = await run(mappingOf(batch), events, () => ({}))
    expect(made.requests.map(eventsOf)).toEqual([sent])
  })

  test('makes its equal items as often as one event does', async () => {
    const two = track(1, { properties: { products: [{ sku: 'a' }, { sku: 'a' }] } })
    const made = await run(mappingOf({ ...batch, item: '{{ properties.products }}' }), [two, { ...two }], () => ({}))
    expect(made.requests.map(eventsOf)).toEqual([[{ sku: 'a' }, { sku: 'a' }]])
    expect(made.outcomes).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
  })
})
