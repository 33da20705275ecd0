/** An account with more tombstones in five hours is only named. */
const mostOfAnAccount = 5_000
/** All accounts together: what an isolate keeps in memory is at most so much (about 10 MB). */
const mostOfAll = 100_000

/** Whether some account is to be named, because one that is listed has so many tombstones, or all that are listed have so many together. */
export function isOver(ofAccount: number, ofAll: number): boolean {
  return ofAccount > mostOfAnAccount || ofAll > mostOfAll
}

/** Which accounts are to be named from now on, and which are listed again. */
export interface Overflow {
  readonly name: readonly string[]
  readonly list: readonly string[]
}

/**
 * Decides which accounts isolates are told by name instead of by tombstone: those with more than 5,000, and the largest ones while all others together have more than 100,000.
 * They are listed again at half of these figures, so that an account at the edge does not change with every delete. `recent`: tombstones of the last 5 h by account.
 */
export function overflowOf(recent: ReadonlyMap<string, number>, named: ReadonlySet<string>): Overflow {
  const listed = [...recent].filter(([owner]) => !named.has(owner))
  let total = listed.reduce((sum, [, n]) => sum + n, 0)
  const name: string[] = []
  for (const [owner, n] of listed.toSorted(([, a], [, b]) => b - a)) {
    if (!isOver(n, total)) break
    name.push(owner)
    total -= n
  }
  const list: string[] = []
  const sizes = [...named].map((owner) => ({ owner, n: recent.get(owner) ?? 0 })).toSorted((a, b) => a.n - b.n)
  for (const { owner, n } of sizes) {
    if (n > mostOfAnAccount / 2 || total + n > mostOfAll / 2) break
    list.push(owner)
    total += n
  }
  return { name, list }
}
