import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** One call that the stand-in partner received. `url` is the real partner's. */
export interface ReceivedCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the stand-in answers; left out: 200 `{}`. */
export interface StandInAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A partner on loopback that shows and keeps each call it receives, and answers as it is told. */
export interface StandIn {
  readonly server: Server
  readonly calls: ReceivedCall[]
}

/** The path under which the calls are listed: `?since=n` leaves out the first n. */
export const callsPath = '/_stand-in/calls'

/** Starts a stand-in partner. `answer` may look at the call. */
export async function startStandIn(
  port: number,
  answer: (call: ReceivedCall) => StandInAnswer | Promise<StandInAnswer> = () => ({}),
  show?: (call: ReceivedCall) => void,
): Promise<StandIn> {
  const calls: ReceivedCall[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    if (url.pathname === callsPath) {
      response.end(JSON.stringify(calls.slice(Number(url.searchParams.get('since') ?? 0))))
      return
    }
    const call = await readCall(request)
    calls.push(call)
    show?.(call)
    const { status = 200, headers = {}, body = {} } = await answer(call)
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { server, calls }
}

async function readCall(request: IncomingMessage): Promise<ReceivedCall> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  const bytes = Buffer.concat(chunks)
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
  return {
    method: request.method ?? '',
    url: headers['x-real-url'] ?? request.url ?? '',
    headers,
    body: body.toString('utf8'),
  }
}

const plumbing = new Set([
  'host',
  'connection',
  'accept-encoding',
  'accept',
  'content-length',
  'x-real-url',
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
  ].join('\n')
}

function formatBody(body: string): readonly string[] {
  if (body === '') return []
  let text = body
  try {
    text = JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    // a form or a text is shown as it is
  }
  return text.split('\n').map((line) => `  ${line}`)
}
