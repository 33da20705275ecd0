import type { Happened } from '../../src/activity/noted.ts'
import type { Exchange, ItemOutcome } from '../../src/delivery/call.ts'
import { idsOf } from '../../src/deletes/tombstones.ts'
import { event } from '../queue/events.ts'

/** One in ten fails. */
const failsEach = 10

/** The n-th attempt, with one event a request: what the way of a request notes of it. */
export function attempt(n: number, now: number): Happened {
  const one = { ...event(n), type: 'track' }
  const failed = n % failsEach === 0
  const status = failed ? 400 : 200
  const request: Exchange['request'] = {
    kind: 'request',
    method: 'POST',
    url: 'https://api.example.com/single',
    headers: [
      ['Content-Type', 'application/json'],
      ['Authorization', 'Bearer made-up-token'],
    ],
    body: JSON.stringify(one),
    gzip: false,
    token: undefined,
  }
  const item = { event: one, value: one } as unknown as ItemOutcome['item']
  const answer = { status, headers: {}, body: failed ? { message: 'the field "coupon" is unknown' } : {} }
  const outcome: ItemOutcome = {
    item,
    outcome: failed ? 'rejected' : 'delivered',
    status,
    ms: 41,
    exchange: { request, sent: { kind: 'answered', answer }, items: [item] },
  }
  return {
    event: one,
    idsOf,
    secrets: () => ['made-up-token'],
    receivedAt: now,
    at: now,
    requestId: 'a-request-id-of-the-bench-00000000',
    mapping: 'bench',
    subscription: 'Track',
    queued: false,
    attempt: 1,
    result: {
      status: outcome.outcome,
      message: failed ? 'the field "coupon" is unknown' : undefined,
      outcomes: [outcome],
    },
  }
}
