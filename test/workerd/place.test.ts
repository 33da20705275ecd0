import { describe, expect, test } from 'vitest'
import { queueOf } from '../../src/queue/stubs.ts'
import { objectOf } from '../../src/runtime/durable-objects.ts'
import { registryOf } from '../../src/registry/registry.ts'

/** A namespace that records what it is asked: local workerd has no jurisdictions. */
function recording(): { readonly namespace: unknown; readonly asked: unknown[] } {
  const asked: unknown[] = []
  const namespace = {
    jurisdiction: (name: string) => {
      asked.push(['jurisdiction', name])
      return namespace
    },
    idFromName: (name: string) => name,
    get: (id: string, options: unknown) => {
      asked.push([id, options])
      return {}
    },
  }
  return { namespace, asked }
}

describe('where objects live', () => {
  test.for([
    { env: {}, asked: [['plain/eu', { locationHint: 'wnam' }]] },
    { env: { LOCATION_HINT: 'weur' }, asked: [['plain/eu', { locationHint: 'weur' }]] },
    {
      env: { LOCATION_HINT: 'weur', JURISDICTION: 'eu' },
      asked: [
        ['jurisdiction', 'eu'],
        ['plain/eu', { locationHint: 'weur' }],
      ],
    },
  ])('is what $env says', ({ env, asked }) => {
    const { namespace, asked: seen } = recording()
    queueOf({ ...env, PARTNER_QUEUE: namespace }, 'plain', 'eu')
    expect(seen).toEqual(asked)
  })

  test('holds for the registry too, of which there is one', () => {
    const { namespace, asked } = recording()
    registryOf({ REGISTRY: namespace, JURISDICTION: 'eu' })
    expect(asked).toEqual([
      ['jurisdiction', 'eu'],
      ['registry', { locationHint: 'wnam' }],
    ])
  })

  test('a binding that is missing is named', () => {
    expect(() => objectOf({}, 'REGISTRY', 'registry')).toThrow(/REGISTRY is missing in wrangler.toml/)
  })
})
