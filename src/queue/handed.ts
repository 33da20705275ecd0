import type { AcceptedDelete } from '../deletes/account-deletes.ts'

/** What an object says of what it was handed: what it did with it; why it takes none; or that it is a customer's account whose settings are not stored yet. */
export type Handed<Done> = Done | { readonly closed: string } | 'unknown'

/** What became of deletes that were accepted, in their order. */
export interface AcceptedDeletes {
  readonly deletes: readonly AcceptedDelete[]
}
