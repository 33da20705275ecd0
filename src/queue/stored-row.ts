/** A row as it was found, claimed or not. `body` is read by the caller: one that cannot be read must not stop the others. */
export interface StoredRow {
  readonly id: string
  readonly leaseToken: number
  readonly attempts: number
  readonly unackedClaims: number
  readonly acceptedAt: number
  readonly request: string | undefined
  readonly owed: number
  /** When it was due as it was found (ms). */
  readonly dueAt: number
  /** An operator wants it tried now. */
  readonly urgent: boolean
  /** The subscription that collected it. */
  readonly hold: string | undefined
  readonly body: string
}

/** A row of `events` (see `schema.ts`). */
export interface EventRow extends Record<string, string | number | null> {
  readonly id: string
  readonly due: number
  readonly owed: number
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly accepted_at: number
  readonly lease_until: number
  readonly parked: number
  readonly urgent: number
  readonly hold: string | null
  readonly request: string | null
  readonly reason: string | null
  readonly body: string
}

/** A row in the terms of the code. */
export function storedRowOf(row: EventRow): StoredRow {
  return {
    id: row.id,
    leaseToken: row.fence,
    attempts: row.attempts,
    unackedClaims: row.strikes,
    acceptedAt: row.accepted_at,
    request: row.request ?? undefined,
    owed: row.owed,
    dueAt: row.due,
    urgent: row.urgent === 1,
    hold: row.hold ?? undefined,
    body: row.body,
  }
}
