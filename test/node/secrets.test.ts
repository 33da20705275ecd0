import type * as Crypto from 'node:crypto'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { beforeEach, describe, expect, test, vi } from 'vitest'

vi.mock('node:crypto', async (importOriginal) => {
  const real = await importOriginal<typeof Crypto>()
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) }
})

// Files share their modules: one that came before may have loaded these with the real comparison.
vi.resetModules()
const { authenticateKey } = await import('../../src/destinations/credentials.ts')
const { authenticate } = await import('../../src/http/authenticate.ts')
const { isSame, isSignedBy } = await import('../../src/requests/secrets.ts')

/** How often digests of 32 bytes were compared in constant time. */
function comparisons(): number {
  return vi.mocked(timingSafeEqual).mock.calls.filter(([a, b]) => a.byteLength === 32 && b.byteLength === 32).length
}

const key = 'key-that-opens-the-test-routes'
const basic = (user: string): string => `Basic ${btoa(`${user}:`)}`
const env = { ENDPOINT_KEYS: JSON.stringify({ [key]: ['plain'] }) }

function admits(user: string): boolean {
  const fetchWorker = {
    partner: 'plain',
    account: 'default',
    authorization: basic(user),
    signature: undefined,
    open: false,
  }
  return authenticateKey(fetchWorker, env).kind === 'authenticated'
}

function operates(token: string): boolean {
  const request = new Request('https://forwarder.example.com/', { headers: { Authorization: `Bearer ${token}` } })
  return 'role' in authenticate(request, { role: 'admin' }, { ADMIN_TOKEN: 'the-token-of-the-admin' })
}

function signs(secret: string): boolean {
  return isSignedBy(createHmac('sha1', secret).update('body').digest('hex'), 'body', ['first-secret'])
}

describe('secrets are compared in constant time, as digests', () => {
  beforeEach(() => {
    vi.mocked(timingSafeEqual).mockClear()
  })

  test.for([
    { what: 'equal texts', compare: () => isSame('secret', 'secret'), same: true },
    { what: 'texts that differ in the last letter', compare: () => isSame('secret', 'secreT'), same: false },
    { what: 'texts of different lengths', compare: () => isSame('secret', 'secrets'), same: false },
    { what: 'a text and nothing', compare: () => isSame('secret', ''), same: false },
    { what: 'a key that is known', compare: () => admits(key), same: true },
    { what: 'a key that begins like a known one', compare: () => admits(key.slice(0, -1)), same: false },
    { what: "an operator's token", compare: () => operates('the-token-of-the-admin'), same: true },
    { what: "a token that begins like an operator's", compare: () => operates('the-token-of-the'), same: false },
    { what: 'a signature that fits', compare: () => signs('first-secret'), same: true },
    { what: 'a signature with another secret', compare: () => signs('other-secret'), same: false },
  ])('$what: $same', ({ compare, same }) => {
    expect(compare()).toBe(same)
    expect(comparisons()).toBe(1)
  })
})
