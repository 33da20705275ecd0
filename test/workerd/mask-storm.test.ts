import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { registryOf } from '../../src/registry/registry.ts'
import type { EventLike } from '../../src/mapping/translate.ts'
import { adminToken, ask, deletesIn, deletingAccount } from '../kit/deletes.ts'
import { freshToken, fetchWorker, partnerCalls, shareWithObjects } from '../kit/worker.ts'
import { eventOf, leakIn, planted, tellingInHashes, textsOf } from '../kit/planted.ts'
import type { TestAccount } from '../kit/queue.ts'

/** Arrays of twenty events; with `PROPERTY_RUNS=5000` (`npm run test:long`) 2,400 events in all. The long form for the mask alone is in `test/node/mask-storm.test.ts`. */
const arrays = Math.min(20, Math.max(2, Math.floor((inject('propertyRuns') ?? 0) / 100)))
const perArray = 20

const settings = { user: 'user-xulwob-08', password: 'pass-jyrquq-99' }
const viewerToken = 'viewer-token-of-the-tests'

/** Where events stay as they came until they are delivered or their users deleted. */
const asTheyCame: Readonly<Record<string, readonly string[]>> = {
  events: ['body'],
  dead_letters: ['entry', 'message_id'],
  // Sealed: chance makes any seven letters stand there now and then.
  deletes: ['sealed'],
}

/** All tables of an object as text, without some columns. */
async function tablesOf(
  stub: DurableObjectStub,
  without: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  return runInDurableObject(stub, (_, { storage }) => {
    const names = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    )
    return [...names]
      .flatMap(({ name }) =>
        [...storage.sql.exec(`SELECT * FROM "${name}"`)].map((row) =>
          JSON.stringify(Object.entries(row).filter(([column]) => without[name]?.includes(column) !== true)),
        ),
      )
      .join('\n')
  })
}

async function asViewer(env: Readonly<Record<string, unknown>>, path: string): Promise<string> {
  return (
    await fetchWorker(env, path, { key: undefined, method: 'GET', headers: { Authorization: `Bearer ${viewerToken}` } })
  ).text()
}

/** The ids of an account's deliveries, as a viewer sees them, and the page. */
async function listed({ env, name }: TestAccount): Promise<{ page: string; ids: readonly string[] }> {
  const page = await asViewer(env, `/v1/deliveries?partner=echo&account=${name}&limit=200`)
  const { deliveries } = JSON.parse(page) as { deliveries: readonly { id: string }[] }
  return { page, ids: deliveries.map(({ id }) => id) }
}

/** What people and programs outside see of an account. */
async function seenOf(account: TestAccount, alerts: string): Promise<readonly string[]> {
  const { env, name } = account
  const { page, ids } = await listed(account)
  const some = ids.filter((_, i) => i % Math.ceil(ids.length / 40) === 0)
  const shown = await Promise.all(some.map((id) => asViewer(env, `/v1/deliveries/echo/${name}/${id}`)))
  await runDurableObjectAlarm(registryOf(env as never))
  return [
    page,
    ...shown,
    await asViewer(env, '/metrics'),
    await asViewer(env, '/v1/partners'),
    JSON.stringify((await partnerCalls(alerts)).map(({ body }) => body)),
    await tablesOf(account.stub, asTheyCame),
    await tablesOf(registryOf(env as never), {}),
  ]
}

/** The rows of events and deletes that wait. */
async function waiting({ stub }: TestAccount): Promise<readonly unknown[]> {
  return runInDurableObject(stub, (_, { storage }) => [
    ...storage.sql.exec('SELECT reason, attempts, due FROM events'),
    ...storage.sql.exec(
      "SELECT phase, state, reason, attempts, due FROM deletes WHERE phase <> 'none' OR sealed IS NOT NULL",
    ),
  ])
}

afterEach(() => {
  vi.restoreAllMocks()
  shareWithObjects({ ALERT_URL: undefined, ALERT_SECRET: undefined, ALARM_WORK_MS: undefined })
})

test.for([
  { mood: '207', alerts: 0 },
  { mood: '400', alerts: 1 },
  { mood: '401', alerts: 1 },
  { mood: '429', alerts: 0 },
  { mood: '500', alerts: 0 },
  { mood: 'reset', alerts: 0 },
])(
  'a partner that answers $mood and gives back what it got tells nobody of anybody, and nothing is left when the users are deleted',
  { timeout: 300_000 },
  async ({ mood, alerts: expected }) => {
    const spy = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const alerts = freshToken()
    const tokens = { ADMIN_TOKEN: adminToken, VIEWER_TOKEN: viewerToken }
    const receiver = { ALERT_URL: `${inject('partner')}/${alerts}/ok`, ALERT_SECRET: 'alert-secret-of-the-tests' }
    // A run of the alarm keeps the settings that it began with: on a slow machine, where there is always more to do, it would not see that the partner is well.
    shareWithObjects({ ALARM_WORK_MS: '500' })
    const account = deletingAccount(`echo?mood=${mood}`, { ...tokens, ...receiver }, 'echo', settings)
    const { env, route, token } = account
    const people = Array.from({ length: arrays * perArray }, (_, i) => planted(i))
    const hidden = [...people.flatMap(textsOf), ...Object.values(settings), token.slice(account.name.length)]
    const replies: string[] = []
    const send = async (body: unknown): Promise<void> => {
      const reply = await fetchWorker(env, route, { body })
      replies.push(`${reply.status} ${await reply.text()}`)
    }
    for (let i = 0; i < arrays; i++) {
      const some = people.slice(i * perArray, (i + 1) * perArray)
      await send(some.map((one, n) => eventOf(one, n) as EventLike))
    }
    for (const one of people.slice(0, 3)) await send(eventOf(one, 100))
    const gone = people.map(({ userId, email }) => ({ type: 'delete', userId, messageId: email }))
    await send(gone.slice(0, perArray))
    await vi.waitFor(
      async () => expect((await partnerCalls(token)).some(({ body }) => body.includes('gone'))).toBe(true),
      {
        timeout: 20_000,
        interval: 50,
      },
    )
    await vi.waitFor(
      async () => {
        await runDurableObjectAlarm(registryOf(env as never))
        expect((await partnerCalls(alerts)).length).toBeGreaterThanOrEqual(expected)
      },
      { timeout: 20_000, interval: 100 },
    )
    const seen = [...replies, ...(await seenOf(account, alerts))]

    account.move('ok')
    await ask(env, '/v1/deliveries/retry', { partner: 'echo', account: account.name, state: 'pending' })
    await send(gone)
    await vi.waitFor(
      async () => {
        for (const id of (await listed(account)).ids)
          await ask(env, `/v1/deliveries/echo/${account.name}/${id}/retry`, {})
        expect(await waiting(account)).toEqual([])
      },
      { timeout: 60_000, interval: 100 },
    )
    expect(await deletesIn(account)).toBeGreaterThanOrEqual(people.length)
    seen.push(...replies, ...(await seenOf(account, alerts)), await tablesOf(account.stub, {}))
    seen.push(...spy.mock.calls.map(([line]) => String(line)))
    const leaks = seen.flatMap((text) => {
      const leak = leakIn(text, hidden, tellingInHashes)
      if (leak === undefined) return []
      const at = Math.max(0, text.toLowerCase().indexOf(leak) - 500)
      return [{ leak, text: text.slice(at, at + 1_000) }]
    })
    expect(leaks).toEqual([])
  },
)
