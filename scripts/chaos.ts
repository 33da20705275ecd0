/**
 * `npm run chaos [kills] [events]`: the runtime is killed with SIGKILL at random moments while events come in, against a partner on loopback that
 * fails, hangs and resets. Every event that was acknowledged with a 2xx must have reached the partner in the end.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { startMoody } from './moody-partner.ts'

/** What came of a run: ids acknowledged with a 2xx, those of them that never arrived, and how many arrived more than once. */
export interface Survived {
  readonly kills: number
  readonly acknowledged: number
  readonly missing: readonly string[]
  readonly duplicates: number
  readonly drainedMs: number
}

const root = resolve(import.meta.dirname, '..')
const key = 'chaos-endpoint-key-not-a-secret'

/** Runs it. Throws where the events do not drain in time. */
export async function chaos({
  kills,
  events,
  drainMs = 120_000,
}: {
  kills: number
  events: number
  drainMs?: number
}): Promise<Survived> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'))
  const partner = await startMoody()
  try {
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--outdir', join(folder, 'worker')],
      { cwd: root, stdio: 'ignore' },
    )
    const forwarder = new Forwarder(folder, partner.origin)
    await forwarder.start()
    const acknowledged = new Set<string>()
    const sending = sendAll(forwarder, events, acknowledged)
    let killed = 0
    while (killed < kills) {
      await wait(150 + Math.random() * 700)
      await forwarder.kill()
      killed++
      await forwarder.start()
    }
    await sending
    const started = Date.now()
    while (Date.now() - started < drainMs && [...acknowledged].some((id) => !partner.taken.has(id))) await wait(50)
    await forwarder.stop()
    const counts = [...partner.taken.values()]
    return {
      kills: killed,
      acknowledged: acknowledged.size,
      missing: [...acknowledged].filter((id) => !partner.taken.has(id)),
      duplicates: counts.filter((count) => count > 1).length,
      drainedMs: Date.now() - started,
    }
  } finally {
    partner.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The forwarder in a workerd of its own, whose storage outlives it. */
class Forwarder {
  readonly #folder: string
  readonly #partner: string
  #miniflare: Miniflare | undefined
  #url = ''

  constructor(folder: string, partner: string) {
    this.#folder = folder
    this.#partner = partner
  }

  get url(): string {
    return this.#url
  }

  async start(): Promise<void> {
    const options = convertV4MiniflareOptions({
      modules: true,
      script: readFileSync(join(this.#folder, 'worker/index.js'), 'utf8'),
      compatibilityDate: '2026-10-23',
      compatibilityFlags: ['nodejs_compat'],
      durableObjects: { PARTNER_QUEUE: { className: 'PartnerQueue', useSQLite: true } },
      resourcePersistencePath: join(this.#folder, 'state'),
      handleRuntimeStdio: (stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream) => {
        stdout.resume()
        stderr.resume()
      },
      bindings: {
        ENVIRONMENT: 'development',
        DEV_PARTNER: this.#partner,
        ENDPOINT_KEYS: JSON.stringify({ [key]: ['webhook'] }),
        WEBHOOK_URL: 'https://hook.example.com/events',
        WEBHOOK_SHARED_SECRET: 'chaos-shared-secret',
        INLINE_BUDGET_MS: '300',
        QUEUE_TIMEOUT_MS: '500',
        LEASE_SLACK_MS: '500',
        ALARM_SAFETY_MS: '1000',
        RETRY_BASE_MS: '100',
        RETRY_CAP_MS: '1000',
        RETRY_SLOW_MS: '100',
      },
    })
    this.#miniflare = new Miniflare(options)
    this.#url = (await this.#miniflare.ready).href
  }

  /** SIGKILL to the runtime in the middle of whatever it does. */
  async kill(): Promise<void> {
    for (const pid of runtimesOf(process.pid)) process.kill(pid, 'SIGKILL')
    await this.stop()
  }

  async stop(): Promise<void> {
    await this.#miniflare?.dispose().catch(() => undefined)
    this.#miniflare = undefined
  }
}

/** The workerd processes that this process started. */
function runtimesOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, command = '', , ppid = ''] =
          /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
        return command.startsWith('workerd') && Number(ppid) === parent ? [Number(name)] : []
      } catch {
        return []
      }
    })
}

/** Sends events, some alone and some in arrays, eight requests at once; what is not answered 2xx is sent again, as Segment does. */
async function sendAll(forwarder: Forwarder, events: number, acknowledged: Set<string>): Promise<void> {
  const batches: string[][] = []
  for (let i = 0; i < events;) {
    const size = i % 7 === 0 ? 10 : 1
    batches.push(Array.from({ length: Math.min(size, events - i) }, (_, n) => `chaos-${i + n}`))
    i += size
  }
  const next = batches.values()
  const sender = async (): Promise<void> => {
    for (const ids of next) {
      while (!(await send(forwarder.url, ids))) await wait(30)
      for (const id of ids) acknowledged.add(id)
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
}

async function send(url: string, ids: readonly string[]): Promise<boolean> {
  const list = ids.map((messageId) => ({
    type: 'track',
    event: 'Chaos',
    userId: `user-${messageId}`,
    messageId,
    receivedAt: '2026-11-22T00:00:00.000Z',
  }))
  try {
    const reply = await fetch(new URL('/v1/destinations/webhook', url), {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify(list.length === 1 ? list[0] : list),
      signal: AbortSignal.timeout(5_000),
    })
    await reply.text()
    return reply.ok
  } catch {
    return false
  }
}

if (import.meta.main) {
  const [kills = 20, events = 2_000] = process.argv.slice(2).map(Number)
  const survived = await chaos({ kills, events })
  console.log(
    `${survived.kills} kills, ${survived.acknowledged} events acknowledged, ${survived.missing.length} missing, ${survived.duplicates} arrived more than once, drained ${survived.drainedMs} ms after the last was sent`,
  )
  if (survived.missing.length > 0) process.exitCode = 1
  process.exit()
}
