/** A Worker by hand: each event to a webhook, signed. What a partner that fails does not take is committed to an object. */
import { DurableObject } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import type { Attempted, Json } from './request.ts'
import { call, isStored, log, read, sixAtOnce, told } from './request.ts'

interface Env {
  readonly ENDPOINT_KEY: string
  readonly WEBHOOK_URL: string
  readonly WEBHOOK_SHARED_SECRET: string
  readonly QUEUE: DurableObjectNamespace<Queue>
}

/** The signed request of an event. */
export function requestOf(event: Json, secret: string): RequestInit {
  const body = JSON.stringify(event)
  const id = String(event['messageId'])
  const at = Math.floor(Date.now() / 1_000)
  const standard = createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64')
  return {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': id,
      'X-Signature': createHmac('sha1', secret).update(body).digest('hex'),
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${standard}`,
    },
    body,
  }
}

const failuresToOpen = 5
const openMs = 10_000
let failures = 0
let openUntil = 0

/** Whether the partner failed so often that it is left alone for a while. */
function isOpen(): boolean {
  return Date.now() < openUntil
}

async function attempt(event: Json, { WEBHOOK_URL, WEBHOOK_SHARED_SECRET }: Env): Promise<Attempted> {
  if (isOpen()) return 'retryable'
  const outcome = await call(WEBHOOK_URL, requestOf(event, WEBHOOK_SHARED_SECRET), [event])
  failures = outcome === 'retryable' ? failures + 1 : 0
  if (failures >= failuresToOpen) openUntil = Date.now() + openMs
  return outcome
}

const firstWaitMs = 30_000
const mostTries = 10

/** Events that the partner did not take: each is tried again, later and later. One that never gets through stays, without a time. */
export class Queue extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, due INTEGER, tries INTEGER NOT NULL, body TEXT NOT NULL)',
    )
    this.#sql.exec('CREATE INDEX IF NOT EXISTS events_due ON events (due)')
  }

  async commit(events: readonly Json[]): Promise<void> {
    const alarm = await this.ctx.storage.getAlarm()
    const due = Date.now() + firstWaitMs
    for (const event of events)
      this.#sql.exec('INSERT OR IGNORE INTO events VALUES (?, ?, 1, ?)', event['messageId'], due, JSON.stringify(event))
    if (alarm === null || alarm > due) await this.ctx.storage.setAlarm(due)
  }

  override async alarm(): Promise<void> {
    const rows = this.#sql
      .exec<{ id: string; tries: number; body: string }>(
        'SELECT id, tries, body FROM events WHERE due <= ? ORDER BY due LIMIT 60',
        Date.now(),
      )
      .toArray()
    await sixAtOnce(rows, async ({ id, tries, body }) => {
      if (isOpen()) return
      const outcome = await attempt(JSON.parse(body) as Json, this.env)
      if (outcome === 'retryable') {
        const due = tries < mostTries ? Date.now() + firstWaitMs * 2 ** tries : null
        this.#sql.exec('UPDATE events SET due = ?, tries = ? WHERE id = ?', due, tries + 1, id)
      } else this.#sql.exec('DELETE FROM events WHERE id = ?', id)
    })
    const { due } = this.#sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM events').one()
    if (due !== null) await this.ctx.storage.setAlarm(Math.max(due, openUntil))
  }
}

export default {
  async fetch(request, env): Promise<Response> {
    const came = await read(request, env.ENDPOINT_KEY)
    if (came instanceof Response) return came
    const { events, many } = came
    const outcomes = await sixAtOnce(events, (event) => attempt(event, env))
    const failed = events.filter((_, i) => outcomes[i] === 'retryable')
    if (failed.length === 0) return told(outcomes, many)
    if (!(await isStored(env.QUEUE.get(env.QUEUE.idFromName('webhook')).commit(failed)))) return told(outcomes, many)
    log('queued', { event: failed[0]?.['messageId'], count: failed.length })
    return told(
      outcomes.map((one) => (one === 'retryable' ? 'queued' : one)),
      many,
    )
  },
} satisfies ExportedHandler<Env>
