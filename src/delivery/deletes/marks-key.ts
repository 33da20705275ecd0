import type { Meta } from '../queue/meta.ts'
import type { Letters } from '../queue/letters.ts'
import type { Seals } from '../seal.ts'
import type { DeleteKeys } from './keys.ts'
import type { AccountTombstones } from './tombstones.ts'
import { digestOf } from './tombstones.ts'

/** Under this name an object keeps the mark of the key that its marks are made by. */
export const marksKeyName = 'marks key'

/** The mark of the key that makes marks (the last of `SEALING_KEY`): 16 hex digits by which it is known again. */
export function keyMarkOf(seals: Seals): string {
  return digestOf(seals.mark('the key'))
}

/** Sees to it that an object's marks of users are all made by one key: marks of another find nobody. */
export class MarksKey {
  readonly #meta: Meta
  readonly #tombstones: AccountTombstones
  readonly #letters: Letters
  /** The seals that were looked at last, and their mark. */
  #seen: { readonly seals: Seals; readonly mark: string } | undefined

  constructor(of: { readonly meta: Meta; readonly tombstones: AccountTombstones; readonly letters: Letters }) {
    this.#meta = of.meta
    this.#tombstones = of.tombstones
    this.#letters = of.letters
  }

  /** The keys, unless deleted users are known here by another one. Without tombstones a new key takes over; dead letters are then found by the ids in them. */
  accepted(keys: DeleteKeys): DeleteKeys {
    if (keys.kind === 'missing') return keys
    const mark = this.#markOf(keys.seals)
    const known = this.#meta.get<string | undefined>(marksKeyName, undefined)
    if (known === mark) return keys
    if (known !== undefined && !this.#tombstones.isEmpty)
      return {
        kind: 'missing',
        why: 'the last key of SEALING_KEY is not the one that it was: put that one back, behind the others',
      }
    if (known !== undefined) this.#letters.forgetMarks()
    this.#meta.set(marksKeyName, mark)
    return keys
  }

  #markOf(seals: Seals): string {
    if (this.#seen?.seals !== seals) this.#seen = { seals, mark: keyMarkOf(seals) }
    return this.#seen.mark
  }
}
