import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Mapping } from '../../../src/mapping/file/mapping.ts'
import { preview } from '../../../src/mapping/preview.ts'
import { dropReason, type EventLike, plan } from '../../../src/mapping/translate.ts'

type Json = Readonly<Record<string, unknown>>

const now = Date.parse('2026-11-22T00:00:00Z')

function mappingOf(file: Json, subscription: Json = {}): Mapping {
  const { mapping, issues } = compileMapping({
    name: 'Partner',
    settings: { events: { label: 'Events' } },
    hosts: { api: 'https://api.example.com' },
    subscriptions: [
      {
        name: 'All',
        subscribe: 'all',
        request: { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' },
        batch: { max: 10 },
        ...subscription,
      },
    ],
    ...file,
  })
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return mapping
}

describe('drop', () => {
  const named = mappingOf({
    drop: [
      { name: 'Test users', if: "'TEST' in traits.groups" },
      { name: 'No campaign', if: 'length(context.campaign.source) = 0' },
      { name: 'Unwanted', if: 'event in settings.events' },
    ],
  })
  const sent = { campaign: { source: 'x' } }

  test.each<[string, Json, string | undefined]>([
    [
      'the first condition',
      { traits: { groups: ['TEST'] }, context: sent },
      'the mapping drops this event: Test users',
    ],
    ['a later one', { traits: { groups: ['B'] } }, 'the mapping drops this event: No campaign'],
    ['the first of several that hold', { traits: { groups: ['TEST'] } }, 'the mapping drops this event: Test users'],
    ['one that asks a setting', { event: 'Noise', context: sent }, 'the mapping drops this event: Unwanted'],
    ['none', { event: 'Order', context: sent }, undefined],
  ])('says the name of what dropped the event: %s', (_what, fields, reason) => {
    const event: EventLike = { type: 'track', ...fields }
    const settings = { events: 'Noise, Ping' }
    expect(dropReason(named, event, settings)).toBe(reason)
    expect(plan(event, { mapping: named, settings, now })).toHaveLength(reason === undefined ? 1 : 0)
    const [rule] = preview(named, event, { settings, now })
    expect([rule?.matched, rule?.reason]).toEqual([reason === undefined, reason])
  })

  test('of one condition has no name', () => {
    const mapping = mappingOf({ drop: 'event = "Noise"' })
    expect(dropReason(mapping, { type: 'track', event: 'Noise' }, {})).toBe('the mapping drops this event')
    expect(dropReason(mapping, { type: 'track' }, {})).toBeUndefined()
  })
})

describe('a subscription says which part of its condition does not hold', () => {
  test.each([
    ["type = 'track' and 'x' in traits.groups", '"x" in traits.groups does not hold'],
    ['event in settings.events', 'event in settings.events does not hold'],
    ['length(lowercase(event)) > 3', 'length(lowercase(event)) > 3 does not hold'],
    ['match(event, "a?*[b-d]\\*")', 'match(event, "a?*[b-d]\\*") does not hold'],
    ["event in ['a', 5, null] or properties.on", 'none of: event in ("a", 5, null) | properties.on = true'],
    ['not all', 'not (all) does not hold'],
  ])('%s', (subscribe, reason) => {
    const event = { type: 'track', event: 'x' }
    expect(preview(mappingOf({}, { subscribe }), event, { settings: {}, now })[0]?.reason).toBe(reason)
  })
})

describe('types that a mapping could take', () => {
  const tracks = ['track']
  const types = ['identify', 'track', 'page', 'screen', 'group', 'alias']
  test.each([
    ['all', types],
    ['not all', []],
    ['event in settings.events', tracks],
    ['not event in settings.events', types],
    ['type in settings.events', types],
    ['"x" in settings.events', types],
    ['lowercase(event) = "x"', tracks],
    ['length(event) > 0', tracks],
    ['length(event) = 0', types],
    ['uppercase(type) = "PAGE"', ['page']],
    ['type = "page" and "x" in properties.list', ['page']],
    ['type = "page" and (all or event = "x")', ['page']],
  ])('%s', (subscribe, taken) => {
    expect([...mappingOf({}, { subscribe }).takes]).toEqual(taken)
  })
})

describe('requires', () => {
  function becomes(requires: readonly unknown[], event: Json, subscription: Json = {}): unknown {
    const mapping = mappingOf({}, { requires, ...subscription })
    const [delivery] = plan({ type: 'track', ...event }, { mapping, settings: {}, now })
    const items = delivery?.items.map(({ value }) => value)
    return delivery?.ended === undefined ? items : `${delivery.ended.status}: ${delivery.ended.message}`
  }
  const email = { if: "match(traits.email, '*@*.*')" }

  test.each<[string, Json, Json, string]>([
    ['rejects', email, { traits: { email: 'x' } }, "rejected: match(traits.email, '*@*.*') does not hold"],
    ['says its message', { ...email, message: 'no email' }, {}, 'rejected: no email'],
    ['skips', { ...email, otherwise: 'skip' }, {}, "skipped: match(traits.email, '*@*.*') does not hold"],
    [
      'says the part that fails',
      { if: 'exists(traits) and exists(userId)' },
      { traits: { a: 1 } },
      'rejected: exists(userId) does not hold',
    ],
    ['is asked after paths', { ...email, allOf: ['userId'] }, {}, 'rejected: userId is required'],
  ])('a condition that does not hold %s', (_what, requirement, event, result) => {
    expect(becomes([requirement], event)).toBe(result)
  })

  test('a condition that holds sends the event', () => {
    const event = { traits: { email: 'a@example.com' } }
    expect(becomes([email], event)).toEqual([{ type: 'track', ...event }])
  })

  test('a condition on `item` is asked of each item', () => {
    const list = { item: { '@map': { over: '{{ $.list }}', as: '{{ item }}' } } }
    const event = { list: [1, 7, 2, 8] }
    expect(becomes([{ if: 'item > 5', otherwise: 'skip' }], event, list)).toEqual([7, 8])
    expect(becomes([{ if: 'item > 5' }], event, list)).toEqual([7, 8])
    expect(becomes([{ if: 'item > 9' }], event, list)).toBe('rejected: item > 9 does not hold')
  })
})
