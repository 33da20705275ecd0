import type { Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '../../scripts/failures.ts'
import { readFailure, readFailures } from '../../scripts/failures.ts'
import { pageLine } from '../../scripts/page-line.ts'
import { withoutCredentials } from '../../scripts/shown-secrets.ts'
import { goodAnswers } from '../../scripts/stand-in-answers.ts'
import type { ReceivedCall } from '../../scripts/stand-in.ts'
import { alertsPath, callsPath, failuresPath, startStandIn } from '../../scripts/stand-in.ts'
import { freePorts } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

const partners = ['mixpanel', 'webhook']

describe('--fail', () => {
  test.for([
    { text: '503', failure: { kind: 'answer', status: 503, body: '{}', share: 1 } },
    { text: '400:{"a":1,"b":2}', failure: { kind: 'answer', status: 400, body: '{"a":1,"b":2}', share: 1 } },
    { text: '30%', failure: { kind: 'answer', status: 503, body: '{}', share: 0.3 } },
    { text: '400:{"a":[1,2]},30%', failure: { kind: 'answer', status: 400, body: '{"a":[1,2]}', share: 0.3 } },
    { text: '200:{"error":"=,%"}', failure: { kind: 'answer', status: 200, body: '{"error":"=,%"}', share: 1 } },
    { text: 'hang', failure: { kind: 'hang', share: 1 } },
    { text: 'reset,1%', failure: { kind: 'reset', share: 0.01 } },
  ] as const)('mixpanel=$text is a failure', ({ text, failure }) => {
    const read = readFailures([`mixpanel=${text}`, 'webhook=503'], partners)
    expect(read).toEqual(
      new Map([
        ['mixpanel', { ...failure, text }],
        ['webhook', readFailure('503')],
      ]),
    )
  })

  test.for([
    { text: 'mixpanel', says: /^--fail mixpanel: write <partner>=<failure>, such as mixpanel=503$/ },
    { text: '=503', says: /write <partner>=<failure>/ },
    { text: 'nobody=503', says: /there is no partner "nobody": use one of mixpanel, webhook$/ },
    ...['', '50', '600', '101', '0%', '101%', 'hangs', '503,0%', '503,101%', '503,', '503, 30%', 'hang:{}', '400:'].map(
      (text) => ({
        text: `mixpanel=${text}`,
        says: /is no failure: expected a status \(503\), .* hang .* reset .* \(503,30%\) or stand alone \(30%, of 503\)$/,
      }),
    ),
  ])('$text is refused', ({ text, says }) => {
    expect(readFailures(['webhook=503', text], partners)).toEqual({ fault: expect.stringMatching(says) })
  })
})

describe('a partner that does not fail answers', () => {
  const answers = goodAnswers(projectRoot)
  const hubspot = 'https://api.hubapi.com/crm/v3/objects'

  test.for([
    {
      what: 'as its cases say, where the ids in the path are others',
      asked: { partner: 'hubspot', method: 'GET', url: `${hubspot}/contacts/97980cfea0067?idProperty=email`, body: '' },
      answer: { status: 200, body: { id: '5001' } },
    },
    {
      what: 'a status without a body',
      asked: { partner: 'hubspot', method: 'POST', url: `${hubspot}/contacts/gdpr-delete`, body: '{}' },
      answer: { status: 204, body: {} },
    },
    {
      what: 'with an access token to who asks for one',
      asked: { partner: 'ga4', method: 'POST', url: 'https://id.example.com', body: 'a=1&grant_type=refresh_token' },
      answer: { status: 200, body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3_600 } },
    },
    {
      what: 'with an access token at the login that a mapping names',
      asked: { partner: 'heap', method: 'POST', url: 'https://heapanalytics.com/api/public/v0/auth_token', body: '' },
      answer: { status: 200, body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3_600 } },
    },
    {
      what: 'nothing of its own at another host',
      asked: { partner: 'hubspot', method: 'GET', url: 'https://x.example.com/crm/v3/objects/contacts/u1', body: '' },
      answer: undefined,
    },
    {
      what: 'nothing of its own where it has no cases',
      asked: { partner: 'nobody', method: 'GET', url: 'https://api.example.com/', body: '' },
      answer: undefined,
    },
  ])('$what', async ({ asked, answer }) => {
    expect(await answers(asked)).toEqual(answer)
  })
})

describe('of settings that are not those of dev.env, npm start shows', () => {
  const secret = 'Real+Key/9="x"'
  const settings = {
    WEBHOOK_URL: 'https://hooks.example.com/in',
    WEBHOOK_SHARED_SECRET: secret,
    WEBHOOK_EU: JSON.stringify({ url: 'https://eu.example.com/in', sharedSecret: 'real-key-of-eu' }),
    OTHER_KEY: 'key-of-another',
  }
  const call = {
    method: 'POST',
    url: `https://hooks.example.com/in?key=${encodeURIComponent(secret)}`,
    partner: 'webhook',
    headers: { authorization: 'Bearer token-1', 'x-api-key': 'key-1', 'x-basic': btoa(`:${secret}`), 'x-plan': 'pro' },
    body: JSON.stringify({ secret, of: ['real-key-of-eu'], userId: 'user-0001' }),
    answer: '200',
  }

  test('a call without its credentials, however they are encoded', async () => {
    expect(await withoutCredentials(call, settings, projectRoot)).toEqual({
      ...call,
      url: '…?key=…',
      headers: { authorization: '…', 'x-api-key': '…', 'x-basic': '…', 'x-plan': 'pro' },
      body: JSON.stringify({ secret: '…', of: ['…'], userId: 'user-0001' }),
    })
  })

  test('no setting at all in a call of a partner whose mapping is gone', async () => {
    const body = `${settings.OTHER_KEY} ${settings.WEBHOOK_URL} user-0001`
    expect(await withoutCredentials({ ...call, partner: 'gone', body }, settings, projectRoot)).toMatchObject({
      body: '… … user-0001',
    })
  })

  test('no link that signs in', () => {
    const origin = 'http://127.0.0.1:8787'
    expect(pageLine(origin, 'real-token', '.dev.vars')).toBe(`page: ${origin}/ (sign in with ADMIN_TOKEN of .dev.vars)`)
    expect(pageLine(origin, 'a token')).toBe(`page: ${origin}/#/sign-in?token=a%20token   (signs you in)`)
    expect(pageLine(origin, '', '.dev.vars')).toBe(`page: ${origin}/ (set ADMIN_TOKEN to sign in)`)
  })
})

describe('the stand-in partner', () => {
  let server: Server
  let origin = ''
  let shown: string[] = []
  let random = 0

  beforeEach(async () => {
    const [port = 0] = await freePorts(1)
    const failure = readFailure('503') as Failure
    origin = `http://127.0.0.1:${port}`
    ;[shown, random] = [[], 0]
    server = await startStandIn({
      port,
      partners: () => Promise.resolve(partners),
      answers: ({ url }) => Promise.resolve(url.endsWith('/good') ? { status: 201, body: { id: '1' } } : undefined),
      failures: new Map([['webhook', failure]]),
      show: (text) => shown.push(text),
      hide: (call) => Promise.resolve({ ...call, body: call.body.replaceAll('hidden', '…') }),
      random: () => random,
    })
  })
  afterEach(() => {
    server.close()
    server.closeAllConnections()
  })

  /** A call of the forwarder to a partner: its status and body, or how it failed. */
  async function call(partner: string): Promise<string> {
    const headers = { 'X-Real-Url': 'https://api.example.com/x', 'X-Real-Partner': partner }
    try {
      const reply = await fetch(origin, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(300) })
      return `${reply.status} ${await reply.text()}`
    } catch (error) {
      return error instanceof Error && error.name === 'TimeoutError' ? 'no answer' : 'broken'
    }
  }

  const ask = async (method: string, path: string, body?: string): Promise<unknown> => {
    const reply = await fetch(origin + path, { method, ...(body !== undefined && { body }) })
    return { status: reply.status, body: await reply.json() }
  }

  test.for([
    { failure: '503', answer: '503 {}' },
    { failure: '400:{"message":"no"}', answer: '400 {"message":"no"}' },
    { failure: 'hang', answer: 'no answer' },
    { failure: 'reset', answer: 'broken' },
  ])('fails by $failure while that is set, for one partner alone', async ({ failure, answer }) => {
    expect(await call('mixpanel')).toBe('200 {}')
    const set = { status: 200, body: { webhook: '503', mixpanel: failure } }
    expect(await ask('PUT', `${failuresPath}/mixpanel`, failure)).toEqual(set)
    expect(await ask('GET', failuresPath)).toEqual(set)
    expect([await call('mixpanel'), await call('webhook'), await call('')]).toEqual([answer, '503 {}', '200 {}'])
    expect(await ask('DELETE', `${failuresPath}/mixpanel`)).toEqual({ status: 200, body: { webhook: '503' } })
    expect([await call('mixpanel'), await call('webhook')]).toEqual(['200 {}', '503 {}'])
    const calls = (await (await fetch(`${origin}${callsPath}?since=1`)).json()) as readonly ReceivedCall[]
    expect(calls.map((one) => one.answer)).toEqual([answer.slice(0, 3), '503', '200', '200', '503'].map(named))
    expect(shown[1]).toMatch(
      new RegExp(`^--- mixpanel received\nPOST https://api.example.com/x\n[^]*\n--- and failed: `),
    )
    expect(shown[3]).not.toContain('failed')
  })

  test('answers what it is told that the partner answers', async () => {
    const headers = { 'X-Real-Url': 'https://api.example.com/good', 'X-Real-Partner': 'mixpanel' }
    const reply = await fetch(origin, { method: 'POST', headers })
    expect([reply.status, await reply.json()]).toEqual([201, { id: '1' }])
    const [call] = (await (await fetch(`${origin}${callsPath}`)).json()) as readonly ReceivedCall[]
    expect(call?.answer).toBe('201')
  })

  test('shows and lists calls without what is hidden', async () => {
    await fetch(origin, { method: 'POST', headers: { 'X-Real-Partner': 'mixpanel' }, body: 'a hidden key' })
    const [call] = (await (await fetch(`${origin}${callsPath}`)).json()) as readonly ReceivedCall[]
    expect(call?.body).toBe('a … key')
    expect(shown).toEqual([expect.stringContaining('a … key')])
  })

  test('fails a share of the calls', async () => {
    await ask('PUT', `${failuresPath}/webhook`, '503,30%')
    for (const [value, answer] of [
      [0.29, '503 {}'],
      [0.3, '200 {}'],
    ] as const) {
      random = value
      expect(await call('webhook')).toBe(answer)
    }
  })

  test('fails no more when all failures are taken back', async () => {
    expect(await ask('DELETE', failuresPath)).toEqual({ status: 200, body: {} })
    expect(await call('webhook')).toBe('200 {}')
  })

  test.for([
    {
      method: 'PUT',
      path: '/nobody',
      body: '503',
      status: 404,
      message: /no partner "nobody": use one of mixpanel, w/,
    },
    { method: 'PUT', path: '/mixpanel', body: 'nope', status: 400, message: /^"nope" is no failure: expected/ },
    { method: 'PUT', path: '', body: '503', status: 400, message: /send it to \/_stand-in\/failures\/<partner>/ },
    { method: 'POST', path: '/mixpanel', body: '503', status: 405, message: /GET, PUT, DELETE/ },
  ])('refuses $method $path $body', async ({ method, path, body, status, message }) => {
    expect(await ask(method, failuresPath + path, body)).toEqual({
      status,
      body: { message: expect.stringMatching(message) },
    })
    expect(await ask('GET', failuresPath)).toEqual({ status: 200, body: { webhook: '503' } })
  })

  test('shows alerts, which are no calls', async () => {
    const alert = JSON.stringify({ type: 'dead_letters', message: 'mixpanel will not get 1 delivery.' })
    expect(await ask('POST', alertsPath, alert)).toEqual({ status: 200, body: {} })
    expect(shown).toEqual(['!!! alert dead_letters: mixpanel will not get 1 delivery.'])
    expect(await ask('GET', callsPath)).toEqual({ status: 200, body: [] })
  })

  test('outlives a call that it cannot read', async () => {
    const headers = { 'Content-Encoding': 'gzip' }
    await expect(fetch(origin, { method: 'POST', headers, body: 'no gzip' })).rejects.toThrow()
    expect(await call('mixpanel')).toBe('200 {}')
  })
})

/** How a call that broke off or got no answer is named in the list. */
function named(answer: string): string {
  return answer === 'no ' ? 'hang' : answer === 'bro' ? 'reset' : answer
}
