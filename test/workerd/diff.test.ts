import { describe, expect, test, vi } from 'vitest'
import { activityOf } from '../../src/activity/activity.ts'
import { receiveDiff } from '../../src/admin/diff.ts'
import type { Role } from '../../src/admin/ask.ts'
import type { KeptEvent, keptEvents } from '../../src/admin/history.ts'
import { activityKeysOf } from '../../src/deletes/accept.ts'
import type { Env } from '../../src/env.ts'
import { BodyLimits } from '../../src/requests/body-limits.ts'
import { undocumented } from '../kit/documented.ts'
import { customer, send } from '../kit/customers.ts'
import { mappings } from '../kit/mappings.ts'
import { testAccount } from '../kit/queue.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { deleteKeys, environment, fetchWorker, freshToken, objects, track } from '../kit/worker.ts'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const secret = 'sk-very-secret-4711'
const tokens = { ADMIN_TOKEN: 'admin-token-of-the-tests', VIEWER_TOKEN: 'viewer-token-of-the-tests' }
const env = environment(freshToken(), 'ok', {
  ...objects,
  ...deleteKeys,
  ...tokens,
  HISTORY_HOURS: '24',
  PLAIN_URL: `https://hook.example.com/${secret}`,
})

const post = { method: 'POST', url: '{{ hosts.hook }}', json: '{{ items }}' }

/** The test mapping `plain` with other parts of its subscription. */
function edited(parts: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    name: 'Plain',
    hosts: { hook: '{{ settings.url }}' },
    settings: { url: { label: 'URL', required: true, secret: true } },
    drop: 'event = "Noise"',
    redact: ['context.ip', 'properties.hidden'],
    subscriptions: [{ name: 'Track', subscribe: 'type = "track" and event != "Nobody"', request: post, ...parts }],
    deletion: { unsupported: 'of no interest' },
  }
}

function keptAs(...events: readonly Readonly<Record<string, unknown>>[]): readonly KeptEvent[] {
  return events.map((event, i) => ({ event, receivedAt: now - i, at: now, id: `1-${i}` }))
}

interface Shown {
  readonly status: number
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

/** Asks the route with events that were kept. */
async function diff(
  body: unknown,
  events: readonly KeptEvent[],
  role: Role = 'viewer',
  partner = 'plain',
): Promise<Shown> {
  const path = `/v1/diff/${partner}`
  const request = new Request(`https://forwarder.example.com${path}`, { method: 'POST', body: JSON.stringify(body) })
  const kept: typeof keptEvents = (_env, _ref, { limit }) => Promise.resolve(events.slice(0, limit))
  const asked = { role, request, env: env as unknown as Env, bodyLimits: new BodyLimits(), now, requestId: 'r1' }
  const { status, body: reply } = await receiveDiff(asked, partner, kept)
  const text = JSON.stringify(reply)
  expect(undocumented({ method: 'POST', path, requestBody: body, status, type: 'application/json', text })).toEqual([])
  return { status, text, json: JSON.parse(text) as Shown['json'] }
}

const ada = track({
  userId: 'ada@example.com',
  messageId: 'ada-0001',
  properties: { plan: 'Pro Annual', email: 'ada@example.com', 'ada@example.com': 1 },
})

describe('a difference', () => {
  test('says what changes, with masked examples', async () => {
    const mapping = edited({ item: { user: '{{ userId }}', event: '{{ event }}', source: 'edge' } })
    const { status, json, text } = await diff({ mapping }, keptAs(ada, ada))
    const example = { receivedAt: '2026-11-22T12:00:00.000Z', messageId: '…', id: '1-0' }
    expect(status).toBe(200)
    expect(json).toMatchObject({
      partner: 'plain',
      account: 'default',
      since: '2026-11-21T12:00:00.000Z',
      until: '2026-11-22T12:00:00.000Z',
      compared: 2,
      unchanged: 0,
      changes: { added: 2, lost: 2, changed: 0, skipped: 0, rejected: 0 },
      groups: expect.arrayContaining([
        expect.objectContaining({
          change: 'added',
          subscription: 'Track',
          request: 'request',
          pointer: '/body/*/source',
          events: 2,
          examples: [
            { ...example, after: '"edge"' },
            { ...example, id: '1-1', receivedAt: '2026-11-22T11:59:59.999Z', after: '"edge"' },
          ],
        }),
        expect.objectContaining({ change: 'added', pointer: '/body/*/user' }),
        expect.objectContaining({ change: 'lost', pointer: '/body/*/userId' }),
      ]),
    })
    for (const hidden of ['ada', 'example.com', 'Pro Annual', secret]) expect(text).not.toContain(hidden)
  })

  test('shows no message id with an id of the event, to an admin either', async () => {
    const event = { ...ada, messageId: 'of ada@example.com' }
    const { json } = await diff({ mapping: edited({ request: { ...post, method: 'PUT' } }) }, keptAs(event), 'admin')
    expect(json).toMatchObject({ groups: [{ pointer: '/method', examples: [{ messageId: '…' }] }] })
  })

  test('shows the message id to an admin', async () => {
    const { json } = await diff({ mapping: edited({ request: { ...post, method: 'PUT' } }) }, keptAs(ada), 'admin')
    expect(json).toMatchObject({
      groups: [{ pointer: '/method', examples: [{ messageId: 'ada-0001', before: '"POST"', after: '"PUT"' }] }],
    })
  })

  test('shows a request that is lost by its method and URL, without its secret', async () => {
    const { json } = await diff({ mapping: edited({ subscribe: 'type = "page"' }) }, keptAs(ada))
    expect(json).toMatchObject({
      groups: [
        {
          change: 'lost',
          pointer: '',
          reason: 'type = "page" does not hold',
          examples: [{ before: 'POST {{settings.url}}' }],
        },
      ],
    })
  })

  test('hides keys of events in pointers', async () => {
    const { json, text } = await diff(
      { mapping: edited({ item: { properties: { plan: '{{ properties.plan }}' } } }) },
      keptAs(ada),
    )
    expect(json['groups']).toContainEqual(expect.objectContaining({ change: 'lost', pointer: '/body/*/properties/…' }))
    expect(text).not.toContain('ada')
  })

  test('of the same mapping has no group', async () => {
    expect((await diff({ mapping: edited(), limit: 2 }, keptAs(ada, ada, ada))).json).toMatchObject({
      compared: 2,
      unchanged: 2,
      groups: [],
    })
  })

  test('lets other requests go on meanwhile', async () => {
    const events = keptAs(...Array.from({ length: 500 }, () => ada))
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await diff({ mapping: edited() }, events)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(2)
  })
})

describe('no difference is made', () => {
  const mapping = edited()

  test.for([
    { why: 'without a mapping', body: {}, status: 400, says: /^mapping: expected / },
    { why: 'with an unknown field', body: { mapping, from: 1 }, status: 400, says: /^from: / },
    {
      why: 'with a time that is none',
      body: { mapping, since: 'yesterday' },
      status: 400,
      says: /^since: expected a time/,
    },
    {
      why: 'of too many events',
      body: { mapping, limit: 10_001 },
      status: 400,
      says: /^limit: expected a number from 1 to 10000/,
    },
    { why: 'of a name that is no account', body: { mapping, account: 'A' }, status: 400, says: /^account: / },
    {
      why: 'of an account that there is not',
      body: { mapping, account: 'nobody' },
      status: 404,
      says: /no such account/,
    },
    {
      why: 'of a mapping with mistakes',
      body: { mapping: { ...mapping, name: 7 } },
      status: 400,
      says: /^the mapping has errors/,
    },
  ])('$why', async ({ body, status, says }) => {
    const reply = await diff(body, [])
    expect({ status: reply.status, message: reply.json['message'] }).toEqual({
      status,
      message: expect.stringMatching(says),
    })
  })

  test('of a partner that there is not', async () => {
    expect(await diff({ mapping }, [], 'admin', 'nobody')).toMatchObject({
      status: 404,
      json: { code: 'unknown_partner' },
    })
  })
})

describe('the route', () => {
  const bearer = { Authorization: `Bearer ${tokens.ADMIN_TOKEN}` }
  const more = { ...objects, ...deleteKeys, ...tokens, COUNTERS_FLUSH_MS: '1' }

  test('compares the events that an account received, without those of deleted users', async () => {
    const one = testAccount('plain', 'ok', { ...more, HISTORY_HOURS: '24' })
    await fetchWorker(one.env, one.route, { body: [ada, track({ userId: 'grace', messageId: 'grace-0001' })] })
    const mapping = edited({ request: { ...post, headers: { 'X-Edited': 'yes' } } })
    const ask = async (): Promise<Readonly<Record<string, unknown>>> => {
      const body = { mapping, account: one.name }
      return (await fetchWorker(one.env, '/v1/diff/plain', { body, key: undefined, headers: bearer })).json()
    }
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ compared: 2 }))
    const before = await ask()
    expect(before).toMatchObject({
      changes: { added: 2 },
      groups: [{ change: 'added', pointer: '/headers/X-Edited', examples: [{ after: '"yes"' }, { after: '"yes"' }] }],
    })
    expect(JSON.stringify(before)).not.toMatch(/ada@|"grace"|Pro Annual/)
    const digest = activityKeysOf(one.env, `plain/${one.name}`)?.digest('grace') ?? ''
    const ref = { partner: 'plain', account: one.name }
    await activityOf(one.env, ref).forget([{ digest, acceptedAt: Date.now() + 1 }])
    expect(await ask()).toMatchObject({ compared: 1 })
  })

  test("compares a customer's account that the registry knows, with placeholders for its settings", async () => {
    const one = customer({}, { ...more, HISTORY_HOURS: '24' })
    const ref = { partner: one.partner, account: one.account }
    const found = mappings['customers']
    const source: unknown = found !== undefined && 'file' in found ? found.file() : undefined
    const [subscription] = (source as { subscriptions: readonly object[] }).subscriptions
    const changed = { ...subscription, subscribe: 'type = "track" and event != "Registered"' }
    const ask = async (account?: string): Promise<Response> => {
      const body = { mapping: { ...(source as object), subscriptions: [changed] }, account }
      return fetchWorker(one.env, '/v1/diff/customers', { body, key: undefined, headers: bearer })
    }
    expect((await ask(one.account)).status).toBe(404)
    expect(await send(one)).toMatchObject({ status: 200 })
    await registryOf(one.env as unknown as Env).observe({ ...ref, own: false, lastAt: Date.now(), conditions: [] })
    const compared = await vi.waitFor(async () => {
      const json = await (await ask(one.account)).json<{ compared: number }>()
      expect(json.compared).toBe(1)
      return json
    })
    expect(compared).toMatchObject({
      groups: [{ change: 'lost', examples: [{ before: 'POST https://api.example.com/{{settings.space}}/ok' }] }],
    })
    expect(await (await ask()).json()).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(`"${one.account}"`),
    })
  })

  test('says why no events are kept', async () => {
    const one = testAccount('plain', 'ok', more)
    const body = { mapping: edited(), account: one.name }
    const reply = await fetchWorker(one.env, '/v1/diff/plain', { body, key: undefined, headers: bearer })
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 503,
      body: { code: 'not_configured', message: expect.stringMatching(/HISTORY_HOURS is 0/) },
    })
  })
})
