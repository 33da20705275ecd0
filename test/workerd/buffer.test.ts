import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test, vi } from 'vitest'
import { fetchWorker, partnerCalls, track } from '../kit/worker.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, gaugesOf, testAccount } from '../kit/queue.ts'

async function send(account: TestAccount, events: readonly unknown[]): Promise<readonly number[]> {
  const statuses: number[] = []
  for (const body of events) statuses.push((await fetchWorker(account.env, account.route, { body })).status)
  return statuses
}

const numbered = (from: number, to: number): readonly unknown[] =>
  Array.from({ length: to - from }, (_, i) => track({ messageId: `m-${from + i}`, userId: `u-${from + i}` }))

async function sizes({ token }: TestAccount): Promise<readonly number[]> {
  return (await partnerCalls(token)).map(({ body }) => (JSON.parse(body) as unknown[]).length)
}

async function rest({ stub }: TestAccount): Promise<void> {
  for (let i = 0; i < 3; i++) await runDurableObjectAlarm(stub)
}

describe('a buffer', () => {
  test('commits each event, and sends nothing until the batch is full or the time is over', async () => {
    const account = testAccount('buffered', 'ok')
    expect(new Set(await send(account, numbered(0, 9)))).toEqual(new Set([202]))
    await rest(account)
    expect(await sizes(account)).toEqual([])
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 9 })
    await send(account, numbered(9, 10))
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account.stub)
      expect(await sizes(account)).toEqual([10])
    })
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 0 })
  })

  test('that has collected more sends whole batches, and what shares a row with them', async () => {
    const account = testAccount('buffered', 'ok')
    await send(account, [numbered(0, 7), numbered(7, 14), numbered(14, 21)])
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(account.stub)
      expect((await sizes(account)).reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(14)
    })
    await rest(account)
    const sent = await sizes(account)
    expect(sent).toContain(10)
    expect(Math.max(...sent)).toBe(10)
    expect((await gaugesOf(account.stub)).pending).toBe(21 - sent.reduce((sum, size) => sum + size, 0))
  })

  test('that is not full leaves when its time is over', async () => {
    const account = testAccount('buffered', 'ok')
    await send(account, numbered(0, 3))
    const due = await runInDurableObject(account.stub, (_, state) => {
      const [row] = state.storage.sql.exec<{ due: number }>('SELECT MIN(due) AS due FROM events').toArray()
      state.storage.sql.exec('UPDATE events SET due = 1')
      return row?.due ?? 0
    })
    expect(due).toBeGreaterThan(Date.now() + 3_500_000)
    await drain(account.stub)
    expect(await sizes(account)).toEqual([3])
  })

  test('of no seconds sends at once, but through the queue', async () => {
    const account = testAccount('buffered', 'ok')
    expect(await send(account, [{ type: 'page', userId: 'u', messageId: 'p1' }])).toEqual([202])
    await drain(account.stub)
    expect(await sizes(account)).toEqual([1])
  })

  test('holds its own subscription only: another one of the same event is sent at once', async () => {
    const account = testAccount('buffered', 'ok')
    expect(await send(account, [track({ event: 'Urgent' })])).toEqual([202])
    expect(await sizes(account)).toEqual([1])
    expect(await gaugesOf(account.stub)).toMatchObject({ pending: 1 })
  })
})
