import { createHmac } from 'node:crypto'
import { inject } from 'vitest'
import { createApp } from '../../src/http/app.ts'

/** An endpoint key of the tests, which opens every test door but `webhook`, and may delete; one that may not; one for another door. */
export const keys = {
  all: 'key-that-opens-the-test-doors',
  noDelete: 'key-that-may-not-delete-users',
  other: 'key-that-opens-another-door-0',
}

/** Two shared secrets, as during a rotation. */
export const secrets = ['first-shared-secret', 'second-shared-secret'] as const

const doors = ['plain', 'plain/eu', 'batches', 'double', 'paths', 'customers', 'broken', 'unset']

/** The environment of a Worker under test; the partner on loopback gets every call under `token`. */
export function environment(
  token: string,
  path = 'ok',
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const url = `https://hook.example.com/${token}/${path}`
  return {
    ENVIRONMENT: 'development',
    DEV_PARTNER: inject('partner'),
    SEGMENT_SHARED_SECRET: secrets.join(' '),
    ENDPOINT_KEYS: JSON.stringify({
      [keys.all]: [...doors, '+delete'],
      [keys.noDelete]: doors,
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

const app = createApp()

/** What a request to the Worker says. `body` is sent as it is where it is text or bytes, else as JSON. */
export interface Knocking {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string | undefined
}

/** Sends a request to the Worker's app; with the key that opens all doors unless another, or none (`undefined`), is given. */
export async function knock(
  env: Readonly<Record<string, unknown>>,
  path: string,
  knocking: Knocking = {},
): Promise<Response> {
  const { method = 'POST', body, headers = {} } = knocking
  const key = 'key' in knocking ? knocking.key : keys.all
  const raw = typeof body === 'string' || body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body)
  const authorization = key === undefined ? {} : { Authorization: `Basic ${btoa(`${key}:`)}` }
  const init = {
    method,
    headers: { ...authorization, ...headers },
    ...(raw !== undefined && method !== 'GET' && { body: raw }),
  }
  return app.fetch(new Request(`https://forwarder.example.com${path}`, init), env)
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
