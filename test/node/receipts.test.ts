import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, integer, nat, pre, property } from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { certificateJson } from '../../console/src/tabs/deletes/certificate.ts'
import type { HeldKey } from '../../console/src/tabs/deletes/verified.ts'
import { verified } from '../../console/src/tabs/deletes/verified.ts'
import type { ReceiptEvent, LinkedEntry, Receipt } from '../../src/deletes/receipt.ts'
import { linked, subjectOf, verify } from '../../src/deletes/receipt-links.ts'
import { faultsOf, stateOf } from '../../src/deletes/receipt.ts'
import type { ReceiptKey } from '../../src/deletes/receipt-keys.ts'
import { receiptKeysOf } from '../../src/deletes/keys.ts'
import { keptKey, requestKey } from '../../src/deletes/request.ts'
import { run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

const base64 = (letter: string): string => Buffer.from(letter.repeat(32)).toString('base64')
const older: ReceiptKey = { id: '2025', key: Buffer.from('o'.repeat(32)) }
const newer: ReceiptKey = { id: '2026', key: Buffer.from('n'.repeat(32)) }

const receiptEvents: readonly ReceiptEvent[] = [
  {
    kind: 'accepted',
    at: '2026-11-01T10:00:00.000Z',
    delete: 'd'.repeat(32),
    partner: 'plain',
    account: 'default',
    mapping: 'hash',
    userId: subjectOf('userId', 'user-0001', older),
    request: 'delete-reg-1',
  },
  { kind: 'submitted', at: '2026-11-01T10:02:00.000Z', status: 202, outcome: 'pending', reference: 'job-1' },
  { kind: 'poll', at: '2026-11-01T11:02:00.000Z', status: 200, outcome: 'delivered', polls: 3 },
  { kind: 'confirmed', at: '2026-11-01T11:02:00.000Z' },
]

/** A receipt whose keys were rotated in the middle. */
function receipt(): Receipt {
  const entries: LinkedEntry[] = []
  for (const [i, receiptEvent] of receiptEvents.entries())
    entries.push(linked(entries.at(-1), receiptEvent, i < 2 ? older : newer))
  return { id: 'd'.repeat(32), partner: 'plain', account: 'default', state: stateOf(entries), entries }
}

describe('a receipt', () => {
  test('holds as it was written, with keys that were rotated since', () => {
    expect(verify(receipt(), [newer, older])).toEqual({ ok: true, last: receipt().entries.at(-1)?.link })
    expect(verify(JSON.parse(JSON.stringify(receipt())), [newer, older])).toMatchObject({ ok: true })
  })

  test('with an entry of a kind that only a later version knows holds, and its state is that of the others', () => {
    const { entries, ...rest } = receipt()
    const later = linked(entries.at(-1), { kind: 'of tomorrow' as never, at: '2026-11-01T12:00:00.000Z' }, newer)
    expect(verify({ ...rest, entries: [...entries, later] }, [newer, older])).toMatchObject({ ok: true })
  })

  test('whose key is not there cannot be verified, unless what can be seen is wrong', () => {
    expect(verify(receipt(), [newer])).toEqual({ ok: false, missingKey: '2025' })
    expect(verify(receipt(), [older])).toEqual({ ok: false, missingKey: '2026' })
    const { entries } = receipt()
    for (const [changed, why] of [
      [{ ...receipt(), state: 'FAILED' }, /^its state/],
      [{ ...receipt(), entries: entries.toSpliced(1, 1) }, /^entry 2: it says that it is number 3/],
      [{ ...receipt(), entries: entries.with(3, { ...(entries[3] as LinkedEntry), at: 'x' }) }, /^entry 4: it was ch/],
    ] as const)
      expect(verify(changed, [newer])).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  test('with one byte changed anywhere does not hold', () => {
    const text = JSON.stringify(receipt())
    assert(
      property(nat(text.length - 1), integer({ min: 32, max: 126 }), (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
        pre(changed !== text)
        let parsed: unknown
        try {
          parsed = JSON.parse(changed)
        } catch {
          return
        }
        expect(verify(parsed, [newer, older]).ok, changed).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test.for<{ what: string; change: (entries: LinkedEntry[]) => readonly LinkedEntry[] }>([
    { what: 'an entry taken out', change: (entries) => entries.toSpliced(2, 1) },
    { what: 'the last entry taken off', change: (entries) => entries.slice(0, -1) },
    { what: 'entries in another order', change: ([a, b, c, d]) => [a, c, b, d] as LinkedEntry[] },
    { what: 'an entry twice', change: (entries) => entries.toSpliced(1, 0, entries[1] as LinkedEntry) },
    { what: 'no entry', change: () => [] },
    { what: 'an entry that names no key', change: ([a, ...rest]) => [{ ...a, key: undefined } as never, ...rest] },
    { what: 'a number as a key', change: (entries) => entries.with(3, { ...entries[3], key: 2026 } as never) },
    { what: 'a field more', change: ([a, ...rest]) => [{ ...a, note: 'x' } as LinkedEntry, ...rest] },
  ])('with $what does not hold', ({ change }) => {
    const one = receipt()
    expect(verify({ ...one, entries: change([...one.entries]) }, [newer, older]).ok).toBe(false)
  })

  test.for<[string, Partial<Receipt> | null]>([
    ['another state', { state: 'FAILED' }],
    ['another account', { account: 'eu' }],
    ['another partner', { partner: 'other' }],
    ['another id', { id: 'e'.repeat(32) }],
    ['nothing', null],
  ])('that says of itself %s does not hold', ([, change]) => {
    expect(verify(change === null ? null : { ...receipt(), ...change }, [newer, older]).ok).toBe(false)
  })
})

describe('a receipt without keys', () => {
  test('is judged by its order and by what it says of itself', () => {
    const nothing = { entries: [undefined, undefined, undefined, undefined], whole: undefined, missingKeys: [] }
    expect(faultsOf(receipt())).toEqual(nothing)
  })

  test('with an entry taken out does not hold', () => {
    const { entries, whole } = faultsOf({ ...receipt(), entries: receipt().entries.toSpliced(1, 1) })
    expect({ entries, whole }).toEqual({
      entries: [undefined, 'it says that it is number 3', 'it says that it is number 4'],
      whole: undefined,
    })
  })

  test('whose state does not follow does not hold', () => {
    expect(faultsOf({ ...receipt(), state: 'FAILED' }).whole).toBe('its state does not follow from its entries')
  })
})

/** A key as the page holds it. */
function held({ id, key }: ReceiptKey): HeldKey {
  return { id, hmac: async (text) => createHmac('sha256', key).update(text).digest('hex') }
}

describe('the page', () => {
  const user = { kind: 'userId', id: 'user-0001' } as const

  test('verifies a receipt with its keys, and whose it is', async () => {
    const keys = [newer, older].map(held)
    expect(await verified(receipt(), keys, user)).toMatchObject({ why: undefined, missingKeys: [], byKey: true })
    const other = await verified(receipt(), keys, { kind: 'userId', id: 'user-0002' })
    expect(other).toMatchObject({ why: 'no entry names this userId' })
  })

  test('says of a receipt whose key is not there that it cannot be verified, not that it does not hold', async () => {
    const one = await verified(receipt(), [held(newer)], user)
    expect(one).toMatchObject({ why: undefined, missingKeys: ['2025'], isOtherKey: false })
    const found = { user, at: '2026-12-01T00:00:00.000Z', receipts: [receipt()], partners: [], more: 0 }
    expect(certificateJson(found, 'https://forwarder.example.com', [one])).toMatchObject({
      accounts: [{ verified: 'it cannot be verified: RECEIPT_KEYS has no key "2025"' }],
    })
  })
})

describe('RECEIPT_KEYS', () => {
  test.for([
    { text: 'x', why: /must be JSON such as/ },
    { text: '[]', why: /must be JSON such as/ },
    { text: '[{"id":"a","key":"short"}]', why: /must be JSON such as/ },
    { text: '{"id":"a"}', why: /must be JSON such as/ },
    {
      text: JSON.stringify([
        { id: 'a', key: base64('a') },
        { id: 'a', key: base64('b') },
      ]),
      why: /same id/,
    },
  ])('$text is refused', ({ text, why }) => {
    expect(receiptKeysOf({ RECEIPT_KEYS: text })).toEqual({ fault: expect.stringMatching(why) })
  })

  test('may be written as base64url', () => {
    const key = Buffer.alloc(32, 0xfb)
    expect(receiptKeysOf({ RECEIPT_KEYS: JSON.stringify([{ id: 'a', key: key.toString('base64url') }]) })).toEqual([
      { id: 'a', key: new Uint8Array(key) },
    ])
  })

  test('are not set', () => expect(receiptKeysOf({})).toBeUndefined())
})

describe('a request of a delete', () => {
  test.for([
    { what: 'a regulation', event: { messageId: 'delete-reg-654::job-2-P0', userId: 'u' }, key: 'delete-reg-654' },
    { what: 'a messageId', event: { messageId: 'delete-022bb90c', userId: 'u-9' }, key: 'delete-022bb90c' },
    { what: 'neither', event: { userId: 'u' }, key: undefined },
    { what: 'an id of ours', event: { messageId: `fwd-${'0'.repeat(64)}`, userId: 'u' }, key: undefined },
  ])('is known by $what', ({ event, key }) => expect(requestKey(event)).toBe(key))

  test.for([
    { what: 'its timestamp', event: { userId: 'u', timestamp: '2026-11-01T10:00:00.000Z' } },
    { what: 'a messageId that holds the id', event: { messageId: 'delete-of-user-0001', userId: 'user-0001' } },
    { what: 'a messageId that holds a number', event: { messageId: 'delete-507', userId: 507 } },
  ])('is known by a hash of $what', ({ event }) => expect(requestKey(event)).toMatch(/^sha256-[0-9a-f]{64}$/))
})

describe('the key of a request', () => {
  test.for([
    ['delete-reg-654'],
    ['022bb90c-bbac-11e4-8dfc-aa07a5b093db'],
    ['delete-022bb90c-bbac-11e4-8dfc-aa07a5b093db'],
    ['1srOrx2ZWZBpBUvZwXKQmoEYga2'],
    [`sha256-${'0'.repeat(64)}`],
  ])('%s is kept as it is', ([key = '']) => expect(keptKey(key)).toBe(key))

  test.for([
    ['jane.doe@example.org'],
    ['delete-jane.doe@example.org'],
    ['delete-reg-jane.doe@example.org'],
    ['+14155550132'],
    ['user-0002'],
  ])('%s, which may be the id of a user, is kept as a hash', ([key = '']) =>
    expect(keptKey(key)).toMatch(/^sha256-[0-9a-f]{64}$/),
  )
})

describe('npm run receipt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'receipts-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const keys = JSON.stringify([
    { id: '2026', key: base64('n') },
    { id: '2025', key: base64('o') },
  ])
  const verifyFile = async (
    json: unknown,
    env: Record<string, string> = { RECEIPT_KEYS: keys },
    options: readonly string[] = [],
  ) => {
    const file = join(folder, `${crypto.randomUUID()}.json`)
    writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json))
    return run(['npm', 'run', '--silent', 'receipt', '--', 'verify', file, ...options], projectRoot, { env })
  }

  test('says that receipts hold, with their last links', async () => {
    const { code, output } = await verifyFile({ receipts: [receipt(), receipt()] })
    const last = receipt().entries.at(-1)?.link
    expect({ code, lines: output.trim().split('\n') }).toEqual({
      code: 0,
      lines: [1, 2].map(() => `ok      plain/default ${'d'.repeat(32)} FINISHED, last link ${last}`),
    })
  })

  test('says which does not, and why', async () => {
    const { code, output } = await verifyFile([receipt(), { ...receipt(), state: 'FAILED' }])
    expect(code).toBe(1)
    const hostile = await verifyFile({ ...receipt(), partner: 'a\nok  b\u001b[1m' })
    expect(hostile.output).toMatch(/^BROKEN {2}a\\u000aok {2}b\\u001b\[1m\/default /)
    expect(output).toMatch(/^ok {6}plain.*\nBROKEN {2}plain\/default d+: its state does not follow from its entries$/m)
  })

  test('is verified with the keys that npm start reads, where no others are set', async () => {
    const file = join(folder, 'start.env')
    writeFileSync(file, `RECEIPT_KEYS=${keys}\n`)
    expect(await verifyFile(receipt(), { DEV_ENV_FILE: file })).toMatchObject({ code: 0 })
    expect(await verifyFile(receipt(), { DEV_ENV_FILE: '/dev/null' })).toMatchObject({
      code: 1,
      output: expect.stringMatching(/RECEIPT_KEYS is not set in the environment, \.dev\.vars or /),
    })
  })

  test('says where the key of a receipt is missing, and ends with 2, but with 1 where another does not hold', async () => {
    const file = join(folder, 'some.env')
    const [newest] = JSON.parse(keys) as readonly unknown[]
    writeFileSync(file, `RECEIPT_KEYS=${JSON.stringify([newest])}\n`)
    for (const [env, options, where] of [
      [{ RECEIPT_KEYS: JSON.stringify([newest]) }, [], 'the environment'],
      [{ RECEIPT_KEYS: keys }, ['--file', file], file],
    ] as const)
      expect(await verifyFile(receipt(), env, options)).toEqual({
        code: 2,
        output: `CANNOT BE VERIFIED  plain/default ${'d'.repeat(32)}: RECEIPT_KEYS of ${where} has no key "2025"\n`,
      })
    const both = [receipt(), { ...receipt(), state: 'FAILED' }, receipt()]
    expect(await verifyFile(both, {}, ['--file', file])).toMatchObject({ code: 1 })
  })

  test.for([
    { what: 'no JSON', json: '{', env: { RECEIPT_KEYS: keys }, says: /is no valid JSON/ },
    { what: 'keys that are wrong', json: '{}', env: { RECEIPT_KEYS: '[]' }, says: /RECEIPT_KEYS must be JSON such as/ },
  ])('of $what says so', async ({ json, env, says }) => {
    expect(await verifyFile(json, env)).toMatchObject({ code: 1, output: expect.stringMatching(says) })
  })
})
