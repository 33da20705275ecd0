import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { previewsOf } from '../../kit/previews.ts'

const root = resolve(import.meta.dirname, '../../..')
const now = Date.UTC(2025, 2, 5)
const oracle = readFileSync(resolve(root, 'test/data/oracle-events.jsonl'), 'utf8').trim().split('\n')
const events = [
  ...oracle.filter((_, i) => i % 12 === 0).map((line) => (JSON.parse(line) as { event: { type: string } }).event),
  { type: 'delete', userId: 'u', messageId: 'm', timestamp: '2025-03-04T15:52:52.367Z' },
]

/** Everything that the engine hashes, signs or writes as base64. */
const hashing = {
  name: 'Hashing',
  hosts: { api: 'https://api.example.com' },
  auth: { basic: ['ü', 'p'], hmac: { algorithm: 'sha1', secret: 'ß', header: 'x-sign', encoding: 'base64' } },
  headers: { 'x-long': '{{ items | json | append: $.long }}' },
  subscriptions: [
    {
      name: 'All',
      subscribe: 'exists(type)',
      item: ['{{ messageId | sha256 }}', '{{ messageId | md5 }}', '{{ messageId | uuid }}'],
      request: { method: 'POST', url: '{{ hosts.api }}/x', json: '{{ items }}' },
    },
    {
      name: 'Signed',
      subscribe: 'exists(type)',
      request: {
        method: 'POST',
        url: '{{ hosts.api }}/y',
        json: '{{ items }}',
        auth: { standardWebhooks: { secret: 'whsec_c2VjcmV0', id: '{{ messageId }} with spaces' } },
      },
    },
  ],
}

test('the engine makes the same requests where neither modules nor globals of Node exist', () => {
  const mappings = globSync('mappings/*.json', { cwd: root })
    .sort()
    .map((path): unknown => JSON.parse(readFileSync(resolve(root, path), 'utf8')))
  const cases = [...mappings, hashing].flatMap((mapping) => events.map((event) => ({ mapping, event })))
  const program = resolve(root, 'test/kit/bare-engine.ts')
  const printed = execFileSync(process.execPath, [program], {
    input: JSON.stringify({ cases, now }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const expected: unknown = JSON.parse(JSON.stringify(cases.map((one) => previewsOf(one, now))))
  expect(JSON.parse(printed)).toEqual(expected)
  expect(compileMapping(hashing).issues).toEqual([])
})
