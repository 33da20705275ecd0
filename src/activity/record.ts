import type { OwnedAccount } from '../registry/messages.ts'

/** What became of a delivery at one attempt, or of an event that makes no delivery. It holds no id and no value of a user; times in ms. */
export interface ActivityRecord {
  readonly at: number
  readonly receivedAt: number
  readonly type: string
  /** The name of a track event, a page or a screen. */
  readonly event: string
  readonly messageId: string
  readonly requestId: string
  readonly subscription: string
  readonly mapping: string
  readonly outcome: string
  /** Whether something failed at this attempt, even where it is tried again. */
  readonly failed: boolean
  /** What the partner answered. */
  readonly status?: number | undefined
  /** How long the partner took. */
  readonly ms?: number | undefined
  /** Whether the queue made the attempt. */
  readonly queued: boolean
  readonly attempt: number
  /** Why it failed, or was skipped: masked. */
  readonly message?: string | undefined
}

/** A request and its answer, before they are handed in. `key`: the same for all records of one request; `ids`: of the users of all its events; `show`: as text, without secrets. */
export interface NotedExchange {
  readonly key: object
  readonly ids: readonly string[]
  readonly show: () => string
}

/** What an event is called, as it may be shown. */
export type EventNames = Pick<ActivityRecord, 'type' | 'event' | 'messageId'>

/** A record before it is handed in, with the ids of its users. `names`: masked when they are asked for, which takes longer than noting; `sentMessageId`: as it came, empty where there is none. */
export interface NotedRecord extends Omit<ActivityRecord, keyof EventNames> {
  readonly ids: readonly string[]
  readonly sentMessageId: string
  readonly names: { readonly shown: () => EventNames }
  readonly exchange?: NotedExchange | undefined
}

/** A request and its answer as they are kept: sealed, with the digests of the users of all its events, and when the first of these was received (ms). */
export interface KeptExchange {
  readonly users: readonly string[]
  readonly receivedAt: number
  readonly sealed: string
}

/** A record as it is kept. `id`: the same for all attempts of a delivery; `users`: digests of its users, the same that tombstones are known by. */
export interface KeptRecord extends ActivityRecord {
  readonly id: string
  readonly users: readonly string[]
  /** The place of its request and answer in the batch. */
  readonly exchange?: number | undefined
}

/** How often something happened: all of it, whether its record is kept or not. */
export interface Counted {
  readonly mapping: string
  readonly subscription: string
  readonly queued: boolean
  readonly outcome: string
  /** Absent in counts of an earlier version. */
  readonly failed?: boolean
  readonly reason: string
  readonly n: number
}

/** Which steps of the ledger are asked for: those that begin in a time (ms). */
export interface LedgerFilter {
  readonly since: number
  readonly until: number
  readonly span: 'minute' | 'hour'
}

/** What was counted in the minute or hour that begins at a time (ms). */
export interface LedgerPoint {
  readonly at: number
  readonly counts: readonly Counted[]
}

/** A user who was deleted, by its digest, and when the delete was accepted (ms). */
export interface DeletedUser {
  readonly digest: string
  readonly acceptedAt: number
}

/** An event before it is handed in: as JSON, with the ids of its user, when it was received by its own word, and when it came to us (ms). */
export interface NotedEvent {
  readonly at: number
  readonly text: string
  readonly ids: readonly string[]
  readonly receivedAt: number
}

/** To whom an event belongs: the digests of its user, when it was received by its own word, and when it came to us (ms). */
export type EventOwner = Pick<KeptRecord, 'receivedAt' | 'users' | 'at'>

/** Events kept for later: a JSON list, compressed and sealed, and of each event in it to whom it belongs; `null`: it was taken out. */
export interface KeptEvents {
  readonly owners: readonly (EventOwner | null)[]
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** A batch of events that was found. `hidden`: the places of those in it that may not be shown any more; `id`: when it came (ms), or one more than the newest. */
export interface FoundEvents extends KeptEvents {
  readonly id: number
  readonly hidden: readonly number[]
}

/** Which batches of events are asked for, the newest first: those that came in a time (ms), before the one with an id. */
export interface EventsFilter {
  readonly since: number
  readonly until: number
  readonly before?: number | undefined
}

/** Records handed in together. `omitted`: how many more there were than are kept; `of`: whose they are, absent in a batch of an earlier version. */
export interface ActivityBatch {
  readonly of?: OwnedAccount
  readonly records: readonly KeptRecord[]
  readonly exchanges: readonly KeptExchange[]
  readonly counts: readonly Counted[]
  readonly omitted: number
  readonly events?: KeptEvents | undefined
}

/** A record with its place among those of its time. */
export interface FoundRecord extends ActivityRecord {
  readonly id: string
  readonly place: number
  /** Its request and answer, sealed, where one delivery is asked for. */
  readonly sealed?: string | undefined
}

/** Which records are asked for; a page begins behind `before`. Times in ms. */
export interface ActivityFilter {
  readonly outcome?: string | undefined
  /** Those that failed, or those that did not. */
  readonly failed?: boolean | undefined
  readonly event?: string | undefined
  readonly reason?: string | undefined
  readonly messageId?: string | undefined
  readonly requestId?: string | undefined
  readonly id?: string | undefined
  /** Digests of a user: a record of any of them. */
  readonly users?: readonly string[] | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly before?: { readonly at: number; readonly place: number } | undefined
  readonly limit: number
}

/** How many records have one reason. */
export interface ReasonCount {
  readonly outcome: string
  readonly reason: string
  readonly n: number
}

/** A page of records, the newest first; `reasons`: of all that were found, the most frequent first; `deliveries`: how many these are of; `more`: another page follows; `omitted`: how many of the time asked for were counted and not kept, whatever else is asked for. */
export interface FoundActivity {
  readonly records: readonly FoundRecord[]
  readonly reasons: readonly ReasonCount[]
  readonly deliveries: number
  readonly more: boolean
  readonly omitted: number
}

/** Why an attempt ended as it did, as a class: what the partner answered, or our own text; empty where it was delivered. */
export function reasonOf({
  failed,
  outcome,
  status,
  message,
}: Pick<ActivityRecord, 'failed' | 'outcome' | 'status' | 'message'>): string {
  if (!failed && outcome === 'delivered') return ''
  return status === undefined ? (message ?? '') : `the partner answered ${status}`
}

/** Whether a filter finds a record. */
export function matches(record: KeptRecord, filter: Omit<ActivityFilter, 'limit'>): boolean {
  const { outcome, failed, event, reason, messageId, requestId, id, users, since = 0, until = Infinity } = filter
  return (
    (outcome === undefined || record.outcome === outcome) &&
    (failed === undefined || record.failed === failed) &&
    (event === undefined || record.event === event) &&
    (messageId === undefined || record.messageId === messageId) &&
    (requestId === undefined || record.requestId === requestId) &&
    (id === undefined || record.id === id) &&
    (reason === undefined || `${reasonOf(record)} ${record.message ?? ''}`.includes(reason)) &&
    (users === undefined || users.some((user) => record.users.includes(user))) &&
    record.at >= since &&
    record.at < until
  )
}
