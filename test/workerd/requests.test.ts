import { describe, expect, test } from 'vitest'
import documented from '../../docs/routes.md?raw'
import type { BodySlot, Sender } from '../../src/requests/body-limits.ts'
import { BodyLimits, takeBody } from '../../src/requests/body-limits.ts'
import { createApp } from '../../src/http/app.ts'
import { routes } from '../../src/http/routes.ts'
import { environment, freshToken, fetchWorker, track } from '../kit/worker.ts'

describe('the table of routes', () => {
  test('is what the router serves: nothing more, nothing less', () => {
    const served = new Set(
      createApp()
        .routes.filter(({ path }) => path !== '/*')
        .map(({ path }) => path),
    )
    expect([...served].toSorted()).toEqual(routes.map(({ path }) => path).toSorted())
  })

  test.for(routes)('$path stands in docs/routes.md, with its methods', ({ path, methods }) => {
    const rows = documented.split('\n').filter((row) => row.startsWith('| `'))
    const written = rows.flatMap((row) => [
      row.replaceAll('[/:account]', ''),
      row.replaceAll('[/:account]', '/:account'),
    ])
    for (const method of isDestination(methods) ? ['POST', 'PUT', 'PATCH'] : methods) {
      const found = written.some((row) => row.includes(` ${path}`) && row.split(` ${path}`)[0]?.includes(method))
      expect(found, `${method} ${path}`).toBe(true)
    }
  })

  test.for(routes)('$path with a wrong method is 405, for whom it lets in', async ({ path, methods }) => {
    const target = path
      .replace(':partner', 'plain')
      .replace(/\/:account$/, '')
      .replace(/:(account|id)/g, 'x')
    const reply = await fetchWorker(environment(freshToken()), target, { method: 'DELETE' })
    expect(reply.status).toBe(405)
    expect(reply.headers.get('Allow')).toBe(isDestination(methods) ? 'POST, PUT, PATCH' : methods.join(', '))
    expect(await reply.json()).toEqual({ code: 'method_not_allowed', message: expect.any(String) })
  })

  test.for(['/health/', '/v1/partners/', '/v1/destinations/plain/', '/v1/destinations/plain//', '/'])(
    '%s is no route: a slash at the end is not passed over',
    async (path) => {
      const reply = await fetchWorker(environment(freshToken()), path, { method: 'GET' })
      expect({ status: reply.status, body: await reply.json() }).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    },
  )

  test('/health needs nothing', async () => {
    const reply = await fetchWorker({}, '/health', { method: 'GET', key: undefined })
    expect({ status: reply.status, body: await reply.json() }).toEqual({ status: 200, body: { status: 'ok' } })
  })

  test('a fault of ours is a 503 that says nothing of the event', async () => {
    const env = environment(freshToken())
    const reply = await fetchWorker(
      Object.defineProperty({ ...env }, 'ENDPOINT_KEYS', { get: () => raise('user-0001') }),
      '/v1/destinations/plain',
      { body: track() },
    )
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 503,
      body: { code: 'internal_error', message: 'the forwarder failed; nothing is lost, send it again' },
    })
    expect(reply.headers.get('Retry-After')).toBe('5')
    expect(reply.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

/** A destination answers a wrong method itself. */
function isDestination(methods: readonly string[]): boolean {
  return methods.includes('ALL')
}

function raise(message: string): never {
  throw new Error(message)
}

const megabyte = 1_024 * 1_024

const newSlot = (bodyLimits: BodyLimits, sender: Sender = 'authenticated'): BodySlot => {
  const slot = bodyLimits.enter(undefined, sender)
  if (slot === undefined) throw new Error('there is no place')
  return slot
}

describe('what one isolate holds', () => {
  test('200 requests, then 20 small ones more', () => {
    const bodyLimits = new BodyLimits()
    const slots = Array.from({ length: 200 }, () => bodyLimits.enter(1_000, 'authenticated'))
    expect(slots.every((slot) => slot !== undefined)).toBe(true)
    expect(bodyLimits.enter(9_000, 'authenticated')).toBeUndefined()
    const small = Array.from({ length: 20 }, () => bodyLimits.enter(8_000, 'authenticated'))
    expect(small.every((slot) => slot !== undefined)).toBe(true)
    expect(bodyLimits.enter(10, 'authenticated')).toBeUndefined()
    slots[0]?.leave()
    slots[0]?.leave()
    expect(bodyLimits.enter(9_000, 'authenticated')).toBeDefined()
    expect(bodyLimits.enter(9_000, 'authenticated')).toBeUndefined()
    small[0]?.leave()
    expect(bodyLimits.enter(10, 'authenticated')).toBeDefined()
  })

  test('a body that says that it is larger than any may be gets in to be told so', async () => {
    const slot = new BodyLimits().enter(60 * megabyte, 'authenticated')
    expect(slot).toBeDefined()
    const headers = { 'Content-Length': String(60 * megabyte) }
    const request = new Request('https://x.example.com', { method: 'POST', body: '[]', headers })
    expect(slot && (await takeBody(request, slot))).toMatchObject({ reply: { status: 413 } })
  })

  test('48 MB of bodies, counted as they arrive, not as they are declared', () => {
    const bodyLimits = new BodyLimits()
    const declared = Array.from({ length: 10 }, () => bodyLimits.enter(32 * megabyte, 'authenticated'))
    expect(declared.every((slot) => slot !== undefined)).toBe(true)
    const [first, second] = declared
    expect(first?.grow(30 * megabyte)).toBe(true)
    expect(bodyLimits.enter(20 * megabyte, 'authenticated')).toBeUndefined()
    expect(second?.grow(18 * megabyte)).toBe(true)
    expect(second?.grow(19 * megabyte)).toBe(false)
    first?.leave()
    expect(second?.grow(48 * megabyte)).toBe(true)
  })

  test('of unauthenticated senders 100 requests, small ones too: others always get in', () => {
    const bodyLimits = new BodyLimits()
    const unauthenticated = Array.from({ length: 100 }, () => newSlot(bodyLimits, 'unauthenticated'))
    expect(bodyLimits.enter(10, 'unauthenticated')).toBeUndefined()
    expect(Array.from({ length: 100 }, () => newSlot(bodyLimits))).toHaveLength(100)
    unauthenticated[0]?.leave()
    expect(bodyLimits.enter(10, 'unauthenticated')).toBeDefined()
  })

  test('slow unauthenticated senders make room for others of them, the oldest first', () => {
    let now = 0
    const bodyLimits = new BodyLimits(10_000, () => now)
    const slow = [newSlot(bodyLimits, 'unauthenticated'), newSlot(bodyLimits, 'unauthenticated')]
    expect(slow.map((slot) => slot.grow(16 * megabyte))).toEqual([true, true])
    now = 999
    const quick = newSlot(bodyLimits, 'unauthenticated')
    expect(quick.grow(200_000)).toBe(false)
    now = 1_000
    expect(quick.grow(200_000)).toBe(true)
    expect(slow.map((slot) => slot.isOver())).toEqual([true, false])
    expect(slow[0]?.grow(16 * megabyte + 1)).toBe(false)
    const many = Array.from({ length: 98 }, () => newSlot(bodyLimits, 'unauthenticated'))
    expect(bodyLimits.enter(10, 'unauthenticated')).toBeDefined()
    expect(slow[1]?.isOver()).toBe(true)
    expect(bodyLimits.enter(10, 'unauthenticated')).toBeUndefined()
    expect(many.some((slot) => slot.isOver())).toBe(false)
    slow[0]?.leave()
    many[0]?.leave()
    expect(bodyLimits.enter(10, 'unauthenticated')).toBeDefined()
  })

  test('of unauthenticated senders 32 MB, which is one body of the largest size: others always have 16 MB', () => {
    const bodyLimits = new BodyLimits()
    const [one, other] = [newSlot(bodyLimits, 'unauthenticated'), newSlot(bodyLimits, 'unauthenticated')]
    expect(one.grow(32 * megabyte)).toBe(true)
    expect(other.grow(1)).toBe(false)
    expect(newSlot(bodyLimits).grow(16 * megabyte)).toBe(true)
  })

  test('and who has authenticated takes no room of the unauthenticated any more', () => {
    const bodyLimits = new BodyLimits()
    const [one, other] = [newSlot(bodyLimits, 'unauthenticated'), newSlot(bodyLimits, 'unauthenticated')]
    one.grow(30 * megabyte)
    one.authenticate()
    expect(other.grow(18 * megabyte)).toBe(true)
    expect(other.grow(19 * megabyte)).toBe(false)
    one.leave()
    expect(other.grow(32 * megabyte)).toBe(true)
    expect(other.grow(33 * megabyte)).toBe(false)
  })

  test('a body that grows beyond it is 503 with Retry-After', async () => {
    const bodyLimits = new BodyLimits()
    newSlot(bodyLimits).grow(46 * megabyte)
    const request = new Request('https://x.example.com', { method: 'POST', body: 'x'.repeat(3 * megabyte) })
    const taken = await takeBody(request, newSlot(bodyLimits))
    expect(taken).toMatchObject({ reply: { status: 503, headers: { 'Retry-After': '5' } } })
  })

  test.for([
    { how: 'byte by byte', encoding: 'identity', ms: 1 },
    { how: 'not at all, after its beginning', encoding: 'identity', ms: 1e6 },
    { how: 'not at all, in gzip', encoding: 'gzip', ms: 1e6 },
    { how: 'byte by byte, though it says that it is small', encoding: 'identity', ms: 1, length: '1000' },
    { how: 'not at all, though it says that it is small', encoding: 'identity', ms: 1e6, length: '1000' },
  ])('a body that arrives $how is 503 when its time is over', async ({ encoding, ms, length }) => {
    const { body, ended } = dripping(ms)
    const headers = { 'Content-Encoding': encoding, ...(length !== undefined && { 'Content-Length': length }) }
    const request = new Request('https://x.example.com', { method: 'POST', body, headers })
    expect(await takeBody(request, newSlot(new BodyLimits(50)))).toEqual({
      reply: {
        status: 503,
        headers: { 'Retry-After': '5' },
        body: { code: 'body_timeout', message: 'the body took longer than 0.05 seconds to arrive' },
      },
    })
    // What is counted as it arrives is not read any further.
    if (length === undefined) await ended
  })

  test('a body that says that it is small is counted once it is there', async () => {
    const bodyLimits = new BodyLimits()
    const text = '{"type":"track"}'
    const post = (): Request =>
      new Request('https://x.example.com', { method: 'POST', body: text, headers: { 'Content-Length': '16' } })
    expect(await takeBody(post(), newSlot(bodyLimits))).toEqual({ bytes: new TextEncoder().encode(text) })
    newSlot(bodyLimits).grow(48 * megabyte - 20)
    expect(await takeBody(post(), newSlot(bodyLimits))).toMatchObject({
      reply: { status: 503, headers: { 'Retry-After': '5' } },
    })
  })
})

/** A body that never ends, of which a byte comes every so often (ms); `ended` when nobody reads it any more. */
function dripping(ms: number): { readonly body: ReadableStream<Uint8Array>; readonly ended: Promise<unknown> } {
  const { promise: ended, resolve } = Promise.withResolvers<unknown>()
  const cancelled = new AbortController()
  let n = 0
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (n++ > 0) await scheduler.wait(ms, { signal: cancelled.signal }).catch(() => undefined)
      if (!cancelled.signal.aborted) controller.enqueue(Uint8Array.of(0x1f))
    },
    cancel: () => {
      cancelled.abort()
      resolve(undefined)
    },
  })
  return { body, ended }
}
