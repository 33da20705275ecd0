/** The element of a list whose kind comes first in an order, the worst first; of several of a kind the first. Nothing where no element is of any. */
export function worstOf<T, Kind>(
  list: readonly T[],
  worstFirst: readonly NoInfer<Kind>[],
  kindOf: (one: T) => Kind,
): T | undefined {
  for (const kind of worstFirst) {
    const found = list.find((one) => kindOf(one) === kind)
    if (found !== undefined) return found
  }
  return undefined
}
