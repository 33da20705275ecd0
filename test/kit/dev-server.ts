/** `npm start` in a copy of the project, on ports of its own. */
import { readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { ReceivedCall } from '../../scripts/stand-in.ts'
import { callsPath } from '../../scripts/stand-in.ts'
import type { Running } from './command.ts'
import { freePorts, killGroup, start, until } from './command.ts'
import { copyProject, projectRoot } from './project.ts'

/** The settings of `npm start`. */
export const developmentSettings = parseEnv(readFileSync(join(projectRoot, 'dev.env'), 'utf8'))

/** The key of `dev.env`, which opens every route. */
const [developmentKey = ''] = Object.keys(JSON.parse(developmentSettings['ENDPOINT_KEYS'] ?? '{}') as object)

/** What a route replied to an event, and the calls that its partner received meanwhile. */
export interface Posted {
  readonly status: number
  readonly reply: unknown
  readonly calls: readonly ReceivedCall[]
}

/** A running development server. Events are posted one after the other, so that calls can be told apart. */
export interface DevServer {
  readonly root: string
  readonly running: Running
  readonly env: Readonly<Record<string, string>>
  /** `later`: how many calls to wait for where the reply is `queued`. */
  readonly post: (route: string, body: unknown, later?: number) => Promise<Posted>
  readonly remove: () => Promise<void>
}

/** Starts the development server with variables beside those of `dev.env`, and waits until it answers. */
export async function startDevServer(variables: Readonly<Record<string, string>>): Promise<DevServer> {
  const project = await copyProject(['test', 'bench', 'docs'])
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`)
  await appendFile(join(project.root, 'dev.env'), lines.join(''))
  const [port, standInPort] = await freePorts(2)
  const env = { PORT: String(port), STAND_IN_PORT: String(standInPort), DEV_STATE: join(project.root, 'state') }
  const running = start(['npm', 'start'], project.root, { env })
  const remove = async (): Promise<void> => {
    killGroup(running.pid)
    await running.ended
    await project.remove()
  }
  let over = false
  void running.ended.finally(() => (over = true))
  const origin = `http://127.0.0.1:${port}`
  const health = async (): Promise<boolean | undefined> => {
    if (over) throw new Error(`npm start ended:\n${running.output()}`)
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
    return answer?.ok === true ? true : undefined
  }
  await until(health, { within: 60_000, known: running.output }).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  const calls = callsOf(`http://127.0.0.1:${standInPort}`)
  const post = async (route: string, body: unknown, later = 1): Promise<Posted> => {
    const before = (await calls(0)).length
    const response = await fetch(`${origin}/v1/destinations/${route}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${developmentKey}:`)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const reply: unknown = await response.json()
    // What is queued (deletes) comes a little later.
    const received = async (): Promise<readonly ReceivedCall[] | undefined> => {
      const all = await calls(before)
      return response.status !== 202 || all.length >= later ? all : undefined
    }
    return { status: response.status, reply, calls: await until(received, { known: running.output }) }
  }
  return { root: project.root, running, env, post, remove }
}

function callsOf(standIn: string): (since: number) => Promise<readonly ReceivedCall[]> {
  return async (since) => (await fetch(`${standIn}${callsPath}?since=${since}`)).json() as Promise<ReceivedCall[]>
}
