import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Receipt } from '../../src/deletes/receipt.ts'
import { verify } from '../../src/deletes/receipt-links.ts'
import { receiptKeysOf } from '../../src/deletes/keys.ts'
import { accepted, adminToken, ask, conditionsOf, deletingAccount, receiptOf, sendDelete } from '../kit/deletes.ts'
import { fetchWorker, partnerCalls, shareWithObjects, track } from '../kit/worker.ts'
import type { TestAccount } from '../kit/queue.ts'

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 24 * 3_600_000]
/** Real alarms lie beyond the end of the tests: every run is one that a test makes. */
const far = { DELETE_WAIT_MS: String(hour), RETRY_BASE_MS: String(hour), RETRY_SLOW_MS: String(hour) }
const token = { token: 'token-of-deletes' }

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** Moves the clock, and runs the alarm. */
async function later(account: TestAccount, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms)
  await runDurableObjectAlarm(account.stub)
}

/** Every day of an outage, its circuit's probes included. */
async function outage(account: TestAccount, days: number): Promise<void> {
  for (let i = 0; i < days; i++) await later(account, day)
}

function users(path: string, settings: Readonly<Record<string, string>> = token): TestAccount {
  return deletingAccount(path, far, 'users', settings)
}

/** The announcement, then the first attempt. */
async function submit(account: TestAccount): Promise<void> {
  await later(account, 0)
  await later(account, 2 * hour)
}

const kinds = ({ entries }: Receipt): readonly string[] => entries.map(({ kind }) => kind)

describe('a deletion that is a job', () => {
  test('is pending three polls, then confirmed', async () => {
    const account = users('script/202.200-pending.200-pending.200-pending.200-done')
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    for (let i = 0; i < 4; i++) await later(account, 2 * second)
    const receipt = await receiptOf(account, id, 'users')
    expect({ state: receipt.state, kinds: kinds(receipt) }).toEqual({
      state: 'FINISHED',
      kinds: ['accepted', 'submitted', 'poll', 'poll', 'confirmed'],
    })
    expect(receipt.entries[1]).toMatchObject({ status: 202, reference: 'job-1' })
    expect(receipt.entries[3]).toMatchObject({ polls: 3, outcome: 'delivered' })
    const calls = await partnerCalls(account.token)
    expect(calls.map(({ method, url }) => `${method} ${url.split('/').at(-1)}`).slice(1)).toEqual(
      Array.from({ length: 4 }, () => 'GET job-1'),
    )
    expect(calls.every(({ headers }) => headers['authorization'] === 'Bearer token-of-deletes')).toBe(true)
  })

  test('that failed is submitted again, and its second job is asked after', async () => {
    const account = users('script/202.200-failed.202.200-done')
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    for (let i = 0; i < 3; i++) await later(account, 2 * second)
    const receipt = await receiptOf(account, id, 'users')
    expect({ state: receipt.state, kinds: kinds(receipt) }).toEqual({
      state: 'FINISHED',
      kinds: ['accepted', 'submitted', 'poll', 'resubmit', 'submitted', 'poll', 'confirmed'],
    })
    expect((await partnerCalls(account.token)).at(-1)?.url).toMatch(/job-3$/)
  })

  test('that the partner does not know is FAILED, until an operator retries it', async () => {
    const account = users('script/202.200-unknown.202.200-done')
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    await later(account, 2 * second)
    expect(await receiptOf(account, id, 'users')).toMatchObject({ state: 'FAILED' })
    expect(await conditionsOf(account)).toEqual(['delete failed'])
    const { status } = await ask(account.env, `/v1/deliveries/users/${account.name}/${id}/retry`, {})
    expect(status).toBe(200)
    await later(account, 0)
    await later(account, 2 * second)
    const receipt = await receiptOf(account, id, 'users')
    expect(kinds(receipt).slice(-5)).toEqual(['failed', 'retried', 'submitted', 'poll', 'confirmed'])
  })

  test('shows why its last attempt failed, and no more once the partner has taken it', async () => {
    const account = users('script/503.202.200-done')
    const id = await accepted(account, { userId: 'user-0001' })
    const reason = async (): Promise<unknown> =>
      (await account.stub.list({ kind: 'delete' }, { limit: 9 })).deliveries.find((one) => one.id === id)?.reason
    await submit(account)
    expect(await reason()).toBe('the partner answered 503')
    await later(account, 2 * hour)
    expect((await receiptOf(account, id, 'users')).entries.at(-1)).toMatchObject({ kind: 'submitted' })
    expect(await reason()).toBeUndefined()
  })

  test('whose poll is refused waits for the credential, with an alert, and goes on', async () => {
    const account = users('script/202.401.200-done')
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    await later(account, 2 * second)
    expect(await receiptOf(account, id, 'users')).toMatchObject({ state: 'RUNNING' })
    expect(await conditionsOf(account)).toEqual(['credential refused'])
    await later(account, 5 * minute)
    expect(await partnerCalls(account.token)).toHaveLength(2)
    await later(account, 15 * minute)
    expect(await receiptOf(account, id, 'users')).toMatchObject({ state: 'FINISHED' })
    expect(await conditionsOf(account)).toEqual([])
  })

  test('that is never confirmed is dead 45 days after it was submitted', async () => {
    const account = users('script/202.200-pending')
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    await later(account, 44 * day)
    expect(await receiptOf(account, id, 'users')).toMatchObject({ state: 'RUNNING' })
    await later(account, 2 * day)
    const receipt = await receiptOf(account, id, 'users')
    expect(receipt).toMatchObject({ state: 'FAILED' })
    expect(receipt.entries.at(-1)?.reason).toMatch(/45 days/)
  })
})

describe('a partner that is down', () => {
  test('for 29 days gets the delete when it is back; on the way it is told three times', async () => {
    const account = deletingAccount('fails', far)
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    await later(account, day)
    expect(await conditionsOf(account)).toContain('delete age')
    await outage(account, 28)
    expect(await receiptOf(account, id)).toMatchObject({ state: 'RUNNING' })
    const back = account.move('ok')
    await later(account, 12 * hour)
    const receipt = await receiptOf(account, id)
    expect(receipt.state).toBe('FINISHED')
    expect(await partnerCalls(back)).toHaveLength(1)
    expect(verify(receipt, keysOf(account))).toMatchObject({ ok: true })
    expect(await conditionsOf(account)).toEqual([])
  })

  test('for 30 days is dead, with an alert, and an operator may decide', async () => {
    const account = deletingAccount('fails', far)
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    await outage(account, 31)
    const receipt = await receiptOf(account, id)
    expect(receipt.state).toBe('FAILED')
    expect(receipt.entries.at(-1)?.reason).toMatch(/30 days/)
    expect(await conditionsOf(account)).toEqual(['delete failed'])
    const calls = (await partnerCalls(account.token)).length
    await later(account, day)
    expect(await partnerCalls(account.token)).toHaveLength(calls)
    const listed = await ask(account.env, `/v1/deliveries?partner=plain&account=${account.name}&state=dead`)
    expect(listed.body['deliveries']).toMatchObject([{ id, kind: 'delete', state: 'FAILED' }])
    const path = `/v1/deliveries/plain/${account.name}/${id}`
    expect((await ask(account.env, `${path}?reveal=1`)).body['event']).toMatchObject({ userId: 'user-0001' })
    const { status } = await ask(account.env, `${path}/cancel`, { reason: 'user-0001 was deleted by hand' })
    expect(status).toBe(200)
    expect((await receiptOf(account, id)).entries.at(-1)).toMatchObject({
      kind: 'cancelled',
      reason: '… was deleted by hand',
    })
    expect((await ask(account.env, `${path}/retry`, {})).status).toBe(409)
  })
})

function keysOf(account: TestAccount): Parameters<typeof verify>[1] {
  return receiptKeysOf(account.env as Record<string, string>) as Parameters<typeof verify>[1]
}

describe('the credential of deletes', () => {
  test('may be missing while events flow: the delete waits, is alerted, and goes on when it is set', async () => {
    const account = users('ok', {})
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    expect((await fetchWorker(account.env, account.route, { body: track() })).status).toBe(200)
    const receipt = await receiptOf(account, id, 'users')
    expect(receipt.state).toBe('RUNNING')
    expect(receipt.entries.at(-1)).toMatchObject({ kind: 'attempt', outcome: 'unauthorized' })
    expect(receipt.entries.at(-1)?.reason).toMatch(/USERS_\w+.*token|token/i)
    expect(await conditionsOf(account)).toEqual(['credential refused'])
    await later(account, minute)
    expect((await receiptOf(account, id, 'users')).entries).toHaveLength(2)
    const next = account.move('script/202.200-done', token)
    shareWithObjects({ VERSION: { id: 'the next version' } })
    await later(account, minute)
    await later(account, 2 * second)
    expect((await receiptOf(account, id, 'users')).state).toBe('FINISHED')
    expect(await partnerCalls(next)).toHaveLength(2)
    expect(await conditionsOf(account)).toEqual([])
  })
})

/** How many deletes of an account are in which state. */
async function statesOf({ stub }: TestAccount): Promise<Readonly<Record<string, number>>> {
  return runInDurableObject(stub, (_, { storage }) =>
    Object.fromEntries(
      storage.sql
        .exec<{ state: string; n: number }>('SELECT state, COUNT(*) AS n FROM deletes GROUP BY state')
        .toArray()
        .map(({ state, n }) => [state, n]),
    ),
  )
}

describe('a burst', () => {
  test('of 5,000 deletes in batches of 100 is 50 calls', async () => {
    const account = deletingAccount('ok', far, 'bulk')
    for (let from = 0; from < 5_000; from += 1_000) {
      const list = Array.from({ length: 1_000 }, (_, i) => ({ type: 'delete', userId: `user-${from + i}` }))
      expect((await sendDelete(account, list)).status).toBe(202)
      vi.setSystemTime(Date.now() + second)
    }
    await submit(account)
    expect(await statesOf(account)).toEqual({ FINISHED: 5_000 })
    expect(await partnerCalls(account.token)).toHaveLength(50)
  }, 30_000)

  test('of a hundred with one bad id, which the partner refuses whole: 99 are FINISHED, one FAILED, in at most 15 calls', async () => {
    const account = deletingAccount('picky?code=400&bad=%22bad', far, 'bulk')
    const list = Array.from({ length: 100 }, (_, i) => ({ type: 'delete', userId: i === 41 ? 'bad-id' : `user-${i}` }))
    expect((await sendDelete(account, list)).status).toBe(202)
    await submit(account)
    expect(await statesOf(account)).toEqual({ FAILED: 1, FINISHED: 99 })
    expect((await partnerCalls(account.token)).length).toBeLessThanOrEqual(15)
  })
})

test('a receipt names nobody of the same call', async () => {
  const account = deletingAccount('leak', far, 'bulk')
  const list = ['planted-mate-1', 'planted-mate-2'].map((userId) => ({ type: 'delete', userId }))
  const { reply } = await sendDelete(account, list)
  await submit(account)
  for (const { delete: id } of reply['results'] as { delete: string }[])
    expect(JSON.stringify(await receiptOf(account, id, 'bulk'))).not.toContain('planted-mate')
})

test.for(['404', '410', '200'])('a user whose DELETE is answered %s is gone', async (code) => {
  const account = deletingAccount(`script/${code}`, far, 'gone')
  const id = await accepted(account, { userId: 'user-0001' })
  await submit(account)
  expect(await receiptOf(account, id, 'gone')).toMatchObject({ state: 'FINISHED' })
})

test('deletes wait where an operator holds them, and events go on', async () => {
  const account = deletingAccount('ok', far, 'gone')
  expect((await ask(account.env, '/v1/partners/gone/pause', { kinds: ['deletes'] })).status).toBe(200)
  const id = await accepted(account, { userId: 'user-0001' })
  await submit(account)
  expect((await receiptOf(account, id, 'gone')).state).toBe('INITIALIZED')
  expect((await ask(account.env, `/v1/deliveries/gone/${account.name}/${id}`)).body).toMatchObject({
    waitsFor: 'an operator holds the deletes of this partner',
  })
  expect((await fetchWorker(account.env, account.route, { body: track({ userId: 'user-0002' }) })).status).toBe(200)
  expect((await ask(account.env, '/v1/partners/gone/resume', { kinds: ['deletes'] })).status).toBe(200)
  await later(account, minute)
  expect((await receiptOf(account, id, 'gone')).state).toBe('FINISHED')
})

test('a waiting delete cannot be hastened, and a cancelled one is never sent', async () => {
  const account = deletingAccount('ok', far)
  const id = await accepted(account, { userId: 'user-0001' })
  const path = `/v1/deliveries/plain/${account.name}/${id}`
  expect(await ask(account.env, `${path}/retry`, {})).toMatchObject({
    status: 409,
    body: { code: 'delete_waiting', message: expect.stringMatching(/first attempt waits/) },
  })
  expect((await ask(account.env, `${path}/cancel`, { reason: 'a mistake' })).status).toBe(200)
  await submit(account)
  expect(await partnerCalls(account.token)).toEqual([])
  expect(await receiptOf(account, id)).toMatchObject({ state: 'FAILED' })
  expect((await ask(account.env, path)).body['event']).toBeUndefined()
})

test('a delete that is cancelled while it waits for its turn in a run is never sent', async () => {
  const account = deletingAccount('slow?ms=300', far)
  const users = Array.from({ length: 7 }, (_, i) => `user-${i}`)
  const { reply } = await sendDelete(
    account,
    users.map((userId) => ({ type: 'delete', userId })),
  )
  const ids = (reply['results'] as { delete: string }[]).map((one) => one.delete)
  await later(account, 0)
  const running = later(account, 2 * hour)
  const sent = await vi.waitFor(async () => {
    const bodies = (await partnerCalls(account.token)).map(({ body }) => body).join()
    expect(users.filter((user) => bodies.includes(user))).toHaveLength(5)
    return bodies
  }, 10_000)
  const waiting = users.findIndex((user) => !sent.includes(user))
  const path = `/v1/deliveries/plain/${account.name}/${ids[waiting]}`
  expect((await ask(account.env, `${path}/cancel`, { reason: 'a mistake' })).status).toBe(200)
  await running
  expect(await statesOf(account)).toEqual({ FINISHED: 6, FAILED: 1 })
  expect(kinds(await receiptOf(account, ids[waiting] ?? ''))).toEqual(['accepted', 'cancelled'])
  expect((await partnerCalls(account.token)).map(({ body }) => body).join()).not.toContain(users[waiting])
})

test.for([500, 400])('a delete that is cancelled while it is sent, and answered %i, is cancelled', async (code) => {
  const account = deletingAccount(`slow-failure?ms=300&code=${code}`, far)
  const id = await accepted(account, { userId: 'user-0001' })
  await later(account, 0)
  const running = later(account, 2 * hour)
  await vi.waitFor(async () => expect(await partnerCalls(account.token)).toHaveLength(1))
  const path = `/v1/deliveries/plain/${account.name}/${id}`
  expect((await ask(account.env, `${path}/cancel`, { reason: 'a mistake' })).status).toBe(202)
  await running
  await later(account, day)
  expect(await partnerCalls(account.token)).toHaveLength(1)
  expect(kinds(await receiptOf(account, id))).toEqual(['accepted', 'attempt', 'cancelled'])
})

test('a delete whose object died after it was cancelled while it was sent is cancelled, not sent again', async () => {
  const account = deletingAccount('ok', far)
  const id = await accepted(account, { userId: 'user-0001' })
  await later(account, 0)
  await runInDurableObject(account.stub, (_, { storage }) =>
    storage.sql.exec("INSERT INTO cancels (delivery, reason, at) VALUES (?, 'a mistake', 0)", id),
  )
  await later(account, 2 * hour)
  expect(await partnerCalls(account.token)).toEqual([])
  expect(kinds(await receiptOf(account, id))).toEqual(['accepted', 'cancelled'])
})

test('a new request for a user does not join a delete that is to be cancelled', async () => {
  const account = deletingAccount('ok', far)
  const first = await accepted(account, { userId: 'user-0001', messageId: 'first' })
  await runInDurableObject(account.stub, (_, { storage }) =>
    storage.sql.exec("INSERT INTO cancels (delivery, reason, at) VALUES (?, 'a mistake', 0)", first),
  )
  const second = await accepted(account, { userId: 'user-0001', messageId: 'second' })
  await submit(account)
  expect(kinds(await receiptOf(account, first))).toEqual(['accepted', 'cancelled'])
  expect((await receiptOf(account, second)).state).toBe('FINISHED')
  expect(await partnerCalls(account.token)).toHaveLength(1)
})

test('polls that the partner cannot answer are counted in the receipt, not written each', async () => {
  const account = users('script/202.503.503.200-pending.503.200-done')
  const id = await accepted(account, { userId: 'user-0001' })
  await submit(account)
  for (let i = 0; i < 8; i++) await later(account, hour)
  const receipt = await receiptOf(account, id, 'users')
  expect({ state: receipt.state, kinds: kinds(receipt) }).toEqual({
    state: 'FINISHED',
    kinds: ['accepted', 'submitted', 'poll', 'poll', 'confirmed'],
  })
})

/** The calls of real mappings lie under the paths of their hosts, for all tests together. */
async function callsOf(
  host: string,
  text: string,
): Promise<readonly { method: string; url: string; headers: Readonly<Record<string, string>>; body: string }[]> {
  const calls = await partnerCalls('api')
  return calls.filter(({ url, body }) => url.startsWith(`https://${host}/`) && `${url}${body}`.includes(text))
}

describe("the real mappings' deletes", () => {
  test('of Mixpanel are a task at another host with a credential of its own, asked after each hour', async () => {
    const projectToken = crypto.randomUUID()
    const settings = { url: undefined, projectToken, gdprToken: 'gdpr-token', region: 'eu' }
    const account = deletingAccount('', far, 'mixpanel', settings)
    const id = await accepted(account, { userId: 'user-0001' })
    await submit(account)
    for (let i = 0; i < 3; i++) {
      expect((await receiptOf(account, id, 'mixpanel')).state).toBe('RUNNING')
      await later(account, hour + second)
    }
    const receipt = await receiptOf(account, id, 'mixpanel')
    expect({ state: receipt.state, kinds: kinds(receipt), reference: receipt.entries[1]?.reference }).toEqual({
      state: 'FINISHED',
      kinds: ['accepted', 'submitted', 'poll', 'poll', 'confirmed'],
      reference: 'task-1',
    })
    const calls = await callsOf('eu.mixpanel.com', projectToken)
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET'])
    expect(new Set(calls.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer gdpr-token']))
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ distinct_ids: ['user-0001'], compliance_type: 'GDPR' })
  })

  test('of Customer.io suppress the person at once', async () => {
    const userId = crypto.randomUUID()
    const account = deletingAccount('', far, 'customerio', { url: undefined, siteId: 's', apiKey: 'k' })
    const id = await accepted(account, { userId })
    await submit(account)
    expect((await receiptOf(account, id, 'customerio')).state).toBe('FINISHED')
    const [call, ...others] = await callsOf('track.customer.io', userId)
    expect(JSON.parse(call?.body ?? '')).toEqual({ type: 'person', action: 'suppress', identifiers: { id: userId } })
    expect(others).toEqual([])
  })
})

test('what waits and what failed stands in the metrics', async () => {
  const account = deletingAccount('script/400', far, 'bulk')
  await accepted(account, { userId: 'bad-id' })
  await submit(account)
  await accepted(account, { userId: 'another' })
  await later(account, minute)
  const reply = await fetchWorker(account.env, '/metrics', {
    method: 'GET',
    key: undefined,
    headers: { Authorization: `Bearer ${adminToken}` },
  })
  const lines = (await reply.text()).split('\n').filter((line) => line.includes(`account="${account.name}"`))
  const value = (name: string): number =>
    Number(lines.find((line) => line.startsWith(`edge_forwarder_${name}{`))?.split(' ')[1])
  expect([value('deletes_pending'), value('deletes_failed'), value('delete_oldest_age_seconds')]).toEqual([1, 1, 60])
})
