/**
 * `npm run bench:engine`: the mapping engine against Segment's own (`@segment/actions-core` `transform`) and against one function written by
 * hand, in one process, on the same events; FQL against `validate`; 500 mappings against one. Medians of CPU time.
 */
import { isDeepStrictEqual } from 'node:util'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { compileMapping } from '../../src/mapping/compile.ts'
import { scopeOf } from '../../src/mapping/scope.ts'
import { matching } from '../../src/mapping/translate.ts'
import { moduleText } from '../../scripts/mappings.ts'
import { cpuOf, measure, median } from '../measure.ts'
import { randomEvents } from './events.ts'
import { translateByHand } from './hand.ts'

type Json = Readonly<Record<string, unknown>>
type EventOf = Json & { readonly type: string }

// The library is CommonJS and untyped here; its two functions are all that is used.
const require = createRequire(import.meta.url)
const { transform } = require('@segment/actions-core') as { transform: (mapping: unknown, event: unknown) => Json }
const { parseFql, validate } = require('@segment/destination-subscriptions') as {
  parseFql: (fql: string) => unknown
  validate: (parsed: unknown, event: unknown) => boolean
}

const read = (name: string): unknown => JSON.parse(readFileSync(resolve(import.meta.dirname, name), 'utf8'))
const settings = {}
const fql = 'type = "track" and event = "Order Completed" and properties.total > 20'

/** The compiled value of a mapping: what the engine makes of an event, as the function by hand and `transform` do. */
function valueOf(item: unknown): (event: Json) => unknown {
  const { mapping, issues } = compileMapping(mappingFile(item, 'type = "track"'))
  const value = mapping?.subscriptions[0]?.item
  if (value === undefined) throw new Error(JSON.stringify(issues))
  return (event) => value(scopeOf({ event, settings }))
}

function mappingFile(item: unknown, subscribe: string): unknown {
  const request = { method: 'POST', url: 'https://api.example.com/v1', json: '{{ items }}' }
  return { name: 'Bench', subscriptions: [{ name: 'Track', subscribe, item, request }] }
}

function shapes(events: readonly Json[], title: string): void {
  const sides = new Map<string, (event: Json) => unknown>([
    ['by hand', translateByHand],
    ['ours', valueOf(read('ours.json'))],
    ["ours, in Segment's directives", valueOf(read('segment.json'))],
    ['actions-core transform', (event) => transform(read2, event)],
  ])
  const times = measure(
    [...sides].map(([name, run]) => ({ name, pass: () => void events.forEach((event) => run(event)) })),
  )
  const hand = times.get('by hand') ?? Number.NaN
  const library = times.get('actions-core transform') ?? Number.NaN
  console.log(`\n${title}`)
  for (const [name, time] of times) {
    console.log(
      `  ${name.padEnd(32)} ${((time / events.length) * 1_000).toFixed(0).padStart(7)} ns an event   ${(time / hand).toFixed(2).padStart(6)} x by hand   ${(library / time).toFixed(1).padStart(6)} x faster than actions-core`,
    )
  }
}

const read2 = read('segment.json')
const events = randomEvents(1_000)
const differ = events.filter(
  (event) =>
    !isDeepStrictEqual(
      JSON.parse(JSON.stringify(valueOf(read('ours.json'))(event))),
      JSON.parse(JSON.stringify(translateByHand(event))),
    ),
)
console.log(`deep-equal to the function by hand on ${events.length - differ.length} of ${events.length} random events`)
if (differ.length > 0) process.exitCode = 1

shapes(events, '1,000 random events (fields there or not, in any order: what a forwarder sees)')
const [full] = randomEvents(400).filter((event) => Object.keys((event['properties'] ?? {}) as Json).length >= 8)
shapes(
  Array.from({ length: 1_000 }, (_, i) => JSON.parse(JSON.stringify({ ...full, messageId: `m${i}` })) as Json),
  '1,000 events of one and the same shape (the best case of straight code)',
)

{
  const { mapping } = compileMapping(mappingFile('x', fql))
  const parsed = parseFql(fql)
  if (mapping === undefined) throw new Error('the FQL does not compile')
  const times = measure([
    { name: 'validate', pass: () => void events.forEach((event) => validate(parsed, event)) },
    { name: 'ours', pass: () => void events.forEach((event) => matching(mapping, event as EventOf, settings)) },
  ])
  console.log('\nFQL, a parsed or compiled subscription against an event')
  for (const [name, time] of times)
    console.log(`  ${name.padEnd(32)} ${((time / events.length) * 1_000).toFixed(0).padStart(7)} ns an event`)
}

{
  const text = readFileSync(resolve(import.meta.dirname, '../../mappings/mixpanel.json'), 'utf8')
  const load = (count: number): number => {
    const checked = Array.from({ length: count }, (_, i) => ({
      slug: `partner-${i}`,
      json: JSON.stringify(JSON.parse(text)),
      report: '',
      fault: undefined,
    }))
    const source = `return ${moduleText(checked).replace(/^[\s\S]*?= \{/, '{')}`
    return cpuOf(() => void new Function(source)())
  }
  const compile = (): number => cpuOf(() => void compileMapping(JSON.parse(text)))
  const rounds = 15
  const one = median(Array.from({ length: rounds }, () => load(1) + compile()))
  const many = median(Array.from({ length: rounds }, () => load(500) + compile()))
  console.log(
    `\nstart-up and first event of one partner: ${(one / 1_000).toFixed(1)} ms with 1 mapping, ${(many / 1_000).toFixed(1)} ms with 500 (${((many - one) / 1_000).toFixed(1)} ms more)`,
  )
}
