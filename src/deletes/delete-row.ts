import type { DeleteState } from './receipt.ts'

/** What the next due time of a delete is for. */
type Phase = 'announce' | 'submit' | 'poll' | 'none'

/** A delete as it is stored (see `schema.ts`). Times in ms. */
export interface DeleteRow {
  readonly id: string
  readonly phase: Phase
  readonly due: number
  readonly state: DeleteState
  readonly leaseToken: number
  readonly leaseUntil: number
  readonly unackedClaims: number
  readonly attempts: number
  readonly polls: number
  readonly resubmits: number
  /** An operator wants it tried now. */
  readonly urgent: boolean
  readonly acceptedAt: number
  readonly submittedAt: number
  readonly retriedAt: number
  readonly endedAt: number
  readonly userSubject: string | undefined
  readonly anonymousSubject: string | undefined
  readonly reason: string | undefined
  readonly call: string | undefined
  readonly answers: string | undefined
  readonly sealed: string | undefined
}

/** What changes in a row. */
export type DeleteChange = Partial<
  Pick<
    DeleteRow,
    'phase' | 'due' | 'state' | 'attempts' | 'polls' | 'resubmits' | 'submittedAt' | 'retriedAt' | 'endedAt' | 'reason'
  >
> & {
  readonly call?: string | null
  readonly answers?: string | null
  readonly sealed?: null
  readonly urgent?: 0 | 1
  readonly announced?: 0
}

/** A row of `deletes`. */
export interface Stored extends Record<string, string | number | null> {
  readonly id: string
  readonly phase: Phase
  readonly due: number
  readonly state: DeleteState
  readonly fence: number
  readonly lease_until: number
  readonly strikes: number
  readonly attempts: number
  readonly polls: number
  readonly resubmits: number
  readonly accepted_at: number
  readonly submitted_at: number
  readonly retried_at: number
  readonly ended_at: number
  readonly user_subject: string | null
  readonly anonymous_subject: string | null
  readonly reason: string | null
  readonly call: string | null
  readonly answers: string | null
  readonly sealed: string | null
  readonly urgent: number
}

/** A delete of its row. */
export function rowOf(row: Stored): DeleteRow {
  return {
    id: row.id,
    phase: row.phase,
    due: row.due,
    state: row.state,
    leaseToken: row.fence,
    leaseUntil: row.lease_until,
    unackedClaims: row.strikes,
    attempts: row.attempts,
    polls: row.polls,
    resubmits: row.resubmits,
    acceptedAt: row.accepted_at,
    submittedAt: row.submitted_at,
    retriedAt: row.retried_at,
    endedAt: row.ended_at,
    userSubject: row.user_subject ?? undefined,
    anonymousSubject: row.anonymous_subject ?? undefined,
    reason: row.reason ?? undefined,
    call: row.call ?? undefined,
    answers: row.answers ?? undefined,
    sealed: row.sealed ?? undefined,
    urgent: row.urgent === 1,
  }
}
