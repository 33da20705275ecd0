import * as v from 'valibot'
import type { LedgerParameter } from '../ledger.ts'
import type { Operation } from './operation.ts'
import { Count, Gauges, Time } from './operation.ts'

const text = v.optional(v.string())
const time = v.pipe(text, v.description('such as 2026-11-29T08:00:00Z'))
const Span = v.picklist(['minute', 'hour'])

const parameters = {
  partner: text,
  account: text,
  since: time,
  until: time,
  span: v.optional(Span),
} satisfies Readonly<Record<LedgerParameter, v.GenericSchema>>

const byWay = { received: Count, inline: Gauges, queue: Gauges }

/** The route of the ledger. */
export const ledgerOperations = {
  showLedger: {
    summary: 'Counts what happened by minute or hour, and why',
    query: v.strictObject(parameters),
    replies: {
      200: v.strictObject({
        since: v.pipe(Time, v.description('when the first step begins')),
        until: v.pipe(Time, v.description('when the last step ends')),
        span: Span,
        ...byWay,
        mappings: v.pipe(
          v.array(v.strictObject({ partner: v.string(), mapping: v.string(), ...byWay })),
          v.description('the same sums for each mapping that was in force, by its hash'),
        ),
        reasons: v.array(
          v.strictObject({
            partner: v.string(),
            account: v.string(),
            mapping: v.string(),
            subscription: v.string(),
            queued: v.boolean(),
            outcome: v.string(),
            failed: v.optional(v.boolean()),
            reason: v.string(),
            n: Count,
          }),
        ),
        series: v.array(v.strictObject({ at: Time, ...byWay })),
        accountsNotAsked: v.optional(Count),
      }),
    },
    errors: [400, 404],
  },
} as const satisfies Readonly<Record<string, Operation>>
