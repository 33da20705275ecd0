import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { scopeOf } from '../../../src/mapping/context/scope.ts'

const root = resolve(import.meta.dirname, '../../..')

const times = 1_100
const events = [
  { type: 'track', event: 'Good', messageId: 'm', userId: 'u', properties: {} },
  {
    type: 'track',
    event: 'Device Created or Updated',
    messageId: 'm',
    userId: 'u',
    context: { device: { token: 't' } },
  },
  { type: 'identify', messageId: 'm', userId: 'u', traits: { email: 'u@example.com' } },
]

// Every question of a preview compiled the condition anew, and counted the values that it uses: after a thousand the condition did not hold any more.
describe.each(globSync('mappings/*.json', { cwd: root }))('%s', (path) => {
  const { mapping } = compileMapping(JSON.parse(readFileSync(resolve(root, path), 'utf8')))
  test(`says the same of an event the first time and after it was asked why ${times} times`, () => {
    for (const event of events)
      for (const { matches, explain } of mapping?.subscriptions ?? []) {
        const scope = scopeOf({ event, settings: {} })
        const first = { matches: matches(scope), reason: explain(scope) }
        for (let n = 0; n < times; n++) explain(scope)
        expect({ matches: matches(scope), reason: explain(scope) }).toEqual(first)
        expect(first.reason === undefined).toBe(first.matches)
      }
  })
})
