import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

const hashes = { md5, sha1, sha256 }

/** The digest of some bytes, or of a text as UTF-8, in lower-case hexadecimal. */
export function digest(algorithm: keyof typeof hashes, data: string | Uint8Array): string {
  return bytesToHex(hashes[algorithm](bytesOf(data)))
}

/** The HMAC (RFC 2104) of a text under a key, both as UTF-8. */
export function hmacOf(algorithm: 'sha1' | 'sha256', key: string, text: string): Uint8Array {
  return hmac(hashes[algorithm], utf8ToBytes(key), utf8ToBytes(text))
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? utf8ToBytes(data) : data
}
