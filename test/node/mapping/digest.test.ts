import { createHash, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { base64 } from '../../../src/values/base64.ts'
import * as withNode from '../../../src/values/digest.ts'

// Browsers have no hashing that gives a digest at once.
vi.stubGlobal('process', { ...process, getBuiltinModule: undefined })
vi.resetModules()
const withoutNode = await import('../../../src/values/digest.ts')
vi.unstubAllGlobals()

// Around the ends of blocks of 64 bytes, in one, two, three and four bytes a character, with halves of characters; longer than one call can take as arguments.
const lengths = [...Array.from({ length: 140 }, (_, i) => i), 1_000, 200_000]
const edges = ['a', 'ß', '€', '😀', '\ud800'].flatMap((unit) => lengths.map((length) => unit.repeat(length)))
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
)

describe.for([
  { where: 'where the runtime has them', ...withNode },
  { where: 'in browsers', ...withoutNode },
])('$where', ({ digest, hmacOf }) => {
  test.for(['sha256', 'sha1', 'md5'] as const)('digests by %s are those of OpenSSL', (algorithm) => {
    const expected = (given: string | Uint8Array): string => createHash(algorithm).update(given).digest('hex')
    for (const given of edges)
      if (digest(algorithm, given) !== expected(given)) expect.fail(`of ${given.length} characters`)
    fc.assert(fc.property(text, (given) => digest(algorithm, given) === expected(given)))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (given) => digest(algorithm, given) === expected(given)))
  })

  test.for(['sha256', 'sha1'] as const)('signatures by HMAC and %s are those of OpenSSL', (algorithm) => {
    const isSame = (key: string, given: string): boolean =>
      Buffer.from(hmacOf(algorithm, key, given)).equals(createHmac(algorithm, key).update(given).digest())
    for (const given of edges)
      if (!isSame(given, 'body') || !isSame('key', given)) expect.fail(`of ${given.length} characters`)
    fc.assert(fc.property(text, text, isSame))
  })
})

function isBase64OfNode(bytes: Uint8Array): boolean {
  return base64(bytes) === Buffer.from(bytes).toString('base64')
}

test('base64 is that of Node', () => {
  expect(edges.every((given) => isBase64OfNode(Buffer.from(given)))).toBe(true)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), isBase64OfNode))
})
