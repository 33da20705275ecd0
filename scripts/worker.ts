/**
 * Bundles the Worker into `generated/worker.js`, with its source map (the second half of `npm run build`, which wrangler runs before it starts or uploads anything). Wrangler could by
 * itself; the names that swc gives compress better, without which the upload would be over its limit.
 */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { minify } from '@swc/core'
import { build } from 'esbuild'

/** Writes the bundle of the Worker of a project. Throws where it does not build. */
export async function buildWorker(root: string): Promise<void> {
  const bundled = await build({
    entryPoints: [resolve(root, 'src/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    external: ['node:*', 'cloudflare:*'],
    conditions: ['workerd', 'worker', 'browser'],
    legalComments: 'none',
    minifySyntax: true,
    charset: 'utf8',
    sourcemap: 'external',
    outfile: resolve(root, 'generated/worker.js'),
    write: false,
  })
  const [map, code] = bundled.outputFiles.map(({ text }) => text)
  const small = await minify(code ?? '', {
    module: true,
    compress: { passes: 6, ecma: 2022, module: true, toplevel: true },
    mangle: { toplevel: true },
    // The map of what it minifies: swc takes it, though its types speak of a boolean alone.
    sourceMap: { content: map ?? '' } as unknown as boolean,
    ecma: 2022,
  })
  await writeFile(resolve(root, 'generated/worker.js'), `${small.code}\n//# sourceMappingURL=worker.js.map\n`)
  await writeFile(resolve(root, 'generated/worker.js.map'), small.map ?? '')
}

if (import.meta.main) await buildWorker(resolve(import.meta.dirname, '..'))
