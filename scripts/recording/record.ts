/**
 * `node scripts/recording/record.ts`: records what the Worker does with some 2,500 requests in workerd: its replies, the partner's calls, the rows that are left. It runs three times; what
 * differs between the runs (times, chance) is written as `~`. `--compare`: runs once and prints what differs from the recording; ends with 1 where anything does.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { isObject, parseJson } from '../../src/values/json.ts'
import { bundle, Runtime } from '../runtime.ts'
import { differences, merged } from './compare.ts'
import { requests } from './requests.ts'
import { rowsIn } from './rows.ts'
import type { Asked, Mood } from './shared.ts'
import { admin, root, variables } from './shared.ts'

const file = resolve(root, 'test/data/recording.json.br')
const answers: Readonly<Record<Mood, number>> = { ok: 200, fails: 500, refuses: 400, denies: 401 }

/** A call that the partner received. */
interface Called {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** What came of each request, by its name, and the rows that are left in the end. */
type Recording = Readonly<Record<string, unknown>>

/** A partner on loopback whose mood is set from outside. */
class Partner {
  mood: Mood = 'ok'
  #calls: Called[] = []
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      this.#calls.push(callOf(request, Buffer.concat(chunks).toString('utf8')))
      response.writeHead(answers[this.mood], { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(this.mood === 'ok' ? {} : { message: 'the recorded partner says no' }))
    })
  })

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** How many there are that were not taken. */
  get count(): number {
    return this.#calls.length
  }

  /** The calls since this was asked last, in an order of their own: those of a request are made at once. */
  take(): readonly Called[] {
    const calls = this.#calls
    this.#calls = []
    return calls.toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b)))
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function callOf(request: IncomingMessage, body: string): Called {
  const { host: _, 'content-length': __, connection: ___, 'cf-connecting-ip': ____, ...headers } = request.headers
  return { method: request.method ?? '', url: request.url ?? '', headers, body: parseJson(body) }
}

const kept = ['content-type', 'allow', 'retry-after', 'www-authenticate', 'accept-encoding']

async function ask(
  url: string,
  asked: Asked,
): Promise<{ readonly status: number; readonly headers: unknown; readonly body: unknown }> {
  const reply = await fetch(new URL(asked.path, url), {
    method: asked.method,
    headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': '203.0.113.7', ...asked.headers },
    ...(asked.body !== undefined && { body: asked.body as string }),
  })
  const headers = Object.fromEntries(
    kept.flatMap((name) => (reply.headers.has(name) ? [[name, reply.headers.get(name)]] : [])),
  )
  const text = await reply.text()
  return { status: reply.status, headers, body: parseJson(text) }
}

/** Runs all requests at a Worker that is new. */
async function run(script: string): Promise<Recording> {
  const storage = mkdtempSync(join(tmpdir(), 'recording-'))
  const partner = new Partner()
  const origin = await partner.listen()
  const runtime = new Runtime({ script, storage, bindings: { ...variables(), DEV_PARTNER: origin } })
  await runtime.start()
  const recorded: Record<string, unknown> = {}
  try {
    for (const asked of requests()) {
      partner.mood = asked.mood
      const reply = await ask(runtime.url, asked)
      const id = isObject(reply.body) ? reply.body['delete'] : undefined
      if (typeof id === 'string' && reply.status === 202) await attempted(runtime.url, asked, { id, partner })
      else if (asked.mood === 'ok' && reply.status === 202) await stillness(partner)
      if (recorded[asked.name] !== undefined) throw new Error(`two requests are named "${asked.name}"`)
      recorded[asked.name] = { reply, calls: partner.take() }
    }
  } finally {
    await runtime.stop()
    partner.close()
  }
  recorded['rows'] = rowsIn(storage)
  rmSync(storage, { recursive: true, force: true })
  return recorded
}

/** What was queued is sent by the queue: until nothing came for a while. */
async function stillness(partner: Partner): Promise<void> {
  for (let calls = -1; calls !== partner.count;) {
    calls = partner.count
    await wait(600)
  }
}

/** A delete is sent by the queue: until it was attempted. */
async function attempted(
  url: string,
  { path }: Asked,
  { id, partner }: { id: string; partner: Partner },
): Promise<void> {
  const [, slug = '', account = 'default'] = /^\/v1\/destinations\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? []
  for (let tries = 0; tries < 200; tries++) {
    const { status, body } = await ask(url, {
      name: '',
      method: 'GET',
      path: `/v1/deletes/${slug}/${account}/${id}`,
      headers: { Authorization: `Bearer ${admin}` },
      mood: 'ok',
    })
    // A customer's account has another name.
    if (status === 404) return stillness(partner)
    if (isObject(body) && body['state'] !== 'INITIALIZED') return stillness(partner)
    await wait(25)
  }
}

const script = bundle('wrangler.toml', mkdtempSync(join(tmpdir(), 'recording-bundle-')))
if (process.argv.includes('--compare')) {
  const before = JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8')) as Recording
  const found = differences(before, await run(script))
  for (const line of found.slice(0, 200)) console.log(line)
  console.log(`${found.length} differences in ${Object.keys(before).length} records`)
  process.exitCode = found.length === 0 ? 0 : 1
} else {
  const recording = merged(merged(await run(script), await run(script)), await run(script)) as Recording
  writeFileSync(file, brotliCompressSync(JSON.stringify(recording)))
  console.log(`${Object.keys(recording).length} records in ${file}`)
}
