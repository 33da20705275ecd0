/** A row that is leased: events that are owed, or a delete. */
export interface LeasedRow {
  readonly id: string
  /** The lease token that it was found or claimed under. */
  readonly leaseToken: number
  readonly attempts: number
  /** How often it was claimed since its last acknowledged attempt. */
  readonly unackedClaims: number
  /** In ms. */
  readonly acceptedAt: number
  /** An operator wants it tried now. */
  readonly urgent: boolean
}
