import * as v from 'valibot'
import { openMetricsType } from '../../registry/open-metrics.ts'
import type { Operation } from './operation.ts'
import { AnyObject, flag } from './operation.ts'

const found = {
  registry: v.picklist(['ok', 'unreachable']),
  deletes: v.pipe(v.string(), v.description('"taken", or why not')),
  problems: v.array(v.strictObject({ partner: v.string(), account: v.string(), problem: v.string() })),
  variables: v.array(v.strictObject({ variable: v.string(), problem: v.string() })),
}

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
  showOpenApi: { summary: 'Shows this document', replies: { 200: AnyObject } },
} as const satisfies Readonly<Record<string, Operation>>
