import type { Condition, Subscription } from '@segment/destination-subscriptions'
import { parseFql, validate } from '@segment/destination-subscriptions'
import { scopeOf } from '../../src/mapping/context/scope.ts'
import type { JsonObject } from '../../src/values/json.ts'
import { compiledCondition } from './probe.ts'

/** An event that a trigger takes here and not in Segment, or the other way round, for people; `undefined`: none was found, or the trigger is no condition here. */
export function differenceOf(trigger: string): string | undefined {
  const ours = compiledCondition(trigger)
  const theirs = parseFql(trigger)
  if ('fault' in ours) return undefined
  if ('error' in theirs) return "Segment's own parser cannot read it, and takes no event by it"
  for (const event of eventsFor(theirs)) {
    const here = ours.matches(scopeOf({ event }))
    if (here !== validate(theirs, event))
      return `${JSON.stringify(event)} is taken ${here ? 'here and not by Segment' : 'by Segment and not here'} (docs/mapping-reference.md, "Conditions", says why)`
  }
  return undefined
}

/** A field that a condition names, and the values that could matter to it. */
interface Field {
  readonly path: readonly string[]
  readonly values: readonly unknown[]
}

const mostEvents = 2_000

/** Events with the values that a condition names, others, and none, in all ways to put them together (or the first of them). */
function eventsFor(subscription: Subscription): readonly JsonObject[] {
  if ('error' in subscription) return []
  let events: readonly JsonObject[] = [{}]
  for (const { path, values } of fieldsOf(subscription.children)) {
    const more = values.flatMap((value) => events.map((event) => withField(event, path, value)))
    events = [...events, ...more].slice(0, mostEvents)
  }
  return events.map((event) => ({ type: 'track', ...event }))
}

function fieldsOf(conditions: readonly Condition[]): readonly Field[] {
  const fields = new Map<string, Field>()
  for (const { path, values } of conditions.flatMap(leaves)) {
    const key = path.join('.')
    fields.set(key, { path, values: [...new Set([...(fields.get(key)?.values ?? []), ...values])] })
  }
  return [...fields.values()]
}

function leaves(condition: Condition): readonly Field[] {
  if (condition.type === 'group') return condition.children.flatMap(leaves)
  const { value } = condition
  const values = [value ?? true, typeof value === 'number' ? value + 1 : 'other']
  const roots = { 'event-property': 'properties', 'event-trait': 'traits', 'event-context': 'context' } as const
  if (condition.type === 'event-type') return [{ path: ['type'], values }]
  if ('name' in condition) return [{ path: [roots[condition.type], ...condition.name.split('.')], values }]
  return [{ path: [condition.type], values }]
}

function withField(event: JsonObject, [key = '', ...rest]: readonly string[], value: unknown): JsonObject {
  const inner = event[key]
  const object = typeof inner === 'object' && inner !== null ? (inner as JsonObject) : {}
  return { ...event, [key]: rest.length === 0 ? value : withField(object, rest, value) }
}
