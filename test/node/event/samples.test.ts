import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { eventOf } from './read.ts'

const Sample = v.object({ name: v.string(), event: v.record(v.string(), v.unknown()) })
const SpecSamples = v.object({
  events: v.array(v.object({ ...Sample.entries, source: v.string() })),
  skipped: v.array(v.object({ source: v.string(), reason: v.string() })),
})

const data = join(import.meta.dirname, '../../data')
const shared = join(import.meta.dirname, '../../../../shared')
const oracleText = readFileSync(join(data, 'oracle-events.jsonl'), 'utf8')
const oracle = linesOf(oracleText).map((line) => v.parse(Sample, JSON.parse(line)))
const spec = v.parse(SpecSamples, JSON.parse(readFileSync(join(data, 'spec-events.json'), 'utf8')))

const idNames = ['userId', 'anonymousId', 'groupId', 'previousId', 'messageId']
const ourId: unknown = expect.stringMatching(/^fwd-[0-9a-f]{64}$/)

describe('the samples of the specs', () => {
  it.each(spec.events)('$source: $name keeps every field', ({ event }) => {
    expect(eventOf(event)).toEqual(expected(event))
  })

  it('are all there are in the two pages', () => {
    expect(spec.events.length + spec.skipped.length).toBe(10)
  })
})

describe('the events of the oracle', () => {
  it.each(oracle)('$name keeps every field', ({ event }) => {
    expect(eventOf(event)).toEqual(expected(event))
  })

  it('are 143', () => {
    expect(oracle).toHaveLength(143)
  })
})

describe.skipIf(!existsSync(shared))('the copies of the samples (looked at where ../shared is)', () => {
  it('have the events of the oracle byte for byte', () => {
    expect(readFileSync(join(shared, 'oracle/events.jsonl'), 'utf8')).toBe(oracleText)
  })

  it.each(['spec-for-partners.md', 'spec-common-fields.md'])('have every JSON block of %s', (page) => {
    const text = readFileSync(join(shared, `docs/${page}`), 'utf8')
    const blocks = [...text.matchAll(/^```json\n(.*?)^```/gms)].map(([, json]) => JSON.parse(json ?? ''))
    expect(spec.events.filter(({ source }) => source === page).map(({ event }) => event)).toEqual(blocks)
  })
})

/** What must come out: what came in, with ids as text or away, and the two fields that we fill. */
function expected(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(raw).flatMap(([key, value]) => {
    if (!idNames.includes(key)) return [[key, value]]
    return value === null || value === '' ? [] : [[key, String(value)]]
  })
  return { messageId: ourId, receivedAt: '2026-11-22T10:00:00.000Z', ...Object.fromEntries(entries) }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}
