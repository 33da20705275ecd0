import type { Meta } from '../queue/meta.ts'
import type { Letters } from '../queue/letters.ts'
import type { Seals } from '../seal.ts'
import type { DeleteKeys } from './keys.ts'
import type { AccountTombstones } from './tombstones.ts'
import { digestOf } from './tombstones.ts'

const name = 'marks key'

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

  /** The keys, unless deleted users are known here by another one. */
  accepted(keys: DeleteKeys): DeleteKeys {
    if (keys.kind === 'missing' || !this.#isHeld(keys.seals)) return keys
    return {
      kind: 'missing',
      why: 'the last key of SEALING_KEY is not the one that it was: put that one back, behind the others',
    }
  }

  /** Makes a key the one of all marks, unless deleted users are known by another: dead letters of before are then found by the ids in them. In the caller's transaction. */
  adopt(keys: DeleteKeys): void {
    if (keys.kind === 'missing' || this.#isHeld(keys.seals)) return
    const mark = this.#markOf(keys.seals)
    const known = this.known
    if (known !== undefined && known !== mark) this.#letters.forgetMarks()
    this.#meta.set(name, mark)
  }

  #isHeld(seals: Seals): boolean {
    const known = this.known
    return known !== undefined && known !== this.#markOf(seals) && !this.#tombstones.isEmpty
  }

  /** The mark of the key by which users are marked here, where any is. */
  get known(): string | undefined {
    return this.#meta.get<string | undefined>(name, undefined)
  }

  #markOf(seals: Seals): string {
    if (this.#seen?.seals !== seals) this.#seen = { seals, mark: keyMarkOf(seals) }
    return this.#seen.mark
  }
}
