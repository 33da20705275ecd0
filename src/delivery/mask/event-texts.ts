import { finderOf } from './mask.ts'
import type { Finder } from './found.ts'

/** Finds the texts of all events that are handled together, in a request or a run of the queue: a partner may name any of their users in what it says of another. Made at the first message. */
export class EventTexts {
  readonly #events: () => readonly unknown[]
  #finder: Finder | undefined

  constructor(events: () => readonly unknown[]) {
    this.#events = events
  }

  /** `names`: names and constants of the mapping, in lower case. */
  finder(names: ReadonlySet<string>): Finder {
    return (this.#finder ??= finderOf({ values: this.#events(), names }))
  }
}
