/** `SHADOW`: all is done with an account's events but the partner's call. */
import { describe, expect, test, vi } from 'vitest'
import { registryOf } from '../../src/registry/registry.ts'
import { queueOf } from '../../src/queue/stubs.ts'
import { customer, send, storedOf } from '../kit/customers.ts'
import { accepted, adminToken, ask, deletingAccount, endsAs } from '../kit/deletes.ts'
import { storedIn } from '../kit/object.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, testAccount } from '../kit/queue.ts'
import { deleteKeys, fetchWorker, objects, partnerCalls, track } from '../kit/worker.ts'

const more = { ...objects, ...deleteKeys, ADMIN_TOKEN: adminToken, COUNTERS_FLUSH_MS: '1', REGISTRY_STALE_MS: '0' }

function account(partner = 'plain'): TestAccount {
  return testAccount(partner, 'ok', more)
}

/** The environment of an account from when it is shadowed on. */
function shadowed(of: TestAccount, partner = 'plain'): Record<string, unknown> {
  return { ...of.env, SHADOW: `other ${partner}/${of.name}` }
}

async function post(of: TestAccount, body: unknown, env: Record<string, unknown>): Promise<unknown> {
  const reply = await fetchWorker(env, of.route, { body })
  return { status: reply.status, body: await reply.json() }
}

/** All that the account's queue keeps of events. */
async function queued({ env, name }: TestAccount, partner = 'plain'): Promise<readonly unknown[]> {
  return storedIn(queueOf(env, partner, name), ['SELECT * FROM events', 'SELECT * FROM dead_letters'])
}

interface Found {
  readonly activity: readonly { readonly id: string; readonly outcome: string; readonly failed: boolean }[]
}

async function activityOf(of: TestAccount, n: number, partner = 'plain'): Promise<Found['activity']> {
  return vi.waitFor(async () => {
    const { body } = await ask(of.env, `/v1/activity?partner=${partner}&account=${of.name}`)
    const { activity } = body as unknown as Found
    expect(activity).toHaveLength(n)
    return activity
  })
}

const many = (n: number): readonly unknown[] =>
  Array.from({ length: n }, (_, i) => track({ messageId: `m-${i}`, userId: `u-${i}` }))

describe('an event of a shadowed account', () => {
  test('is not sent: its request stands in activity, and the ledger counts it', async () => {
    const one = account()
    expect(await post(one, track(), shadowed(one))).toEqual({
      status: 200,
      body: { status: 'shadowed', subscriptions: [{ name: 'Track', status: 'shadowed' }] },
    })
    expect(await partnerCalls(one.token)).toEqual([])
    expect(await queued(one)).toEqual([])
    const [found] = await activityOf(one, 1)
    expect(found).toMatchObject({ outcome: 'shadowed', failed: false })
    const { body } = await ask(one.env, `/v1/activity/plain/${one.name}/${found?.id}?reveal=1`)
    expect(body).toMatchObject({
      attempts: [
        {
          exchange: {
            method: 'POST',
            body: expect.stringContaining('"userId":"user-0001"'),
            answer: { notSent: 'SHADOW names this account' },
          },
        },
      ],
    })
    const { body: ledger } = await ask(one.env, `/v1/ledger?partner=plain&account=${one.name}`)
    expect(ledger).toMatchObject({ received: 1, inline: { shadowed: 1 }, queue: {} })
  })

  test.for([
    { what: 'while the partner is paused', partner: 'batches', events: 1 },
    { what: 'in an array of more calls than can be made inline', partner: 'plain', events: 70 },
    { what: 'where the mapping collects events before it sends them', partner: 'buffered', events: 3 },
    { what: 'in an array over 1 MB', partner: 'batches', events: 600, padding: 2_000 },
  ])('is not stored either $what', async ({ what, partner, events, padding = 0 }) => {
    const one = account(partner)
    const isPaused = what.includes('paused')
    if (isPaused) await registryOf(objects).pause(partner, ['events'])
    const body = many(events).map((event) => ({ ...(event as object), properties: { padding: 'x'.repeat(padding) } }))
    expect(await post(one, body, shadowed(one, partner))).toEqual({
      status: 200,
      body: { status: 'shadowed', results: body.map(() => ({ status: 'shadowed' })) },
    })
    if (isPaused) await registryOf(objects).resume(partner, ['events'])
    expect([await partnerCalls(one.token), await queued(one, partner)]).toEqual([[], []])
  })

  test('may be refused as ever, and then leaves no dead letter, which a retry would send', async () => {
    const one = account()
    expect(await post(one, [track(), { type: 'track' }], shadowed(one))).toMatchObject({
      status: 200,
      body: { status: 'shadowed', results: [{ status: 'shadowed' }, { status: 'invalid', code: 'invalid_event' }] },
    })
    expect(await queued(one)).toEqual([])
    expect((await activityOf(one, 2)).map(({ outcome }) => outcome).toSorted()).toEqual(['invalid', 'shadowed'])
  })

  test('goes no way that others go: what was queued before is sent, and so is what other accounts get', async () => {
    const [one, other] = [account('batches'), account('batches')]
    await registryOf(objects).pause('batches', ['events'])
    expect(await post(one, track({ messageId: 'before' }), one.env)).toMatchObject({ status: 202 })
    await registryOf(objects).resume('batches', ['events'])
    const env = shadowed(one, 'batches')
    expect(await post(one, track({ messageId: 'after' }), env)).toMatchObject({ body: { status: 'shadowed' } })
    expect(await post(other, track(), { ...other.env, SHADOW: env['SHADOW'] })).toMatchObject({
      body: { status: 'delivered' },
    })
    expect((await drain(one.stub)).counts).toEqual({ delivered: 1 })
    const calls = await partnerCalls(one.token)
    expect(calls.map(({ body }) => (JSON.parse(body) as { messageId: string }[])[0]?.messageId)).toEqual(['before'])
  })

  test('is shown by a test send as a request that is not sent', async () => {
    const one = account()
    const { body } = await ask(shadowed(one), `/v1/test/plain/${one.name}`, { event: track() })
    expect(body).toMatchObject({
      reply: { status: 200, body: { status: 'shadowed' } },
      calls: [{ method: 'POST', answer: { notSent: 'SHADOW names this account' } }],
    })
  })
})

describe('a shadowed account', () => {
  test('has its deletes sent', async () => {
    const one = deletingAccount('ok')
    const id = await accepted({ ...one, env: shadowed(one) }, { userId: 'user-0001', messageId: 'delete-1' })
    await endsAs(one, id, 'FINISHED')
    expect(await partnerCalls(one.token)).toHaveLength(1)
  })

  test('is named in the list of partners', async () => {
    const one = account()
    const { body } = await ask(shadowed(one), '/v1/partners')
    const { partners } = body as { partners: { partner: string; accounts: { account: string }[] }[] }
    const accounts = partners.find(({ partner }) => partner === 'plain')?.accounts ?? []
    expect(accounts.find(({ account: name }) => name === one.name)).toMatchObject({ shadowed: true })
    expect(accounts.find(({ account: name }) => name === 'default')).not.toHaveProperty('shadowed')
  })

  test.for([
    { names: 'plian', unknown: 'plian', known: [] },
    { names: 'plain/nowhere', unknown: 'plain/nowhere', known: [] },
    { names: 'plain/default', known: ['plain/default'] },
    { names: 'plain, batches', known: ['plain', 'batches'] },
    { names: 'plain plian', unknown: 'plian', known: ['plain'] },
    { names: '', known: [] },
  ])('is named by deep health: SHADOW "$names" shadows $known', async ({ names, unknown, known }) => {
    const { body } = await ask({ ...account().env, SHADOW: names }, '/health?deep=1')
    const problem = `${JSON.stringify(unknown)} is no partner and no account: expected <partner> or <partner>/<account>, several separated by spaces`
    expect(body).toMatchObject({
      shadowed: known,
      variables: unknown === undefined ? [] : [{ variable: 'SHADOW', problem }],
    })
  })
})

describe("a shadowed partner's customer", () => {
  test('has the key checked, and nothing sent with it', async () => {
    const one = customer({}, { ...more, SHADOW: 'customers' })
    for (let i = 0; i < 2; i++) expect(await send(one)).toMatchObject({ status: 200, body: { status: 'shadowed' } })
    const space = one.settings['space'] ?? ''
    expect([await partnerCalls(space), (await partnerCalls(`${space}check`)).length]).toEqual([[], 1])
    expect(await storedOf(one)).toEqual([])
  })

  test.for([
    { says: 'refuses it', checked: 'refuses', status: 401 },
    { says: 'does not say', checked: 'fails', status: 503 },
  ])('whose key the partner $says gets $status, and leaves nothing', async ({ checked, status }) => {
    const one = customer({ checked }, { ...more, SHADOW: 'customers' })
    expect(await send(one)).toMatchObject({ status })
    expect(await storedOf(one)).toEqual([])
  })
})
