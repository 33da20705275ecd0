import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { modulesOf } from '../../kit/bare-worker.ts'

/** A worker with nothing but the copy. Its clock can be set forward, its registry can hang, and it tells how often the registry was asked. */
const entry = `
import { RegistryCopy } from './src/registry/copy.ts'
import { Registry, registryOf } from './src/registry/registry.ts'

let skew = 0
let hangs = false
let asked = 0
let shared

export class Watched extends Registry {
  async sync(since, counts) {
    asked++
    if (hangs) await scheduler.wait(60_000)
    return super.sync(since, counts)
  }
}

const now = () => Date.now() + skew
const copy = new RegistryCopy({ registry: registryOf, now, wait: (ms) => scheduler.wait(ms) })

const routes = {
  '/copy': async (env, later) => ((await copy.current(env, { now: now(), later })) === undefined ? 'none' : 'copy'),
  '/count': async (env, later) => {
    await copy.current(env, { now: now(), later })
    copy.count('acme', 'events.delivered')
    return 'counted'
  },
  '/promise': async (env) => {
    if (shared === undefined) {
      shared = scheduler.wait(100).then(() => 'shared')
      return 'left'
    }
    return Promise.race([shared, scheduler.wait(300).then(() => 'hung')])
  },
  '/skip': async (env, later, query) => (skew += Number(query.get('ms'))),
  '/hang': async (env, later, query) => (hangs = query.get('on') === '1'),
  '/asked': async () => asked,
  '/totals': async (env) => JSON.stringify((await registryOf(env).metrics()).counts),
}

export default {
  async fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url)
    return new Response(String(await routes[pathname](env, (work) => context.waitUntil(work), searchParams)))
  },
}
`
let miniflare: Miniflare
let origin = ''

beforeAll(async () => {
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: modulesOf(entry),
      compatibilityDate: '2026-10-23',
      compatibilityFlags: ['nodejs_compat'],
      durableObjects: { REGISTRY: { className: 'Watched', useSQLite: true } },
      bindings: { ENVIRONMENT: 'development', COUNTERS_FLUSH_MS: '50', COUNTERS_GROUP_MS: '5' },
    }),
  )
  origin = (await miniflare.ready).origin
}, 60_000)

afterAll(() => miniflare.dispose())

async function get(path: string): Promise<string> {
  return (await fetch(origin + path)).text()
}

/** Fifty requests at once: what they got, and how many questions to the registry they cost. */
async function crowd(path: string): Promise<{ got: Readonly<Record<string, number>>; asked: number }> {
  const before = Number(await get('/asked'))
  const replies = await Promise.all(Array.from({ length: 50 }, () => get(path)))
  const got = Object.fromEntries(
    Object.entries(Object.groupBy(replies, (reply) => reply)).map(([reply, all = []]) => [reply, all.length]),
  )
  return { got, asked: Number(await get('/asked')) - before }
}

describe('fifty real requests at once', () => {
  test('hang on a promise that they share when the request that made it has ended: hence the copy shares values', async () => {
    expect((await crowd('/promise')).got).toEqual({ left: 1, hung: 49 })
  })

  test('that find no copy all get one, for a few questions', async () => {
    const { got, asked } = await crowd('/copy')
    expect(got).toEqual({ copy: 50 })
    expect(asked).toBeLessThanOrEqual(8)
  })

  test('that find a copy of 20 s cost one question', async () => {
    await get('/skip?ms=20000')
    expect((await crowd('/copy')).got).toEqual({ copy: 50 })
    const before = Number(await get('/asked'))
    await vi.waitFor(async () => expect((await crowd('/copy')).asked).toBe(0))
    expect(Number(await get('/asked')) - before).toBeLessThanOrEqual(1)
  })

  test('that find a copy of 40 s while the registry hangs have their answer without it, and get it again afterwards', async () => {
    await get('/hang?on=1')
    await get('/skip?ms=40000')
    const started = Date.now()
    expect((await crowd('/copy')).got).toEqual({ none: 50 })
    expect(Date.now() - started).toBeLessThan(3_000)
    await get('/hang?on=0')
    expect((await crowd('/copy')).got).toEqual({ copy: 50 })
  })

  test('have counted all when no request follows', async () => {
    expect((await crowd('/count')).got).toEqual({ counted: 50 })
    await vi.waitFor(
      async () => expect(await get('/totals')).toBe('[{"partner":"acme","name":"events.delivered","n":50}]'),
      5_000,
    )
  })
})
