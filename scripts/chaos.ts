/**
 * `npm run chaos [kills] [events] [deletes]`: the runtime is killed with SIGKILL at random moments while events come in, against a partner on loopback that
 * fails, hangs and resets. The run is well if:
 *
 * - every event that was acknowledged with a 2xx reached the partner: the sender writes the ids of what was acknowledged into one file, the partner the ids of what it
 *   took into another, and the files are compared;
 * - each event that arrived again has the same idempotency key, and `chaos-duplicates.ts` explains why it came again;
 * - the queue was late by less than ten times the longest backoff in 99 of 100 attempts;
 * - every delete that was acknowledged is FINISHED, with a receipt that verifies, and nothing of its user reached the partner after it or is left in the storage.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Deleted } from './chaos-deletes.ts'
import { leaksIn, takenAfterDelete, unprovenOf } from './chaos-deletes.ts'
import type { Duplicates, Unanswered } from './chaos-duplicates.ts'
import { describeUnexplained, duplicatesOf, unansweredIn } from './chaos-duplicates.ts'
import type { Backoff, Lag, LateAttempt } from './chaos-lag.ts'
import { lagOf, lateAttemptIn } from './chaos-lag.ts'
import { ChaosSender } from './chaos-sender.ts'
import { startMoody } from './moody-partner.ts'
import { bundle, Runtime } from './runtime.ts'

/** How long it took until all was delivered and proven, from the last acknowledged event, the last acknowledged delete and the last kill on (ms). */
export interface Drain {
  readonly afterLastEventMs: number
  readonly afterLastDeleteMs: number
  readonly afterLastKillMs: number
}

/** What came of a run. `missing`: acknowledged, and never taken; `depth`: what the queue says that waits in the end. */
export interface Survived {
  readonly kills: number
  readonly acknowledged: number
  readonly missing: readonly string[]
  readonly depth: number | undefined
  readonly duplicates: Duplicates
  /** The messages that arrived under a key that is not their id. */
  readonly otherKey: readonly string[]
  readonly lag: Lag
  readonly drain: Drain
  readonly deletes: Deleted
  /** Lines about the unexplained repeats. */
  readonly details: string
  /** Where both files are; it is kept where something is wrong. */
  readonly folder: string
}

const endpointKey = 'chaos-endpoint-key-not-a-secret'
const adminToken = 'chaos-admin-token-not-a-secret'
const receiptKeys = JSON.stringify([{ id: 'chaos', key: btoa('r'.repeat(32)) }])
const metricsToken = 'chaos-metrics-token-not-a-secret'

/**
 * The backoff is about as long as the times between two kills. An attempt that is ten backoffs late has missed several restarts in a row, while those that are merely interrupted by
 * one or two kills are in time.
 */
const backoff: Backoff = { baseMs: 1_000, capMs: 2_000 }
const mostBackoffsLate = 10

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
  RETRY_BASE_MS: String(backoff.baseMs),
  RETRY_CAP_MS: String(backoff.capMs),
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
  /** How long it may take to deliver everything, after the last was sent and the last kill. */
  readonly drainMs?: number
}

interface Files {
  readonly acknowledged: string
  readonly received: string
  /** A line for each acknowledged delete: its number and its id. */
  readonly deletes: string
}

/** Runs it. What did not drain in time is missing. */
export async function chaos(storm: Storm): Promise<Survived> {
  const start = Date.now()
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'))
  const files: Files = {
    acknowledged: join(folder, 'acknowledged.txt'),
    received: join(folder, 'received.txt'),
    deletes: join(folder, 'deletes.txt'),
  }
  for (const file of Object.values(files)) writeFileSync(file, '')
  const partner = await startMoody(files.received)
  const attempts: (LateAttempt | 'skipped')[] = []
  const unanswered: Unanswered[] = []
  const runtime = new Runtime({
    script: bundle('wrangler.toml', join(folder, 'worker')),
    storage: join(folder, 'state'),
    bindings: { ...variables, DEV_PARTNER: partner.origin },
    onLog: (line, at) => {
      const none = unansweredIn(line, at)
      if (none !== undefined) unanswered.push(none)
      const attempt = lateAttemptIn(line)
      if (attempt !== undefined) attempts.push(attempt)
    },
  })
  try {
    await runtime.start()
    const { kills, posts, drain } = await rage(storm, runtime, files)
    const left = { depth: await depthOf(runtime), unproven: await allUnproven(files, runtime) }
    await runtime.stop()
    const takings = partner.takings()
    const duplicates = duplicatesOf({ takings, kills, posts, unanswered })
    const survived: Survived = {
      kills: kills.length,
      acknowledged: idsOf(files.acknowledged).size,
      missing: missingOf(files),
      depth: left.depth,
      duplicates,
      otherKey: [...new Set(takings.flatMap(({ messageId, key }) => (key === messageId ? [] : [messageId])))],
      lag: lagOf(attempts, backoff),
      drain,
      deletes: {
        accepted: idsOf(files.deletes).size,
        unproven: left.unproven,
        afterDelete: takenAfterDelete(takings),
        leaks: leaksIn(join(folder, 'state')),
      },
      details: describeUnexplained(duplicates.unexplained, kills, start),
      folder,
    }
    if (isWell(survived)) rmSync(folder, { recursive: true, force: true })
    return survived
  } finally {
    await runtime.stop()
    partner.close()
  }
}

function unproven({ deletes }: Files, { url }: Runtime, proven?: Set<string>): AsyncGenerator<string> {
  return unprovenOf(deletes, { url, token: adminToken, keys: receiptKeys }, proven)
}

async function allUnproven(files: Files, runtime: Runtime): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of unproven(files, runtime)) lines.push(line)
  return lines
}

/**
 * Sends and kills in step, so that events and deletes come in from the first kill to the last; then waits until all is delivered, or the time is over. Gives the
 * times of the kills (ms) and the requests that were sent.
 */
async function rage(
  { kills, events, deletes, drainMs = 120_000 }: Storm,
  runtime: Runtime,
  files: Files,
): Promise<{ readonly kills: readonly number[]; readonly posts: ChaosSender['posts']; readonly drain: Drain }> {
  const killedAt: number[] = []
  const sender = new ChaosSender({
    endpointKey,
    url: () => runtime.url,
    allowed: () => (killedAt.length + 1) / Math.max(1, kills),
  })
  const sending = Promise.all([
    sender.sendEvents(events, files.acknowledged),
    sender.sendDeletes(deletes, files.deletes),
  ])
  const step = 1 / kills
  while (killedAt.length < kills) {
    await wait(300 + Math.random() * 1_000)
    while (Math.min(sender.events.share, sender.deletes.share) < (killedAt.length - 1) * step) await wait(10)
    killedAt.push(await runtime.kill())
    await runtime.start()
  }
  await sending
  const started = Date.now()
  const proven = new Set<string>()
  const isOver = async (): Promise<boolean> =>
    missingOf(files).length === 0 &&
    (await depthOf(runtime)) === 0 &&
    (await unproven(files, runtime, proven).next()).done === true
  while (Date.now() - started < drainMs && !(await isOver())) await wait(100)
  const over = Date.now()
  const drain: Drain = {
    afterLastEventMs: over - sender.events.lastAt,
    afterLastDeleteMs: over - sender.deletes.lastAt,
    afterLastKillMs: over - (killedAt.at(-1) ?? over),
  }
  return { kills: killedAt, posts: sender.posts, drain }
}

/** Whether nothing was lost, nothing waits, what came twice is explained and can be told by its key, and the queue was not late. */
export function isWell({ missing, depth, duplicates, otherKey, lag, deletes }: Survived): boolean {
  const wrong = [...missing, ...otherKey, ...deletes.unproven, ...deletes.afterDelete, ...deletes.leaks]
  return wrong.length + duplicates.unexplained.length === 0 && depth === 0 && isInTime(lag)
}

/** Whether the queue was late by less than ten times the longest backoff, in 99 of 100 attempts. */
export function isInTime({ p99Ms }: Lag): boolean {
  return p99Ms !== undefined && p99Ms < mostBackoffsLate * backoff.capMs
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

/** A run as text, for people. */
export function summaryOf(survived: Survived): string {
  const { kills, acknowledged, missing, depth, duplicates, otherKey, lag, drain, deletes, details, folder } = survived
  const { cut, 'hung up': hungUp, kill, 'no answer': noAnswer, 'sent again': sentAgain } = duplicates.explained
  return [
    `${kills} kills, ${acknowledged} events acknowledged, ${missing.length} missing, queue depth ${depth ?? 'unknown'}`,
    `${duplicates.messages} messages arrived more than once, ${otherKey.length} under another idempotency key; repeats: ${kill} after a kill, ` +
      `${cut} after the partner cut its answer, ${hungUp} after the runtime hung up, ${noAnswer} after an answer that came too late, ` +
      `${sentAgain} that the sender sent again at a kill; ${duplicates.unexplained.length} messages with unexplained repeats`,
    `lag p50 ${ms(lag.p50Ms)}, p99 ${ms(lag.p99Ms)} (less than ${mostBackoffsLate * backoff.capMs} ms is well), max ${ms(lag.maxMs)}; ` +
      `p99 of a retry's lag is ${lag.p99Ratio?.toFixed(1) ?? 'unknown'} times its longest backoff (${lag.attempts} attempts, ${lag.skipped} skipped that do not tell)`,
    `drained ${drain.afterLastEventMs} ms after the last event, ${drain.afterLastDeleteMs} ms after the last delete, ${drain.afterLastKillMs} ms after the last kill`,
    `${deletes.accepted} deletes acknowledged, ${deletes.unproven.length} not proven, ${deletes.afterDelete.length} events after the delete of their user, ids in ` +
      `${deletes.leaks.length} files of the storage`,
    ...(details === '' ? [] : [details]),
    ...(isWell(survived) ? [] : [`not well; see ${folder}`]),
  ].join('\n')
}

function ms(value: number | undefined): string {
  return value === undefined ? 'unknown' : `${Math.round(value)} ms`
}

if (import.meta.main) {
  const [kills = 20, events = 2_000, deletes = 200] = process.argv.slice(2).map(Number)
  const survived = await chaos({ kills, events, deletes })
  console.log(summaryOf(survived))
  process.exit(isWell(survived) ? 0 : 1)
}
