import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, vi } from 'vitest'
import type { Receipt } from '../../src/deletes/receipt.ts'
import { verify } from '../../src/deletes/receipt-links.ts'
import { receiptKeysOf } from '../../src/deletes/keys.ts'
import { queueOf } from '../../src/queue/stubs.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { deleteKeys, fetchWorker, objects, partnerCalls, track } from './worker.ts'
import { storedIn } from './object.ts'
import type { TestAccount } from './queue.ts'
import { testAccount } from './queue.ts'

export const adminToken = 'admin-token-of-the-tests'

/** An account of its own for a test of deletes: its first attempts wait for 30 ms. */
export function deletingAccount(
  path: string,
  more: Readonly<Record<string, unknown>> = {},
  partner = 'plain',
  settings: Readonly<Record<string, string | undefined>> = {},
): TestAccount {
  const variables = { ...deleteKeys, DELETE_WAIT_MS: '30', REGISTRY_STALE_MS: '0', COUNTERS_GROUP_MS: '1' }
  return testAccount(partner, path, { ...objects, ...variables, ADMIN_TOKEN: adminToken, ...more }, settings)
}

/** Sends one delete, or several in an array, to the account's route. */
export async function sendDelete(
  { env, route }: Pick<TestAccount, 'env' | 'route'>,
  body: unknown,
): Promise<{ readonly status: number; readonly reply: Record<string, unknown> }> {
  const reply = await fetchWorker(env, route, { body })
  return { status: reply.status, reply: await reply.json() }
}

/** Accepts a delete; gives its id. */
export async function accepted(account: TestAccount, more: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, reply } = await sendDelete(account, { type: 'delete', ...more })
  expect({ status, reply }).toMatchObject({ status: 202, reply: { status: 'queued' } })
  return String(reply['delete'])
}

/** Asks an operator's route as admin. */
export async function ask(
  env: Readonly<Record<string, unknown>>,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const reply = await fetchWorker(env, path, {
    key: undefined,
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${adminToken}` },
    ...(body !== undefined && { body }),
  })
  return { status: reply.status, body: await reply.json() }
}

/** The receipt of a delete, as the route gives it. */
export async function receiptOf(account: TestAccount, id: string, partner = 'plain'): Promise<Receipt> {
  const { status, body } = await ask(account.env, `/v1/deletes/${partner}/${account.name}/${id}`)
  expect(status).toBe(200)
  return body as unknown as Receipt
}

/** The receipt of a delete once it has a state, verified. */
export async function endsAs(account: TestAccount, id: string, state: string, partner = 'plain'): Promise<Receipt> {
  const receipt = await vi.waitFor(
    async () => {
      const one = await receiptOf(account, id, partner)
      expect(one.state).toBe(state)
      return one
    },
    { timeout: 10_000, interval: 20 },
  )
  expect(verify(receipt, receiptKeysOf(account.env as Record<string, string>) as never)).toMatchObject({ ok: true })
  return receipt
}

/** How many deletes the account has. */
export async function deletesIn({ stub }: TestAccount): Promise<number> {
  return (await storedIn(stub, ['SELECT id FROM deletes'])).length
}

/** The kinds of what holds at an account, as the registry was told. */
export async function conditionsOf(account: TestAccount): Promise<readonly string[]> {
  return runInDurableObject(registryOf(account.env as never), (_, { storage }) =>
    storage.sql
      .exec<{ kind: string }>('SELECT kind FROM conditions WHERE account = ? ORDER BY kind', account.name)
      .toArray()
      .map(({ kind }) => kind),
  )
}

/** Waits until an account's object has told the registry all that it has to tell, and sleeps: a file of tests must not end before. */
export async function asleep(env: Readonly<Record<string, unknown>>, partner: string, account: string): Promise<void> {
  const stub = queueOf(env as never, partner, account)
  await vi.waitFor(
    async () => {
      const waits = await runInDurableObject(stub, async (_, { storage }) => {
        const [row] = storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM deletes WHERE announced = 0').toArray()
        return { unannounced: row?.n, soon: ((await storage.getAlarm()) ?? Infinity) < Date.now() + 1_000 }
      })
      const accounts = await registryOf(env as never).accounts({ partner, account, limit: 1 })
      expect({ ...waits, reported: (accounts[0]?.reportedAt ?? 0) > 0 }).toEqual({
        unannounced: 0,
        soon: false,
        reported: true,
      })
    },
    { timeout: 4_000, interval: 20 },
  )
}

/** Lets time pass by a faked clock (ms), then runs the account's alarm. */
export async function later(account: TestAccount, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms)
  await runDurableObjectAlarm(account.stub)
}

/** Sends a track event; gives how it was answered. */
export async function send(account: TestAccount, more: Readonly<Record<string, unknown>>): Promise<object> {
  const reply = await fetchWorker(account.env, account.route, { body: track(more) })
  return { code: reply.status, ...(await reply.json<object>()) }
}

/** What reached the partner under a token, in order: the messageIds of events, and `delete` for a delete. */
export async function reached(token: string): Promise<readonly string[]> {
  const calls = await partnerCalls(token)
  return calls
    .flatMap(({ body }) => JSON.parse(body) as readonly { type: string; messageId: string }[])
    .map(({ type, messageId }) => (type === 'delete' ? type : messageId))
}
