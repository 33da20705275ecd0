import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson, contentId } from '../../../src/ingest/canonical.ts'
import { eventOf } from './read.ts'

const track = { type: 'track', userId: 'u1', event: 'Bought' }

describe('messageId', () => {
  it('is kept at any length', () => {
    const messageId = `ajs-${'x'.repeat(5000)}`
    expect(eventOf({ ...track, messageId }).messageId).toBe(messageId)
  })

  it.each([{}, { messageId: null }, { messageId: '' }, { messageId: ' ' }])(
    'is the SHA-256 of what came when it came as %j',
    (id) => {
      const raw = { ...track, ...id }
      const digest = createHash('sha256').update(canonicalJson(raw)).digest('hex')
      expect(eventOf(raw).messageId).toBe(`fwd-${digest}`)
    },
  )

  it('is the same for a repeat at another time and with its keys in another order', () => {
    const repeat = { event: 'Bought', userId: 'u1', type: 'track' }
    expect(eventOf(repeat).messageId).toBe(eventOf(track).messageId)
    expect(contentId(repeat)).toBe('fwd-4bc93a3809facff501f9f372aba88078616b6b67dc128000e947a38812acf6ac')
  })

  it.each([{ event: 'Sold' }, { userId: 'u2' }, { properties: {} }, { timestamp: '2026-01-01T00:00:00Z' }])(
    'is another for an event with %j',
    (change) => {
      expect(eventOf({ ...track, ...change }).messageId).not.toBe(eventOf(track).messageId)
    },
  )
})

describe('an id of white space alone', () => {
  it.each(['groupId', 'previousId'])('is absent: %s', (key) => {
    expect(eventOf({ ...track, [key]: '  ' })).not.toHaveProperty(key)
  })

  it('is absent in the context, where all else stays', () => {
    const context = { groupId: ' ', ip: '1.2.3.4' }
    expect(eventOf({ ...track, context }).context).toEqual({ ip: '1.2.3.4' })
    expect(eventOf({ ...track, context: { groupId: 'g' } }).context).toEqual({ groupId: 'g' })
  })
})

describe('receivedAt', () => {
  it.each([{}, { receivedAt: null }, { receivedAt: '' }])('is our own time when it came as %j', (time) => {
    expect(eventOf({ ...track, ...time }).receivedAt).toBe('2026-11-22T10:00:00.000Z')
  })

  it.each(['2019-06-21T16:33:26.158Z', 'last week', 1561134806, 0])('of %j is kept', (receivedAt) => {
    expect(eventOf({ ...track, receivedAt }).receivedAt).toBe(receivedAt)
  })
})

describe('an event', () => {
  it('without a timestamp stays without', () => {
    expect(eventOf(track)).not.toHaveProperty('timestamp')
  })

  it('has nothing but what came and the two fields that we fill', () => {
    expect(Object.keys(eventOf(track)).sort()).toEqual(['event', 'messageId', 'receivedAt', 'type', 'userId'])
  })

  it('is a new object, and what came stays as it was', () => {
    const raw = { ...track, userId: 7, anonymousId: null, context: { a: 1 } }
    const before = structuredClone(raw)
    expect(eventOf(raw)).not.toBe(raw)
    expect(raw).toEqual(before)
  })
})

describe('canonical JSON', () => {
  it.each([
    { value: { b: 1, a: { d: [], c: {} } }, text: '{"a":{"c":{},"d":[]},"b":1}' },
    { value: { b: 1, B: 2, é: 3, '\u{1f600}': 4, '\uffff': 5 }, text: '{"B":2,"b":1,"é":3,"\u{1f600}":4,"\uffff":5}' },
    { value: { 10: 1, 9: 2 }, text: '{"10":1,"9":2}' },
    { value: [1, '1', true, null, 'é"\n'], text: '[1,"1",true,null,"é\\"\\n"]' },
    { value: [0.1, 1e21, 1e-7, -0], text: '[0.1,1e+21,1e-7,0]' },
    { value: ['\ud800'], text: '["\\ud800"]' },
    { value: JSON.parse('{"__proto__":{"b":1,"a":2},"a":1}'), text: '{"__proto__":{"a":2,"b":1},"a":1}' },
  ])('of $text has its keys in order', ({ value, text }) => {
    expect(canonicalJson(value)).toBe(text)
  })
})
