import type { AccountQueue } from '../../../src/queue/account-queue.ts'

/** An object that works, or worked: `dead`: nothing of it is heard of any more; `ghost`: answers still reach it, and it writes what they say. */
export interface Life {
  readonly name: number
  readonly queue: AccountQueue
  state: 'alive' | 'ghost' | 'dead'
  /** How many runs it has begun. */
  round: number
  /** Rounds beside which calls of earlier runs were in flight: whose a request was is not known. */
  readonly mixed: Set<number>
  /** When each of its alarms that work began (ms since the simulation began). */
  readonly runs: Set<number>
  /** How many of them worked at once since none did. */
  most: number
}

/** A new object. Its queue asks for the life that it is part of. */
export function newLife(name: number, queueOf: (life: () => Life) => AccountQueue): Life {
  const life: Life = {
    name,
    queue: queueOf(() => life),
    state: 'alive',
    round: 0,
    mixed: new Set(),
    runs: new Set(),
    most: 0,
  }
  return life
}
