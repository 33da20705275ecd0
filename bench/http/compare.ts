/** Both sides must ask the same of the partner: else their times say nothing. */
import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { load } from './load.ts'
import type { PartnerCall } from './partner.ts'
import type { Row } from './rows.ts'
import { secret } from './rows.ts'
import type { Process } from './serve.ts'
import type { Stage } from './stage.ts'

/** As many as there are user agents in the events. */
const requests = 4
/** So long no call more may come. */
const quietMs = 500

/** Holds that both sides make the same partner requests of the same requests, and answer with the same status. */
export async function compare(stage: Stage, row: Row, sides: readonly Process[]): Promise<void> {
  const first = stage.next
  const made: (readonly unknown[])[] = []
  const status = row.hand === 'delete' || row.isDown === true ? 202 : 200
  for (const side of sides) {
    stage.next = first
    await stage.ask('record')
    const { statuses } = await load(side.port, { connections: 1, most: requests }, stage.requests(row))
    if (statuses.get(status) !== requests)
      throw new Error(`${row.name}: expected ${status}, got ${[...statuses.keys()].join(', ')}`)
    made.push(await callsOf(stage))
    await stage.ask('forget')
  }
  if (!isDeepStrictEqual(made[0], made[1]))
    throw new Error(`${row.name}: the partner requests differ:\n${JSON.stringify(made[0])}\n${JSON.stringify(made[1])}`)
}

/** What the partner got, once all requests have led to a call. */
async function callsOf(stage: Stage): Promise<readonly unknown[]> {
  const all: PartnerCall[] = []
  for (let tries = 0; all.length < requests; tries++) {
    if (tries > 400) throw new Error(`the partner got ${all.length} requests of ${requests}`)
    all.push(...(await stage.ask('calls')).calls)
    await wait(50)
  }
  await wait(quietMs)
  all.push(...(await stage.ask('calls')).calls)
  return all.map(seen).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}

/** The names that a sender gives itself, and what a signature over the time of sending makes different. */
const differs = new Set(['user-agent', 'x-edge-forwarder', 'webhook-timestamp', 'webhook-signature'])

function seen(call: PartnerCall): unknown {
  const { method, url, headers, body } = call
  const same = Object.entries(headers).filter(([name]) => !differs.has(name))
  return {
    method,
    url,
    headers: Object.fromEntries(same),
    isSigned: isSigned(call),
    body: JSON.parse(body) as unknown,
  }
}

/** Whether the signature over the time of sending is right; nothing where there is none. */
function isSigned({ headers, body }: PartnerCall): boolean | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers
  if (signature === undefined) return undefined
  return signature === `v1,${createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64')}`
}
