import type { FileTexts } from '../context/file-texts.ts'
import type { ConfiguredPart } from '../context/compile-context.ts'
import type { Requirements } from './requires.ts'
import type { SettingFile } from './schema.ts'
import type { Expr, Path, Predicate, Scope } from '../context/scope.ts'
import type { Step } from './steps.ts'

/** What the queue and the sender may do to a partner. Milliseconds; absent: the defaults of delivery. */
export interface Limits {
  readonly requests?: number
  readonly perMs?: number
  readonly timeoutMs?: number
  readonly giveUpAfterMs?: number
}

/** How events become calls: shared by subscriptions and the deletion. */
export interface Rule {
  readonly name: string
  readonly requires: Requirements
  /** The value of one event: an item, a list of items, or absent; `undefined`: the event itself. */
  readonly item: Expr | undefined
  readonly batch: {
    readonly max: number
    readonly maxBytes: number
    readonly key: Expr | undefined
    /** Whether a call of one item has a request of its own, which sees the item and its event. */
    readonly single: boolean
  }
  readonly steps: readonly Step[]
  /** What has become of a call whose last requests are all passed over: where one was sent before them, and where none was. */
  readonly passedOver: { readonly some: 'delivered' | 'pending'; readonly none: 'delivered' | 'pending' | 'rejected' }
  readonly limits: Limits
  readonly unknown: 'retry' | 'drop'
  readonly texts: FileTexts
  /** How long its items are collected before they are sent together (ms); absent: they are sent at once. */
  readonly bufferMs?: number | undefined
}

/** A subscription: which events it takes, and what becomes of them. */
export interface Subscription extends Rule {
  readonly matches: Predicate
  /** Why an event is not taken, for people; `undefined` where it is. */
  readonly explain: (scope: Scope) => string | undefined
}

/** How a partner's deletion is confirmed. */
export interface Poll {
  readonly everyMs: number
  readonly steps: readonly Step[]
  /** The paths below `answers` that it reads: `[request name, part, ...]`. Only these parts of a submission's answers are stored. */
  readonly reads: readonly Path[]
}

/** The deletion of a partner. */
export interface Deletion extends Rule {
  readonly poll: Poll | undefined
}

/** A condition of `drop`. */
export interface Drop {
  readonly matches: Predicate
  /** What is said of an event that it drops. */
  readonly message: string
}

/** A compiled mapping. Nothing in it changes; it may be used for any number of events at once. */
export interface Mapping {
  readonly title: string
  readonly description: string | undefined
  readonly texts: FileTexts
  readonly settings: Readonly<Record<string, SettingFile>>
  /** The settings that are hosts: whole URLs. */
  readonly urlSettings: ReadonlySet<string>
  /** The settings that are labels of a host name. */
  readonly labelSettings: ReadonlySet<string>
  /** The parts of requests that settings make alone. */
  readonly configured: readonly ConfiguredPart[]
  readonly drop: readonly Drop[]
  readonly redact: readonly Path[]
  readonly check: Step | undefined
  readonly subscriptions: readonly Subscription[]
  /** The types of events that some subscription could take. */
  readonly takes: ReadonlySet<string>
  readonly deletion: Deletion | { readonly unsupported: string }
}
