import type { JsonObject } from '../../src/values/json.ts'
import { isObject } from '../../src/values/json.ts'
import { pathOf } from './paths.ts'
import { compiledCondition } from './probe.ts'
import type { SegmentFilter } from './workspace.ts'

/** A condition of `drop`. */
export interface DropEntry {
  readonly name: string
  readonly if: string
}

/** Destination filters as `drop` and `redact`. */
export interface TakenFilters {
  readonly drop: readonly DropEntry[]
  readonly redact: readonly string[]
  /** For each filter what became of it. */
  readonly notes: readonly FilterNote[]
}

interface FilterNote {
  readonly filter: SegmentFilter
  /** `done`: it works as in Segment. `off`: it does nothing there. `refused`: it is in the file, and the checker refuses it. `open`: a person must say it otherwise. */
  readonly state: 'done' | 'off' | 'refused' | 'open'
  readonly text: string
}

/** Takes over the filters of a destination: DROP, and DROP_PROPERTIES of all events. */
export function filtersOf(filters: readonly SegmentFilter[]): TakenFilters {
  const drop: DropEntry[] = []
  const redact = new Set<string>()
  const notes: FilterNote[] = []
  for (const filter of filters) {
    if (!filter.enabled) notes.push({ filter, state: 'off', text: 'left out: it is disabled' })
    else if (filter.actions.length === 0) notes.push({ filter, state: 'off', text: 'left out: it has no actions' })
    for (const action of filter.enabled ? filter.actions : []) {
      const fields = readFields(action.fields)
      const why = untaken(filter, action.type, fields)
      if (why !== undefined) notes.push({ filter, state: 'open', text: why })
      else if (action.type === 'DROP') {
        drop.push({ name: filter.title, if: filter.if })
        notes.push({ filter, ...dropNote(filter.if) })
      } else {
        for (const path of fields.paths) redact.add(path)
        notes.push({ filter, ...redactNote(fields) })
      }
    }
  }
  return { drop, redact: [...redact], notes: [...notes, ...blinded(filters, drop, redact)] }
}

/** Why an action cannot be taken over. */
function untaken({ if: condition }: SegmentFilter, type: string, fields: ReadFields): string | undefined {
  if (type === 'DROP') return undefined
  if (type === 'SAMPLE') return 'sends only a part of the events; here all are sent'
  const named = [...fields.paths, ...fields.unread].join(', ')
  if (type === 'ALLOW_PROPERTIES')
    return `lets only ${named} pass; name these fields in "item", or those to take away in "redact"`
  if (type !== 'DROP_PROPERTIES') return `does ${type}, which import does not know`
  if (condition.trim().toLowerCase() === 'all') return undefined
  return `takes ${named} away of events for which ${condition}; "redact" is for all events: leave them out of "item" by "@when"`
}

function dropNote(condition: string): Pick<FilterNote, 'state' | 'text'> {
  const compiled = compiledCondition(condition)
  return 'fault' in compiled
    ? { state: 'refused', text: `its condition is in "drop", but is none here: ${compiled.fault}` }
    : { state: 'done', text: 'is in "drop"' }
}

/** Where Segment's spec has an object. */
const objects = new Set([
  '',
  'properties',
  'traits',
  'integrations',
  'context',
  'context.traits',
  'context.page',
  'context.device',
  'context.campaign',
])

function redactNote({ paths, parents, unread }: ReadFields): Pick<FilterNote, 'state' | 'text'> {
  const odd = parents.find((parent) => !objects.has(parent))
  const all = [
    ...(paths.length > 0 ? [`is in "redact": ${paths.join(', ')}`] : []),
    ...(odd === undefined
      ? []
      : [
          `but where ${odd} is a list, Segment takes them away from each element, and "redact" goes through objects only`,
        ]),
    ...(unread.length > 0
      ? [`its fields ${unread.join(', ')} are not read: add to "redact" the paths that it takes away`]
      : []),
  ]
  return { state: odd === undefined && unread.length === 0 ? 'done' : 'open', text: all.join('; ') }
}

/** The fields that an action names. */
interface ReadFields {
  readonly paths: readonly string[]
  /** The objects in which they stand. */
  readonly parents: readonly string[]
  /** What names no fields that can be read, as JSON. */
  readonly unread: readonly string[]
}

/** `{"context.traits": ["email"], "": ["userId"]}`; also nested, as `{"context": {"traits": ["email"]}}` and `{"context": {"fields": ["ip"]}}`. */
function readFields(fields: JsonObject | null | undefined): ReadFields {
  const entries = Object.entries(fields ?? {})
  if (entries.length === 0) return { paths: [], parents: [], unread: [JSON.stringify(fields ?? null)] }
  return together(entries.map(([parent, names]) => readNames(partsOf(parent), names)))
}

function readNames(parent: readonly string[], names: unknown): ReadFields {
  if (isListOfTexts(names))
    return { paths: names.map((name) => pathOf([...parent, name])), parents: [parent.join('.')], unread: [] }
  const inner = isObject(names) ? Object.entries(names) : []
  if (inner.length === 0) return { paths: [], parents: [], unread: [JSON.stringify({ [parent.join('.')]: names })] }
  return together(
    inner.map(([key, value]) => readNames(key === 'fields' ? parent : [...parent, ...partsOf(key)], value)),
  )
}

function together(all: readonly ReadFields[]): ReadFields {
  return {
    paths: all.flatMap(({ paths }) => paths),
    parents: all.flatMap(({ parents }) => parents),
    unread: all.flatMap(({ unread }) => unread),
  }
}

function partsOf(parent: string): readonly string[] {
  return parent.split('.').filter((part) => part !== '')
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '')
}

/** Conditions that look at what `redact` takes away: it goes first here, and last in Segment. */
function blinded(
  filters: readonly SegmentFilter[],
  drop: readonly DropEntry[],
  redact: ReadonlySet<string>,
): readonly FilterNote[] {
  return filters.flatMap((filter) => {
    const path = drop.some((entry) => entry.if === filter.if)
      ? [...redact].find((one) => filter.if.includes(one))
      : undefined
    return path === undefined
      ? []
      : [
          {
            filter,
            state: 'open' as const,
            text: `looks at ${path}, which "redact" takes away before "drop" is asked: it never finds it here`,
          },
        ]
  })
}
