import { expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'

const request = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ item }}' }
const file = {
  name: 'Acme',
  hosts: { api: 'https://api.example.com' },
  subscriptions: [{ name: 'Track', subscribe: 'type = "track"', item: {}, request }],
}

test('each text that begins with TODO is an error at its place, and what else is wrong there is not said', () => {
  const [subscription] = file.subscriptions
  const { mapping, issues } = compileMapping({
    ...file,
    hosts: { api: 'TODO: the origin' },
    auth: { bearer: 'TODO' },
    subscriptions: [
      { ...subscription, item: { a: ['TODO b'] }, request: { ...request, url: 'TODO: {{ the url', gzip: true } },
    ],
  })
  expect(mapping).toBeUndefined()
  expect(issues).toEqual(
    [
      { pointer: '/hosts/api', message: 'to be filled in: the origin' },
      { pointer: '/auth/bearer', message: 'to be filled in' },
      { pointer: '/subscriptions/0/item/a/0', message: 'to be filled in: b' },
      { pointer: '/subscriptions/0/request/url', message: 'to be filled in: {{ the url' },
    ].map((issue) => ({ severity: 'error', ...issue })),
  )
})

test('what is wrong elsewhere is said beside it', () => {
  const { issues } = compileMapping({ ...file, description: 'TODO: x', drop: 'type =' })
  expect(issues.map(({ pointer }) => pointer)).toEqual(['/description', '/drop'])
})

test.for([{ '@literal': 'TODO: buy milk' }, 'TODOS', 'a TODO', { TODO: 1 }])('%j is no mark', (value) => {
  const [subscription] = file.subscriptions
  expect(compileMapping({ ...file, subscriptions: [{ ...subscription, item: { value } }] }).issues).toEqual([])
})
