import { isDeeperThan, textOf } from '../values/json.ts'
import type { Answer, Path } from '../mapping/context/scope.ts'

/** A part that is nested deeper is not kept: writing it as JSON could exhaust the stack. */
const deepestKept = 64

/** Of the answers to a submission only those parts that the poll reads (`paths`: `[request name, part, ...]`), so that nothing else of a partner's answer is stored. */
export function keptAnswers(
  answers: Readonly<Record<string, Answer>>,
  paths: readonly Path[],
): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {}
  for (const path of paths) copy(answers, kept, path)
  return kept
}

/** Copies what stands at a path into the same place of a value of its own. */
function copy(from: unknown, to: object, path: Path): void {
  const [key, ...rest] = path
  if (key === undefined || typeof from !== 'object' || from === null || !Object.hasOwn(from, key)) return
  const value: unknown = Reflect.get(from, key)
  if (rest.length === 0 || typeof value !== 'object' || value === null) {
    if (!isDeeperThan(deepestKept, value)) Reflect.set(to, key, value)
    return
  }
  const before: unknown = Object.hasOwn(to, key) ? Reflect.get(to, key) : undefined
  const empty = Array.isArray(value) ? [] : {}
  const inner = typeof before === 'object' && before !== null ? before : empty
  Reflect.set(to, key, inner)
  copy(value, inner, rest)
}

/** The values in what was kept, as one text: the partner's own reference, for the receipt. */
export function referenceOf(kept: unknown): string {
  if (typeof kept !== 'object' || kept === null) return textOf(kept) ?? ''
  return Object.values(kept)
    .map(referenceOf)
    .filter((text) => text !== '')
    .join(' ')
    .slice(0, 200)
}
