import { describe, expect, test } from 'vitest'
import type { DeleteRow } from '../../src/deletes/delete-row.ts'
import { afterPoll } from '../../src/deletes/outcome.ts'
import type { ItemOutcome } from '../../src/delivery/call.ts'

const [minute, hour] = [60_000, 3_600_000]
const now = Date.UTC(2026, 10, 1)
const submitted: DeleteRow = {
  id: 'd',
  phase: 'poll',
  due: now,
  state: 'RUNNING',
  leaseToken: 1,
  leaseUntil: 0,
  unackedClaims: 0,
  attempts: 1,
  polls: 0,
  resubmits: 0,
  urgent: false,
  acceptedAt: now,
  submittedAt: now,
  retriedAt: 0,
  endedAt: 0,
  userSubject: undefined,
  anonymousSubject: undefined,
  reason: undefined,
  call: 'c',
  answers: '{}',
  sealed: 's',
}
const at = {
  now,
  random: 0,
  pace: {} as Parameters<typeof afterPoll>[2]['pace'],
  poll: { everyMs: 10 * minute, steps: [], reads: [] },
  call: { id: 'c', answers: '{}', reference: '' },
}
const outcomeOf = (more: Omit<ItemOutcome, 'item'>): ItemOutcome => ({
  item: { value: undefined, event: { type: 'delete' } },
  ...more,
})
const pending = outcomeOf({ outcome: 'pending', status: 200 })
const silent = outcomeOf({ outcome: 'retryable', message: 'no answer in time' })
const refused = outcomeOf({ outcome: 'unauthorized', message: 'the partner answered 401', status: 401 })
const done = outcomeOf({ outcome: 'delivered', status: 200 })

/** What a receipt says of polls, one after the other: how each that is written ended, and how many of its kind came before. */
function written(outcomes: readonly ItemOutcome[]): readonly string[] {
  let row = submitted
  return outcomes.flatMap((outcome) => {
    const { change, receiptEvents } = afterPoll(row, [outcome], at)
    const { polls = row.polls, reason = 'reason' in change ? undefined : row.reason } = change
    row = { ...row, polls, reason }
    return receiptEvents.filter(({ kind }) => kind === 'poll').map((one) => `${one.outcome} after ${one.polls ?? 0}`)
  })
}

describe('polls', () => {
  test.for<{ that: string; outcomes: readonly ItemOutcome[]; entries: readonly string[] }>([
    { that: 'say the same', outcomes: [pending, pending, pending], entries: ['pending after 0'] },
    { that: 'are not answered', outcomes: [silent, silent, silent], entries: ['retryable after 0'] },
    {
      that: 'say something else',
      outcomes: [pending, pending, silent, silent, pending, refused],
      entries: ['pending after 0', 'retryable after 2', 'pending after 2', 'unauthorized after 1'],
    },
    { that: 'end', outcomes: [pending, pending, done], entries: ['pending after 0', 'delivered after 2'] },
  ])('that $that are written once each time that they change', ({ outcomes, entries }) => {
    expect(written(outcomes)).toEqual(entries)
  })

  test.for<{ says: number | undefined; dueInMs: number }>([
    { says: undefined, dueInMs: 10 * minute },
    { says: minute, dueInMs: 10 * minute },
    { says: hour, dueInMs: hour },
    { says: 400 * 24 * hour, dueInMs: 24 * hour },
  ])('come again $dueInMs ms later where the partner says Retry-After $says ms', ({ says, dueInMs }) => {
    const { change } = afterPoll(submitted, [{ ...pending, retryAfterMs: says }], at)
    expect(change.due).toBe(now + dueInMs)
  })
})
