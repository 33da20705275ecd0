import { isDeepStrictEqual } from 'node:util'
import type { Issue } from '../../src/mapping/context/issues.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import type { JsonObject } from '../../src/values/json.ts'
import { isObject } from '../../src/values/json.ts'
import type { DropEntry, TakenFilters } from './filters.ts'
import { filtersOf } from './filters.ts'
import { itemOf } from './item.ts'
import { compiledCondition } from './probe.ts'
import { differenceOf } from './trigger.ts'
import type { SegmentFilter, SegmentSubscription } from './workspace.ts'

/** The subscriptions and filters of one destination of Segment. */
export interface Destination {
  readonly id: string
  /** Its name, if a file tells it. */
  readonly name?: string | undefined
  readonly subscriptions: readonly SegmentSubscription[]
  readonly filters: readonly SegmentFilter[]
}

/** What became of a subscription of Segment. */
export interface SubscriptionNote {
  readonly subscription: SegmentSubscription
  /** Its name in the mapping; `undefined`: it is left out. */
  readonly name: string | undefined
  /** Why its trigger is no condition here. */
  readonly fault?: string
  readonly notes: readonly string[]
}

/** A mapping file with a destination taken over. */
export interface Imported {
  readonly file: JsonObject
  readonly subscriptions: readonly SubscriptionNote[]
  readonly filters: TakenFilters['notes']
  /** What the checker says of the file, but for what is to be filled in. */
  readonly issues: readonly Issue[]
}

/** Takes a destination over into a new file, or beside what stands in a file. `name`: of a new file. */
export function importInto(existing: JsonObject | undefined, destination: Destination, name: string): Imported {
  const before = existing ?? newFile(name)
  const filters = filtersOf(destination.filters)
  const own = ownParts(before)
  const notes = ownNotes(before, own)
  const subscriptions = subscriptionNotes(destination.subscriptions, listOf(before['subscriptions'])).map((one) =>
    one.name === undefined ? one : { ...one, notes: [...one.notes, ...notes] },
  )
  const made = subscriptions.flatMap(({ name, subscription }) =>
    name === undefined ? [] : [{ ...fileOf(name, subscription), ...own }],
  )
  const file = withFilters({ ...before, subscriptions: [...listOf(before['subscriptions']), ...made] }, filters)
  const issues = compileMapping(file).issues.filter(({ message }) => !message.startsWith('to be filled in'))
  return { file, subscriptions, filters: filters.notes, issues }
}

function newFile(name: string): JsonObject {
  return {
    $schema: '../mapping.schema.json',
    name,
    settings: { apiKey: { label: 'API key', secret: true, required: true } },
    hosts: { api: "TODO: the origin of the partner's API, such as https://api.example.com" },
    auth: { bearer: 'TODO: {{ settings.apiKey }}, or another kind of authentication' },
    subscriptions: [],
  }
}

function fileOf(name: string, { trigger, settings }: SegmentSubscription): JsonObject {
  return {
    name,
    subscribe: trigger,
    item: itemOf(settings).item,
    request: { method: 'POST', url: 'TODO: {{ hosts.api }}/ and the path', json: '{{ item }}' },
  }
}

/** What a subscription must say itself, where the file says something else for those that do not. */
function ownParts({ requires, batch }: JsonObject): JsonObject {
  return {
    ...(requires !== undefined && !isDeepStrictEqual(requires, []) && { requires: [] }),
    ...(batch !== undefined && !isDeepStrictEqual(batch, { max: 1 }) && { batch: { max: 1 } }),
  }
}

function ownNotes({ request }: JsonObject, own: JsonObject): readonly string[] {
  const parts = [...(request === undefined ? [] : ['"request"']), ...Object.keys(own).map((part) => `"${part}"`)]
  return parts.length === 0
    ? []
    : [`says its own ${parts.join(', ')}: remove what the file says for all, if that is meant for it too`]
}

function subscriptionNotes(
  subscriptions: readonly SegmentSubscription[],
  existing: readonly unknown[],
): readonly SubscriptionNote[] {
  const there = new Set(existing.map((one) => (isObject(one) ? one['name'] : undefined)))
  const used = new Set(there)
  return subscriptions.map((subscription) => {
    const why = leftOut(subscription, there)
    if (why !== undefined) return { subscription, name: undefined, notes: [why] }
    const name = unusedName(subscription.name, used)
    used.add(name)
    const compiled = compiledCondition(subscription.trigger)
    const fault = 'fault' in compiled ? { fault: compiled.fault } : {}
    return { subscription, name, notes: notesOf(subscription, name), ...fault }
  })
}

function leftOut({ enabled, modelId, name }: SegmentSubscription, there: ReadonlySet<unknown>): string | undefined {
  if (!enabled) return 'left out: it is disabled'
  if ((modelId ?? '') !== '') return 'left out: it reads a model of a warehouse (reverse ETL), and no events'
  return there.has(name) ? 'left out: the file has a subscription of this name, which stays as it is' : undefined
}

function notesOf({ trigger, settings, name: own }: SegmentSubscription, name: string): readonly string[] {
  const difference = differenceOf(trigger)
  return [
    ...(own === name ? [] : [`named "${name}": names are unique here`]),
    ...itemOf(settings).notes,
    ...(difference === undefined ? [] : [`subscribe: ${difference}`]),
  ]
}

/** A name that is not used yet: the name itself, or with the first number that is free. */
export function unusedName(name: string, used: ReadonlySet<unknown>): string {
  let free = name
  for (let n = 2; used.has(free); n++) free = `${name} ${n}`
  return free
}

/** The file with `drop` and `redact` of the filters beside its own; what nobody has said otherwise yet is a mark in its description. */
function withFilters(file: JsonObject, { drop, redact, notes }: TakenFilters): JsonObject {
  const { subscriptions, ...rest } = file
  const own = typeof file['description'] === 'string' ? file['description'] : ''
  const open = notes
    .filter(({ state }) => state === 'open')
    .map(({ filter, text }) => `the filter "${filter.title}" ${text}`)
    .filter((text) => !own.includes(text))
  const redacted = [...new Set([...listOf(file['redact']), ...redact])]
  return {
    ...rest,
    ...(open.length > 0 && {
      description: `TODO: say otherwise, then remove this: ${open.join('. ')}. ${own}`.trimEnd(),
    }),
    ...(redacted.length > 0 && { redact: redacted }),
    ...(drop.length > 0 && { drop: dropsOf(file['drop'], drop) }),
    subscriptions,
  }
}

function dropsOf(existing: unknown, added: readonly DropEntry[]): readonly unknown[] {
  const before = typeof existing === 'string' ? [{ name: 'Before the import', if: existing }] : listOf(existing)
  const known = new Set(before.map((one) => (isObject(one) ? one['if'] : undefined)))
  const used = new Set(before.map((one) => (isObject(one) ? one['name'] : undefined)))
  const fresh = added.filter((entry) => !known.has(entry.if))
  return [
    ...before,
    ...fresh.map((entry) => {
      const name = unusedName(entry.name, used)
      used.add(name)
      return { ...entry, name }
    }),
  ]
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
