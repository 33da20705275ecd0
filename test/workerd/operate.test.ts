import { runDurableObjectAlarm } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { deleteKeys, environment, freshToken, fetchWorker, objects, partnerCalls, track } from '../kit/worker.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, testAccount } from '../kit/queue.ts'
import { registryOf } from '../../src/registry/registry.ts'

const tokens = {
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  VIEWER_TOKEN: 'viewer-token-of-the-tests',
  METRICS_TOKEN: 'metrics-token-of-the-tests',
  REGISTRY_STALE_MS: '0',
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Asks a route as an operator; with no token at all where `token` is empty. */
async function ask(
  env: Readonly<Record<string, unknown>>,
  path: string,
  { method = 'GET', token = tokens.ADMIN_TOKEN, body }: { method?: string; token?: string; body?: unknown } = {},
): Promise<Answer> {
  const reply = await fetchWorker(env, path, {
    method,
    key: undefined,
    headers: token === '' ? {} : { Authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  })
  return { status: reply.status, body: await reply.json() }
}

/** An account with some events that wait because the partner fails. */
async function failing(events: number, path = 'status?code=500'): Promise<TestAccount> {
  const account = testAccount('plain', path, { ...tokens, RETRY_BASE_MS: '3600000' })
  for (let i = 0; i < events; i++) {
    const body = track({ messageId: `message-${i}`, userId: 'user-0001', event: i % 2 === 0 ? 'Even' : 'Odd' })
    expect((await fetchWorker(account.env, account.route, { body })).status).toBe(202)
  }
  return account
}

interface Shown {
  readonly id: string
  readonly messageId: string
  readonly state: string
  readonly reason?: string
}

async function list(account: TestAccount, query = ''): Promise<{ deliveries: readonly Shown[]; cursor?: string }> {
  const { status, body } = await ask(account.env, `/v1/deliveries?partner=plain&account=${account.name}${query}`)
  expect({ status, body }).toMatchObject({ status: 200 })
  return body as unknown as { deliveries: readonly Shown[]; cursor?: string }
}

test('without ADMIN_TOKEN no operator is let in', async () => {
  const env = { ...environment(freshToken()), ...objects, ...tokens, ADMIN_TOKEN: undefined }
  for (const path of ['/v1/partners', '/v1/deliveries', '/metrics', '/health?deep=1'])
    expect((await ask(env, path)).status).toBe(503)
})

describe('the list of deliveries', () => {
  test('shows what waits, with filters and pages, and no body', async () => {
    const account = await failing(5)
    const all = await list(account)
    expect(all.cursor).toBeUndefined()
    expect(all.deliveries.map(({ messageId }) => messageId).toSorted()).toEqual(
      [0, 1, 2, 3, 4].map((i) => `message-${i}`),
    )
    expect(all.deliveries[0]).toEqual({
      partner: 'plain',
      account: account.name,
      id: expect.stringMatching(/^[0-9a-f]{24}-[0-9a-f]{12}$/),
      kind: 'event',
      state: 'pending',
      subscription: 'Track',
      type: 'track',
      name: expect.stringMatching(/^(?:Even|Odd)$/),
      messageId: expect.any(String),
      acceptedAt: expect.stringMatching(/^20.*Z$/),
      attempts: 1,
      reason: 'the partner answered 500',
      nextAttemptAt: expect.stringMatching(/^20.*Z$/),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      mapping: 'hash-plain',
    })
    expect((await list(account, '&messageId=message-3')).deliveries.map(({ messageId }) => messageId)).toEqual([
      'message-3',
    ])
    for (const none of ['&state=dead', '&state=parked', '&kind=delete', '&minAge=1h'])
      expect((await list(account, none)).deliveries).toEqual([])
    const seen: string[] = []
    let next: string | undefined = ''
    for (let pages = 0; next !== undefined && pages < 10; pages++) {
      const page: { deliveries: readonly Shown[]; cursor?: string } = await list(
        account,
        `&limit=2${next === '' ? '' : `&cursor=${next}`}`,
      )
      expect(page.deliveries.length).toBeLessThanOrEqual(2)
      seen.push(...page.deliveries.map(({ messageId }) => messageId))
      next = page.cursor
    }
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4].map((i) => `message-${i}`))
  })

  test('goes over all accounts of a partner, and over all partners', async () => {
    const accounts = [await failing(2), await failing(1), await failing(1)]
    const seen: string[] = []
    let cursor = ''
    for (let pages = 0; pages < 100; pages++) {
      const { body } = await ask(accounts[0]?.env ?? {}, `/v1/deliveries?limit=1${cursor}`)
      const page = body as unknown as { deliveries: readonly { account: string }[]; cursor?: string }
      seen.push(...page.deliveries.map(({ account }) => account))
      if (page.cursor === undefined) break
      cursor = `&cursor=${page.cursor}`
    }
    const count = (account: TestAccount | undefined): number => seen.filter((name) => name === account?.name).length
    expect(accounts.map(count)).toEqual([2, 1, 1])
  })

  test.for([
    { query: 'state=delivered', message: /^state: expected one of pending, parked, dead, cancelled/ },
    { query: 'kind=thing', message: /^kind: expected event or delete/ },
    { query: 'minAge=soon', message: /^minAge: expected a duration/ },
    { query: 'limit=0', message: /^limit: expected a number from 1 to 200/ },
    { query: 'cursor=xyz', message: /^cursor: expected what "cursor"/ },
    { query: 'partner=No!', message: /^partner: expected a slug/ },
    { query: 'account=eu', message: /^account: say its partner too/ },
    { query: 'sate=dead', message: /^there is no filter "sate"/ },
  ])('refuses $query and says what is expected', async ({ query, message }) => {
    const env = { ...environment(freshToken()), ...objects, ...tokens }
    expect(await ask(env, `/v1/deliveries?${query}`)).toEqual({
      status: 400,
      body: { code: 'invalid_request', message: expect.stringMatching(message) },
    })
  })
})

describe('one delivery', () => {
  test('is shown masked; an admin may reveal it', async () => {
    const account = await failing(1)
    const [delivery] = (await list(account)).deliveries
    const path = `/v1/deliveries/plain/${account.name}/${delivery?.id}`
    for (const [token, messageId] of [
      [tokens.ADMIN_TOKEN, 'message-0'],
      [tokens.VIEWER_TOKEN, '…'],
    ] as const) {
      const { status, body } = await ask(account.env, path, { token })
      expect({ status, event: body['event'] }).toEqual({
        status: 200,
        event: {
          type: 'track',
          event: 'Even',
          messageId,
          timestamp: '2026-11-01T10:00:00.000Z',
          receivedAt: expect.any(String),
          userId: '…',
          properties: { plan: '…' },
        },
      })
    }
    const spy = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const { body } = await ask(account.env, `${path}?reveal=1`)
    expect(spy.mock.calls.some(([line]) => String(line).includes('"at":"reveal"'))).toBe(true)
    spy.mockRestore()
    expect(body['event']).toMatchObject({ userId: 'user-0001', properties: { plan: 'Pro Annual' } })
  })

  test('shows a viewer no message id, an admin none with an id, neither an id in a name or a key, and is found by it all the same', async () => {
    const account = testAccount('plain', 'status?code=500', { ...tokens, RETRY_BASE_MS: '3600000' })
    const messageId = 'jane.doe@example.org'
    const body = track({
      messageId,
      event: 'Order of user-0001',
      properties: { 'jane.doe@example.org': 1, '+14155550132': { plan: 'x' } },
    })
    await fetchWorker(account.env, account.route, { body })
    const token = tokens.VIEWER_TOKEN
    const filter = `messageId=${encodeURIComponent(messageId)}`
    const listed = await ask(account.env, `/v1/deliveries?partner=plain&account=${account.name}&${filter}`, { token })
    const [delivery] = (await list(account, `&${filter}`)).deliveries
    expect(delivery?.messageId).toBe('…')
    const one = await ask(account.env, `/v1/deliveries/plain/${account.name}/${delivery?.id}`, { token })
    expect(listed.body).toMatchObject({ deliveries: [{ id: delivery?.id, messageId: '…', name: 'Order of …' }] })
    expect(one.body).toMatchObject({ messageId: '…', event: { messageId: '…', event: 'Order of …' } })
    const ofAdmin = await ask(account.env, `/v1/deliveries/plain/${account.name}/${delivery?.id}`)
    expect(ofAdmin.body).toMatchObject({ messageId: '…', event: { messageId: '…' } })
    expect(JSON.stringify([listed.body, one.body, ofAdmin.body])).not.toMatch(/jane|0001|0132/)
    const revealed = await ask(account.env, `/v1/deliveries/plain/${account.name}/${delivery?.id}?reveal=1`)
    expect(revealed.body).toMatchObject({ messageId, event: { messageId } })
  })

  test('is tried again at once', async () => {
    const account = await failing(2)
    const moved = account.move('ok')
    const [delivery] = (await list(account)).deliveries
    expect(
      await ask(account.env, `/v1/deliveries/plain/${account.name}/${delivery?.id}/retry`, { method: 'POST' }),
    ).toEqual({
      status: 200,
      body: { status: 'done' },
    })
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account.stub)
      expect(await partnerCalls(moved)).toHaveLength(1)
    })
    expect((await list(account)).deliveries).toHaveLength(1)
  })

  test('that is dead waits again, and counts as accepted anew; the attempt that failed is counted', async () => {
    const account = await failing(1)
    account.move('status?code=422&body={"message":"no plan Pro Annual"}')
    const [waiting] = (await list(account)).deliveries
    const path = `/v1/deliveries/plain/${account.name}/${waiting?.id}`
    await ask(account.env, `${path}/retry`, { method: 'POST' })
    await drain(account.stub)
    expect((await list(account, '&state=dead')).deliveries).toMatchObject([
      { id: waiting?.id, state: 'dead', reason: 'rejected: no plan …', messageId: 'message-0', attempts: 2 },
    ])
    account.move('ok')
    expect((await ask(account.env, `${path}/retry`, { method: 'POST' })).body).toEqual({ status: 'done' })
    expect((await drain(account.stub)).counts).toEqual({ rejected: 1, revived: 1, delivered: 1 })
    expect((await list(account)).deliveries).toEqual([])
  })

  test('is cancelled with a reason, and stays cancelled', async () => {
    const account = await failing(2)
    const moved = account.move('ok')
    const [first, second] = (await list(account)).deliveries
    const cancel = (id: string | undefined, body?: unknown): Promise<Answer> =>
      ask(account.env, `/v1/deliveries/plain/${account.name}/${id}/cancel`, { method: 'POST', body })
    for (const bad of [{}, { reason: '' }, { reason: 7 }, { reason: 'x'.repeat(301) }])
      expect(await cancel(first?.id, bad)).toEqual({
        status: 400,
        body: { code: 'invalid_request', message: expect.stringMatching(/^reason: expected/) },
      })
    expect(await cancel(first?.id, { reason: 'sent by hand for user-0001' })).toEqual({
      status: 200,
      body: { status: 'done' },
    })
    expect(await cancel(first?.id, { reason: 'again' })).toEqual({
      status: 409,
      body: { code: 'already_ended', message: 'it has ended already' },
    })
    expect((await list(account, '&state=cancelled')).deliveries).toMatchObject([
      { id: first?.id, reason: 'cancelled: sent by hand for …' },
    ])
    await ask(account.env, `/v1/deliveries/plain/${account.name}/${second?.id}/retry`, { method: 'POST' })
    expect((await drain(account.stub)).counts).toEqual({ cancelled: 1, delivered: 1 })
    expect(
      (await partnerCalls(moved)).map(({ body }) => (JSON.parse(body) as { messageId: string }[])[0]?.messageId),
    ).toEqual([second?.messageId])
  })

  test.for(['0'.repeat(24) + '-' + '0'.repeat(12), 'nonsense', "x' OR 1=1"])(
    'that there is not (%s) is 404',
    async (id) => {
      const account = await failing(0)
      for (const [path, method] of [
        ['', 'GET'],
        ['/retry', 'POST'],
        ['/cancel', 'POST'],
      ] as const) {
        const asked = await ask(account.env, `/v1/deliveries/plain/${account.name}/${encodeURIComponent(id)}${path}`, {
          method,
          ...(path === '/cancel' && { body: { reason: 'why not' } }),
        })
        expect(asked).toMatchObject({ status: 404, body: { code: 'unknown_delivery' } })
      }
    },
  )
})

describe('many deliveries', () => {
  test('are looked for in 500 accounts at most, and the reply says where the others begin', async () => {
    const env = { ...environment(freshToken()), ...objects, ...tokens }
    const registry = registryOf(env)
    for (let i = 0; i < 501; i++) await registry.register({ partner: 'batches', account: `a${1_000 + i}`, own: true })
    const body = { partner: 'batches', state: 'dead' }
    const first = await ask(env, '/v1/deliveries/retry', { method: 'POST', body })
    expect(first.body).toEqual({ retried: 0, cursor: expect.any(String) as string })
    const { cursor } = first.body
    const second = await ask(env, '/v1/deliveries/retry', { method: 'POST', body: { ...body, cursor } })
    expect(second.body).toEqual({ retried: 0 })
  })

  test('are tried again by the same filters', async () => {
    const account = await failing(3)
    const moved = account.move('ok')
    const retry = (body: unknown): Promise<Answer> => ask(account.env, '/v1/deliveries/retry', { method: 'POST', body })
    expect((await retry({ state: 'dead' })).body).toEqual({
      code: 'invalid_request',
      message: expect.stringMatching(/^partner: /),
    })
    expect((await retry({ partner: 'plain', account: account.name })).body).toEqual({
      code: 'invalid_request',
      message: expect.stringMatching(/^state: /),
    })
    expect(await retry({ partner: 'plain', account: account.name, state: 'dead' })).toEqual({
      status: 200,
      body: { retried: 0 },
    })
    expect(await retry({ partner: 'plain', account: account.name, state: 'pending' })).toMatchObject({
      status: 200,
      body: { retried: 3 },
    })
    expect((await drain(account.stub)).counts).toEqual({ delivered: 3 })
    expect(await partnerCalls(moved)).toHaveLength(3)
  })

  test.for([{ toString: 1, valueOf: 1 }, ['message-1'], null])(
    'are not tried again by a filter that is no text: %j',
    async (messageId) => {
      const env = { ...environment(freshToken()), ...objects, ...tokens }
      const body = { partner: 'plain', state: 'dead', messageId }
      expect(await ask(env, '/v1/deliveries/retry', { method: 'POST', body })).toEqual({
        status: 400,
        body: { code: 'invalid_request', message: 'messageId: expected a text' },
      })
    },
  )
})

describe('a paused partner', () => {
  test('gets nothing: its events are committed, and leave when it is resumed', async () => {
    const { env, route, stub, token } = testAccount('batches', 'ok', tokens)
    const pause = (does: string, body: unknown = {}): Promise<Answer> =>
      ask(env, `/v1/partners/batches/${does}`, { method: 'POST', body })
    expect(await pause('pause', { kinds: ['events'] })).toMatchObject({ status: 200, body: { paused: ['events'] } })
    const reply = await fetchWorker(env, route, { body: track() })
    expect(await reply.json()).toMatchObject({
      status: 'queued',
      message: 'an operator holds the events of this partner',
    })
    for (let i = 0; i < 3; i++) await runDurableObjectAlarm(stub)
    expect(await partnerCalls(token)).toHaveLength(0)
    expect(await pause('resume')).toMatchObject({ status: 200, body: { paused: [] } })
    expect((await drain(stub)).counts).toEqual({ delivered: 1 })
    expect(await partnerCalls(token)).toHaveLength(1)
    expect(await pause('pause', { kinds: ['everything'] })).toEqual({
      status: 400,
      body: { code: 'invalid_request', message: 'kinds: expected a list of "events" and "deletes"' },
    })
    expect(await ask(env, '/v1/partners/nobody/pause', { method: 'POST' })).toEqual({
      status: 404,
      body: { code: 'unknown_partner', message: 'there is no such partner' },
    })
  })
})

describe('the list of partners', () => {
  test('tells hashes, settings (set or not, never values) and accounts', async () => {
    const account = await failing(1)
    const { status, body } = await ask(account.env, '/v1/partners', { token: tokens.VIEWER_TOKEN })
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toContain(account.token)
    const partners = (body as { partners: readonly { partner: string; accounts?: readonly { account: string }[] }[] })
      .partners
    expect(partners.find(({ partner }) => partner === 'broken')).toMatchObject({
      fault: expect.stringContaining('subscriptions'),
    })
    const plain = partners.find(({ partner }) => partner === 'plain')
    expect(plain).toMatchObject({
      name: 'Plain',
      mapping: 'hash-plain',
      takes: ['track'],
      deletes: 'yes',
      paused: [],
      settings: [{ name: 'url', label: 'URL', required: true, secret: true, variable: 'PLAIN_URL' }],
    })
    expect(plain?.accounts?.find((one) => one.account === account.name)).toMatchObject({ settings: { url: true } })
    expect(partners.find(({ partner }) => partner === 'customers')).toMatchObject({
      accounts: [],
      customers: { accounts: expect.any(Number) },
    })
  })

  test('tells what holds at an account, and not any more when it is over', async () => {
    const account = await failing(1)
    const of = { partner: 'plain', account: account.name, own: true, lastAt: Date.now() }
    const holding = async (): Promise<unknown> => {
      const { body } = await ask(account.env, '/v1/partners', { token: tokens.VIEWER_TOKEN })
      const { partners } = body as {
        partners: readonly { partner: string; accounts?: readonly { account: string; conditions: unknown }[] }[]
      }
      return partners.find(({ partner }) => partner === 'plain')?.accounts?.find((one) => one.account === account.name)
        ?.conditions
    }
    expect(await holding()).toEqual([])
    const registry = registryOf(account.env)
    await registry.observe({ ...of, conditions: [{ kind: 'silence', since: 1_796_000_000_000 }] })
    expect(await holding()).toEqual([{ kind: 'silence', since: '2026-11-30T00:53:20.000Z' }])
    await registry.observe({ ...of, conditions: [] })
    expect(await holding()).toEqual([])
  })
})

describe('health and metrics', () => {
  test('deep health names what is not set', async () => {
    const env = { ...environment(freshToken()), ...objects, ...tokens }
    const broken = { partner: 'broken', account: '', problem: expect.stringMatching(/is missing/) }
    expect(await ask(env, '/health?deep=1')).toEqual({
      status: 503,
      body: {
        status: 'failing',
        code: 'unhealthy',
        message: expect.stringMatching(/^"registry", /),
        registry: 'ok',
        deletes: expect.stringMatching(/^refused: SEALING_KEY is not set/),
        problems: [broken],
        variables: [],
        shadowed: [],
      },
    })
    expect(await ask({ ...env, ...deleteKeys, DOUBLE_OTHER: undefined }, '/health?deep=1')).toEqual({
      status: 503,
      body: {
        status: 'failing',
        code: 'unhealthy',
        message: expect.stringMatching(/^"registry", /),
        registry: 'ok',
        deletes: 'taken',
        problems: expect.arrayContaining([
          broken,
          { partner: 'double', account: 'default', problem: expect.stringMatching(/DOUBLE_OTHER .* is not set/) },
        ]),
        variables: [],
        shadowed: [],
      },
    })
    const wrong = {
      ...env,
      DEV_PARTNER: '',
      PLAIN_URL: 'http://10.0.0.5/hook',
      DOUBLE_URL: 'https://forwarder.example.com',
    }
    expect(await ask(wrong, '/health?deep=1')).toMatchObject({
      status: 503,
      body: {
        problems: expect.arrayContaining([
          { partner: 'plain', account: 'default', problem: expect.stringMatching(/PLAIN_URL .* begins with https/) },
          { partner: 'double', account: 'default', problem: expect.stringMatching(/DOUBLE_URL .* forwarder itself/) },
        ]),
      },
    })
    const { REGISTRY: _, ...without } = env
    expect(await ask(without, '/health?deep=1')).toMatchObject({ status: 503, body: { registry: 'unreachable' } })
    expect((await ask(env, '/health?deep=1', { token: '' })).status).toBe(401)
  })

  test('metrics show what waits, by the operator\u2019s own accounts', async () => {
    const account = await failing(2)
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account.stub)
      const reply = await fetchWorker(account.env, '/metrics', {
        method: 'GET',
        key: undefined,
        headers: { Authorization: `Bearer ${tokens.METRICS_TOKEN}` },
      })
      expect(reply.headers.get('Content-Type')).toMatch(/^application\/openmetrics-text; version=1.0.0/)
      const text = await reply.text()
      expect(text).toContain(
        `edge_forwarder_queue_depth{partner="plain",owner="operator",account="${account.name}",state="pending"} 2`,
      )
      expect(text.endsWith('# EOF\n')).toBe(true)
    })
  })
})

describe('a test event', () => {
  test('goes through the destination route for real, and shows the request, the reply and the calls, no secrets', async () => {
    const { env, name, token } = testAccount('plain', 'status?code=200&body={"took":"it"}', tokens)
    const { status, body } = await ask(env, `/v1/test/plain/${name}`, { method: 'POST', body: { event: track() } })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      request: {
        method: 'POST',
        url: `https://forwarder.example.com/v1/destinations/plain/${name}`,
        headers: { 'User-Agent': 'Segment.io/1.0', 'X-Signature': '…' },
        body: track(),
      },
      reply: { status: 200, body: { status: 'delivered' } },
      calls: [{ method: 'POST', answer: { status: 200 } }],
    })
    expect(JSON.stringify(body)).not.toContain(token)
    expect(await partnerCalls(token)).toHaveLength(1)
  })

  test('does not show credentials that the partner gives back', async () => {
    const settings = { user: 'user-of-basic', password: 'word-of-basic' }
    const { env, name } = testAccount('echo', 'leak', tokens, settings)
    const { body } = await ask(env, `/v1/test/echo/${name}`, { method: 'POST', body: { event: track() } })
    const { calls } = body as { calls: unknown }
    expect(JSON.stringify(calls)).toContain('no: ')
    for (const secret of ['of-basic', btoa('user-of-basic:word-of-basic')])
      expect(JSON.stringify(body)).not.toContain(secret)
  })

  test.for([
    { when: 'it is no object', body: { event: 'track' }, status: 400 },
    { when: 'there is no event', body: {}, status: 400 },
    { when: 'it is nested too deep', body: `{"event":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`, status: 400 },
  ])('is refused when $when', async ({ body, status }) => {
    const env = { ...environment(freshToken()), ...objects, ...tokens }
    expect((await ask(env, '/v1/test/plain', { method: 'POST', body })).status).toBe(status)
  })

  test('says what Segment would be told', async () => {
    const env = { ...environment(freshToken()), ...objects, ...tokens }
    const { body } = await ask(env, '/v1/test/plain', { method: 'POST', body: { event: { type: 'nothing' } } })
    expect(body).toMatchObject({
      reply: { status: 400, body: { code: 'invalid_event', message: expect.stringMatching(/^type: expected one of/) } },
      calls: [],
    })
  })
})
