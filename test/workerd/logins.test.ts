import { describe, expect, test } from 'vitest'
import { runInDurableObject } from 'cloudflare:test'
import { queueOf } from '../../src/queue/stubs.ts'
import { wakeAnew } from '../kit/object.ts'
import {
  environment,
  fetchWorker,
  freshToken,
  keys,
  objects,
  partnerCalls,
  sealingKey,
  shareWithObjects,
  track,
} from '../kit/worker.ts'

interface Account {
  readonly name: string
  readonly login: string
  readonly hook: string
  readonly settings: Readonly<Record<string, string>>
}

const password = 'pass-of-the-account'

/** An account whose requests need a login. */
function account(at: { login?: string; hook?: string } = {}, more: Readonly<Record<string, string>> = {}): Account {
  const [login, hook] = [freshToken(), freshToken()]
  const settings = {
    url: `https://hook.example.com/${hook}/${at.hook ?? 'ok'}`,
    loginUrl: `https://login.example.com/${login}/${at.login ?? `sessions?password=${password}`}`,
    user: 'user-of-the-account',
    password,
    ...more,
  }
  return { name: hook.slice(0, 12), login, hook, settings }
}

/** An isolate that serves an account. */
function isolate({ name, hook, settings }: Account): Readonly<Record<string, unknown>> {
  shareWithObjects({ RETRY_BASE_MS: '60000', SEALING_KEY: sealingKey })
  return environment(hook, 'ok', {
    ...objects,
    ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [`logged/${name}`] }),
    [`LOGGED_${name.toUpperCase()}`]: settings,
  })
}

async function send(env: Readonly<Record<string, unknown>>, { name }: Account, event: unknown): Promise<unknown> {
  const reply = await fetchWorker(env, `/v1/destinations/logged/${name}`, { body: event })
  const { message } = (await reply.json()) as { message?: string }
  return message === undefined ? reply.status : `${reply.status}: ${message}`
}

function sessionIn(url: string): string {
  return new URL(url, 'http://x').searchParams.get('session') ?? ''
}

async function sentBy({ login, hook }: Account): Promise<{ logins: readonly string[]; used: readonly string[] }> {
  return {
    logins: (await partnerCalls(login)).map(({ body }) => body),
    used: (await partnerCalls(hook)).map(({ headers, url }) => headers['x-session'] ?? sessionIn(url)),
  }
}

const body = JSON.stringify({ user: 'user-of-the-account', password })

describe('a login', () => {
  test('is made once for all events of an account, whichever isolate they come to, and its token is sent as the mapping says', async () => {
    const one = account()
    const [first, second] = [isolate(one), isolate(one)]
    for (const messageId of ['m1', 'm2']) expect(await send(first, one, track({ messageId }))).toBe(200)
    expect(await send(second, one, track({ messageId: 'm3' }))).toBe(200)
    expect(await send(second, one, track({ messageId: 'm4', type: 'identify' }))).toBe(200)
    const all = ['session-1', 'session-1', 'session-1', 'session-1']
    expect(await sentBy(one)).toEqual({ logins: [body], used: all })
    expect((await partnerCalls(one.hook)).map(({ headers }) => headers['authorization'])).toEqual(
      all.map(() => undefined),
    )
  })

  test('whose token the partner refuses is made once more, and the call too', async () => {
    const one = account({ hook: 'session?want=session-2' })
    expect(await send(isolate(one), one, track())).toBe(200)
    expect(await sentBy(one)).toEqual({ logins: [body, body], used: ['session-1', 'session-2'] })
  })

  test.for([['track'], ['identify']])(
    'whose tokens are all refused leaves the %s event to be tried again, and no token is shown',
    async ([type]) => {
      const one = account({ hook: 'session?want=nothing' })
      expect(await send(isolate(one), one, track({ type }))).toBe('202: no …')
      expect(await sentBy(one)).toEqual({ logins: [body, body], used: ['session-1', 'session-2'] })
    },
  )

  test.for<[what: string, login: string, said: string]>([
    ['refuses the password', 'sessions?password=another', 'the login refused the credentials (401)'],
    ['gives no token', 'status?code=200&body={}', 'the login was answered 200, without a token where "value" says'],
    ['is overloaded', 'status?code=503', 'the login answered 503'],
    [
      'gives a token with a line break',
      'status?code=200&body={"session":{"token":"a%5Cnb"}}',
      'the login gave a token that no header can hold',
    ],
    ['breaks off', 'reset', 'the connection to the partner failed'],
  ])('that %s leaves the event to be tried again, and nothing is sent', async ([, login, said]) => {
    const one = account({ login })
    expect(await send(isolate(one), one, track())).toBe(`202: ${said}`)
    expect((await sentBy(one)).used).toEqual([])
  })

  test('without a setting is not made', async () => {
    const one = account({}, { password: '' })
    expect(await send(isolate(one), one, track())).toBe('202: the setting "password" is empty')
    expect(await sentBy(one)).toEqual({ logins: [], used: [] })
  })

  test('with another password is another: the token that is kept of the one before is not used', async () => {
    const before = account()
    expect(await send(isolate(before), before, track())).toBe(200)
    const after = { ...before, settings: { ...before.settings, password: `new ${password}` } }
    expect(await send(isolate(after), after, track({ messageId: 'm2' }))).toBe(200)
    expect((await sentBy(before)).used).toEqual(['session-1', 'session-2'])
  })

  test('is kept sealed, and used after a restart of the object', async () => {
    const one = account()
    expect(await send(isolate(one), one, track())).toBe(200)
    const stub = queueOf(objects, 'logged', one.name)
    const kept = await runInDurableObject(stub, (_, { storage }) => storage.sql.exec('SELECT * FROM meta').toArray())
    expect(kept.filter(({ name }) => String(name).startsWith('login:'))).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toMatch(/session-1|pass-of|user-of/)
    await wakeAnew(stub)
    expect(await send(isolate(one), one, track({ messageId: 'm2' }))).toBe(200)
    expect(await sentBy(one)).toEqual({ logins: [body], used: ['session-1', 'session-1'] })
  })

  test('that has ended leaves nothing when the next one is kept', async () => {
    const one = account()
    isolate(one)
    const stub = queueOf(objects, 'logged', one.name)
    const identity = { partner: 'logged', account: one.name, customer: false, own: [] }
    const grant = (user: string, lastsMs: number) =>
      ({
        kind: 'login',
        request: {
          kind: 'request',
          method: 'POST',
          url: `https://login.example.com/${one.login}/sessions?password=`,
          headers: [],
          body: user,
        },
        value: '{{ body.session.token }}',
        lastsMs,
      }) as const
    const names = () =>
      runInDurableObject(stub, (_, { storage }) =>
        storage.sql.exec("SELECT name FROM meta WHERE name LIKE 'login:%'").toArray(),
      )
    const needs = { minimumFreshnessMs: 0, timeoutMs: 1_000 }
    expect(await stub.token(identity, grant('a', 1), needs)).toMatchObject({ value: 'session-1' })
    const [ended] = await names()
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(await stub.token(identity, grant('b', 60_000), needs)).toMatchObject({ value: 'session-2' })
    expect(await names()).toHaveLength(1)
    expect(await names()).not.toContainEqual(ended)
  })

  test.for([['track'], ['identify']])('is shown in no test send of the %s event', async ([type]) => {
    const one = account({ hook: 'session?want=nothing' })
    const env = { ...isolate(one), ADMIN_TOKEN: 'admin-token-of-the-tests' }
    const reply = await fetchWorker(env, `/v1/test/logged/${one.name}`, {
      body: { event: track({ type }) },
      key: undefined,
      headers: { Authorization: 'Bearer admin-token-of-the-tests' },
    })
    const text = await reply.text()
    expect({ status: reply.status, calls: (JSON.parse(text) as { calls: unknown[] }).calls.length }).toEqual({
      status: 200,
      calls: 1,
    })
    expect(text).not.toMatch(/session-\d|pass-of/)
  })

  test('is asked for by many at once, and made once', async () => {
    const one = account()
    const env = isolate(one)
    const events = Array.from({ length: 10 }, (_, i) => track({ messageId: `m${i}` }))
    expect(await Promise.all(events.map((event) => send(env, one, event)))).toEqual(events.map(() => 200))
    expect((await sentBy(one)).logins).toEqual([body])
  })
})
