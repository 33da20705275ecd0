import { accountName } from '../partners/account-name.ts'
import type { Kind, SyncReply } from './messages.ts'

/** What a request may rely on. */
export interface View {
  /** Whether an operator holds the partner's events or deletes back. */
  readonly isPaused: (partner: string, kind: Kind) => boolean
  /** Whether any user was deleted in the last five hours. */
  readonly hasTombstones: boolean
  /** When a delete of the subject was accepted (ms), by the digest of account and subject; of the last five hours, and not of named accounts. */
  readonly tombstoneOf: (digest: string) => number | undefined
  /** Whether users were ever deleted, and never by marks of this key: then they cannot be told. */
  readonly isUnknownKey: (key: string | undefined) => boolean
  /** Whether the account has too many tombstones to be listed: its events are committed, and its object judges them. */
  readonly isOverflowed: (partner: string, account: string) => boolean
  /** Whether the account's queue holds its calls back because they fail; says so once until the registry says it again. */
  readonly takeFailing: (partner: string, account: string) => boolean
}

/** What an isolate has learnt from the registry, in memory. A tombstone is a fact, so replies may be taken in any order; pauses and names are as of the newest. */
export class Known implements View {
  readonly #tombstones = new Map<string, number>()
  #paused: ReadonlySet<string> = new Set()
  #overflowed: ReadonlySet<string> = new Set()
  #failing = new Set<string>()
  #keys: readonly string[] = []

  isPaused(partner: string, kind: Kind): boolean {
    return this.#paused.has(`${partner}/${kind}`)
  }

  tombstoneOf(digest: string): number | undefined {
    return this.#tombstones.get(digest)
  }

  isUnknownKey(key: string | undefined): boolean {
    return this.#keys.length > 0 && !this.#keys.some((one) => one === key)
  }

  isOverflowed(partner: string, account: string): boolean {
    return this.#overflowed.has(accountName(partner, account))
  }

  takeFailing(partner: string, account: string): boolean {
    return this.#failing.delete(accountName(partner, account))
  }

  get hasTombstones(): boolean {
    return this.size > 0
  }

  /** How many tombstones are held. */
  get size(): number {
    return this.#tombstones.size
  }

  /** Takes tombstones over, the latest of each subject. */
  addTombstones(tombstones: SyncReply['tombstones']): void {
    for (const [digest, acceptedAt] of Object.entries(tombstones))
      if (acceptedAt > (this.#tombstones.get(digest) ?? 0)) this.#tombstones.set(digest, acceptedAt)
  }

  /** Takes pauses, keys and names over. While there is more to come, a name stays: the tombstones that take its place may not be here yet. */
  setStates({ pauses, keys = [], named, failing, more }: SyncReply): void {
    this.#keys = keys
    this.#failing = new Set(failing)
    this.#paused = new Set(pauses.map(({ partner, kind }) => `${partner}/${kind}`))
    this.#overflowed = new Set(more ? [...this.#overflowed, ...named] : named)
  }

  /** Forgets tombstones accepted before a time. */
  forgetBefore(time: number): void {
    for (const [digest, acceptedAt] of this.#tombstones) if (acceptedAt < time) this.#tombstones.delete(digest)
  }
}
