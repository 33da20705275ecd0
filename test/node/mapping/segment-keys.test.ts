import { expect, test } from 'vitest'
import { itemOf } from './item.ts'

test.for([
  { item: { v: 1, enable_batching: true }, left: 'enable_batching' },
  { item: { v: 1, batch_size: 100 }, left: 'batch_size' },
  { item: { v: 1, batch_size: '5000' }, left: 'batch_size' },
  { item: { v: 1, batch_keys: ['url', 'method'] }, left: 'batch_keys' },
  { item: { v: 1, __segment_internal_sync_mode: 'upsert' }, left: '__segment_internal_sync_mode' },
  { item: { v: 1, __segment_internal_matching_key: { '@path': '$.x.y..' } }, left: '__segment_internal_matching_key' },
])('the key $left of a copied mapping is left out with a warning', ({ item, left }) => {
  const { issues, make } = itemOf(item)
  expect(issues).toEqual([
    { pointer: `/${left}`, message: expect.stringContaining(`"${left}" is for Segment's own code and is left out: `) },
  ])
  expect(make({})).toEqual({ v: 1 })
})

test.for([
  { item: { batch_size: '{{ $.n }}' }, made: { batch_size: 5 }, why: 'a template' },
  { item: { enable_batching: { '@path': '$.n' } }, made: { enable_batching: 5 }, why: 'a directive' },
  { item: { batch_keys: ['{{ $.n }}'] }, made: { batch_keys: [5] }, why: 'a list of templates' },
  { item: { batch_size: { '@literal': 100 } }, made: { batch_size: 100 }, why: '@literal' },
  { item: { rows: { batch_size: 100 } }, made: { rows: { batch_size: 100 } }, why: 'below the top of the item' },
  { item: [{ enable_batching: true }], made: [{ enable_batching: true }], why: 'in a list' },
])('a field named like a key of Segment stays: $why', ({ item, made }) => {
  const { issues, make } = itemOf(item)
  expect(issues).toEqual([])
  expect(make({ n: 5 })).toEqual(made)
})

test('the directive for the whole mapping is read', () => {
  const item = {
    __segment_internal_directive: { '@transform': { apply: { p: { '@path': '$.properties' } } } },
    batch_size: 10,
    plan: { '@path': '$.p.plan' },
  }
  const { issues, make } = itemOf(item)
  expect(issues.map(({ pointer }) => pointer)).toEqual(['/batch_size'])
  expect(make({ properties: { plan: 'pro' } })).toEqual({ plan: 'pro' })
})
