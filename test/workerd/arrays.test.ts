import { describe, expect, test } from 'vitest'
import { environment, freshToken, fetchWorker, partnerCalls, partnerPeak, queues, track } from '../kit/worker.ts'
import { drain, testAccount } from '../kit/queue.ts'

const many = (count: number): readonly unknown[] =>
  Array.from({ length: count }, (_, i) => track({ messageId: `message-${i}`, userId: `user-${i}` }))

async function send(
  path: string,
  partner: string,
  body: unknown,
  more: Readonly<Record<string, unknown>> = queues,
): Promise<{ status: number; body: unknown; token: string; headers: Headers }> {
  const token = freshToken()
  const reply = await fetchWorker(environment(token, partner, more), `/v1/destinations/${path}`, { body })
  return { status: reply.status, body: await reply.json(), token, headers: reply.headers }
}

describe('arrays', () => {
  test('bad items spoil nothing: each has its own result', async () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
    const body = [
      track(),
      null,
      { ...track(), properties: { deep } },
      { type: 'track' },
      track({ type: 'page' }),
      track({ messageId: 'm2' }),
      track({ properties: { big: 'x'.repeat(270_000) } }),
    ]
    const raw = `[${body.map((item, i) => (i === 2 ? `{"type":"track","userId":"u","event":"e","properties":${'['.repeat(50_000)}${']'.repeat(50_000)}}` : JSON.stringify(item))).join(',')}]`
    const { status, body: reply, token } = await send('plain', 'ok', raw)
    expect(status).toBe(200)
    expect(reply).toEqual({
      status: 'delivered',
      results: [
        { status: 'delivered' },
        { status: 'invalid', code: 'invalid_event', message: expect.stringMatching(/expected a JSON object/) },
        { status: 'invalid', code: 'invalid_event', message: expect.stringMatching(/levels of nesting/) },
        { status: 'invalid', code: 'invalid_event', message: expect.stringMatching(/userId or anonymousId/) },
        { status: 'unsupported', code: 'unsupported_event', message: 'plain has nothing for page events' },
        { status: 'delivered' },
        { status: 'invalid', code: 'event_too_large', message: 'an event holds at most 256 KB' },
      ],
    })
    expect(await partnerCalls(token)).toHaveLength(2)
  })

  test('4,000 events, which are more than Segment waits for, are committed first and leave in batches, each once', async () => {
    const { env, route, stub, token } = testAccount('batches', 'ok')
    const reply = await fetchWorker(env, route, { body: many(4_000) })
    expect(reply.status).toBe(202)
    const { results } = (await reply.json()) as { results: { status: string; message: string }[] }
    expect(results).toHaveLength(4_000)
    expect(new Set(results.map(({ status, message }) => `${status}: ${message}`))).toEqual(
      new Set(['queued: it is more than can be sent while Segment waits']),
    )
    expect(await drain(stub)).toEqual({ pending: 0, counts: { delivered: 4_000 } })
    const calls = (await partnerCalls(token)).map((call) => JSON.parse(call.body) as { messageId: string }[])
    expect(calls.flat().length).toBe(4_000)
    expect(new Set(calls.flat().map((event) => event.messageId)).size).toBe(4_000)
    expect(calls.filter((items) => items.length === 3).length).toBeGreaterThan(1_300)
  }, 20_000)

  test('items that the partner names in a 207 are rejected, the others are delivered', async () => {
    const answer = JSON.stringify({ errors: [{ at: 1, why: 'no plan for user-1' }] })
    const { status, body } = await send('batches', `status?code=207&body=${encodeURIComponent(answer)}`, many(3))
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'delivered',
      results: [
        { status: 'delivered' },
        { status: 'rejected', code: 'event_rejected', message: 'no plan for …' },
        { status: 'delivered' },
      ],
    })
  })

  test('an array of which some events are neither settled nor committed is 503 as a whole', async () => {
    const { status, body, headers, token } = await send('batches', 'flaky?code=500&times=1', many(6), {})
    expect({ status, body }).toEqual({
      status: 503,
      body: { code: 'not_stored', message: '3 of 6 events could not be delivered: the partner answered 500' },
    })
    expect(headers.get('Retry-After')).toBe('5')
    expect(await partnerCalls(token)).toHaveLength(2)
  })

  test('an array that the partner rejects is 200 with each result, for 400 would say that nothing was valid', async () => {
    const { status, body } = await send('batches', 'status?code=400', many(2))
    const rejected = { status: 'rejected', code: 'event_rejected', message: 'the partner answered 400' }
    expect({ status, body }).toEqual({ status: 200, body: { status: 'rejected', results: [rejected, rejected] } })
  })

  test('an array of types that the mapping has nothing for is 501', async () => {
    const { status, body } = await send('plain', 'ok', [track({ type: 'page' }), track({ type: 'group' })])
    expect({ status, body }).toEqual({
      status: 501,
      body: { code: 'unsupported_event', message: 'plain has nothing for page events' },
    })
  })

  test('never more than six calls are in flight', async () => {
    const { status, token } = await send('plain', 'slow?ms=30', many(40))
    expect(status).toBe(200)
    expect(await partnerPeak(token)).toBe(6)
  })
})
