import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Issue } from '../../../src/mapping/context/issues.ts'
import { scopeOf } from '../../../src/mapping/context/scope.ts'

/** An issue of an item as tests compare it: the pointer below the item, the message, the offset of the caret. */
export interface Said {
  readonly pointer: string
  readonly message: string
  readonly at?: number
}

const base = '/subscriptions/0/item'

/** A value as the item of a mapping's only subscription: what the checker says of it, and what it makes of an event. */
export function itemOf(
  item: unknown,
  file: { readonly settings?: object; readonly values?: object } = {},
): { readonly issues: readonly Said[]; readonly make: (event: unknown, settings?: Record<string, string>) => unknown } {
  const request = { method: 'POST', url: '{{ hosts.api }}/items', json: '{{ items }}' }
  const { mapping, issues } = compileMapping({
    name: 'Items',
    hosts: { api: 'https://api.example.com' },
    ...file,
    subscriptions: [{ name: 'All', subscribe: 'exists(type)', item, request }],
  })
  return {
    issues: issues.map(said),
    make: (event, settings = {}) => mapping?.subscriptions[0]?.item?.(scopeOf({ event, settings })),
  }
}

function said({ pointer, message, caret }: Issue): Said {
  const below = pointer.startsWith(base) ? pointer.slice(base.length) : `outside: ${pointer}`
  return { pointer: below, message, ...(caret && { at: caret.at }) }
}

/** A value made of an event; a value that the checker refuses is a fault of the test. */
export function made(item: unknown, event: unknown): unknown {
  const { issues, make } = itemOf(item)
  if (issues.length > 0) throw new Error(issues.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'))
  return make(event)
}
