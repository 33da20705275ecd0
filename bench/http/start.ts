/** The first requests of a cold isolate, and what they wait for. */
import { resolve } from 'node:path'
import { median } from '../measure.ts'
import { identify, track } from './events.ts'
import { partnerNames } from '../../scripts/mappings.ts'
import { load, requestBytes } from './load.ts'
import { ourServed } from './rows.ts'
import { key } from './sending.ts'
import type { Served } from './serve.ts'
import type { Stage } from './stage.ts'
import { authorization } from './stage.ts'

const processes = 11
const root = resolve(import.meta.dirname, '../..')

/** A request, and what it waits for. `path`: of a destination, or whole; without an event it is a GET. */
interface Step {
  readonly what: string
  readonly path: string
  readonly event?: (n: number) => Readonly<Record<string, unknown>>
}

/** Each request waits for what those before it have not done yet. */
const steps: readonly Step[] = [
  { what: 'the isolate begins: GET /health', path: '/health' },
  { what: 'the mappings are opened: no such partner', path: 'none' },
  { what: 'that of the webhook is compiled: the wrong method', path: 'webhook' },
  { what: 'the registry answers: no event', path: 'webhook', event: () => ({}) },
  { what: 'first event to the webhook: its first call', path: 'webhook', event: track },
  { what: 'the next, to the webhook', path: 'webhook', event: track },
  { what: 'first event to Mixpanel: its mapping is compiled', path: 'mixpanel', event: track },
  { what: 'the next, to Mixpanel', path: 'mixpanel', event: track },
  { what: 'first event to Customer.io: its mapping is compiled', path: 'customerio', event: identify },
  { what: 'the next, to Customer.io', path: 'customerio', event: identify },
]

function requestOf(stage: Stage, { path, event }: Step): Buffer {
  const target = path.startsWith('/') ? path : `/v1/destinations/${path}`
  return event === undefined
    ? requestBytes(target, authorization, '', 'GET')
    : requestBytes(target, authorization, JSON.stringify(event(stage.next++)))
}

/** Ours, whose key opens every destination. */
function served(script: string): Served {
  const { bindings, ...rest } = ourServed({}, script)
  return { ...rest, bindings: { ...bindings, ENDPOINT_KEYS: JSON.stringify({ [key]: ['*'] }) } }
}

/** Shows how long each of the first requests takes, as the median of several processes that just started: of one that begins with these parts, and of one that begins with an event. */
export async function showStart(stage: Stage, ours: string): Promise<void> {
  const took = steps.map((): number[] => [])
  const whole: number[] = []
  const all: number[] = []
  const partners = await partnerNames(root)
  for (let i = 0; i < processes; i++) {
    const process = await stage.serve(served(ours))
    for (const [at, step] of steps.entries()) took[at]?.push(await latencyOf(process.port, requestOf(stage, step)))
    await process.stop()
    const other = await stage.serve(served(ours))
    whole.push(await latencyOf(other.port, requestOf(stage, { what: '', path: 'webhook', event: track })))
    await other.stop()
    const third = await stage.serve(served(ours))
    await latencyOf(third.port, requestOf(stage, { what: '', path: '/health' }))
    const each: number[] = []
    for (const path of partners) each.push(await latencyOf(third.port, requestOf(stage, { what: '', path })))
    all.push(each.reduce((sum, ms) => sum + ms, 0))
    await third.stop()
  }
  console.log(`the first requests of a cold isolate, ms, medians of ${processes} processes`)
  show(median(whole), 'an event to the webhook as the very first request: all of its parts')
  for (const [at, { what }] of steps.entries()) show(median(took[at] ?? []), what)
  show(median(all), `all ${partners.length} mappings are opened and compiled, one request for each`)
}

async function latencyOf(port: number, bytes: Buffer): Promise<number> {
  const { latencies } = await load(port, { connections: 1, most: 1 }, () => bytes)
  return latencies[0] ?? Number.NaN
}

function show(ms: number, what: string): void {
  console.log(`${ms.toFixed(1).padStart(8)}  ${what}`)
}
