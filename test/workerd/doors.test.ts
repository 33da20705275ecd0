import { describe, expect, test } from 'vitest'
import documented from '../../docs/doors.md?raw'
import { Intake, takeBody } from '../../src/forward/intake.ts'
import { createApp } from '../../src/http/app.ts'
import { doors } from '../../src/http/doors.ts'
import { environment, freshToken, knock, track } from '../kit/door.ts'

describe('the table of doors', () => {
  test('is what the router serves: nothing more, nothing less', () => {
    const routes = new Set(
      createApp()
        .routes.filter(({ path }) => path !== '/*')
        .map(({ path }) => path),
    )
    expect([...routes].toSorted()).toEqual(doors.map(({ path }) => path).toSorted())
  })

  test.for(doors)('$path stands in docs/doors.md, with its methods', ({ path, methods }) => {
    const rows = documented.split('\n').filter((row) => row.startsWith('| `'))
    const written = rows.flatMap((row) => [
      row.replaceAll('[/:account]', ''),
      row.replaceAll('[/:account]', '/:account'),
    ])
    for (const method of methods.includes('ALL') ? ['POST', 'PUT', 'PATCH'] : methods) {
      const found = written.some((row) => row.includes(` ${path}`) && row.split(` ${path}`)[0]?.includes(method))
      expect(found, `${method} ${path}`).toBe(true)
    }
  })

  test.for(doors)('$path with a wrong method is 405, for whom it lets in', async ({ path, methods }) => {
    const target = path
      .replace(':partner', 'plain')
      .replace(/\/:account$/, '')
      .replace(/:(account|id)/g, 'x')
    const reply = await knock(environment(freshToken()), target, { method: 'DELETE' })
    expect(reply.status).toBe(405)
    expect(reply.headers.get('Allow')).toBe(methods.includes('ALL') ? 'POST, PUT, PATCH' : methods.join(', '))
    expect(await reply.json()).toEqual({ message: expect.any(String) })
  })

  test('/health needs nothing', async () => {
    const reply = await knock({}, '/health', { method: 'GET', key: undefined })
    expect({ status: reply.status, body: await reply.json() }).toEqual({ status: 200, body: { status: 'ok' } })
  })

  test('a fault of ours is a 503 that says nothing of the event', async () => {
    const env = environment(freshToken())
    const reply = await knock(
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

function raise(message: string): never {
  throw new Error(message)
}

const megabyte = 1_024 * 1_024

describe('what one isolate holds', () => {
  test('200 requests, then 20 small ones more', () => {
    const intake = new Intake()
    const places = Array.from({ length: 200 }, () => intake.enter(1_000))
    expect(places.every((place) => place !== undefined)).toBe(true)
    expect(intake.enter(9_000)).toBeUndefined()
    const small = Array.from({ length: 20 }, () => intake.enter(8_000))
    expect(small.every((place) => place !== undefined)).toBe(true)
    expect(intake.enter(10)).toBeUndefined()
    places[0]?.leave()
    places[0]?.leave()
    expect(intake.enter(9_000)).toBeDefined()
    expect(intake.enter(9_000)).toBeUndefined()
    small[0]?.leave()
    expect(intake.enter(10)).toBeDefined()
  })

  test('48 MB of bodies, counted as they grow', () => {
    const intake = new Intake()
    const first = intake.enter(30 * megabyte)
    expect(intake.enter(20 * megabyte)).toBeUndefined()
    const second = intake.enter(undefined)
    expect(second?.grow(18 * megabyte)).toBe(true)
    expect(second?.grow(19 * megabyte)).toBe(false)
    first?.leave()
    expect(second?.grow(48 * megabyte)).toBe(true)
  })

  test('a body that grows beyond it is 503 with Retry-After', async () => {
    const intake = new Intake()
    intake.enter(46 * megabyte)
    const place = intake.enter(undefined)
    const request = new Request('https://x.example.com', { method: 'POST', body: 'x'.repeat(3 * megabyte) })
    const taken = place === undefined ? undefined : await takeBody(request, place)
    expect(taken).toMatchObject({ reply: { status: 503, headers: { 'Retry-After': '5' } } })
  })
})
