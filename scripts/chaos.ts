/**
 * `npm run chaos [kills] [events] [deletes]`: the runtime is killed with SIGKILL at random moments while events come in, against a partner on loopback that
 * fails, hangs and resets. Every event that was acknowledged with a 2xx must have reached the partner in the end: the sender writes the ids of what was
 * acknowledged into one file, the partner the ids of what it took into another, and the files are compared. Every delete that was acknowledged must be FINISHED in the
 * end, with a receipt that verifies; nothing of its user may reach the partner after it, or be left in the storage.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Deleted } from './chaos-deletes.ts'
import { leaksIn, noteAccepted, plantedUser, takenAfterDelete, unprovenOf } from './chaos-deletes.ts'
import type { Moody } from './moody-partner.ts'
import { startMoody } from './moody-partner.ts'
import { bundle, Runtime } from './runtime.ts'

/** What came of a run. `missing`: acknowledged, and never taken; `depth`: what the queue says that waits in the end. */
export interface Survived {
  readonly kills: number
  readonly acknowledged: number
  readonly missing: readonly string[]
  readonly depth: number | undefined
  /** How many events arrived more than once, and which of them not under the same idempotency key. */
  readonly duplicates: number
  readonly otherKey: readonly string[]
  readonly drainedMs: number
  readonly deletes: Deleted
  /** Where both files are; it is kept where something is wrong. */
  readonly folder: string
}

const endpointKey = 'chaos-endpoint-key-not-a-secret'
const adminToken = 'chaos-admin-token-not-a-secret'
const receiptKeys = JSON.stringify([{ id: 'chaos', key: btoa('r'.repeat(32)) }])
const metricsToken = 'chaos-metrics-token-not-a-secret'

/** Times are short, so that what was claimed at a kill is free again soon. */
const variables = {
  ENVIRONMENT: 'development',
  ENDPOINT_KEYS: JSON.stringify({ [endpointKey]: ['webhook', '+delete'] }),
  METRICS_TOKEN: metricsToken,
  WEBHOOK_URL: 'https://hook.example.com/events',
  WEBHOOK_SHARED_SECRET: 'chaos-shared-secret',
  INLINE_BUDGET_MS: '300',
  QUEUE_TIMEOUT_MS: '500',
  LEASE_SLACK_MS: '500',
  ALARM_SAFETY_MS: '1000',
  ALARM_WORK_MS: '1000',
  RETRY_BASE_MS: '100',
  RETRY_CAP_MS: '1000',
  RETRY_SLOW_MS: '100',
  CIRCUIT_PROBE_MS: '100',
  DELETE_WAIT_MS: '1500',
  REGISTRY_STALE_MS: '400',
  ADMIN_TOKEN: adminToken,
  SEALING_KEY: btoa('s'.repeat(32)),
  RECEIPT_KEYS: receiptKeys,
} as const

/** How much happens in a run. */
interface Storm {
  readonly kills: number
  readonly events: number
  readonly deletes: number
  /** How long it may take to deliver everything, after the last event was sent. */
  readonly drainMs?: number
}

/** Runs it. What did not drain in time is missing. */
export async function chaos(storm: Storm): Promise<Survived> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'))
  const files: Files = {
    acknowledged: join(folder, 'acknowledged.txt'),
    received: join(folder, 'received.txt'),
    deletes: join(folder, 'deletes.txt'),
  }
  for (const file of Object.values(files)) writeFileSync(file, '')
  const partner = await startMoody(files.received)
  const runtime = new Runtime({
    script: bundle('wrangler.toml', join(folder, 'worker')),
    storage: join(folder, 'state'),
    bindings: { ...variables, DEV_PARTNER: partner.origin },
  })
  try {
    await runtime.start()
    const drainedMs = await weather(storm, runtime, files)
    const left = { depth: await depthOf(runtime), unproven: await unproven(files, runtime) }
    await runtime.stop()
    const survived: Survived = {
      ...compare(files, partner),
      kills: storm.kills,
      depth: left.depth,
      deletes: {
        accepted: idsOf(files.deletes).size,
        unproven: left.unproven,
        afterDelete: takenAfterDelete(partner.taken),
        leaks: leaksIn(join(folder, 'state')),
      },
      drainedMs,
      folder,
    }
    if (isWell(survived)) rmSync(folder, { recursive: true, force: true })
    return survived
  } finally {
    await runtime.stop()
    partner.close()
  }
}

interface Files {
  readonly acknowledged: string
  readonly received: string
  /** A line for each acknowledged delete: its number and its id. */
  readonly deletes: string
}

function unproven({ deletes }: Files, { url }: Runtime): Promise<readonly string[]> {
  return unprovenOf(deletes, { url, token: adminToken, keys: receiptKeys })
}

/** Sends, kills, and waits until all is delivered, or the time is over; gives how long that took after the last event was sent (ms). */
async function weather(
  { kills, events, deletes, drainMs = 120_000 }: Storm,
  runtime: Runtime,
  files: Files,
): Promise<number> {
  const sending = Promise.all([
    sendAll(runtime, events, files.acknowledged),
    deleteAll(runtime, deletes, files.deletes),
  ])
  for (let killed = 0; killed < kills; killed++) {
    await wait(150 + Math.random() * 700)
    await runtime.kill()
    await runtime.start()
  }
  await sending
  const started = Date.now()
  const isOver = async (): Promise<boolean> =>
    missingOf(files).length === 0 && (await depthOf(runtime)) === 0 && (await unproven(files, runtime)).length === 0
  while (Date.now() - started < drainMs && !(await isOver())) await wait(100)
  return Date.now() - started
}

function compare(
  files: Files,
  { keys }: Moody,
): Pick<Survived, 'acknowledged' | 'missing' | 'duplicates' | 'otherKey'> {
  const taken = [...keys]
  return {
    acknowledged: idsOf(files.acknowledged).size,
    missing: missingOf(files),
    duplicates: taken.filter(([, own]) => own.length > 1).length,
    otherKey: taken.filter(([id, own]) => own.some((key) => key !== id)).map(([id]) => id),
  }
}

/** Whether nothing was lost, nothing waits, and what came twice can be told by its key. */
export function isWell({ missing, depth, otherKey, deletes }: Survived): boolean {
  const wrong = [...missing, ...otherKey, ...deletes.unproven, ...deletes.afterDelete, ...deletes.leaks]
  return wrong.length === 0 && depth === 0
}

function idsOf(file: string): ReadonlySet<string> {
  return new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))
}

function missingOf({ acknowledged, received }: Files): readonly string[] {
  const taken = idsOf(received)
  return [...idsOf(acknowledged)].filter((id) => !taken.has(id))
}

/** What the queue says that waits; nothing where it does not say. */
async function depthOf({ url }: Runtime): Promise<number | undefined> {
  const reply = await fetch(new URL('/metrics', url), { headers: { Authorization: `Bearer ${metricsToken}` } })
  const depths = [...(await reply.text()).matchAll(/^edge_forwarder_queue_depth\{.*\} (\d+)$/gm)]
  return depths.length === 0 ? undefined : depths.reduce((sum, [, depth]) => sum + Number(depth), 0)
}

/** Sends events, some alone and some in arrays, eight requests at once; what is not answered 2xx is sent again, as Segment does. */
async function sendAll(runtime: Runtime, events: number, acknowledged: string): Promise<void> {
  const batches: string[][] = []
  for (let i = 0; i < events;) {
    const size = i % 7 === 0 ? 10 : 1
    batches.push(Array.from({ length: Math.min(size, events - i) }, (_, n) => `chaos-${i + n}`))
    i += size
  }
  const next = batches.values()
  const sender = async (): Promise<void> => {
    for (const ids of next) {
      while (!(await send(runtime.url, ids))) await wait(30)
      appendFileSync(acknowledged, ids.map((id) => `${id}\n`).join(''))
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
}

/** Deletes users, one after the other, each right after an event of theirs; what is not answered 2xx is sent again. */
async function deleteAll(runtime: Runtime, deletes: number, file: string): Promise<void> {
  for (let n = 0; n < deletes; n++) {
    const about = { userId: plantedUser(n), receivedAt: '2026-11-22T00:00:00.000Z' }
    const event = { ...about, type: 'track', event: 'Chaos', messageId: `before-delete-${n}` }
    while ((await post(runtime.url, event)) === undefined) await wait(30)
    const request = { ...about, type: 'delete', messageId: `delete-reg-${n}::job-1-chaos` }
    for (;;) {
      const reply = await post(runtime.url, request)
      if (reply !== undefined) {
        noteAccepted(file, n, String(reply['delete']))
        break
      }
      await wait(30)
    }
  }
}

async function send(url: string, ids: readonly string[]): Promise<boolean> {
  const list = ids.map((messageId) => ({
    type: 'track',
    event: 'Chaos',
    userId: `user-${messageId}`,
    messageId,
    receivedAt: '2026-11-22T00:00:00.000Z',
  }))
  return (await post(url, list.length === 1 ? list[0] : list)) !== undefined
}

/** What a 2xx says; nothing for any other reply, or none. */
async function post(url: string, body: unknown): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const reply = await fetch(new URL('/v1/destinations/webhook', url), {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${endpointKey}:`)}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    })
    const json = (await reply.json()) as Readonly<Record<string, unknown>>
    return reply.ok ? json : undefined
  } catch {
    return undefined
  }
}

/** A run for people. */
export function told(survived: Survived): string {
  const { kills, acknowledged, missing, depth, duplicates, otherKey, drainedMs, deletes, folder } = survived
  return [
    `${kills} kills, ${acknowledged} events acknowledged, ${missing.length} missing, ${duplicates} arrived more than once`,
    `(${otherKey.length} under another idempotency key), queue depth ${depth ?? 'unknown'} ${drainedMs} ms after the last was sent`,
    `; ${deletes.accepted} deletes acknowledged, ${deletes.unproven.length} not proven, ${deletes.afterDelete.length} events after the delete of their user,`,
    `ids in ${deletes.leaks.length} files of the storage`,
    ...(isWell(survived) ? [] : [`; see ${folder}`]),
  ].join(' ')
}

if (import.meta.main) {
  const [kills = 20, events = 2_000, deletes = 200] = process.argv.slice(2).map(Number)
  const survived = await chaos({ kills, events, deletes })
  console.log(told(survived))
  process.exit(isWell(survived) ? 0 : 1)
}
