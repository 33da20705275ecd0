import { expect, test } from 'vitest'
import { fetchWorker, partnerCalls } from '../kit/worker.ts'
import { drain, testAccount } from '../kit/queue.ts'

const body = (messageId: string): string =>
  `{"type":"track","event":"A","userId":"u1","messageId":"${messageId}","properties":{"id":9007199254740993,"vast":1e400,"n":1.50}}`

const arrived = `"id":9007199254740993,"vast":1${'0'.repeat(400)},"n":1.5}`

test.for(['ok', 'flaky?code=503&times=1'])(
  'large numbers arrive as they came, at a partner that is %s',
  async (mood) => {
    const account = testAccount('plain', mood)
    const reply = await fetchWorker(account.env, account.route, { body: body('m1') })
    await reply.text()
    if (mood !== 'ok') await drain(account.stub)
    const calls = await partnerCalls(account.token)
    const last = calls.at(-1)?.body ?? ''
    expect([calls.length, last.includes(arrived)]).toEqual([mood === 'ok' ? 1 : 2, true])
  },
)

test('large numbers of an array over a megabyte arrive as they came, through the queue', async () => {
  const account = testAccount('batches', 'ok')
  const padding = JSON.stringify({ type: 'track', event: 'P', userId: 'u', properties: { padding: 'x'.repeat(4_000) } })
  const items = [body('m1'), ...Array.from({ length: 300 }, () => padding)]
  expect((await fetchWorker(account.env, account.route, { body: `[${items.join(',')}]` })).status).toBe(202)
  await drain(account.stub)
  const bodies = (await partnerCalls(account.token)).map((call) => call.body)
  expect(bodies.filter((text) => text.includes(arrived))).toHaveLength(1)
})

test('an id that is a large number is the text of its digits', async () => {
  const account = testAccount('plain', 'ok')
  const text = '{"type":"track","event":"A","userId":9007199254740993,"messageId":"m1"}'
  expect((await fetchWorker(account.env, account.route, { body: text })).status).toBe(200)
  expect((await partnerCalls(account.token))[0]?.body).toContain('"userId":"9007199254740993"')
})

test('a refused event with such a number is kept as a dead letter', async () => {
  const account = testAccount('plain', 'ok')
  const reply = await fetchWorker(account.env, account.route, { body: `[${body('m1')},{"type":1e999,"userId":"u1"}]` })
  expect(await reply.json()).toMatchObject({ results: [{ status: 'delivered' }, { status: 'invalid' }] })
})
