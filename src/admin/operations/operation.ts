import * as v from 'valibot'
import type { ErrorStatus } from '../../requests/error-codes.ts'

/** A reply that is no JSON: its media type. */
export interface TextReply {
  readonly text: string
}

/**
 * What the OpenAPI document says of a route beside its row in the table of routes. `query` and `body` are what the route reads, `replies` its successes, and the errors that
 * hold more than a code and a message; 101 is the schema of each message of a WebSocket. `errors`: statuses of plain errors, beside those that follow from the row: 401, 403, 503 and 508, with a body 400, 413 and 415, with
 * a parameter in the path 404, with one that needs a higher role 400.
 */
export interface Operation {
  readonly summary: string
  readonly query?: v.ObjectSchema<v.ObjectEntries, undefined> | v.StrictObjectSchema<v.ObjectEntries, undefined>
  readonly body?: v.GenericSchema
  readonly replies: Readonly<Partial<Record<101 | 200 | 202 | ErrorStatus, v.GenericSchema | TextReply>>>
  readonly errors?: readonly ErrorStatus[]
}

/** A query parameter that is `1`, or `0`, which says the same as leaving it out. */
export const flag = v.optional(v.picklist(['0', '1']))

/** A time of a reply. */
export const Time = v.pipe(v.string(), v.isoTimestamp())

/** Texts by their names: headers, settings. */
export const Texts = v.record(v.string(), v.string())

/** Numbers of a queue by their names. */
export const Gauges = v.record(v.string(), v.number())

/** An object of which any key may be there. */
export const AnyObject = v.record(v.string(), v.unknown())

/** A whole number from 0 on. */
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
