import { createExecutionContext } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { BodyLimits } from '../../src/requests/body-limits.ts'
import { createApp } from '../../src/http/app.ts'
import { newIsolate } from '../../src/http/routes.ts'
import { environment, freshToken, keys, fetchWorker, secrets, signature, track } from '../kit/worker.ts'

const wrong = { 'X-Signature': 'a'.repeat(40) }

afterEach(() => vi.restoreAllMocks())

/** The app of one isolate, and requests to it whose bodies hang until `end` is called. */
function besieged(now: () => number = Date.now): {
  readonly send: (headers: Readonly<Record<string, string>>, body?: string) => Promise<Response>
  readonly hang: (headers: Readonly<Record<string, string>>) => Promise<Response>
  readonly end: () => void
} {
  const app = createApp({ ...newIsolate(), bodyLimits: new BodyLimits(60_000, now) })
  const env = environment(freshToken())
  const open = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const post = async (headers: Readonly<Record<string, string>>, body: BodyInit): Promise<Response> => {
    const request = new Request('https://forwarder.example.com/v1/destinations/plain', {
      method: 'POST',
      headers,
      body,
    })
    return app.fetch(request, env, createExecutionContext())
  }
  return {
    send: (headers, body = JSON.stringify(track())) => post(headers, body),
    hang: (headers) => {
      let own: ReadableStreamDefaultController<Uint8Array> | undefined
      const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => void open.add((own = controller))
      return post(headers, new ReadableStream({ start, cancel: () => void (own && open.delete(own)) }))
    },
    end: () => open.forEach((controller) => controller.close()),
  }
}

describe('unauthenticated senders whose bodies never end', () => {
  const trusted = { Authorization: `Basic ${btoa(`${keys.all}:`)}` }

  test('of 32 MB hold no room by what they declare: what Segment signs still gets in', async () => {
    const { send, hang, end } = besieged()
    const hanging = [1, 2, 3].map(() => hang({ ...wrong, 'Content-Length': String(32 * 1_024 * 1_024) }))
    const body = JSON.stringify(track())
    expect((await send({ 'X-Signature': signature(body, secrets[0]) }, body)).status).toBe(200)
    end()
    for (const one of hanging) expect((await one).status).toBe(401)
  })

  test('by the hundred fill their own share: they are 503, and who has an endpoint key gets in', async () => {
    const { send, hang, end } = besieged()
    const hanging = Array.from({ length: 100 }, () => hang(wrong))
    expect((await send(wrong)).status).toBe(503)
    expect((await send(trusted)).status).toBe(200)
    end()
    for (const one of hanging) expect((await one).status).toBe(401)
    expect((await send(wrong)).status).toBe(401)
  })

  test('for a second make room for what Segment signs, and are answered 503', async () => {
    let time = 0
    const { send, hang, end } = besieged(() => time)
    const hanging = Array.from({ length: 100 }, () => hang(wrong))
    time = 1_000
    const body = JSON.stringify(track())
    for (let i = 0; i < 3; i++)
      expect((await send({ 'X-Signature': signature(body, secrets[0]) }, body)).status).toBe(200)
    expect((await Promise.race(hanging)).status).toBe(503)
    end()
    await Promise.all(hanging)
  })
})

/** What was parsed of the body while a request was answered. */
async function parsedFor(body: string, signed: string): Promise<{ status: number; parsed: readonly string[] }> {
  const env = environment(freshToken())
  const parse = vi.spyOn(JSON, 'parse')
  const headers = { 'X-Signature': signature(signed, secrets[0]) }
  const { status } = await fetchWorker(env, '/v1/destinations/plain', { body, headers, key: undefined })
  const parsed = parse.mock.calls.map(([text]) => text).filter((text) => text.includes('type') || text === body)
  return { status, parsed }
}

describe('a signature is judged before the body is parsed', () => {
  const first = track()
  const written = JSON.stringify(first)
  const padding = 'x'.repeat(4_000)
  const rest = JSON.stringify(Array.from({ length: 400 }, () => track({ properties: { padding } }))).slice(1)

  test.for([
    { what: 'an event', body: written, parsed: [] },
    { what: 'an array', body: `[${written},${written}]`, parsed: [written] },
    { what: 'an array over a megabyte', body: `[${written},${rest}`, parsed: [written] },
    { what: 'an array of lists', body: `[${'[[1]],'.repeat(1_000)}${written}]`, parsed: [] },
    {
      what: 'an array that begins with more than an event may hold',
      body: `[${JSON.stringify(track({ properties: { big: 'x'.repeat(270_000) } }))}]`,
      parsed: [],
    },
    { what: 'no JSON', body: `{"type":`, parsed: [] },
  ])(
    'of $what with a wrong one, the first element of an array is parsed and no more: 401',
    async ({ body, parsed }) => {
      expect(await parsedFor(body, 'something else')).toEqual({ status: 401, parsed })
    },
  )

  test.for([
    { what: 'broken behind its first element', body: `[${written},{"type"`, signed: written, status: 400 },
    {
      what: 'of over a megabyte that breaks off',
      body: `[${written},${rest.slice(0, -1)}`,
      signed: written,
      status: 400,
    },
    { what: 'of too many events', body: `[${written}${',{}'.repeat(4_000)}]`, signed: written, status: 413 },
    { what: 'broken, signed whole', body: `[${written}`, signed: `[${written}`, status: 400 },
    { what: 'whose first element is no object', body: `["${padding}"]`, signed: `"${padding}"`, status: 401 },
  ])('of an array $what is judged all the same, and then the body is: $status', async ({ body, signed, status }) => {
    expect((await parsedFor(body, signed)).status).toBe(status)
  })
})
