/** Files of `src/` in a workerd of their own, without a bundler: TypeScript whose types can be erased, and that imports with `.ts`, needs none. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { projectRoot } from './project.ts'

/** A module as Miniflare takes it. */
export interface BareModule {
  readonly type: 'ESModule'
  readonly path: string
  readonly contents: string
}

/** An entry and all modules of the project that it imports, types erased. `text` is TypeScript, as if it were a file in the project's root. */
export function modulesOf(text: string): BareModule[] {
  const modules = new Map([['entry.ts', text]])
  // What is added on the way is visited too.
  for (const [path, source] of modules) {
    const erased = stripTypeScriptTypes(source)
    modules.set(path, erased)
    for (const [, imported = ''] of erased.matchAll(/ from '(\.[^']+)'/g)) {
      const file = join(dirname(path), imported)
      if (!modules.has(file)) modules.set(file, readFileSync(join(projectRoot, file), 'utf8'))
    }
  }
  return [...modules].map(([path, contents]) => ({ type: 'ESModule', path, contents }))
}
