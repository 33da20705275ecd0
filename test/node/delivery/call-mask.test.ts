import { EventTexts } from '../../../src/delivery/mask/event-texts.ts'
import { describe, expect, test } from 'vitest'
import type { Caller } from '../../../src/delivery/call.ts'
import { runCall } from '../../../src/delivery/call.ts'
import type { Sent } from '../../../src/delivery/sent.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import type { EventLike } from '../../../src/mapping/translate.ts'
import { callsOf, planFor } from '../../../src/mapping/translate.ts'
import { echoMapping } from '../../kit/echo-mapping.ts'

const settings = { url: 'https://hook.example.com/path-of-the-hook', user: 'user-of-basic', password: 'word of basic' }

function eventOf(name: string, more: Readonly<Record<string, unknown>> = {}): EventLike {
  const traits = { email: `${name}@mail.org`, phone: '0151 23456789', secretToken: `only-${name}-has-it` }
  return {
    type: 'track',
    event: 'Noted',
    userId: `u-${name}`,
    messageId: `m-${name}`,
    properties: {},
    context: { traits },
    ...more,
  }
}

const sentences = [
  { when: 'status = 409', outcome: 'split', message: '{{ body.message }}' },
  { when: 'status = 410', message: 'the hook is gone' },
]
const { mapping } = compileMapping({
  ...echoMapping,
  subscriptions: echoMapping.subscriptions.map((one) => ({ ...one, outcomes: [...sentences, ...one.outcomes] })),
})

/** The messages of the items of one call, for what the partner answers. */
async function messagesFor(
  events: readonly EventLike[],
  answer: (request: PartnerRequest) => Sent,
  together: readonly EventLike[] = events,
): Promise<readonly unknown[]> {
  const [rule] = mapping?.subscriptions ?? []
  if (mapping === undefined || rule === undefined) throw new Error('the mapping does not compile')
  const deliveries = events.map((event) => planFor(rule, event, { mapping, settings, now: 0 }))
  const caller: Caller = {
    settings,
    now: () => 0,
    log: () => undefined,
    send: (request) => Promise.resolve(answer(request)),
  }
  const arrived = new EventTexts(() => together)
  const outcomes = await Promise.all(callsOf(deliveries, settings).map((call) => runCall(call, caller, arrived)))
  return outcomes.flat().map(({ message }) => message)
}

function answered(status: number, body: unknown): Sent {
  return { kind: 'answered', answer: { status, headers: {}, body } }
}

const namesBoth = (): Sent => answered(400, { message: 'no u-peter and no u-wanda' })

const pair = [eventOf('peter'), eventOf('wanda')]

describe('what a partner says of one item', () => {
  test.for<[what: string, said: (request: PartnerRequest) => string]>([
    ['the user of another item', () => 'u-wanda'],
    ['what the mapping redacts', () => 'only-wanda-has-it'],
    ['a hash that was sent', ({ body = '' }) => /"mail":"(\w+)"/.exec(body)?.[1]?.slice(0, 10) ?? ''],
    ['the number as it was sent', () => '4915123456789'],
    ['a header', ({ headers }) => headers.find(([name]) => name === 'X-First')?.[1] ?? ''],
    ['Basic credentials', ({ headers }) => headers.find(([name]) => name === 'Authorization')?.[1]?.slice(6) ?? ''],
    ['the user of Basic credentials', () => settings.user],
    ['the password of Basic credentials', () => settings.password],
    ['the password of Basic credentials, encoded', () => encodeURIComponent(settings.password)],
    ['the path of a secret address', () => 'path-of-the-hook'],
  ])('does not show %s', async ([, said]) => {
    const shown = await messagesFor(pair, (request) =>
      answered(207, { errors: [{ at: 0, why: `the profile ${said(request)} is suppressed` }] }),
    )
    expect(shown).toEqual(['the profile … is suppressed', undefined])
  })

  test('does not show the user of an event of the same request that goes in a call of its own', async () => {
    const [peter = eventOf('peter')] = pair
    expect(await messagesFor([peter], namesBoth, pair)).toEqual(['no … and no …'])
    expect(await messagesFor([peter], namesBoth)).toEqual(['no … and no u-wanda'])
  })

  test('does not show the access token that it was sent with', async () => {
    const [shown] = await messagesFor(
      pair,
      () => ({ ...answered(400, { message: 'bad token-11' }), token: 'token-11' }) as Sent,
    )
    expect(shown).toBe('bad …')
  })

  test.for([['['], ['{"a":']])(
    'is masked where a text of the event is %s a hundred thousand times',
    async ([open = '']) => {
      const event = eventOf('peter', {
        properties: { deep: open.repeat(100_000), closed: `${'['.repeat(100_000)}"zofkvi"${']'.repeat(100_000)}` },
      })
      expect(await messagesFor([event], () => answered(400, { message: 'no zofkvi' }))).toEqual(['no …'])
    },
  )

  test('does not show the user of another half of its batch', async () => {
    const shown = await messagesFor(pair, ({ body = '' }) =>
      body.includes('u-peter') && body.includes('u-wanda')
        ? answered(409, { message: 'too much' })
        : answered(400, { message: body.includes('u-peter') ? 'u-wanda' : 'u-peter' }),
    )
    expect(shown).toEqual(['…', '…'])
  })
})

describe('is shown as it is, whatever the event holds:', () => {
  test.for([
    ['a sentence of the mapping', 410, 'the hook is gone'],
    ['the status', 422, 'the partner answered 422'],
  ] as const)('%s', async ([, status, message]) => {
    const event = eventOf('peter', { userId: '422', properties: { note: 'the hook is gone' } })
    expect(await messagesFor([event], () => answered(status, {}))).toEqual([message])
  })
})
