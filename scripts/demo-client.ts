/** What demonstrations do with a running `npm start`. */
import { setTimeout as wait } from 'node:timers/promises'
import { forwarderOrigin, standInOrigin, startSettings } from './development.ts'
import type { ReceivedCall } from './stand-in.ts'
import { callsPath, failuresPath } from './stand-in.ts'

/** What the forwarder replied. `requestId`: the `X-Request-Id`. */
export interface Replied {
  readonly status: number
  readonly body: unknown
  readonly requestId: string
}

const { ENDPOINT_KEYS = '{}', ADMIN_TOKEN = '' } = startSettings()
const [endpointKey = ''] = Object.keys(JSON.parse(ENDPOINT_KEYS) as object)

/** Sends an event, or an array of events, as Segment would. */
export function send(partner: string, body: unknown): Promise<Replied> {
  return ask(`/v1/destinations/${partner}`, `Basic ${btoa(`${endpointKey}:`)}`, body)
}

/** Asks a route of operators: `POST` where there is a body. */
export function operate(path: string, body?: unknown): Promise<Replied> {
  return ask(path, `Bearer ${ADMIN_TOKEN}`, body)
}

async function ask(path: string, authorization: string, body: unknown): Promise<Replied> {
  const reply = await fetch(forwarderOrigin + path, {
    headers: { Authorization: authorization, 'Content-Type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  }).catch(unreachable)
  return { status: reply.status, body: await reply.json(), requestId: reply.headers.get('X-Request-Id') ?? '' }
}

/** The calls that the stand-in received, but for the first ones. */
export async function calls(since: number): Promise<readonly ReceivedCall[]> {
  const response = await fetch(`${standInOrigin}${callsPath}?since=${since}`).catch(unreachable)
  return (await response.json()) as readonly ReceivedCall[]
}

/** Makes a partner fail, or no longer; gives how it failed before. */
export async function fail(partner: string, failure: string | undefined): Promise<string | undefined> {
  const url = `${standInOrigin}${failuresPath}`
  const before = (await (await fetch(url).catch(unreachable)).json()) as Readonly<Record<string, string>>
  const change = failure === undefined ? { method: 'DELETE' } : { method: 'PUT', body: failure }
  await fetch(`${url}/${partner}`, change).catch(unreachable)
  return before[partner]
}

/** Asks again and again, for some seconds, until there is an answer; nothing where there is none. */
export async function soon<T>(look: () => Promise<T | undefined>, seconds = 20): Promise<T | undefined> {
  const end = Date.now() + seconds * 1_000
  for (;;) {
    const found = await look()
    if (found !== undefined || Date.now() > end) return found
    await wait(100)
  }
}

function unreachable(): never {
  console.error(
    `Nothing answers on ${forwarderOrigin} and ${standInOrigin}: run "npm start" in another terminal first.`,
  )
  process.exit(1)
}
