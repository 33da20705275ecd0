import { describe, expect, test } from 'vitest'
import type { ChangeGroup, Difference } from '../../../src/mapping/difference.ts'
import { Comparison } from '../../../src/mapping/difference.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { previewSettings } from '../../../src/mapping/preview.ts'
import type { EventLike } from '../../../src/mapping/translate.ts'

type File = Readonly<Record<string, unknown>>

const now = Date.parse('2026-11-22T12:00:00.000Z')
const event = {
  type: 'track',
  event: 'Order',
  userId: 'u1',
  messageId: 'm1',
  properties: { plan: 'Pro', products: [{ sku: 'a', price: 1 }, { sku: 'b' }] },
}
const request = {
  method: 'POST',
  url: '{{ hosts.api }}/v1',
  json: { user: '{{ userId }}', plan: '{{ properties.plan }}' },
}
const track = { name: 'Track', subscribe: 'type = "track"', request }

/** A file whose only subscription has other parts. */
function fileWith(more: File, parts: File = {}): File {
  return {
    name: 'Acme',
    settings: { key: { label: 'Key', secret: true }, region: { label: 'Region', default: 'us' } },
    hosts: { api: 'https://api.example.com', other: 'https://other.example.com' },
    subscriptions: [{ ...track, ...more }],
    ...parts,
  }
}

function side(file: File) {
  const { mapping, issues } = compileMapping(file)
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return { mapping, settings: previewSettings(mapping, {}) }
}

function difference(
  before: File,
  after: File,
  events: readonly EventLike[] = [event],
  key = (text: string) => text,
): Difference {
  const comparison = new Comparison(side(before), side(after), key)
  for (const one of events) comparison.add({ event: one, receivedAt: now })
  return comparison.result()
}

/** Groups without their examples, as tests compare them. */
function kindsOf({ groups }: Difference): readonly Partial<ChangeGroup>[] {
  return groups.map(({ examples: _examples, ...kind }) => kind)
}

function json(body: unknown): File {
  return fileWith({ request: { ...request, json: body } })
}

const form = (fields: File): File => fileWith({ request: { method: 'POST', url: '{{ hosts.api }}/v1', form: fields } })

const keyed = (suffix: string): File => json({ [`Ada Lovelace${suffix}`]: 1, [`Grace Hopper${suffix}`]: 1 })

const sequence = (last: File): File =>
  fileWith({
    request: undefined,
    requests: [
      { name: 'find', method: 'GET', url: '{{ hosts.api }}/find' },
      { name: 'send', ...request, json: { id: '{{ answers.find.body.id }}', ...last } },
    ],
  })

const plain = fileWith({})
const of = { subscription: 'Track', request: 'request', events: 1 }

describe('a value of a request', () => {
  test.for([
    {
      what: 'is added',
      body: { user: '{{ userId }}', plan: '{{ properties.plan }}', id: '{{ messageId }}' },
      group: { change: 'added', pointer: '/body/id' },
    },
    { what: 'is lost', body: { user: '{{ userId }}' }, group: { change: 'lost', pointer: '/body/plan' } },
    {
      what: 'has another value',
      body: { user: '{{ userId }}', plan: '{{ properties.plan | upcase }}' },
      group: { change: 'changed', pointer: '/body/plan' },
    },
    {
      what: 'has another type',
      body: { user: '{{ userId }}', plan: ['{{ properties.plan }}'] },
      group: { change: 'changed', pointer: '/body/plan' },
    },
  ])('that $what is a group', ({ body, group }) => {
    expect(kindsOf(difference(plain, json(body)))).toEqual([{ ...of, ...group }])
  })

  test('is known by what it is: another order of keys is no change', () => {
    const after = json({ plan: '{{ properties.plan }}', user: '{{ userId }}' })
    expect(difference(plain, after)).toMatchObject({ compared: 1, unchanged: 1, groups: [] })
  })

  test('in a list has * for its place, and counts an event once', () => {
    const before = json({
      items: {
        '@map': { over: '{{ properties.products }}', as: { sku: '{{ item.sku }}', price: '{{ item.price }}' } },
      },
    })
    const after = json({
      items: { '@map': { over: '{{ properties.products }}', as: { sku: '{{ item.sku | upcase }}' } } },
    })
    const found = difference(before, after, [event, { ...event, messageId: 'm2' }])
    expect(kindsOf(found)).toEqual([
      { ...of, change: 'changed', pointer: '/body/items/*/sku', events: 2 },
      { ...of, change: 'lost', pointer: '/body/items/*/price', events: 2 },
    ])
    expect(found.groups[0]?.examples).toEqual([
      { of: { event, receivedAt: now }, before: 'a', after: 'A' },
      { of: { event: { ...event, messageId: 'm2' }, receivedAt: now }, before: 'a', after: 'A' },
    ])
  })

  test.for([
    { where: 'the host', changed: { url: '{{ hosts.other }}/v1' }, group: { change: 'changed', pointer: '/url' } },
    { where: 'the method', changed: { method: 'PUT' }, group: { change: 'changed', pointer: '/method' } },
    {
      where: 'the query',
      changed: { query: { 'a/b': '{{ settings.region }}' } },
      group: { change: 'added', pointer: '/query/a~1b' },
    },
    {
      where: 'a header',
      changed: { headers: { 'X-User': '{{ userId }}' } },
      group: { change: 'added', pointer: '/headers/X-User' },
    },
  ])('stands in $where', ({ changed, group }) => {
    const after = fileWith({ request: { ...request, ...changed } })
    expect(kindsOf(difference(plain, after))).toEqual([{ ...of, ...group }])
  })

  test('stands in a form by its name', () => {
    const found = difference(
      form({ user: '{{ userId }}', key: '{{ settings.key }}' }),
      form({ user: '{{ messageId }}', key: '{{ settings.key }}' }),
    )
    expect(kindsOf(found)).toEqual([{ ...of, change: 'changed', pointer: '/body/user' }])
  })

  test('below keys that are shown alike is one group', () => {
    const masked = difference(keyed(''), keyed('!'), [event], (key) => (key.includes(' ') ? '…' : key))
    expect(kindsOf(masked)).toEqual([
      { ...of, change: 'lost', pointer: '/body/…' },
      { ...of, change: 'added', pointer: '/body/…' },
    ])
  })
})

describe('a request', () => {
  const second = { name: 'Second', subscribe: 'event = "Order"', request: { ...request, url: '{{ hosts.other }}/v2' } }

  test.for([
    {
      what: 'an added subscription',
      before: plain,
      after: fileWith({}, { subscriptions: [track, second] }),
      group: { change: 'added', subscription: 'Second', pointer: '' },
    },
    {
      what: 'a subscription that is gone',
      before: fileWith({}, { subscriptions: [track, second] }),
      after: plain,
      group: { change: 'lost', subscription: 'Second', pointer: '', reason: 'the mapping has no "Second" any more' },
    },
    {
      what: 'a subscription that takes the event no longer',
      before: plain,
      after: fileWith({ subscribe: 'type = "page"' }),
      group: { change: 'lost', pointer: '', reason: 'type = "page" does not hold' },
    },
    {
      what: 'an event that the file drops',
      before: plain,
      after: fileWith({}, { drop: [{ name: 'orders are left out', if: 'event = "Order"' }] }),
      group: { change: 'lost', pointer: '', reason: 'the mapping drops this event: orders are left out' },
    },
    {
      what: 'a request of a sequence whose "if" holds no longer',
      before: fileWith({
        request: undefined,
        requests: [
          { name: 'a', idempotent: true, ...request },
          { name: 'b', ...request },
        ],
      }),
      after: fileWith({
        request: undefined,
        requests: [
          { name: 'a', idempotent: true, if: 'event = "Other"', ...request },
          { name: 'b', ...request },
        ],
      }),
      group: { change: 'lost', request: 'a', pointer: '', reason: 'passed over: its "if" does not hold' },
    },
  ])('of $what is added or lost as a whole', ({ before, after, group }) => {
    expect(kindsOf(difference(before, after))).toEqual([{ ...of, ...group }])
  })

  test('of a subscription that only has another name is no change', () => {
    expect(difference(plain, fileWith({ name: 'Orders' }))).toMatchObject({ compared: 1, unchanged: 1, groups: [] })
  })

  test('of a subscription that has another name and sends something else is lost and added', () => {
    const after = fileWith({ name: 'Orders', request: { ...request, method: 'PUT' } })
    expect(kindsOf(difference(plain, after))).toMatchObject([
      { change: 'lost', subscription: 'Track', pointer: '' },
      { change: 'added', subscription: 'Orders', pointer: '' },
    ])
  })

  test('that takes from an earlier answer is not compared, and its event is counted', () => {
    expect(difference(sequence({}), sequence({ user: '{{ userId }}' }))).toMatchObject({
      unchanged: 1,
      incomplete: 1,
      groups: [],
    })
  })
})

describe('an event', () => {
  const requires = (message: string, more: File = {}): File =>
    fileWith({ requires: [{ allOf: ['properties.coupon'], message, ...more }] })
  const skips = requires('without coupon', { otherwise: 'skip' })

  test.for([
    {
      what: 'that is sent, then rejected',
      before: plain,
      after: requires('a coupon is required'),
      groups: [{ change: 'rejected', reason: 'a coupon is required' }],
    },
    {
      what: 'that is sent, then skipped',
      before: plain,
      after: skips,
      groups: [{ change: 'skipped', reason: 'without coupon' }],
    },
    {
      what: 'that is rejected, then skipped',
      before: requires('a coupon is required'),
      after: skips,
      groups: [{ change: 'skipped', reason: 'without coupon' }],
    },
    {
      what: 'that is rejected, then not taken',
      before: requires('a coupon is required'),
      after: fileWith({ subscribe: 'type = "page"' }),
      groups: [{ change: 'skipped', reason: 'type = "page" does not hold' }],
    },
    {
      what: 'that is skipped, then rejected',
      before: skips,
      after: requires('a coupon is required'),
      groups: [{ change: 'rejected', reason: 'a coupon is required' }],
    },
    { what: 'that is rejected for another reason', before: requires('a'), after: requires('b'), groups: [] },
    {
      what: 'that is skipped, then not taken',
      before: skips,
      after: fileWith({ subscribe: 'type = "page"' }),
      groups: [],
    },
  ])('$what', ({ before, after, groups }) => {
    const found = difference(before, after)
    expect(kindsOf(found)).toEqual(groups.map((group) => ({ subscription: 'Track', events: 1, ...group })))
    expect(found.unchanged).toBe(groups.length === 0 ? 1 : 0)
  })

  test('that is rejected before and sent after has an added request', () => {
    expect(kindsOf(difference(requires('a'), plain))).toEqual([{ ...of, change: 'added', pointer: '' }])
  })

  test('of which a request is refused is rejected with the reason', () => {
    const after = fileWith({ request: { ...request, url: '{{ hosts.api }}/users/{{ properties.none }}' } })
    expect(kindsOf(difference(plain, after))).toEqual([
      { ...of, change: 'rejected', reason: expect.stringContaining('properties.none') },
    ])
  })

  test('of which one item more is refused is rejected, beside what its request loses', () => {
    const item = { '@map': { over: '{{ properties.products }}', as: '{{ item }}' } }
    const batch = { item, request: { ...request, json: '{{ items }}' }, batch: { max: 10 } }
    const after = fileWith({ ...batch, requires: [{ allOf: ['item.price'], message: 'a price is required' }] })
    expect(kindsOf(difference(fileWith(batch), after))).toEqual([
      { change: 'rejected', subscription: 'Track', reason: 'a price is required', events: 1 },
      { ...of, change: 'lost', pointer: '/body/*' },
    ])
  })

  test('is judged by the time when it was received', () => {
    const file = fileWith({ requires: [{ newerThan: '1h', message: 'too old' }] })
    const comparison = new Comparison(side(plain), side(file))
    comparison.add({ event: { ...event, timestamp: new Date(now).toISOString() }, receivedAt: now + 60_000 })
    expect(comparison.result().unchanged).toBe(1)
  })
})

test('groups are counted, the most frequent first, with three examples each', () => {
  const after = fileWith({ subscribe: 'event = "Order"', request: { ...request, method: 'PUT' } })
  const events = Array.from({ length: 10 }, (_, i) => ({ ...event, event: i < 4 ? 'Other' : 'Order' }))
  const found = difference(plain, after, events)
  expect(found).toMatchObject({
    compared: 10,
    unchanged: 0,
    changes: { added: 0, lost: 4, changed: 6, skipped: 0, rejected: 0 },
  })
  expect(found.groups.map(({ change, events, examples }) => [change, events, examples.length])).toEqual([
    ['changed', 6, 3],
    ['lost', 4, 3],
  ])
})

test('at most 200 groups are kept, and the changes of the others are counted', () => {
  const before = json({ all: '{{ properties }}' })
  const after = json({ all: '{{ userId }}', more: '{{ context }}' })
  const events = Array.from({ length: 250 }, (_, i) => ({ ...event, properties: { [`key${i}`]: 1 } }))
  const spread = (name: string): File => json({ '@spread': [{ user: name }, '{{ properties }}'] })
  const found = difference(spread('a'), json({ user: 'a' }), events)
  expect({ groups: found.groups.length, leftOut: found.leftOut, lost: found.changes.lost }).toEqual({
    groups: 200,
    leftOut: 50,
    lost: 250,
  })
  expect(kindsOf(difference(before, after, events))).toEqual([
    { ...of, change: 'changed', pointer: '/body/all', events: 250 },
  ])
})
