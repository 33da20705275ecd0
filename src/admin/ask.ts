import * as v from 'valibot'
import { parseExactly } from '../values/exact-json.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { Env } from '../env.ts'
import { jsonFault } from '../ingest/array-scan.ts'
import type { JsonFault } from '../ingest/json-fault.ts'
import { isObject } from '../values/json.ts'
import type { BodyLimits } from '../requests/body-limits.ts'
import { contentLength, takeBody, tooMuchHeld } from '../requests/body-limits.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'

/** As what a request is let in: an admin may do everything, a viewer may look, with ids and bodies masked; `metrics` may read the metrics alone. */
export type Role = 'anybody' | 'metrics' | 'viewer' | 'admin'

/** A request that the table of routes (`http/routes.ts`) has let in. */
export interface Asked {
  readonly role: Role
  readonly request: Request
  readonly env: Env
  readonly bodyLimits: BodyLimits
  readonly now: number
  readonly requestId: string
}

/** Which delivery a path names. */
export interface Named extends AccountRef {
  readonly id: string
}

/** Takes a request's body into the isolate and works with it while it is held, or gives the reply that refuses it. */
export async function withBody<T>(
  { request, bodyLimits }: Asked,
  work: (bytes: Uint8Array) => T,
): Promise<T | { readonly reply: Reply }> {
  const slot = bodyLimits.enter(contentLength(request.headers), 'authenticated')
  if (slot === undefined) return { reply: tooMuchHeld() }
  try {
    const taken = await takeBody(request, slot)
    return 'reply' in taken ? taken : work(taken.bytes)
  } finally {
    slot.leave()
  }
}

type ReadObject = { readonly body: Readonly<Record<string, unknown>> } | { readonly reply: Reply }

const unreadable: JsonFault = { code: 'invalid_json', message: 'the body is no valid JSON' }

/** The JSON object of a request's body (an empty body is an empty object), or the reply that refuses it. `most` in bytes. */
export function readObject(asked: Asked, most: number): Promise<ReadObject> {
  return withBody(asked, (bytes): ReadObject => {
    if (bytes.byteLength > most)
      return { reply: errorReply('payload_too_large', `the body holds at most ${Math.round(most / 1_024)} KB`) }
    try {
      const text = new TextDecoder().decode(bytes)
      const json: unknown = text.trim() === '' ? {} : parseExactly(text)
      return isObject(json)
        ? { body: json }
        : { reply: errorReply('invalid_request', 'the body must be a JSON object') }
    } catch {
      const { code, message } = jsonFault(bytes) ?? unreadable
      return { reply: errorReply(code, message) }
    }
  })
}

/** A request's body as its schema reads it, or the reply that names the field that is wrong. `most` in bytes. */
export async function readRequest<Schema extends v.GenericSchema>(
  asked: Asked,
  most: number,
  schema: Schema,
): Promise<{ readonly body: v.InferOutput<Schema> } | { readonly reply: Reply }> {
  const read = await readObject(asked, most)
  if ('reply' in read) return read
  const parsed = v.safeParse(schema, read.body)
  if (parsed.success) return { body: parsed.output }
  const [{ path, message }] = parsed.issues
  return { reply: errorReply('invalid_request', `${String(path?.[0]?.key)}: ${message}`) }
}
