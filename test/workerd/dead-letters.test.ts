import { describe, expect, test } from 'vitest'
import { registryOf } from '../../src/registry/registry.ts'
import { fetchWorker, objects, shareWithObjects, track } from '../kit/worker.ts'
import type { TestAccount } from '../kit/queue.ts'
import { endsOf, gaugesOf, testAccount, unhurried } from '../kit/queue.ts'
import { beginTomorrow, day, hour, live, second } from '../kit/time.ts'

beginTomorrow()

/** Sends an array that holds one event, and so many things that are none; gives the reply's status. */
async function post({ env, route }: TestAccount, bad: number, name: string): Promise<number> {
  const body = [track(), ...Array.from({ length: bad }, (_, i) => `${name} ${i}`)]
  return (await fetchWorker(env, route, { body })).status
}

/** What an account keeps, and what it has counted. */
async function kept({ stub }: TestAccount): Promise<Readonly<Record<string, unknown>>> {
  return { dead: (await gaugesOf(stub)).dead, ...(await endsOf(stub)) }
}

describe('dead letters', () => {
  test('are kept up to 1,000 an hour, the rest is counted', async () => {
    const account = testAccount('plain', 'ok', unhurried)
    expect(await post(account, 600, 'first')).toBe(200)
    expect(await post(account, 600, 'second')).toBe(200)
    expect(await kept(account)).toEqual({ dead: 1_000, 'not kept': 200 })
    await live(account, hour + second)
    expect(await post(account, 10, 'third')).toBe(200)
    expect(await kept(account)).toEqual({ dead: 1_010, 'not kept': 200 })
  })

  test.for([
    { came: 'beside an event that waited', path: 'flaky?code=500', status: 202, counts: { delivered: 1 } },
    { came: 'alone, with nothing that waits', path: 'ok', status: 200, counts: {} },
  ])('that came $came go after 30 days, whatever happens meanwhile', async ({ path, status, counts }) => {
    const account = testAccount('plain', path, unhurried)
    expect(await post(account, 3, 'old')).toBe(status)
    await live(account, 29 * day)
    expect(await kept(account)).toEqual({ dead: 3, ...counts })
    await live(account, 2 * day)
    expect(await kept(account)).toEqual({ dead: 0, ...counts })
  })

  test('that came alone are told to the registry within seconds', async () => {
    const account = testAccount('plain', 'ok', { ...unhurried, ...objects })
    const dead = async (): Promise<number | undefined> =>
      (await registryOf(account.env).metrics()).queues.find((queue) => queue.account === account.name)?.gauges['dead']
    expect(await post(account, 3, 'new')).toBe(200)
    expect(await dead()).toBeUndefined()
    await live(account, 6 * second)
    expect(await dead()).toBe(3)
  })

  test('go after 30 days from a queue in which something always waits, too', async () => {
    const account = testAccount('plain', 'status?code=500', { ...unhurried, QUEUE_REST_MS: String(12 * hour) })
    expect(await post(account, 3, 'old')).toBe(202)
    shareWithObjects({ [`PLAIN_${account.name.toUpperCase()}`]: undefined })
    await live(account, 29 * day)
    expect(await gaugesOf(account.stub)).toMatchObject({ parked: 1, dead: 3 })
    await live(account, 2 * day)
    expect(await gaugesOf(account.stub)).toMatchObject({ parked: 1, dead: 0 })
  })
})
