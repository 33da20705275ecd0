/**
 * `npm run bench:cost`: what Cloudflare would bill for events and deletes, by the whole forwarder in a real runtime at the pace of the real clock: calls of objects, rows written
 * and read for each, and the price of a million. Beside it, the arithmetic for a month. It takes four minutes: at one event in ten seconds few come.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bundle, Runtime } from '../../scripts/runtime.ts'
import type { Billed } from './billed.ts'

/** Dollars for a million: developers.cloudflare.com/workers/platform/pricing and /durable-objects/platform/pricing, November 2026, without what the plan includes. */
const price = { request: 0.3, cpuMs: 0.02, call: 0.15, written: 1, read: 0.001 } as const
/** CPU of a request (ms), by `npm run bench:http`. */
const cpuMs = { event: 1, delete: 3 } as const
const million = 1e6
const secondsAMonth = 30 * 24 * 3_600
/** What was counted is handed in so much later, at most (ms). */
const lateMs = 16_000

const rates = [
  { perSecond: 0.1, seconds: 100 },
  { perSecond: 10, seconds: 30 },
  { perSecond: 100, seconds: 20 },
] as const
const deletes = 300

const folder = mkdtempSync(join(tmpdir(), 'bench-cost-'))
let received = 0
const partner = createServer((request, response) => {
  request.resume().on('end', () => {
    received++
    response.end('{}')
  })
})
await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve))
const key = 'endpoint-key-of-the-bench-0001'
const base64Key = Buffer.from('k'.repeat(32)).toString('base64')
const runtime = new Runtime({
  script: bundle('bench/cost/wrangler.toml', join(folder, 'worker')),
  storage: join(folder, 'state'),
  bindings: {
    ENVIRONMENT: 'development',
    DEV_PARTNER: `http://127.0.0.1:${(partner.address() as AddressInfo).port}`,
    DELETE_WAIT_MS: '0',
    ENDPOINT_KEYS: JSON.stringify({ [key]: ['webhook', '+delete'] }),
    SEALING_KEY: base64Key,
    RECEIPT_KEYS: JSON.stringify([{ id: 'bench', key: base64Key }]),
    WEBHOOK_URL: 'https://hook.example.com/hook',
    WEBHOOK_SHARED_SECRET: 'shared-secret-of-the-bench',
  },
})

let events = 0

async function send(type: 'track' | 'delete'): Promise<void> {
  const n = events++
  const at = new Date().toISOString()
  const event = { type, userId: `user-${n}`, messageId: `message-${n}`, timestamp: at, receivedAt: at }
  const reply = await fetch(new URL('/v1/destinations/webhook', runtime.url), {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    body: JSON.stringify(type === 'delete' ? event : { ...event, event: 'Registered', properties: { plan: 'Pro' } }),
  })
  if (!reply.ok) throw new Error(`answered ${reply.status}: ${await reply.text()}`)
  await reply.text()
}

async function billed(): Promise<Billed> {
  return (await (await fetch(new URL('/billed', runtime.url))).json()) as Billed
}

/** What one event costs at a pace. */
async function costOfEvents({ perSecond, seconds }: (typeof rates)[number]): Promise<Billed> {
  await send('track')
  await wait(lateMs)
  await billed()
  const n = Math.round(perSecond * seconds)
  const sent: Promise<void>[] = []
  const began = Date.now()
  for (let i = 0; i < n; i++) {
    await wait(Math.max(0, began + (i * 1_000) / perSecond - Date.now()))
    sent.push(send('track'))
  }
  await Promise.all(sent)
  await wait(lateMs)
  return each(await billed(), n)
}

/** What one delete costs, from its receipt to its confirmation. */
async function costOfDeletes(): Promise<Billed> {
  await send('delete')
  await wait(lateMs)
  await billed()
  const before = received
  const areSent = (): boolean => received >= before + deletes
  for (let i = 0; i < deletes; i++) await send('delete')
  while (!areSent()) await wait(500)
  await wait(lateMs)
  return each(await billed(), deletes)
}

function each({ calls, written, read }: Billed, n: number): Billed {
  return { calls: calls / n, written: written / n, read: read / n }
}

function dollarsAMillion({ calls, written, read }: Billed, ms: number): number {
  return price.request + ms * price.cpuMs + calls * price.call + written * price.written + read * price.read
}

const short = (n: number): string => (n >= 100 ? n.toFixed(0) : String(Number(n.toPrecision(2))))
const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(26) : cell.padStart(14))).join('')

try {
  await runtime.start()
  console.log(line(['', 'calls', 'rows written', 'rows read', '$ a million', '$ a month']))
  for (const rate of rates) {
    const cost = await costOfEvents(rate)
    const dollars = dollarsAMillion(cost, cpuMs.event)
    const month = (dollars * rate.perSecond * secondsAMonth) / million
    const of = rate.perSecond < 1 ? `an event in ${1 / rate.perSecond} s` : `${rate.perSecond} events a second`
    console.log(line([of, ...[cost.calls, cost.written, cost.read, dollars, month].map(short)]))
  }
  const cost = await costOfDeletes()
  console.log(
    line(['a delete', ...[cost.calls, cost.written, cost.read, dollarsAMillion(cost, cpuMs.delete)].map(short)]),
  )
} finally {
  await runtime.stop()
  partner.close()
  partner.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
}
