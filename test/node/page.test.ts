import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bundlePage } from '../../scripts/page.ts'
import { projectRoot } from '../kit/project.ts'

type File = Awaited<ReturnType<typeof bundlePage>>[number]

const files = new Map<string, File>((await bundlePage(projectRoot)).map((one) => [one.fileName, one]))

function textOf(name: string): string {
  const file = files.get(name)
  if (file === undefined) throw new Error(`there is no ${name}`)
  return file.type === 'chunk' ? file.code : String(file.source)
}

/** What a browser loads for a document before anything is clicked: the document, what it names, and what these import. */
function loadedBy(name: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  const file = files.get(name)
  const named = name.endsWith('.html')
    ? [...textOf(name).matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path = '']) => path)
    : file?.type === 'chunk'
      ? file.imports
      : []
  for (const one of named) loadedBy(one, seen)
  return seen
}

describe('the page', () => {
  test('loads at most 100 KB compressed before anything is opened, and its parts are printed', () => {
    const sizes = [...files.keys()].map((name) => [name, gzipSync(textOf(name)).length / 1_000] as const)
    const first = loadedBy('index.html')
    const all = sizes.filter(([name]) => first.has(name)).reduce((sum, [, size]) => sum + size, 0)
    const largest = sizes.toSorted(([, a], [, b]) => b - a).slice(0, 4)
    process.stdout.write(
      `compressed: the page ${all.toFixed(1)} KB at first; later ${largest.map(([name, size]) => `${name} ${size.toFixed(1)}`).join(', ')}\n`,
    )
    expect(first.size).toBeGreaterThan(2)
    expect(all).toBeLessThanOrEqual(100)
  })

  test('has no script or style in its documents, and its policy allows none', async () => {
    for (const name of ['index.html', 'playground.html']) {
      expect(textOf(name)).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/i)
      expect(textOf(name)).not.toMatch(/(?:src|href)="https?:/)
    }
    const headers = await readFile(join(projectRoot, 'console/public/_headers'), 'utf8')
    expect(headers).toMatch(/Content-Security-Policy: default-src 'none'; script-src 'self';/)
    expect(headers).not.toMatch(/unsafe|\*\.|https?:/)
  })
})
