import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { compileFql } from '../../../src/mapping/fql/compile.ts'
import { parseFql } from '../../../src/mapping/fql/parse.ts'
import { type Expr, type Path, scopeOf } from '../../../src/mapping/context/scope.ts'

const Vector = v.object({
  name: v.string(),
  origin: v.string(),
  fql: v.string(),
  event: v.number(),
  expected: v.boolean(),
  parseError: v.optional(v.boolean()),
})
type Vector = v.InferOutput<typeof Vector>

const file = new URL('../../data/vectors/fql.json', import.meta.url)
const data = v.parse(
  v.object({ events: v.array(v.unknown()), vectors: v.array(Vector) }),
  JSON.parse(readFileSync(file, 'utf8')),
)

/** What docs/from-segment.md says where Segment's parser reads something else. */
const rules = {
  grammar: "FQL: Segment's language, with a real grammar.",
  not: 'FQL: `not`/`!` before `and` before `or`.',
  precedence: 'FQL: `not`/`!` before `and` before `or`.',
  nesting: 'FQL: any nesting.',
  case: 'FQL: any case.',
  equals: 'FQL: `field op value` with `= == != > >= < <=`.',
  opposite: 'FQL: `!=` is the opposite of `=`.',
  quotes: 'FQL: Text in `"` or `\'` with escapes.',
  fields: 'FQL: Fields are the paths above, `values.x` included.',
  absent: 'Values: A path is own properties, absent when any part is missing or not an object.',
  functions: "FQL: the functions of Segment's destination filters, which subscriptions lack there.",
  error: 'FQL: A text that does not parse is an error with position and caret.',
} as const

/** The vectors where we follow the text and Segment does not; `#2` is the second vector of a name. */
const listed: Readonly<Record<string, keyof typeof rules>> = {
  // `!= 5` of what is no number is false in Segment, and so is `= 5`.
  'validate > operators - not equals (numbers) #3': 'opposite',
  'validate > operators -  number_not_equals (numbers) #2': 'opposite',
  'probe "properties.missing != 5"': 'opposite',
  // The end of the text is read as the text "eos".
  'fql > should handle missing values / satisfying event': 'error',
  // `!contains` and `!match` of what is no text are false in Segment, and so are `contains` and `match`.
  'fql > support not_contains for event name / empty event': 'not',
  'fql > support not_contains for event name / event = true': 'not',
  'fql > support not_contains for event name / event = 0': 'not',
  'fql > support not_contains for event name / event = {"a":1}': 'not',
  'fql > support not_starts_with for event name / empty event': 'not',
  'fql > support not_starts_with for event name / event = true': 'not',
  'fql > support not_starts_with for event name / event = false': 'not',
  'fql > support not_starts_with for event name / event = 0': 'not',
  'fql > support not_starts_with for event name / event = ["X"]': 'not',
  'fql > support not_starts_with for event name / event = {"a":1}': 'not',
  'fql > support not_ends_with for event name / empty event': 'not',
  'fql > support not_ends_with for event name / event = 0': 'not',
  'fql > support not_ends_with for event name / event = ["X"]': 'not',
  // `not` is passed over, and so is `!` before a parenthesis.
  'probe "not type = \\"track\\""': 'not',
  'probe "type = \\"track\\" and !(event = \\"x\\")"': 'not',
  // `==` compares with the text "=".
  'real iterable/updateCart satisfying': 'equals',
  'real iterable/trackPurchase satisfying': 'equals',
  'probe "type == \\"track\\""': 'equals',
  'probe "event == \\"Order Completed\\""': 'equals',
  'probe "type = \'track\'"': 'quotes',
  'probe "type = \\"identify\\" OR type = \\"track\\""': 'case',
  // The last `and` or `or` of a group counts for all of it.
  'probe "type = \\"track\\" and event = \\"nope\\" or name = \\"nope\\""': 'precedence',
  'probe "type = \\"track\\" or event = \\"nope\\" and name = \\"nope\\""': 'precedence',
  // A group ends at its first `)`, that of a function or of an inner group too.
  'probe "((type = \\"track\\"))"': 'nesting',
  'probe "type = \\"track\\" and (event = \\"Order Completed\\" or (name = \\"a\\" and name = \\"b\\"))"': 'nesting',
  'probe "type = \\"identify\\" and (contains(event, \\"Order\\") or name = \\"zz\\")"': 'nesting',
  'probe "type = \\"identify\\" and (!contains(event, \\"qq\\") or name = \\"zz\\")"': 'nesting',
  'probe "(contains(event, \\"Order\\") and name = \\"zz\\") or type = \\"identify\\""': 'nesting',
  // Whatever is not understood is passed over.
  'probe "or type = \\"track\\""': 'error',
  'probe "type = \\"track\\" and"': 'error',
  'probe "properties.a = \\"x\\" or"': 'error',
  'probe "type= \\"track\\"and event=\\"nope\\""': 'grammar',
  'probe "lowercase(event) = \\"order completed\\""': 'functions',
  'probe "typeof(properties.n) = \\"number\\""': 'functions',
  // Lists have no positions, an object is no value, and what follows `type`, `event` or `name` is passed over.
  'probe "properties.arr[0] = \\"x\\""': 'fields',
  'probe "properties.list[0].k = \\"v\\""': 'fields',
  'probe "properties != null"': 'fields',
  'probe "context = null"': 'fields',
  'probe "traits = null"': 'fields',
  'probe "type.x = \\"track\\""': 'fields',
  'probe "event.name = \\"Order Completed\\""': 'fields',
  'probe "name.first = \\"Home\\""': 'fields',
  // Paths reach prototypes and the length of a text, and a falsy part is the value.
  'probe "properties.__proto__ != null"': 'absent',
  'probe "properties.constructor != null"': 'absent',
  'probe "properties.a.length = 1"': 'absent',
  'probe "properties.z.x = null"': 'absent',
  'probe "properties.z.x = 0"': 'absent',
}

const field =
  (path: Path): Expr =>
  (scope) => {
    let value = scope.event
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
      value = Reflect.get(value, key)
    }
    return value
  }

function answerOf(vector: Vector): boolean {
  const parsed = parseFql(vector.fql)
  return parsed.ok && compileFql(parsed.fql, field)(scopeOf({ event: data.events[vector.event] }))
}

interface Result {
  readonly id: string
  readonly origin: 'test' | 'destination' | 'probe'
  readonly agrees: boolean
}

function originOf(vector: Vector): Result['origin'] {
  if (vector.origin.startsWith('test:')) return 'test'
  if (vector.origin.startsWith('destination')) return 'destination'
  return 'probe'
}

function resultsOf(vectors: readonly Vector[]): readonly Result[] {
  const seen = new Map<string, number>()
  return vectors.map((vector) => {
    const nth = (seen.get(vector.name) ?? 0) + 1
    seen.set(vector.name, nth)
    const id = nth === 1 ? vector.name : `${vector.name} #${nth}`
    return { id, origin: originOf(vector), agrees: answerOf(vector) === vector.expected }
  })
}

const results = resultsOf(data.vectors)

function countsOf(origin: Result['origin']) {
  const own = results.filter((result) => result.origin === origin)
  const agree = own.filter((result) => result.agrees).length
  return { vectors: own.length, agree, listed: own.filter((result) => Object.hasOwn(listed, result.id)).length }
}

const counts = { test: countsOf('test'), destination: countsOf('destination'), probe: countsOf('probe') }

test("the copy holds all of Segment's answers", () => {
  const line = Object.entries(counts).map(
    ([origin, n]) => `${origin} ${n.vectors}, ${n.agree} agree, ${n.listed} listed`,
  )
  console.log(`fql vectors: ${line.join('; ')}`)
  expect(counts).toMatchObject({ test: { vectors: 544 }, destination: { vectors: 733 }, probe: { vectors: 140 } })
  expect(data.vectors.filter((vector) => vector.parseError === true && vector.expected)).toEqual([])
})

test('every answer is that of Segment, but the listed ones', () => {
  const differing = results.filter((result) => !result.agrees).map((result) => result.id)
  expect(differing.filter((id) => !Object.hasOwn(listed, id))).toEqual([])
})

test('every listed name is a vector that differs', () => {
  const differing = new Set(results.filter((result) => !result.agrees).map((result) => result.id))
  expect(Object.keys(listed).filter((id) => !differing.has(id))).toEqual([])
})

test('every rule is needed', () => {
  const used = new Set<string>(Object.values(listed))
  expect(Object.keys(rules).filter((rule) => !used.has(rule))).toEqual([])
})

test.each([
  { origin: 'test', ...counts.test },
  { origin: 'destination', ...counts.destination },
])(
  'at most one in twenty of origin $origin is listed: $vectors vectors, $agree agree, $listed listed',
  ({ vectors, listed }) => {
    expect(listed / vectors).toBeLessThanOrEqual(0.05)
  },
)
