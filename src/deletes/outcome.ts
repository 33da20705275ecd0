import { worstOf } from '../delivery/result.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { Pace } from '../delivery/backoff.ts'
import { nextAttemptAt } from '../delivery/backoff.ts'
import type { Poll } from '../mapping/file/mapping.ts'
import type { DeleteChange, DeleteRow } from './delete-row.ts'
import type { ReceiptEvent } from './receipt.ts'

const day = 24 * 3_600_000
/** Not submitted so long after acceptance, or after an operator sent it again: dead. Submitted: polled so long (vendors take up to 30 days). */
const submitWithinMs = 30 * day
const pollWithinMs = 45 * day
const mostResubmits = 3

/** When deletes whose tombstones are known everywhere now are first attempted (ms). Those that come within seconds become due together, so that they share the partner's batches. */
export function firstAttemptAt(now: number, waitMs: number): number {
  const step = Math.max(1, Math.min(5_000, Math.floor(waitMs / 18)))
  return Math.ceil((now + waitMs) / step) * step
}

/** What an answer does to a delete: what changes, and what its receipt says. */
export interface DeleteStep {
  readonly change: DeleteChange
  readonly receiptEvents: readonly Omit<ReceiptEvent, 'at'>[]
}

/** What a step depends on. Times in ms; `random` in [0, 1). `call`: the submission, the parts of its answers that the poll reads, and what of them the receipt names. */
export interface StepAt {
  readonly now: number
  readonly random: number
  readonly pace: Pace
  readonly poll: Poll | undefined
  readonly call: { readonly id: string; readonly answers: string; readonly reference: string }
}

/** What becomes of a delete that was submitted, by the outcomes of its items (their worst counts). */
export function afterSubmit(row: DeleteRow, outcomes: readonly ItemOutcome[], at: StepAt): DeleteStep {
  const worst = worstItem(outcomes)
  const tried = { kind: 'attempt', ...said(worst) } as const
  switch (worst.outcome) {
    case 'delivered':
      return attempted(row, confirmed([tried], at.now))
    case 'pending':
      return {
        change: {
          phase: 'poll',
          state: 'RUNNING',
          due: at.now + (at.poll?.everyMs ?? 0),
          submittedAt: row.submittedAt || at.now,
          reason: undefined,
          attempts: row.attempts + 1,
          polls: 0,
          call: at.call.id,
          answers: at.call.answers,
        },
        receiptEvents: [
          { kind: 'submitted', ...said(worst), ...(at.call.reference !== '' && { reference: at.call.reference }) },
        ],
      }
    case 'rejected':
      return attempted(row, failed([tried], worst.message ?? 'the partner refused it', at.now))
    case 'retryable':
    case 'unauthorized':
    case 'resubmit':
      return again(row, worst, at)
  }
}

function attempted({ attempts }: DeleteRow, { change, receiptEvents }: DeleteStep): DeleteStep {
  return { change: { ...change, attempts: attempts + 1 }, receiptEvents }
}

function again(row: DeleteRow, worst: ItemOutcome, { now, random, pace }: StepAt): DeleteStep {
  const { slow = false, retryAfterMs } = worst
  // A refused credential holds all of them: the circuit says when to look again, and with a new version that is soon.
  const due =
    worst.outcome === 'unauthorized'
      ? now + pace.restMs
      : nextAttemptAt({ attempts: row.attempts + 1, slow, retryAfterMs, now, random }, pace)
  return {
    change: { state: 'RUNNING', due, attempts: row.attempts + 1, reason: worst.message ?? worst.outcome },
    receiptEvents: [{ kind: 'attempt', ...said(worst) }],
  }
}

/** What becomes of a delete whose job at the partner was asked after. Polls that say the same again are counted, not written. */
export function afterPoll(row: DeleteRow, outcomes: readonly ItemOutcome[], at: StepAt): DeleteStep {
  const worst = worstItem(outcomes)
  const polled = { kind: 'poll', ...said(worst), ...(row.polls > 0 && { polls: row.polls }) } as const
  const next = at.now + Math.max(at.poll?.everyMs ?? 0, Math.min(worst.retryAfterMs ?? 0, day))
  const again = (reason: string | undefined): DeleteStep =>
    row.polls > 0 && row.reason === reason
      ? { change: { due: next, polls: row.polls + 1 }, receiptEvents: [] }
      : { change: { due: next, polls: 1, reason }, receiptEvents: [polled] }
  switch (worst.outcome) {
    case 'delivered':
      return confirmed([polled], at.now)
    case 'pending':
      return again(undefined)
    case 'rejected':
      return failed([polled], worst.message ?? 'the partner says that it failed', at.now)
    case 'resubmit':
      if (row.resubmits >= mostResubmits)
        return failed([polled], `it failed after ${mostResubmits} more submissions`, at.now)
      return {
        change: {
          phase: 'submit',
          due: at.now,
          resubmits: row.resubmits + 1,
          polls: 0,
          reason: worst.message,
          call: null,
          answers: null,
        },
        receiptEvents: [polled, { kind: 'resubmit' }],
      }
    case 'retryable':
    case 'unauthorized':
      return again(worst.message ?? worst.outcome)
  }
}

/** What becomes of a delete whose time is over, if it is. */
export function afterDeadline(row: DeleteRow, now: number): DeleteStep | undefined {
  if (row.submittedAt === 0)
    return now - Math.max(row.acceptedAt, row.retriedAt) > submitWithinMs
      ? failed([], 'it could not be submitted within 30 days', now)
      : undefined
  return now - row.submittedAt > pollWithinMs
    ? failed([], 'the partner did not confirm it within 45 days', now)
    : undefined
}

function confirmed(before: DeleteStep['receiptEvents'], now: number): DeleteStep {
  return {
    change: {
      phase: 'none',
      state: 'FINISHED',
      endedAt: now,
      due: now,
      reason: undefined,
      sealed: null,
      answers: null,
      call: null,
    },
    receiptEvents: [...before, { kind: 'confirmed' }],
  }
}

/** A delete that failed: dead until an operator decides, so that its ids stay sealed. */
export function failed(before: DeleteStep['receiptEvents'], reason: string, now: number): DeleteStep {
  return {
    change: { phase: 'none', state: 'FAILED', endedAt: now, due: now, reason, answers: null },
    receiptEvents: [...before, { kind: 'failed', reason }],
  }
}

/** A delete that an operator cancelled: nothing of its ids is kept. `reason` is masked. */
export function cancelled(reason: string, now: number): DeleteStep {
  return {
    change: {
      phase: 'none',
      state: 'FAILED',
      endedAt: now,
      due: now,
      reason: `cancelled: ${reason}`,
      answers: null,
      call: null,
      sealed: null,
    },
    receiptEvents: [{ kind: 'cancelled', reason }],
  }
}

/** A dead delete that an operator sends again, with all the time of a new one. */
export function retried(now: number): DeleteStep {
  return {
    change: {
      phase: 'submit',
      state: 'RUNNING',
      due: now,
      endedAt: 0,
      retriedAt: now,
      reason: undefined,
      submittedAt: 0,
      attempts: 0,
      resubmits: 0,
      polls: 0,
      call: null,
      answers: null,
      urgent: 1,
    },
    receiptEvents: [{ kind: 'retried' }],
  }
}

const worstFirst = ['unauthorized', 'retryable', 'rejected', 'resubmit', 'pending', 'delivered'] as const

/** What counts of the outcomes of a delete's items; where it has none, it is to be tried again. */
function worstItem(outcomes: readonly ItemOutcome[]): ItemOutcome {
  const none: ItemOutcome = { item: { value: undefined, event: { type: 'delete' } }, outcome: 'retryable' }
  return worstOf(outcomes, worstFirst, ({ outcome }) => outcome) ?? none
}

function said({ status, outcome, message }: ItemOutcome): Pick<ReceiptEvent, 'status' | 'outcome' | 'reason'> {
  return {
    ...(status !== undefined && { status }),
    outcome,
    ...(message !== undefined && { reason: message }),
  }
}
