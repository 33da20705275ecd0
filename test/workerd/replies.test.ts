import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkerRequest } from '../kit/worker.ts'
import type { ErrorCode } from '../../src/requests/error-codes.ts'
import { asleep } from '../kit/deletes.ts'
import {
  deleteKeys,
  environment,
  freshToken,
  keys,
  fetchWorker,
  objects,
  partnerCalls,
  queues,
  secrets,
  shareWithObjects,
  signature,
  track,
} from '../kit/worker.ts'

interface Row {
  readonly when: string
  readonly path?: string
  readonly partner?: string
  readonly env?: Readonly<Record<string, unknown>>
  readonly request?: WorkerRequest
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly calls?: number
}

const error = (code: ErrorCode, text: string | RegExp): unknown => ({
  code,
  message: typeof text === 'string' ? text : expect.stringMatching(text),
})
const retry = { 'retry-after': '5' }
const one = { body: track() }
const gzip = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())

const rows: readonly Row[] = [
  {
    when: 'no secret of the route is set',
    env: { SEGMENT_SHARED_SECRET: '', ENDPOINT_KEYS: '' },
    request: one,
    status: 503,
    body: error('not_configured', /SEGMENT_SHARED_SECRET or ENDPOINT_KEYS/),
    headers: retry,
  },
  {
    when: 'a key comes but ENDPOINT_KEYS is not set',
    env: { ENDPOINT_KEYS: '' },
    request: one,
    status: 503,
    body: error('not_configured', /ENDPOINT_KEYS is not set/),
    headers: retry,
  },
  {
    when: 'a signature comes but the shared secret is not set',
    env: { SEGMENT_SHARED_SECRET: '' },
    request: { ...one, key: undefined, headers: { 'X-Signature': 'a'.repeat(40) } },
    status: 503,
    body: error('not_configured', /SEGMENT_SHARED_SECRET is not set/),
    headers: retry,
  },
  {
    when: 'ENDPOINT_KEYS is no JSON',
    env: { ENDPOINT_KEYS: '{nope' },
    request: one,
    status: 503,
    body: error('not_configured', /ENDPOINT_KEYS must be JSON/),
    headers: retry,
  },
  {
    when: 'an endpoint key is short',
    env: { ENDPOINT_KEYS: '{"short":["plain"]}' },
    request: one,
    status: 503,
    body: error('not_configured', /at least 24 characters/),
    headers: retry,
  },
  {
    when: 'credentials are missing',
    request: { ...one, key: undefined },
    status: 401,
    body: error('unauthorized', /credentials are missing/),
    headers: { 'www-authenticate': 'Basic realm="edge-forwarder"' },
  },
  {
    when: 'the key is wrong',
    request: { ...one, key: 'key-that-nobody-knows-of-at-all' },
    status: 401,
    body: error('unauthorized', /not known/),
  },
  {
    when: 'the Basic credentials are no base64',
    request: { ...one, key: undefined, headers: { Authorization: 'Basic %%%' } },
    status: 401,
    body: error('unauthorized', /credentials are missing/),
  },
  {
    when: 'the scheme is Bearer',
    request: { ...one, key: undefined, headers: { Authorization: `Bearer ${keys.all}` } },
    status: 401,
    body: error('unauthorized', /credentials are missing/),
  },
  {
    when: 'the key is of another route',
    request: { ...one, key: keys.other },
    status: 403,
    body: error('forbidden', /does not open this route/),
  },
  {
    when: 'the key opens the default account only',
    path: '/v1/destinations/batches/eu',
    request: one,
    status: 403,
    body: error('forbidden', /does not open this route/),
  },
  {
    when: 'the signature is wrong',
    request: { ...one, key: undefined, headers: { 'X-Signature': 'a'.repeat(40) } },
    status: 401,
    body: error('invalid_signature', /X-Signature does not fit/),
  },
  {
    when: 'the partner is unknown and the signature right',
    path: '/v1/destinations/nobody',
    request: { body: '{}', key: undefined, headers: { 'X-Signature': signature('{}', secrets[0]) } },
    status: 404,
    body: error('unknown_partner', 'there is no such partner'),
  },
  {
    when: 'the partner has a name of the prototype',
    path: '/v1/destinations/constructor',
    request: { body: '{}', key: undefined, headers: { 'X-Signature': signature('{}', secrets[0]) } },
    status: 404,
    body: error('unknown_partner', 'there is no such partner'),
  },
  {
    when: 'the account is unknown',
    path: '/v1/destinations/plain/eu',
    request: one,
    status: 404,
    body: error('unknown_account', 'plain has no account "eu"'),
  },
  {
    when: 'the account is none that there can be',
    path: '/v1/destinations/plain/EU',
    request: { body: '{}', key: undefined, headers: { 'X-Signature': signature('{}', secrets[0]) } },
    status: 404,
    body: error('unknown_account', 'plain has no account of that name'),
  },
  {
    when: 'the account is unknown and the sender too',
    path: '/v1/destinations/plain/nobody',
    request: { ...one, key: 'key-that-nobody-knows-of-at-all' },
    status: 401,
    body: error('unauthorized', /not known/),
  },
  {
    when: 'there is no such path',
    path: '/v2/destinations/plain',
    request: one,
    status: 404,
    body: error('not_found', 'there is no such route'),
  },
  {
    when: 'the method is GET',
    request: { method: 'GET' },
    status: 405,
    body: error('method_not_allowed', /takes POST, PUT, PATCH/),
    headers: { allow: 'POST, PUT, PATCH' },
  },
  {
    when: 'the method is DELETE',
    request: { method: 'DELETE' },
    status: 405,
    body: error('method_not_allowed', /takes POST, PUT, PATCH/),
    headers: { allow: 'POST, PUT, PATCH' },
  },
  {
    when: 'the mapping is broken',
    path: '/v1/destinations/broken',
    request: one,
    status: 503,
    body: error('broken_mapping', /broken.json .*"subscriptions" is missing/),
    headers: retry,
  },
  {
    when: 'the settings come from customers',
    path: '/v1/destinations/customers',
    request: one,
    status: 503,
    body: error('not_configured', /SEALING_KEY is not set: the routes of customers are closed/),
    headers: retry,
  },
  {
    when: 'a required setting is missing',
    env: { PLAIN_URL: '' },
    request: one,
    status: 503,
    body: error('partner_misconfigured', /the required setting PLAIN_URL .* is not set/),
    headers: retry,
  },
  {
    when: 'a setting is set twice',
    env: { PLAIN: { url: 'https://x.example.com' } },
    request: one,
    status: 503,
    body: error('partner_misconfigured', /"url" is set twice: in PLAIN and in PLAIN_URL/),
    headers: retry,
  },
  {
    when: 'an account is no JSON',
    env: { PLAIN_EU: 'nope' },
    path: '/v1/destinations/plain/eu',
    request: one,
    status: 503,
    body: error('partner_misconfigured', /PLAIN_EU must be a JSON object/),
    headers: retry,
  },
  {
    when: 'the body is no JSON',
    request: { body: '{"type":' },
    status: 400,
    body: error('invalid_json', 'the body is no valid JSON: it ends too early, line 1, column 9'),
  },
  {
    when: 'the body is broken JSON',
    request: { body: '{\n  "type": "träck", "userId": u1\n}' },
    status: 400,
    body: error('invalid_json', 'the body is no valid JSON: see line 2, column 30'),
  },
  {
    when: 'the body is empty',
    request: { body: '' },
    status: 400,
    body: error('invalid_json', /^the body is empty: send one event/),
  },
  {
    when: 'the body is no UTF-8',
    request: { body: new Uint8Array([0x22, 0xff, 0x22]) },
    status: 400,
    body: error('invalid_utf8', 'the body is no valid UTF-8: see line 1, column 2'),
  },
  {
    when: 'the body is a number',
    request: { body: '5' },
    status: 400,
    body: error('invalid_event', /expected a JSON object/),
  },
  {
    when: 'the array is empty',
    request: { body: [] },
    status: 400,
    body: error('empty_array', 'the array is empty: send one event or more in it'),
  },
  {
    when: 'no item of the array is an event',
    request: { body: [1, {}, null] },
    status: 400,
    body: error('no_valid_event', /no valid event in the array: item 0/),
  },
  {
    when: 'the type is unknown',
    request: { body: track({ type: 'order' }) },
    status: 400,
    body: error('invalid_event', /type: expected one of track, identify/),
  },
  {
    when: 'both ids are missing',
    request: { body: track({ userId: null }) },
    status: 400,
    body: error('invalid_event', /userId or anonymousId/),
  },
  {
    when: 'X-Segment-Settings is no base64',
    request: { ...one, headers: { 'X-Segment-Settings': '%' } },
    status: 400,
    body: error('invalid_settings', /X-Segment-Settings/),
  },
  {
    when: 'X-Segment-Settings is base64 of no object',
    request: { ...one, headers: { 'X-Segment-Settings': btoa('[1]') } },
    status: 400,
    body: error('invalid_settings', /X-Segment-Settings/),
  },
  {
    when: 'the gzip is broken',
    request: { body: 'not gzip', headers: { 'Content-Encoding': 'gzip' } },
    status: 400,
    body: error('invalid_gzip', 'the body is no valid gzip'),
  },
  {
    when: 'the encoding is brotli',
    request: { ...one, headers: { 'Content-Encoding': 'br' } },
    status: 415,
    body: error('unsupported_encoding', /Content-Encoding must be gzip/),
    headers: { 'accept-encoding': 'gzip' },
  },
  {
    when: 'a single event is over 256 KB',
    request: { body: track({ properties: { big: 'x'.repeat(270_000) } }) },
    status: 413,
    body: error('event_too_large', /at most 256 KB/),
  },
  {
    when: 'the array has 4,001 events',
    request: { body: Array.from({ length: 4_001 }, () => 0) },
    status: 413,
    body: error('too_many_events', /at most 4000 events/),
  },
  {
    when: 'the partner answers 500',
    partner: 'status?code=500',
    request: one,
    status: 503,
    body: error('not_stored', 'the partner answered 500'),
    headers: retry,
    calls: 1,
  },
  {
    when: 'the partner answers 429 with seconds',
    partner: 'status?code=429&h-retry-after=37',
    request: one,
    status: 503,
    body: error('not_stored', 'the partner answered 429'),
    headers: { 'retry-after': '37' },
    calls: 1,
  },
  {
    when: 'the partner answers 429 with a past date',
    partner: 'status?code=429&h-retry-after=Wed, 21 Oct 2015 07:28:00 GMT',
    request: one,
    status: 503,
    body: error('not_stored', 'the partner answered 429'),
    headers: retry,
  },
  {
    when: 'the partner asks for a year',
    partner: 'status?code=429&h-retry-after=31536000',
    request: one,
    status: 503,
    body: error('not_stored', 'the partner answered 429'),
    headers: { 'retry-after': '3600' },
  },
  {
    when: 'our own credential is refused',
    partner: 'status?code=401&body="no"',
    request: one,
    status: 503,
    body: error('not_stored', 'the partner answered 401'),
    headers: retry,
  },
  {
    when: 'the partner resets the connection',
    partner: 'reset',
    request: one,
    status: 503,
    body: error('not_stored', 'the connection to the partner failed'),
    headers: retry,
  },
  {
    when: 'the answer breaks off where it is needed',
    partner: 'reset-body',
    request: one,
    status: 503,
    body: error('not_stored', /could not be read/),
    headers: retry,
  },
  {
    when: 'the answer is larger than 1 MB where it is needed',
    partner: 'huge',
    request: one,
    status: 503,
    body: error('not_stored', /could not be read/),
    headers: retry,
  },
  {
    when: 'a delete cannot be stored',
    env: deleteKeys,
    request: { body: { type: 'delete', userId: 'user-0001' } },
    status: 503,
    body: error('not_stored', 'the delete could not be stored'),
    headers: retry,
    calls: 0,
  },
  {
    when: 'the keys of deletes are missing',
    env: { ...queues, SEALING_KEY: deleteKeys.SEALING_KEY },
    request: { body: { type: 'delete', userId: 'user-0001' } },
    status: 503,
    body: error('deletes_closed', /^deletes are closed: RECEIPT_KEYS is not set/),
    headers: retry,
    calls: 0,
  },
  {
    when: 'the mapping has nothing for the type',
    request: { body: track({ type: 'page' }) },
    status: 501,
    body: error('unsupported_event', 'plain has nothing for page events'),
    calls: 0,
  },
  {
    when: 'the partner cannot delete',
    path: '/v1/destinations/double',
    env: { ...queues, ...deleteKeys },
    request: { body: { type: 'delete', userId: 'u' } },
    status: 501,
    body: error('unsupported_delete', 'double cannot delete users: it keeps no users'),
  },
  {
    when: 'the mapping says nothing of deletes',
    path: '/v1/destinations/batches',
    env: { ...queues, ...deleteKeys },
    request: { body: { type: 'delete', userId: 'u' } },
    status: 501,
    body: error('unsupported_delete', /batches cannot delete users/),
  },
  {
    when: 'the event is delivered',
    request: one,
    status: 200,
    body: { status: 'delivered', subscriptions: [{ name: 'Track', status: 'delivered' }] },
    calls: 1,
  },
  {
    when: 'a delete is accepted',
    env: { ...queues, ...deleteKeys },
    request: { body: { type: 'delete', userId: 'u' } },
    status: 202,
    body: { status: 'queued', delete: expect.stringMatching(/^[0-9a-f]{32}$/), subscriptions: [] },
    calls: 0,
  },
  {
    when: 'one of two subscriptions is rejected',
    path: '/v1/destinations/double',
    partner: 'status?code=400',
    env: queues,
    request: one,
    status: 200,
    body: {
      status: 'delivered',
      subscriptions: [
        { name: 'One', status: 'rejected', code: 'event_rejected', message: 'the partner answered 400' },
        { name: 'Two', status: 'delivered' },
      ],
    },
    calls: 2,
  },
  {
    when: 'one of two subscriptions must be tried again',
    path: '/v1/destinations/double',
    partner: 'status?code=503',
    request: one,
    status: 503,
    body: error('not_stored', 'the partner answered 503'),
    headers: retry,
    calls: 2,
  },
  {
    when: 'no subscription matches',
    request: { body: track({ event: 'Nobody' }) },
    status: 200,
    body: { status: 'skipped', message: 'no subscription of the mapping takes this event', subscriptions: [] },
    calls: 0,
  },
  {
    when: 'the partner rejects the event',
    partner: 'status?code=422&body={"message":"bad plan"}',
    request: one,
    status: 400,
    body: error('event_rejected', 'bad plan'),
    calls: 1,
  },
  {
    when: 'the partner redirects',
    partner: 'redirect',
    request: one,
    status: 400,
    body: error('event_rejected', 'the partner answered 302'),
    calls: 1,
  },
  {
    when: 'the request comes from an edge forwarder',
    request: { ...one, headers: { 'X-Edge-Forwarder': '1' } },
    status: 508,
    body: error('loop_detected', /loop/),
    calls: 0,
  },
  {
    when: 'the method is PUT',
    request: { ...one, method: 'PUT' },
    status: 200,
    body: expect.objectContaining({ status: 'delivered' }),
  },
  {
    when: 'the method is PATCH',
    request: { ...one, method: 'PATCH' },
    status: 200,
    body: expect.objectContaining({ status: 'delivered' }),
  },
  {
    when: 'the content type is text/plain',
    request: { ...one, headers: { 'Content-Type': 'text/plain' } },
    status: 200,
    body: expect.objectContaining({ status: 'delivered' }),
  },
]

describe('the reply table', () => {
  beforeAll(() => shareWithObjects(deleteKeys))
  afterAll(async () => {
    for (const partner of ['plain', 'double', 'batches'])
      await asleep({ ...objects, ...deleteKeys }, partner, 'default')
  })

  test.for(rows)('when $when, the reply is $status', async (row) => {
    const token = freshToken()
    const env = environment(token, row.partner, row.env)
    const reply = await fetchWorker(env, row.path ?? '/v1/destinations/plain', row.request)
    expect({ status: reply.status, body: await reply.json() }).toEqual({ status: row.status, body: row.body })
    expect(Object.fromEntries(reply.headers)).toMatchObject({ 'content-type': 'application/json', ...row.headers })
    expect(reply.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    if (row.calls !== undefined) expect(await partnerCalls(token)).toHaveLength(row.calls)
  })

  test('a gzip body arrives as it was', async () => {
    const token = freshToken()
    const body = await gzip(JSON.stringify(track()))
    const reply = await fetchWorker(environment(token), '/v1/destinations/plain', {
      body,
      headers: { 'Content-Encoding': 'gzip' },
    })
    expect(reply.status).toBe(200)
    expect(JSON.parse((await partnerCalls(token))[0]?.body ?? '')).toMatchObject([track()])
  })

  test('a gzip bomb is 413', async () => {
    const body = await gzip(`[${'0,'.repeat(17_000_000)}0]`)
    const reply = await fetchWorker(environment(freshToken()), '/v1/destinations/plain', {
      body,
      headers: { 'Content-Encoding': 'gzip' },
    })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 413,
      body: error('payload_too_large', 'a body holds at most 32 MB'),
    })
  })

  test('a body over 32 MB is 413', async () => {
    const reply = await fetchWorker(environment(freshToken()), '/v1/destinations/plain', {
      body: ' '.repeat(33 * 1_024 * 1_024),
    })
    expect(reply.status).toBe(413)
  })
})
