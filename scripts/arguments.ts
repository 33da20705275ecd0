import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'

/** The arguments of a program by its options; where there is one that it does not know, `fail` says so, with how it is used. */
export function argumentsOf<T extends ParseArgsConfig>(
  config: T,
  usage: string,
  fail: (message: string) => never,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}
