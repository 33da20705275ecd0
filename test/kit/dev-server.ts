/** `npm start` in a copy of the project, on ports of its own. */
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { ReceivedCall } from '../../scripts/stand-in.ts'
import { callsPath } from '../../scripts/stand-in.ts'
import type { Running } from './command.ts'
import { freePorts, killGroup, start, until } from './command.ts'
import { copyProject, projectRoot } from './project.ts'

/** The settings of `npm start`. */
export const developmentSettings = parseEnv(readFileSync(join(projectRoot, 'dev.env'), 'utf8'))

/** The key of `dev.env`, and one of the tests, which opens the routes that they add. */
const [developmentKey = ''] = Object.keys(JSON.parse(developmentSettings['ENDPOINT_KEYS'] ?? '{}') as object)
const addedKey = 'key-of-the-routes-that-tests-add'

/** What a test adds to `dev.env`: variables, and routes that open. */
export interface Added {
  readonly variables: Readonly<Record<string, string>>
  readonly routes: readonly string[]
}

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

/** Starts the development server and waits until it answers. */
export async function startDevServer(added: Added): Promise<DevServer> {
  const project = await copyProject(['test', 'bench', 'docs'])
  await addTo(join(project.root, 'dev.env'), added)
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
    const key = added.routes.includes(route) ? addedKey : developmentKey
    const response = await fetch(`${origin}/v1/destinations/${route}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${key}:`)}`, 'Content-Type': 'application/json' },
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

async function addTo(file: string, { variables, routes }: Added): Promise<void> {
  const text = await readFile(file, 'utf8')
  const keys = JSON.parse(developmentSettings['ENDPOINT_KEYS'] ?? '{}') as Readonly<Record<string, readonly string[]>>
  const withRoutes = text.replace(
    /^ENDPOINT_KEYS=.*$/m,
    () =>
      `ENDPOINT_KEYS=${JSON.stringify({ ...keys, ...(routes.length > 0 && { [addedKey]: [...routes, '+delete'] }) })}`,
  )
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`)
  await writeFile(file, `${withRoutes.trimEnd()}\n${lines.join('')}`)
}

function callsOf(standIn: string): (since: number) => Promise<readonly ReceivedCall[]> {
  return async (since) => (await fetch(`${standIn}${callsPath}?since=${since}`)).json() as Promise<ReceivedCall[]>
}
