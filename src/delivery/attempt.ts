import type { Call, Item } from '../mapping/translate.ts'
import type { Caller, ItemOutcome } from './call.ts'
import { runCall } from './call.ts'
import type { EventTexts } from './mask/event-texts.ts'
import type { Slots } from './slots.ts'

/** Whoever attempts calls: how many at once, which of them may begin, and what it is told of each. */
export interface Attempter extends Caller {
  readonly slots: Slots
  /** Begins a call that has a slot; `false`: it may not begin any more. Absent: every call may. */
  begin?(call: Call): boolean
  /** Is told of every call that it has ended, or was not begun: the outcomes of its items that were tried. */
  ended(call: Call, outcomes: readonly ItemOutcome[]): void
}

/** A delivery with the outcomes of its items that were tried. */
export interface Tried<D> {
  readonly delivery: D
  readonly outcomes: readonly ItemOutcome[]
}

/** The outcomes of items that were tried. */
export class Outcomes {
  readonly #outcomes = new Map<Item, ItemOutcome>()

  /** More are known. */
  add(outcomes: readonly ItemOutcome[]): void {
    for (const outcome of outcomes) this.#outcomes.set(outcome.item, outcome)
  }

  /** Those of a delivery, in the order of its items; fewer than its items where some were not tried. */
  of({ items }: { readonly items: readonly Item[] }): readonly ItemOutcome[] {
    return items.flatMap((item) => this.#outcomes.get(item) ?? [])
  }
}

/** Makes calls, each as soon as a slot is free and the calls before it have ended; gives the outcomes of their items. `arrived`: see {@link runCall}. */
export async function attempt(calls: readonly Call[], by: Attempter, arrived: EventTexts): Promise<Outcomes> {
  const outcomes = new Outcomes()
  const one = async (call: Call): Promise<void> => {
    const made = by.begin?.(call) === false ? [] : await runCall(call, by, arrived)
    outcomes.add(made)
    by.ended(call, made)
  }
  const running = new Map<Call, Promise<void>>()
  for (const call of calls) {
    const before = (call.after ?? []).map((earlier) => running.get(earlier))
    running.set(
      call,
      Promise.all(before).then(() => by.slots.run(() => one(call))),
    )
  }
  await Promise.all(running.values())
  return outcomes
}
