import * as v from 'valibot'
import type { ActivityFilterName } from '../activity.ts'
import type { LiveFilterName } from '../live-activity.ts'
import { outcomes } from '../outcomes.ts'
import type { Operation } from './operation.ts'
import { Count, Texts, Time, flag } from './operation.ts'

const text = v.optional(v.string())
const time = v.pipe(text, v.description('such as 2026-11-29T08:00:00Z'))

const outcome = v.optional(v.picklist(outcomes))
const failed = v.optional(v.picklist(['true', 'false']))

/** The filters of activity. */
const filters = {
  partner: text,
  account: text,
  outcome,
  failed,
  event: text,
  reason: v.pipe(text, v.description('a part of the reason')),
  messageId: text,
  requestId: text,
  since: time,
  until: time,
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))),
  cursor: v.pipe(text, v.description('of the page before')),
} satisfies Readonly<Record<ActivityFilterName, v.GenericSchema>>

/** The filters of live activity. */
const liveFilters = {
  partner: v.string(),
  account: v.string(),
  outcome,
  failed,
  event: v.optional(v.pipe(v.string(), v.maxLength(200))),
} satisfies Readonly<Record<LiveFilterName, v.GenericSchema>>

const record = {
  partner: v.string(),
  account: v.string(),
  id: v.pipe(v.string(), v.description('the same for all attempts of a delivery')),
  at: Time,
  receivedAt: Time,
  type: v.string(),
  event: v.string(),
  messageId: v.string(),
  requestId: v.string(),
  subscription: v.string(),
  mapping: v.string(),
  outcome: v.string(),
  failed: v.boolean(),
  status: v.optional(Count),
  ms: v.optional(v.number()),
  queued: v.boolean(),
  attempt: Count,
  message: text,
}

/** What became of a delivery at one attempt. */
export const Activity = v.strictObject(record)

const exchange = v.strictObject({
  method: v.string(),
  url: v.string(),
  headers: Texts,
  body: text,
  answer: v.union([
    v.strictObject({ status: Count, body: v.string() }),
    v.strictObject({ failed: v.string() }),
    v.strictObject({ notSent: v.string() }),
  ]),
})

const attempt = v.strictObject({ ...record, exchange: v.optional(v.union([v.literal('sealed'), exchange])) })

const found = v.strictObject({
  activity: v.array(Activity),
  reasons: v.array(v.strictObject({ partner: v.string(), outcome: v.string(), reason: v.string(), n: Count })),
  deliveries: v.pipe(Count, v.description('how many deliveries the records are of that the filters find')),
  omitted: v.pipe(
    Count,
    v.description('counted and not kept, of the partner, the account and the time; the other filters do not narrow it'),
  ),
  accountsNotAsked: v.optional(Count),
  cursor: text,
  note: v.string(),
})

/** The routes of activity. */
export const activityOperations = {
  listActivity: {
    summary: 'Lists what lately happened to events',
    query: v.strictObject(filters),
    replies: { 200: found },
    errors: [400, 404],
  },
  watchActivity: {
    summary: 'Opens a WebSocket with what happens to the events of one account',
    query: v.strictObject(liveFilters),
    replies: {
      101: v.pipe(
        v.strictObject({ activity: v.pipe(v.array(Activity), v.maxLength(200)) }),
        v.description('each message of the WebSocket; the answer to "ping" has no records'),
      ),
    },
    errors: [400, 403, 404, 426],
  },
  searchActivity: {
    summary: "Lists what lately happened to a user's events",
    body: v.strictObject({ ...filters, userId: v.union([v.pipe(v.string(), v.minLength(1)), v.number()]) }),
    replies: { 200: found },
    errors: [404],
  },
  showActivity: {
    summary: 'Shows every attempt of a delivery',
    query: v.object({ reveal: v.pipe(flag, v.description('shows requests and answers')) }),
    replies: { 200: v.strictObject({ attempts: v.array(attempt) }) },
  },
} as const satisfies Readonly<Record<string, Operation>>
