import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { parseEvent } from '../../../src/ingest/parse.ts'
import type { Issue } from '../../../src/mapping/context/issues.ts'
import { fileTextsOf } from '../../../src/mapping/context/file-texts.ts'
import { CompileContext } from '../../../src/mapping/context/compile-context.ts'
import { scopeOf, Memo } from '../../../src/mapping/context/scope.ts'
import { compileValue } from '../../../src/mapping/file/value.ts'
import { listed, rules } from './mapping-kit-listed.ts'

const fields = {
  name: v.string(),
  origin: v.string(),
  mapping: v.unknown(),
  expected: v.optional(v.unknown()),
  expectedUndefined: v.optional(v.literal(true)),
  fn: v.optional(v.literal('transformBatch')),
  note: v.optional(v.string()),
}
const Vector = v.strictObject({ ...fields, payload: v.number(), error: v.optional(v.string()) })
type Vector = v.InferOutput<typeof Vector>

const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'))
const data = v.parse(
  v.object({ payloads: v.array(v.unknown()), vectors: v.array(Vector) }),
  read(new URL('../../data/vectors/mapping-kit.json', import.meta.url)),
)

/** What the checker says of a mapping, and what the mapping makes of its payload. */
function outcomeOf({ mapping, payload, fn, origin }: Vector): { issues: readonly Issue[]; value: unknown } {
  const issues: Issue[] = []
  const file = {
    issues,
    texts: fileTextsOf({}),
    settings: {},
    hosts: {},
    value: () => undefined,
    valueNames: [],
    memo: new Memo(),
    configured: [],
    filters: new Map(),
  }
  // Only the events of destinations are events of Segment's, whose fields are known.
  const at = { visible: new Set(['event'] as const), fields: origin.startsWith('destination') }
  const expr = compileValue(mapping, new CompileContext(file, '', at))
  const made = (event: unknown) => (isEvent(event) ? expr(scopeOf({ event })) : undefined)
  const event = data.payloads[payload]
  if (issues.length > 0) return { issues, value: undefined }
  return {
    issues,
    value: fn === 'transformBatch' && Array.isArray(event) ? event.map(made) : rooted(mapping, made(event)),
  }
}

/** `transform` takes objects only; here what is none is refused at the route, before any mapping sees it. */
function isEvent(payload: unknown): boolean {
  const parsed = parseEvent(payload, 0)
  return parsed.ok || !parsed.issues.includes('the event: expected a JSON object')
}

/** `transform` copies its mapping into an object before it looks at it: a list or text at the top is one of its positions. */
function rooted(mapping: unknown, value: unknown): unknown {
  return (typeof mapping === 'string' || Array.isArray(mapping)) && value !== undefined
    ? Object.fromEntries(Object.entries(Object(value)))
    : value
}

function agrees(vector: Vector): boolean {
  const { issues, value } = outcomeOf(vector)
  if (vector.error !== undefined) return value === undefined
  return issues.length === 0 && isDeepStrictEqual(value, vector.expected)
}

type Origin = 'test' | 'destination' | 'probe'

function originOf({ origin }: Vector): Origin {
  if (origin.startsWith('test:')) return 'test'
  return origin.startsWith('destination') ? 'destination' : 'probe'
}

const seen = new Map<string, number>()
const results = data.vectors.map((vector) => {
  const nth = (seen.get(vector.name) ?? 0) + 1
  seen.set(vector.name, nth)
  const id = nth === 1 ? vector.name : `${vector.name} #${nth}`
  return { id, vector, origin: originOf(vector), rule: Object.hasOwn(listed, id) ? listed[id] : undefined }
})
const differing = new Set(results.filter(({ vector }) => !agrees(vector)).map(({ id }) => id))

function countsOf(origin: Origin) {
  const own = results.filter((result) => result.origin === origin)
  return {
    vectors: own.length,
    agree: own.filter(({ id }) => !differing.has(id)).length,
    listed: own.filter(({ rule }) => rule !== undefined).length,
  }
}

const counts = { test: countsOf('test'), destination: countsOf('destination'), probe: countsOf('probe') }

test("the copy holds all of mapping-kit's answers", () => {
  const line = Object.entries(counts).map(
    ([origin, n]) => `${origin} ${n.vectors}, ${n.agree} agree, ${n.listed} listed`,
  )
  console.log(`mapping-kit vectors: ${line.join('; ')}`)
  expect(counts).toMatchObject({ test: { vectors: 104 }, destination: { vectors: 328 }, probe: { vectors: 198 } })
  for (const { vector } of results) {
    expect(
      [vector.expected, vector.expectedUndefined, vector.error].filter((answer) => answer !== undefined),
    ).toHaveLength(1)
  }
})

const source = new URL('../../../../shared/vectors/mapping-kit.json', import.meta.url)

test.skipIf(!existsSync(source))('the copy is current (looked at where ../shared is)', () => {
  const Source = v.strictObject({
    ...fields,
    payload: v.unknown(),
    error: v.optional(v.object({ message: v.string() })),
  })
  const original = v.parse(v.array(Source), read(source))
  expect(data.vectors.map((vector) => ({ ...vector, payload: data.payloads[vector.payload] }))).toEqual(
    original.map((vector) => ({ ...vector, error: vector.error?.message })),
  )
})

test('every answer is that of mapping-kit, but the listed ones', () => {
  expect([...differing].filter((id) => !Object.hasOwn(listed, id))).toEqual([])
})

test('every listed name is a vector that differs', () => {
  expect(Object.keys(listed).filter((id) => !differing.has(id))).toEqual([])
})

test('every rule is needed', () => {
  const used = new Set<string>(Object.values(listed))
  expect(Object.keys(rules).filter((rule) => !used.has(rule))).toEqual([])
})

test.each(['test', 'destination'] as const)('at most 5 %% of the vectors of origin %s are listed', (origin) => {
  const { vectors, listed } = counts[origin]
  expect(listed / vectors).toBeLessThanOrEqual(0.05)
})

test('the mapping of every destination passes the checker', () => {
  const refused = results.filter(
    ({ vector, origin }) => origin === 'destination' && outcomeOf(vector).issues.length > 0,
  )
  expect(refused.map(({ id }) => id)).toEqual([])
})

test('no mapping is changed by what it is used for', () => {
  for (const { vector } of results) {
    const before = JSON.stringify([vector.mapping, data.payloads[vector.payload]])
    outcomeOf(vector)
    expect(JSON.stringify([vector.mapping, data.payloads[vector.payload]])).toBe(before)
  }
})
