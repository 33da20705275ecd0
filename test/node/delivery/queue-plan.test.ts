import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ItemOutcome } from '../../../src/delivery/call.ts'
import type { QueuedEvent, QueuedDelivery } from '../../../src/queue/queue-row.ts'
import { deliveryId, itemDigest } from '../../../src/queue/queue-row.ts'
import type { Ended, ReadRow, DeliveryResult, PlanFor, Work } from '../../../src/queue/plan.ts'
import { fateOf, leftOf, planCalls, planWork } from '../../../src/queue/plan.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Item } from '../../../src/mapping/translate.ts'

type Json = Readonly<Record<string, unknown>>

const hour = 3_600_000
const now = Date.UTC(2026, 10, 1)
const post = { method: 'POST', url: '{{ hosts.api }}', json: '{{ items }}' }
const subscribe = 'type = "track" and event != "Other"'

const { mapping } = compileMapping({
  name: 'Planned',
  settings: {},
  hosts: { api: 'https://api.example.com' },
  drop: 'event = "Noise"',
  redact: ['context.ip'],
  subscriptions: [
    { name: 'One', subscribe, request: post },
    { name: 'Batch', subscribe, request: post, batch: { max: 3 } },
    { name: 'Hour', subscribe, request: post, limits: { giveUpAfter: '1h' } },
    {
      name: 'List',
      subscribe,
      item: { '@map': { over: '{{ properties.list }}', as: { n: '{{ item }}' } } },
      request: post,
    },
    {
      name: 'Picky',
      subscribe,
      requires: [{ allOf: ['properties.plan'] }, { allOf: ['properties.price'], otherwise: 'skip' }],
      request: post,
    },
  ],
})
if (mapping === undefined) throw new Error('the mapping of the tests is wrong')
const partner = { slug: 'planned', hash: 'hash', mapping }

const trackOf = (more: Json = {}): QueuedEvent['event'] => ({
  type: 'track',
  event: 'Bought',
  messageId: 'm',
  userId: 'u',
  ...more,
})

function entryOf(event: Json, ...owed: readonly QueuedDelivery[]): QueuedEvent {
  return { event: trackOf(event), owed, receivedAt: 0, mapping: 'hash' }
}

/** An event with what the mapping redacts, owed to two. */
function fromAddress(messageId: string): QueuedEvent {
  return entryOf({ messageId, context: { ip: '192.0.2.1' } }, { subscription: 'One' }, { subscription: 'Batch' })
}

function rowOf(entries: readonly QueuedEvent[], more: Partial<ReadRow> = {}): ReadRow {
  const row = {
    id: 'a'.repeat(64),
    leaseToken: 1,
    attempts: 0,
    unackedClaims: 0,
    acceptedAt: now,
    dueAt: now,
    urgent: false,
  }
  return { ...row, request: undefined, entries, ...more }
}

function plan(rows: readonly ReadRow[], more: Partial<PlanFor> = {}): readonly Work[] {
  return planWork(rows, { partner, settings: {}, now, cancelled: new Map(), isErased: () => false, ...more })
}

/** What becomes of a delivery without being sent. */
function endOf(work: Work | undefined): { readonly is: string; readonly message: string | undefined } {
  const decided = work?.decided
  if (decided === undefined) return { is: 'sent', message: undefined }
  return { is: decided.kind === 'ended' ? decided.as : 'parked', message: decided.message }
}

const digests = (...numbers: readonly number[]): readonly string[] => numbers.map((n) => itemDigest({ n }))
const gone = 'the mapping has no subscription "Gone" any more'
const all = 'the partner refused all of its items'

describe('what is owed', () => {
  test.for<{
    what: string
    subscription?: string
    event?: Json
    age?: number
    done?: readonly string[]
    refused?: readonly string[]
    only?: readonly string[]
    giveUpAfterMs?: number
    is: 'sent' | 'parked' | Ended
    items?: number
    message?: string
  }>([
    { what: 'by a subscription that takes it', is: 'sent', items: 1 },
    { what: 'by a subscription that is gone', subscription: 'Gone', is: 'parked', message: gone },
    {
      what: 'by a subscription that is gone, for longer than three days',
      subscription: 'Gone',
      age: 72 * hour + 1,
      is: 'mapping changed',
      message: gone,
    },
    {
      what: 'by a subscription that is gone, for longer than it said when it was committed',
      subscription: 'Gone',
      age: hour + 1,
      giveUpAfterMs: hour,
      is: 'mapping changed',
      message: gone,
    },
    {
      what: 'for longer than its subscription says today, and not than it said when it was committed',
      subscription: 'Hour',
      age: 2 * hour,
      giveUpAfterMs: 3 * hour,
      is: 'sent',
      items: 1,
    },
    {
      what: 'by a subscription that takes it no longer',
      event: { event: 'Other' },
      is: 'parked',
      message: 'the subscription "One" no longer takes this event',
    },
    {
      what: 'of an event that the mapping drops',
      event: { event: 'Noise' },
      is: 'parked',
      message: 'the subscription "One" no longer takes this event',
    },
    { what: 'for three days', age: 72 * hour, is: 'sent', items: 1 },
    { what: 'for longer', age: 72 * hour + 1, is: 'given up', message: 'it was tried for too long' },
    { what: 'for as long as its subscription says', subscription: 'Hour', age: hour, is: 'sent', items: 1 },
    {
      what: 'for longer than its subscription says',
      subscription: 'Hour',
      age: hour + 1,
      is: 'given up',
      message: 'it was tried for too long',
    },
    { what: 'from a future that a clock was in', age: -hour, is: 'sent', items: 1 },
    {
      what: 'without what must be there',
      subscription: 'Picky',
      is: 'rejected',
      message: 'properties.plan is required',
    },
    {
      what: 'without what may be absent',
      subscription: 'Picky',
      event: { properties: { plan: 'p' } },
      is: 'skipped',
      message: 'properties.price is required',
    },
    {
      what: 'of a list of nothing',
      subscription: 'List',
      event: { properties: { list: [] } },
      is: 'skipped',
      message: 'the mapping makes no item of it',
    },
    { what: 'of a list', subscription: 'List', is: 'sent', items: 3 },
    { what: 'of a list of which one is delivered', subscription: 'List', done: digests(2), is: 'sent', items: 2 },
    { what: 'of a list of which one is refused', subscription: 'List', refused: digests(2), is: 'sent', items: 2 },
    {
      what: 'of a list of which one of two that are equal is delivered',
      subscription: 'List',
      event: { properties: { list: [7, 7] } },
      done: digests(7),
      is: 'sent',
      items: 1,
    },
    { what: 'of a list that is delivered', subscription: 'List', done: digests(1, 2, 3), is: 'delivered' },
    {
      what: 'of a list that is delivered in part, its rest refused',
      subscription: 'List',
      done: digests(1),
      refused: digests(2, 3),
      is: 'delivered',
    },
    {
      what: 'of a list that is refused',
      subscription: 'List',
      refused: digests(1, 2, 3),
      is: 'rejected',
      message: all,
    },
    {
      what: 'of a list that was delivered, and has grown since',
      subscription: 'List',
      done: digests(1, 2),
      is: 'sent',
      items: 1,
    },
    { what: 'of a list, but only two items', subscription: 'List', only: digests(1, 3), is: 'sent', items: 2 },
    {
      what: 'of a list, but only an item that it has no longer',
      subscription: 'List',
      only: digests(9),
      is: 'rejected',
      message: 'the mapping no longer makes this item of the event',
    },
  ])('$what is $is', ({ subscription = 'One', event, age = 0, is, items = 0, message, ...settled }) => {
    const { done, refused, only, giveUpAfterMs } = settled
    const owed: QueuedDelivery = {
      subscription,
      ...(done && { done }),
      ...(refused && { refused }),
      ...(only && { only }),
      ...(giveUpAfterMs !== undefined && { giveUpAfterMs }),
    }
    const entry = entryOf({ properties: { list: [1, 2, 3] }, ...event }, owed)
    const [work, ...others] = plan([rowOf([entry], { acceptedAt: now - age })])
    expect(others).toEqual([])
    expect({ ...endOf(work), items: work?.items.length }).toEqual({ is, items, message })
    expect(work?.rule?.name).toBe(is === 'sent' ? subscription : undefined)
  })

  test.for(['One', 'Gone'])('and was cancelled (by %s) is cancelled, with the reason, and nothing else is', (name) => {
    const entry = entryOf({}, { subscription: name }, { subscription: 'Batch' })
    const row = rowOf([entry], { acceptedAt: 0 })
    const cancelled = new Map([[deliveryId(row.id, entry, { subscription: name }), 'by hand']])
    expect(plan([row], { cancelled }).map(endOf)).toEqual([
      { is: 'cancelled', message: 'by hand' },
      { is: 'given up', message: 'it was tried for too long' },
    ])
  })

  test('is known by its position over all rows, and holds nothing that the mapping redacts', () => {
    const works = plan([rowOf([fromAddress('m1'), fromAddress('m2')]), rowOf([fromAddress('m3')])])
    expect(works.map(({ items, owed }) => [items[0]?.owner, items[0]?.event['messageId'], owed.subscription])).toEqual([
      [0, 'm1', 'One'],
      [1, 'm1', 'Batch'],
      [2, 'm2', 'One'],
      [3, 'm2', 'Batch'],
      [4, 'm3', 'One'],
      [5, 'm3', 'Batch'],
    ])
    expect(JSON.stringify(works.map(({ items }) => items))).not.toContain('192.0.2.1')
  })
})

/** One event as calls see it: `m2/u1@5 Batch` is the event m2 of the user u1, received at 5, owed to Batch. */
function eventOf(text: string): QueuedEvent {
  const [, messageId, user = '', at, subscription = ''] = /^(\w+)\/(\w*)@(\d+) (.+)$/.exec(text) ?? []
  const event = user.startsWith('a') ? { userId: undefined, anonymousId: user } : { userId: user }
  return { ...entryOf({ messageId, ...event }, { subscription }), receivedAt: Number(at) }
}

/** The calls of some events, each with its items and the calls that it waits for. */
function callsOf(events: readonly string[]): readonly string[] {
  return planCalls(plan([rowOf(events.map(eventOf))]), {}).map(
    ({ rule, call, after }) =>
      `${rule.name} ${call.items.map(({ event }) => event['messageId']).join('+')}${after.length > 0 ? ` after ${after.join(',')}` : ''}`,
  )
}

describe('calls', () => {
  test.for<{ what: string; events: readonly string[]; calls: readonly string[] }>([
    { what: 'of nothing are none', events: [], calls: [] },
    {
      what: 'go in the order of receipt',
      events: ['m1/u1@9 One', 'm2/u2@1 One', 'm3/u3@5 One'],
      calls: ['One m2', 'One m3', 'One m1'],
    },
    {
      what: 'of one user wait for each other',
      events: ['m1/u1@1 One', 'm2/u1@2 One', 'm3/u2@3 One', 'm4/u1@4 One'],
      calls: ['One m1', 'One m2 after 0', 'One m3', 'One m4 after 1'],
    },
    {
      what: 'of one anonymous user do too',
      events: ['m1/a1@1 One', 'm2/a1@2 One', 'm3/a2@3 One'],
      calls: ['One m1', 'One m2 after 0', 'One m3'],
    },
    {
      what: 'take as many together as a batch may hold, in the order of receipt',
      events: ['m4/u4@4 Batch', 'm1/u1@1 Batch', 'm3/u3@3 Batch', 'm2/u2@2 Batch'],
      calls: ['Batch m1+m2+m3', 'Batch m4'],
    },
    {
      what: 'with a user of an earlier batch wait for it, once',
      events: ['m1/u1@1 Batch', 'm2/u2@2 Batch', 'm3/u3@3 Batch', 'm4/u1@4 Batch', 'm5/u2@5 Batch'],
      calls: ['Batch m1+m2+m3', 'Batch m4+m5 after 0'],
    },
    {
      what: 'with users of several earlier calls wait for all of them',
      events: ['m1/u1@1 One', 'm2/u2@2 One', 'm3/u1@3 Batch', 'm4/u2@4 Batch'],
      calls: ['One m1', 'One m2', 'Batch m3+m4 after 0,1'],
    },
    {
      what: 'of two subscriptions never carry a user at once',
      events: ['m1/u1@1 One', 'm1/u1@1 Batch'],
      calls: ['One m1', 'Batch m1 after 0'],
    },
    {
      what: 'are not made of what ended without being sent',
      events: ['m1/u1@1 Gone', 'm2/u1@2 One'],
      calls: ['One m2'],
    },
  ])('$what', ({ events, calls }) => {
    expect(callsOf(events)).toEqual(calls)
  })

  test('say whose items they carry', () => {
    const list = { properties: { list: [1, 2] } }
    const works = plan([rowOf([entryOf(list, { subscription: 'List' }), entryOf({}, { subscription: 'Batch' })])])
    expect(planCalls(works, {}).map(({ owners }) => owners)).toEqual([[0], [0], [1]])
  })

  test('carry every item once, a user never in two at once, and no user out of order, whatever comes', () => {
    const event = fc.record({
      user: fc.constantFrom('u1', 'u2', 'a3'),
      at: fc.integer({ min: 0, max: 5 }),
      name: fc.constantFrom('One', 'Batch'),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const works = plan([rowOf(events.map(({ user, at, name }, i) => eventOf(`m${i}/${user}@${at} ${name}`)))])
        const calls = planCalls(works, {})
        expect(calls.flatMap(({ call }) => call.items.map(({ owner }) => owner)).toSorted((a, b) => a - b)).toEqual(
          events.map((_, i) => i),
        )
        const latest = new Map<string, { readonly position: number; readonly at: number }>()
        for (const [position, { rule, call, after }] of calls.entries()) {
          for (const { owner } of call.items) {
            const { user = '', at = 0 } = events[owner] ?? {}
            for (const name of ['One', 'Batch']) {
              const before = latest.get(`${user} ${name}`)
              if (before === undefined || before.position === position) continue
              expect(isBehind(calls, { position, after }, before.position)).toBe(true)
              if (name === rule.name) expect(at).toBeGreaterThanOrEqual(before.at)
            }
            latest.set(`${user} ${rule.name}`, { position, at })
          }
        }
      }),
    )
  })
})

/** Whether a call begins only after another has ended. */
function isBehind(
  calls: readonly { readonly after: readonly number[] }[],
  call: { readonly position: number; readonly after: readonly number[] },
  earlier: number,
): boolean {
  return call.after.some(
    (position) =>
      position === earlier ||
      (position > earlier && isBehind(calls, { position, after: calls[position]?.after ?? [] }, earlier)),
  )
}

type CallHealth = Partial<ItemOutcome> & Pick<ItemOutcome, 'outcome'>

const itemOf = (n: number): Item => ({ owner: 0, value: { n }, event: trackOf() })

/** A delivery of as many items, of which some were settled before. */
function workOf(items: number, more: Partial<QueuedDelivery> = {}): Work {
  const owed = { subscription: 'List', ...more }
  const entry = entryOf({}, owed)
  const list = Array.from({ length: items }, (_, n) => itemOf(n))
  return { row: rowOf([entry]), entry, owed, rule: undefined, items: list, refused: [], decided: undefined }
}

const again = (more: Partial<Extract<DeliveryResult, { kind: 'again' }>> = {}): DeliveryResult => ({
  kind: 'again',
  owed: { subscription: 'List' },
  slow: false,
  retryAfterMs: 0,
  message: undefined,
  ...more,
})
const ended = (as: 'delivered' | 'rejected', message?: string): DeliveryResult => ({ kind: 'ended', as, message })

describe('what becomes of a delivery', () => {
  const busy: CallHealth = { outcome: 'retryable', message: 'busy' }
  const no: CallHealth = { outcome: 'rejected', message: 'no' }
  const yes: CallHealth = { outcome: 'delivered' }

  test.for<{ when: string; work: Work; told: readonly CallHealth[]; fate: DeliveryResult }>([
    { when: 'it had no turn', work: workOf(1), told: [], fate: { kind: 'waiting', owed: { subscription: 'List' } } },
    { when: 'it got through', work: workOf(1), told: [yes], fate: ended('delivered') },
    { when: 'it was refused', work: workOf(1), told: [no], fate: ended('rejected', 'no') },
    {
      when: 'some of it was refused, and some got through',
      work: workOf(2),
      told: [no, yes],
      fate: ended('delivered', 'no'),
    },
    {
      when: 'its rest was refused',
      work: workOf(1, { done: digests(9) }),
      told: [no],
      fate: ended('delivered', 'no'),
    },
    {
      when: 'its rest was refused as all before',
      work: workOf(1, { refused: digests(9) }),
      told: [no],
      fate: ended('rejected', 'no'),
    },
    { when: 'it failed', work: workOf(1), told: [busy], fate: again({ message: 'busy' }) },
    { when: 'the credential was refused', work: workOf(1), told: [{ outcome: 'unauthorized' }], fate: again() },
    {
      when: 'the partner was slow',
      work: workOf(1),
      told: [{ ...busy, slow: true }],
      fate: again({ message: 'busy', slow: true }),
    },
    {
      when: 'the partner said when, twice',
      work: workOf(2),
      told: [
        { ...busy, retryAfterMs: 5 },
        { ...busy, retryAfterMs: 9 },
      ],
      fate: again({ message: 'busy', retryAfterMs: 9 }),
    },
    {
      when: 'some of it failed',
      work: workOf(3, { done: digests(8), refused: digests(9) }),
      told: [yes, no, busy],
      fate: again({
        message: 'busy',
        owed: { subscription: 'List', done: digests(8, 0), refused: digests(9, 1) },
      }),
    },
    {
      when: 'some of it had no turn',
      work: workOf(3),
      told: [yes, yes],
      fate: { kind: 'waiting', owed: { subscription: 'List', done: digests(0, 1) } },
    },
    {
      when: 'what got through was slow, and the rest was not',
      work: workOf(2),
      told: [{ ...yes, slow: true, retryAfterMs: 99 }, busy],
      fate: again({ message: 'busy', owed: { subscription: 'List', done: digests(0) } }),
    },
    {
      when: 'it ended before it was sent',
      work: { ...workOf(0), decided: { kind: 'ended', as: 'skipped', message: 'nothing' } },
      told: [],
      fate: { kind: 'ended', as: 'skipped', message: 'nothing' },
    },
  ])('when $when', ({ work, told, fate }) => {
    expect(
      fateOf(
        work,
        told.map((one, n): ItemOutcome => ({ item: itemOf(n), ...one })),
      ),
    ).toEqual(fate)
  })
})

describe('what is left of a row', () => {
  const [first, second] = [
    entryOf({ messageId: 'm1' }, { subscription: 'One' }, { subscription: 'List' }),
    entryOf({ messageId: 'm2' }, { subscription: 'One' }),
  ]
  const [one, list, other] = plan([rowOf([first, second])])
  const settled: QueuedDelivery = { subscription: 'List', done: digests(1) }

  test.for<{ when: string; fates: readonly (DeliveryResult | undefined)[]; left: readonly QueuedEvent[] }>([
    { when: 'all ended', fates: [ended('delivered'), ended('rejected'), ended('delivered')], left: [] },
    {
      when: 'nothing was sent',
      fates: ['One', 'List', 'One'].map((subscription): DeliveryResult => ({
        kind: 'waiting',
        owed: { subscription },
      })),
      left: [first, second],
    },
    {
      when: 'one event is through',
      fates: [ended('delivered'), ended('delivered'), again()],
      left: [{ ...second, owed: [{ subscription: 'List' }] }],
    },
    {
      when: 'one subscription is through, and the other in part',
      fates: [ended('delivered'), again({ owed: settled }), ended('delivered')],
      left: [{ ...first, owed: [settled] }],
    },
    {
      when: 'one goes again and one had no turn',
      fates: [{ kind: 'waiting', owed: { subscription: 'One' } }, again({ owed: settled }), ended('delivered')],
      left: [{ ...first, owed: [{ subscription: 'One' }, settled] }],
    },
  ])('when $when', ({ fates, left }) => {
    const works = [one, list, other]
    const judged = fates.flatMap((fate, i) => {
      const work = works[i]
      return fate === undefined || work === undefined ? [] : [{ work, fate }]
    })
    expect(leftOf(judged)).toEqual(left)
  })
})
