/** A Worker in a plain `workerd serve`, without wrangler or Miniflare in front of it. All that it fetches goes to the partner on loopback. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const workerd = resolve(import.meta.dirname, '../../node_modules/workerd/bin/workerd')

/** What is served: the text of the Worker, its variables, and its classes of objects by the names of their bindings. */
export interface Served {
  readonly script: string
  readonly bindings: Readonly<Record<string, string>>
  readonly objects: Readonly<Record<string, string>>
}

/** Where a process listens. */
interface Ports {
  readonly http: number
  readonly inspector?: number
}

/** A process that serves a Worker. */
export class Process {
  readonly port: number
  /** That of its inspector, where it has one. */
  readonly inspectorPort: number | undefined
  readonly #child: ChildProcess

  constructor({ http, inspector }: Ports, child: ChildProcess) {
    this.port = http
    this.inspectorPort = inspector
    this.#child = child
  }

  /** CPU time so far, of all its threads, user and system (us). */
  cpu(): number {
    const tasks = `/proc/${this.#child.pid}/task`
    const nanoseconds = readdirSync(tasks).map((task) =>
      Number(readFileSync(join(tasks, task, 'schedstat'), 'latin1').split(' ')[0]),
    )
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1_000
  }

  /** Memory that it holds, or held at most (MB). */
  memory(of: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
    const found = new RegExp(`${of}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${this.#child.pid}/status`, 'latin1'))
    return Number(found?.[1]) / 1_024
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#child.once('exit', done))
    this.#child.kill('SIGKILL')
    await ended
  }
}

/** Serves a Worker from a folder of its own, and waits until it listens. */
export async function serve(
  served: Served,
  { folder, partner, isInspected = false }: { folder: string; partner: number; isInspected?: boolean },
): Promise<Process> {
  const storage = join(folder, 'storage')
  mkdirSync(storage, { recursive: true })
  writeFileSync(join(folder, 'worker.js'), served.script)
  writeFileSync(join(folder, 'config.capnp'), configOf(served, { storage, partner }))
  const inspected = isInspected ? ['--inspector-addr=127.0.0.1:0'] : []
  const child = spawn(workerd, ['serve', 'config.capnp', '--experimental', '--control-fd=3', ...inspected], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)))
  const ports = await portsOf(child.stdio[3] as Readable)
  if (ports !== undefined) return new Process(ports, child)
  child.kill('SIGKILL')
  throw new Error(`workerd does not listen:\n${said}`)
}

/** The ports that the system gave, as workerd tells them; nothing if it ends before. */
async function portsOf(control: Readable): Promise<Ports | undefined> {
  let inspector: number | undefined
  for await (const line of createInterface({ input: control })) {
    const told = JSON.parse(line) as { event: string; socket?: string; port?: number }
    if (told.event === 'listen-inspector') inspector = told.port
    if (told.event === 'listen' && told.socket === 'http' && told.port !== undefined)
      return { http: told.port, ...(inspector !== undefined && { inspector }) }
  }
  return undefined
}

function configOf({ bindings, objects }: Served, { storage, partner }: { storage: string; partner: number }): string {
  const text = JSON.stringify
  const all = [
    ...Object.entries(bindings).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...Object.entries(objects).map(([name, of]) => `(name = ${text(name)}, durableObjectNamespace = ${text(of)})`),
  ]
  const classes = Object.values(objects).map(
    (of) => `(className = ${text(of)}, uniqueKey = ${text(of)}, enableSql = true)`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "partner", external = (address = "127.0.0.1:${partner}", http = ())),
    (name = "storage", disk = (path = ${text(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-10-23",
  compatibilityFlags = ["nodejs_compat"],
  globalOutbound = "partner",
  bindings = [${all.join(', ')}],
  durableObjectNamespaces = [${classes.join(', ')}],
  durableObjectStorage = (localDisk = "storage"),
);
`
}
