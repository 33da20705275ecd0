/**
 * `npm run way`: counts what one request passes on its way through `src/`, by V8's precise coverage over one warm request: how many files and named functions a track event runs
 * that is delivered inline, and one that the partner fails and that is committed. `--list` names them. The objects are stood in for: what runs inside them is not counted.
 */
import { createServer } from 'node:http'
import { Session } from 'node:inspector/promises'
import { registerHooks } from 'node:module'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const warmUps = 30
const source = pathToFileURL(resolve(import.meta.dirname, '../src')).href
const key = 'a-key-of-the-count-of-functions'

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'cloudflare:workers'
      ? { url: 'data:text/javascript,export class DurableObject {}', shortCircuit: true }
      : next(specifier, context),
})

/** A namespace of Durable Objects whose stubs answer as empty ones do. */
function namespace(answers: Readonly<Record<string, (...given: never[]) => unknown>>): unknown {
  return { idFromName: (name: string) => name, get: () => answers }
}

/** The Worker as it is asked here. */
interface App {
  readonly fetch: (request: Request, env: unknown, context: unknown) => Promise<Response>
}

/** What the coverage of one request says: the files and the named functions of `src/` that ran. */
interface Passed {
  readonly files: ReadonlySet<string>
  readonly functions: readonly string[]
}

async function passedBy(session: Session, request: () => Promise<unknown>): Promise<Passed> {
  // What was counted before is taken away.
  await session.post('Profiler.takePreciseCoverage')
  await request()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const files = new Set<string>()
  const functions: string[] = []
  for (const { url, functions: all } of result.filter((script) => script.url.startsWith(source)))
    for (const { functionName, ranges } of all) {
      if (functionName === '' || (ranges[0]?.count ?? 0) === 0) continue
      const file = url.slice(source.length + 1)
      files.add(file)
      functions.push(`${file} ${functionName}`)
    }
  return { files, functions }
}

async function main(): Promise<void> {
  let status = 200
  const partner = createServer((_, response) => response.writeHead(status).end('{}'))
  await new Promise<void>((listening) => partner.listen(0, '127.0.0.1', listening))
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  // By its address: the Worker's code is type-checked with the types of Workers, this script with those of Node.
  const { createApp } = (await import(`${source}/http/app.ts`)) as { createApp: () => App }
  const app = createApp()
  const env = {
    ENVIRONMENT: 'development',
    DEV_PARTNER: `http://127.0.0.1:${(partner.address() as AddressInfo).port}`,
    ENDPOINT_KEYS: JSON.stringify({ [key]: ['mixpanel'] }),
    MIXPANEL_PROJECT_TOKEN: 'a-token',
    REGISTRY: namespace({
      sync: async () => ({ version: 1, pauses: [], tombstones: {}, keys: [], named: [], failing: [], more: false }),
    }),
    PARTNER_QUEUE: namespace({ commit: async () => 'committed' }),
  }
  const later: Promise<unknown>[] = []
  const context = { waitUntil: (work: Promise<unknown>) => void later.push(work), passThroughOnException: () => {} }
  const send = async (): Promise<number> => {
    const event = { type: 'track', event: 'Registered', userId: 'u-1', messageId: `m-${Math.random()}` }
    const headers = { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${key}:`)}` }
    const request = new Request('http://forwarder.example.com/v1/destinations/mixpanel', {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...event, timestamp: new Date().toISOString() }),
    })
    return (await app.fetch(request, env, context)).status
  }
  const log = console.log
  console.log = () => undefined
  for (let i = 0; i < warmUps; i++) await send()
  const delivered = await passedBy(session, async () => expectStatus(200, await send()))
  status = 500
  const queued = await passedBy(session, async () => expectStatus(202, await send()))
  console.log = log
  for (const [name, { files, functions }] of Object.entries({ delivered, queued })) {
    console.log(`a track event that is ${name}: ${files.size} files, ${functions.length} named functions`)
    if (process.argv.includes('--list')) for (const one of functions) console.log(`  ${one}`)
  }
  partner.close()
  partner.closeAllConnections()
  await Promise.race([Promise.allSettled(later), new Promise((resolved) => setTimeout(resolved, 100))])
  process.exit()
}

function expectStatus(expected: number, status: number): void {
  if (status !== expected) throw new Error(`the request was answered ${status}, not ${expected}: nothing was counted`)
}

await main()
