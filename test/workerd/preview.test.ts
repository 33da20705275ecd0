import { describe, expect, test } from 'vitest'
import { environment, freshToken, fetchWorker, track } from '../kit/worker.ts'

const admin = 'admin-token-of-the-tests'
const viewer = 'viewer-token-of-the-tests'
const secret = 'sk-very-secret-4711'
const env = (): Record<string, unknown> =>
  environment(freshToken(), 'ok', {
    ADMIN_TOKEN: admin,
    VIEWER_TOKEN: viewer,
    PLAIN_URL: `https://hook.example.com/${secret}`,
  })

async function preview(
  body: unknown,
  token: string | null = admin,
  path = 'plain',
): Promise<{ status: number; text: string; json: unknown }> {
  const reply = await fetchWorker(env(), `/v1/preview/${path}`, {
    body,
    key: undefined,
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
  })
  const text = await reply.text()
  return { status: reply.status, text, json: JSON.parse(text) }
}

/** A mapping that does what it can to get its secret out. */
function edited(item: unknown, more: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    name: 'Edited',
    settings: { url: { label: 'URL', secret: true }, plan: { label: 'Plan', default: 'free' } },
    hosts: { api: 'https://api.example.com', hook: '{{ settings.url }}' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        item,
        request: { method: 'POST', url: '{{ hosts.api }}/{{ settings.plan }}', json: '{{ items }}', ...more },
      },
    ],
  }
}

describe('who may preview', () => {
  test.for([
    { token: admin, status: 200 },
    { token: viewer, status: 200 },
    { token: 'wrong', status: 401 },
    { token: null, status: 401 },
  ])('$token: $status', async ({ token, status }) => {
    expect((await preview({ event: track() }, token)).status).toBe(status)
  })

  test('nobody while ADMIN_TOKEN is not set', async () => {
    const reply = await fetchWorker({ ...env(), ADMIN_TOKEN: '' }, '/v1/preview/plain', {
      body: {},
      headers: { Authorization: `Bearer ${viewer}` },
    })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 503,
      body: { code: 'not_configured', message: expect.stringMatching(/ADMIN_TOKEN is not set/) },
    })
  })

  test('an endpoint key opens no operator route', async () => {
    expect((await fetchWorker(env(), '/v1/preview/plain', { body: { event: track() } })).status).toBe(401)
  })
})

describe('a preview', () => {
  test('shows the requests with the deployed mapping, and why others are not made', async () => {
    const { status, json } = await preview({ event: track() })
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        subscriptions: [
          {
            name: 'Track',
            matched: true,
            requests: [
              {
                name: 'request',
                method: 'POST',
                url: '{{settings.url}}',
                headers: { 'Content-Type': 'application/json' },
                body: [expect.objectContaining({ event: 'Registered' })],
              },
            ],
          },
        ],
      },
    })
    expect((await preview({ event: track({ type: 'page' }) })).json).toEqual({
      subscriptions: [{ name: 'Track', matched: false, reason: 'type = "track" does not hold', requests: [] }],
    })
  })

  test.for([
    { way: 'as it is', item: '{{ settings.url }}' },
    {
      way: 'in pieces',
      item: { a: '{{ settings.url | slice: 0, 30 }}', b: "{{ settings.url | split: '' | join: '-' }}" },
    },
    {
      way: 'as a hash',
      item: { a: '{{ settings.url | sha256 }}', b: '{{ settings.url | md5 }}', c: '{{ settings.url | uuid }}' },
    },
    { way: 'by its length', item: '{{ settings.url | size }}' },
    {
      way: 'by a condition of Segment',
      item: { '@if': { exists: '{{ settings.url }}', then: 'set', else: 'not set' } },
    },
    {
      way: 'by a switch',
      item: {
        '@switch': {
          on: '{{ settings.url }}',
          cases: { [`https://hook.example.com/${secret}`]: 'guessed' },
          default: 'no',
        },
      },
    },
    { way: 'by Basic', item: 'x', more: { auth: { basic: ['{{ settings.url }}', '{{ settings.url }}'] } } },
    {
      way: 'by a signature',
      item: 'x',
      more: { auth: { hmac: { algorithm: 'sha1', secret: '{{ settings.url }}', header: 'X-Sign' } } },
    },
    { way: 'by a host', item: 'x', more: { url: '{{ hosts.hook }}/x' } },
  ])('of an edited mapping gives no secret away $way', async ({ item, more }) => {
    const real = await preview({ event: track(), mapping: edited(item, more) })
    const other = await fetchWorker(
      { ...env(), PLAIN_URL: 'https://hook.example.com/other-secret-entirely' },
      '/v1/preview/plain',
      {
        body: { event: track(), mapping: edited(item, more) },
        key: undefined,
        headers: { Authorization: `Bearer ${admin}` },
      },
    )
    expect(real.status).toBe(200)
    expect(real.text).not.toContain(secret)
    expect(real.text).not.toContain('guessed')
    expect(real.text).toBe(await other.text())
  })

  test('of a mapping that looks at a secret in FQL is refused', async () => {
    const { status, json } = await preview({
      event: track(),
      mapping: edited({ '@when': { if: `settings.url = "${secret}"`, then: 1 } }),
    })
    expect({ status, json }).toEqual({
      status: 400,
      json: {
        code: 'invalid_mapping',
        message: 'the mapping has errors',
        errors: [expect.stringMatching(/settings.url is secret/)],
      },
    })
  })

  test('of an edited mapping sees no setting of the environment, even one that it calls no secret', async () => {
    const mapping = {
      ...(edited('{{ settings.url }}') as object),
      settings: { url: { label: 'URL' }, plan: { label: 'Plan' } },
    }
    expect((await preview({ event: track(), mapping })).text).not.toContain(secret)
  })

  test.for([
    {
      body: '{',
      status: 400,
      code: 'invalid_json',
      message: /^the body is no valid JSON: it ends too early, line 1, column 2$/,
    },
    { body: '[]', status: 400, code: 'invalid_request', message: /^the body must be a JSON object$/ },
    { body: {}, status: 400, code: 'invalid_event', message: /event: / },
    { body: { event: { type: 'track' } }, status: 400, code: 'invalid_event', message: /userId or anonymousId/ },
    {
      body: { event: track(), settings: { a: 5 } },
      status: 400,
      code: 'invalid_request',
      message: /settings: expected an object of texts/,
    },
    {
      body: { event: track(), settings: { url: 'sesame' } },
      status: 400,
      code: 'invalid_settings',
      message: /^settings: "url" is not a URL that a partner can have(?!.*sesame)/,
    },
    {
      body: {
        event: track(),
        settings: { plan: 'paid\n' },
        mapping: edited('x', { headers: { 'X-Plan': '{{ settings.plan }}' } }),
      },
      status: 400,
      code: 'invalid_settings',
      message: /^settings: "plan" has a character that cannot stand in the header "X-Plan"/,
    },
    {
      body: { event: track(), mapping: edited('x'.repeat(263_000)) },
      status: 413,
      code: 'payload_too_large',
      message: /256 KB/,
    },
    {
      body: `{"event":${JSON.stringify(track())},"mapping":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      status: 400,
      code: 'invalid_mapping',
      message: /levels deep/,
    },
  ])('of a wrong body is $status $message', async ({ body, status, code, message }) => {
    const reply = await preview(body)
    expect({ status: reply.status, json: reply.json }).toMatchObject({
      status,
      json: { code, message: expect.stringMatching(message) },
    })
  })

  test('of an unknown partner is 404, of a broken one 503', async () => {
    expect(await preview({ event: track() }, admin, 'nobody')).toMatchObject({
      status: 404,
      json: { code: 'unknown_partner' },
    })
    expect((await preview({ event: track() }, admin, 'broken')).status).toBe(503)
  })
})

describe('answers', () => {
  const sequence = {
    name: 'Sequence',
    hosts: { api: 'https://api.example.com' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        requests: [
          { name: 'find', method: 'GET', url: '{{ hosts.api }}/find' },
          { name: 'make', method: 'POST', url: '{{ hosts.api }}/people/{{ answers.find.body.id }}', json: {} },
        ],
      },
    ],
  }

  test('that are given decide how a sequence goes on', async () => {
    const answers = { find: { headers: { 'X-A': 'b' }, body: { id: 7 } } }
    const { json } = await preview({ event: track(), mapping: sequence, answers })
    expect(json).toMatchObject({
      subscriptions: [
        { requests: [{ name: 'find', answered: { outcome: 'next' } }, { url: 'https://api.example.com/people/7' }] },
      ],
    })
  })

  test.for([
    {
      answers: { fnd: {} },
      message: 'answers: fnd: there is no request of this name, did you mean "find"?; there are: find, make',
    },
    { answers: { find: { state: 1 } }, message: 'answers: find: write {"status": 200, "headers": {}, "body": ...}' },
    { answers: [], message: 'answers: expected an object of answers by the names of requests' },
  ])('$answers are wrong', async ({ answers, message }) => {
    expect(await preview({ event: track(), mapping: sequence, answers })).toMatchObject({
      status: 400,
      json: { message },
    })
  })
})
