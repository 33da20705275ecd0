import type { JsonObject } from '../../src/values/json.ts'
import { rootNames } from '../../src/mapping/context/compile-context.ts'
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
  /** `done`: it works as in Segment. `off`: it was disabled. `open`: a person must say it otherwise. */
  readonly state: 'done' | 'off' | 'open'
  readonly text: string
}

/** Takes over the filters of a destination: DROP, and DROP_PROPERTIES of all events. */
export function filtersOf(filters: readonly SegmentFilter[]): TakenFilters {
  const drop: DropEntry[] = []
  const redact = new Set<string>()
  const notes: FilterNote[] = []
  for (const filter of filters) {
    if (!filter.enabled) notes.push({ filter, state: 'off', text: 'left out: it is disabled' })
    for (const action of filter.enabled ? filter.actions : []) {
      const fields = action.fields ?? {}
      const why = untaken(filter, action.type, fields)
      if (why !== undefined) notes.push({ filter, state: 'open', text: why })
      else if (action.type === 'DROP') {
        drop.push({ name: filter.title, if: filter.if })
        notes.push({ filter, state: 'done', text: 'is in "drop"' })
      } else {
        for (const path of redactedPaths(fields)) redact.add(path)
        notes.push({ filter, ...redactNote(fields) })
      }
    }
  }
  return { drop, redact: [...redact], notes: [...notes, ...blinded(filters, drop, redact)] }
}

/** Why an action cannot be taken over. */
function untaken({ if: condition }: SegmentFilter, type: string, fields: JsonObject): string | undefined {
  if (type === 'DROP') return undefined
  if (type === 'SAMPLE') return 'sends only a part of the events; here all are sent'
  if (type === 'ALLOW_PROPERTIES') {
    const paths = redactedPaths(fields).join(', ')
    return `lets only ${paths} pass; name these fields in "item", or those to take away in "redact"`
  }
  if (type !== 'DROP_PROPERTIES') return `does ${type}, which import does not know`
  if (condition.trim().toLowerCase() === 'all') return undefined
  return `takes ${redactedPaths(fields).join(', ')} away of events for which ${condition}; "redact" is for all events: leave them out of "item" by "@when"`
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

function redactNote(fields: JsonObject): Pick<FilterNote, 'state' | 'text'> {
  const text = `is in "redact": ${redactedPaths(fields).join(', ')}`
  const odd = Object.keys(fields).find((prefix) => !objects.has(prefix))
  if (odd === undefined) return { state: 'done', text }
  const list = `where ${odd} is a list, Segment takes them away from each element, and "redact" goes through objects only`
  return { state: 'open', text: `${text}; but ${list}` }
}

/** `{"context.traits": ["email"], "": ["userId"]}` as paths. */
function redactedPaths(fields: JsonObject): readonly string[] {
  return Object.entries(fields).flatMap(([prefix, names]) =>
    (Array.isArray(names) ? names : []).map((name) =>
      pathOf([...prefix.split('.').filter((part) => part !== ''), String(name)]),
    ),
  )
}

function pathOf(parts: readonly string[]): string {
  const text = parts
    .map((part, i) =>
      /^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(part) ? `${i > 0 ? '.' : ''}${part}` : `[${JSON.stringify(part)}]`,
    )
    .join('')
  const rooted = text.startsWith('[') || rootNames.some((root) => root === parts[0])
  return rooted ? `$${text.startsWith('[') ? '' : '.'}${text}` : text
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
