import type { JsonObject } from '../../src/values/json.ts'
import { isObject } from '../../src/values/json.ts'
import { isSegmentKey } from '../../src/mapping/file/item.ts'
import { rootedPath, withRootedPaths } from './paths.ts'
import { isValue } from './probe.ts'

/** The mapping of a Segment subscription as an `item`. */
export interface TakenItem {
  readonly item: JsonObject
  /** What is left out or means something else here, for people. */
  readonly notes: readonly string[]
}

/** Takes over a mapping: what Segment keeps for its own code is left out, and a text that would be a template or a mark here is written as it stands. */
export function itemOf(settings: JsonObject): TakenItem {
  const left = Object.keys(settings).filter((key) => isSegmentKey(key, settings[key]))
  const fields = Object.entries(settings).filter(([key]) => !left.includes(key))
  return {
    item: Object.fromEntries(fields.map(([key, value]) => [key, taken(value)])),
    notes: [...leftNotes(left, settings), ...differences(settings)],
  }
}

function leftNotes(left: readonly string[], settings: JsonObject): readonly string[] {
  const notes = left.length === 0 ? [] : [`left out, for Segment's own code: ${left.join(', ')}`]
  if (settings['enable_batching'] !== true) return notes
  const max = Number(settings['batch_size'] ?? 0)
  const batch = `"batch": {"max": ${max > 0 ? max : 100}}`
  return [
    ...notes,
    `Segment sent batches. Here each event is a call of its own; where the partner takes lists write ${batch} and "{{ items }}" in the request`,
  ]
}

/** Options of directives that are fixed words, and no values. */
const words = new Set([
  'pattern',
  'replacement',
  'pattern2',
  'replacement2',
  'separator',
  'operator',
  'mode',
  'direction',
])

/** A value of Segment's as one of ours. Data of `@literal` stays as it is. */
function taken(value: unknown): unknown {
  if (typeof value === 'string') return isPlain(value) ? value : { '@literal': value }
  if (Array.isArray(value)) return value.map(taken)
  if (!isObject(value) || Object.hasOwn(value, '@literal')) return value
  if (isLiquid(value)) return value['@liquid']
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, takenOption(key, inner)]))
}

/** What stands under a key: a path, a fixed word, or a value. */
function takenOption(key: string, inner: unknown): unknown {
  if (key === '@arrayPath' && Array.isArray(inner)) {
    const [list, ...shape]: readonly unknown[] = inner
    return [typeof list === 'string' ? rootedPath(list) : taken(list), ...shape.map(taken)]
  }
  if (typeof inner !== 'string') return taken(inner)
  if (key === '@path') return rootedPath(inner)
  if (key === '@template') return withRootedPaths(inner)
  return key.startsWith('@') || words.has(key) ? inner : taken(inner)
}

/** Whether a text is no template here, nothing that looks like one, and no mark. */
function isPlain(text: string): boolean {
  return !/\{\{|^TODO\b/.test(text) && (!text.includes('{') || isValue(text))
}

/** A template of Liquid that has placeholders only: every text is such a template here. */
function isLiquid(value: JsonObject): value is { readonly '@liquid': string } {
  const liquid = value['@liquid']
  return typeof liquid === 'string' && Object.keys(value).length === 1 && !liquid.includes('{%')
}

/** What a directive makes of some events otherwise than Segment's (`docs/from-segment.md`). */
const differing: Readonly<Record<string, (options: unknown) => string | undefined>> = {
  '@template': () => '@template: an object or a list in it is written as JSON, by Segment as [object Object]',
  '@merge': () => '@merge: an absent value erases nothing, by Segment it does',
  '@replace': () =>
    '@replace: of an absent value it is absent, of Segment an empty text; "$" in a replacement is a character',
  '@if': (options) =>
    isObject(options) && (options['else'] === false || options['else'] === 0 || options['else'] === '')
      ? '@if: its "else" gives false, 0 or "", by Segment nothing'
      : undefined,
  '@liquid': () => '@liquid: written as a template; compare its filters with those of docs/mapping-reference.md',
}

function differences(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const notes = Object.entries(value).flatMap(([key, inner]) => [
    ...(Object.hasOwn(differing, key) ? [differing[key]?.(inner) ?? []].flat() : []),
    ...differences(inner),
  ])
  return [...new Set(notes)]
}
