import { describe, expect, test } from 'vitest'
import { accepted, deletingAccount, endsAs } from '../kit/deletes.ts'
import { fetchWorker, partnerCalls, track } from '../kit/worker.ts'
import { testAccount } from '../kit/queue.ts'

/** Texts that HTTP does not take in a header as they are. */
const odd = [
  { what: 'an emoji', text: 'delete-😀' },
  { what: 'a line break', text: 'delete-1\r\nX-Injected: 1' },
  { what: 'NUL', text: 'delete-\u0000' },
  { what: 'half of a surrogate pair', text: 'delete-\ud800' },
  { what: 'a letter of Latin-1', text: 'delete-é' },
  { what: '100,000 characters', text: 'd'.repeat(100_000) },
]

const own = { sharedSecret: 'secret-of-the-webhook' }

describe('a delete whose messageId holds', () => {
  test.for(odd)('$what is sent, and is finished', async ({ text }) => {
    const account = deletingAccount('ok', {}, 'webhook', own)
    const id = await accepted(account, { userId: 'user-0001', messageId: text })
    await endsAs(account, id, 'FINISHED', 'webhook')
    const calls = await partnerCalls(account.token)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.headers).not.toHaveProperty('x-injected')
  })
})

describe('an event whose messageId holds', () => {
  test.for(odd)('$what is delivered, and comes again under the same key', async ({ text }) => {
    const account = testAccount('webhook', 'ok', {}, own)
    for (let i = 0; i < 2; i++)
      expect((await fetchWorker(account.env, account.route, { body: track({ messageId: text }) })).status).toBe(200)
    const keys = (await partnerCalls(account.token)).map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([expect.stringMatching(/^[ -ÿ]{1,8000}$/), keys[0]])
  })
})
