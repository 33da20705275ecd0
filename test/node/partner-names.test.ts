import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const files = globSync('src/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'))

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
