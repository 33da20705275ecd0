import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEvent } from '../../../src/ingest/parse.ts'
import { eventTypes } from '../../../src/ingest/schema.ts'
import { eventOf, nestedLists, now } from './read.ts'

const runs = Number(process.env['PROPERTY_RUNS'] ?? 300)

const ids = ['userId', 'anonymousId', 'groupId', 'previousId', 'messageId']
const dictionaries = ['context', 'integrations', 'properties', 'traits']
const names = ['event', 'name', 'category']
const prototypeKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

/** Everything an issue may say. */
const sayings: readonly string[] = [
  'the event: expected a JSON object',
  'the event: expected at most 64 levels of nesting',
  'userId or anonymousId: expected at least one of them',
  'type: expected one of track, identify, page, screen, group, alias, delete',
  ...ids.map((id) => `${id}: expected text, or a number written in digits`),
  ...dictionaries.map((name) => `${name}: expected an object`),
  ...names.map((name) => `${name}: expected text`),
]

const known = new Set(['type', 'receivedAt', ...ids, ...dictionaries, ...names])
// The generator likes to make names that objects have, `name` among them.
const freeKey = fc.oneof(
  fc.constantFrom(...prototypeKeys, 'timestamp', 'email'),
  fc.string({ unit: 'binary' }).filter((key) => !known.has(key)),
)
const anyKey = fc.oneof(fc.constantFrom('type', 'receivedAt', ...ids, ...dictionaries, ...names), freeKey)

/** JSON as text, so that `__proto__` can be a key and no depth is too much for the generator. */
const { shallow, any, object } = fc.letrec<{ shallow: string; any: string; object: string }>((tie) => ({
  shallow: fc.oneof(
    fc.constantFrom(
      'null',
      'true',
      '0',
      '7',
      '1e999',
      '-1.5',
      '""',
      '"u1"',
      '[]',
      '{}',
      '"2020-05-09 23:54:49 +0000 UTC m=+7"',
    ),
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc.json({ maxDepth: 5 }),
  ),
  any: fc.oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: tie('shallow') },
    { weight: 3, arbitrary: fc.array(tie('any'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`) },
    { weight: 3, arbitrary: tie('object') },
    { weight: 1, arbitrary: fc.constantFrom(`"${'huge'.repeat(100_000)}"`, nestedLists(63), nestedLists(20_000)) },
  ),
  object: fc.array(fc.tuple(anyKey, tie('any')), { maxLength: 8 }).map((members) => objectText(members)),
}))

/** The text of something like an event: of a true type, with anything in its fields. */
const eventLike = fc
  .tuple(fc.constantFrom(...eventTypes), fc.array(fc.tuple(anyKey, any), { maxLength: 8 }))
  .map(([type, members]) => objectText([['type', `"${type}"`], ['userId', '"u1"'], ...members]))

/** The text of an event that has nothing wrong, with anything beside the fields that we know. */
const goodEvent = fc
  .tuple(fc.constantFrom(...eventTypes), fc.array(fc.tuple(freeKey, shallow), { maxLength: 8 }))
  .map(([type, members]) => objectText([...members, ['anonymousId', '"a1"'], ['type', `"${type}"`]]))

describe('any JSON value', () => {
  it('makes the parser neither throw nor write into it, and no issue tells a value of it', () => {
    const property = fc.property(fc.oneof(any, object, eventLike), (text) => {
      const raw: unknown = JSON.parse(text)
      const told = frozenAndListed(raw).filter((string) => !sayings.some((saying) => saying.includes(string)))
      const parsed = parseEvent(raw, now)
      if (parsed.ok) return
      expect(parsed.issues).not.toEqual([])
      expect(parsed.issues.filter((issue) => !sayings.includes(issue))).toEqual([])
      expect(told.filter((string) => parsed.issues.some((issue) => issue.includes(string)))).toEqual([])
    })
    fc.assert(property, { numRuns: runs })
  }, 30_000)

  it('beside the fields that we know is kept', () => {
    const property = fc.property(goodEvent, (text) => {
      const raw: Readonly<Record<string, unknown>> = JSON.parse(text)
      const event = eventOf(raw)
      // Compared without matchers, which read keys of the data as their own.
      const lost = Object.keys(raw).filter((key) => !Object.hasOwn(event, key) || !Object.is(event[key], raw[key]))
      expect(lost).toEqual([])
      expect(Object.getPrototypeOf(event) === Object.prototype).toBe(true)
    })
    fc.assert(property, { numRuns: runs })
  }, 30_000)
})

function objectText(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`
}

/** Freezes a value all through, so that a write throws, and gives its strings of four characters and more. */
function frozenAndListed(value: unknown): readonly string[] {
  const strings: string[] = []
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string' && next.length >= 4) strings.push(next)
    if (typeof next !== 'object' || next === null) continue
    Object.freeze(next)
    left.push(...Object.values(next))
  }
  return strings
}
