import { isObject } from '../../src/values/json.ts'

/** Stands for what differs from run to run. */
const varies = '~'

/** How late a queue was is another number in each run. */
const chance = new Set(['lagMs'])

/** Two runs as one: what differs between them is `~`. */
export function merged(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) return a.map((one, i) => merged(one, b[i]))
  if (isObject(a) && isObject(b) && sameKeys(a, b))
    return Object.fromEntries(Object.keys(a).map((key) => [key, chance.has(key) ? varies : merged(a[key], b[key])]))
  return JSON.stringify(a) === JSON.stringify(b) ? a : varies
}

/** What differs from a recording, a line each: where, what was, what is. */
export function differences(before: unknown, after: unknown, at = ''): readonly string[] {
  if (before === varies) return []
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((one, i) => differences(one, after[i], `${at}/${i}`))
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) => (chance.has(key) ? [] : differences(before[key], after[key], `${at}/${key}`)))
  }
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)]
  return was === is ? [] : [`${at}\n  was ${cut(was)}\n  is  ${cut(is)}`]
}

function cut(text: string | undefined): string {
  return text === undefined ? 'not there' : text.slice(0, 400)
}

function sameKeys(a: object, b: object): boolean {
  return Object.keys(a).toSorted().join('\n') === Object.keys(b).toSorted().join('\n')
}
