/** Both sides must ask the same of the partner: else their times say nothing. */
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { load } from './load.ts'
import type { PartnerCall } from './partner.ts'
import type { Row } from './rows.ts'
import type { Process } from './serve.ts'
import type { Stage } from './stage.ts'

const requests = 3

/** Holds that both sides make the same partner requests of the same three requests, and answer with the same status. */
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
  return all.map(seen).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}

/** The names that a sender gives itself, and what a signature over the time of sending makes different. */
const differs = new Set(['user-agent', 'x-edge-forwarder', 'webhook-timestamp', 'webhook-signature'])

function seen({ method, url, headers, body }: PartnerCall): unknown {
  const same = Object.entries(headers).filter(([name]) => !differs.has(name) && name !== 'content-length')
  const signed = Object.keys(headers).filter((name) => differs.has(name) && name.startsWith('webhook-'))
  return {
    method,
    url,
    headers: Object.fromEntries(same),
    signed: signed.toSorted(),
    body: JSON.parse(body) as unknown,
  }
}
