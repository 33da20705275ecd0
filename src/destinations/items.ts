import type { DeadLetter } from '../queue/dead-letters.ts'
import { requestKey } from '../deletes/request.ts'
import { receivedAt } from '../ingest/age.ts'
import { maxDepth, parseEvent } from '../ingest/parse.ts'
import { isDeeperThan, isObject } from '../values/json.ts'
import type { EventLike } from '../mapping/translate.ts'
import type { Authenticated } from './credentials.ts'
import type { Owing } from './owed.ts'
import { invalidDeadLetter } from './owed.ts'
import type { ReceivedEvent } from './plan.ts'
import type { EventResult } from './reply.ts'

/** The largest single event, in bytes of JSON. */
export const largestEvent = 256 * 1_024

/** An item as it was read: an event to be sent, and when it was received (ms); a delete, and what its request is known by; or the result of what is none or may not be sent; with the dead letter that keeps it. */
export type ReadItem =
  | ReceivedEvent
  | { readonly delete: EventLike; readonly request: string | undefined }
  | { readonly result: EventResult; readonly letter?: DeadLetter }

/** How items are judged: who sent them, what the dead letters say, whether one may be larger than an event may be. */
export interface ItemReading {
  readonly sender: Authenticated
  readonly owing: Owing
  readonly measure: boolean
}

const tooLarge = `an event holds at most ${largestEvent / 1_024} KB`

/** Reads one item at a position of what came. `undefined` stands for one that is too large to be parsed. */
export function readItem(item: unknown, position: number, { sender, owing, measure }: ItemReading): ReadItem {
  if (item === undefined) return invalid('not kept, too large', tooLarge, owing)
  const shallow = !isDeeperThan(maxDepth, item)
  if (measure && shallow && isOver(largestEvent, item)) return invalid('not kept, too large', tooLarge, owing)
  const parsed = parseEvent(item, owing.now)
  if (!parsed.ok) return invalid(shallow ? item : 'not kept, nested too deeply', parsed.issues.join('; '), owing)
  const { event } = parsed
  if (event.type !== 'delete') return { event, receivedAt: isObject(item) ? receivedAt(item, owing.now) : owing.now }
  if (!sender.mayDelete) return forbidden('this key may not delete users: it needs "+delete"')
  if (sender.firstElementOnly && position > 0)
    return forbidden(
      'only the first element of the array is signed: a delete must stand there, or the whole body be signed',
    )
  return { delete: event, request: isObject(item) ? requestKey(item) : undefined }
}

function invalid(item: unknown, message: string, owing: Owing): ReadItem {
  return { result: { status: 'invalid', message, parts: [] }, letter: invalidDeadLetter(item, message, owing) }
}

function forbidden(message: string): ReadItem {
  return { result: { status: 'forbidden', message, parts: [] } }
}

function isOver(limit: number, item: unknown): boolean {
  const text = JSON.stringify(item)
  return text.length > limit || (text.length * 3 > limit && new TextEncoder().encode(text).byteLength > limit)
}
