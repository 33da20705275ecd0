import * as v from 'valibot'
import { parseExactly } from '../../src/values/exact-json.ts'
import type { JsonObject } from '../../src/values/json.ts'
import { isDeeperThan, isObject } from '../../src/values/json.ts'
import type { HclBlock } from './hcl.ts'
import { expressionIn, parseHcl } from './hcl.ts'

/** An object, or the JSON of one as text: Terraform has the second. */
const JsonInside = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === 'string' ? parsed(value) : value)),
  v.check(isObject, 'expected an object'),
  v.check((value) => !isDeeperThan(90, value), 'nested more than 90 levels deep'),
  v.transform((value): JsonObject => (isObject(value) ? value : {})),
)

/** A subscription of a destination, as Segment's Public API has it. */
const Subscription = v.object({
  name: v.string(),
  destinationId: v.string(),
  enabled: v.boolean(),
  trigger: v.string(),
  settings: JsonInside,
  /** The warehouse model that it reads (reverse ETL) instead of events. */
  modelId: v.nullish(v.string()),
})

const Action = v.object({ type: v.string(), fields: v.nullish(JsonInside), percent: v.nullish(v.number()) })

/** A destination filter, as Segment's Public API has it. */
const Filter = v.object({
  title: v.string(),
  destinationId: v.string(),
  enabled: v.boolean(),
  if: v.string(),
  actions: v.array(Action),
})

/** A destination; one that nobody has named has the name of what it is made of. */
const Destination = v.pipe(
  v.object({
    id: v.string(),
    name: v.nullish(v.string()),
    metadata: v.nullish(v.object({ name: v.nullish(v.string()) })),
  }),
  v.transform(({ id, name, metadata }) => ({
    id,
    name: [name, metadata?.name].find((text) => typeof text === 'string' && text !== '') ?? undefined,
  })),
)

/** Where something stands, for people: its file, and in Terraform its line. */
interface Placed {
  readonly from: string
}
export type SegmentSubscription = v.InferOutput<typeof Subscription> & Placed
export type SegmentFilter = v.InferOutput<typeof Filter> & Placed
type SegmentDestination = v.InferOutput<typeof Destination> & Placed

/** What files say of a Segment workspace, as far as import takes it. */
export interface Workspace {
  readonly subscriptions: readonly SegmentSubscription[]
  readonly filters: readonly SegmentFilter[]
  readonly destinations: readonly SegmentDestination[]
  /** What import does not take, by its kind, one entry for each. */
  readonly others: readonly string[]
  /** What cannot be read: file, line, reason. */
  readonly faults: readonly string[]
}

/** A file as it was read: its name for people, and its text. */
export interface SourceFile {
  readonly name: string
  readonly text: string
}

/** Reads Terraform files that Segment's Git Sync wrote, and answers of Segment's Public API (`.json`). */
export function readWorkspace(files: readonly SourceFile[]): Workspace {
  const workspace = new Draft()
  for (const file of files) {
    if (file.name.endsWith('.json')) readApi(file, workspace)
    else readTerraform(file, workspace)
  }
  return workspace
}

class Draft implements Workspace {
  readonly subscriptions: SegmentSubscription[] = []
  readonly filters: SegmentFilter[] = []
  readonly destinations: SegmentDestination[] = []
  readonly others: string[] = []
  readonly faults: string[] = []

  /** Takes one thing of a kind; a thing without its form is a fault. */
  add(kind: 'subscription' | 'filter' | 'destination', json: unknown, from: string): void {
    if (kind === 'subscription') this.#take(Subscription, json, from, (found) => this.subscriptions.push(found))
    else if (kind === 'filter') this.#take(Filter, json, from, (found) => this.filters.push(found))
    else this.#take(Destination, json, from, (found) => this.destinations.push(found))
  }

  #take<T extends JsonObject>(
    schema: v.GenericSchema<unknown, T>,
    json: unknown,
    from: string,
    keep: (found: T & Placed) => unknown,
  ): void {
    const read = v.safeParse(schema, json)
    if (read.success) return void keep({ ...read.output, from })
    const [issue] = read.issues
    const what = issue.received === 'undefined' ? 'is missing' : `is wrong: ${issue.message}`
    this.faults.push(`${from}: "${v.getDotPath(issue) ?? ''}" ${what}`)
  }
}

function readTerraform({ name, text }: SourceFile, into: Draft): void {
  const read = parseHcl(text)
  if (!read.ok) into.faults.push(`${name}:${read.line}: ${read.message}`)
  else for (const block of read.blocks) if (block.type === 'resource') readResource(block, name, into)
}

function readResource({ labels: [type = '', label = ''], values, line }: HclBlock, file: string, into: Draft): void {
  const kind = kindOf(type)
  if (kind === undefined) return void into.others.push(type.replace(/^segment_/, '').replaceAll('_', ' '))
  const { name, title, if: condition, actions, enabled, trigger, settings } = values
  const ids = { destinationId: values['destination_id'], modelId: values['model_id'] }
  // Settings of a destination hold its credentials: they are not looked at.
  const json =
    kind === 'destination'
      ? { id: label.replace(/^id-/, ''), name }
      : { ...ids, name, title, if: condition, actions, enabled, trigger, settings }
  const unknown = expressionIn(json)
  if (unknown === undefined) return into.add(kind, json, `${file}:${line}`)
  into.faults.push(
    `${file}:${unknown.line}: only Terraform knows "${unknown.text.slice(0, 60)}": write the value itself`,
  )
}

function kindOf(type: string): 'subscription' | 'filter' | 'destination' | undefined {
  if (type === 'segment_destination_subscription') return 'subscription'
  if (type === 'segment_destination_filter') return 'filter'
  return type === 'segment_destination' ? 'destination' : undefined
}

const lists = { subscriptions: 'subscription', filters: 'filter', destinations: 'destination' } as const
const singles = { subscription: 'subscription', filter: 'filter', destination: 'destination' } as const

/** `{"data": {"subscriptions": [...]}}` and its like; `data` may be left out. */
function readApi({ name, text }: SourceFile, into: Draft): void {
  const json = parsed(text)
  const data = isObject(json) && isObject(json['data']) ? json['data'] : json
  const found = isObject(data) ? [...listed(data), ...single(data)] : []
  for (const { kind, value, at } of found) into.add(kind, value, `${name} ${at}`)
  if (json === undefined) into.faults.push(`${name}: this is no JSON`)
  else if (!isObject(data) || !Object.keys({ ...lists, ...singles }).some((key) => Object.hasOwn(data, key)))
    into.others.push(`file ${name}`)
  else if (isObject(data['pagination']) && typeof data['pagination']['next'] === 'string')
    into.faults.push(`${name}: the list goes on at another page: ask for all of it with ?pagination.count=200`)
}

interface Listed {
  readonly kind: 'subscription' | 'filter' | 'destination'
  readonly value: unknown
  readonly at: string
}

function listed(data: JsonObject): readonly Listed[] {
  return Object.entries(lists).flatMap(([key, kind]) => {
    const list = data[key]
    return Array.isArray(list) ? list.map((value: unknown, i) => ({ kind, value, at: `/${key}/${i}` })) : []
  })
}

function single(data: JsonObject): readonly Listed[] {
  return Object.entries(singles).flatMap(([key, kind]) =>
    Object.hasOwn(data, key) ? [{ kind, value: data[key], at: `/${key}` }] : [],
  )
}

function parsed(text: string): unknown {
  try {
    return parseExactly(text)
  } catch {
    return undefined
  }
}
