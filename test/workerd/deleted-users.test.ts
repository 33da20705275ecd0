import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PastDeletes } from '../../src/registry/past-deletes.ts'
import {
  accepted,
  ask,
  conditionsOf,
  deletingAccount,
  later,
  reached,
  receiptOf,
  send,
  sendDelete,
} from '../kit/deletes.ts'
import { customer, send as sendAsCustomer } from '../kit/customers.ts'
import { deleteKeys, fetchWorker, partnerCalls, sealingKey, shareWithObjects, track } from '../kit/worker.ts'
import { wakeAnew } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { batchOf, chunkEach, endsOf, entry, gaugesOf, identityOf } from '../kit/queue.ts'

const hour = 3_600_000
const day = 24 * hour
/** Within this time an isolate has asked the registry again. */
const isolatesKnowMs = 30_001
const far = { DELETE_WAIT_MS: String(hour), RETRY_BASE_MS: String(hour), RETRY_SLOW_MS: String(hour) }

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

async function listed(account: TestAccount, query: string, partner = 'plain'): Promise<readonly unknown[]> {
  const { status, body } = await ask(account.env, `/v1/deliveries?partner=${partner}&account=${account.name}&${query}`)
  expect({ status, body }).toMatchObject({ status: 200 })
  return body['deliveries'] as readonly unknown[]
}

describe('a delete that the partner cannot do', () => {
  test.for([
    { partner: 'double', user: { userId: 'user-0001' }, state: 'NOT_SUPPORTED', code: 501 },
    { partner: 'users', user: { anonymousId: 'anonymous-0001' }, state: 'INVALID', code: 400 },
  ])('($state) still voids what came of its user before', async ({ partner, user, state, code }) => {
    const account = deletingAccount('fails', far, partner)
    const old = { ...user, receivedAt: new Date(Date.now() - 1_000).toISOString() }
    const subscription = partner === 'double' ? 'First' : 'Track'
    const waiting = entry({ ...old, messageId: 'waits' }, subscription)
    const others = entry({ ...old, userId: 'else', anonymousId: 'else', messageId: 'of another' }, subscription)
    await account.stub.commit(
      identityOf(partner, account.name),
      batchOf(chunkEach(`${partner}/${account.name}`, [waiting, others])),
    )
    expect((await sendDelete(account, { type: 'delete', ...user, messageId: 'm' })).status).toBe(code)
    expect(await endsOf(account.stub)).toEqual({ erased: 1 })
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 1 })
    await later(account, 0)
    vi.setSystemTime(Date.now() + isolatesKnowMs)
    expect(await send(account, { userId: 'x', ...old })).toMatchObject({ code: 200, status: 'erased' })
    expect(await listed(account, `kind=delete&state=${state}`, partner)).toMatchObject([{ state }])
  })

  test('takes the dead letters of its user away', async () => {
    const account = deletingAccount('status?code=400', far, 'double')
    await fetchWorker(account.env, account.route, {
      body: [track({ messageId: 'refused' }), track({ userId: 'else', messageId: 'of another' })],
    })
    const dead = await listed(account, 'state=dead', 'double')
    expect(dead).toEqual(expect.arrayContaining([expect.objectContaining({ messageId: 'refused' })]))
    await sendDelete(account, { type: 'delete', userId: 'user-0001' })
    const left = await listed(account, 'state=dead', 'double')
    expect(new Set(left.map((one) => (one as { messageId: string }).messageId))).toEqual(new Set(['of another']))
    await later(account, 0)
  })
})

describe('an event that is older than the tombstones that isolates hold', () => {
  test.for([
    { how: 'by its receivedAt', times: (at: string) => ({ receivedAt: at }) },
    { how: 'by its sentAt, without receivedAt', times: (at: string) => ({ sentAt: at }) },
    {
      how: 'by its sentAt, with a receivedAt that is no time',
      times: (at: string) => ({ receivedAt: '?', sentAt: at }),
    },
  ])('($how) is judged by the queue, days after the delete', async ({ times }) => {
    const account = deletingAccount('ok', { ...far, REGISTRY_ASK_MS: '5000' })
    const old = times(new Date(Date.now() - 1_000).toISOString())
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    await later(account, 2 * hour)
    vi.setSystemTime(Date.now() + 3 * day)
    expect(await send(account, { ...old, messageId: 'old' })).toMatchObject({ code: 202, status: 'queued' })
    expect(await send(account, { ...old, userId: 'else', messageId: 'of another' })).toMatchObject({ code: 202 })
    expect(await send(account, { messageId: 'new' })).toMatchObject({ code: 200, status: 'delivered' })
    await later(account, 0)
    expect(await reached(account.token)).toEqual(['delete', 'new', 'of another'])
    expect(await endsOf(account.stub)).toMatchObject({ erased: 1 })
  })

  test('is sent at once where the account has had no deletes', async () => {
    const account = deletingAccount('ok', { ...far, REGISTRY_ASK_MS: '5000' })
    const receivedAt = new Date(Date.now() - 30 * day).toISOString()
    expect(await send(account, { receivedAt, messageId: 'old' })).toMatchObject({ code: 200, status: 'delivered' })
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    vi.setSystemTime(Date.now() + isolatesKnowMs)
    // What the isolate asked before is still right: the new tombstone is one that it holds.
    expect(await send(account, { receivedAt, messageId: 'again' })).toMatchObject({ status: 'erased' })
    vi.setSystemTime(Date.now() + 6 * hour)
    expect(await send(account, { receivedAt, messageId: 'later' })).toMatchObject({ code: 202 })
    await later(account, 0)
    expect(await reached(account.token)).not.toContain('later')
  })

  test.for([
    { how: 'does not answer', answer: () => new Promise<boolean>(() => undefined) },
    { how: 'fails', answer: () => Promise.reject(new Error('it is down')) },
  ])('may be of an account that has had deletes where the registry $how', async ({ answer }) => {
    const pastDeletes = new PastDeletes({
      registry: () => ({ hasHadDeletes: answer }),
      wait: () => Promise.resolve(),
    })
    expect(await pastDeletes.of({ partner: 'plain', account: 'default' }, {}, Date.now())).toBe(true)
  })

  test('is erased for as long as the receipt is kept, and not after', async () => {
    const account = deletingAccount('ok', { ...far, RECEIPT_YEARS: '1' })
    const old = entry({ messageId: 'old' })
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    await later(account, 2 * hour)
    const commit = (messageId: string): Promise<unknown> =>
      account.stub.commit(
        identityOf('plain', account.name),
        batchOf(chunkEach(`plain/${account.name}`, [{ ...old, event: { ...old.event, messageId } }])),
      )
    await later(account, 364 * day)
    await commit('within a year')
    expect(await endsOf(account.stub)).toMatchObject({ erased: 1 })
    await later(account, 2 * day)
    await runInDurableObject(account.stub, (_, { storage }) => {
      expect(storage.sql.exec('SELECT * FROM tombstones').toArray()).toEqual([])
    })
  })
})

describe('what waits of a deleted user', () => {
  test('is gone from the tables when the delete is acknowledged, though nothing may be sent', async () => {
    const account = deletingAccount('fails', far)
    await send(account, { messageId: 'waits' })
    await send(account, { messageId: 'of another', userId: 'else' })
    vi.setSystemTime(Date.now() + 1)
    await accepted(account, { userId: 'user-0001' })
    await runInDurableObject(account.stub, (_, { storage }) => {
      const bodies = storage.sql.exec<{ body: string }>('SELECT body FROM events').toArray()
      expect(bodies.map(({ body }) => /"messageId":"([^"]*)"/.exec(body)?.[1])).toEqual(['of another'])
    })
    expect(await endsOf(account.stub)).toEqual({ erased: 1 })
    await later(account, 0)
  })

  test('is erased by the alarm where it is too much to be looked through at once, other events of its rows stay', async () => {
    const account = deletingAccount('fails', far)
    await ask(account.env, '/v1/partners/plain/pause', { kinds: ['events'] })
    const entries = Array.from({ length: 1_000 }, (_, i) =>
      entry({ messageId: `m${i}`, userId: i % 10 === 0 ? 'user-0001' : `other-${i}` }),
    )
    const chunks = chunkEach(`plain/${account.name}`, entries)
    await account.stub.commit(identityOf('plain', account.name), batchOf(chunks))
    await accepted(account, { userId: 'user-0001' })
    const { pending } = await gaugesOf(account.stub)
    expect(pending).toBeGreaterThan(900)
    // A second one while the first is looked for.
    await accepted(account, { userId: 'other-1' })
    await later(account, 1)
    await later(account, 1)
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 899 })
    expect(await endsOf(account.stub)).toEqual({ erased: 101 })
    await ask(account.env, '/v1/partners/plain/resume', { kinds: ['events'] })
  })
})

/** The operator says that the key of before is lost, and sets another. */
async function takeOver(account: TestAccount, key: string): Promise<void> {
  const variables = { SEALING_KEY: key, SEALING_KEY_LOST: 'true' }
  shareWithObjects(variables)
  Object.assign(account.env, variables)
  await wakeAnew(account.stub)
}

describe('another last key of SEALING_KEY', () => {
  const other = btoa('y'.repeat(32))

  test('lets nothing leave an account that has tombstones, alerts, refuses its deletes, and all goes on when the key is back', async () => {
    const account = deletingAccount('fails', far)
    await send(account, { messageId: 'of another', userId: 'else' })
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    const token = account.move('ok')
    shareWithObjects({ SEALING_KEY: other })
    account.env['SEALING_KEY'] = other
    await wakeAnew(account.stub)
    await later(account, 2 * hour)
    expect(await reached(token)).toEqual([])
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 0, parked: 1 })
    expect(await conditionsOf(account)).toContain('sealing key')
    expect(await sendDelete(account, { type: 'delete', userId: 'user-0002' })).toMatchObject({
      status: 503,
      reply: {
        code: 'deletes_closed',
        message: expect.stringContaining('the last key of SEALING_KEY is not the one that it was'),
      },
    })
    expect(await ask(account.env, '/health?deep=1')).toMatchObject({
      status: 503,
      body: { deletes: expect.stringMatching(/^refused: .*SEALING_KEY/) },
    })
    const rotated = `${other} ${sealingKey}`
    shareWithObjects({ SEALING_KEY: rotated })
    account.env['SEALING_KEY'] = rotated
    await wakeAnew(account.stub)
    await later(account, 2 * hour)
    await later(account, 2 * hour)
    expect(await reached(token)).toEqual(expect.arrayContaining(['delete', 'of another']))
    expect(await conditionsOf(account)).not.toContain('sealing key')
  })

  test.for([
    { how: 'another one', key: other, says: 'is not the one that it was' },
    { how: 'missing', key: undefined, says: 'SEALING_KEY is missing or wrong' },
  ])(
    'in an isolate ($how): events are committed and not sent while it holds tombstones of the other',
    async ({ key }) => {
      const account = deletingAccount('ok', far)
      await accepted(account, { userId: 'user-0001' })
      await later(account, 0)
      vi.setSystemTime(Date.now() + isolatesKnowMs)
      account.env['SEALING_KEY'] = key
      expect(await send(account, { messageId: 'unknown' })).toMatchObject({ code: 202, status: 'queued' })
      account.env['SEALING_KEY'] = sealingKey
      expect(await send(account, { messageId: 'known' })).toMatchObject({ code: 200 })
      await later(account, 0)
    },
  )

  test('refuses deletes everywhere, at accounts without any too: none is marked by the wrong key', async () => {
    const account = deletingAccount('ok', far)
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    vi.setSystemTime(Date.now() + isolatesKnowMs)
    const fresh = deletingAccount('ok', { ...far, SEALING_KEY: other })
    expect(await sendDelete(fresh, { type: 'delete', userId: 'user-0001' })).toMatchObject({
      status: 503,
      reply: { code: 'deletes_closed', message: expect.stringContaining('SEALING_KEY_LOST') },
    })
    expect(await send(fresh, { messageId: 'of an account without deletes' })).toMatchObject({ code: 200 })
    expect(await ask(fresh.env, '/health?deep=1')).toMatchObject({
      status: 503,
      body: { deletes: expect.stringMatching(/^refused: .*SEALING_KEY/) },
    })
    shareWithObjects({ SEALING_KEY: sealingKey })
  })

  test("closes customers' routes: by another key their accounts would be others", async () => {
    const account = deletingAccount('ok', far)
    await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    vi.setSystemTime(Date.now() + isolatesKnowMs)
    const one = customer({}, { ...deleteKeys, SEALING_KEY: other, REGISTRY_STALE_MS: '0' })
    expect(await sendAsCustomer(one)).toMatchObject({ status: 503 })
    expect(await partnerCalls(String(one.settings['space']))).toEqual([])
    shareWithObjects({ SEALING_KEY: sealingKey })
  })

  test('takes over where the operator says that the old one is lost, and a delete finds dead letters of before', async () => {
    const account = deletingAccount('status?code=400', far)
    await fetchWorker(account.env, account.route, { body: [track({ messageId: 'refused' })] })
    await takeOver(account, other)
    expect(await listed(account, 'state=dead')).toHaveLength(1)
    await accepted(account, { userId: 'user-0001' })
    expect(await listed(account, 'state=dead')).toEqual([])
    await later(account, 0)
    await takeOver(account, sealingKey)
    await accepted(account, { userId: 'user-0002' })
    await later(account, 0)
    shareWithObjects({ SEALING_KEY_LOST: undefined })
    account.env['SEALING_KEY_LOST'] = undefined
    vi.setSystemTime(Date.now() + isolatesKnowMs)
    await accepted(account, { userId: 'user-0003' })
    await later(account, 0)
  })
})

describe('the list of deletes', () => {
  test('shows all of a time in pages, whatever became of them', async () => {
    vi.setSystemTime(new Date('2026-10-31T23:00:00Z'))
    const account = deletingAccount('ok', far, 'users')
    await accepted(account, { userId: 'october' })
    vi.setSystemTime(new Date('2026-11-10T00:00:00Z'))
    const ids = [await accepted(account, { userId: 'running' })]
    vi.setSystemTime(Date.now() + 1)
    await sendDelete(account, { type: 'delete', anonymousId: 'invalid' })
    await later(account, 2 * hour)
    await later(account, 2 * hour)
    vi.setSystemTime(new Date('2026-11-20T00:00:00Z'))
    ids.push(await accepted(account, { userId: 'waits' }))
    vi.setSystemTime(new Date('2026-12-02T00:00:00Z'))
    await accepted(account, { userId: 'december' })
    await runDurableObjectAlarm(account.stub)
    const november = 'kind=delete&since=2026-11-01T00:00:00Z&until=2026-11-30T23:59:59Z'
    const pages: { id: string; state: string }[] = []
    let cursor: string | undefined
    do {
      const query = `/v1/deliveries?partner=users&account=${account.name}&${november}&limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`
      const { body } = await ask(account.env, query)
      pages.push(...(body['deliveries'] as typeof pages))
      cursor = body['cursor'] as string | undefined
    } while (cursor !== undefined)
    expect(pages.map(({ state }) => state)).toEqual(['RUNNING', 'INVALID', 'INITIALIZED'])
    expect([pages[0]?.id, pages[2]?.id]).toEqual(ids)
    expect(await listed(account, `${november}&state=INVALID`, 'users')).toMatchObject([{ id: pages[1]?.id }])
    expect(await listed(account, `${november}&state=RUNNING`, 'users')).toMatchObject([{ id: ids[0] }])
    expect(await listed(account, `${november}&state=pending`, 'users')).toMatchObject(ids.map((id) => ({ id })))
  })

  test('shows those that the partner confirmed', async () => {
    const account = deletingAccount('ok', far)
    const id = await accepted(account, { userId: 'user-0001' })
    await later(account, 0)
    await later(account, 2 * hour)
    for (const query of ['kind=delete', 'state=FINISHED', 'kind=delete&state=FINISHED'])
      expect(await listed(account, query)).toMatchObject([{ id, state: 'FINISHED' }])
    for (const query of ['kind=event', 'kind=delete&state=pending', 'state=FAILED'])
      expect(await listed(account, query)).toEqual([])
  })
})

test('a repeat of a delete that failed is told so, and is not queued', async () => {
  const account = deletingAccount('status?code=400', far)
  const request = { type: 'delete', userId: 'user-0001', messageId: 'delete-reg-1' }
  const { reply } = await sendDelete(account, request)
  await later(account, 0)
  await later(account, 2 * hour)
  expect((await receiptOf(account, String(reply['delete']))).state).toBe('FAILED')
  expect(await sendDelete(account, request)).toEqual({
    status: 400,
    reply: {
      status: 'failed',
      code: 'delete_failed',
      message: expect.stringMatching(/^this delete came before and ended as FAILED: /),
      delete: reply['delete'],
    },
  })
  expect((await sendDelete(account, [request])).reply).toMatchObject({ status: 'failed' })
})
