import type { Reply } from './reply.ts'
import { errorReply, unavailable } from './reply.ts'

const kilobyte = 1_024
const megabyte = kilobyte * kilobyte

/** The largest body that a destination door takes, as sent and after gzip is undone. */
export const largestBody = 32 * megabyte

/** What one isolate holds at once; beyond that requests are asked to come again, but for a few small ones. */
const held = { bytes: 48 * megabyte, requests: 200, smallRequests: 20, small: 8 * kilobyte }

/** How much the isolate holds. One for the Worker; tests make their own. */
export class Intake {
  #bytes = 0
  #requests = 0
  #small = 0

  /** Takes a place for a body of a size (unknown: the largest is assumed while it is read, `shrink` gives the rest back). */
  enter(size: number | undefined): Place | undefined {
    const bytes = size ?? megabyte
    if (this.#requests < held.requests && this.#bytes + bytes <= held.bytes) {
      this.#requests++
      return this.#place(bytes, () => void this.#requests--)
    }
    if (size === undefined || size > held.small || this.#small >= held.smallRequests) return undefined
    this.#small++
    return this.#place(bytes, () => void this.#small--)
  }

  #place(bytes: number, free: () => void): Place {
    let mine = bytes
    let open = true
    this.#bytes += bytes
    return {
      grow: (size) => {
        if (size <= mine) return true
        if (this.#bytes + size - mine > held.bytes) return false
        this.#bytes += size - mine
        mine = size
        return true
      },
      leave: () => {
        if (!open) return
        open = false
        this.#bytes -= mine
        free()
      },
    }
  }
}

/** A place in the isolate: `grow` asks for more bytes, `leave` gives all back. */
export interface Place {
  readonly grow: (bytes: number) => boolean
  readonly leave: () => void
}

/** How many bytes a request says that its body has; nothing where it does not say, or says no count. */
export function contentLength(request: Request): number | undefined {
  const text = request.headers.get('Content-Length') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** The bytes of a body after `Content-Encoding` is undone, or the reply that refuses it. */
export type Taken = { readonly bytes: Uint8Array } | { readonly reply: Reply }

/** Reads a body within its limits: 415 for an encoding but gzip, 413 when it is too large, 400 when gzip is broken, 503 while too much is held. */
export async function takeBody(request: Request, place: Place): Promise<Taken> {
  const encoding = (request.headers.get('Content-Encoding') ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== '') {
    return { reply: errorReply(415, 'Content-Encoding must be gzip or left out', { 'Accept-Encoding': 'gzip' }) }
  }
  const declared = contentLength(request) ?? 0
  if (declared > largestBody) return { reply: tooLarge() }
  if (request.body === null) return { bytes: new Uint8Array() }
  const meter = { over: false }
  const sent = metered(request.body, meter)
  const stream = encoding === 'gzip' ? sent.pipeThrough(new DecompressionStream('gzip')) : sent
  try {
    return await collect(stream, place)
  } catch {
    if (meter.over) return { reply: tooLarge() }
    return {
      reply: encoding === 'gzip' ? errorReply(400, 'the body is no valid gzip') : errorReply(400, 'the body broke off'),
    }
  }
}

/** What was sent is limited too: nothing may be read for ever. `meter` says that it was too much, for an error loses its class on its way through gzip. */
function metered(body: ReadableStream<Uint8Array>, meter: { over: boolean }): ReadableStream<Uint8Array> {
  let size = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength
        meter.over = size > largestBody
        if (meter.over) controller.error(new Error('too much was sent'))
        else controller.enqueue(chunk)
      },
    }),
  )
}

async function collect(stream: ReadableStream<Uint8Array>, place: Place): Promise<Taken> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size > largestBody) return { reply: tooLarge() }
    if (!place.grow(size)) return { reply: tooMuchHeld() }
    chunks.push(chunk)
  }
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return { bytes: only }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return { bytes }
}

function tooLarge(): Reply {
  return errorReply(413, `a body holds at most ${largestBody / megabyte} MB`)
}

/** The reply while the isolate holds too much. */
export function tooMuchHeld(): Reply {
  return unavailable('too much is held at the moment', 5_000)
}
