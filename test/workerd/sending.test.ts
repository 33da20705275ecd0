import { describe, expect, test, vi } from 'vitest'
import { deletingAccount } from '../kit/deletes.ts'
import { drain, gaugesOf, testAccount } from '../kit/queue.ts'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { environment, freshToken, fetchWorker, partnerCalls, partnerPeak, track } from '../kit/worker.ts'

const budget = 250

describe('the budget', () => {
  test.for([
    { partner: 'hang', message: 'the partner did not answer in time' },
    { partner: 'slow-body', message: 'the answer could not be read, and the mapping needs it' },
  ])(
    'a partner that does "$partner" is left when the budget is used up, and the event is not ours',
    async ({ partner, message }) => {
      const started = Date.now()
      const reply = await fetchWorker(
        environment(freshToken(), partner, { INLINE_BUDGET_MS: budget }),
        '/v1/destinations/plain',
        { body: track() },
      )
      expect({ status: reply.status, body: await reply.json() }).toEqual({
        status: 503,
        body: { code: 'not_stored', message },
      })
      expect(Date.now() - started).toBeGreaterThanOrEqual(budget - 20)
    },
  )

  test('the deadline is one for all calls of a request: what has no time left is not sent', async () => {
    const token = freshToken()
    const body = Array.from({ length: 20 }, (_, i) => track({ messageId: `m${i}` }))
    const reply = await fetchWorker(
      environment(token, 'hang', { INLINE_BUDGET_MS: budget }),
      '/v1/destinations/plain',
      {
        body,
      },
    )
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({
      status: 503,
      body: { code: 'not_stored', message: expect.stringMatching(/^20 of 20 events/) },
    })
    expect(await partnerCalls(token)).toHaveLength(6)
    expect(await partnerPeak(token)).toBe(6)
  })

  test('a body that hangs is left where no rule needs it, and the status counts', async () => {
    const env = environment(freshToken(), 'ok', {
      DOUBLE_URL: `https://hook.example.com/${freshToken()}/slow-body`,
      INLINE_BUDGET_MS: budget,
    })
    const reply = await fetchWorker(env, '/v1/destinations/double', { body: track() })
    expect(reply.status).toBe(200)
  })
})

const targets: readonly { url: string; env?: Readonly<Record<string, unknown>>; refused: RegExp }[] = [
  { url: 'http://hook.example.com/', refused: /begins with https/ },
  { url: 'https://user:secret@hook.example.com/', refused: /no user name or password/ },
  { url: 'https://hook.example.com:8443/', refused: /no port but 443/ },
  { url: 'https://127.0.0.1/', refused: /public host name/ },
  { url: 'https://0x7f.1/', refused: /public host name/ },
  { url: 'https://2130706433/', refused: /public host name/ },
  { url: 'https://169.254.169.254/latest/meta-data', refused: /public host name/ },
  { url: 'https://[::1]/', refused: /public host name/ },
  { url: 'https://localhost/', refused: /public host name/ },
  { url: 'https://a.localhost./', refused: /public host name/ },
  { url: 'https://printer.local/', refused: /public host name/ },
  { url: 'https://intranet/', refused: /public host name/ },
  { url: 'https://forwarder.example.com/v1/destinations/plain', refused: /cannot be this forwarder itself/ },
  { url: 'https://FORWARDER.example.com./', refused: /cannot be this forwarder itself/ },
  { url: 'ftp://hook.example.com/', refused: /begins with https/ },
  { url: 'hook.example.com/path', refused: /the setting PLAIN_URL .* is not a URL/ },
  {
    url: 'http://127.0.0.1:9/',
    env: { ALLOW_HTTP_PARTNERS: '1', ENVIRONMENT: 'production' },
    refused: /begins with https/,
  },
  { url: 'http://192.168.0.1/', env: { ALLOW_HTTP_PARTNERS: '1' }, refused: /begins with https/ },
  {
    url: 'https://hook.example.com/',
    env: { DEV_PARTNER: 'http://127.0.0.1:9', ENVIRONMENT: 'production' },
    refused: /DEV_PARTNER is set in a deployed environment/,
  },
  {
    url: 'https://hook.example.com/',
    env: { DEV_PARTNER: 'http://127.0.0.1:9', ENVIRONMENT: '' },
    refused: /DEV_PARTNER is set in a deployed environment/,
  },
  {
    url: 'https://hook.example.com/',
    env: { DEV_PARTNER: 'http://partner.example.com' },
    refused: /must be an http origin on loopback/,
  },
  {
    url: 'https://hook.example.com/',
    env: { DEV_PARTNER: 'https://127.0.0.1:9' },
    refused: /must be an http origin on loopback/,
  },
  {
    url: 'https://hook.example.com/',
    env: { DEV_PARTNER: 'http://127.0.0.1:9/path' },
    refused: /must be an http origin on loopback/,
  },
  {
    url: 'https://hook.example.com/',
    env: { DEV_PARTNER: 'http://127.0.0.1.example.com' },
    refused: /must be an http origin on loopback/,
  },
]

describe('hosts', () => {
  test.for(targets)('nothing is sent to $url with $env', async ({ url, env, refused }) => {
    const reply = await fetchWorker(
      environment(freshToken(), 'ok', { DEV_PARTNER: '', PLAIN_URL: url, ...env }),
      '/v1/destinations/plain',
      { body: track() },
    )
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 503,
      body: { code: 'partner_misconfigured', message: expect.stringMatching(refused) },
    })
  })

  test.for([
    { what: 'an event', body: track() },
    { what: 'a delete', body: { type: 'delete', userId: 'user-0001' } },
  ])('$what for a URL that no partner can have is 503 naming the setting, and nothing is stored', async ({ body }) => {
    const account = deletingAccount('ok', { DEV_PARTNER: '', ENVIRONMENT: 'production' }, 'plain', {
      url: 'http://10.0.0.5/hook',
    })
    const reply = await fetchWorker(account.env, account.route, { body })
    expect({ status: reply.status, wait: reply.headers.has('Retry-After'), body: await reply.json() }).toEqual({
      status: 503,
      wait: true,
      body: {
        code: 'partner_misconfigured',
        message: expect.stringMatching(/^the setting "url" in PLAIN_.* begins with https:/),
      },
    })
    await runInDurableObject(account.stub, (_, { storage }) => {
      const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name IN ('events', 'deletes')").toArray()
      for (const { name } of tables) expect(storage.sql.exec(`SELECT * FROM ${String(name)}`).toArray()).toEqual([])
    })
  })

  test('what waits is parked while its URL is one that no partner can have, and delivered when it is mended', async () => {
    const account = testAccount('plain', 'flaky?code=503&times=1')
    expect((await fetchWorker(account.env, account.route, { body: track() })).status).toBe(202)
    account.move('ok', { url: 'hook.example.com' })
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account.stub)
      expect(await gaugesOf(account.stub)).toMatchObject({ pending: 0, parked: 1 })
    })
    const token = account.move('ok')
    await drain(account.stub)
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account.stub)
      expect(await partnerCalls(token)).toHaveLength(1)
    })
  })

  test('http to loopback is open in development with ALLOW_HTTP_PARTNERS', async () => {
    const token = freshToken()
    const url = `${environment(token)['DEV_PARTNER'] as string}/${token}/ok`
    const reply = await fetchWorker(
      environment(token, 'ok', { DEV_PARTNER: '', ALLOW_HTTP_PARTNERS: '1', PLAIN_URL: url }),
      '/v1/destinations/plain',
      { body: track() },
    )
    expect(reply.status).toBe(200)
    expect(await partnerCalls(token)).toHaveLength(1)
  })

  test('a development partner gets the path, the query and the real URL', async () => {
    const token = freshToken()
    await fetchWorker(environment(token, 'ok?a=b'), '/v1/destinations/plain', { body: track() })
    expect(await partnerCalls(token)).toMatchObject([
      { url: `https://hook.example.com/${token}/ok?a=b`, headers: { 'x-edge-forwarder': '1' } },
    ])
  })
})

describe('what the partner says', () => {
  test('its reason is masked: no text of the event and no secret gets out', async () => {
    const event = track({
      properties: { plan: 'Pro Annual', card: 4111_1111_1111, nested: [{ name: 'Peter Gibbons' }] },
    })
    const token = freshToken()
    const reply = await fetchWorker(environment(token, 'leak'), '/v1/destinations/plain', { body: event })
    const { message } = (await reply.json()) as { message: string }
    expect(reply.status).toBe(400)
    expect(message).toMatch(/^no: \[\{.*…/)
    for (const text of ['user-0001', 'message-0001', 'Pro Annual', 'Peter', '41111111', 'Registered'])
      expect(message).not.toContain(text)
    expect(message.length).toBeLessThanOrEqual(200)
  })
})
