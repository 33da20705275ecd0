import { describe, expect, test } from 'vitest'
import { runInDurableObject } from 'cloudflare:test'
import { queueOf } from '../../src/queue/stubs.ts'
import {
  environment,
  freshToken,
  keys,
  fetchWorker,
  objects,
  partnerCalls,
  sealingKey,
  shareWithObjects,
  track,
} from '../kit/worker.ts'

interface Sent {
  readonly statuses: readonly number[]
  readonly last: unknown
  readonly asked: readonly URLSearchParams[]
  readonly used: readonly (string | undefined)[]
}

/** Sends events one after the other through the mapping that wants access tokens; gives what the token endpoint and the partner saw. */
async function send(events: number, at: { login: string; hook: string; refresh?: string }): Promise<Sent> {
  const [login, hook] = [freshToken(), freshToken()]
  const account = hook.slice(0, 12)
  shareWithObjects({ RETRY_BASE_MS: '60000' })
  const env = environment(hook, 'ok', {
    ...objects,
    ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [`granted/${account}`] }),
    [`GRANTED_${account.toUpperCase()}`]: {
      url: `https://hook.example.com/${hook}/${at.hook}`,
      tokenUrl: `https://login.example.com/${login}/${at.login}`,
      id: `client-${login}`,
      secret: 'client-secret',
      ...(at.refresh !== '' && { refresh: at.refresh ?? 'refresh-0' }),
    },
  })
  const statuses: number[] = []
  let last: unknown
  for (let i = 0; i < events; i++) {
    const reply = await fetchWorker(env, `/v1/destinations/granted/${account}`, { body: track({ messageId: `m${i}` }) })
    statuses.push(reply.status)
    last = { message: ((await reply.json()) as { message?: string }).message }
  }
  return {
    statuses,
    last,
    asked: (await partnerCalls(login)).map(({ body }) => new URLSearchParams(body)),
    used: (await partnerCalls(hook)).map(({ headers }) => headers['authorization']),
  }
}

describe('access tokens', () => {
  test('are asked for once, and used until they end', async () => {
    const { statuses, asked, used } = await send(3, { login: 'tokens', hook: 'bearer?want=token-1' })
    expect(statuses).toEqual([200, 200, 200])
    expect(used).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1'])
    expect(asked.map((fields) => Object.fromEntries(fields))).toEqual([
      {
        grant_type: 'refresh_token',
        refresh_token: 'refresh-0',
        scope: 'events',
        client_id: expect.stringMatching(/^client-/),
        client_secret: 'client-secret',
      },
    ])
  })

  test('that end within a minute are not used again, and the rotated refresh token is', async () => {
    const { asked, used } = await send(2, { login: 'tokens?life=59', hook: 'ok' })
    expect(used).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(asked.map((fields) => fields.get('refresh_token'))).toEqual(['refresh-0', 'refresh-1'])
  })

  test('that the partner refuses are refreshed once, and the call made again', async () => {
    const { statuses, used } = await send(1, { login: 'tokens', hook: 'bearer?want=token-2' })
    expect(statuses).toEqual([200])
    expect(used).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('are not refreshed for ever', async () => {
    const { statuses, used, last } = await send(1, { login: 'tokens', hook: 'bearer?want=nothing' })
    expect({ statuses, used, last }).toEqual({
      statuses: [202],
      used: ['Bearer token-1', 'Bearer token-2'],
      last: { message: 'the partner answered 401' },
    })
  })

  test.for([
    {
      login: 'status?code=400&body={"error":"invalid_grant"}',
      message: 'the token endpoint refused the credentials (400: invalid_grant)',
    },
    {
      login: 'status?code=401&body={"error":"Bearer client-secret leaked"}',
      message: 'the token endpoint refused the credentials (401)',
    },
    { login: 'status?code=200&body={}', message: 'the token endpoint refused the credentials (200)' },
    { login: 'status?code=503', message: 'the token endpoint answered 503' },
    { login: 'reset', message: 'the connection to the partner failed' },
  ])(
    'that cannot be had ($login) leave the event to be tried again, and nothing is sent',
    async ({ login, message }) => {
      const { statuses, used, last } = await send(1, { login, hook: 'ok' })
      expect({ statuses, used, last }).toEqual({ statuses: [202], used: [], last: { message } })
    },
  )

  test('are refreshed once for many isolates, and a rotated refresh token is kept sealed', async () => {
    const [login, hook] = [freshToken(), freshToken()]
    const account = hook.slice(0, 12)
    const stub = queueOf(objects, 'granted', account)
    shareWithObjects({ SEALING_KEY: sealingKey, COUNTERS_FLUSH_MS: '1' })
    const grant = {
      grant: 'refresh_token',
      tokenUrl: `https://login.example.com/${login}/tokens?life=59&ms=30`,
      clientId: 'client',
      clientSecret: 'client-secret',
      refreshToken: 'refresh-0',
      scope: undefined,
      clientAuth: 'body',
    } as const
    const identity = { partner: 'granted', account, customer: false, own: [] }
    const needs = { minimumFreshnessMs: 0, timeoutMs: 1_000 }
    const asked = async (more: Partial<typeof needs> & { rejected?: string } = {}, secret = grant.clientSecret) =>
      stub.token(identity, { ...grant, clientSecret: secret as 'client-secret' }, { ...needs, ...more })
    const tokens = await Promise.all(Array.from({ length: 20 }, () => asked()))
    expect(new Set(tokens.map((token) => (token.kind === 'token' ? token.value : token.kind)))).toEqual(
      new Set(['token-1']),
    )
    await asked({ rejected: 'token-1' })
    const kept = await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec<{ value: string }>("SELECT value FROM meta WHERE name LIKE 'token:%'").toArray(),
    )
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toMatch(/token-|refresh-|client-secret/)
    await runInDurableObject(stub, (_, state) => state.abort('Instance dispose: it starts anew')).catch(() => undefined)
    const again = queueOf(objects, 'granted', account)
    expect(await again.token(identity, grant, needs)).toMatchObject({ kind: 'token', value: 'token-2' })
    await again.token(identity, grant, { ...needs, rejected: 'token-2' })
    await again.token(identity, { ...grant, clientSecret: 'changed', refreshToken: 'refresh-new' }, needs)
    expect((await partnerCalls(login)).map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual([
      'refresh-0',
      'refresh-1',
      'refresh-2',
      'refresh-new',
    ])
  })

  test('are told apart by the parameters that they were asked with', async () => {
    const [login, account] = [freshToken(), freshToken().slice(0, 12)]
    shareWithObjects({ SEALING_KEY: sealingKey })
    const grant = {
      grant: 'client_credentials',
      clientAuth: 'body',
      tokenUrl: `https://login.example.com/${login}/tokens`,
      clientId: 'client',
      clientSecret: 'client-secret',
      refreshToken: undefined,
      scope: undefined,
    } as const
    const identity = { partner: 'granted', account, customer: false, own: [] }
    const tokenFor = async (params?: Readonly<Record<string, string>>): Promise<unknown> => {
      const wanted = params === undefined ? grant : { ...grant, params }
      const needs = { minimumFreshnessMs: 0, timeoutMs: 1_000 }
      const token = await queueOf(objects, 'granted', account).token(identity, wanted, needs)
      return token.kind === 'token' ? token.value : token
    }
    const wanted = [undefined, { audience: 'a' }, { audience: 'b' }, undefined, { audience: 'a' }, { audience: 'b' }]
    const got: unknown[] = []
    for (const params of wanted) got.push(await tokenFor(params))
    expect(got).toEqual(['token-1', 'token-2', 'token-3', 'token-1', 'token-2', 'token-3'])
    const asked = (await partnerCalls(login)).map(({ body }) => new URLSearchParams(body).get('audience'))
    expect(asked).toEqual([null, 'a', 'b'])
  })

  test('of an account without its refresh token wait', async () => {
    const { statuses, last, asked } = await send(1, { login: 'tokens', hook: 'ok', refresh: '' })
    expect({ statuses, last, asked }).toEqual({
      statuses: [202],
      last: { message: 'the setting "refresh" is not set' },
      asked: [],
    })
  })
})
