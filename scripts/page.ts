import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Rolldown } from 'vite'
import { build } from 'vite'

/**
 * Builds the page into `generated/console`. Files are written one by one and only where they differ, those with new names before the document that names them: `wrangler
 * dev` may build twice at once and read in between.
 */
export async function buildPage(root: string): Promise<void> {
  const folder = resolve(root, 'generated/console')
  const files = new Map<string, string | Uint8Array>(
    (await bundlePage(root)).map((one) => [one.fileName, one.type === 'chunk' ? one.code : one.source]),
  )
  for (const name of await readdir(resolve(root, 'console/public')))
    files.set(name, await readFile(resolve(root, 'console/public', name)))
  const inOrder = [...files].toSorted(([a], [b]) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')))
  for (const [name, content] of inOrder) await put(join(folder, name), content)
  await removeOthers(folder, new Set(files.keys()))
}

/** The files of the page as Vite makes them, not written. */
export async function bundlePage(root: string): Promise<Rolldown.RolldownOutput['output']> {
  const configFile = resolve(root, 'console/vite.config.ts')
  const built = await build({ configFile, logLevel: 'error', build: { write: false } })
  return (built as Rolldown.RolldownOutput).output
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  const before = await readFile(path).catch(() => undefined)
  if (before?.equals(Buffer.from(content)) === true) return
  await mkdir(dirname(path), { recursive: true })
  const own = `${path}.${process.pid}`
  await writeFile(own, content)
  await rename(own, path)
}

/** Another build may run at the same time, of other sources: what is younger than this may be its own. */
const youngMs = 60_000

async function removeOthers(folder: string, names: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name)
    const isTemporary = /\.\d+$/.test(name.name)
    if (!name.isFile() || isTemporary || names.has(path.slice(folder.length + 1))) continue
    const written = await stat(path).catch(() => undefined)
    if (written !== undefined && written.mtimeMs < Date.now() - youngMs) await rm(path, { force: true })
  }
}
