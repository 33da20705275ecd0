/** What the registry is told of deletes and tombstones: of each once it was accepted, whatever becomes of it meanwhile, and before it is sent. */
import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { activityOf } from '../../src/activity/activity.ts'
import { DeletedUsers } from '../../src/activity/deleted-users.ts'
import { activitySteps } from '../../src/activity/store.ts'
import { AccountTombstones } from '../../src/deletes/tombstones.ts'
import { DeleteStore } from '../../src/deletes/delete-store.ts'
import { queueSteps } from '../../src/queue/schema.ts'
import { Registry, registryOf } from '../../src/registry/registry.ts'
import { migrate } from '../../src/runtime/migrate.ts'
import { accepted, ask, deletingAccount, later, sendDelete } from '../kit/deletes.ts'
import { storedIn } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { testAccount } from '../kit/queue.ts'
import { partnerCalls } from '../kit/worker.ts'

const far = { DELETE_WAIT_MS: '3600000' }

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Lets the registry answer nothing that it is told of the account's deletes. Gives what lets it answer again. */
function silenced(account: TestAccount): () => void {
  const { announce } = Registry.prototype
  const spied = vi.spyOn(Registry.prototype, 'announce').mockImplementation(function (this: Registry, ref, news) {
    return ref.account === account.name ? Promise.reject(new Error('it is down')) : announce.call(this, ref, news)
  })
  return () => spied.mockRestore()
}

/** When the registry has it that users of the account were deleted (ms). */
async function tombstonesAt(account: TestAccount): Promise<readonly number[]> {
  const owner = `plain/${account.name}`
  return runInDurableObject(registryOf(account.env as never), (_, { storage }) =>
    storage.sql
      .exec<{ at: number }>('SELECT accepted_at AS at FROM tombstones WHERE owner = ? ORDER BY at', owner)
      .toArray()
      .map(({ at }) => at),
  )
}

async function found(account: TestAccount, userId: string): Promise<readonly unknown[]> {
  const { body } = await ask(account.env, '/v1/deletes/search', { userId })
  return (body['receipts'] as readonly { account: string }[]).filter((one) => one.account === account.name)
}

test('a delete that was cancelled while the registry did not answer is told of when it answers', async () => {
  const account = deletingAccount('ok', far)
  const answer = silenced(account)
  const userId = 'cancelled-before-it-was-told'
  const id = await accepted(account, { userId })
  const at = Date.now()
  vi.setSystemTime(at + 1_000)
  expect((await ask(account.env, `/v1/deliveries/plain/${account.name}/${id}/cancel`, { reason: 'x' })).status).toBe(
    200,
  )
  expect(await found(account, userId)).toEqual([])
  answer()
  await later(account, 60_000)
  expect(await found(account, userId)).toMatchObject([{ id, state: 'FAILED' }])
  expect(await tombstonesAt(account)).toEqual([at])
})

test('a request that joined a delete, which was cancelled then, is told of when the registry answers', async () => {
  const account = deletingAccount('ok', far)
  const id = await accepted(account, { userId: 'user-0001', messageId: 'first' })
  await later(account, 0)
  const answer = silenced(account)
  const joinedAt = Date.now() + 1_000
  vi.setSystemTime(joinedAt)
  expect(await accepted(account, { userId: 'user-0001', messageId: 'second' })).toBe(id)
  expect((await ask(account.env, `/v1/deliveries/plain/${account.name}/${id}/cancel`, { reason: 'x' })).status).toBe(
    200,
  )
  answer()
  await later(account, 60_000)
  expect(await tombstonesAt(account)).toEqual([joinedAt])
})

test('a request that joins a delete while the registry is told of it is told of, too, and the delete waits for that', async () => {
  const account = deletingAccount('ok', far)
  const { announce } = Registry.prototype
  let joined: Promise<unknown> | undefined
  let joinedAt = 0
  vi.spyOn(Registry.prototype, 'announce').mockImplementation(async function (this: Registry, ref, news) {
    await announce.call(this, ref, news)
    if (ref.account !== account.name || joined !== undefined) return
    joinedAt = Date.now() + 1_000
    vi.setSystemTime(joinedAt)
    joined = accepted(account, { userId: 'user-0001', messageId: 'second' })
    await joined
  })
  const first = await accepted(account, { userId: 'user-0001', messageId: 'first' })
  await vi.waitFor(async () => expect(await tombstonesAt(account)).toEqual([joinedAt]))
  expect(await joined).toBe(first)
  await later(account, 0)
  const [row] = await storedIn(account.stub, ['SELECT phase, due FROM deletes'])
  expect(row).toMatchObject({ phase: 'submit' })
  expect(Number(row?.['due'])).toBeGreaterThanOrEqual(joinedAt + 3_600_000)
})

test('deletes that come in one array are all told of, with both ids of each, and none is sent before', async () => {
  const account = deletingAccount('ok', far)
  const answer = silenced(account)
  const users = Array.from({ length: 30 }, (_, i) => ({ type: 'delete', userId: `u-${i}`, anonymousId: `a-${i}` }))
  expect((await sendDelete(account, users)).status).toBe(202)
  await later(account, 2 * 3_600_000)
  expect(await partnerCalls(account.token)).toEqual([])
  answer()
  await later(account, 60_000)
  await later(account, 0)
  expect(await tombstonesAt(account)).toHaveLength(60)
  expect(await storedIn(account.stub, ["SELECT 1 FROM deletes WHERE phase <> 'submit' OR announced = 0"])).toEqual([])
})

test('what the version before had not told of its deletes and tombstones is told', async () => {
  const { stub } = testAccount('plain', 'ok')
  const seen = await runInDurableObject(stub, (_, { storage }) => {
    migrate(storage, queueSteps.slice(0, 7))
    const add = (id: string, phase: string, at: number, announced: number): unknown =>
      storage.sql.exec(
        "INSERT INTO deletes (id, phase, due, state, accepted_at, ended_at, announced, user_subject) VALUES (?, ?, ?, 'INVALID', ?, ?, ?, ?)",
        id,
        phase,
        at,
        at,
        phase === 'none' ? at : 0,
        announced,
        `subject of ${id}`,
      )
    add('told', 'none', 1, 1)
    add('told, but not its tombstone', 'none', 2, 1)
    add('refused and not told', 'none', 3, 0)
    add('not told', 'announce', 4, 0)
    for (const [mark, at, announced] of [
      ['a', 1, 1],
      ['b', 2, 0],
      ['c', 3, 0],
      ['d', 4, 0],
    ] as const)
      storage.sql.exec('INSERT INTO tombstones (subject, accepted_at, announced) VALUES (?, ?, ?)', mark, at, announced)
    migrate(storage, queueSteps)
    const deletes = new DeleteStore(storage.sql).unannounced(9)
    const tombstones = new AccountTombstones(storage.sql).between(deletes[0]?.since ?? 0, deletes.at(-1)?.until ?? 0)
    return { deletes: deletes.map(({ id }) => id), tombstones: tombstones.map(({ mark }) => mark) }
  })
  expect(seen).toEqual({
    deletes: ['told, but not its tombstone', 'refused and not told', 'not told'],
    tombstones: ['b', 'c', 'd'],
  })
})

test('a delete that is told of again, as while the registry does not answer, writes nothing more in the activity', async () => {
  const account = deletingAccount('ok', far)
  const stub = activityOf(account.env as never, { partner: 'plain', account: account.name })
  const written = await runInDurableObject(stub, (_, { storage }) => {
    migrate(storage, activitySteps)
    const add = (acceptedAt: number): number => {
      let n = 0
      const exec: SqlStorage['exec'] = (query, ...values) => {
        const cursor = storage.sql.exec(query, ...values)
        n += cursor.rowsWritten
        return cursor as never
      }
      new DeletedUsers({ exec } as SqlStorage).add([{ digest: 'a', acceptedAt }])
      return n
    }
    return [add(5), add(5), add(4), add(6), storage.sql.exec('SELECT at FROM deleted').one()['at']]
  })
  expect(written).toEqual([1, 0, 0, 1, 6])
})
