import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { isObject, parseJson } from '../src/values/json.ts'
import type { Failure } from './failures.ts'
import { readFailure, unknownPartner } from './failures.ts'
import { printable } from './printable.ts'
import type { AskedOfPartner, StandInAnswer } from './stand-in-answers.ts'

/** One call that the stand-in partner received. `url` is the real partner's; `answer`: a status, `hang` or `reset`. */
export interface ReceivedCall {
  readonly method: string
  readonly url: string
  readonly partner: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly answer: string
}

/** What a stand-in works with. `partners` gives the slugs of all mappings; `answers` what a partner answers that does not fail (200 `{}` where it gives nothing); `show` gets each call and alert as text; `hide` takes out of a call what nobody may see; `failures`: how partners fail from the start. */
export interface StandInOptions {
  readonly port: number
  readonly partners: () => Promise<readonly string[]>
  readonly answers?: (asked: AskedOfPartner) => Promise<StandInAnswer | undefined>
  readonly failures?: ReadonlyMap<string, Failure>
  readonly show?: (text: string) => void
  readonly hide?: (call: ReceivedCall) => Promise<ReceivedCall>
  /** In [0, 1): which calls fail where only a share of them does. */
  readonly random?: () => number
}

/** The path under which the calls are listed: `?since=n` leaves out the first n. */
export const callsPath = '/_stand-in/calls'
/** Where failures are listed (`GET`) and taken back (`DELETE`); below it, by the partner's slug, one is set (`PUT`, the failure as the body) or taken back. */
export const failuresPath = '/_stand-in/failures'
/** Where alerts go (`POST`). */
export const alertsPath = '/_stand-in/alerts'

/** Starts a partner on loopback that shows and keeps each call it receives, and answers those that are not to fail as `answers` says, or 200 `{}`. */
export async function startStandIn(options: StandInOptions): Promise<Server> {
  const standIn = new StandIn(options)
  // A call that breaks off, or cannot be read, must not end `npm start`.
  const server = createServer((request, response) => {
    standIn.handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  return server
}

class StandIn {
  readonly #options: StandInOptions
  readonly #failures: Map<string, Failure>
  readonly #calls: ReceivedCall[] = []

  constructor(options: StandInOptions) {
    this.#options = options
    this.#failures = new Map(options.failures)
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in')
    const bytes = await readBytes(request)
    if (pathname === callsPath) return reply(response, 200, this.#calls.slice(Number(searchParams.get('since') ?? 0)))
    if (pathname === alertsPath) {
      this.#options.show?.(formatAlert(bytes.toString('utf8')))
      return reply(response, 200, {})
    }
    if (pathname === failuresPath || pathname.startsWith(`${failuresPath}/`)) {
      const partner = pathname.slice(failuresPath.length + 1)
      const { status, body } = await this.#change(request.method ?? '', partner, bytes.toString('utf8'))
      return reply(response, status, body)
    }
    await this.#answer(request, bytes, response)
  }

  /** Sets, takes back or lists failures; gives all that are set then, or what is wrong. */
  async #change(method: string, partner: string, text: string): Promise<{ status: number; body: unknown }> {
    const partners = await this.#options.partners()
    if (partner !== '' && !partners.includes(partner))
      return { status: 404, body: { message: unknownPartner(partner, partners) } }
    if (method === 'PUT') {
      const failure = partner === '' ? { fault: `send it to ${failuresPath}/<partner>` } : readFailure(text)
      if ('fault' in failure) return { status: 400, body: { message: failure.fault } }
      this.#failures.set(partner, failure)
    } else if (method === 'DELETE') {
      if (partner === '') this.#failures.clear()
      else this.#failures.delete(partner)
    } else if (method !== 'GET') return { status: 405, body: { message: 'this route takes GET, PUT, DELETE' } }
    return { status: 200, body: Object.fromEntries([...this.#failures].map(([name, { text: set }]) => [name, set])) }
  }

  async #answer(request: IncomingMessage, bytes: Buffer, response: ServerResponse): Promise<void> {
    const failure = this.#failureOf(String(request.headers['x-real-partner'] ?? ''))
    const asked = callOf(request, bytes)
    const good = (await this.#options.answers?.(asked)) ?? { status: 200, body: {} }
    const whole = { ...asked, answer: answerOf(failure ?? { kind: 'answer', status: good.status }) }
    const call = (await this.#options.hide?.(whole)) ?? whole
    this.#calls.push(call)
    this.#options.show?.(
      `--- ${call.partner === '' ? 'the partner' : call.partner} received\n${formatCall(call)}${failure === undefined ? '' : `\n--- and failed: ${failure.text}`}`,
    )
    if (failure === undefined) reply(response, good.status, good.body)
    else if (failure.kind === 'reset') request.socket.resetAndDestroy()
    else if (failure.kind === 'answer') reply(response, failure.status, failure.body)
  }

  #failureOf(partner: string): Failure | undefined {
    const failure = this.#failures.get(partner)
    const random = this.#options.random ?? Math.random
    return failure !== undefined && random() < failure.share ? failure : undefined
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

function callOf(request: IncomingMessage, bytes: Buffer): Omit<ReceivedCall, 'answer'> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
  return {
    method: request.method ?? '',
    url: headers['x-real-url'] ?? request.url ?? '',
    partner: headers['x-real-partner'] ?? '',
    headers,
    body: body.toString('utf8'),
  }
}

function answerOf(
  given: { readonly kind: 'answer'; readonly status: number } | { readonly kind: 'hang' | 'reset' },
): string {
  return given.kind === 'answer' ? String(given.status) : given.kind
}

const plumbing = new Set([
  'host',
  'connection',
  'accept-encoding',
  'accept',
  'content-length',
  'x-real-url',
  'x-real-partner',
  'cf-connecting-ip',
  'cf-ew-via',
  'cf-ray',
  'cf-worker',
  'cdn-loop',
  'mf-vary',
  'transfer-encoding',
])

/** A call as text for a terminal. */
export function formatCall(call: ReceivedCall): string {
  const headers = Object.entries(call.headers).filter(([name]) => !plumbing.has(name))
  return [
    `${call.method} ${call.url}`,
    ...headers.map(([name, value]) => `  ${name}: ${value}`),
    ...formatBody(call.body),
  ]
    .map((line) => printable(line))
    .join('\n')
}

function formatBody(body: string): readonly string[] {
  if (body === '') return []
  const json = parseJson(body)
  // A form or a text is shown as it is.
  const text = typeof json === 'object' && json !== null ? JSON.stringify(json, null, 2) : body
  return text.split('\n').map((line) => `  ${line}`)
}

/** An alert as text for a terminal. */
export function formatAlert(text: string): string {
  const alert = parseJson(text)
  return printable(
    isObject(alert) ? `!!! alert ${String(alert['type'])}: ${String(alert['message'])}` : `!!! alert: ${text}`,
  )
}
