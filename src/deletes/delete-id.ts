import { randomBytes } from 'node:crypto'

let last = 0n

/** A new id of a delete, 32 hex digits: the time in ms (12), a place among those of the same time (4), and chance (16), so that ids are in the order of acceptance. */
export function newId(now: number): string {
  const time = BigInt(now) << 16n
  last = time > last ? time : last + 1n
  return last.toString(16).padStart(16, '0') + randomBytes(8).toString('hex')
}

/** What no id of a delete that was accepted at a time (ms) or later is below. */
export function firstIdAt(time: number): string {
  return (BigInt(Math.max(0, Math.floor(time))) << 16n).toString(16).padStart(16, '0')
}
