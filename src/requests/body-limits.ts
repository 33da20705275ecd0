import { withinLimit } from '../runtime/time-limit.ts'
import type { Reply } from './reply.ts'
import { errorReply, unavailable } from './reply.ts'

const kilobyte = 1_024
const megabyte = kilobyte * kilobyte

/** The largest body that a destination route takes, as sent and after gzip is undone. */
const largestBody = 32 * megabyte

/** What one isolate holds at once; beyond that requests are asked to come again. */
const most = { bytes: 48 * megabyte, requests: 200 }
/** What of it unauthenticated senders have: a body of the largest size gets in, and others always have room beside them. */
const mostUnauthenticated = { bytes: largestBody, requests: 100 }
const small = 8 * kilobyte
/** Places beside all others for small requests of authenticated senders, above all operators: they get in however much is held. */
const mostSmall = { bytes: 20 * small, requests: 20 }
/** A body has so long from its first read to its end (ms). */
const longestBodyMs = 10_000
/** An unauthenticated sender who has not sent all after so long (ms) makes room for another, where there is none: usual bodies take milliseconds. */
const slowMs = 1_000
/** A body of at most so many bytes is read at once, and counted when it is there: 200 of them are 12 MB. */
const mostUncounted = 64 * kilobyte
/** So is a body of at most so many bytes of an authenticated sender, once its room is taken. */
const mostAtOnce = megabyte
/** A body that had to make room stops to be read so soon (ms). */
const lookMs = 200

/** Who sends a body. `authenticated`: an operator, or who sent an endpoint key or a signature that fits, or a key that the partner took; `unauthenticated`: anybody else, and a signed body that is not read yet. */
export type Sender = 'authenticated' | 'unauthenticated'

/** How many bodies are held, and their bytes, of how many at most. */
interface Share {
  readonly most: { readonly bytes: number; readonly requests: number }
  bytes: number
  requests: number
}

function newShare(limits: Share['most']): Share {
  return { most: limits, bytes: 0, requests: 0 }
}

/** An unauthenticated sender whose body is being read. */
interface Unauthenticated {
  readonly since: number
  readonly makeRoom: () => void
}

/** How much the isolate holds. One for the Worker; tests make their own. */
export class BodyLimits {
  readonly #all = newShare(most)
  readonly #unauthenticated = newShare(mostUnauthenticated)
  readonly #small = newShare(mostSmall)
  readonly #bodyMs: number
  readonly #now: () => number
  /** Unauthenticated senders whose bodies are being read, the oldest first. */
  readonly #reading = new Set<Unauthenticated>()

  /** `bodyMs`: how long a body may take from its first read to its end; `now` in ms. */
  constructor(bodyMs = longestBodyMs, now: () => number = Date.now) {
    this.#bodyMs = bodyMs
    this.#now = now
  }

  /** Takes a place for a body. It begins with no bytes and grows as they arrive; what the request says of its size (nothing, where it does not) only tells a body that has no room at all. */
  enter(declared: number | undefined, sender: Sender): BodySlot | undefined {
    const shares = sender === 'authenticated' ? [this.#all] : [this.#all, this.#unauthenticated]
    // What is larger than any body may be gets in to be told so.
    const room = (): boolean => hasRoom(shares, Math.min(declared ?? 0, largestBody))
    if (sender === 'unauthenticated' ? this.#fits(room) : room()) return this.#slot(shares)
    const isSmall = sender === 'authenticated' && declared !== undefined && declared <= small
    return isSmall && hasRoom([this.#small], declared) ? this.#slot([this.#small]) : undefined
  }

  /** Whether something fits, once slow unauthenticated senders have made room for it. */
  #fits(room: () => boolean, but?: Unauthenticated): boolean {
    while (!room()) if (!this.#makesRoom(but)) return false
    return true
  }

  /** Lets the slowest unauthenticated sender go; gives whether there was one. */
  #makesRoom(but?: Unauthenticated): boolean {
    const slow = [...this.#reading].find((one) => one !== but && this.#now() - one.since >= slowMs)
    slow?.makeRoom()
    return slow !== undefined
  }

  #slot(entered: readonly Share[]): BodySlot {
    let shares = entered
    let mine = 0
    let isOver = false
    for (const share of shares) share.requests++
    const leave = (left: readonly Share[]): void => {
      for (const share of left) {
        share.requests--
        share.bytes -= mine
      }
      shares = shares.filter((share) => !left.includes(share))
      if (!shares.includes(this.#unauthenticated)) this.#reading.delete(unauthenticated)
    }
    const unauthenticated: Unauthenticated = {
      since: this.#now(),
      makeRoom: () => {
        isOver = true
        leave(shares)
      },
    }
    if (shares.includes(this.#unauthenticated)) this.#reading.add(unauthenticated)
    return {
      bodyMs: this.#bodyMs,
      isOver: () => isOver,
      grow: (size) => {
        const more = size - mine
        if (isOver) return false
        if (more <= 0) return true
        const fits = (): boolean => shares.every((share) => share.bytes + more <= share.most.bytes)
        if (!(this.#reading.has(unauthenticated) ? this.#fits(fits, unauthenticated) : fits())) return false
        for (const share of shares) share.bytes += more
        mine = size
        return true
      },
      isAuthenticated: () => !shares.includes(this.#unauthenticated),
      authenticate: () => leave(shares.filter((share) => share === this.#unauthenticated)),
      leave: () => leave(shares),
    }
  }
}

function hasRoom(shares: readonly Share[], bytes: number): boolean {
  return shares.every((share) => share.requests < share.most.requests && share.bytes + bytes <= share.most.bytes)
}

/** A place in the isolate for one body. */
export interface BodySlot {
  /** How long the body may take from its first read to its end (ms). */
  readonly bodyMs: number
  /** Whether it had to make room for others: its body is not to be read any more. */
  readonly isOver: () => boolean
  /** Asks to hold so many bytes in all; gives whether there is room for them. */
  readonly grow: (bytes: number) => boolean
  /** Whether the sender is authenticated. */
  readonly isAuthenticated: () => boolean
  /** Says that the sender is authenticated now. */
  readonly authenticate: () => void
  /** Gives everything back. */
  readonly leave: () => void
}

/** How many bytes a request says that its body has; nothing where it does not say, or says no count. */
export function contentLength(headers: Headers): number | undefined {
  const text = headers.get('Content-Length') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** The bytes of a body after `Content-Encoding` is undone, or the reply that refuses it. */
export type Taken = { readonly bytes: Uint8Array } | { readonly reply: Reply }

/** Reads a body within its limits: 415 for an encoding but gzip, 413 when it is too large, 400 when gzip is broken, 503 while too much is held or when it takes too long. */
export async function takeBody(request: Request, slot: BodySlot): Promise<Taken> {
  const { headers } = request
  const encoding = (headers.get('Content-Encoding') ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== '') {
    return {
      reply: errorReply('unsupported_encoding', 'Content-Encoding must be gzip or left out', {
        'Accept-Encoding': 'gzip',
      }),
    }
  }
  const declared = contentLength(headers)
  if (declared !== undefined && declared > largestBody) return { reply: tooLarge() }
  if (declared !== undefined && encoding !== 'gzip' && hasRoomAtOnce(declared, slot)) return takeAtOnce(request, slot)
  const { body } = request
  if (body === null) return { bytes: new Uint8Array() }
  return withinLimit(slot.bodyMs, (late) =>
    whileHeld(slot, (made) =>
      readBody(body, { gzip: encoding === 'gzip', slot, signal: AbortSignal.any([late, made]) }),
    ),
  )
}

/** Whether there is room to read a body of a declared size at once. For one that is not small it takes the room, which only authenticated senders may hold before they sent anything. */
function hasRoomAtOnce(declared: number, slot: BodySlot): boolean {
  return declared <= mostUncounted || (declared <= mostAtOnce && slot.isAuthenticated() && slot.grow(declared))
}

/** Reads a body as the platform reads it, which takes a fraction of the time of counting what arrives. */
async function takeAtOnce(request: Request, slot: BodySlot): Promise<Taken> {
  const end = Date.now() + slot.bodyMs
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = new Promise<undefined>((resolve) => {
    const look = (): void => void ((slot.isOver() || Date.now() >= end) && resolve(undefined))
    timer = setInterval(look, Math.min(lookMs, slot.bodyMs))
  })
  try {
    const read = await Promise.race([request.arrayBuffer(), stop])
    if (read === undefined) return { reply: stopped(slot) }
    return slot.grow(read.byteLength) ? { bytes: new Uint8Array(read) } : { reply: tooMuchHeld() }
  } catch {
    return { reply: errorReply('incomplete_body', 'the body broke off') }
  } finally {
    clearInterval(timer)
  }
}

/** Runs work with a signal that aborts when the place had to make room: each request looks for itself, for requests share values only. */
async function whileHeld<T>(slot: BodySlot, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const timer = setInterval(() => slot.isOver() && controller.abort(), lookMs)
  try {
    return await work(controller.signal)
  } finally {
    clearInterval(timer)
  }
}

interface BodyReading {
  readonly gzip: boolean
  readonly slot: BodySlot
  /** Aborts when the time of the body is over, or its place had to make room. */
  readonly signal: AbortSignal
}

async function readBody(body: ReadableStream<Uint8Array>, { gzip, slot, signal }: BodyReading): Promise<Taken> {
  const meter = { over: false }
  const sent = metered(body, meter, signal)
  try {
    return await collect(gzip ? sent.pipeThrough(new DecompressionStream('gzip')) : sent, slot, signal)
  } catch {
    if (signal.aborted) return { reply: stopped(slot) }
    if (meter.over) return { reply: tooLarge() }
    return {
      reply: gzip
        ? errorReply('invalid_gzip', 'the body is no valid gzip')
        : errorReply('incomplete_body', 'the body broke off'),
    }
  }
}

/**
 * What was sent is limited too: nothing may be read for ever. `meter` says that it was too much, for an error loses its class on its way through gzip. The signal ends the
 * sending at once, which a cancel behind gzip does only when the next bytes come.
 */
function metered(
  body: ReadableStream<Uint8Array>,
  meter: { over: boolean },
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const end = (): Promise<void> => reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', () => void end(), { once: true })
  let size = 0
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const read = await reader.read()
      if (read.done) return controller.close()
      size += read.value.byteLength
      meter.over = size > largestBody
      if (meter.over) {
        void end()
        throw new Error('too much was sent')
      }
      controller.enqueue(read.value)
    },
    cancel: end,
  })
}

/** Reads to the end, or until the time is over, also while a read hangs. */
async function collect(stream: ReadableStream<Uint8Array>, slot: BodySlot, signal: AbortSignal): Promise<Taken> {
  const reader = stream.getReader()
  const late = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const read = await Promise.race([reader.read(), late])
      if (read === undefined || signal.aborted) return { reply: stopped(slot) }
      if (read.done) return { bytes: joined(chunks, size) }
      size += read.value.byteLength
      if (size > largestBody) return { reply: tooLarge() }
      if (!slot.grow(size)) return { reply: tooMuchHeld() }
      chunks.push(read.value)
    }
  } finally {
    // What is not read any more is not sent any more either.
    void reader.cancel().catch(() => undefined)
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Segment's webhooks come again after 5xx, and not after 408. */
function stopped({ bodyMs, isOver }: BodySlot): Reply {
  if (isOver()) return tooMuchHeld()
  return unavailable('body_timeout', `the body took longer than ${bodyMs / 1_000} seconds to arrive`)
}

function tooLarge(): Reply {
  return errorReply('payload_too_large', `a body holds at most ${largestBody / megabyte} MB`)
}

/** The reply while the isolate holds too much. */
export function tooMuchHeld(): Reply {
  return unavailable('overloaded', 'too much is held at the moment', 5_000)
}
