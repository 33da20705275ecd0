/**
 * `npm run bench:diff`: the CPU time that it takes to compare two mappings by 10,000 events, for each partner: the mapping with itself, and with one that sends other ids.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEvent } from '../../src/ingest/parse.ts'
import { Comparison } from '../../src/mapping/difference.ts'
import type { ComparedEvent, ComparedMapping } from '../../src/mapping/difference.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { previewSettings } from '../../src/mapping/preview.ts'
import { partnerNames } from '../../scripts/mappings.ts'
import { cpuOf } from '../measure.ts'

const root = resolve(import.meta.dirname, '../..')
const count = 10_000
const now = Date.parse('2026-11-22T12:00:00.000Z')

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(resolve(root, ...path), 'utf8'))
}

function compared(file: unknown, given: Readonly<Record<string, string>>): ComparedMapping {
  const { mapping, issues } = compileMapping(file)
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return { mapping, settings: previewSettings(mapping, given) }
}

interface Case {
  readonly settings?: Readonly<Record<string, string>>
  readonly events?: readonly unknown[]
}

/** The events of a partner's cases, over and over, each with a message id of its own. */
function eventsOf(cases: readonly Case[]): readonly ComparedEvent[] {
  const events = cases
    .flatMap(({ events = [] }) => events)
    .flatMap((event) => {
      const parsed = parseEvent(event, now)
      return parsed.ok && parsed.event.type !== 'delete' ? [parsed.event] : []
    })
  return Array.from({ length: count }, (_, i) => ({
    event: { type: '', ...events[i % events.length], messageId: `message-${i}` },
    receivedAt: now,
  }))
}

/** A mapping that sends other ids. */
function edited(file: unknown): unknown {
  return JSON.parse(
    JSON.stringify(file).replaceAll('messageId', 'originalTimestamp').replaceAll('userId', 'anonymousId'),
  )
}

console.log(`${count} events, CPU time for all (for one)`)
for (const slug of await partnerNames(root)) {
  const file = readJson('mappings', `${slug}.json`)
  const cases = readJson('test/cases', `${slug}.json`) as readonly Case[]
  const events = eventsOf(cases)
  const settings = cases.find((one) => one.settings !== undefined)?.settings ?? {}
  const [before, same, other] = [file, file, edited(file)].map((one) => compared(one, settings))
  if (before === undefined || same === undefined || other === undefined) throw new Error('there are three')
  const times = [same, other].map((after) => {
    const comparison = new Comparison(before, after)
    const time = cpuOf(() => events.forEach((event) => comparison.add(event)))
    return { time, ...comparison.result() }
  })
  const shown = times.map(({ time }) => `${(time / 1_000).toFixed(0).padStart(6)} ms (${(time / count).toFixed(0)} µs)`)
  console.log(
    `  ${slug.padEnd(14)} unchanged ${shown[0] ?? ''}   edited ${shown[1] ?? ''}, ${(times[1]?.compared ?? 0) - (times[1]?.unchanged ?? 0)} differ`,
  )
}
