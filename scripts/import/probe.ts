import type { Compiled } from '../../src/mapping/file/compile.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import type { Predicate } from '../../src/mapping/context/scope.ts'

/** A condition of Segment's, compiled, or why the checker refuses it. */
export function compiledCondition(condition: string): { readonly matches: Predicate } | { readonly fault: string } {
  const { mapping, issues } = probed({ subscribe: condition })
  const matches = mapping?.subscriptions[0]?.matches
  if (matches !== undefined) return { matches }
  return { fault: issues.find(({ severity }) => severity === 'error')?.message ?? 'it does not parse' }
}

/** Whether the checker takes a text as it stands for a value of an item. */
export function isValue(text: string): boolean {
  return probed({ item: { text } }).mapping !== undefined
}

/** A file in order, but for what is tried. */
function probed(tried: object): Compiled {
  const request = { method: 'POST', url: 'https://api.example.com/' }
  return compileMapping({
    name: 'Import',
    subscriptions: [{ name: 'Import', subscribe: 'type = "track"', request, ...tried }],
  })
}
