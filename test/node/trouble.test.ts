import { expect, test } from 'vitest'
import { troubleOf } from '../../console/src/tabs/overview/trouble.ts'

const since = '2026-11-01T10:00:00.000Z'
const refused = { kind: 'credential refused', since }
const failing = { kind: 'circuit open', since }

test.for([
  { that: 'nothing', queue: {}, conditions: [], words: [] },
  {
    that: 'that events are held, once, and since when',
    queue: { circuitEvents: 1 },
    conditions: [failing],
    words: [['circuit open', since]],
  },
  {
    that: 'that events are held where no condition says since when',
    queue: { circuitEvents: 1 },
    conditions: [],
    words: [['circuit open', undefined]],
  },
  {
    that: 'that deletes alone are held',
    queue: { circuitDeletes: 1 },
    conditions: [failing],
    words: [['deletes held', since]],
  },
  {
    that: 'that the credential is refused',
    queue: { circuitEvents: 1, circuitDeletes: 1 },
    conditions: [refused],
    words: [['credential refused', since]],
  },
  {
    that: 'that it is the credential of deletes',
    queue: { circuitDeletes: 1 },
    conditions: [refused],
    words: [['deletes: credential refused', since]],
  },
  {
    that: 'what is paused, events first',
    queue: {},
    conditions: [],
    paused: ['deletes', 'events'],
    words: [['events and deletes paused', undefined]],
  },
  {
    that: 'that it is shadowed',
    queue: {},
    conditions: [],
    shadowed: true as const,
    words: [['shadow', undefined]],
  },
])('the tile of an account says $that', ({ queue, conditions, paused = [], shadowed, words }) => {
  const trouble = troubleOf(
    { partner: 'p', paused },
    { account: 'a', settings: {}, queue, conditions, ...(shadowed && { shadowed }) },
    { received: 0, inline: {} },
  )
  expect(trouble.map((one) => [one.word, one.since])).toEqual(words)
})
