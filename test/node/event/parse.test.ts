import { describe, expect, it } from 'vitest'
import { eventTypes } from '../../../src/ingest/schema.ts'
import { eventOf, issuesOf, nestedLists } from './read.ts'

const goTime = '2020-05-09 23:54:49.209808489 +0000 UTC m=+70366.298768264'
const noSubject = 'userId or anonymousId: expected at least one of them'
const badId = 'expected text, or a number written in digits'
const badType = 'type: expected one of track, identify, page, screen, group, alias, delete'

describe('whose event it is', () => {
  it.each(eventTypes)('an event of type %s needs a userId or an anonymousId', (type) => {
    expect(issuesOf({ type, userId: 'u1' })).toEqual([])
    expect(issuesOf({ type, anonymousId: 'a1' })).toEqual([])
    expect(issuesOf({ type, groupId: 'g1', previousId: 'p1', messageId: 'm1' })).toEqual([noSubject])
  })

  it.each([null, '', '   ', '\t\n', '\u00a0\u2003', '\ufeff'])('a userId of %j is absent', (userId) => {
    expect(issuesOf({ type: 'track', userId })).toEqual([noSubject])
    expect(eventOf({ type: 'track', userId, anonymousId: 'a1' })).not.toHaveProperty('userId')
  })

  it.each(['userId', 'anonymousId', 'groupId', 'previousId'])('an empty %s is left out', (name) => {
    const others = { type: 'group', userId: 'u1', anonymousId: 'a1' }
    expect(eventOf({ ...others, [name]: null })).not.toHaveProperty(name)
    expect(eventOf({ ...others, [name]: '' })).not.toHaveProperty(name)
    expect(eventOf({ ...others, [name]: '  ' })).not.toHaveProperty(name)
  })

  it.each([
    { value: 12345, text: '12345' },
    { value: 0, text: '0' },
    { value: -7, text: '-7' },
    { value: 1.5, text: '1.5' },
    { value: 9007199254740991, text: '9007199254740991' },
    { value: '0', text: '0' },
    { value: ' u 1 ', text: ' u 1 ' },
  ])('an id of $value becomes the text "$text"', ({ value, text }) => {
    const ids = { userId: value, anonymousId: value, groupId: value, previousId: value, messageId: value }
    const texts = { userId: text, anonymousId: text, groupId: text, previousId: text, messageId: text }
    expect(eventOf({ type: 'alias', ...ids })).toMatchObject(texts)
    expect(eventOf({ type: 'alias', ...ids })).toMatchObject(texts)
  })

  it.each([9007199254740992, -9007199254740992, Infinity, true, {}, [], ['u1']])('an id of %j is refused', (value) => {
    expect(issuesOf({ type: 'track', userId: value })).toEqual([`userId: ${badId}`])
    expect(issuesOf({ type: 'track', userId: 'u1', messageId: value })).toEqual([`messageId: ${badId}`])
  })
})

describe('what an event may leave out or leave empty', () => {
  it.each([
    { type: 'track', userId: 'u1' },
    { type: 'track', userId: 'u1', event: null, properties: null },
    { type: 'track', userId: 'u1', event: '', properties: [] },
    { type: 'identify', anonymousId: 'a1', traits: null },
    { type: 'identify', userId: 'u1', traits: [], properties: 'not a field of identify' },
    { type: 'page', userId: 'u1', name: '', category: null, properties: {} },
    { type: 'screen', userId: 'u1', name: null, category: '' },
    { type: 'group', anonymousId: 'a1' },
    { type: 'alias', userId: 'u2' },
    { type: 'track', userId: 'u1', context: null, integrations: null },
    { type: 'track', userId: 'u1', context: [], integrations: [] },
    {
      type: 'track',
      userId: 'u1',
      context: { device: null, library: 'text', page: { search: {} } },
      integrations: { All: false },
    },
  ])('%j is taken as it is', (raw) => {
    expect(eventOf(raw)).toMatchObject(raw)
  })

  it.each([goTime, '2015-2-02T00:30:08.276Z', 'yesterday', 1561134806, 0, null, '', {}, [], true])(
    'a time of %j fails no event and is kept',
    (time) => {
      const raw = { type: 'track', userId: 'u1', timestamp: time, sentAt: time, originalTimestamp: time }
      expect(eventOf(raw)).toMatchObject(raw)
    },
  )

  it('fields that we do not know are kept', () => {
    const raw = {
      type: 'track',
      userId: 'u1',
      email: 'e@example.com',
      version: '1.1',
      channel: 'client',
      _metadata: { a: [null] },
    }
    expect(eventOf(raw)).toMatchObject(raw)
  })
})

describe('the shapes of deletes', () => {
  const times = {
    timestamp: '2020-05-09T23:54:49.209Z',
    receivedAt: '2020-05-09T23:54:49.209Z',
    sentAt: '2020-05-09T17:49:00.000Z',
  }
  it.each([
    {
      shape: 'A, null context and a time of Go',
      raw: {
        userId: 'u',
        context: null,
        integrations: null,
        messageId: 'delete-reg-6543321::job-2-P0',
        originalTimestamp: goTime,
        ...times,
      },
    },
    {
      shape: 'B, lists for context and integrations',
      raw: { userId: 'u', context: [], integrations: [], messageId: 'delete-022bb90c', ...times },
    },
    { shape: 'C, no messageId', raw: { userId: '019mr8mf4r', timestamp: '2012-12-02T00:30:08.276Z' } },
    { shape: 'D, both ids', raw: { userId: 'u', anonymousId: 'a' } },
    { shape: 'D, an anonymousId alone', raw: { anonymousId: 'a' } },
  ])('$shape: it parses and keeps what it has', ({ raw }) => {
    expect(eventOf({ type: 'delete', ...raw })).toMatchObject({ type: 'delete', ...raw })
  })
})

describe('what is refused', () => {
  it.each([
    { raw: undefined, issues: ['the event: expected a JSON object'] },
    { raw: null, issues: ['the event: expected a JSON object'] },
    { raw: 'text', issues: ['the event: expected a JSON object'] },
    { raw: [{ type: 'track', userId: 'u1' }], issues: ['the event: expected a JSON object'] },
    { raw: {}, issues: [badType] },
    { raw: { type: 'delete me', userId: 'u1' }, issues: [badType] },
    { raw: { type: 'Track', userId: 'u1' }, issues: [badType] },
    { raw: { type: ['track'], userId: 'u1' }, issues: [badType] },
    { raw: { type: null, userId: 'u1' }, issues: [badType] },
    { raw: { type: 'track', userId: 'u1', event: 7 }, issues: ['event: expected text'] },
    { raw: { type: 'track', userId: 'u1', properties: 'x' }, issues: ['properties: expected an object'] },
    { raw: { type: 'track', userId: 'u1', properties: [{}] }, issues: ['properties: expected an object'] },
    { raw: { type: 'identify', userId: 'u1', traits: 7 }, issues: ['traits: expected an object'] },
    { raw: { type: 'group', userId: 'u1', traits: true }, issues: ['traits: expected an object'] },
    {
      raw: { type: 'page', userId: 'u1', name: {}, category: 1 },
      issues: ['name: expected text', 'category: expected text'],
    },
    {
      raw: { type: 'alias', userId: 'u1', context: 'x', integrations: 1 },
      issues: ['context: expected an object', 'integrations: expected an object'],
    },
  ])('$raw is refused with the names of its fields', ({ raw, issues }) => {
    expect(issuesOf(raw)).toEqual(issues)
  })

  it('64 levels of nesting are taken and 65 are refused', () => {
    const event = { type: 'track', userId: 'u1' }
    expect(issuesOf({ ...event, properties: { deep: JSON.parse(nestedLists(62)) } })).toEqual([])
    expect(issuesOf({ ...event, properties: { deep: JSON.parse(nestedLists(63)) } })).toEqual([
      'the event: expected at most 64 levels of nesting',
    ])
  })

  it.each([nestedLists(100_000), '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)])(
    '100,000 levels of nesting are refused without exhausting the stack',
    (text) => {
      expect(issuesOf(JSON.parse(`{"type":"track","userId":"u1","properties":{"deep":${text}}}`))).toHaveLength(1)
      expect(issuesOf(JSON.parse(`{"type":"track","userId":"u1","unknown":${text}}`))).toHaveLength(1)
    },
    10_000,
  )
})

describe('keys that are names of prototypes', () => {
  const text = '{"__proto__":{"userId":"evil","admin":true},"constructor":{"prototype":{"admin":true}},"toString":1}'

  it('are no fields of the event and stay data where they are', () => {
    const event = eventOf(JSON.parse(`{"type":"track","userId":"u1","properties":${text},${text.slice(1)}`))
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype)
    expect(JSON.parse(JSON.stringify(event))).toEqual(JSON.parse(JSON.stringify({ ...event })))
    expect(Object.keys(event)).toEqual(expect.arrayContaining(['__proto__', 'constructor', 'toString']))
    expect(JSON.stringify(event['properties'])).toBe(text)
    expect({}).not.toHaveProperty('admin')
  })

  it('give an event no id and no type', () => {
    expect(issuesOf(JSON.parse('{"type":"track","__proto__":{"userId":"u1"}}'))).toEqual([noSubject])
    expect(issuesOf(JSON.parse('{"userId":"u1","__proto__":{"type":"track"}}'))).toEqual([badType])
  })
})
