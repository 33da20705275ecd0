import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The types of events of which there is a sample. */
export const sampleTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias', 'delete'] as const

type SampleType = (typeof sampleTypes)[number]

/** Whether there is a sample event of that name. */
export function isSampleType(name: string): name is SampleType {
  return sampleTypes.some((type) => type === name)
}

const times = ['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt']

/** The event of a type that `npm run demo` sends, as Segment's spec shows it, but of now (ms): a mapping may refuse what is old. */
export function sampleEvent(type: SampleType, now: number): Readonly<Record<string, unknown>> {
  const path = resolve(import.meta.dirname, '../journey.json')
  const events = JSON.parse(readFileSync(path, 'utf8')) as readonly Readonly<Record<string, unknown>>[]
  const found = events.find((event) => event['type'] === type)
  const at = new Date(now).toISOString()
  return { ...found, ...Object.fromEntries(times.map((name) => [name, at])) }
}
