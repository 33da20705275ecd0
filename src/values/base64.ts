/** Bytes as base64 (RFC 4648, with `=`). By `btoa`, which every runtime has; `Uint8Array.prototype.toBase64` is missing in Node 24. */
export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** A text, as UTF-8, as base64. */
export function base64OfText(text: string): string {
  return base64(new TextEncoder().encode(text))
}

/** The bytes that a base64 text stands for. Throws where it is none, by the rules of `atob`: white space is passed over, padding may be left out. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
