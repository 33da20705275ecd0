import { runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { variables } from '../../src/runtime/variables.ts'
import { queueOf } from '../../src/queue/stubs.ts'
import { deploy } from '../kit/deploy.ts'
import { deleteKeys, environment, freshToken, fetchWorker, objects, shareWithObjects } from '../kit/worker.ts'
import { accepted, deletingAccount } from '../kit/deletes.ts'
import { wakeAnew } from '../kit/object.ts'

const admin = 'admin-token-of-the-tests'
const deployed = { ENVIRONMENT: 'production', DEV_PARTNER: undefined }

async function deepHealth(
  more: Readonly<Record<string, unknown>>,
  send = fetchWorker,
): Promise<{ status: number; variables: unknown }> {
  const env = { ...environment(freshToken()), ...objects, ADMIN_TOKEN: admin, ...more }
  const reply = await send(env, '/health?deep=1', {
    method: 'GET',
    key: undefined,
    headers: { Authorization: `Bearer ${admin}` },
  })
  const body = await reply.json<{ variables: unknown }>()
  return { status: reply.status, variables: body.variables }
}

afterEach(() => {
  vi.restoreAllMocks()
  shareWithObjects({ DELETE_WAIT_MS: undefined })
})

describe('a variable that is not obeyed', () => {
  test('is one log line an isolate, whatever comes first and next', async () => {
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const env = { ...environment(freshToken()), ...objects, ...deployed, DELETE_WAIT_MS: '500', RECEIPT_YEARS: 'ten' }
    const account = freshToken().slice(0, 12)
    for (let i = 0; i < 3; i++) await fetchWorker(env, '/health', { method: 'GET' })
    shareWithObjects({ ...deployed, DELETE_WAIT_MS: '500' })
    const stub = queueOf(env as never, 'plain', account)
    await runInDurableObject(stub, () => undefined)
    await wakeAnew(stub)
    await runInDurableObject(queueOf(env as never, 'plain', account), () => undefined)
    const told = lines.mock.calls.map(([line]) => JSON.parse(String(line)) as { at: string })
    expect(told.filter(({ at }) => at === 'variables')).toEqual([
      {
        at: 'variables',
        problems: [
          {
            variable: 'DELETE_WAIT_MS',
            problem: 'must be a number of ms, 90000 to 3600000: the default 90000 is used',
          },
          {
            variable: 'RECEIPT_YEARS',
            problem: 'must be a number of years, 1 to 100: the default 3 is used',
          },
        ],
      },
    ])
  })

  test.for(Object.entries(variables).map(([name, bounds]) => ({ name, ...bounds })))(
    '$name is named by deep health, which is not ok',
    async ({ name, least, most, unit, default: usual }) => {
      const problem = `must be a number of ${unit}, ${least} to ${most}: the default ${usual} is used`
      for (const given of [String(least - 1), String(most + 1), 'soon'])
        expect(await deepHealth({ ...deployed, [name]: given })).toEqual({
          status: 503,
          variables: [{ variable: name, problem }],
        })
      for (const given of [String(least), String(most)])
        expect(await deepHealth({ ...deployed, [name]: given })).toMatchObject({ variables: [] })
      expect(await deepHealth({ [name]: '0' })).toMatchObject({ variables: [] })
      expect(await deepHealth({ [name]: 'soon' })).toMatchObject({ variables: [{ variable: name }] })
    },
  )
})

test.for([
  { given: { ALERT_URL: 'http://alerts.example.com/x', ALERT_SECRET: 'a-secret' }, names: ['ALERT_URL'] },
  { given: { ALERT_URL: 'alerts.example.com', ALERT_SECRET: 'a-secret' }, names: ['ALERT_URL'] },
  { given: { ALERT_URL: 'https://alerts.example.com/x' }, names: ['ALERT_SECRET'] },
  { given: { ALERT_URL: 'https://alerts.example.com/x', ALERT_SECRET: 'a-secret' }, names: [] },
  { given: { ALERT_SECRET: 'a-secret' }, names: [] },
])('alerts of $given are kept from being sent by $names, and deep health names it', async ({ given, names }) => {
  const problem = expect.stringMatching(/: no alert is sent$/)
  expect((await deepHealth({ ...deployed, ...given })).variables).toEqual(
    names.map((variable) => ({ variable, problem })),
  )
})

test('deep health is ok where nothing else is wrong and every variable is obeyed', async () => {
  await deploy({ broken: null })
  const { fetchWorker: send } = await import('../kit/worker.ts')
  expect(await deepHealth({ ...deployed, ...deleteKeys, DELETE_WAIT_MS: '90000' }, send)).toEqual({
    status: 200,
    variables: [],
  })
  expect(await deepHealth({ ...deployed, DELETE_WAIT_MS: '90000' }, send)).toMatchObject({ status: 503 })
  expect(await deepHealth({ ...deployed, ...deleteKeys, DELETE_WAIT_MS: '500' }, send)).toMatchObject({ status: 503 })
  await deploy({})
})

test('a delete waits as long as documented in production, whatever DELETE_WAIT_MS says', async () => {
  const account = deletingAccount('ok', { ...deployed, DELETE_WAIT_MS: '500' })
  const before = Date.now()
  await accepted(account, { userId: 'user-1' })
  const due = await vi.waitFor(async () => {
    const [row] = await runInDurableObject(account.stub, (_, { storage }) =>
      storage.sql.exec<{ due: number; phase: string }>('SELECT due, phase FROM deletes').toArray(),
    )
    expect(row?.phase).toBe('submit')
    return row?.due ?? 0
  })
  expect(due - before).toBeGreaterThanOrEqual(90_000)
})
