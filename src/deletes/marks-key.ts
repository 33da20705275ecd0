import type { Meta } from '../leases/meta.ts'
import type { DeleteKeys } from './keys.ts'
import type { AccountTombstones } from './tombstones.ts'

const name = 'marks key'

/** Why deleted users cannot be recognised. */
export const otherKey =
  'the last key of SEALING_KEY is not the one that it was: put that one back as the last (SEALING_KEY_LOST=true gives up what it marked)'

type SetKeys = Extract<DeleteKeys, { kind: 'keys' }>

/** What else is marked, so that a delete finds it. */
interface Marked {
  /** Its marks find nobody any more. */
  readonly forgetMarks: () => void
}

/** Sees to it that an object's marks of users are all made by one key: marks of another find nobody. */
export class MarksKey {
  readonly #meta: Meta
  readonly #tombstones: AccountTombstones
  readonly #deadLetters: Marked

  constructor(of: { readonly meta: Meta; readonly tombstones: AccountTombstones; readonly deadLetters: Marked }) {
    this.#meta = of.meta
    this.#tombstones = of.tombstones
    this.#deadLetters = of.deadLetters
  }

  /** The keys, unless deleted users are known here by another one. */
  accepted(keys: DeleteKeys): DeleteKeys {
    return keys.kind === 'keys' && this.#isHeld(keys) ? { kind: 'missing', why: otherKey } : keys
  }

  /** Makes a key the one of all marks, unless deleted users are known by another: dead letters of before are then found by the ids in them. In the caller's transaction. */
  adopt(keys: DeleteKeys): void {
    if (keys.kind === 'missing' || this.#isHeld(keys)) return
    const { keyMark } = keys.seals
    const known = this.known
    if (known !== undefined && known !== keyMark) this.#deadLetters.forgetMarks()
    this.#meta.set(name, keyMark)
  }

  #isHeld({ seals, isKeyLost }: SetKeys): boolean {
    const known = this.known
    return !isKeyLost && known !== undefined && known !== seals.keyMark && !this.#tombstones.isEmpty
  }

  /** The mark of the key by which users are marked here, where any is. */
  get known(): string | undefined {
    return this.#meta.get<string | undefined>(name, undefined)
  }
}
