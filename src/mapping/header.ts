import type { Place } from './place.ts'

const ours = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'content-encoding',
  'x-edge-forwarder',
  'x-real-url',
])

/** Says where the name of a header is none, or one that the forwarder writes itself. */
export function checkHeaderName(name: string, place: Place): void {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) place.error(`"${name}" is no header name`)
  else if (ours.has(name.toLowerCase())) place.error(`the forwarder writes the header "${name}" itself`)
}
