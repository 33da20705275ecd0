import * as v from 'valibot'
import { openMetricsType } from '../../registry/open-metrics.ts'
import type { Operation } from './operation.ts'
import { AnyObject, Time, flag } from './operation.ts'

const found = {
  registry: v.picklist(['ok', 'unreachable']),
  deletes: v.pipe(v.string(), v.description('"taken", or why not')),
  problems: v.array(v.strictObject({ partner: v.string(), account: v.string(), problem: v.string() })),
  variables: v.array(v.strictObject({ variable: v.string(), problem: v.string() })),
  shadowed: v.pipe(v.array(v.string()), v.description('partners and accounts whose events are not sent (`SHADOW`)')),
}

const session = v.strictObject({
  role: v.picklist(['viewer', 'admin']),
  until: v.pipe(v.optional(Time), v.description('when the session ends; absent: a token was sent')),
  environment: v.string(),
})

const ok = { status: v.literal('ok') }

/** The routes about the service itself. */
export const serviceOperations = {
  showMetrics: { summary: 'Shows the metrics', replies: { 200: { text: openMetricsType } } },
  showHealth: {
    summary: 'Says whether the service lives',
    query: v.object({ deep: v.pipe(flag, v.description('says what is out of order')) }),
    replies: {
      200: v.union([v.strictObject(ok), v.strictObject({ ...ok, ...found })]),
      503: v.strictObject({
        status: v.literal('failing'),
        code: v.literal('unhealthy'),
        message: v.string(),
        ...found,
      }),
    },
  },
  showSession: { summary: 'Says in which role the operator is let in', replies: { 200: session } },
  openSession: {
    summary: 'Opens a session of the page for a token: a cookie for 8 hours',
    body: v.strictObject({ token: v.string() }),
    replies: { 200: session },
    errors: [401, 403],
  },
  endSession: { summary: 'Ends the session of the page', replies: { 200: v.strictObject({}) }, errors: [403] },
  showOpenApi: { summary: 'Shows this document', replies: { 200: AnyObject } },
} as const satisfies Readonly<Record<string, Operation>>
