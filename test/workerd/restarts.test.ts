import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { partnerCalls } from '../kit/worker.ts'
import { wakeAnew } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { batchOf, chunkEach, endsOf, entry, gaugesOf, identityOf, testAccount, unhurried } from '../kit/queue.ts'
import { beginTomorrow, leap, live, minute, second } from '../kit/time.ts'

beginTomorrow()

const entries = (count: number): ReturnType<typeof entry>[] =>
  Array.from({ length: count }, (_, i) => entry({ messageId: `m-${i}`, userId: `u-${i}` }))

async function waiting(count: number, path: string): Promise<TestAccount> {
  const account = testAccount('plain', path, unhurried)
  const chunks = chunkEach(account.name, entries(count))
  expect(await account.stub.commit(identityOf('plain', account.name), batchOf(chunks))).toBe('committed')
  return account
}

function rowsOf({ stub }: TestAccount): Promise<readonly Readonly<Record<string, SqlStorageValue>>[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec('SELECT due, lease_until, fence, strikes, reason FROM events ORDER BY strikes').toArray(),
  )
}

/** Begins an alarm whose calls are never answered, and ends the object in the middle of it. */
async function die(account: TestAccount): Promise<void> {
  const before = (await partnerCalls(account.token)).length
  const running = runDurableObjectAlarm(account.stub).catch(() => undefined)
  await vi.waitFor(async () => expect((await partnerCalls(account.token)).length).toBeGreaterThan(before))
  await wakeAnew(account.stub)
  await running
}

describe('an object that dies', () => {
  test('has what it had claimed sent by the next one at once, under new lease tokens', async () => {
    const account = await waiting(3, 'hang')
    await die(account)
    const freed = { due: Date.now(), lease_until: 0, fence: 2, strikes: 1, reason: null }
    expect(await rowsOf(account)).toEqual([freed, freed, freed])
    const moved = account.move('ok')
    await live(account, second)
    expect(await partnerCalls(moved)).toHaveLength(3)
    expect(await endsOf(account.stub)).toEqual({ delivered: 3 })
  })

  test('suspects only the events whose calls had begun', async () => {
    const account = await waiting(40, 'hang')
    await die(account)
    const strikes = (await rowsOf(account)).map((row) => row['strikes'])
    expect(strikes.filter((n) => n === 1)).toHaveLength(5)
    expect(strikes.filter((n) => n === 0)).toHaveLength(35)
  })

  test('five times in a minute makes no dead letter; what was claimed twice waits longer and longer', async () => {
    const account = await waiting(4, 'hang')
    for (let deaths = 0; deaths < 5; deaths++) {
      const due = (await rowsOf(account)).some((row) => Number(row['due']) <= Date.now())
      if (due) await die(account)
      else await wakeAnew(account.stub)
      leap(10 * second)
    }
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 4, dead: 0 })
    const rows = await rowsOf(account)
    expect(rows.map((row) => row['strikes'])).toContain(2)
    for (const { due, strikes, reason } of rows.filter((row) => Number(row['strikes']) >= 2)) {
      expect(reason).toBe(`the queue stopped ${strikes} times while this was being sent`)
      expect(Number(due) - Date.now()).toBeGreaterThan(30 * second * 2 ** Number(strikes) - minute)
    }
    account.move('ok')
    await live(account, 5 * minute)
    expect(await endsOf(account.stub)).toEqual({ delivered: 4 })
  })
})
