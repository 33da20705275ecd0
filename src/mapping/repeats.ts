import { jsonOf } from '../values/json.ts'
import type { Item } from './translate.ts'

/** The items that repeat another one of their call, by that one. */
export type Repeats = ReadonlyMap<Item, readonly Item[]>

/**
 * The items of a call without those that repeat an earlier one: of another event with the same `messageId`, and the same JSON. Segment sends an event again where it does not
 * know that it was taken, so that both may wait in the queue for one call; a partner without ids against repeats counts both, and one with such ids may refuse the call. Equal
 * items of one event are no repeats (a product that was bought twice), nor is what differs under the same id.
 */
export function withoutRepeats(items: readonly Item[]): {
  readonly items: readonly Item[]
  readonly repeats: Repeats
} {
  if (items.length < 2) return { items, repeats: new Map() }
  const byMessage = Map.groupBy(items, ({ event }) => event['messageId'])
  const repeats = new Map<Item, Item[]>()
  const repeated = new Set<Item>()
  for (const [messageId, list] of byMessage) {
    if (messageId === undefined || list.every(({ event }) => event === list[0]?.event)) continue
    const firstByJson = new Map<string, Item>()
    for (const item of list) {
      const json = jsonOf(item.value) ?? ''
      const first = firstByJson.get(json)
      if (first === undefined) firstByJson.set(json, item)
      else if (first.event !== item.event) {
        repeated.add(item)
        repeats.set(first, [...(repeats.get(first) ?? []), item])
      }
    }
  }
  return repeated.size === 0 ? { items, repeats } : { items: items.filter((item) => !repeated.has(item)), repeats }
}
