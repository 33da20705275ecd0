/** What the activity of accounts tells the registry: silence and failure rates, which become alerts, and customers' accounts that have no queue. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import type { AccountActivity } from '../../src/activity/activity.ts'
import { activityOf } from '../../src/activity/activity.ts'
import type { Counted } from '../../src/activity/record.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { customer, send } from '../kit/customers.ts'
import { testAccount } from '../kit/queue.ts'
import { alarmOf, beginTomorrow, day, hour, leap, minute } from '../kit/time.ts'
import { deleteKeys, fetchWorker, freshToken, objects, partnerCalls, track } from '../kit/worker.ts'

const worker = bindings as unknown as Record<string, unknown>
const registry = registryOf(objects)
let token = ''

beginTomorrow()
beforeEach(() => {
  token = freshToken()
  const alerts = { ALERT_URL: `${inject('partner')}/${token}/ok`, ALERT_SECRET: 'alert-secret-of-the-tests' }
  Object.assign(worker, { ENVIRONMENT: 'development', ACTIVITY_HOURS: undefined, ...alerts })
})
afterEach(() => {
  for (const name of ['ALERT_URL', 'ALERT_SECRET', 'ACTIVITY_HOURS']) Reflect.deleteProperty(worker, name)
})

interface Account {
  readonly partner: string
  readonly account: string
  readonly stub: DurableObjectStub<AccountActivity>
}

/** An account of a partner of its own: an alert comes once an hour for each partner. */
function fresh(account = 'default'): Account {
  const partner = freshToken().slice(0, 12)
  return { partner, account, stub: activityOf(objects, { partner, account }) }
}

/** So many deliveries that ended in some way. */
function ended(n: number, more: Partial<Counted> = {}): Counted {
  return {
    mapping: 'h',
    subscription: 'Track',
    queued: false,
    outcome: 'delivered',
    failed: false,
    reason: '',
    n,
    ...more,
  }
}

const failed = (n: number): Counted =>
  ended(n, { outcome: 'rejected', failed: true, reason: 'the partner answered 400' })

async function handIn({ partner, account, stub }: Account, ...counts: readonly Counted[]): Promise<void> {
  await stub.handIn({ of: { partner, account, own: true }, records: [], exchanges: [], counts, omitted: 0 })
}

/** Time passes for an account that is handed the same each hour; its alarm goes off in time, and then that of the registry. */
async function pass(of: Account, hours: number, ...counts: readonly Counted[]): Promise<void> {
  for (let i = 0; i < hours; i++) {
    if (counts.length > 0) await handIn(of, ...counts)
    leap(hour)
    await look(of)
  }
}

async function look({ stub }: Account): Promise<void> {
  await runDurableObjectAlarm(stub)
  await runDurableObjectAlarm(registry)
}

/** The types of the alerts that the receiver got of an account's partner. */
async function told({ partner }: Account): Promise<readonly string[]> {
  const calls = await partnerCalls(token)
  const alerts = calls.map(({ body }) => JSON.parse(body) as { type: string; partner: string; since: string })
  return alerts.filter((alert) => alert.partner === partner).map(({ type }) => type)
}

/** What holds for an account, as the registry knows it. */
async function holding({ partner, account }: Account): Promise<readonly unknown[]> {
  return runInDurableObject(registry, (_, { storage }) =>
    storage.sql
      .exec<{ kind: string }>(
        'SELECT kind FROM conditions WHERE partner = ? AND account = ? ORDER BY kind',
        partner,
        account,
      )
      .toArray()
      .map(({ kind }) => kind),
  )
}

describe('a silence', () => {
  test('of an account that got events in every hour of a day is told once, and ends with the next event', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    await pass(one, 1)
    expect([await holding(one), await told(one)]).toEqual([['silence'], ['silence']])
    await pass(one, 5)
    expect([await holding(one), await told(one)]).toEqual([['silence'], ['silence']])
    await handIn(one, ended(1))
    leap(10 * minute)
    await look(one)
    expect(await holding(one)).toEqual([])
    await pass(one, 3)
    expect([await holding(one), await told(one)]).toEqual([[], ['silence']])
  })

  test('is told again each day, and counts as meant after three', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    await pass(one, 72)
    expect(await holding(one)).toEqual(['silence'])
    await pass(one, 3)
    expect([await holding(one), (await told(one)).length]).toEqual([[], 3])
  })

  test('is none where fewer than a day of events went before', async () => {
    const one = fresh()
    await pass(one, 22, ended(50))
    await pass(one, 12)
    expect([await holding(one), await told(one)]).toEqual([[], []])
  })

  test('is none while an operator pauses the partner: its events still come', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    await pass(one, 3, ended(50, { outcome: 'queued' }))
    expect([await holding(one), await told(one)]).toEqual([[], []])
  })

  test('is none where no activity is kept any more', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    worker['ACTIVITY_HOURS'] = '0'
    await pass(one, 3)
    expect([await holding(one), await told(one)]).toEqual([[], []])
  })

  test('that holds is over when no activity is kept any more', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    await pass(one, 2)
    worker['ACTIVITY_HOURS'] = '0'
    await pass(one, 1)
    expect(await holding(one)).toEqual([])
  })

  test('is none of an account that only gets deletes', async () => {
    const one = fresh()
    for (let i = 0; i < 30; i++) {
      await one.stub.forget([{ digest: `d-${i}`, acceptedAt: Date.now() }])
      leap(hour)
      await look(one)
    }
    leap(3 * hour)
    await look(one)
    expect([await holding(one), await told(one)]).toEqual([[], []])
  })

  test('does not end, and is not ended by, what the queue of the account reports', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    await pass(one, 1)
    const { partner, account } = one
    const report = { partner, account, own: true, gauges: {}, counts: [], books: {}, conditions: [] }
    await registry.report({ ...report, conditions: [{ kind: 'circuit open', since: Date.now() }] })
    await pass(one, 1)
    expect(await holding(one)).toEqual(['circuit open', 'silence'])
    await registry.report(report)
    expect(await holding(one)).toEqual(['silence'])
  })

  test('that the registry did not take is told the next time', async () => {
    const one = fresh()
    await pass(one, 24, ended(50))
    const { REGISTRY } = worker
    Reflect.deleteProperty(worker, 'REGISTRY')
    await pass(one, 1)
    Object.assign(worker, { REGISTRY })
    expect(await holding(one)).toEqual([])
    await pass(one, 1)
    expect(await holding(one)).toEqual(['silence'])
  })
})

const events = (event: string): readonly unknown[] =>
  Array.from({ length: 25 }, (_, i) => track({ event, messageId: `${event}-${i}` }))

describe('a failure rate', () => {
  test('that rises is told once, within ten minutes, and ends when it falls', async () => {
    const one = fresh()
    await pass(one, 5, ended(100), failed(2))
    await handIn(one, ended(50), failed(30))
    leap(10 * minute)
    await look(one)
    expect([await holding(one), await told(one)]).toEqual([['failure rate'], ['failure_rate']])
    await pass(one, 20, ended(50), failed(30))
    expect([await holding(one), await told(one)]).toEqual([['failure rate'], ['failure_rate']])
    await pass(one, 2, ended(100), failed(2))
    expect([await holding(one), await told(one)]).toEqual([[], ['failure_rate']])
  })

  test.for<{ what: string; before: readonly Counted[]; then: readonly Counted[] }>([
    { what: 'of few failures', before: [ended(100)], then: [ended(10), failed(19)] },
    { what: 'that was high before', before: [ended(100), failed(40)], then: [ended(100), failed(100)] },
    {
      what: 'of a large account that rises by a few points',
      before: [ended(2_000)],
      then: [ended(2_000), failed(100)],
    },
    {
      what: 'of an account whose events are only held back',
      before: [ended(100)],
      then: [ended(90, { outcome: 'queued' })],
    },
  ])('$what is not told', async ({ before, then }) => {
    const one = fresh()
    await pass(one, 5, ...before)
    await pass(one, 2, ...then)
    expect([await holding(one), await told(one)]).toEqual([[], []])
  })

  test('of a fresh deployment is not told: there is nothing to compare with', async () => {
    const one = fresh()
    await handIn(one, failed(100))
    await look(one)
    await pass(one, 1, failed(100))
    expect(await told(one)).toEqual([])
  })

  test('is what fails at a partner: events that it refuses raise it', async () => {
    const one = testAccount('plain', 'picky?bad=refused&code=400', {
      ...objects,
      ...deleteKeys,
      COUNTERS_FLUSH_MS: '1',
    })
    const stub = activityOf(objects, { partner: 'plain', account: one.name })
    const counted = async (): Promise<number> =>
      (await stub.ledger({ since: 0, until: Date.now() + day, span: 'minute' })).flatMap(({ counts }) => counts).length
    await fetchWorker(one.env, one.route, { body: events('Fine') })
    await vi.waitFor(async () => expect(await counted()).toBeGreaterThan(0))
    leap(2 * hour)
    const before = await counted()
    await fetchWorker(one.env, one.route, { body: events('refused') })
    await vi.waitFor(async () => expect(await counted()).toBeGreaterThan(before))
    const of = { partner: 'plain', account: one.name, stub }
    await look(of)
    expect(await holding(of)).toContain('failure rate')
  })
})

describe('the alarm of activity', () => {
  test('goes off at once after the first batch, then each ten minutes while events come, else after each full hour', async () => {
    const one = fresh()
    await handIn(one, ended(1))
    expect(await alarmOf(one.stub)).toBe(Date.now())
    await look(one)
    expect(await alarmOf(one.stub)).toBe(Date.now() + 10 * minute)
    leap(10 * minute)
    await handIn(one, ended(1))
    await look(one)
    expect(await alarmOf(one.stub)).toBe(Date.now() + 10 * minute)
    leap(2 * hour)
    await look(one)
    const nextHour = Date.now() - (Date.now() % hour) + hour
    expect(await alarmOf(one.stub)).toBe(nextHour + minute)
    await handIn(one, ended(1))
    expect(await alarmOf(one.stub)).toBe(Date.now() + 10 * minute)
  })
})

describe("a customer's account without a queue", () => {
  const admin = { ADMIN_TOKEN: 'admin-token-of-the-tests' }
  const headers = { Authorization: 'Bearer admin-token-of-the-tests' }

  test('is found in activity and the ledger without its name, and does not count as one that has a queue', async () => {
    const one = customer({}, { ...deleteKeys, ...admin, COUNTERS_FLUSH_MS: '1' })
    expect(await send(one)).toMatchObject({ status: 200 })
    const ref = { partner: one.partner, account: one.account }
    const stub = activityOf(objects, ref)
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(stub)
      expect(await registry.activeAccounts(one.partner)).toContainEqual(ref)
    })
    const ask = async (path: string): Promise<Readonly<Record<string, unknown>>> =>
      (await fetchWorker(one.env, path, { method: 'GET', headers })).json()
    const { activity } = await ask(`/v1/activity?partner=${one.partner}`)
    expect(activity).toMatchObject([{ account: one.account, outcome: 'delivered' }])
    expect((await ask(`/v1/ledger?partner=${one.partner}`))['inline']).toEqual({ delivered: 1 })
    expect(await registry.knows(ref)).toBe(false)
  })

  test("is listed with the latest first, once, as long as its counts are kept; the operator's too, whose mapping may go", async () => {
    const partner = freshToken().slice(0, 12)
    const report = (account: string, own = false): Promise<void> =>
      registry.observe({ partner, account, own, lastAt: Date.now(), conditions: [] })
    await report('c1')
    leap(day)
    await report('c2')
    await report('mine', true)
    await report('c2')
    const listed = async (): Promise<readonly string[]> =>
      (await registry.activeAccounts(partner)).map(({ account }) => account)
    expect(await listed()).toEqual(['c2', 'mine', 'c1'])
    leap(day)
    await report('c1')
    expect(await listed()).toEqual(['c1', 'c2', 'mine'])
    leap(90 * day)
    await runDurableObjectAlarm(registry)
    expect(await listed()).toEqual(['c1'])
  })

  test('costs the registry a row a day', async () => {
    const partner = freshToken().slice(0, 12)
    const report = { partner, account: 'c1', own: false, conditions: [] }
    const written = await runInDurableObject(registry, async (object, { storage }) => {
      await object.observe({ ...report, lastAt: Date.now() })
      const spy = vi.spyOn(storage.sql, 'exec')
      for (let i = 1; i <= 24; i++) await object.observe({ ...report, lastAt: Date.now() + i * hour })
      const rows = spy.mock.results.map(({ value }) => (value as SqlStorageCursor<never>).rowsWritten)
      spy.mockRestore()
      return rows.reduce((sum, n) => sum + n, 0)
    })
    expect(written).toBe(1)
  })
})
