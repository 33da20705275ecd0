import * as v from 'valibot'
import type { HistoryParameter } from '../history.ts'
import { keptTypes } from '../history.ts'
import type { Operation } from './operation.ts'
import { Time, flag } from './operation.ts'

const text = v.optional(v.string())
const time = v.pipe(text, v.description('such as 2026-11-29T08:00:00Z'))

const parameters = {
  partner: v.string(),
  account: text,
  type: v.optional(v.picklist(keptTypes)),
  event: v.pipe(text, v.description('the name of a track event, a page or a screen')),
  since: time,
  until: time,
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
} satisfies Readonly<Record<HistoryParameter, v.GenericSchema>>

const KeptEvent = v.strictObject({
  id: v.string(),
  receivedAt: Time,
  at: Time,
  event: v.record(v.string(), v.unknown()),
})

/** The routes of the events that are kept for later. */
export const historyOperations = {
  listHistory: {
    summary: 'Lists the newest events that an account received, masked',
    query: v.strictObject(parameters),
    replies: { 200: v.strictObject({ events: v.array(KeptEvent), more: v.boolean() }) },
    errors: [400, 404],
  },
  showHistory: {
    summary: 'Shows an event that is kept',
    query: v.object({ reveal: v.pipe(flag, v.description('shows all of it')) }),
    replies: { 200: KeptEvent },
  },
} as const satisfies Readonly<Record<string, Operation>>
