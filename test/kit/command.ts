/** Commands as a person types them, as processes of their own. */
import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

/** How a command ended: its exit code (`null`: a signal) and all that it wrote. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** A command that runs. It leads a process group of its own. */
export interface Running {
  readonly pid: number
  readonly output: () => string
  readonly ended: Promise<Ended>
}

/** What a command may get: variables of its environment, and a signal (a test has one) that ends it. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Starts a command in a folder of the project, whose `node_modules/.bin` comes first on the PATH. It does not outlive us. */
export function start(command: readonly string[], cwd: string, { env = {}, signal }: Surroundings = {}): Running {
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plainEnvironment(), PATH: [join(cwd, 'node_modules/.bin'), process.env['PATH']].join(delimiter), ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const pid = child.pid ?? 0
  const orphan = (): void => killGroup(pid)
  process.once('exit', orphan)
  signal?.addEventListener('abort', orphan)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.removeListener('exit', orphan)
      signal?.removeEventListener('abort', orphan)
      resolve({ code, output })
    })
  })
  return { pid, output: () => output, ended }
}

/** Runs a command to its end. */
export function run(command: readonly string[], cwd: string, surroundings: Surroundings = {}): Promise<Ended> {
  return start(command, cwd, surroundings).ended
}

/** Our environment without what the test runner and npm set for themselves. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|VITE_|NODE_ENV$|NODE_OPTIONS$|TEST$|npm_)/.test(name)),
  )
}

/** Ports of loopback that nobody listens on, below those that systems give to outgoing connections meanwhile. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(10_000, 32_000)
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Asks again and again until an answer is given; `undefined` means not yet. Fails after a time, with what was last known. */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  { within = 30_000, known = () => '' }: { within?: number; known?: () => string } = {},
): Promise<T> {
  const end = Date.now() + within
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`it did not happen within ${within} ms\n${known()}`)
    await wait(50)
  }
}

/** The commands of a process group that are alive (a zombie, which only waits for its parent to look, is not). */
export async function alive(group: number): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=', '-o', 'stat=', '-o', 'args='])
  const rows = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
  return rows.flatMap((row) => (Number(row?.[1]) === group && !row?.[2]?.startsWith('Z') ? [row?.[3] ?? ''] : []))
}

/** Ends what is left of a process group at once. */
export function killGroup(group: number): void {
  if (group === 0) return
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // nothing of it is left
  }
}
