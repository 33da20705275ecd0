import * as v from 'valibot'
import type { Operation } from './operation.ts'
import { AnyObject, Count, Texts } from './operation.ts'

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
  answer: v.union([v.strictObject({ failed: v.string() }), v.strictObject({ status, body: v.string() })]),
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

/** The routes that try an event out. */
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
      400: v.strictObject({
        code: v.literal('invalid_mapping'),
        message: v.string(),
        errors: v.array(v.string()),
      }),
    },
  },
  sendTest: test,
  sendTestToAccount: test,
} as const satisfies Readonly<Record<string, Operation>>
