import * as v from 'valibot'
import type { Change } from '../../mapping/difference.ts'
import { changes } from '../../mapping/difference.ts'
import { DiffRequest } from '../diff.ts'
import type { Operation } from './operation.ts'
import { AnyObject, Count, Texts, Time } from './operation.ts'

const text = v.optional(v.string())
const status = v.number()

const Answered = v.strictObject({
  status,
  outcome: v.string(),
  message: text,
  others: v.optional(v.literal('retryable')),
  items: v.optional(v.array(v.strictObject({ index: Count, outcome: v.string(), message: text }))),
})

const Previewed = v.strictObject({
  name: v.string(),
  note: text,
  method: text,
  url: text,
  headers: v.optional(Texts),
  body: v.optional(v.unknown()),
  answered: v.optional(Answered),
})

const Subscription = v.strictObject({
  name: v.string(),
  matched: v.boolean(),
  reason: text,
  requests: v.array(Previewed),
})

const Call = v.strictObject({
  method: v.string(),
  url: v.string(),
  headers: Texts,
  body: text,
  answer: v.union([
    v.strictObject({ failed: v.string() }),
    v.strictObject({ notSent: v.string() }),
    v.strictObject({ status, body: v.string() }),
  ]),
})

const test = {
  summary: 'Sends an event for real, and shows the calls to the partner',
  body: v.object({
    event: AnyObject,
    settings: v.optional(AnyObject),
  }),
  replies: {
    200: v.strictObject({
      request: v.strictObject({ method: v.literal('POST'), url: v.string(), headers: Texts, body: AnyObject }),
      reply: v.strictObject({ status, body: AnyObject, headers: v.optional(Texts) }),
      calls: v.array(Call),
    }),
  },
} as const

const invalidMapping = v.strictObject({
  code: v.literal('invalid_mapping'),
  message: v.string(),
  errors: v.array(v.string()),
})

const ChangeGroup = v.strictObject({
  change: v.picklist(changes),
  subscription: v.string(),
  request: text,
  pointer: v.pipe(
    text,
    v.description(
      'in {"method", "url", "query", "headers", "body"} of the request, list positions as "*"; "": all of it',
    ),
  ),
  reason: text,
  events: Count,
  examples: v.array(
    v.strictObject({
      id: v.pipe(v.string(), v.description('of the kept event')),
      receivedAt: Time,
      messageId: v.string(),
      before: v.pipe(text, v.description('the value, masked')),
      after: text,
    }),
  ),
})

/** The routes that try an event or a mapping out. */
export const trialOperations = {
  previewEvent: {
    summary: 'Shows the requests that an event would make: nothing is sent',
    body: v.object({
      event: AnyObject,
      mapping: v.optional(AnyObject),
      settings: v.optional(Texts),
      answers: v.pipe(
        v.optional(AnyObject),
        v.description('of the partner, by the names of requests: {"status", "headers", "body"}'),
      ),
    }),
    replies: {
      200: v.strictObject({ subscriptions: v.array(Subscription) }),
      400: invalidMapping,
    },
  },
  diffMapping: {
    summary: 'Compares what an edited mapping and the deployed one make of the events that were kept',
    body: DiffRequest,
    replies: {
      200: v.strictObject({
        partner: v.string(),
        account: v.string(),
        since: Time,
        until: Time,
        compared: Count,
        unchanged: Count,
        incomplete: v.pipe(
          Count,
          v.description('events of which a request takes from an earlier answer, and could not be compared'),
        ),
        changes: v.pipe(
          v.strictObject(Object.fromEntries(changes.map((change) => [change, Count])) as Record<Change, typeof Count>),
          v.description('how many events have each change'),
        ),
        groups: v.pipe(v.array(ChangeGroup), v.description('the most frequent first')),
        leftOut: v.pipe(Count, v.description('changes of groups beyond the 200 that are listed')),
      }),
      400: invalidMapping,
    },
  },
  sendTest: test,
  sendTestToAccount: test,
} as const satisfies Readonly<Record<string, Operation>>
