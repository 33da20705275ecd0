/**
 * `npm run demo [partner]`: sends the seven event types of Segment's spec to a running `npm start` and prints the partner request of each.
 * It fails where one is not taken; that the partner has nothing for a type (501) is no failure.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ReceivedCall } from './stand-in.ts'
import { callsPath, formatCall } from './stand-in.ts'

const forwarder = `http://127.0.0.1:${process.env['PORT'] ?? 8787}`
const partner = `http://127.0.0.1:${process.env['STAND_IN_PORT'] ?? 8788}`
const slug = process.argv[2] ?? 'customerio'
const key =
  /^ENDPOINT_KEYS=\{"([^"]+)"/m.exec(
    readFileSync(resolve(import.meta.dirname, '..', process.env['DEV_ENV_FILE'] ?? 'dev.env'), 'utf8'),
  )?.[1] ?? ''
const journey = JSON.parse(readFileSync(resolve(import.meta.dirname, 'journey.json'), 'utf8')) as readonly {
  readonly type: string
}[]

for (const event of journey) {
  const before = (await calls(0)).length
  const reply = await fetch(`${forwarder}/v1/destinations/${slug}`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${key}:`)}`, 'Content-Type': 'application/json' },
    // A delete request that came before is known, and not sent again: each run of the demo has its own.
    body: JSON.stringify(
      event.type === 'delete' ? { ...event, messageId: `delete-reg-${Date.now()}::job-1-demo` } : event,
    ),
  }).catch(unreachable)
  console.log(`\n=== ${event.type}: ${slug} replied ${reply.status} ${await reply.text()}`)
  const made = reply.status === 202 ? await callsLater(before) : await calls(before)
  for (const call of made) console.log(formatCall(call))
  if (!reply.ok && reply.status !== 501) process.exitCode = 1
}

async function calls(since: number): Promise<readonly ReceivedCall[]> {
  const response = await fetch(`${partner}${callsPath}?since=${since}`).catch(unreachable)
  return (await response.json()) as readonly ReceivedCall[]
}

/** A delete is queued: its call comes within seconds. */
async function callsLater(since: number): Promise<readonly ReceivedCall[]> {
  for (let waited = 0; waited < 10_000; waited += 100) {
    const made = await calls(since)
    if (made.length > 0) return made
    await wait(100)
  }
  return []
}

function unreachable(): never {
  console.error(`Nothing answers on ${forwarder} and ${partner}: run "npm start" in another terminal first.`)
  process.exit(1)
}
