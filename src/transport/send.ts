import type { Env } from '../env.ts'
import { parseJson } from '../values/json.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Answer } from '../mapping/context/scope.ts'
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
    const response = await fetch(where.url, {
      method: request.method,
      headers: headersOf(request, options, where.realUrl),
      body: isGzipped(request) ? await gzipped(request.body) : (request.body ?? null),
      redirect: 'manual',
      signal: options.signal,
    })
    return await read(response, options)
  } catch (error) {
    return failureOf(error)
  }
}

/** The headers of the mapping, and ours, which win. */
function headersOf(request: PartnerRequest, { partner }: SendOptions, realUrl: string | undefined): [string, string][] {
  const ours: [string, string][] = Object.entries(signatureOf(request, Date.now()))
  ours.push([loopHeader, '1'])
  if (isGzipped(request)) ours.push(['Content-Encoding', 'gzip'])
  if (realUrl !== undefined) ours.push(['X-Real-Url', realUrl], ['X-Real-Partner', partner])
  const all: [string, string][] = []
  let hasAgent = false
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase()
    if (ours.some(([own]) => own.toLowerCase() === lower)) continue
    hasAgent ||= lower === 'user-agent'
    all.push([name, value])
  }
  all.push(...ours)
  if (!hasAgent) all.push(['User-Agent', 'edge-forwarder'])
  return all
}

function gzipped(body: string): Promise<ArrayBuffer> {
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
}

function isGzipped(request: PartnerRequest): request is PartnerRequest & { readonly body: string } {
  return request.gzip && request.body !== undefined
}

async function read(response: Response, options: SendOptions): Promise<Sent> {
  const limit = options.readsBody ? kilobyte * kilobyte : 2 * kilobyte
  const text = await readText(response, limit, options.signal)
  if (text === undefined && options.readsBody) {
    return { kind: 'failed', reason: 'the answer could not be read, and the mapping needs it', unknown: true }
  }
  return { kind: 'answered', answer: new ReadAnswer(response, parseJson(text ?? '')) }
}

/** An answer, whose headers few rules look at. */
class ReadAnswer implements Answer {
  readonly status: number
  readonly body: unknown
  readonly #headers: Headers
  #read: Readonly<Record<string, string>> | undefined

  constructor({ status, headers }: Response, body: unknown) {
    this.status = status
    this.#headers = headers
    this.body = body
  }

  get headers(): Readonly<Record<string, string>> {
    this.#read ??= Object.fromEntries(this.#headers)
    return this.#read
  }

  toJSON(): Answer {
    return { status: this.status, headers: this.headers, body: this.body }
  }
}

/** The body as text up to a limit; what is longer, breaks off or takes too long is `undefined`. */
async function readText(response: Response, limit: number, signal: AbortSignal): Promise<string | undefined> {
  // To ask for the body itself makes a stream of it.
  if (isSmall(response, limit)) return response.text().catch(() => undefined)
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

/** Whether an answer says that it is within the limit: then the platform reads it, which takes a fraction of the time of counting. The signal of the request ends it, too. */
function isSmall({ headers }: Response, limit: number): boolean {
  const length = headers.get('Content-Length')
  return length !== null && Number(length) <= limit && !headers.has('Content-Encoding')
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
