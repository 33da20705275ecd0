/** Copies of the project in temporary folders, so that a test may spoil a file of it. */
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder of the project itself. */
export const projectRoot = resolve(import.meta.dirname, '../..')

const neverCopied = ['node_modules', '.git', '.wrangler', 'dist']

/** A copy of the project. `remove` takes its folder away. */
export interface ProjectCopy {
  readonly root: string
  readonly remove: () => Promise<void>
}

/** Copies the project, with its `node_modules` as a link, but for the folders or files of its root that are named. */
export async function copyProject(without: readonly string[] = []): Promise<ProjectCopy> {
  const root = await mkdtemp(join(tmpdir(), 'edge-forwarder-'))
  const names = (await readdir(projectRoot)).filter((name) => !neverCopied.includes(name) && !without.includes(name))
  await Promise.all(names.map((name) => cp(join(projectRoot, name), join(root, name), { recursive: true })))
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'dir')
  return { root, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) }
}

/** A mapping with a key that is misspelt. */
export function spoiled(mapping: string): string {
  return mapping.replace('"subscribe"', '"batsh": {}, "subscribe"')
}

/** What the checker says of a {@link spoiled} mapping. */
export const complaint = /\/subscriptions\/0\/batsh: unknown key "batsh", did you mean "batch"\?/
