import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { AccountActivity } from '../../src/activity/activity.ts'
import { activityOf } from '../../src/activity/activity.ts'
import { ActivityBuffer } from '../../src/activity/buffer.ts'
import type { ActivityBatch, KeptRecord, NotedRecord } from '../../src/activity/record.ts'
import { mostWatchers } from '../../src/activity/watchers.ts'
import { activityKeysOf } from '../../src/deletes/accept.ts'
import { QueueActivity } from '../../src/queue/activity.ts'
import { undocumented } from '../kit/documented.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, testAccount } from '../kit/queue.ts'
import { deleteKeys, fetchWorker, keys, objects, track, workerOrigin } from '../kit/worker.ts'

const tokens = {
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  VIEWER_TOKEN: 'viewer-token-of-the-tests',
  METRICS_TOKEN: 'metrics-token-of-the-tests',
}
const bearer = (token: string): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${token}` })
const admin = bearer(tokens.ADMIN_TOKEN)
const viewer = bearer(tokens.VIEWER_TOKEN)
const upgrade = { Upgrade: 'websocket' }

function account(path = 'ok', others: Readonly<Record<string, unknown>> = {}): TestAccount {
  return testAccount('plain', path, { ...objects, ...deleteKeys, ...tokens, COUNTERS_FLUSH_MS: '1', ...others })
}

function liveRoute({ name }: TestAccount, filters = ''): string {
  return `/v1/activity/live?partner=plain&account=${name}${filters}`
}

function ask(of: TestAccount, headers: Readonly<Record<string, string>>, path = liveRoute(of)): Promise<Response> {
  return fetchWorker(of.env, path, { method: 'GET', key: undefined, headers })
}

type Shown = Readonly<Record<string, unknown>>

interface Watching {
  readonly socket: WebSocket
  /** The records of the next message. */
  readonly next: () => Promise<readonly Shown[]>
}

const open = new Set<WebSocket>()
afterEach(async () => {
  await Promise.all([...open].map(close))
})

/** Closes a WebSocket, and waits until the object has answered that. */
async function close(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
  socket.close(1000)
  await closed
  open.delete(socket)
}

/** Opens a WebSocket. Each message must be as `openapi.json` says. */
async function watch(of: TestAccount, filters = '', headers = admin): Promise<Watching> {
  const path = liveRoute(of, filters)
  const reply = await ask(of, { ...upgrade, ...headers }, path)
  expect(reply.status).toBe(101)
  const { webSocket: socket } = reply
  if (socket === null) throw new Error('there is no WebSocket')
  const messages: (readonly Shown[])[] = []
  const waiting: ((message: readonly Shown[]) => void)[] = []
  socket.addEventListener('message', ({ data }) => {
    const text = String(data)
    const exchange = { method: 'GET', path, requestBody: undefined, status: 101, type: 'application/json', text }
    expect(undocumented(exchange)).toEqual([])
    const { activity } = JSON.parse(text) as { readonly activity: readonly Shown[] }
    const first = waiting.shift()
    if (first === undefined) messages.push(activity)
    else first(activity)
  })
  socket.accept()
  open.add(socket)
  const next = (): Promise<readonly Shown[]> =>
    new Promise((resolve) => {
      const message = messages.shift()
      if (message === undefined) waiting.push(resolve)
      else resolve(message)
    })
  return { socket, next }
}

function objectOf({ env, name }: TestAccount): DurableObjectStub<AccountActivity> {
  return activityOf(env, { partner: 'plain', account: name })
}

function record(n: number, fields: Partial<KeptRecord> = {}): KeptRecord {
  return {
    id: `id-${n}`,
    at: n,
    receivedAt: n,
    users: [`digest-${n}`],
    type: 'track',
    event: `E${n}`,
    messageId: `m-${n}`,
    requestId: '',
    subscription: 'Track',
    mapping: 'hash',
    outcome: 'delivered',
    failed: false,
    queued: false,
    attempt: 1,
    ...fields,
  }
}

function batchOf(records: readonly KeptRecord[]): ActivityBatch {
  return { records, exchanges: [], counts: [], omitted: 0 }
}

const events = (message: readonly Shown[]): readonly unknown[] => message.map(({ event }) => event)

describe('who watches an account', () => {
  test('is sent what happens to an event, inline and in the queue, as GET /v1/activity shows it', async () => {
    const one = account('flaky?code=503&times=1')
    const { next } = await watch(one)
    await fetchWorker(one.env, one.route, { body: track() })
    const inline = await next()
    await drain(one.stub)
    const queued = await next()
    expect([...inline, ...queued].map(({ outcome }) => outcome)).toEqual(['queued', 'delivered'])
    const reply = await fetchWorker(one.env, `/v1/activity?partner=plain&account=${one.name}`, {
      method: 'GET',
      headers: admin,
    })
    const { activity } = await reply.json<{ activity: readonly Shown[] }>()
    expect([...queued, ...inline]).toEqual(activity)
  })

  test('is sent records without digests, requests and places, the oldest first, at most 200 a message', async () => {
    const one = account()
    const { next } = await watch(one)
    const records = Array.from({ length: 250 }, (_, i) => record(i, { failed: i % 2 === 0, exchange: 0 }))
    const exchanges = [{ users: ['digest-0'], receivedAt: 0, sealed: 'a-sealed-request' }]
    await objectOf(one).handIn({ ...batchOf(records.toReversed()), exchanges })
    const messages = [await next(), await next()]
    expect(messages.map(({ length }) => length)).toEqual([200, 50])
    expect(messages.flatMap(events)).toEqual(records.map(({ event }) => event))
    for (const hidden of ['digest-', 'a-sealed-request', 'exchange', 'place', 'users'])
      expect(JSON.stringify(messages)).not.toContain(hidden)
  })

  test('sees no message ids as a viewer', async () => {
    const one = account()
    const [byViewer, byAdmin] = [await watch(one, '', viewer), await watch(one, '', admin)]
    await objectOf(one).handIn(batchOf([record(1)]))
    expect((await byViewer.next())[0]).toMatchObject({ event: 'E1', messageId: '…' })
    expect((await byAdmin.next())[0]).toMatchObject({ event: 'E1', messageId: 'm-1' })
  })

  test.for([
    ['', ['E1', 'E2', 'E3']],
    ['&outcome=rejected', ['E2']],
    ['&failed=true', ['E2', 'E3']],
    ['&failed=false', ['E1']],
    ['&event=E3', ['E3']],
    ['&failed=true&event=E3', ['E3']],
  ] as const)('is sent what the filter finds, and nothing else: "%s"', async ([filters, found]) => {
    const one = account()
    const { next } = await watch(one, filters)
    const failed = { failed: true, outcome: 'rejected' }
    await objectOf(one).handIn(batchOf([record(1), record(2, failed), record(3, { ...failed, outcome: 'given up' })]))
    expect(events(await next())).toEqual(found)
  })

  test('is not sent a late record of a deleted user', async () => {
    const one = account()
    const { next } = await watch(one)
    const digest = activityKeysOf(one.env, `plain/${one.name}`)?.digest('ada') ?? ''
    await objectOf(one).forget([{ digest, acceptedAt: 100 }])
    await objectOf(one).handIn(batchOf([record(1, { users: [digest] }), record(2)]))
    await objectOf(one).handIn(batchOf([record(101, { users: [digest] })]))
    expect([await next(), await next()].map(events)).toEqual([['E2'], ['E101']])
  })

  test('goes on watching, in the same role and with the same filter, when the object has left the memory', async () => {
    const one = account()
    const { next } = await watch(one, '&failed=true', viewer)
    await evictDurableObject(objectOf(one))
    expect(await objectOf(one).handIn(batchOf([record(1), record(2, { failed: true })]))).toBe(true)
    const message = await next()
    expect(message.map(({ event, messageId }) => [event, messageId])).toEqual([['E2', '…']])
  })

  test('is answered "ping" with no records', async () => {
    const { socket, next } = await watch(account())
    socket.send('ping')
    expect(await next()).toEqual([])
  })

  test('does no harm by what it sends', async () => {
    const one = account()
    const { socket, next } = await watch(one)
    socket.send('{"role":"admin"}')
    socket.send(new Uint8Array(9))
    await objectOf(one).handIn(batchOf([record(1)]))
    expect(events(await next())).toEqual(['E1'])
  })

  test('keeps no record from being kept, and no other from being sent it, where it cannot be sent to', async () => {
    const one = account()
    const broken = await watch(one)
    const stub = objectOf(one)
    await runInDurableObject(stub, (_, state) => {
      for (const socket of state.getWebSockets()) socket.serializeAttachment(null)
    })
    const { next } = await watch(one)
    await stub.handIn(batchOf([record(1)]))
    expect(events(await next())).toEqual(['E1'])
    await close(broken.socket)
    expect((await stub.find({ limit: 10 })).records).toHaveLength(1)
  })
})

describe('a WebSocket of live activity', () => {
  test('is opened with our request id, and leaves nothing stored', async () => {
    const one = account()
    const reply = await ask(one, { ...upgrade, ...viewer })
    expect(reply.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    reply.webSocket?.accept()
    reply.webSocket?.close(1000)
    const tables = await runInDurableObject(objectOf(one), (_, { storage }) => [
      ...storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'batches'"),
    ])
    expect(tables).toEqual([])
  })

  const openers: readonly { who: string; headers: Readonly<Record<string, string>>; status: number }[] = [
    { who: 'nobody', headers: {}, status: 401 },
    { who: 'a wrong token', headers: bearer('another-token'), status: 401 },
    { who: 'an endpoint key', headers: { Authorization: `Basic ${btoa(`${keys.all}:`)}` }, status: 401 },
    { who: 'the metrics token', headers: bearer(tokens.METRICS_TOKEN), status: 401 },
    { who: 'a page of another origin', headers: { ...admin, Origin: 'https://evil.example.com' }, status: 403 },
    { who: 'a page of our host by http', headers: { ...admin, Origin: 'http://forwarder.example.com' }, status: 403 },
    { who: 'a page without an origin', headers: { ...admin, Origin: 'null' }, status: 403 },
    { who: 'a page of our own', headers: { ...viewer, Origin: workerOrigin }, status: 101 },
    { who: 'a program with the viewer token', headers: viewer, status: 101 },
    { who: 'a program with the admin token', headers: admin, status: 101 },
  ]

  test.for(openers)('answers $who with $status', async ({ headers, status }) => {
    const reply = await ask(account(), { ...upgrade, ...headers })
    reply.webSocket?.accept()
    reply.webSocket?.close(1000)
    expect(reply.status).toBe(status)
  })

  test.for([{}, { Upgrade: 'h2c' }])('is asked for by "Upgrade: websocket", not %j', async (headers) => {
    const reply = await ask(account(), { ...admin, ...headers })
    expect([reply.status, reply.headers.get('Upgrade')]).toEqual([426, 'websocket'])
    expect(await reply.json()).toEqual({
      code: 'upgrade_required',
      message: 'this route is a WebSocket: open it with "Upgrade: websocket"',
    })
  })

  test.for([
    ['', 'partner and account: expected both'],
    ['?partner=plain', 'partner and account: expected both'],
    ['?account=default', 'account: say its partner too'],
    ['?partner=plain&account=..', 'account: expected a name'],
    ['?partner=plain&account=x&failed=maybe', 'failed: expected true or false'],
    ['?partner=plain&account=x&since=1h', 'there is no filter "since": use partner, account, outcome, failed, event'],
    [`?partner=plain&account=x&event=${'x'.repeat(201)}`, 'event: expected at most 200 characters'],
    [`?partner=plain&account=x&outcome=${'x'.repeat(201)}`, 'outcome: expected one of delivered, queued,'],
  ] as const)('is asked for by an account and filters that exist: %s', async ([query, message]) => {
    const reply = await ask(account(), { ...upgrade, ...admin }, `/v1/activity/live${query}`)
    expect(reply.status).toBe(400)
    expect((await reply.json<{ message: string }>()).message).toContain(message)
  })

  test('takes the longest filters', async () => {
    const one = account()
    const event = '😀'.repeat(100)
    const { next } = await watch(one, `&event=${encodeURIComponent(event)}&outcome=rejected`)
    await objectOf(one).handIn(batchOf([record(1, { event, outcome: 'rejected' })]))
    expect(events(await next())).toEqual([event])
  })

  test('is not opened where no activity is kept', async () => {
    const reply = await ask(account('ok', { ACTIVITY_HOURS: '0' }), { ...upgrade, ...admin })
    testAccount('plain', 'ok', { ACTIVITY_HOURS: undefined })
    expect(await reply.json()).toEqual({ code: 'not_configured', message: 'no activity is kept: ACTIVITY_HOURS is 0' })
  })

  test('is refused to one too many, until another closes', async () => {
    const one = account()
    const watching: Watching[] = []
    for (let i = 0; i < mostWatchers; i++) watching.push(await watch(one))
    const reply = await ask(one, { ...upgrade, ...admin })
    expect(reply.status).toBe(503)
    expect(await reply.json()).toEqual({
      code: 'overloaded',
      message: '20 already watch this account: close one of their connections',
    })
    for (const { socket } of watching.slice(0, 1)) await close(socket)
    await watch(one)
    expect((await ask(one, { ...upgrade, ...admin })).status).toBe(503)
  })
})

const noted: NotedRecord = {
  ...record(1),
  ids: [],
  sentMessageId: 'm-1',
  names: { shown: () => ({ type: 'track', event: 'Registered', messageId: 'm-1' }) },
  exchange: undefined,
}
const ref = { partner: 'plain', account: 'x' }
const other = { partner: 'plain', account: 'y' }

describe('what isolates hand in', () => {
  afterEach(() => vi.useRealTimers())

  test('goes every second while somebody watches the account, of other accounts every ten', async () => {
    vi.useFakeTimers()
    const handedIn: string[] = []
    const started = Date.now()
    let isWatched = true
    const buffer = new ActivityBuffer({
      keys: () => undefined,
      random: Math.random,
      handIn: async (_, { account: name }) => {
        handedIn.push(`${name} ${(Date.now() - started) / 1_000}`)
        return isWatched && name === 'x'
      },
    })
    // Two events of each account every half second.
    for (let i = 0; i < 50; i++) {
      if (i === 30) isWatched = false
      for (const to of [ref, other, ref, other]) {
        buffer.note({ ...to, own: true }, [noted])
        buffer.flushLater({}, { now: Date.now(), later: () => undefined })
      }
      await vi.advanceTimersByTimeAsync(500)
    }
    const quick = ['x 11', 'x 12', 'x 13', 'x 14', 'x 15', 'x 16']
    expect(handedIn).toEqual(['x 10', 'y 10', ...quick, 'y 20', 'x 20'])
  })

  test('is masked before, where so much is noted that the events would fill the memory', async () => {
    vi.useFakeTimers()
    const shown = vi.fn<NotedRecord['names']['shown']>(() => ({ type: 'track', event: '', messageId: '' }))
    const buffer = new ActivityBuffer({ keys: () => undefined, random: Math.random, handIn: async () => false })
    for (let i = 0; i < 20; i++) {
      expect(shown).toHaveBeenCalledTimes(0)
      const records = Array.from({ length: 100 }, () => ({ ...noted, names: { shown } }))
      buffer.note({ partner: 'plain', account: `of-${i}`, own: true }, records)
      buffer.flushLater({}, { now: Date.now(), later: () => undefined })
    }
    await vi.advanceTimersByTimeAsync(1_000)
    expect(shown).toHaveBeenCalledTimes(2_000)
  })

  test("goes every second of the account's object too, which else hands in at the end of its run", async () => {
    vi.useFakeTimers()
    const handIn = vi.fn<() => Promise<boolean>>(async () => true)
    const env = { ACTIVITY: { idFromName: () => '', get: () => ({ handIn }) } }
    const activity = new QueueActivity(env, { waitUntil: () => undefined }, () => ({ ...ref, own: true }))
    const happened = {
      event: {},
      idsOf: () => [],
      secrets: () => [],
      receivedAt: 0,
      at: 0,
      requestId: undefined,
      mapping: '',
      subscription: '',
      queued: true,
      attempt: 1,
      result: { status: 'delivered', outcomes: [] },
    }
    activity.note(happened)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(handIn).toHaveBeenCalledTimes(0)
    await activity.flush()
    expect(handIn).toHaveBeenCalledTimes(1)
    activity.note(happened)
    activity.note(happened)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(handIn).toHaveBeenCalledTimes(2)
    await activity.flush()
    expect(handIn).toHaveBeenCalledTimes(2)
  })

  test('is sent within seconds by an isolate that knows that somebody watches', async () => {
    const one = account()
    const { next } = await watch(one)
    await fetchWorker(one.env, one.route, { body: track({ messageId: 'm-1' }) })
    expect(await next()).toMatchObject([{ messageId: 'm-1' }])
    // From now on it would hand in every 16 seconds.
    one.env['COUNTERS_FLUSH_MS'] = '8000'
    const started = Date.now()
    await fetchWorker(one.env, one.route, { body: track({ messageId: 'm-2' }) })
    expect(await next()).toMatchObject([{ messageId: 'm-2' }])
    expect(Date.now() - started).toBeLessThan(8_000)
  })
})
