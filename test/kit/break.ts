/** What `npm run mutate` and a test need of the breaks in `test/mutations.ts`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import type { Mutation } from '../mutations.ts'
import { projectRoot } from './project.ts'

/** The text of a file with one place broken. */
export function broken({ find, replace }: Mutation, text: string): string {
  return text.replace(find, () => replace)
}

/** Why a break does not fit the code any more, and what to do; `undefined` where it fits. */
export function misfit(mutation: Mutation): string | undefined {
  const { name, file, find, tests } = mutation
  const missing = [file, ...tests].find((path) => !existsSync(join(projectRoot, path)))
  if (missing !== undefined) return `"${name}": there is no ${missing}: correct the path in test/mutations.ts`
  const text = readFileSync(join(projectRoot, file), 'utf8')
  const times = text.split(find).length - 1
  if (times !== 1) return `"${name}": its "find" occurs ${times} times in ${file}: make it text that occurs once`
  try {
    transformSync(broken(mutation, text), { loader: 'ts', logLevel: 'silent' })
    return undefined
  } catch (error) {
    return `"${name}": with its "replace" ${file} is no TypeScript: ${error instanceof Error ? error.message : String(error)}`
  }
}
