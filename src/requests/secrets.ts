import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Whether two texts are equal, in a time that tells nothing of where they differ: their SHA-256 digests are compared. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Whether `signature` is the HMAC-SHA1 in hex, as Segment signs, of some bytes under one of the secrets. */
export function isSignedBy(signature: string, bytes: Uint8Array | string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => isSame(createHmac('sha1', secret).update(bytes).digest('hex'), signature))
}
