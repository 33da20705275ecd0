/**
 * `npm run demo [partner]`: sends the seven event types of Segment's spec to a running `npm start` and prints the partner request of each.
 * It fails where one is not taken; that the partner has nothing for a type (501) is no failure.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
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
    body: JSON.stringify(event),
  }).catch(unreachable)
  console.log(`\n=== ${event.type}: ${slug} replied ${reply.status} ${await reply.text()}`)
  for (const call of await calls(before)) console.log(formatCall(call))
  if (!reply.ok && reply.status !== 501) process.exitCode = 1
}

async function calls(since: number): Promise<readonly ReceivedCall[]> {
  const response = await fetch(`${partner}${callsPath}?since=${since}`).catch(unreachable)
  return (await response.json()) as readonly ReceivedCall[]
}

function unreachable(): never {
  console.error(`Nothing answers on ${forwarder} and ${partner}: run "npm start" in another terminal first.`)
  process.exit(1)
}
