import { describe, expect, test } from 'vitest'
import { BodyLimits, takeBody } from '../../src/requests/body-limits.ts'
import { environment, freshToken, fetchWorker, partnerCalls, track } from '../kit/worker.ts'

const megabyte = 1_024 * 1_024

describe('an unauthenticated sender', () => {
  test.for(['/v1/destinations/nobody', '/v1/destinations/plain/nobody', '/v1/destinations/broken'])(
    'does not learn what is behind %s',
    async (path) => {
      const reply = await fetchWorker(environment(freshToken()), path, { body: track(), key: undefined })
      expect(reply.status).toBe(401)
    },
  )

  test('does not learn which methods a route takes', async () => {
    const reply = await fetchWorker(environment(freshToken()), '/v1/destinations/plain', {
      method: 'GET',
      key: undefined,
    })
    expect(reply.status).toBe(401)
  })
})

/** A gzip of nothing that never ends: empty stored blocks (RFC 1951, 3.2.4). `sent` tells how much of it was taken. */
function endlessGzip(): { readonly body: ReadableStream<Uint8Array>; readonly sent: () => number } {
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)
  const blocks = new Uint8Array(megabyte - (megabyte % 5)).map((_, i) => (i % 5 < 3 ? 0 : 0xff))
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = sent === 0 ? header : blocks
      sent += chunk.byteLength
      if (sent > 100 * megabyte) controller.close()
      else controller.enqueue(chunk.slice())
    },
  })
  return { body, sent: () => sent }
}

async function refusal(body: BodyInit, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const slot = new BodyLimits().enter(undefined, 'authenticated')
  if (slot === undefined) throw new Error('there is no place')
  const taken = await takeBody(new Request('https://x.example.com', { method: 'POST', body, headers }), slot)
  return 'reply' in taken ? taken.reply.status : undefined
}

describe('the limits of a body', () => {
  test('one that says that it is too large is 413 before it is read', async () => {
    expect(await refusal('{}', { 'Content-Length': String(33 * megabyte) })).toBe(413)
  })

  test('one that inflates to nothing is left once too much of it has come', async () => {
    const { body, sent } = endlessGzip()
    expect(await refusal(body, { 'Content-Encoding': 'gzip' })).toBe(413)
    expect(sent()).toBeLessThan(40 * megabyte)
  })

  test('the place of a body is given back, however it is answered', async () => {
    const env = environment(freshToken())
    for (let i = 0; i < 230; i++) {
      const reply = await fetchWorker(env, '/v1/destinations/plain', { body: '{' })
      expect(reply.status).toBe(400)
    }
  })
})

describe('the budget', () => {
  test('is over before Segment stops waiting, after five seconds', async () => {
    const started = Date.now()
    const reply = await fetchWorker(environment(freshToken(), 'hang'), '/v1/destinations/plain', { body: track() })
    expect(reply.status).toBe(503)
    expect(Date.now() - started).toBeLessThan(5_000)
  }, 20_000)
})

describe('what a mapping leaves out', () => {
  test('is never sent: events that it drops', async () => {
    const token = freshToken()
    const reply = await fetchWorker(environment(token), '/v1/destinations/plain', { body: track({ event: 'Noise' }) })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 200,
      body: { status: 'skipped', message: 'the mapping drops this event', subscriptions: [] },
    })
    expect(await partnerCalls(token)).toEqual([])
  })

  test('is never sent: fields that it redacts', async () => {
    const token = freshToken()
    const event = track({ context: { ip: '192.0.2.1', locale: 'en' }, properties: { hidden: 'card', plan: 'Pro' } })
    await fetchWorker(environment(token), '/v1/destinations/plain', { body: event })
    const [call] = await partnerCalls(token)
    expect(JSON.parse(call?.body ?? '')).toEqual([
      { ...event, context: { locale: 'en' }, properties: { plan: 'Pro' }, receivedAt: expect.any(String) },
    ])
  })
})

describe('a value in the path of a url', () => {
  test.for(['.', '..', '', null, undefined, {}, [], '\ud800'])('that is %j is never sent', async (id) => {
    const reply = await fetchWorker(environment(freshToken()), '/v1/destinations/paths', {
      body: track({ properties: { id } }),
    })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 400,
      body: { code: 'event_rejected', message: expect.stringMatching(/^properties\.id in the path of the url is /) },
    })
  })
})
