/**
 * A partner on loopback that misbehaves as its path says, for tests in workerd: `/<token>/<behaviour>`.
 * `/_calls/<token>` lists what arrived under a token, `/_peak/<token>` the most requests that were open at once.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import type { TestProject } from 'vitest/node'
import { echoes, seeded } from './planted.ts'

interface Arrived {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

interface Seen {
  readonly calls: Arrived[]
  open: number
  peak: number
}

const seen = new Map<string, Seen>()
const tasks = new Map<string, number>()

type Behaviour = (call: {
  request: IncomingMessage
  response: ServerResponse
  body: string
  query: URLSearchParams
  /** The parts of the path: token, behaviour, and what follows. */
  path: readonly string[]
  nth: number
}) => unknown

const behaviours: Readonly<Record<string, Behaviour>> = {
  ok: ({ response }) => response.end('{}'),
  status: ({ response, query }) => {
    const headers = Object.fromEntries(
      [...query].filter(([name]) => name.startsWith('h-')).map(([name, value]) => [name.slice(2), value]),
    )
    response.writeHead(Number(query.get('code')), { 'Content-Type': 'application/json', ...headers })
    response.end(query.get('body') ?? '{}')
  },
  /** Answers the first calls with `code`, then 200; after `ms`. */
  flaky: async ({ response, query, nth }) => {
    await wait(Number(query.get('ms') ?? 0))
    response.statusCode = nth <= Number(query.get('times') ?? 1) ? Number(query.get('code')) : 200
    response.end('{}')
  },
  /** Answers the first calls with 200, then `code`. */
  relapses: ({ response, query, nth }) => {
    response.statusCode = nth <= Number(query.get('times') ?? 1) ? 200 : Number(query.get('code'))
    response.end('{}')
  },
  /** Takes the first call, and fails the others. */
  'then-fails': ({ response, nth }) => response.writeHead(nth === 1 ? 200 : 500).end('{}'),
  /** Refuses the second call's key, and takes it at all others. */
  stumbles: ({ response, nth }) => response.writeHead(nth === 2 ? 401 : 200).end('{}'),
  /** Answers `code` to whatever holds the text `bad`. */
  picky: ({ response, query, body }) => {
    response.statusCode = body.includes(query.get('bad') ?? '') ? Number(query.get('code')) : 200
    response.end('{}')
  },
  fails: ({ response }) => response.writeHead(500).end('{}'),
  refuses: ({ response }) => response.writeHead(401).end('{}'),
  /** Refuses the key of calls with a bad product. */
  'refuses-bad': ({ response, body }) => response.writeHead(body.includes('bad-product') ? 401 : 200).end('{}'),
  forbids: ({ response }) => response.writeHead(403).end('{}'),
  /** Takes the check of one key only, by the bearer token. */
  knows: ({ request, response }) =>
    response.writeHead(request.headers.authorization === 'Bearer good-key' ? 200 : 401).end('{}'),
  hang: () => undefined,
  /** Never answers calls that name a text (`bad`). */
  stuck: ({ response, body, query }) => {
    if (!body.includes(query.get('bad') ?? '')) response.end('{}')
  },
  /** Braze's /users/track: the second purchase of a list is refused, where a purchase says so (segmentio/action-destinations#3929). */
  track: ({ response, body }) => {
    const errors = body.includes('refuse-the-second')
      ? [{ type: "'quantity' must be <= 100", input_array: 'purchases', index: 1 }]
      : []
    response.writeHead(201, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ message: 'success', ...(errors.length > 0 && { errors }) }))
  },
  slow: async ({ response, query }) => {
    await wait(Number(query.get('ms')))
    response.end('{}')
  },
  'slow-failure': async ({ response, query }) => {
    await wait(Number(query.get('ms')))
    response.writeHead(Number(query.get('code') ?? 500)).end('{}')
  },
  'slow-body': ({ response }) => {
    response.writeHead(200)
    response.write('{"half":')
  },
  reset: ({ request }) => request.socket.destroy(),
  'reset-body': ({ request, response }) => {
    response.writeHead(200, { 'Content-Length': '1000' })
    response.write('{"half":', () => request.socket.destroy())
  },
  huge: ({ response }) => response.end('x'.repeat(3_000_000)),
  redirect: ({ response, query }) =>
    response.writeHead(Number(query.get('code') ?? 302), { Location: 'https://elsewhere.example.com/' }).end(),
  /** A token endpoint: each answer has a new access token and a new refresh token. */
  tokens: async ({ response, query, nth }) => {
    await wait(Number(query.get('ms') ?? 0))
    response.end(
      JSON.stringify({
        access_token: `token-${nth}`,
        refresh_token: `refresh-${nth}`,
        expires_in: Number(query.get('life') ?? 3600),
      }),
    )
  },
  /** Looks something up: 200 with another answer each time, of so many bytes. */
  lookup: ({ response, query, nth }) => {
    response.writeHead(Number(query.get('code') ?? 200), { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ found: `found-${nth}`, more: 'x'.repeat(Number(query.get('bytes') ?? 0)) }))
  },
  /** A login: takes one password only, and gives another session each time. */
  sessions: ({ response, query, body, nth }) => {
    const taken = body.includes(query.get('password') ?? '')
    response.writeHead(taken ? 200 : 401).end(JSON.stringify(taken ? { session: { token: `session-${nth}` } } : {}))
  },
  /** Takes one access token only, wherever it stands. */
  session: ({ request, response, query }) => {
    const tokens = [request.headers['x-session'], query.get('session')]
    response.writeHead(tokens.includes(query.get('want') ?? '') ? 200 : 401)
    response.end(JSON.stringify({ said: `no ${tokens.join('').replace('null', '')}` }))
  },
  /** Takes one access token only. */
  bearer: ({ request, response, query }) => {
    response.statusCode = request.headers.authorization === `Bearer ${query.get('want')}` ? 200 : 401
    response.end('{}')
  },
  /** Answers call by call as the path says, `/<token>/script/202.200-pending.200-done`: a status, and the word that the body says of the job; the last step goes on. */
  script: ({ response, path, nth }) => {
    const steps = (path[2] ?? '200').split('.')
    const [code, status] = (steps[nth - 1] ?? steps.at(-1) ?? '200').split('-')
    response.writeHead(Number(code), { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ job: `job-${nth}`, status }))
  },
  /** Mixpanel's deletion tasks (`/api/app/data-deletions/...`): begun, asked after twice in vain, then done. */
  app: ({ request, response, query }) => {
    const name = `task of ${query.get('token')}`
    const polls = tasks.get(name) ?? 0
    if (request.method === 'GET') tasks.set(name, polls + 1)
    const results = request.method === 'POST' ? { task_id: 'task-1' } : { status: polls < 2 ? 'PENDING' : 'SUCCESS' }
    response.end(JSON.stringify({ status: 'ok', results }))
  },
  /** Gives back what it got, of any item in what it says of any other, in another way each time; `mood` is the status, or `reset`. */
  echo: ({ request, response, body, query, nth }) => {
    const mood = query.get('mood') ?? '400'
    if (mood === 'reset') return void request.socket.destroy()
    const random = seeded(nth)
    const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
    const texts = [...textsIn(JSON.parse(body)), ...Object.values(request.headers).map(String)].filter(isLong)
    const said = (): string =>
      `the profile of ${pick(Object.values(echoes))?.(pick(texts) ?? '', random)} is suppressed`
    response.writeHead(Number(mood), { 'Content-Type': 'application/json' })
    const errors = Array.from({ length: 20 }, (_, at) => ({ at, why: said() }))
    response.end(JSON.stringify({ message: said(), errors }))
  },
  /** Gives the whole request back as the reason. */
  leak: ({ request, response, body }) => {
    response.writeHead(400, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ message: `no: ${body} ${JSON.stringify(request.headers)}` }))
  },
}

/** Every text in a value, keys that are addresses too. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [...(key.includes('@') ? [key] : []), ...textsIn(inner)])
}

function isLong(text: string): boolean {
  return text.length >= 8 && !text.startsWith('application/')
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://partner')
  const [, token = '', name = 'ok'] = url.pathname.split('/')
  const state = seen.get(name) ?? { calls: [], open: 0, peak: 0 }
  if (token === '_calls') return void response.end(JSON.stringify(state.calls))
  if (token === '_peak') return void response.end(String(state.peak))
  const mine = seen.get(token) ?? { calls: [], open: 0, peak: 0 }
  seen.set(token, mine)
  mine.open++
  mine.peak = Math.max(mine.peak, mine.open)
  response.once('close', () => mine.open--)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  const bytes = Buffer.concat(chunks)
  const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')
  mine.calls.push({
    method: request.method ?? '',
    url: String(request.headers['x-real-url'] ?? request.url),
    headers: request.headers,
    body,
  })
  await (behaviours[name] ?? behaviours['ok'])?.({
    request,
    response,
    body,
    query: url.searchParams,
    path: url.pathname.split('/').slice(1),
    nth: mine.calls.length,
  })
}

/** Starts the partner before all tests (vitest `globalSetup`) and tells them its origin, and what the environment says. */
export async function setup(project: TestProject): Promise<() => void> {
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('partner', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  if (process.env['PROPERTY_RUNS'] !== undefined) project.provide('propertyRuns', Number(process.env['PROPERTY_RUNS']))
  return () => {
    server.close()
    server.closeAllConnections()
  }
}
