/**
 * `npm run sites`: writes `src/mapping/sites.ts`. JavaScript engines remember, for each place in the source that reads or writes a property, the shapes
 * they saw there. One general getter serves every path of every mapping and so remembers nothing useful; many getters that read alike remember
 * each their own path. Workers may not make code at run time, so the copies stand in a file.
 */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

const get = (from: string, key: string): string =>
  `typeof ${from} === 'object' && ${from} !== null ? (${from} as Keyed)[${key}] : undefined`

function reader(root: 'event' | 'item', depth: number): string {
  const keys = Array.from({ length: depth }, (_, i) => `k${i}`)
  const steps = keys.map((key, i) => `const v${i + 1} = ${get(`v${i}`, key)};`).join(' ')
  return `  (${keys.map((key) => `${key}: Key`).join(', ')}) => (s) => { const v0 = s.${root}; ${steps} return v${depth} },`
}

function writer(size: number): string {
  const each = Array.from({ length: size }, (_, i) => i)
  const stores = each.map((i) => `v = e${i}(s); if (v !== undefined) o[k${i}] = v;`).join(' ')
  return `  ([${each.map((i) => `k${i}`).join(', ')}]: Keys, [${each.map((i) => `e${i}`).join(', ')}]: Exprs) => (s, o) => { let v: unknown; ${stores} },`
}

function table(name: string, type: string, line: string, copies: number): string {
  return `const ${name}: readonly ${type}[] = [\n${Array.from({ length: copies }, () => line).join('\n')}\n]\n`
}

/** The text of `src/mapping/sites.ts`. */
export function sitesModule(): string {
  const sizes = [1, 2, 3, 4, 5, 6, 7, 8]
  return `/** Written by scripts/sites.ts, which says why. Getters and writers that read alike: each copy is a site of its own for the engine's inline caches. */
import type { Expr, Scope } from './scope.ts'

type Key = string | number
type Keyed = Readonly<Record<Key, unknown>>
// A writer of a size is only ever given as many keys and expressions: see sites-pool.ts.
type Keys = readonly [${sizes.map(() => 'string').join(', ')}]
type Exprs = readonly [${sizes.map(() => 'Expr').join(', ')}]

/** Writes some members of an object: those that are not absent. */
export type Write = (s: Scope, o: Record<string, unknown>) => void
type MakeWrite = (keys: Keys, exprs: Exprs) => Write

${table('event1', '((k0: Key) => Expr)', reader('event', 1), 64)}
${table('event2', '((k0: Key, k1: Key) => Expr)', reader('event', 2), 128)}
${table('event3', '((k0: Key, k1: Key, k2: Key) => Expr)', reader('event', 3), 64)}
${table('item1', '((k0: Key) => Expr)', reader('item', 1), 64)}
${sizes.map((size) => table(`write${size}`, 'MakeWrite', writer(size), 24)).join('\n')}
/** The copies, by what they read or how many members they write. */
export const sites = { event1, event2, event3, item1, writers: [${sizes.map((size) => `write${size}`).join(', ')}] } as const
`
}

if (import.meta.main) {
  await writeFile(resolve(import.meta.dirname, '../src/mapping/sites.ts'), sitesModule())
  console.log('wrote src/mapping/sites.ts')
}
