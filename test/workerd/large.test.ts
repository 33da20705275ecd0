import { describe, expect, test } from 'vitest'
import { registryOf } from '../../src/registry/registry.ts'
import { fetchWorker, objects, partnerCalls, secrets, signature, track } from '../kit/worker.ts'
import type { TestAccount } from '../kit/queue.ts'
import { drain, gaugesOf, testAccount } from '../kit/queue.ts'

/** Events that are more than a megabyte together. */
const padding = 'x'.repeat(4_000)
const large = (count: number): unknown[] =>
  Array.from({ length: count }, (_, i) => track({ messageId: `m-${i}`, userId: `u-${i}`, properties: { padding } }))

async function post(
  account: TestAccount,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const reply = await fetchWorker(account.env, account.route, { body: text, headers })
  return { status: reply.status, body: await reply.json() }
}

describe('an array over a megabyte', () => {
  test('is committed whole before any of it is sent, and leaves through the queue, each event once', async () => {
    const account = testAccount('batches', 'ok')
    const { status, body } = await post(account, JSON.stringify(large(600)))
    expect({ status, first: (body['results'] as unknown[])[0] }).toEqual({
      status: 202,
      first: { status: 'queued', message: 'it is more than can be sent while Segment waits' },
    })
    expect((await drain(account.stub)).counts).toEqual({ delivered: 600 })
    const ids = (await partnerCalls(account.token)).flatMap(({ body: text }) =>
      (JSON.parse(text) as { messageId: string }[]).map(({ messageId }) => messageId),
    )
    expect(ids.length).toBe(600)
    expect(new Set(ids).size).toBe(600)
  }, 20_000)

  test('is in the queue before anything reaches the partner', async () => {
    const account = testAccount('batches', 'ok')
    const owed: number[] = []
    const recording = {
      idFromName: (text: string) => text,
      get: () => ({
        commit: (_: unknown, { chunks }: { chunks: readonly { owed: number }[] }) => {
          owed.push(...chunks.map((chunk) => chunk.owed))
          return Promise.resolve('committed')
        },
      }),
    }
    const env = { ...account.env, PARTNER_QUEUE: recording }
    expect((await post({ ...account, env }, JSON.stringify(large(600)))).status).toBe(202)
    expect(owed.reduce((sum, one) => sum + one, 0)).toBe(600)
    expect((await partnerCalls(account.token)).length).toBe(0)
  })

  test('that comes twice while it waits is one', async () => {
    const account = testAccount('batches', 'ok', { REGISTRY_STALE_MS: '0' })
    await registryOf(objects).pause('batches', ['events'])
    const text = JSON.stringify(
      large(400).map((event) => ({ ...(event as object), receivedAt: '2026-11-01T10:00:01.000Z' })),
    )
    for (let i = 0; i < 2; i++) expect((await post(account, text)).status).toBe(202)
    expect((await gaugesOf(account.stub)).pending).toBe(400)
    await registryOf(objects).resume('batches', ['events'])
    expect((await drain(account.stub)).counts).toEqual({ repeated: 400, delivered: 400 })
  })

  test.for([
    { what: 'broken off', spoil: (text: string) => text.slice(0, -1) },
    { what: 'with a second array behind it', spoil: (text: string) => `${text}[]` },
    {
      what: 'with a bad escape in its last event',
      spoil: (text: string) => text.replace(/}}\]$/, String.raw`,"a":"\q"}}]`),
    },
    { what: 'with a control character in a text', spoil: (text: string) => text.replace(/x{9}/, 'x\u0001x') },
  ])('$what is 400, and nothing is stored', async ({ spoil }) => {
    const account = testAccount('batches', 'ok')
    const { status, body } = await post(account, spoil(JSON.stringify(large(300))))
    expect({ status, body }).toEqual({
      status: 400,
      body: { code: 'invalid_json', message: expect.stringMatching(/no valid JSON: .*line 1, column \d+$/) },
    })
    expect(await gaugesOf(account.stub)).toMatchObject({ rows: 0, dead: 0 })
  })

  test('keeps its bad items as dead letters, and each has its own result', async () => {
    const account = testAccount('batches', 'ok')
    const items = large(300)
    items.splice(100, 1, 17)
    items.splice(200, 1, track({ properties: { big: 'x'.repeat(270_000) } }))
    items.splice(250, 1, { type: 'page', userId: 'u' })
    const { status, body } = await post(account, JSON.stringify(items))
    const results = body['results'] as readonly { status: string; message?: string }[]
    expect(status).toBe(202)
    expect([99, 100, 200, 250].map((i) => results[i]?.status)).toEqual(['queued', 'invalid', 'invalid', 'unsupported'])
    expect(results[200]?.message).toBe('an event holds at most 256 KB')
    expect((await drain(account.stub)).counts).toEqual({ delivered: 297 })
    expect(await gaugesOf(account.stub)).toMatchObject({ dead: 2 })
  })

  test('of more than 4,000 events is 413', async () => {
    const account = testAccount('batches', 'ok')
    expect(
      (await post(account, JSON.stringify(Array.from({ length: 4_001 }, () => track({ p: 'x'.repeat(200) }))))).status,
    ).toBe(413)
  })

  test('that is no array is 413: no event is that large', async () => {
    const account = testAccount('batches', 'ok')
    expect((await post(account, JSON.stringify(track({ big: 'x'.repeat(1_200_000) })))).status).toBe(413)
  })

  test.for([
    { signed: 'all its bytes', sign: (text: string) => text, status: 202 },
    {
      signed: 'its first element',
      sign: (text: string) => JSON.stringify((JSON.parse(text) as unknown[])[0]),
      status: 202,
    },
    { signed: 'something else', sign: () => 'something else', status: 401 },
  ])('with a signature over $signed is $status', async ({ sign, status }) => {
    const account = testAccount('batches', 'ok')
    const text = JSON.stringify(large(300))
    const reply = await fetchWorker(account.env, account.route, {
      body: text,
      key: undefined,
      headers: { 'X-Signature': signature(sign(text), secrets[0]) },
    })
    expect(reply.status).toBe(status)
    await drain(account.stub)
  })

  test('where the queue takes none of it is 503', async () => {
    const account = testAccount('batches', 'ok')
    const full = { idFromName: (text: string) => text, get: () => ({ commit: () => Promise.resolve('full') }) }
    expect(
      (await post({ ...account, env: { ...account.env, PARTNER_QUEUE: full } }, JSON.stringify(large(300)))).status,
    ).toBe(503)
  })
})
