import type { EventResult } from '../destinations/reply.ts'
import type { RowResult } from '../queue/plan.ts'

type Outcome = EventResult['status'] | RowResult['status']

const all: Readonly<Record<Outcome, true>> = {
  delivered: true,
  queued: true,
  shadowed: true,
  retryable: true,
  waiting: true,
  parked: true,
  skipped: true,
  erased: true,
  cancelled: true,
  unsupported: true,
  rejected: true,
  invalid: true,
  forbidden: true,
  unauthorized: true,
  failed: true,
  unsettled: true,
  'mapping changed': true,
  'given up': true,
  poison: true,
}

/** What may have become of an attempt, as activity and its counts name it: what Segment was told, or how an attempt of the queue ended. */
export const outcomes = Object.keys(all) as readonly Outcome[]

/** Whether a text is one of them. */
export function isOutcome(text: string): text is Outcome {
  return Object.hasOwn(all, text)
}
