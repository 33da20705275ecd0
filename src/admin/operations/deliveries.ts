import * as v from 'valibot'
import { deleteStates } from '../../deletes/receipt.ts'
import { durationForm } from '../../mapping/file/schema.ts'
import { CancelRequest } from '../deliveries.ts'
import type { FilterName } from '../wanted.ts'
import type { Operation } from './operation.ts'
import { Count, Time, flag } from './operation.ts'
import { Receipt } from './deletes.ts'

const State = v.picklist(['pending', 'parked', 'dead', 'cancelled', ...deleteStates])
const Kind = v.picklist(['event', 'delete'])
const text = v.optional(v.string())
const time = v.pipe(text, v.description('such as 2026-11-29T08:00:00Z'))

/** The filters of a list. */
const filters = {
  partner: text,
  account: text,
  state: v.optional(State),
  kind: v.optional(Kind),
  reason: v.pipe(text, v.description('how the reason begins')),
  requestId: text,
  messageId: text,
  since: time,
  until: time,
  minAge: v.optional(v.pipe(v.string(), v.regex(durationForm))),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))),
  cursor: v.pipe(text, v.description('of the page before')),
} satisfies Readonly<Record<FilterName, v.GenericSchema>>

const delivery = {
  partner: v.string(),
  account: v.string(),
  id: v.string(),
  kind: Kind,
  state: State,
  subscription: text,
  type: v.string(),
  name: text,
  messageId: text,
  acceptedAt: Time,
  attempts: Count,
  nextAttemptAt: v.optional(Time),
  sending: v.optional(v.boolean()),
  endedAt: v.optional(Time),
  reason: text,
  waitsFor: text,
  requestId: text,
  mapping: text,
}

/** A delivery in a list. */
export const Delivery = v.strictObject(delivery)

const done = v.strictObject({ status: v.literal('done') })
const later = v.picklist(['paused', 'parked', 'sending'])

const retried = {
  200: done,
  202: v.strictObject({ status: later, message: v.string() }),
}

const count = v.optional(Count)

/** The routes of deliveries. */
export const deliveryOperations = {
  listDeliveries: {
    summary: 'Lists deliveries that wait, are dead or were cancelled, and all deletes',
    query: v.strictObject(filters),
    replies: { 200: v.strictObject({ deliveries: v.array(Delivery), cursor: text }) },
    errors: [400],
  },
  retryDeliveries: {
    summary: 'Tries all deliveries that match again, 5,000 or "limit" at most',
    body: v.strictObject({ ...filters, partner: v.string(), state: State }),
    replies: {
      200: v.strictObject({
        retried: Count,
        done: count,
        paused: count,
        parked: count,
        sending: count,
        waiting: count,
        ended: count,
        'no event': count,
        unknown: count,
        cursor: text,
      }),
    },
  },
  inspectDelivery: {
    summary: 'Shows a delivery with its event, a delete with its receipt',
    query: v.object({ reveal: v.pipe(flag, v.description('shows the event unmasked')) }),
    replies: {
      200: v.strictObject({
        ...delivery,
        event: v.optional(v.unknown()),
        receipt: v.optional(Receipt),
      }),
    },
  },
  retryDelivery: { summary: 'Tries a delivery again at once', replies: retried, errors: [409] },
  cancelDelivery: {
    summary: 'Cancels a delivery',
    body: CancelRequest,
    replies: retried,
    errors: [409],
  },
} as const satisfies Readonly<Record<string, Operation>>
