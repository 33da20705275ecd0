/**
 * `npm run bench:engine`: the mapping engine against Segment's own (`@segment/actions-core` `transform`) and against one function written by
 * hand, in one process, on the same events; FQL against `validate`; 500 mappings against one. Medians of CPU time. Ends with 1 where the engine
 * makes something else than the function by hand, or is slower than its limits.
 */
import { isDeepStrictEqual } from 'node:util'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { scopeOf } from '../../src/mapping/context/scope.ts'
import { matching } from '../../src/mapping/translate.ts'
import { moduleText } from '../../scripts/mappings.ts'
import { measure, median } from '../measure.ts'
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

/** How slow the engine may be on some events: at most so many times the time of the function by hand, and at least so many times faster than actions-core. */
interface Limits {
  readonly hand: number
  readonly library: number
}

const segmentFile = read('segment.json')
const ours = valueOf(read('ours.json'))
const engine = new Map([
  ['ours', ours],
  ["ours, in Segment's directives", valueOf(segmentFile)],
])

function compare(title: string, events: readonly Json[], limits: Limits): void {
  const sides = new Map<string, (event: Json) => unknown>([
    ['by hand', translateByHand],
    ...engine,
    ['actions-core transform', (event) => transform(segmentFile, event)],
  ])
  const times = measure(
    [...sides].map(([name, run]) => ({ name, pass: () => void events.forEach((event) => run(event)) })),
  )
  const hand = times.get('by hand') ?? Number.NaN
  const library = times.get('actions-core transform') ?? Number.NaN
  console.log(`\n${title}`)
  for (const [name, time] of times) {
    const isSlow = engine.has(name) && !(time / hand <= limits.hand && library / time >= limits.library)
    if (isSlow) process.exitCode = 1
    console.log(
      `  ${name.padEnd(32)} ${perEvent(time, events)}   ${(time / hand).toFixed(2).padStart(6)} x by hand   ${(library / time).toFixed(1).padStart(6)} x faster than actions-core${isSlow ? '   TOO SLOW' : ''}`,
    )
  }
  console.log(`  limits: ${limits.hand} x by hand, ${limits.library} x faster than actions-core`)
}

/** A value as JSON keeps it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** A time in microseconds for all events, as nanoseconds for one. */
function perEvent(time: number, events: readonly Json[]): string {
  return `${((time / events.length) * 1_000).toFixed(0).padStart(7)} ns an event`
}

function compareToHand(events: readonly Json[]): void {
  const differ = events.filter((event) => !isDeepStrictEqual(plain(ours(event)), plain(translateByHand(event))))
  console.log(
    `deep-equal to the function by hand on ${events.length - differ.length} of ${events.length} random events`,
  )
  if (differ.length > 0) process.exitCode = 1
}

function compareFql(events: readonly Json[]): void {
  const { mapping } = compileMapping(mappingFile('x', fql))
  const parsed = parseFql(fql)
  if (mapping === undefined) throw new Error('the FQL does not compile')
  const times = measure([
    { name: 'validate', pass: () => void events.forEach((event) => validate(parsed, event)) },
    { name: 'ours', pass: () => void events.forEach((event) => matching(mapping, event as EventOf, settings)) },
  ])
  console.log('\nFQL, a parsed or compiled subscription against an event')
  for (const [name, time] of times) console.log(`  ${name.padEnd(32)} ${perEvent(time, events)}`)
}

/** What a Worker with many mappings pays before the first event of one partner: the collected module is loaded and opened, one mapping compiled. */
async function compareStartUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'))
  const [one, many] = [await startUp(folder, 1), await startUp(folder, 500)]
  rmSync(folder, { recursive: true })
  console.log(
    `\nstart-up and first event of one partner: ${one.toFixed(1)} ms with 1 mapping, ${many.toFixed(1)} ms with 500 (${(many - one).toFixed(1)} ms more)`,
  )
}

/** The median CPU time in milliseconds. */
async function startUp(folder: string, count: number): Promise<number> {
  const json = readFileSync(resolve(import.meta.dirname, '../../mappings/mixpanel.json'), 'utf8')
  const checked = Array.from({ length: count }, (_, i) => ({
    slug: `partner-${i}`,
    json,
    report: '',
    fault: undefined,
  }))
  // The module stands elsewhere here.
  const exactJson = pathToFileURL(resolve(import.meta.dirname, '../../src/values/exact-json.ts')).href
  const text = stripTypeScriptTypes(moduleText(checked)).replace('../src/values/exact-json.ts', exactJson)
  const times: number[] = []
  for (let round = 0; round < 15; round++) {
    const file = join(folder, `${count}-${round}.mjs`)
    writeFileSync(file, text)
    const before = process.cpuUsage()
    const { mappings } = (await import(pathToFileURL(file).href)) as {
      mappings: Readonly<Record<string, { readonly file: () => unknown }>>
    }
    compileMapping(mappings['partner-0']?.file())
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1_000)
  }
  return median(times)
}

const events = randomEvents(1_000)
const [full] = randomEvents(400).filter((event) => Object.keys((event['properties'] ?? {}) as Json).length >= 8)
const oneShape = Array.from({ length: 1_000 }, (_, i) => plain({ ...full, messageId: `m${i}` }) as Json)

compareToHand(events)
compare('1,000 random events (fields there or not, in any order: what a forwarder sees)', events, {
  hand: 2.5,
  library: 10,
})
compare('1,000 events of one and the same shape (the best case of straight code)', oneShape, {
  hand: 4.5,
  library: 10,
})
compareFql(events)
await compareStartUp()
