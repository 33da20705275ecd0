import * as v from 'valibot'
import { isDeeperThan, isObject } from '../values/json.ts'
import { normalise } from './normalise.ts'
import { type Event, Fields } from './schema.ts'

/** How many levels of lists and objects an event may have, itself included. */
export const maxDepth = 64

/** An event, or why it is none: each issue names a field and what is expected there, never a value or an unknown key. */
export type ParsedEvent =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly issues: readonly string[] }

/**
 * Reads what `JSON.parse` gave as one event, tolerantly, and normalises it.
 * `now` is in milliseconds. It never throws and never changes `raw`.
 */
export function parseEvent(raw: unknown, now: number): ParsedEvent {
  if (!isObject(raw)) return refused('the event: expected a JSON object')
  if (isDeeperThan(maxDepth, raw)) return refused(`the event: expected at most ${maxDepth} levels of nesting`)
  const { success, output, issues } = v.safeParse(Fields, raw)
  return success ? { ok: true, event: normalise(raw, output, now) } : refused(...issues.map(issueText))
}

function refused(...issues: readonly string[]): ParsedEvent {
  return { ok: false, issues }
}

/** Messages are constants of the schema, and paths are its keys: nothing that came can get in here. */
function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}
