/** What is said to the registry, and what it answers. Times are ms since 1970. */

/** An account of a partner, by the slugs of both. */
export interface AccountRef {
  readonly partner: string
  readonly account: string
}

/** An account, or all of a partner. */
export type PartnerOrAccount = Pick<AccountRef, 'partner'> & Partial<AccountRef>

/** An account, and whose it is: the operator's own (its name may label a metric), or a customer's. */
export interface OwnedAccount extends AccountRef {
  readonly own: boolean
}

/** A delete, and whose queue has it. */
export interface FoundDelete extends AccountRef {
  readonly id: string
}

/** What an operator may hold back of a partner. */
export type Kind = 'events' | 'deletes'

/** Whose books something is in: the operator's account by its name, a customer's by `''`, for these stand together; the hash of the mapping, `''` where none is known. */
export interface BookRef {
  readonly partner: string
  readonly account: string
  readonly mapping: string
}

/** A counter's growth: `received.delivered`, `attempts.retryable`. What is before the first dot is the family that metrics know. What is in the books says in whose. */
export interface Count extends Partial<BookRef> {
  readonly partner: string
  readonly name: string
  readonly n: number
}

/** A counter that is in the books. */
export type BookedCount = Count & BookRef

/** What an operator on call is told of. */
export type ConditionKind =
  | 'credential refused'
  | 'circuit open'
  | 'delete age'
  | 'delete failed'
  | 'dead letters'
  | 'lost'
  | 'alarm lag'
  | 'storage'
  | 'sealing key'
  | 'silence'
  | 'failure rate'
  | 'unbalanced'

/**
 * Something that holds for an account since a time; another `since` is another occurrence, and alerts anew. `delete age`: `since` is the acceptance of the oldest
 * delete that waits, `count` how many wait. `dead letters`, `delete failed`, `lost`: `count` is how many came since the last report. `failure rate`: `count` is how many
 * deliveries failed in the last hour. `unbalanced`: `count` is by how many deliveries.
 */
export interface ReportedCondition {
  readonly kind: ConditionKind
  readonly since: number
  readonly count?: number
}

/** Numbers of a queue at one moment: `pending parked dead deadBytes rows oldestAt lagMs bytes circuitEvents circuitDeletes deletes deletesOldestAt deletesFailed`. `oldestAt` and `deletesOldestAt` are 0 where nothing waits; circuits are 0 or 1. */
type Gauges = Readonly<Record<string, number>>

/** What the activity of an account tells: when it was last handed something (ms), and all that holds now of what it judges (`silence`, `failure rate`). */
export interface ActivityReport extends OwnedAccount {
  readonly lastAt: number
  readonly conditions: readonly ReportedCondition[]
}

/**
 * What a queue tells at the end of an alarm run. `books` are running totals by
 * mapping hash, `deliveries.stored` and the like: the registry counts by how much they have grown. `conditions` are all that hold now: what is not among them is over, but
 * for news (`dead letters`, `delete failed`, `lost`), which the registry judges by the books, as it judges `alarm lag` and `storage` by the gauges: a report need not name them.
 */
export interface Report extends OwnedAccount {
  readonly gauges: Gauges
  readonly counts: readonly Count[]
  readonly books: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly conditions: readonly ReportedCondition[]
}

/** A partner whose events or deletes are held back. */
export interface Pause {
  readonly partner: string
  readonly kind: Kind
  readonly since: number
}

/** What an isolate learns: pauses and named accounts whole, tombstones changed since the version it asked with. `more`: ask again at once with the new version. */
export interface SyncReply {
  readonly version: number
  readonly pauses: readonly Pause[]
  /** By digest (16 hex digits of account and subject) the time when the delete was accepted. An object, because the types of RPC know no tuples. */
  readonly tombstones: Readonly<Record<string, number>>
  /** The marks of the keys by which users were ever deleted: whoever has another key cannot tell them. A registry of an earlier version does not say. */
  readonly keys?: readonly string[]
  /** `partner/account` of accounts with too many tombstones to list: their objects judge their events. */
  readonly named: readonly string[]
  /** `partner/account` of accounts whose queue holds calls back because they fail: an inline success is news to them. */
  readonly failing: readonly string[]
  readonly more: boolean
}

/** An account as the registry knows it; `gauges` as last reported, `reportedAt` 0 where it never did. */
export interface AccountState extends OwnedAccount {
  readonly gauges: Gauges
  readonly registeredAt: number
  readonly reportedAt: number
}

/** Which accounts are listed: those after `after`, in the order of partner and account, at most `limit` (1,000). */
export interface AccountFilter {
  readonly partner?: string
  readonly account?: string
  readonly after?: AccountRef
  readonly limit: number
}

/** The gauges of one of the operator's accounts, or (`account` absent) of all customers' accounts of a partner together. */
export interface QueueGauges {
  readonly partner: string
  readonly account?: string
  readonly accounts: number
  readonly gauges: Gauges
}

/** By how many deliveries the books of an account do not balance (over 0); `account` is empty for what requests received of customers. */
export interface Imbalance extends AccountRef {
  readonly n: number
}

/** All that the metrics text is made of. `counts` and `books` are running totals, which only grow. `imbalances`: of accounts whose books do not balance. */
export interface Snapshot {
  readonly queues: readonly QueueGauges[]
  readonly counts: readonly Count[]
  readonly books: readonly BookedCount[]
  readonly imbalances: readonly Imbalance[]
  /** What holds at accounts, one-time events left out. */
  readonly conditions: readonly (AccountRef & ReportedCondition)[]
}

/** The length of a chart's steps. */
type TimeSpan = 'minute' | 'hour'

/** Which part of a partner's history is asked for: all steps that a part of the time from `from` to `to` lies in. */
export interface SeriesFilter {
  readonly partner: string
  readonly from: number
  readonly to: number
  readonly span: TimeSpan
}

/** What was counted in the minute or hour that begins at `at`; steps without counts are left out. */
export interface Point {
  readonly at: number
  readonly counts: Readonly<Record<string, number>>
}

/** A delete, and the subjects under which it is found: HMACs of its user's ids. */
export interface IndexedDelete {
  readonly id: string
  readonly subjects: readonly string[]
}

/** What the registry is told of deletes: marks by which isolates skip events, and under which subjects a delete is found. Times in ms. */
export interface Announcement {
  /** The mark of the key that the tombstones were made by, where it is known. */
  readonly key?: string | undefined
  /** Whether all keys of before are lost. */
  readonly isOnlyKey?: boolean
  readonly tombstones: readonly { readonly digest: string; readonly acceptedAt: number }[]
  readonly deletes: readonly IndexedDelete[]
}
