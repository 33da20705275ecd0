import { afterEach, describe, expect, test, vi } from 'vitest'
import { fetchWorker, track } from '../kit/worker.ts'
import { drain, testAccount } from '../kit/queue.ts'

/** The lines that the Worker and its objects write, as objects. */
function listen(): () => readonly Readonly<Record<string, unknown>>[] {
  const spy = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  return () => spy.mock.calls.map(([line]) => JSON.parse(String(line)) as Readonly<Record<string, unknown>>)
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('one attempt', () => {
  test('is one line, with the ids that lead from the reply to the delivery, and nothing of the event', async () => {
    const lines = listen()
    const { env, route, name, stub, token } = testAccount(
      'plain',
      'flaky?code=503&times=2&body={"message":"user-0001 Pro Annual"}',
    )
    const reply = await fetchWorker(env, route, { body: track() })
    const requestId = reply.headers.get('X-Request-Id')
    await drain(stub)
    const attempts = lines().filter(({ at }) => at === 'attempt')
    const about = {
      at: 'attempt',
      partner: 'plain',
      account: name,
      mapping: 'hash-plain',
      subscription: 'Track',
      request: 'request',
      items: 1,
      ms: expect.any(Number),
    }
    const queued = {
      ...about,
      queued: true,
      lateMs: expect.any(Number),
      deliveries: [expect.stringMatching(/^[0-9a-f]{24}-[0-9a-f]{12}$/)],
      requestIds: [requestId],
    }
    expect(attempts).toEqual([
      { ...about, requestId, attempt: 1, status: 503, outcome: 'retryable', rule: '/subscriptions/0/outcomes/0' },
      { ...queued, attempt: 2, status: 503, outcome: 'retryable', rule: '/subscriptions/0/outcomes/0' },
      { ...queued, attempt: 3, status: 200, outcome: 'delivered' },
    ])
    const text = JSON.stringify(lines())
    for (const hidden of ['user-0001', 'Pro Annual', 'Registered', token]) expect(text).not.toContain(hidden)
  })

  test('that never was an answer has no status', async () => {
    const lines = listen()
    const { env, route, stub, move } = testAccount('plain', 'reset')
    await fetchWorker(env, route, { body: track() })
    expect(lines().filter(({ at }) => at === 'attempt')).toMatchObject([{ outcome: 'retryable', items: 1 }])
    move('ok')
    await drain(stub)
  })
})

test('no line holds a word of the partner: neither of one event nor of an array', async () => {
  const lines = listen()
  const { env, route, stub } = testAccount('plain', 'status?code=422&body={"message":"zofkvi is unheard of"}')
  await fetchWorker(env, route, { body: track() })
  await fetchWorker(env, route, { body: [track({ messageId: 'a' }), track({ messageId: 'b' })] })
  await drain(stub)
  expect(lines().filter(({ at }) => at === 'refused')).toMatchObject([
    { rejected: 1, reasons: ['the partner answered 422'] },
    { rejected: 2, reasons: ['the partner answered 422'] },
  ])
  expect(JSON.stringify(lines())).not.toMatch(/zofkvi|unheard/)
})

describe('what an array held that was refused', () => {
  test('leaves one counted line', async () => {
    const lines = listen()
    const { env, route } = testAccount('plain', 'status?code=400')
    await fetchWorker(env, route, { body: [track(), 17, { type: 'track' }] })
    expect(lines().filter(({ at }) => at === 'refused')).toMatchObject([
      {
        invalid: 2,
        rejected: 1,
        requestId: expect.any(String),
        reasons: expect.arrayContaining(['the partner answered 400']),
      },
    ])
  })
})
