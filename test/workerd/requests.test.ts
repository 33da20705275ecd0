import { describe, expect, test } from 'vitest'
import documented from '../../docs/routes.md?raw'
import type { BodySlot, Sender } from '../../src/requests/intake.ts'
import { Intake, takeBody } from '../../src/requests/intake.ts'
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
    expect(await reply.json()).toEqual({ message: expect.any(String) })
  })

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
      body: { message: 'the forwarder failed; nothing is lost, send it again' },
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

const newSlot = (intake: Intake, sender: Sender = 'proven'): BodySlot => {
  const slot = intake.enter(undefined, sender)
  if (slot === undefined) throw new Error('there is no place')
  return slot
}

describe('what one isolate holds', () => {
  test('200 requests, then 20 small ones more', () => {
    const intake = new Intake()
    const slots = Array.from({ length: 200 }, () => intake.enter(1_000, 'proven'))
    expect(slots.every((slot) => slot !== undefined)).toBe(true)
    expect(intake.enter(9_000, 'proven')).toBeUndefined()
    const small = Array.from({ length: 20 }, () => intake.enter(8_000, 'proven'))
    expect(small.every((slot) => slot !== undefined)).toBe(true)
    expect(intake.enter(10, 'proven')).toBeUndefined()
    slots[0]?.leave()
    slots[0]?.leave()
    expect(intake.enter(9_000, 'proven')).toBeDefined()
    expect(intake.enter(9_000, 'proven')).toBeUndefined()
    small[0]?.leave()
    expect(intake.enter(10, 'proven')).toBeDefined()
  })

  test('48 MB of bodies, counted as they arrive, not as they are declared', () => {
    const intake = new Intake()
    const declared = Array.from({ length: 10 }, () => intake.enter(32 * megabyte, 'proven'))
    expect(declared.every((slot) => slot !== undefined)).toBe(true)
    const [first, second] = declared
    expect(first?.grow(30 * megabyte)).toBe(true)
    expect(intake.enter(20 * megabyte, 'proven')).toBeUndefined()
    expect(second?.grow(18 * megabyte)).toBe(true)
    expect(second?.grow(19 * megabyte)).toBe(false)
    first?.leave()
    expect(second?.grow(48 * megabyte)).toBe(true)
  })

  test('of strangers 100 requests, small ones too: others always get in', () => {
    const intake = new Intake()
    const strangers = Array.from({ length: 100 }, () => newSlot(intake, 'stranger'))
    expect(intake.enter(10, 'stranger')).toBeUndefined()
    expect(Array.from({ length: 100 }, () => newSlot(intake))).toHaveLength(100)
    strangers[0]?.leave()
    expect(intake.enter(10, 'stranger')).toBeDefined()
  })

  test('slow strangers make room for others of them, the oldest first', () => {
    let now = 0
    const intake = new Intake(10_000, () => now)
    const slow = [newSlot(intake, 'stranger'), newSlot(intake, 'stranger')]
    expect(slow.map((slot) => slot.grow(16 * megabyte))).toEqual([true, true])
    now = 999
    const quick = newSlot(intake, 'stranger')
    expect(quick.grow(200_000)).toBe(false)
    now = 1_000
    expect(quick.grow(200_000)).toBe(true)
    expect(slow.map((slot) => slot.isOver())).toEqual([true, false])
    expect(slow[0]?.grow(16 * megabyte + 1)).toBe(false)
    const many = Array.from({ length: 98 }, () => newSlot(intake, 'stranger'))
    expect(intake.enter(10, 'stranger')).toBeDefined()
    expect(slow[1]?.isOver()).toBe(true)
    expect(intake.enter(10, 'stranger')).toBeUndefined()
    expect(many.some((slot) => slot.isOver())).toBe(false)
    slow[0]?.leave()
    many[0]?.leave()
    expect(intake.enter(10, 'stranger')).toBeDefined()
  })

  test('of strangers 32 MB, which is one body of the largest size: others always have 16 MB', () => {
    const intake = new Intake()
    const [one, other] = [newSlot(intake, 'stranger'), newSlot(intake, 'stranger')]
    expect(one.grow(32 * megabyte)).toBe(true)
    expect(other.grow(1)).toBe(false)
    expect(newSlot(intake).grow(16 * megabyte)).toBe(true)
  })

  test('and who has proven who they are takes no room of strangers any more', () => {
    const intake = new Intake()
    const [one, other] = [newSlot(intake, 'stranger'), newSlot(intake, 'stranger')]
    one.grow(30 * megabyte)
    one.prove()
    expect(other.grow(18 * megabyte)).toBe(true)
    expect(other.grow(19 * megabyte)).toBe(false)
    one.leave()
    expect(other.grow(32 * megabyte)).toBe(true)
    expect(other.grow(33 * megabyte)).toBe(false)
  })

  test('a body that grows beyond it is 503 with Retry-After', async () => {
    const intake = new Intake()
    newSlot(intake).grow(46 * megabyte)
    const request = new Request('https://x.example.com', { method: 'POST', body: 'x'.repeat(3 * megabyte) })
    const taken = await takeBody(request, newSlot(intake))
    expect(taken).toMatchObject({ reply: { status: 503, headers: { 'Retry-After': '5' } } })
  })

  test.for([
    { how: 'byte by byte', encoding: 'identity', ms: 1 },
    { how: 'not at all, after its beginning', encoding: 'identity', ms: 1e6 },
    { how: 'not at all, in gzip', encoding: 'gzip', ms: 1e6 },
  ])('a body that arrives $how is 503 when its time is over, and is not read any further', async ({ encoding, ms }) => {
    const { body, ended } = dripping(ms)
    const headers = { 'Content-Encoding': encoding }
    const request = new Request('https://x.example.com', { method: 'POST', body, headers })
    expect(await takeBody(request, newSlot(new Intake(50)))).toEqual({
      reply: {
        status: 503,
        headers: { 'Retry-After': '5' },
        body: { message: 'the body took longer than 0.05 seconds to arrive' },
      },
    })
    await ended
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
