import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Route } from '../../src/http/routes.ts'
import { routes } from '../../src/http/routes.ts'
import type { Role } from '../../src/admin/ask.ts'
import { environment, freshToken, keys, fetchWorker, objects } from '../kit/worker.ts'

const tokens = { ADMIN_TOKEN: 'the-admin-token', VIEWER_TOKEN: 'the-viewer-token', METRICS_TOKEN: 'the-metrics-token' }
const env = { ...environment(freshToken()), ...objects, ...tokens }

const bearer = (token: string): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${token}` })
const basic = (user: string): Readonly<Record<string, string>> => ({ Authorization: `Basic ${btoa(`${user}:`)}` })

/** Everything that somebody may come with, and the role that it gives at the routes of operators. */
const credentials: readonly {
  readonly who: string
  readonly headers: Readonly<Record<string, string>>
  readonly role: Role
}[] = [
  { who: 'nobody', headers: {}, role: 'anybody' },
  { who: 'a wrong token', headers: bearer('another-token'), role: 'anybody' },
  { who: 'an empty token', headers: bearer(''), role: 'anybody' },
  { who: 'a wrong key', headers: basic('a-key-that-nobody-knows-at-all'), role: 'anybody' },
  { who: 'an endpoint key', headers: basic(keys.all), role: 'anybody' },
  { who: 'an endpoint key of another route', headers: basic(keys.other), role: 'anybody' },
  { who: 'the admin token as a key', headers: basic(tokens.ADMIN_TOKEN), role: 'anybody' },
  { who: 'a signature', headers: { 'X-Signature': '0'.repeat(40) }, role: 'anybody' },
  { who: 'the metrics token', headers: bearer(tokens.METRICS_TOKEN), role: 'metrics' },
  { who: 'the viewer token', headers: bearer(tokens.VIEWER_TOKEN), role: 'viewer' },
  { who: 'the admin token', headers: bearer(tokens.ADMIN_TOKEN), role: 'admin' },
]

const inOrder: readonly Role[] = ['anybody', 'metrics', 'viewer', 'admin']

/** What somebody is answered whom a route does not let in; nothing for whom it does. */
function refusal(needed: Role, role: Role): number | undefined {
  if (inOrder.indexOf(role) >= inOrder.indexOf(needed)) return undefined
  return role === 'viewer' ? 403 : 401
}

/** What somebody is answered whom a destination does not let in. */
function atDestination(who: string): number | undefined {
  if (who === 'an endpoint key') return undefined
  return who === 'an endpoint key of another route' ? 403 : 401
}

interface Try {
  readonly method: string
  readonly path: string
  readonly who: string
  readonly headers: Readonly<Record<string, string>>
  readonly refused: number | undefined
}

function target(path: string): string {
  return path
    .replace(':partner', 'plain')
    .replace(/\/:account$/, '')
    .replace(':account', 'x')
    .replace(':id', 'y')
}

function triesOf(route: Route): readonly Try[] {
  return credentials.flatMap(({ who, headers, role }): readonly Try[] => {
    const path = target(route.path)
    if (route.auth.role === 'destination')
      return [
        {
          method: 'POST',
          path,
          who,
          headers,
          refused: atDestination(who),
        },
      ]
    const needed = { [path]: route.auth.role, ...raisedPaths(path, route.auth.raised) }
    return route.methods.flatMap((method) =>
      Object.entries(needed).map(([at, least]) => ({ method, path: at, who, headers, refused: refusal(least, role) })),
    )
  })
}

function raisedPaths(path: string, raised: Readonly<Record<string, Role>> = {}): Readonly<Record<string, Role>> {
  return Object.fromEntries(Object.entries(raised).map(([name, role]) => [`${path}?${name}=1`, role]))
}

describe('a route lets in whom its row of the table says', () => {
  test.for(routes.flatMap(triesOf))('$method $path for $who: refused with $refused', async (one) => {
    const body = one.method === 'GET' ? {} : { body: '{}' }
    const reply = await fetchWorker(env, one.path, {
      method: one.method,
      headers: { 'Content-Type': 'application/json', Origin: 'https://forwarder.example.com', ...one.headers },
      key: undefined,
      ...body,
    })
    if (one.refused !== undefined) expect(reply.status).toBe(one.refused)
    else expect([401, 403]).not.toContain(reply.status)
  })
})

test('a route without auth does not type-check', () => {
  expectTypeOf<Omit<Extract<Route, { handle: unknown }>, 'auth'>>().not.toExtend<Route>()
})
