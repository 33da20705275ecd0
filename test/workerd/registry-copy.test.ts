import { wait } from '../../src/runtime/time-limit.ts'
import { runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { RegistryCopy } from '../../src/registry/copy.ts'
import type { View } from '../../src/registry/known.ts'
import type { Count, SyncReply } from '../../src/registry/messages.ts'
import type { Registry } from '../../src/registry/registry.ts'

const requests = 50
const empty: SyncReply = { version: 7, pauses: [], tombstones: {}, named: [], failing: [], more: false }

/** How a registry answers: after some ms, with failure, or (absent) never. */
type Answer = { readonly afterMs: number; readonly reply?: Partial<SyncReply> } | { readonly failsAfterMs: number }
type Asked = { readonly since: number; readonly counts: readonly Count[]; readonly at: number }

/** Lets all promises go on that can. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** A copy with a registry and a clock of its own: time passes only when a test says so. */
class Isolate {
  readonly asked: Asked[] = []
  readonly copy: RegistryCopy
  readonly later: Promise<unknown>[] = []
  now = 1_000_000
  #timers: { readonly at: number; readonly resolve: () => void }[] = []
  answers: (asked: Asked) => Answer | undefined = () => ({ afterMs: 0 })

  constructor() {
    const registry = { sync: (since: number, counts: readonly Count[]) => this.#sync({ since, counts, at: this.now }) }
    this.copy = new RegistryCopy({ registry: () => registry, now: () => this.now, wait: (ms) => this.#wait(ms) })
  }

  /** A request. */
  request(env: Readonly<Record<string, unknown>> = {}): Promise<View | undefined> {
    return this.copy.current(env, { now: this.now, later: (work) => this.later.push(work) })
  }

  /** Many requests at once; gives how many could rely on the copy after so many ms, and how many have no answer yet. */
  async crowd(ms: number): Promise<{ relied: number; without: number; open: number }> {
    const seen = { relied: 0, without: 0, open: requests }
    for (let i = 0; i < requests; i++)
      void this.request().then((view) => {
        seen.open--
        return view === undefined ? seen.without++ : seen.relied++
      })
    await this.pass(ms)
    return seen
  }

  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      await settled()
      const next = Math.min(...this.#timers.map(({ at }) => at))
      if (next > end) break
      const due = this.#timers.filter(({ at }) => at === next)
      this.#timers = this.#timers.filter(({ at }) => at > next)
      this.now = next
      for (const { resolve } of due) resolve()
    }
    this.now = end
  }

  /** All requests die where they are, and what they left for later with them. */
  die(): void {
    this.#timers = []
  }

  get handedIn(): readonly Count[] {
    return this.asked.flatMap(({ counts }) => counts)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#timers.push({ at: this.now + ms, resolve }))
  }

  async #sync(asked: Asked): Promise<SyncReply> {
    this.asked.push(asked)
    const answer = this.answers(asked)
    if (answer === undefined) return new Promise(() => {})
    await this.#wait('afterMs' in answer ? answer.afterMs : answer.failsAfterMs)
    if ('failsAfterMs' in answer) throw new Error('the registry is away')
    return { ...empty, ...answer.reply }
  }
}

/** An isolate whose copy was asked for so many ms ago. */
async function isolateOf(age: number): Promise<Isolate> {
  const isolate = new Isolate()
  await Promise.all([isolate.request(), isolate.pass(0)])
  await isolate.pass(age)
  isolate.asked.length = 0
  return isolate
}

describe('fifty requests at once', () => {
  test.for<{
    age: number
    registry: string
    answers: (asked: Asked) => Answer | undefined
    after: number
    seen: { relied: number; without: number; open: number }
    asked: number
  }>([
    {
      age: 15_000,
      registry: 'hangs',
      answers: () => undefined,
      after: 0,
      seen: { relied: 50, without: 0, open: 0 },
      asked: 0,
    },
    {
      age: 15_001,
      registry: 'hangs',
      answers: () => undefined,
      after: 0,
      seen: { relied: 50, without: 0, open: 0 },
      asked: 1,
    },
    {
      age: 30_000,
      registry: 'fails',
      answers: () => ({ failsAfterMs: 0 }),
      after: 0,
      seen: { relied: 50, without: 0, open: 0 },
      asked: 1,
    },
    {
      age: 30_001,
      registry: 'answers',
      answers: () => ({ afterMs: 20 }),
      after: 30,
      seen: { relied: 50, without: 0, open: 0 },
      asked: 4,
    },
    {
      age: 30_001,
      registry: 'answers at the last moment',
      answers: () => ({ afterMs: 299 }),
      after: 300,
      seen: { relied: 50, without: 0, open: 0 },
      asked: 4,
    },
    {
      age: 30_001,
      registry: 'answers late',
      answers: () => ({ afterMs: 301 }),
      after: 299,
      seen: { relied: 0, without: 0, open: 50 },
      asked: 4,
    },
    {
      age: 30_001,
      registry: 'answers late',
      answers: () => ({ afterMs: 301 }),
      after: 300,
      seen: { relied: 0, without: 50, open: 0 },
      asked: 4,
    },
    {
      age: 30_001,
      registry: 'hangs',
      answers: () => undefined,
      after: 300,
      seen: { relied: 0, without: 50, open: 0 },
      asked: 4,
    },
    {
      age: 30_001,
      registry: 'fails',
      answers: () => ({ failsAfterMs: 1 }),
      after: 300,
      seen: { relied: 0, without: 50, open: 0 },
      asked: 50,
    },
    {
      age: 30_001,
      registry: 'fails after 100 ms and then hangs',
      answers: ({ at }) => (at === 1_030_001 ? { failsAfterMs: 100 } : undefined),
      after: 300,
      seen: { relied: 0, without: 50, open: 0 },
      asked: 8,
    },
    {
      age: 30_001,
      registry: 'answers every fourth',
      answers: ({ at }) => (at % 40 === 21 ? { afterMs: 5 } : { failsAfterMs: 5 }),
      after: 300,
      seen: { relied: 42, without: 8, open: 0 },
      asked: 12,
    },
  ])(
    'on a copy of $age ms, while the registry $registry: $seen after $after ms',
    async ({ age, answers, after, seen, asked }) => {
      const isolate = await isolateOf(age)
      isolate.answers = answers
      expect(await isolate.crowd(after)).toEqual(seen)
      expect(isolate.asked).toHaveLength(asked)
    },
  )

  test('ask again, 300 ms after those that asked have died', async () => {
    const isolate = await isolateOf(31_000)
    isolate.answers = () => undefined
    await isolate.crowd(0)
    isolate.die()
    isolate.answers = () => ({ afterMs: 10 })
    expect(await isolate.crowd(299)).toMatchObject({ relied: 0 })
    expect(await isolate.crowd(30)).toMatchObject({ relied: 50 })
  })

  test('on no copy at all load it once or a few times, not fifty', async () => {
    const isolate = new Isolate()
    isolate.answers = () => ({ afterMs: 30 })
    expect(await isolate.crowd(40)).toEqual({ relied: 50, without: 0, open: 0 })
    expect(isolate.asked).toHaveLength(4)
  })

  test('of real invocations, each with its own I/O, share what one of them fetched', async () => {
    const { REGISTRY } = bindings as unknown as { readonly REGISTRY: DurableObjectNamespace<Registry> }
    const copy = new RegistryCopy({
      registry: () => REGISTRY.get(REGISTRY.idFromName('copied')),
      now: Date.now,
      wait,
    })
    await REGISTRY.get(REGISTRY.idFromName('copied')).pause('acme', ['events'])
    const views = await Promise.all(
      Array.from({ length: requests }, (_, i) =>
        runInDurableObject(REGISTRY.get(REGISTRY.idFromName(`invocation ${i}`)), (_, context) =>
          copy
            .current({}, { now: Date.now(), later: (work) => context.waitUntil(work) })
            .then((view) => view?.isPaused('acme', 'events')),
        ),
      ),
    )
    expect(views).toEqual(Array.from({ length: requests }, () => true))
  })
})

describe('a refresh', () => {
  test('runs once, and makes the copy fresh', async () => {
    const isolate = await isolateOf(20_000)
    await isolate.crowd(0)
    await isolate.crowd(15_000)
    expect(isolate.asked.map(({ at, since }) => ({ at: at - 1_000_000, since }))).toEqual([{ at: 20_000, since: 7 }])
  })

  test('that dies with its request is followed by another after 5 s', async () => {
    const isolate = await isolateOf(20_000)
    isolate.answers = () => undefined
    isolate.copy.count('acme', 'events.delivered')
    await isolate.crowd(4_999)
    await isolate.crowd(0)
    expect(isolate.asked).toHaveLength(1)
    await isolate.pass(1)
    await isolate.crowd(0)
    expect(isolate.asked.map(({ counts }) => counts.length)).toEqual([1, 1])
  })

  test('that fails leaves what is known, however old', async () => {
    const isolate = await isolateOf(20_000)
    isolate.answers = () => ({ failsAfterMs: 0 })
    await isolate.crowd(20_000)
    expect(await isolate.crowd(300)).toMatchObject({ relied: 0, without: 50 })
    expect(isolate.copy.last()).toBeDefined()
  })

  test('hands in what was counted', async () => {
    const isolate = await isolateOf(20_000)
    isolate.copy.count('acme', 'events.delivered')
    isolate.copy.count('acme', 'events.delivered', 2)
    await isolate.request()
    expect(isolate.handedIn).toEqual([{ partner: 'acme', name: 'events.delivered', n: 3 }])
  })
})

describe('the copy', () => {
  test('knows nothing before the registry has answered', async () => {
    expect(new Isolate().copy.last()).toBeUndefined()
  })

  test('has what the registry tells', async () => {
    const isolate = new Isolate()
    isolate.answers = () => ({
      afterMs: 0,
      reply: {
        pauses: [{ partner: 'acme', kind: 'deletes', since: 1 }],
        named: ['acme/big'],
        tombstones: { aa: isolate.now },
      },
    })
    const [view] = await Promise.all([isolate.request(), isolate.pass(10)])
    expect([view?.isPaused('acme', 'deletes'), view?.isOverflowed('acme', 'big'), view?.tombstoneOf('aa')]).toEqual([
      true,
      true,
      1_000_000,
    ])
  })

  test('asks again at once while there is more, and is not relied on before all is here', async () => {
    const isolate = new Isolate()
    isolate.answers = ({ since }) => ({
      afterMs: 100,
      reply: { version: since + 1, tombstones: { [`t${since}`]: isolate.now }, more: since < 3 },
    })
    const [first] = await Promise.all([isolate.request(), isolate.pass(300)])
    const [second] = await Promise.all([isolate.request(), isolate.pass(300)])
    expect([first, second?.tombstoneOf('t0'), second?.tombstoneOf('t3')]).toEqual([undefined, 1_000_000, 1_000_300])
  })

  test('does not ask for ever where there is always more', async () => {
    const isolate = new Isolate()
    isolate.answers = ({ since }) => ({ afterMs: 1, reply: { version: since + 1, more: true } })
    const [view] = await Promise.all([isolate.request(), isolate.pass(4_000)])
    expect({ view, asked: isolate.asked.length }).toEqual({ view: undefined, asked: 8 })
  })

  test('asks on from the lower version of a registry that was restored, and keeps its tombstones', async () => {
    const isolate = await isolateOf(0)
    for (const { version, digest } of [
      { version: 100, digest: 'old' },
      { version: 5, digest: 'new' },
      { version: 6, digest: 'newer' },
    ]) {
      isolate.answers = () => ({ afterMs: 0, reply: { version, tombstones: { [digest]: isolate.now } } })
      await isolate.pass(16_000)
      await isolate.request()
      await isolate.pass(0)
    }
    expect(isolate.asked.map(({ since }) => since)).toEqual([7, 100, 5])
    expect(['old', 'new', 'newer'].map((digest) => isolate.copy.last()?.tombstoneOf(digest) !== undefined)).toEqual([
      true,
      true,
      true,
    ])
  })

  test('forgets tombstones after 5 h', async () => {
    const isolate = new Isolate()
    isolate.answers = () => ({ afterMs: 0, reply: { tombstones: { aa: 1_000_000 } } })
    await Promise.all([isolate.request(), isolate.pass(0)])
    isolate.answers = () => ({ afterMs: 0 })
    await isolate.pass(5 * 3_600_000 + 1)
    const [view] = await Promise.all([isolate.request(), isolate.pass(0)])
    expect([view !== undefined, view?.tombstoneOf('aa')]).toEqual([true, undefined])
  })

  test('starts over where it holds more than the registry would tell, and leaves requests the view that they have', async () => {
    const isolate = new Isolate()
    let n = 0
    isolate.answers = ({ since }) => ({
      afterMs: 0,
      reply: {
        version: since + 1,
        tombstones: Object.fromEntries(Array.from({ length: 50_000 }, () => [`t${n++}`, isolate.now])),
      },
    })
    const views: (View | undefined)[] = []
    for (let i = 0; i < 4; i++) {
      views.push((await Promise.all([isolate.request(), isolate.pass(0)]))[0])
      await isolate.pass(31_000)
    }
    expect(isolate.asked.map(({ since }) => since).slice(0, 5)).toEqual([0, 1, 2, 3, 0])
    expect(views[2]?.tombstoneOf('t0')).toBeDefined()
    expect([views[3]?.tombstoneOf('t0'), views[3]?.tombstoneOf(`t${n - 1}`) !== undefined]).toEqual([undefined, true])
  })

  test('takes only tombstones from an answer that a later one has overtaken', async () => {
    const isolate = await isolateOf(31_000)
    const replies: Partial<SyncReply>[] = [
      { version: 8, pauses: [{ partner: 'acme', kind: 'events', since: 1 }], tombstones: { aa: isolate.now } },
      { version: 9, tombstones: { bb: isolate.now } },
    ]
    isolate.answers = ({ at }) => ({
      afterMs: at === 1_031_000 ? 200 : 50,
      reply: replies[at === 1_031_000 ? 0 : 1] ?? {},
    })
    void isolate.request()
    await isolate.pass(20)
    void isolate.request()
    await isolate.pass(300)
    const view = isolate.copy.last()
    expect([view?.isPaused('acme', 'events'), view?.tombstoneOf('aa'), view?.tombstoneOf('bb')]).toEqual([
      false,
      1_031_000,
      1_031_000,
    ])
    await isolate.pass(16_000)
    await isolate.request()
    expect(isolate.asked.at(-1)?.since).toBe(9)
  })

  test('is paced by variables', async () => {
    const isolate = await isolateOf(60)
    isolate.answers = () => undefined
    await isolate.request({ ENVIRONMENT: 'development', REGISTRY_STALE_MS: '100' })
    expect(isolate.asked).toHaveLength(1)
    await isolate.pass(50)
    const [view] = await Promise.all([
      isolate.request({ ENVIRONMENT: 'development', REGISTRY_STALE_MS: '100', REGISTRY_ASK_MS: '20' }),
      isolate.pass(20),
    ])
    expect({ view, asked: isolate.asked.length }).toEqual({ view: undefined, asked: 2 })
  })
})

describe('a clock that went back an hour', () => {
  const hour = 3_600_000

  test('keeps nothing fresh until it is there again', async () => {
    const isolate = await isolateOf(0)
    isolate.now -= hour
    isolate.answers = () => undefined
    expect(await isolate.crowd(0)).toEqual({ relied: 50, without: 0, open: 0 })
    await isolate.pass(20_000)
    expect(await isolate.crowd(0)).toEqual({ relied: 50, without: 0, open: 0 })
    expect(isolate.asked).toHaveLength(1)
    await isolate.pass(11_000)
    expect(await isolate.crowd(300)).toEqual({ relied: 0, without: 50, open: 0 })
  })

  test.for([
    { while: 'a refresh was under way', age: 20_000, later: 16_000 },
    { while: 'a flush was under way', age: 0, later: 10_000 },
  ])('while $while does not wait an hour for the next', async ({ age, later }) => {
    const isolate = await isolateOf(age)
    isolate.answers = () => undefined
    await isolate.crowd(0)
    isolate.die()
    isolate.asked.length = 0
    isolate.now -= hour
    isolate.answers = () => ({ afterMs: 0 })
    isolate.copy.count('acme', 'events.delivered')
    await isolate.request()
    await isolate.pass(later)
    await isolate.request()
    await isolate.pass(later)
    expect(isolate.handedIn).toEqual([{ partner: 'acme', name: 'events.delivered', n: 1 }])
  })
})

describe('what was counted', () => {
  const counted = { partner: 'acme', name: 'events.delivered', n: 1 }

  test('is handed in when traffic stops', async () => {
    const isolate = await isolateOf(0)
    await isolate.request()
    await isolate.pass(4_900)
    isolate.copy.count('acme', 'events.delivered')
    await isolate.pass(5_099)
    expect(isolate.asked).toEqual([])
    await isolate.pass(1)
    expect(isolate.handedIn).toEqual([counted])
    await isolate.pass(60_000)
    expect(isolate.asked).toHaveLength(1)
  })

  test('is handed in by one flush for all requests of 5 s, the last one after it has ended', async () => {
    const isolate = await isolateOf(0)
    for (let i = 0; i < 10; i++) {
      void isolate.request().then(async () => isolate.copy.count('acme', 'events.delivered'))
      await isolate.pass(500)
    }
    expect(isolate.later).toHaveLength(2)
    await isolate.pass(60_000)
    expect(isolate.handedIn).toEqual([{ ...counted, n: 10 }])
  })

  test('costs nothing where nothing was counted', async () => {
    const isolate = await isolateOf(0)
    await isolate.pass(60_000)
    expect(isolate.asked).toEqual([])
  })

  test.for<{ how: string; answers: () => Answer | undefined; at: readonly number[] }>([
    { how: 'fails', answers: () => ({ failsAfterMs: 0 }), at: [10_000, 15_000, 50_000] },
    { how: 'hangs', answers: () => undefined, at: [10_000, 20_000, 50_000] },
  ])('is handed in again where the registry $how', async ({ answers, at }) => {
    const isolate = await isolateOf(0)
    isolate.copy.count('acme', 'events.delivered')
    isolate.answers = answers
    await isolate.pass(40_000)
    isolate.answers = () => ({ afterMs: 0 })
    void isolate.request()
    isolate.copy.count('acme', 'events.delivered')
    await isolate.pass(10_000)
    const handed = isolate.asked.filter(({ counts }) => counts.length > 0)
    expect(handed.map((asked) => asked.at - 1_000_000)).toEqual(at)
    expect(handed.at(-1)?.counts).toEqual([{ ...counted, n: 2 }])
  })

  test('is not handed in again where only a later page failed', async () => {
    const isolate = await isolateOf(0)
    isolate.copy.count('acme', 'events.delivered')
    isolate.answers = ({ counts }) => (counts.length > 0 ? { afterMs: 0, reply: { more: true } } : { failsAfterMs: 0 })
    await isolate.pass(60_000)
    expect(isolate.handedIn).toEqual([counted])
  })

  test('is flushed again where the flush before died with its request', async () => {
    const isolate = await isolateOf(0)
    const dead = new Promise(() => {})
    await isolate.copy.current({}, { now: isolate.now, later: () => dead })
    await isolate.pass(6_000)
    void isolate.request()
    isolate.copy.count('acme', 'events.delivered')
    await isolate.pass(10_000)
    expect(isolate.handedIn).toEqual([counted])
  })
})
