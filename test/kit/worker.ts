import { createHmac } from 'node:crypto'
import { createExecutionContext } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { expect, inject } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { undocumented } from './documented.ts'

/** Where the Worker of the tests is. */
export const workerOrigin = 'https://forwarder.example.com'

/** An endpoint key of the tests, which opens every test route but `webhook`, and may delete; one that may not; one for another route. */
export const keys = {
  all: 'key-that-opens-the-test-routes',
  noDelete: 'key-that-may-not-delete-users',
  other: 'key-that-opens-another-route-0',
}

/** Two shared secrets, as during a rotation. */
export const secrets = ['first-shared-secret', 'second-shared-secret'] as const

const routes = ['plain', 'plain/eu', 'batches', 'double', 'paths', 'customers', 'broken', 'unset']

const { REGISTRY, PARTNER_QUEUE, ACTIVITY } = bindings as unknown as Record<string, unknown>
/** The binding of the queues: tests that want what is owed to be committed add it. */
export const queues = { PARTNER_QUEUE }
/** All bindings of objects, for environments that a test makes itself. */
export const objects = { REGISTRY, PARTNER_QUEUE, ACTIVITY }

/** A key for `SEALING_KEY`. */
export const sealingKey = btoa('x'.repeat(32))

/** The keys without which no delete is taken. */
export const deleteKeys = {
  SEALING_KEY: sealingKey,
  RECEIPT_KEYS: JSON.stringify([{ id: 'test', key: btoa('r'.repeat(32)) }]),
}

/** Puts variables into the environment that the objects see. */
export function shareWithObjects(variables: Readonly<Record<string, unknown>>): void {
  Object.assign(bindings, { ENVIRONMENT: 'development', DEV_PARTNER: inject('partner'), ...variables })
}

/** The environment of a Worker under test; the partner on loopback gets every call under `token`. */
export function environment(
  token: string,
  path = 'ok',
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const url = `https://hook.example.com/${token}/${path}`
  return {
    ENVIRONMENT: 'development',
    REGISTRY,
    DEV_PARTNER: inject('partner'),
    SEGMENT_SHARED_SECRET: secrets.join(' '),
    ENDPOINT_KEYS: JSON.stringify({
      [keys.all]: [...routes, '+delete'],
      [keys.noDelete]: routes,
      [keys.other]: ['webhook'],
    }),
    PLAIN_URL: url,
    BATCHES_URL: url,
    DOUBLE_URL: url,
    DOUBLE_OTHER: `https://hook.example.com/${token}/ok`,
    ...more,
  }
}

/** A fresh token, under which one test's calls are kept apart. */
export function freshToken(): string {
  return `t${crypto.randomUUID().replaceAll('-', '')}`
}

/** One isolate for each environment: tests do not open each other's breakers. */
const apps = new WeakMap<object, ReturnType<typeof createApp>>()

function appOf(env: object): ReturnType<typeof createApp> {
  const app = apps.get(env) ?? createApp()
  apps.set(env, app)
  return app
}

/** What a request to the Worker says. `body` is sent as it is where it is text or bytes, else as JSON. */
export interface WorkerRequest {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string | undefined
}

/** Sends a request to the Worker's app; with the key that opens all routes unless another, or none (`undefined`), is given. Whatever a route of operators replies must be as `openapi.json` says. */
export async function fetchWorker(
  env: Readonly<Record<string, unknown>>,
  path: string,
  request: WorkerRequest = {},
): Promise<Response> {
  const { method = 'POST', body, headers = {} } = request
  const key = 'key' in request ? request.key : keys.all
  const raw = typeof body === 'string' || body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body)
  const authorization = key === undefined ? {} : { Authorization: `Basic ${btoa(`${key}:`)}` }
  const init = {
    method,
    headers: { ...authorization, ...headers },
    ...(raw !== undefined && method !== 'GET' && { body: raw }),
  }
  const reply = await appOf(env).fetch(new Request(`${workerOrigin}${path}`, init), env, createExecutionContext())
  const { status } = reply
  // The messages of a WebSocket are looked at where they are received.
  if (status === 101) return reply
  const type = reply.headers.get('Content-Type') ?? ''
  const exchange = { method, path, requestBody: body, status, type, text: await reply.clone().text() }
  expect(undocumented(exchange), `${method} ${path}, ${status}`).toEqual([])
  return reply
}

/** The calls that the partner received under a token. */
export async function partnerCalls(
  token: string,
): Promise<readonly { method: string; url: string; headers: Record<string, string>; body: string }[]> {
  return (await fetch(`${inject('partner')}/_calls/${token}`)).json()
}

/** The most calls that were open at the partner at once under a token. */
export async function partnerPeak(token: string): Promise<number> {
  return Number(await (await fetch(`${inject('partner')}/_peak/${token}`)).text())
}

/** Segment's signature of some text. */
export function signature(text: string, secret: string): string {
  return createHmac('sha1', secret).update(text).digest('hex')
}

/** A valid track event. */
export function track(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'track',
    event: 'Registered',
    userId: 'user-0001',
    messageId: 'message-0001',
    timestamp: '2026-11-01T10:00:00.000Z',
    properties: { plan: 'Pro Annual' },
    ...more,
  }
}
