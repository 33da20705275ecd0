/** A row of `events` (see `schema.ts`). */
export interface EventRow extends Record<string, SqlStorageValue> {
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

/** A row that a round has taken up, as it is stored. `body` is read by the caller: one that cannot be read must not stop the others. */
export interface ClaimedRow {
  readonly id: string
  readonly fence: number
  readonly attempts: number
  readonly strikes: number
  readonly acceptedAt: number
  readonly request: string | undefined
  readonly owed: number
  /** When it was due before it was claimed (ms). */
  readonly dueAt: number
  /** An operator wants it tried now. */
  readonly urgent: boolean
  /** The subscription that collected it. */
  readonly hold: string | undefined
  readonly body: string
}

/** What a round needs of a row. */
export function claimedOf(row: EventRow): ClaimedRow {
  return {
    id: row.id,
    fence: row.fence,
    attempts: row.attempts,
    strikes: row.strikes,
    acceptedAt: row.accepted_at,
    request: row.request ?? undefined,
    owed: row.owed,
    dueAt: row.due,
    urgent: row.urgent === 1,
    hold: row.hold ?? undefined,
    body: row.body,
  }
}
