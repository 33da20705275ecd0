import { asleep } from '../kit/deletes.ts'
import { describe, expect, test } from 'vitest'
import type { WorkerRequest } from '../kit/worker.ts'
import {
  deleteKeys,
  environment,
  freshToken,
  keys,
  fetchWorker,
  partnerCalls,
  queues,
  secrets,
  shareWithObjects,
  signature,
  track,
} from '../kit/worker.ts'

const text = JSON.stringify(track())
const pair = JSON.stringify([track(), track({ messageId: 'message-0002' })])
const first = JSON.stringify(JSON.parse(pair)[0])
const spaced = JSON.stringify(track(), null, 2)
const cafe = JSON.stringify(track({ event: 'Café' }))

const signed = (body: string, over: string, secret: string = secrets[0]): WorkerRequest => ({
  body,
  key: undefined,
  headers: { 'X-Signature': signature(over, secret) },
})

interface Row {
  readonly sender: string
  readonly request: WorkerRequest
  readonly env?: Readonly<Record<string, unknown>>
  readonly status: number
}

const rows: readonly Row[] = [
  { sender: 'the first secret over the bytes', request: signed(text, text), status: 200 },
  { sender: 'the second secret over the bytes', request: signed(text, text, secrets[1]), status: 200 },
  { sender: 'a secret of before the rotation', request: signed(text, text, 'zeroth-shared-secret'), status: 401 },
  { sender: 'the empty secret', request: signed(text, text, ''), status: 401 },
  { sender: 'both secrets as one', request: signed(text, text, secrets.join(' ')), status: 401 },
  { sender: 'a signature over non-ASCII text', request: signed(cafe, cafe), status: 200 },
  { sender: 'a signature over the parsed body, not its bytes', request: signed(spaced, text), status: 401 },
  {
    sender: 'a signature in upper case',
    request: { body: text, key: undefined, headers: { 'X-Signature': signature(text, secrets[0]).toUpperCase() } },
    status: 401,
  },
  {
    sender: 'a signature cut short',
    request: { body: text, key: undefined, headers: { 'X-Signature': signature(text, secrets[0]).slice(0, 39) } },
    status: 401,
  },
  { sender: 'a signature over another body', request: signed(text, `${text} `), status: 401 },
  { sender: 'a signature over the whole array', request: signed(pair, pair), status: 200 },
  { sender: 'a signature over the first element of an array', request: signed(pair, first), status: 200 },
  {
    sender: 'a signature over the first element, with STRICT_SIGNATURES',
    request: signed(pair, first),
    env: { STRICT_SIGNATURES: '1' },
    status: 401,
  },
  {
    sender: 'a signature over the whole array, with STRICT_SIGNATURES',
    request: signed(pair, pair),
    env: { STRICT_SIGNATURES: '1' },
    status: 200,
  },
  {
    sender: 'a signature over the second element',
    request: signed(pair, JSON.stringify(JSON.parse(pair)[1])),
    status: 401,
  },
  {
    sender: 'a right signature beside a wrong key',
    request: {
      ...signed(text, text),
      headers: { 'X-Signature': signature(text, secrets[0]), Authorization: `Basic ${btoa('wrong:')}` },
    },
    status: 200,
  },
  {
    sender: 'a right key beside a wrong signature',
    request: { body: text, headers: { 'X-Signature': 'a'.repeat(40) } },
    status: 200,
  },
  {
    sender: 'the key without a colon',
    request: { body: text, key: undefined, headers: { Authorization: `Basic ${btoa(keys.all)}` } },
    status: 200,
  },
  {
    sender: 'the key with a password',
    request: { body: text, key: undefined, headers: { Authorization: `Basic ${btoa(`${keys.all}:x`)}` } },
    status: 200,
  },
  {
    sender: 'the key as the password',
    request: { body: text, key: undefined, headers: { Authorization: `Basic ${btoa(`:${keys.all}`)}` } },
    status: 401,
  },
  { sender: 'a key that begins like the right one', request: { body: text, key: keys.all.slice(0, -1) }, status: 401 },
  { sender: 'a key with the name of a prototype property', request: { body: text, key: 'constructor' }, status: 401 },
  { sender: 'a key of another route', request: { body: text, key: keys.other }, status: 403 },
  { sender: 'nobody', request: { body: text, key: undefined }, status: 401 },
]

describe('destination auth', () => {
  test.for(rows)('$sender: $status', async ({ request, env, status }) => {
    const token = freshToken()
    const reply = await fetchWorker(environment(token, 'ok', env), '/v1/destinations/plain', request)
    expect({ status: reply.status, calls: (await partnerCalls(token)).length > 0 }).toEqual({
      status,
      calls: status === 200,
    })
  })

  test("Segment's documented signature of a body is accepted", async () => {
    const body = '{"type":"track","event":"Registered","userId":"97980cfea0067","messageId":"ajs-1"}'
    const request = { body, key: undefined, headers: { 'X-Signature': 'b52b68de78a104452c25563d5fb00191f97bc481' } }
    expect(
      (
        await fetchWorker(
          environment(freshToken(), 'ok', { SEGMENT_SHARED_SECRET: 'abc123' }),
          '/v1/destinations/plain',
          request,
        )
      ).status,
    ).toBe(200)
  })
})

const remove = { type: 'delete', userId: 'user-0001' }

describe('the key of development, "*"', () => {
  const key = 'development-endpoint-key'
  const env = { ENDPOINT_KEYS: JSON.stringify({ [key]: ['*'] }), DEV_PARTNER: '' }

  test.for([
    { where: 'development', status: 404, body: { code: 'unknown_account', message: 'plain has no account "eu"' } },
    {
      where: 'production',
      status: 403,
      body: { code: 'forbidden', message: expect.stringMatching(/development only/) },
    },
    { where: 'staging', status: 403, body: { code: 'forbidden', message: expect.stringMatching(/development only/) } },
  ])('opens every route in $where: $status', async ({ where, status, body }) => {
    const variables = environment(freshToken(), 'ok', { ...env, ENVIRONMENT: where })
    const reply = await fetchWorker(variables, '/v1/destinations/plain/eu', { body: track(), key })
    expect({ status: reply.status, body: await reply.json() }).toEqual({ status, body })
  })

  test('opens no deletes by itself', async () => {
    const request = { body: remove, key }
    const reply = await fetchWorker(environment(freshToken(), 'ok', env), '/v1/destinations/plain', request)
    expect(await reply.json()).toMatchObject({ code: 'delete_forbidden' })
  })
})

describe('who may delete', () => {
  test('a key without +delete may not, and nothing is sent', async () => {
    const token = freshToken()
    const reply = await fetchWorker(environment(token), '/v1/destinations/plain', { body: remove, key: keys.noDelete })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 403,
      body: { code: 'delete_forbidden', message: expect.stringMatching(/\+delete/) },
    })
    expect(await partnerCalls(token)).toEqual([])
  })

  test.for([
    {
      over: 'the first element',
      sign: (list: readonly unknown[]) => JSON.stringify(list[0]),
      second: { status: 'forbidden', code: 'delete_unsigned' },
    },
    { over: 'the whole array', sign: (list: readonly unknown[]) => JSON.stringify(list), second: { status: 'queued' } },
  ])('a delete at index 1 of an array signed over $over is $second.status', async ({ sign, second }) => {
    shareWithObjects(deleteKeys)
    const env = environment(freshToken(), 'ok', { ...queues, ...deleteKeys })
    const body = [remove, { ...remove, userId: 'user-0002' }]
    const reply = await fetchWorker(env, '/v1/destinations/plain', signed(JSON.stringify(body), sign(body)))
    expect(reply.status).toBe(202)
    expect(await reply.json()).toMatchObject({ results: [{ status: 'queued' }, second] })
    await asleep(env, 'plain', 'default')
  })
})

const accounts: readonly { when: string; env: Readonly<Record<string, unknown>>; status: number; message?: RegExp }[] =
  [
    { when: 'JSON in one variable', env: { PLAIN_EU: '{"url":"https://hook.example.com/TOKEN/ok"}' }, status: 200 },
    {
      when: 'an object (a var of wrangler.toml)',
      env: { PLAIN_EU: { url: 'https://hook.example.com/TOKEN/ok' } },
      status: 200,
    },
    {
      when: 'an unknown setting',
      env: { PLAIN_EU: { url: 'https://hook.example.com/x', uri: 'x' } },
      status: 503,
      message: /PLAIN_EU has "uri", which is no setting of plain/,
    },
    {
      when: 'a number',
      env: { PLAIN_EU: { url: 5 } },
      status: 503,
      message: /PLAIN_EU: the setting "url" must be a text/,
    },
    { when: 'a list', env: { PLAIN_EU: '[]' }, status: 503, message: /PLAIN_EU must be a JSON object/ },
    {
      when: 'no required setting',
      env: { PLAIN_EU: '{}' },
      status: 503,
      message: /the required setting "url" in PLAIN_EU is not set/,
    },
    { when: 'nothing', env: {}, status: 404, message: /plain has no account "eu"/ },
  ]

describe('accounts from the environment', () => {
  test.for(accounts)('an account of $when is answered $status', async ({ env, status, message }) => {
    const token = freshToken()
    const own = JSON.parse(JSON.stringify(env).replaceAll('TOKEN', token))
    const reply = await fetchWorker(environment(token, 'status?code=500', own), '/v1/destinations/plain/eu', {
      body: track(),
    })
    expect(reply.status).toBe(status)
    const code = status === 404 ? 'unknown_account' : 'partner_misconfigured'
    if (message !== undefined) expect(await reply.json()).toEqual({ code, message: expect.stringMatching(message) })
  })

  test('a variable that can be read in two ways is an error that names both', async () => {
    const env = environment(freshToken(), 'ok', {
      ENDPOINT_KEYS: JSON.stringify({ [keys.all]: ['plain/url'] }),
      PLAIN_URL: '{"url":"https://hook.example.com/x"}',
    })
    const reply = await fetchWorker(env, '/v1/destinations/plain/url', { body: track() })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 503,
      body: {
        code: 'partner_misconfigured',
        message:
          'PLAIN_URL can be read in two ways: as the account "url" of plain and as the setting "url" of plain; rename the account',
      },
    })
  })
})
