import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { accepted, asleep, ask, deletesIn, deletingAccount, endsAs, receiptOf, sendDelete } from '../kit/deletes.ts'
import { keys, fetchWorker, partnerCalls } from '../kit/worker.ts'

/** A wait that no test lives to see the end of. */
const waits = { DELETE_WAIT_MS: '3600000' }

/** A delete of one user by a regulation. */
function of(regulation: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { type: 'delete', userId: 'user-0001', messageId: `delete-reg-${regulation}::job-1-P0`, ...more }
}

describe('the four shapes of a delete', () => {
  test.for([
    {
      shape: "the spec's",
      body: {
        type: 'delete',
        channel: 'server',
        userId: '507f191e81',
        context: null,
        integrations: null,
        messageId: 'delete-reg-6543321::job-2-P0OJ3CTID1',
        projectId: 'P0OJ3CTID1',
        originalTimestamp: '2020-03-17 00:24:24.6 +0000 UTC m=+0.9',
        timestamp: '2020-03-17T06:29:29.446Z',
      },
    },
    {
      shape: "a function's",
      body: {
        type: 'delete',
        userId: '507f191e81',
        context: [],
        integrations: [],
        messageId: 'delete-022bb90c-bbac-11e4-8dfc-aa07a5b093db',
        originalTimestamp: '2026-11-01T10:00:00.000Z',
      },
    },
    {
      shape: "a webhook's",
      body: { type: 'delete', userId: '507f191e81', timestamp: '2012-12-02T00:30:08.276Z' },
    },
    { shape: "an action's", body: { type: 'delete', userId: '507f191e81', anonymousId: 'a-507f191e81' } },
  ])('$shape is deleted at the partner, with a receipt', async ({ body }) => {
    const account = deletingAccount('ok')
    const { status, reply } = await sendDelete(account, body)
    expect({ status, reply }).toMatchObject({ status: 202, reply: { status: 'queued' } })
    const receipt = await endsAs(account, String(reply['delete']), 'FINISHED')
    expect(receipt.entries.map(({ kind }) => kind)).toEqual(['accepted', 'attempt', 'confirmed'])
    expect(receipt.entries[1]).toMatchObject({ status: 200, outcome: 'delivered' })
    expect((await partnerCalls(account.token)).map((call) => JSON.parse(call.body))).toMatchObject([
      [{ userId: body.userId }],
    ])
  })
})

describe('which ids a delete may have', () => {
  test.for([
    { what: 'a number', ids: { userId: 507 } },
    { what: 'unicode', ids: { userId: 'Zoë 😀 \u0000 "x"' } },
    { what: 'a very long one', ids: { userId: 'x'.repeat(5_000) } },
    { what: 'an anonymousId only', ids: { anonymousId: 'anonymous-0001' } },
  ])('$what', async ({ ids }) => {
    const account = deletingAccount('ok')
    await endsAs(account, await accepted(account, ids), 'FINISHED')
    expect((await partnerCalls(account.token)).map((call) => JSON.parse(call.body))).toMatchObject([
      [Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, String(id)]))],
    ])
    const [name, id] = Object.entries(ids)[0] ?? []
    const { body } = await ask(account.env, '/v1/deletes/search', { [name ?? '']: id })
    expect(body['receipts']).toHaveLength(1)
  })

  test('without any id it is 400, and leaves nothing', async () => {
    const account = deletingAccount('ok')
    const { status, reply } = await sendDelete(account, { type: 'delete', timestamp: '2026-11-01T10:00:00.000Z' })
    expect({ status, reply }).toEqual({
      status: 400,
      reply: { code: 'invalid_event', message: expect.stringMatching(/userId/) },
    })
    expect(await deletesIn(account)).toBe(0)
  })

  test('a key without +delete may not', async () => {
    const { env, route } = deletingAccount('ok')
    const weak = { ...env, ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [route.replace('/v1/destinations/', '')] }) }
    expect((await fetchWorker(weak, route, { body: { type: 'delete', userId: 'u' } })).status).toBe(403)
  })
})

describe('which deletes are the same', () => {
  test('50 repeats are one job, with one id, and one call', async () => {
    const account = deletingAccount('ok')
    const send = (_: unknown, i: number): ReturnType<typeof sendDelete> =>
      sendDelete(account, of('1', { messageId: `delete-reg-1::job-${i}-P${i}`, sentAt: new Date().toISOString() }))
    const replies = [
      ...(await Promise.all(Array.from({ length: 25 }, send))),
      ...(await Promise.all(Array.from({ length: 25 }, send))),
    ]
    const ids = new Set(replies.map(({ reply }) => reply['delete']))
    expect([...new Set(replies.map(({ status }) => status)), ids.size]).toEqual([202, 1])
    const [id = ''] = ids
    await endsAs(account, String(id), 'FINISHED')
    expect((await sendDelete(account, of('1'))).reply['delete']).toBe(id)
    expect([await deletesIn(account), (await partnerCalls(account.token)).length]).toEqual([1, 1])
  })

  test('the same user in two regulations is two, where the first has ended', async () => {
    const account = deletingAccount('ok')
    const first = await accepted(account, of('1'))
    await endsAs(account, first, 'FINISHED')
    const second = await accepted(account, of('2'))
    await endsAs(account, second, 'FINISHED')
    expect(second).not.toBe(first)
    expect(await partnerCalls(account.token)).toHaveLength(2)
  })

  test('without a messageId and with timestamps two months apart they are two', async () => {
    const account = deletingAccount('ok')
    const ids: string[] = []
    for (const timestamp of ['2026-09-01T10:00:00.000Z', '2026-11-01T10:00:00.000Z', '2026-11-01T10:00:00.000Z']) {
      const id = await accepted(account, { userId: 'user-0001', timestamp })
      await endsAs(account, id, 'FINISHED')
      ids.push(id)
    }
    expect(ids[1]).not.toBe(ids[0])
    expect(ids[2]).toBe(ids[1])
  })

  test('a messageId that may name somebody is kept as a hash: a repeat is known by it, also one whose key an earlier version kept as it was', async () => {
    const account = deletingAccount('ok', waits)
    const body = { type: 'delete', userId: 'user-0001', messageId: 'jane.doe@example.org' }
    const id = await accepted(account, body)
    expect(await accepted(account, body)).toBe(id)
    expect(JSON.stringify(await receiptOf(account, id))).not.toContain('jane')
    await runInDurableObject(account.stub, (_, { storage }) =>
      storage.sql.exec('UPDATE delete_requests SET request = ?', body.messageId),
    )
    expect(await accepted(account, body)).toBe(id)
    const { body: found } = await ask(
      account.env,
      `/v1/deliveries?partner=plain&account=${account.name}&kind=delete&messageId=jane.doe%40example.org`,
    )
    expect(found).toMatchObject({ deliveries: [{ id }] })
  })

  test('without a messageId and a timestamp it is always new', async () => {
    const account = deletingAccount('ok')
    const ids: string[] = []
    for (let i = 0; i < 2; i++) {
      const id = await accepted(account, { userId: 'user-0001' })
      await endsAs(account, id, 'FINISHED')
      ids.push(id)
    }
    expect(ids[1]).not.toBe(ids[0])
  })

  test('another request while the first is RUNNING is two', async () => {
    const account = deletingAccount('status?code=500', { RETRY_BASE_MS: '3600000', RETRY_SLOW_MS: '3600000' })
    const first = await accepted(account, of('1'))
    await endsAs(account, first, 'RUNNING')
    expect(await accepted(account, of('2'))).not.toBe(first)
    expect(await deletesIn(account)).toBe(2)
  })

  test('another request while the first waits is one job with two requests', async () => {
    const account = deletingAccount('ok', waits)
    const first = await accepted(account, of('1'))
    expect(await accepted(account, of('2'))).toBe(first)
    expect(await accepted(account, of('2'))).toBe(first)
    const { state, entries } = await receiptOf(account, first)
    expect({ state, requests: entries.map(({ kind, request }) => [kind, request]) }).toEqual({
      state: 'INITIALIZED',
      requests: [
        ['accepted', 'delete-reg-1'],
        ['joined', 'delete-reg-2'],
      ],
    })
  })

  test("two accounts' users with the same id are two", async () => {
    const [a, b] = [deletingAccount('ok', waits), deletingAccount('ok', waits)]
    expect(await accepted(a, of('1'))).not.toBe(await accepted(b, of('1')))
    expect([await deletesIn(a), await deletesIn(b)]).toEqual([1, 1])
  })
})

describe('a delete that the partner cannot do', () => {
  test('is 501 and leaves a NOT_SUPPORTED receipt', async () => {
    const account = deletingAccount('ok', {}, 'double')
    const { status, reply } = await sendDelete(account, { type: 'delete', userId: 'user-0001', messageId: 'm1' })
    expect({ status, reply }).toEqual({
      status: 501,
      reply: { code: 'unsupported_delete', message: 'double cannot delete users: it keeps no users' },
    })
    const { body } = await vi.waitFor(async () => {
      const found = await ask(account.env, '/v1/deletes/search', { userId: 'user-0001' })
      const own = (found.body['receipts'] as { account: string }[]).filter((one) => one.account === account.name)
      expect(own).toHaveLength(1)
      return { body: own[0] }
    })
    await asleep(account.env, 'double', account.name)
    expect(body).toMatchObject({ state: 'NOT_SUPPORTED', entries: [{ kind: 'not supported', request: 'm1' }] })
  })

  test('because it lacks what the mapping needs is 400 and leaves an INVALID receipt', async () => {
    const account = deletingAccount('ok', {}, 'users')
    const { status, reply } = await sendDelete(account, { type: 'delete', anonymousId: 'a-0001' })
    expect({ status, reply }).toEqual({ status: 400, reply: { code: 'event_rejected', message: 'userId is required' } })
    await runInDurableObject(account.stub, (_, { storage }) => {
      const rows = storage.sql.exec('SELECT state, phase, sealed FROM deletes').toArray()
      expect(rows).toEqual([{ state: 'INVALID', phase: 'none', sealed: null }])
    })
    await asleep(account.env, 'users', account.name)
  })
})
