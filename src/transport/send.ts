import type { Env } from '../env.ts'
import { parseJson } from '../values/json.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Sent } from '../delivery/sent.ts'
import { target } from './target.ts'
import { signatureOf } from './webhook-signature.ts'

/** The header of ours that partners get; a request that carries it to us is a loop. */
export const loopHeader = 'X-Edge-Forwarder'

/** How a partner is reached. */
export interface SendOptions {
  readonly env: Env
  /** The slug of the partner, which a development partner is told. */
  readonly partner: string
  /** Host names of this Worker. */
  readonly selfHosts: readonly string[]
  /** Aborts when the time is over. */
  readonly signal: AbortSignal
  /** Whether the body of the answer is needed: then it is read to 1 MB, else to 2 KB. */
  readonly readsBody: boolean
}

const kilobyte = 1_024

/** Sends one request and reads its answer. Never throws: a failure is a value. Redirects are not followed. */
export async function send(request: PartnerRequest, options: SendOptions): Promise<Sent> {
  const where = target(request.url, options.env, options.selfHosts)
  if ('refused' in where) return { kind: 'misconfigured', reason: where.refused }
  if (options.signal.aborted) return { kind: 'failed', reason: 'no time was left to send it', unknown: false }
  try {
    const headers = new Headers(request.headers.map(([name, value]) => [name, value]))
    for (const [name, value] of Object.entries(signatureOf(request, Date.now()))) headers.set(name, value)
    headers.set(loopHeader, '1')
    if (!headers.has('User-Agent')) headers.set('User-Agent', 'edge-forwarder')
    if (where.realUrl !== undefined) {
      headers.set('X-Real-Url', where.realUrl)
      headers.set('X-Real-Partner', options.partner)
    }
    const body = await encoded(request, headers)
    const response = await fetch(where.url, {
      method: request.method,
      headers,
      body,
      redirect: 'manual',
      signal: options.signal,
    })
    return await read(response, options)
  } catch (error) {
    return failureOf(error)
  }
}

/** The body as bytes, compressed where the mapping says so. */
async function encoded(request: PartnerRequest, headers: Headers): Promise<string | ArrayBuffer | null> {
  if (request.body === undefined) return null
  if (!request.gzip) return request.body
  headers.set('Content-Encoding', 'gzip')
  return new Response(new Blob([request.body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
}

async function read(response: Response, options: SendOptions): Promise<Sent> {
  const limit = options.readsBody ? kilobyte * kilobyte : 2 * kilobyte
  const text = await readText(response, limit, options.signal)
  if (text === undefined && options.readsBody) {
    return { kind: 'failed', reason: 'the answer could not be read, and the mapping needs it', unknown: true }
  }
  const headers = Object.fromEntries(response.headers)
  return { kind: 'answered', answer: { status: response.status, headers, body: parseJson(text ?? '') } }
}

/** The body as text up to a limit; what is longer, breaks off or takes too long is `undefined`. */
async function readText(response: Response, limit: number, signal: AbortSignal): Promise<string | undefined> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const abort = (): void => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await drain(reader, limit, signal)
  } catch {
    return undefined
  } finally {
    signal.removeEventListener('abort', abort)
    abort()
  }
}

async function drain(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (signal.aborted) return undefined
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > limit) return undefined
    text += decoder.decode(value, { stream: true })
  }
}

/** Errors are told apart by name: messages differ between the platform and local runs. */
function failureOf(error: unknown): Sent {
  const name = error instanceof Error ? error.name : ''
  return name === 'TimeoutError' || name === 'AbortError'
    ? { kind: 'failed', reason: 'the partner did not answer in time', unknown: true, slow: true }
    : { kind: 'failed', reason: 'the connection to the partner failed', unknown: true }
}
