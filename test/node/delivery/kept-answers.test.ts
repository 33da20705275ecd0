import { expect, test } from 'vitest'
import type { Caller } from '../../../src/delivery/call.ts'
import { runCall } from '../../../src/delivery/call.ts'
import type { KeepFor } from '../../../src/delivery/kept-answers.ts'
import { keepsAnswers } from '../../../src/delivery/kept-answers.ts'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import { callsOf, plan } from '../../../src/mapping/translate.ts'
import { compiled } from '../../kit/cases.ts'

type Json = Readonly<Record<string, unknown>>

const now = Date.parse('2026-11-22T00:00:00Z')

function mappingWith(find: Json, file: Json = {}) {
  return compiled({
    name: 'Partner',
    settings: { key: { label: 'Key', secret: true } },
    hosts: { api: 'https://api.example.com' },
    auth: { bearer: '{{ settings.key }}' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        requests: [
          { name: 'find', method: 'GET', url: '{{ hosts.api }}/{{ userId }}', cache: '1h', ...find },
          { name: 'send', method: 'POST', url: '{{ hosts.api }}/', json: '{{ answers.find.body }}' },
        ],
      },
    ],
    ...file,
  })
}

/** An account that keeps answers in memory, and what it did. */
class Account {
  readonly kept = new Map<string, string>()
  readonly keptFor: KeepFor[] = []
  readonly sent: string[] = []
  readonly started: boolean[] = []
  readonly logged: string[] = []
  settings: Readonly<Record<string, string>> = { key: 'one' }

  async send(mapping: ReturnType<typeof mappingWith>, more: Partial<Caller> = {}): Promise<readonly string[]> {
    const event = { type: 'track', userId: 'u1', messageId: 'm1' } as const
    const { settings } = this
    const [call] = callsOf(plan(event, { mapping, settings, now }), settings)
    if (call === undefined) throw new Error('no call')
    const outcomes = await runCall(call, {
      settings,
      now: () => now,
      log: ({ request }) => void this.logged.push(request),
      mayStart: async (_, isFirst) => this.started.push(isFirst) > 0,
      kept: {
        find: async (key) => ({ text: this.kept.get(key), askedAt: 7 }),
        keep: (key, text, how) => {
          this.kept.set(key, text)
          this.keptFor.push(how)
        },
      },
      send: async ({ method, body = '' }: PartnerRequest) => {
        this.sent.push(`${method} ${body}`.trim())
        return { kind: 'answered', answer: { status: 200, headers: {}, body: { nth: this.sent.length } } }
      },
      ...more,
    })
    return outcomes.map(({ outcome }) => outcome)
  }
}

test('a kept answer takes the place of the request: it waits for no turn, and is no attempt', async () => {
  const [account, mapping] = [new Account(), mappingWith({})]
  for (let i = 0; i < 2; i++) expect(await account.send(mapping)).toEqual(['delivered'])
  expect(account.sent).toEqual(['GET', 'POST {"nth":1}', 'POST {"nth":1}'])
  expect(account.started).toEqual([true, false, true])
  expect(account.logged).toEqual(['find', 'send', 'send'])
  expect(account.keptFor).toEqual([{ askedAt: 7, forMs: 3_600_000 }])
})

test('an answer that the mapping takes no more is asked for anew', async () => {
  const account = new Account()
  await account.send(mappingWith({}))
  const changed = mappingWith({ outcomes: [{ when: 'body.nth = 1', outcome: 'retryable' }] })
  expect(await account.send(changed)).toEqual(['delivered'])
  expect(account.sent).toEqual(['GET', 'POST {"nth":1}', 'GET', 'POST {"nth":3}'])
})

test.each<[what: string, find: Json, file?: Json]>([
  ['other credentials', {}],
  [
    'another login',
    {},
    {
      auth: {
        token: {
          request: { method: 'POST', url: '{{ hosts.api }}/', json: '{{ settings.key }}' },
          value: '{{ body.t }}',
        },
      },
    },
  ],
])('an answer is not for %s', async (_, find, file) => {
  const [account, mapping] = [new Account(), mappingWith(find, file)]
  await account.send(mapping)
  account.settings = { key: 'two' }
  await account.send(mapping)
  expect(account.kept.size).toBe(2)
})

test('where it cannot be looked, the request is sent, and nothing is kept', async () => {
  const [account, mapping] = [new Account(), mappingWith({})]
  const kept = { find: async () => undefined, keep: () => expect.unreachable() }
  expect(await account.send(mapping, { kept })).toEqual(['delivered'])
  expect(account.sent).toHaveLength(2)
})

test('a mapping without "cache" keeps no answers', () => {
  expect([mappingWith({}), mappingWith({ cache: undefined })].map(keepsAnswers)).toEqual([true, false])
})
