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
