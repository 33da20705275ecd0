/** What `facts.json` says of a folder of stored databases (`store-databases.ts`): what was owed in them, and the keys that open them. Times in ms. */
export interface Facts {
  /** When the process was killed. */
  readonly at: number
  /** The variables of the Worker that wrote them: keys, tokens, settings. All of them are made up. */
  readonly variables: Readonly<Record<string, string>>
  /** The files, and whose database each is. */
  readonly files: readonly StoredFile[]
  readonly waiting: readonly WaitingFact[]
  readonly deadLetters: readonly DeadLetterFact[]
  readonly deletes: readonly DeleteFact[]
  /** Users who were deleted: nothing of theirs that was received before may be sent. `announced`: whether the registry knows it. */
  readonly tombstones: readonly (AccountFact & { readonly userId: string; readonly announced: boolean })[]
  /** What a partner has settled already, of deliveries that wait: it is never sent again. */
  readonly settled: readonly (AccountFact & { readonly subscription: string; readonly mark: string })[]
  /** What a partner has to be shown as `Authorization`: a customer's key that is sealed in a database, an access token that is. */
  readonly credentials: Readonly<Record<string, string>>
  /** How many deliveries ended how, and how many deletes, by account (`webhook/default`). */
  readonly counts: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>
  readonly registry: RegistryFact
  /** Absent in the facts of versions that kept no activity. */
  readonly activity?: readonly ActivityFact[]
}

/** An account of a partner. */
export interface AccountFact {
  readonly partner: string
  readonly account: string
}

/** A file, and whose database it is: an account's queue, its activity, or (both empty) the registry. */
export interface StoredFile extends AccountFact {
  readonly file: string
  readonly of?: 'activity'
}

/** The activity of an account: how many records are kept, how many deliveries were counted, how many events are kept for later. */
export interface ActivityFact extends AccountFact {
  readonly records: number
  readonly counted: number
  readonly events: number
}

/** A delivery that waits. `marks`: what has to arrive, the message itself or the items of it that are open. `ends`: what has to become of it. */
export interface WaitingFact extends AccountFact {
  readonly id: string
  readonly messageId: string
  readonly subscription: string
  readonly attempts: number
  readonly marks: readonly string[]
  readonly ends: 'delivered' | 'cancelled' | 'erased'
}

/** A dead letter. `revives`: whether it can be sent again, and arrives; `mark`: what arrives then, where it is not the message itself. */
export interface DeadLetterFact extends AccountFact {
  readonly id: string
  readonly messageId: string
  readonly subscription: string
  readonly state: 'dead' | 'cancelled'
  readonly reason: string
  readonly revives: boolean
  readonly mark?: string
}

/** A delete. `ends`: the state that it has to come to with a partner that answers. */
export interface DeleteFact extends AccountFact {
  readonly id: string
  readonly userId?: string
  readonly anonymousId?: string
  readonly state: string
  readonly ends: string
  /** How many entries its receipt has. */
  readonly entries: number
  /** Whether it failed, and an operator may send it again. */
  readonly revives: boolean
  /** Whether a search for the user finds it at the moment: the registry was told. */
  readonly announced: boolean
}

/** What the registry knew. `totals`: lines of the metrics by their name and labels; `hours`: what was counted of a partner in hours that are summed up; `alerts`: ids of those that nobody has taken yet. */
export interface RegistryFact {
  readonly accounts: readonly (AccountFact & { readonly gauges: Readonly<Record<string, number>> })[]
  readonly paused: Readonly<Record<string, readonly string[]>>
  readonly totals: Readonly<Record<string, number>>
  readonly hours: Readonly<Record<string, number>>
  readonly alerts: readonly string[]
  readonly conditions: readonly (AccountFact & { readonly kind: string })[]
  /** How many tombstones it knew; absent: those of `tombstones` that are announced. */
  readonly tombstones?: number
}
