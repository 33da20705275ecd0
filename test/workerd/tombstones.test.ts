import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Registry } from '../../src/registry/registry.ts'
import { accepted, ask, deletingAccount, endsAs, later, reached, receiptOf, send, sendDelete } from '../kit/deletes.ts'
import { fetchWorker, partnerCalls, sealingKey, shareWithObjects, track } from '../kit/worker.ts'
import type { TestAccount } from '../kit/queue.ts'
import { batchOf, chunkEach, entry, gaugesOf, identityOf } from '../kit/queue.ts'

const hour = 3_600_000
const far = { DELETE_WAIT_MS: String(hour), RETRY_BASE_MS: String(hour), RETRY_SLOW_MS: String(hour) }

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const erasedReply = {
  code: 200,
  status: 'erased',
  message: 'its user was deleted after it was received',
  subscriptions: [],
}

describe('an event received before its user was deleted', () => {
  test('that waits in the queue is erased, and one after the delete passes', async () => {
    const account = deletingAccount('fails', far)
    expect(await send(account, { messageId: 'waits' })).toMatchObject({ code: 202 })
    vi.setSystemTime(Date.now() + 1)
    await accepted(account, { userId: 'user-0001' })
    const token = account.move('ok')
    vi.setSystemTime(Date.now() + 1)
    await later(account, 2 * hour)
    await later(account, 2 * hour)
    expect(await reached(token)).toEqual(['delete'])
    expect(await account.stub.counts()).toMatchObject({ erased: 1 })
    expect((await gaugesOf(account.stub)).pending).toBe(0)
    account.env[`PLAIN_${account.name.toUpperCase()}`] = JSON.stringify({ url: `https://hook.example.com/${token}/ok` })
    expect(await send(account, { messageId: 'came back' })).toMatchObject({ status: 'delivered' })
    expect(await reached(token)).toEqual(['delete', 'came back'])
  })

  test('by its userId, its anonymousId or its previousId', async () => {
    const account = deletingAccount('fails', far)
    const receivedAt = new Date(Date.now() - 1_000).toISOString()
    await account.stub.commit(
      identityOf('plain', account.name),
      batchOf(
        chunkEach(`plain/${account.name}`, [
          entry({ messageId: 'by userId', receivedAt }),
          entry({ messageId: 'by anonymousId', userId: 'else', anonymousId: 'anonymous-0001' }),
          entry({ messageId: 'by previousId', userId: 'else', previousId: 'user-0001' }),
          entry({ messageId: 'of another', userId: 'else' }),
        ]),
      ),
    )
    await accepted(account, { userId: 'user-0001', anonymousId: 'anonymous-0001' })
    const token = account.move('ok')
    await later(account, 2 * hour)
    expect(await reached(token)).toEqual(['of another'])
    expect(await account.stub.counts()).toMatchObject({ erased: 3 })
  })

  test('that is committed after the delete is erased at once', async () => {
    const account = deletingAccount('ok', far)
    await accepted(account, { userId: 'user-0001' })
    const chunks = chunkEach(`plain/${account.name}`, [entry(), entry({ userId: 'else' })])
    await account.stub.commit(identityOf('plain', account.name), batchOf(chunks))
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 1 })
    expect(await account.stub.counts()).toMatchObject({ erased: 1 })
    await later(account, 0)
  })

  test('is not one that was received after it, which the queue delivers', async () => {
    const account = deletingAccount('ok', far)
    await accepted(account, { userId: 'user-0001' })
    const after = { ...entry({ messageId: 'after' }), receivedAt: Date.now() + 1 }
    vi.setSystemTime(Date.now() + 2)
    await account.stub.commit(identityOf('plain', account.name), batchOf(chunkEach(`plain/${account.name}`, [after])))
    await later(account, 0)
    expect(await reached(account.token)).toEqual(['after'])
  })

  test('whose call is under way when the delete comes is not tried again, and the delete goes after it', async () => {
    const account = deletingAccount('fails', far)
    expect(await send(account, { messageId: 'first' })).toMatchObject({ code: 202 })
    const token = account.move('slow?ms=150')
    vi.setSystemTime(Date.now() + 2 * hour)
    const alarm = runDurableObjectAlarm(account.stub)
    await vi.waitFor(async () => expect(await partnerCalls(token)).toHaveLength(1))
    await accepted(account, { userId: 'user-0001' })
    await alarm
    await later(account, 2 * hour)
    await later(account, 2 * hour)
    expect(await reached(token)).toEqual(['first', 'delete'])
  })

  test('whose inline call is under way when the delete comes is not kept for another try, and the delete goes after it', async () => {
    vi.useRealTimers()
    const account = deletingAccount('hang', { INLINE_BUDGET_MS: '250', DELETE_WAIT_MS: '600' })
    const sending = send(account, { messageId: 'under way' })
    await vi.waitFor(async () => expect(await partnerCalls(account.token)).toHaveLength(1))
    const id = await accepted(account, { userId: 'user-0001' })
    const token = account.move('ok')
    expect(await sending).toMatchObject({ code: 202 })
    await endsAs(account, id, 'FINISHED')
    expect(await reached(account.token)).toEqual(['under way'])
    expect(await reached(token)).toEqual(['delete'])
    expect(await account.stub.counts()).toMatchObject({ erased: 1 })
  })

  test('that is a dead letter is gone, and no operator can send it again', async () => {
    const account = deletingAccount('status?code=400', far)
    const list = [track({ messageId: 'refused' }), track({ messageId: 'of another', userId: 'else' })]
    await fetchWorker(account.env, account.route, { body: list })
    const path = `/v1/deliveries?partner=plain&account=${account.name}&state=dead`
    const dead = (await ask(account.env, path)).body['deliveries'] as { id: string; messageId: string }[]
    expect(dead.map(({ messageId }) => messageId).toSorted()).toEqual(['of another', 'refused'])
    await accepted(account, { userId: 'user-0001' })
    const left = (await ask(account.env, path)).body['deliveries'] as { id: string; messageId: string }[]
    expect(left.map(({ messageId }) => messageId)).toEqual(['of another'])
    const gone = dead.find(({ messageId }) => messageId === 'refused')?.id
    const retry = await ask(account.env, `/v1/deliveries/plain/${account.name}/${gone}/retry`, {})
    expect(retry.status).toBe(404)
    expect(await account.stub.counts()).toMatchObject({ 'letters erased': 1 })
    await later(account, 0)
  })

  test('that an operator sent again before the delete is erased', async () => {
    const account = deletingAccount('status?code=400', far)
    await fetchWorker(account.env, account.route, { body: [track({ messageId: 'refused' })] })
    const path = `/v1/deliveries?partner=plain&account=${account.name}&state=dead`
    const [dead] = (await ask(account.env, path)).body['deliveries'] as { id: string }[]
    vi.setSystemTime(Date.now() + 1)
    expect((await ask(account.env, `/v1/deliveries/plain/${account.name}/${dead?.id}/retry`, {})).status).toBe(200)
    await accepted(account, { userId: 'user-0001' })
    const token = account.move('ok')
    await later(account, 2 * hour)
    await later(account, 2 * hour)
    expect(await reached(token)).toEqual(['delete'])
  })

  test('that Segment sends again after the delete is answered 200 by an isolate that knows, and nothing is sent', async () => {
    const account = deletingAccount('ok', far)
    const receivedAt = new Date(Date.now() - 60_000).toISOString()
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    vi.setSystemTime(Date.now() + 60_000)
    expect(await send(account, { messageId: 'again', receivedAt })).toEqual(erasedReply)
    expect(await send(account, { messageId: 'later' })).toMatchObject({ status: 'delivered' })
    expect(await reached(account.token)).toEqual(['later'])
    const many = [track({ receivedAt }), track({ messageId: 'more' })]
    const reply = await fetchWorker(account.env, account.route, { body: many })
    expect(await reply.json()).toMatchObject({
      status: 'delivered',
      results: [{ status: 'erased' }, { status: 'delivered' }],
    })
  })
})

test('a delete that comes while the registry is told of the one before is not put off for a day', async () => {
  vi.useRealTimers()
  const account = deletingAccount('ok')
  const report = Registry.prototype.report
  let second: Promise<string> | undefined
  const spied = vi.spyOn(Registry.prototype, 'report').mockImplementation(async function (this: Registry, told) {
    if (told.account === account.name && told.gauges['deletes'] === 0) {
      second ??= accepted(account, { userId: 'user-0002' })
      await second
    }
    return report.call(this, told)
  })
  await endsAs(account, await accepted(account, { userId: 'user-0001' }), 'FINISHED')
  await vi.waitFor(() => expect(second).toBeDefined())
  await endsAs(account, String(await second), 'FINISHED')
  spied.mockRestore()
})

/** All that an object's tables hold. */
async function stored({ stub }: TestAccount): Promise<string> {
  return runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'")
      .toArray()
    return tables.map(({ name }) => JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray())).join('\n')
  })
}

describe('what is stored of a user', () => {
  test('is nothing that tells the id, once the delete is confirmed', async () => {
    const [userId, anonymousId] = ['planted-user-id-0001', 'planted-anonymous-id-0001']
    const account = deletingAccount('leak', far)
    const lines = vi.spyOn(console, 'log')
    await fetchWorker(account.env, account.route, { body: [track({ userId, messageId: `m-${userId}` })] })
    vi.setSystemTime(Date.now() + 1)
    const id = await accepted(account, { userId, anonymousId, messageId: `delete-${userId}` })
    expect(await stored(account)).not.toContain(userId)
    await later(account, 0)
    await later(account, 2 * hour)
    expect((await receiptOf(account, id)).state).toBe('FAILED')
    const token = account.move('ok')
    expect((await ask(account.env, `/v1/deliveries/plain/${account.name}/${id}/retry`, {})).status).toBe(200)
    await later(account, 0)
    expect((await receiptOf(account, id)).state).toBe('FINISHED')
    expect(JSON.parse((await partnerCalls(token))[0]?.body ?? '')).toMatchObject([{ userId, anonymousId }])
    // Sealed or not, its ids are gone.
    await runInDurableObject(account.stub, (_, { storage }) => {
      expect(storage.sql.exec('SELECT sealed, answers FROM deletes').toArray()).toEqual([
        { sealed: null, answers: null },
      ])
    })
    const told = [
      await stored(account),
      JSON.stringify(lines.mock.calls),
      JSON.stringify(await ask(account.env, '/v1/deletes/search', { userId })),
      await (await fetchWorker(account.env, '/metrics', { method: 'GET', key: undefined, headers: bearer })).text(),
    ].join('\n')
    for (const planted of [userId, anonymousId]) expect(told).not.toContain(planted)
    lines.mockRestore()
  })
})

const bearer = { Authorization: 'Bearer admin-token-of-the-tests' }

describe('the search by a user', () => {
  test("finds all of the user's deletes in all accounts, and only those, with keys that were rotated since", async () => {
    const [one, two] = [deletingAccount('ok', far), deletingAccount('ok', far)]
    const ids = [
      await accepted(one, { userId: 'searched' }),
      await accepted(two, { userId: 'x', anonymousId: 'searched' }),
    ]
    await accepted(one, { userId: 'another' })
    const keys = JSON.stringify([
      { id: 'newer', key: btoa('n'.repeat(32)) },
      { id: 'test', key: btoa('r'.repeat(32)) },
    ])
    shareWithObjects({ RECEIPT_KEYS: keys })
    for (const { env } of [one, two]) env['RECEIPT_KEYS'] = keys
    vi.setSystemTime(Date.now() + 1)
    const newer = await accepted(two, { userId: 'searched', messageId: 'with the new key' })
    for (const account of [one, two]) await later(account, 0)
    const found = async (by: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const { body } = await ask(one.env, '/v1/deletes/search', by)
      return (body['receipts'] as { id: string }[]).map(({ id }) => id).toSorted()
    }
    expect(await found({ userId: 'searched' })).toEqual([ids[0], newer].toSorted())
    expect(await found({ anonymousId: 'searched' })).toEqual([ids[1]])
    expect(await found({ userId: 'nobody' })).toEqual([])
    await later(one, 2 * hour)
    await endsAs(one, ids[0] ?? '', 'FINISHED')
  })

  test.for([{}, { userId: '' }, { email: 'a@b.c' }, { userId: 'a', anonymousId: 'b' }, { userId: ['a'] }])(
    'refuses %j',
    async (body) => {
      const account = deletingAccount('ok', far)
      expect(await ask(account.env, '/v1/deletes/search', body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', message: expect.stringMatching(/^expected \{"userId"/) },
      })
    },
  )
})

test('a request that came under an older receipt key is still the same', async () => {
  const account = deletingAccount('ok', far)
  const id = await accepted(account, { userId: 'user-0001', messageId: 'delete-reg-9::job-1-P' })
  const keys = JSON.stringify([
    { id: 'newest', key: btoa('m'.repeat(32)) },
    { id: 'newer', key: btoa('n'.repeat(32)) },
    { id: 'test', key: btoa('r'.repeat(32)) },
  ])
  shareWithObjects({ RECEIPT_KEYS: keys })
  expect(
    (await sendDelete(account, { type: 'delete', userId: 'user-0001', messageId: 'delete-reg-9::job-2-P' })).reply,
  ).toMatchObject({ delete: id })
  await later(account, 0)
})

test('without the key that tells deleted users nothing is sent', async () => {
  const account = deletingAccount('fails', far)
  expect(await send(account, { messageId: 'of another', userId: 'else' })).toMatchObject({ code: 202 })
  await accepted(account, { userId: 'user-0001' })
  const token = account.move('ok')
  shareWithObjects({ SEALING_KEY: undefined })
  await later(account, 2 * hour)
  expect(await reached(token)).toEqual([])
  expect(await gaugesOf(account.stub)).toMatchObject({ pending: 0, parked: 1 })
  shareWithObjects({ SEALING_KEY: sealingKey })
  await later(account, 2 * hour)
  expect(await reached(token)).toContain('of another')
})
