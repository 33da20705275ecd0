/** A Worker in a workerd of its own, with its storage on disk, for programs that kill it or measure it. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

const root = resolve(import.meta.dirname, '..')

/** Bundles the Worker of a `wrangler.toml` (a path below the project's root) into a folder, and gives its text. */
export function bundle(config: string, folder: string): string {
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  execFileSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--config', config, '--outdir', folder], {
    cwd: root,
    stdio: 'ignore',
  })
  const [name = 'index.js'] = readdirSync(folder).filter((file) => file.endsWith('.js'))
  return readFileSync(join(folder, name), 'utf8')
}

/** What runs: the text of the Worker, the folder of its storage, its variables. `onLog` gets each line that the Worker logs, and when it did (ms). */
export interface Running {
  readonly onLog?: (line: string, at: number) => void
  readonly script: string
  readonly storage: string
  readonly bindings: Readonly<Record<string, string>>
}

/** A runtime that can be killed and started again over the same storage. */
export class Runtime {
  readonly #running: Running
  #miniflare: Miniflare | undefined
  #url = ''
  #pids: readonly number[] = []

  constructor(running: Running) {
    this.#running = running
  }

  /** Where it listens: another port after each start. */
  get url(): string {
    return this.#url
  }

  /** Its processes. */
  get pids(): readonly number[] {
    return this.#pids
  }

  async start(): Promise<void> {
    const { script, storage, bindings, onLog } = this.#running
    const options = convertV4MiniflareOptions({
      modules: true,
      script,
      compatibilityDate: '2026-10-23',
      compatibilityFlags: ['nodejs_compat'],
      durableObjects: {
        PARTNER_QUEUE: { className: 'PartnerQueue', useSQLite: true },
        REGISTRY: { className: 'Registry', useSQLite: true },
        ACTIVITY: { className: 'AccountActivity', useSQLite: true },
      },
      resourcePersistencePath: storage,
      // Its log lines are not what these programs print.
      handleStructuredLogs: ({ message, timestamp }) => onLog?.(message, timestamp),
      bindings: { ...bindings },
    })
    // Others may run in this process: tests have a pool of their own.
    const others = runtimes()
    this.#miniflare = new Miniflare(options)
    this.#url = (await this.#miniflare.ready).href
    this.#pids = runtimes().filter((pid) => !others.includes(pid))
  }

  /** Sends SIGKILL to the runtime in the middle of whatever it does; gives when it did (ms). */
  async kill(): Promise<number> {
    for (const pid of this.#pids) process.kill(pid, 'SIGKILL')
    const at = Date.now()
    await this.stop()
    return at
  }

  async stop(): Promise<void> {
    await this.#miniflare?.dispose().catch(() => undefined)
    this.#miniflare = undefined
  }
}

/** The workerd processes that this process started. */
function runtimes(): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'comm='], { encoding: 'utf8' }).split('\n')
  return rows
    .map((row) => /^\s*(\d+)\s+(\d+)\s+(?:.*\/)?workerd/.exec(row))
    .flatMap((found) => (Number(found?.[2]) === process.pid ? [Number(found?.[1])] : []))
}
