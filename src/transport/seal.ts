import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Env } from '../env.ts'
import { variable } from '../env.ts'

/** Seals texts, so that storage holds nothing that can be read without `SEALING_KEY`. */
export interface Seals {
  /** AES-256-GCM with a random IV; `context` (such as the account) must be the same when it is opened. Base64. */
  readonly seal: (text: string, context: string) => string
  /** The text, or nothing where no key opens it under this context. */
  readonly open: (sealed: string, context: string) => string | undefined
  /** As {@link seal}, bytes. */
  readonly sealBytes: (plain: Uint8Array, context: string) => Uint8Array<ArrayBuffer>
  /** As {@link open}, bytes. */
  readonly openBytes: (sealed: Uint8Array, context: string) => Uint8Array | undefined
  /** The name of a customer's account: 32 hex digits of an HMAC with the last key, which therefore stays. */
  readonly nameOf: (text: string) => string
  /** A mark by which a text is known again without being stored: 64 hex digits of an HMAC with the last key. */
  readonly mark: (text: string) => string
  /** The mark of the last key: 16 hex digits by which it is known again. */
  readonly keyMark: string
}

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
const cipher = 'aes-256-gcm'

let known: { readonly text: string; readonly seals: Seals | { readonly fault: string } } | undefined

/** The seals of `SEALING_KEY`: base64 of 32 bytes, several separated by spaces; the first seals, all open. Nothing where it is not set; a fault names the variable. */
export function sealsOf(env: Env): Seals | { readonly fault: string } | undefined {
  const text = variable(env, 'SEALING_KEY')
  if (text === undefined) return undefined
  if (known?.text !== text) known = { text, seals: readSeals(text) }
  return known.seals
}

function readSeals(text: string): Seals | { readonly fault: string } {
  const keys = text
    .trim()
    .split(/\s+/)
    .map((key) => Buffer.from(key, 'base64'))
  const [first] = keys
  const last = keys.at(-1)
  if (first === undefined || last === undefined || keys.some((key) => key.byteLength !== keyBytes))
    return { fault: 'SEALING_KEY must be base64 of 32 bytes (openssl rand -base64 32), several separated by spaces' }
  const sealBytes: Seals['sealBytes'] = (plain, context) => sealWith(first, plain, context)
  const openBytes: Seals['openBytes'] = (sealed, context) => {
    for (const key of keys) {
      const plain = openWith(key, sealed, context)
      if (plain !== undefined) return plain
    }
    return undefined
  }
  return {
    sealBytes,
    openBytes,
    seal: (plain, context) => Buffer.from(sealBytes(Buffer.from(plain), context)).toString('base64'),
    open: (sealed, context) => {
      const plain = openBytes(Buffer.from(sealed, 'base64'), context)
      return plain === undefined ? undefined : Buffer.from(plain).toString('utf8')
    },
    nameOf: (plain) => createHmac('sha256', last).update(plain).digest('hex').slice(0, 32),
    mark: (plain) => markBy(last, plain),
    keyMark: markBy(last, 'the key').slice(0, 16),
  }
}

function markBy(key: Buffer, plain: string): string {
  return createHmac('sha256', key).update(`mark\n${plain}`).digest('hex')
}

function sealWith(key: Buffer, plain: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes)
  const sealing = createCipheriv(cipher, key, iv)
  sealing.setAAD(Buffer.from(context))
  return Buffer.concat([iv, sealing.update(plain), sealing.final(), sealing.getAuthTag()])
}

function openWith(key: Buffer, bytes: Uint8Array, context: string): Uint8Array | undefined {
  if (bytes.byteLength < ivBytes + tagBytes) return undefined
  try {
    const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes))
    opening.setAAD(Buffer.from(context))
    opening.setAuthTag(bytes.subarray(bytes.byteLength - tagBytes))
    return Buffer.concat([opening.update(bytes.subarray(ivBytes, bytes.byteLength - tagBytes)), opening.final()])
  } catch {
    return undefined
  }
}
