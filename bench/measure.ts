/** One side of a comparison: a name and one pass over its work. */
export interface Side {
  readonly name: string
  readonly pass: () => void
}

/**
 * Measures sides against each other in one process: after a warm-up they take turns, and each side's median CPU time (user and system) a pass
 * counts, in microseconds. CPU time and turns, because the machines are shared and noisy.
 */
export function measure(
  sides: readonly Side[],
  { rounds = 31, warmUp = 8 }: { rounds?: number; warmUp?: number } = {},
): ReadonlyMap<string, number> {
  for (let i = 0; i < warmUp; i++) for (const { pass } of sides) pass()
  const times = new Map<string, number[]>(sides.map(({ name }) => [name, []]))
  for (let i = 0; i < rounds; i++) for (const { name, pass } of sides) times.get(name)?.push(cpuOf(pass))
  return new Map([...times].map(([name, list]) => [name, median(list)]))
}

/** CPU time of one pass in microseconds. */
export function cpuOf(pass: () => void): number {
  const before = process.cpuUsage()
  pass()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** The number below which such a share of some lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
