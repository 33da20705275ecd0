/** A Worker by hand: deletes of users. Each is stored with a tombstone and a receipt, told to a registry, sent by an alarm, and gone once the partner confirmed. */
import { DurableObject } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import type { Json } from './request.ts'
import { call, isStored, log, read, reply, sixAtOnce } from './request.ts'
import { requestOf } from './webhook.ts'

interface Env {
  readonly ENDPOINT_KEY: string
  readonly MARKS_KEY: string
  readonly WEBHOOK_URL: string
  readonly WEBHOOK_SHARED_SECRET: string
  readonly DELETES: DurableObjectNamespace<Deletes>
  readonly REGISTRY: DurableObjectNamespace<Registry>
}

/** Which users are deleted, for all who ask before they send an event. */
export class Registry extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS tombstones (mark TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID',
    )
  }

  remember(mark: string, at: number): void {
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO tombstones VALUES (?, ?)', mark, at)
  }
}

const batchMs = 100
const firstWaitMs = 30_000
const longestWaitMs = 3_600_000

/** The deletes of one account. None is given up: one that fails is tried again, later and later, each hour at last. */
export class Deletes extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql.exec('CREATE TABLE IF NOT EXISTS tombstones (mark TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID')
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS deletes (id TEXT PRIMARY KEY, due INTEGER NOT NULL, tries INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID',
    )
    this.#sql.exec('CREATE INDEX IF NOT EXISTS deletes_due ON deletes (due)')
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS receipts (id TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID',
    )
  }

  /** The registry knows of a delete before it is stored: where one of the two fails, the sender is told so, and comes again. */
  async accept(event: Json): Promise<void> {
    const id = String(event['messageId'])
    const mark = hmac(this.env.MARKS_KEY, String(event['userId']))
    const now = Date.now()
    await this.env.REGISTRY.get(this.env.REGISTRY.idFromName('registry')).remember(mark, now)
    const alarm = await this.ctx.storage.getAlarm()
    const due = now + batchMs
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec('INSERT OR REPLACE INTO tombstones VALUES (?, ?)', mark, now)
      // What comes again is waiting, or done.
      if (this.#lastOf(id) !== undefined) return
      this.#sql.exec('INSERT INTO deletes VALUES (?, ?, 0, ?)', id, due, JSON.stringify(event))
      this.#write(id, now, 'accepted')
    })
    if (alarm === null || alarm > due) await this.ctx.storage.setAlarm(due)
  }

  #lastOf(id: string): { n: number; link: string } | undefined {
    return this.#sql
      .exec<{ n: number; link: string }>('SELECT n, link FROM receipts WHERE id = ? ORDER BY n DESC LIMIT 1', id)
      .toArray()[0]
  }

  /** Writes an entry of a receipt: its link goes over the entry before it. */
  #write(id: string, at: number, state: string): void {
    const { n, link } = this.#lastOf(id) ?? { n: 0, link: '' }
    this.#sql.exec(
      'INSERT INTO receipts VALUES (?, ?, ?, ?, ?)',
      id,
      n + 1,
      at,
      state,
      hmac(this.env.MARKS_KEY, `${link} ${id} ${n + 1} ${at} ${state}`),
    )
  }

  override async alarm(): Promise<void> {
    const rows = this.#sql
      .exec<{ id: string; tries: number; body: string }>(
        'SELECT id, tries, body FROM deletes WHERE due <= ? ORDER BY due LIMIT 60',
        Date.now(),
      )
      .toArray()
    const { WEBHOOK_URL, WEBHOOK_SHARED_SECRET } = this.env
    await sixAtOnce(rows, async ({ id, tries, body }) => {
      const event = JSON.parse(body) as Json
      const outcome = await call(WEBHOOK_URL, requestOf(event, WEBHOOK_SHARED_SECRET), [event])
      const now = Date.now()
      this.ctx.storage.transactionSync(() => {
        this.#write(id, now, outcome)
        if (outcome === 'delivered') this.#sql.exec('DELETE FROM deletes WHERE id = ?', id)
        else {
          const due = now + Math.min(longestWaitMs, firstWaitMs * 2 ** tries)
          this.#sql.exec('UPDATE deletes SET due = ?, tries = ? WHERE id = ?', due, tries + 1, id)
        }
      })
    })
    const { due } = this.#sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM deletes').one()
    if (due !== null) await this.ctx.storage.setAlarm(due)
  }
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

export default {
  async fetch(request, env): Promise<Response> {
    const came = await read(request, env.ENDPOINT_KEY, ['delete'])
    if (came instanceof Response) return came
    const [event, ...more] = came.events
    if (event === undefined || more.length > 0) return reply(400, { message: 'deletes come one by one' })
    if (typeof event['userId'] !== 'string' || event['userId'] === '') return reply(400, { message: 'whose delete?' })
    const isAccepted = await isStored(env.DELETES.get(env.DELETES.idFromName('webhook')).accept(event))
    if (!isAccepted) return reply(503, { message: 'not stored: send it again' })
    log('accepted', { delete: event['messageId'] })
    return reply(202, { status: 'queued', delete: event['messageId'] })
  },
} satisfies ExportedHandler<Env>
