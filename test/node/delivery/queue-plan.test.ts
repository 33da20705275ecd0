import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tried } from '../../../src/delivery/attempt.ts'
import type { ItemOutcome } from '../../../src/delivery/call.ts'
import { hasEnded } from '../../../src/delivery/result.ts'
import type { QueuedEvent, QueuedDelivery } from '../../../src/queue/queue-row.ts'
import { deliveryId, itemDigest } from '../../../src/queue/queue-row.ts'
import type { Ended, ReadRow, RowDelivery, RowPlanFor, RowResult } from '../../../src/queue/plan.ts'
import { callsInOrder, entriesOwing, leftOf, planRows, rowResultOf } from '../../../src/queue/plan.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Call } from '../../../src/mapping/translate.ts'

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
      requires: ['properties.plan', { allOf: ['properties.price'], otherwise: 'skip' }],
      request: post,
    },
  ],
})
if (mapping === undefined) throw new Error('the mapping of the tests is wrong')
const compiled = mapping

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
    owed: 1,
    hold: undefined,
    body: '',
  }
  return { ...row, request: undefined, entries, ...more }
}

function plan(rows: readonly ReadRow[], more: Partial<RowPlanFor> = {}): readonly RowDelivery[] {
  return planRows(rows, { mapping: compiled, settings: {}, now, cancelled: new Map(), isErased: () => false, ...more })
}

/** What becomes of a delivery without being sent. */
function endOf(delivery: RowDelivery | undefined): { readonly is: string; readonly message: string | undefined } {
  return { is: delivery?.ended?.status ?? 'sent', message: delivery?.ended?.message }
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
    const [delivery, ...others] = plan([rowOf([entry], { acceptedAt: now - age })])
    expect(others).toEqual([])
    expect({ ...endOf(delivery), items: delivery?.items.length }).toEqual({ is, items, message })
    expect(delivery?.rule?.name).toBe(is === 'sent' ? subscription : undefined)
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

  test('is in the order of the rows, and sends nothing that the mapping redacts', () => {
    const deliveries = plan([rowOf([fromAddress('m1'), fromAddress('m2')]), rowOf([fromAddress('m3')])])
    expect(deliveries.map(({ items, owed }) => [items[0]?.event['messageId'], owed.subscription])).toEqual([
      ['m1', 'One'],
      ['m1', 'Batch'],
      ['m2', 'One'],
      ['m2', 'Batch'],
      ['m3', 'One'],
      ['m3', 'Batch'],
    ])
    expect(JSON.stringify(deliveries.map(({ items }) => items))).not.toContain('192.0.2.1')
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
  const calls = callsInOrder(plan([rowOf(events.map(eventOf))]), {})
  return calls.map(({ rule, items, after = [] }) => {
    const carried = `${rule.name} ${items.map(({ event }) => event['messageId']).join('+')}`
    return after.length > 0 ? `${carried} after ${after.map((one) => calls.indexOf(one)).join(',')}` : carried
  })
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

  test('carry every item once, a user never in two at once, and no user out of order, whatever comes', () => {
    const event = fc.record({
      user: fc.constantFrom('u1', 'u2', 'a3'),
      at: fc.integer({ min: 0, max: 5 }),
      name: fc.constantFrom('One', 'Batch'),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const deliveries = plan([rowOf(events.map(({ user, at, name }, i) => eventOf(`m${i}/${user}@${at} ${name}`)))])
        const calls = callsInOrder(deliveries, {})
        const items = deliveries.flatMap((delivery) => delivery.items)
        const positions = calls.flatMap((call) => call.items.map((item) => items.indexOf(item)))
        expect(positions.toSorted((a, b) => a - b)).toEqual(events.map((_, i) => i))
        const latest = new Map<string, { readonly call: Call; readonly at: number }>()
        for (const call of calls) {
          for (const item of call.items) {
            const { user = '', at = 0 } = events[items.indexOf(item)] ?? {}
            for (const name of ['One', 'Batch']) {
              const before = latest.get(`${user} ${name}`)
              if (before === undefined || before.call === call) continue
              expect(isBehind(call, before.call)).toBe(true)
              if (name === call.rule.name) expect(at).toBeGreaterThanOrEqual(before.at)
            }
            latest.set(`${user} ${call.rule.name}`, { call, at })
          }
        }
      }),
    )
  })
})

/** Whether a call begins only after another has ended. */
function isBehind({ after = [] }: Call, earlier: Call): boolean {
  return after.some((one) => one === earlier || isBehind(one, earlier))
}

type ItemEnd = Omit<ItemOutcome, 'item'>

/** A delivery of as many items, of which some were settled before. */
function deliveryOf(items: number, more: Partial<QueuedDelivery> = {}): RowDelivery {
  const owed = { subscription: 'List', ...more }
  const entry = entryOf({}, owed)
  const list = Array.from({ length: items }, (_, n) => ({ value: { n }, event: entry.event }))
  return { row: rowOf([entry]), entry, owed, event: entry.event, items: list, refused: [] }
}

/** A delivery with what became of its first items. */
function tried(delivery: RowDelivery, ends: readonly ItemEnd[]): Tried<RowDelivery> {
  return {
    delivery,
    outcomes: delivery.items.slice(0, ends.length).map((item, i) => ({ item, ...ends[i] }) as ItemOutcome),
  }
}

const busy: ItemEnd = { outcome: 'retryable', message: 'busy' }
const no: ItemEnd = { outcome: 'rejected', message: 'no' }
const yes: ItemEnd = { outcome: 'delivered' }

describe('what becomes of a delivery', () => {
  const again = { status: 'retryable', slow: false, retryAfterMs: 0 } as const

  test.for<{
    when: string
    delivery: RowDelivery
    ends: readonly ItemEnd[]
    result: Partial<RowResult>
    left?: Partial<QueuedDelivery>
  }>([
    { when: 'it had no turn', delivery: deliveryOf(1), ends: [], result: { status: 'waiting' }, left: {} },
    { when: 'it got through', delivery: deliveryOf(1), ends: [yes], result: { status: 'delivered' } },
    { when: 'it was refused', delivery: deliveryOf(1), ends: [no], result: { status: 'rejected', message: 'no' } },
    {
      when: 'some of it was refused, and some got through',
      delivery: deliveryOf(2),
      ends: [no, yes],
      result: { status: 'delivered', message: 'no' },
    },
    {
      when: 'its rest was refused',
      delivery: deliveryOf(1, { done: digests(9) }),
      ends: [no],
      result: { status: 'delivered', message: 'no' },
    },
    {
      when: 'its rest was refused as all before',
      delivery: deliveryOf(1, { refused: digests(9) }),
      ends: [no],
      result: { status: 'rejected', message: 'no' },
    },
    { when: 'it failed', delivery: deliveryOf(1), ends: [busy], result: { ...again, message: 'busy' }, left: {} },
    {
      when: 'the credential was refused',
      delivery: deliveryOf(1),
      ends: [{ outcome: 'unauthorized', status: 403 }],
      result: { ...again, unauthorized: 403, answered: 403 },
      left: {},
    },
    {
      when: 'the partner was slow',
      delivery: deliveryOf(1),
      ends: [{ ...busy, slow: true }],
      result: { ...again, message: 'busy', slow: true },
      left: {},
    },
    {
      when: 'the partner said when, twice',
      delivery: deliveryOf(2),
      ends: [
        { ...busy, retryAfterMs: 5 },
        { ...busy, retryAfterMs: 9 },
      ],
      result: { ...again, message: 'busy', retryAfterMs: 9 },
      left: {},
    },
    {
      when: 'some of it failed',
      delivery: deliveryOf(3, { done: digests(8), refused: digests(9) }),
      ends: [yes, no, busy],
      result: { ...again, message: 'busy' },
      left: { done: digests(8, 0), refused: digests(9, 1) },
    },
    {
      when: 'some of it had no turn',
      delivery: deliveryOf(3),
      ends: [yes, yes],
      result: { status: 'waiting' },
      left: { done: digests(0, 1) },
    },
    {
      when: 'what got through was slow, and the rest was not',
      delivery: deliveryOf(2),
      ends: [{ ...yes, slow: true, retryAfterMs: 99 }, busy],
      result: { ...again, message: 'busy' },
      left: { done: digests(0) },
    },
    {
      when: 'it ended before it was sent',
      delivery: { ...deliveryOf(0), ended: { status: 'skipped', message: 'nothing' } },
      ends: [],
      result: { status: 'skipped', message: 'nothing' },
    },
  ])('when $when', ({ delivery, ends, result, left }) => {
    const { outcomes: _, ...found } = rowResultOf(tried(delivery, ends))
    expect(found).toEqual({ answered: undefined, ...result })
    if (left !== undefined) expect(leftOf(tried(delivery, ends)).owed).toEqual({ subscription: 'List', ...left })
  })
})

describe('what is left of a row', () => {
  const [first, second] = [
    entryOf({ messageId: 'm1', properties: { list: [0, 1] } }, { subscription: 'One' }, { subscription: 'List' }),
    entryOf({ messageId: 'm2' }, { subscription: 'One' }),
  ]
  const deliveries = plan([rowOf([first, second])])

  test.for<{ when: string; ends: readonly (readonly ItemEnd[])[]; left: readonly QueuedEvent[] }>([
    { when: 'all ended', ends: [[yes], [no, no], [yes]], left: [] },
    { when: 'nothing was sent', ends: [[], [], []], left: [first, second] },
    {
      when: 'one event is through',
      ends: [[yes], [yes, yes], [busy]],
      left: [{ ...second, owed: [{ subscription: 'One' }] }],
    },
    {
      when: 'one subscription is through, and the other in part',
      ends: [[yes], [yes, busy], [yes]],
      left: [{ ...first, owed: [{ subscription: 'List', done: digests(0) }] }],
    },
    {
      when: 'one goes again and one had no turn',
      ends: [[], [yes, busy], [yes]],
      left: [{ ...first, owed: [{ subscription: 'One' }, { subscription: 'List', done: digests(0) }] }],
    },
  ])('when $when', ({ ends, left }) => {
    const all = deliveries.map((delivery, i) => tried(delivery, ends[i] ?? []))
    expect(entriesOwing(all.filter((one) => !hasEnded(rowResultOf(one))).map(leftOf))).toEqual(left)
  })

  test('an item that was settled is not sent again, and one that was not tried still is', () => {
    const { items } = leftOf(tried(deliveryOf(4), [yes, no, busy]))
    expect(items.map(({ value }) => value)).toEqual([{ n: 2 }, { n: 3 }])
  })
})
