import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** What each room of `src/` may import: rooms by name, packages by name (docs of the house: `docs/architecture.md`). */
const rooms: Readonly<Record<string, readonly string[]>> = {
  event: ['event', 'mapping', 'valibot', 'node:crypto'],
  mapping: [
    'mapping',
    'valibot',
    'ua-parser-js',
    '@noble/hashes/hmac.js',
    '@noble/hashes/legacy.js',
    '@noble/hashes/sha2.js',
    '@noble/hashes/utils.js',
  ],
  env: ['mapping'],
  partners: ['mapping', 'event', 'env', 'generated'],
  delivery: ['delivery', 'partners', 'mapping', 'event', 'env', 'cloudflare:workers', 'node:crypto'],
  forward: ['forward', 'delivery', 'partners', 'mapping', 'event', 'env', 'node:crypto'],
  operate: ['operate', 'forward', 'delivery', 'partners', 'mapping', 'event', 'env', 'node:crypto'],
  http: ['http', 'operate', 'forward', 'delivery', 'partners', 'mapping', 'event', 'env', 'hono'],
  index: ['http', 'console', 'delivery'],
}

const files = globSync('src/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'))

/** The room of a file: its folder below `src`, or its own name. */
function roomOf(path: string): string {
  const [, first = ''] = path.split('/')
  return first.replace(/\.ts$/, '')
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(resolve(root, path), 'utf8')
  return [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, source = '']) => {
    if (!source.startsWith('.')) return source
    const target = resolve(root, path, '..', source).slice(root.length + 1)
    return target.startsWith('generated/') ? 'generated' : roomOf(target)
  })
}

describe('the house', () => {
  test.for(files)('%s imports only what its room may', (path) => {
    const room = roomOf(path)
    expect(rooms, `src/${room} is no room: name it in this table`).toHaveProperty(room)
    expect(importsOf(path).filter((source) => rooms[room]?.includes(source) !== true)).toEqual([])
  })

  test('no file of src knows the name of a partner', () => {
    const names = globSync('mappings/*.json', { cwd: root }).map((path) =>
      path.slice('mappings/'.length, -'.json'.length),
    )
    const words = names.filter((name) => !['webhook', 'segment'].includes(name))
    // Partner knowledge would stand in texts: TypeScript's own Iterable is no partner.
    const hits = files.flatMap((path) => {
      const code = readFileSync(resolve(root, path), 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      const texts = [...code.matchAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g)].map(([text]) => text.toLowerCase())
      return words
        .filter((word) => texts.some((text) => new RegExp(`\\b${word}\\b`).test(text)))
        .map((word) => `${path}: ${word}`)
    })
    expect(words.length).toBeGreaterThan(0)
    expect(hits).toEqual([])
  })
})
