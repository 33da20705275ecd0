import { bytesOfBase64 } from '../values/base64.ts'
import { isObject } from '../values/json.ts'

/** A key of receipts; entries name the one that they are linked with. */
export interface ReceiptKey {
  readonly id: string
  readonly key: Uint8Array<ArrayBuffer>
}

/** The keys of receipts, newest first. */
export type ReceiptKeys = readonly [ReceiptKey, ...ReceiptKey[]]

const example = 'RECEIPT_KEYS must be JSON such as [{"id": "2026-11", "key": "<base64 of 32 bytes>"}], newest first'
const keyBytes = 32

/** Reads the text of `RECEIPT_KEYS`; a fault says what is expected. */
export function readReceiptKeys(text: string): ReceiptKeys | { readonly fault: string } {
  try {
    const parsed: unknown = JSON.parse(text)
    const [first, ...others] = Array.isArray(parsed) ? parsed.map(keyOf) : []
    const keys = [first, ...others]
    if (first === undefined || !keys.every((key) => key !== undefined)) return { fault: example }
    if (new Set(keys.map(({ id }) => id)).size < keys.length)
      return { fault: 'RECEIPT_KEYS: two keys have the same id' }
    return [first, ...keys.slice(1)]
  } catch {
    return { fault: example }
  }
}

function keyOf(value: unknown): ReceiptKey | undefined {
  if (!isObject(value)) return undefined
  const { id, key } = value
  if (typeof id !== 'string' || !/^[A-Za-z0-9._-]{1,40}$/.test(id) || typeof key !== 'string') return undefined
  const bytes = bytesOfBase64(key.replaceAll('-', '+').replaceAll('_', '/'))
  return bytes.byteLength === keyBytes ? { id, key: bytes } : undefined
}

/** Which of a user's ids a subject stands for. */
export type IdKind = 'userId' | 'anonymousId'

/** The text whose HMAC under a key of receipts stands for a user's id. */
export function subjectText(kind: IdKind, id: string): string {
  return `${kind}\n${id}`
}
