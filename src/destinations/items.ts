import type { DeadLetter } from '../queue/dead-letters.ts'
import { requestKey } from '../deletes/request.ts'
import { receivedAt } from '../ingest/age.ts'
import { maxDepth, parseEvent } from '../ingest/parse.ts'
import { isDeeperThan, isObject } from '../values/json.ts'
import type { CodesOf } from '../requests/error-codes.ts'
import type { Authenticated } from './credentials.ts'
import type { Origin } from './commit.ts'
import { invalidDeadLetter } from './commit.ts'
import type { ReceivedEvent } from './event.ts'
import type { EventResult } from './reply.ts'

/** The largest single event, in bytes of JSON. */
export const largestEvent = 256 * 1_024

/** An item as it was read: an event, or the result of what is none or may not be sent, with the dead letter that keeps it. */
export type ReadItem = ReceivedEvent | { readonly result: EventResult; readonly deadLetter?: DeadLetter }

/** How items are judged: who sent them, what the dead letters say, whether one may be larger than an event may be. */
export interface ItemReading {
  readonly sender: Authenticated
  readonly origin: Origin
  readonly measure: boolean
}

/** Reads one item at a position of what came. `undefined` stands for one that is too large to be parsed. */
export function readItem(item: unknown, position: number, { sender, origin, measure }: ItemReading): ReadItem {
  if (item === undefined) return oversized(origin)
  if (measure && isShallow(item) && isOver(largestEvent, item)) return oversized(origin)
  const parsed = parseEvent(item, origin.now)
  if (!parsed.ok)
    return invalid(isShallow(item) ? item : 'not kept, nested too deeply', parsed.issues.join('; '), origin)
  const { event } = parsed
  const received = { event, receivedAt: isObject(item) ? receivedAt(item, origin.now) : origin.now }
  if (event.type !== 'delete') return received
  if (!sender.mayDelete) return forbidden('delete_forbidden', 'this key may not delete users: it needs "+delete"')
  if (sender.firstElementOnly && position > 0)
    return forbidden(
      'delete_unsigned',
      'only the first element of the array is signed: a delete must stand there, or the whole body be signed',
    )
  return { ...received, request: isObject(item) ? requestKey(item) : undefined }
}

function isShallow(item: unknown): boolean {
  return !isDeeperThan(maxDepth, item)
}

function oversized(origin: Origin): ReadItem {
  const message = `an event holds at most ${largestEvent / 1_024} KB`
  return {
    result: { status: 'invalid', code: 'event_too_large', message, deliveries: [] },
    deadLetter: invalidDeadLetter('not kept, too large', message, origin),
  }
}

function invalid(item: unknown, message: string, origin: Origin): ReadItem {
  return {
    result: { status: 'invalid', message, deliveries: [] },
    deadLetter: invalidDeadLetter(item, message, origin),
  }
}

function forbidden(code: CodesOf<403>, message: string): ReadItem {
  return { result: { status: 'forbidden', code, message, deliveries: [] } }
}

function isOver(limit: number, item: unknown): boolean {
  const text = JSON.stringify(item)
  return text.length > limit || (text.length * 3 > limit && new TextEncoder().encode(text).byteLength > limit)
}
