import { parseEvent } from '../../../src/ingest/parse.ts'
import type { Event } from '../../../src/ingest/schema.ts'

/** The time at which every event of these tests is received. */
export const now = Date.parse('2026-11-22T10:00:00.000Z')

/** The event that the parser makes of a value; a refusal fails the test with its issues. */
export function eventOf(raw: unknown): Event {
  const parsed = parseEvent(raw, now)
  if (!parsed.ok) throw new Error(parsed.issues.join('; '))
  return parsed.event
}

/** The issues for which the parser refuses a value; none when it takes it. */
export function issuesOf(raw: unknown): readonly string[] {
  const parsed = parseEvent(raw, now)
  return parsed.ok ? [] : parsed.issues
}

/** The text of lists in each other, so many levels deep. */
export function nestedLists(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels)
}
