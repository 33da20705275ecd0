/** A Worker by hand: deletes of users. Each is stored with a tombstone and a receipt, told to a registry, sent by an alarm, and gone once the partner confirmed. */
import { DurableObject } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import type { Json } from './request.ts'
import { call, read, reply } from './request.ts'
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

/** The deletes of one account. */
export class Deletes extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sql.exec('CREATE TABLE IF NOT EXISTS tombstones (mark TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID')
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS deletes (id TEXT PRIMARY KEY, tries INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID',
    )
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS receipts (id TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID',
    )
  }

  async accept(event: Json): Promise<string> {
    const id = String(event['messageId'])
    const mark = hmac(this.env.MARKS_KEY, String(event['userId']))
    const now = Date.now()
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec('INSERT OR REPLACE INTO tombstones VALUES (?, ?)', mark, now)
      this.#sql.exec('INSERT OR IGNORE INTO deletes VALUES (?, 0, ?)', id, JSON.stringify(event))
      this.#write(id, now, 'accepted')
    })
    await this.env.REGISTRY.get(this.env.REGISTRY.idFromName('registry')).remember(mark, now)
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(now + 100)
    return id
  }

  /** Writes an entry of a receipt: its link goes over the entry before it. */
  #write(id: string, at: number, state: string): void {
    const [last] = this.#sql
      .exec<{ n: number; link: string }>('SELECT n, link FROM receipts WHERE id = ? ORDER BY n DESC LIMIT 1', id)
      .toArray()
    const { n, link } = last ?? { n: 0, link: '' }
    this.#sql.exec(
      'INSERT INTO receipts VALUES (?, ?, ?, ?, ?)',
      id,
      n + 1,
      at,
      state,
      hmac(this.env.MARKS_KEY, `${link} ${n + 1} ${at} ${state}`),
    )
  }

  override async alarm(): Promise<void> {
    const rows = this.#sql.exec<{ id: string; body: string }>('SELECT id, body FROM deletes LIMIT 60').toArray()
    const { WEBHOOK_URL, WEBHOOK_SHARED_SECRET } = this.env
    const inTurns = Array.from({ length: 6 }, async (_, turn) => {
      for (let i = turn; i < rows.length; i += 6) {
        const row = rows[i]
        if (row === undefined) return
        const outcome = await call(WEBHOOK_URL, requestOf(JSON.parse(row.body) as Json, WEBHOOK_SHARED_SECRET))
        this.ctx.storage.transactionSync(() => {
          this.#write(row.id, Date.now(), outcome)
          if (outcome === 'delivered') this.#sql.exec('DELETE FROM deletes WHERE id = ?', row.id)
        })
      }
    })
    await Promise.all(inTurns)
    const [left] = this.#sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM (SELECT 1 FROM deletes LIMIT 1)').toArray()
    if ((left?.n ?? 0) > 0) await this.ctx.storage.setAlarm(Date.now() + 100)
  }
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

export default {
  async fetch(request, env): Promise<Response> {
    const came = await read(request, env.ENDPOINT_KEY)
    if (came instanceof Response) return came
    const [event] = came.events
    if (event === undefined || event['type'] !== 'delete') return reply(501, { message: 'only deletes are taken' })
    const id = await env.DELETES.get(env.DELETES.idFromName('webhook')).accept(event)
    return reply(202, { status: 'queued', delete: id })
  },
} satisfies ExportedHandler<Env>
