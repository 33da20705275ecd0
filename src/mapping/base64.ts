/** Bytes as base64 (RFC 4648, with `=`). By `btoa`, which every runtime has; `Uint8Array.prototype.toBase64` is missing in Node 24. */
export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
