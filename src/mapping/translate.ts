import type { Mapping, Rule, Subscription } from './file/mapping.ts'
import { without } from './file/redact.ts'
import { toText } from '../values/json.ts'
import { isRefusal } from './context/refusal.ts'
import type { Unmet } from './file/requires.ts'
import { firstUnmet } from './file/requires.ts'
import type { Answer, Scope, Settings } from './context/scope.ts'
import { scopeOf } from './context/scope.ts'

/** An event as translation needs it. */
export type EventLike = Readonly<Record<string, unknown>> & { readonly type: string }

/** One value that is sent, and its event as the mapping may see it. */
export interface Item {
  readonly value: unknown
  readonly event: EventLike
}

/** An item that does not meet what the mapping requires: it is never sent. */
export interface RefusedItem {
  readonly item: Item
  readonly outcome: 'rejected'
  readonly message: string
}

/** One event at one subscription (or one delete at the deletion): what it sends, or why it sends nothing. */
export interface Delivery {
  /** The event as it came. */
  readonly event: EventLike
  readonly rule: Rule
  readonly items: readonly Item[]
  /** Items that the mapping refuses, beside those that it sends. */
  readonly refused: readonly RefusedItem[]
  /** What becomes of it without being sent. */
  readonly ended?: { readonly status: 'skipped' | 'rejected'; readonly message: string }
}

/** One call to a partner: the items that go together. */
export interface Call {
  readonly rule: Rule
  readonly items: readonly Item[]
  /** The value of `batch.key` that its items share. */
  readonly key: unknown
  /** Answers of earlier requests that its requests may read: a poll reads those of its submission. */
  readonly answers?: Readonly<Record<string, Answer>>
  /** The calls that must have ended before it begins. */
  readonly after?: readonly Call[]
}

/** By which mapping and settings an event is planned, and when (ms). */
export interface PlanFor {
  readonly mapping: Mapping
  readonly settings: Settings
  readonly now: number
}

/** An event as the mapping may see it: what `redact` names is gone. */
export function redacted(mapping: Mapping, event: EventLike): EventLike {
  return mapping.redact.reduce<unknown>((value, path) => without(value, path), event) as EventLike
}

/** Why the file's `drop` takes the event out, or `undefined` where it does not. `event`: as the mapping may see it. */
export function dropReason(mapping: Mapping, event: EventLike, settings: Settings): string | undefined {
  if (mapping.drop.length === 0) return undefined
  const scope = scopeOf({ event, settings })
  return mapping.drop.find(({ matches }) => matches(scope))?.message
}

/** The subscriptions that take an event, in the order of the file. */
export function matching(mapping: Mapping, event: EventLike, settings: Settings): readonly Subscription[] {
  const scope = scopeOf({ event, settings })
  return mapping.subscriptions.filter((subscription) => subscription.matches(scope))
}

/** The deliveries of an event, in the order of the file; of a delete, that of the deletion. None where the mapping drops it or nothing takes it. */
export function plan(event: EventLike, at: PlanFor): readonly Delivery[] {
  const { mapping, settings } = at
  if (event.type === 'delete') return 'unsupported' in mapping.deletion ? [] : [planFor(mapping.deletion, event, at)]
  const seen = redacted(mapping, event)
  if (dropReason(mapping, seen, settings) !== undefined) return []
  return matching(mapping, seen, settings).map((rule) => deliveryOf(rule, { event, seen }, at))
}

/** The delivery of an event at a subscription that takes it, or of a delete at the deletion. */
export function planFor(rule: Rule, event: EventLike, at: PlanFor): Delivery {
  return deliveryOf(rule, { event, seen: redacted(at.mapping, event) }, at)
}

function deliveryOf(
  rule: Rule,
  { event, seen }: { readonly event: EventLike; readonly seen: EventLike },
  { settings, now }: PlanFor,
): Delivery {
  const delivery = { event, rule, items: [], refused: [] }
  const scope = scopeOf({ event: seen, settings })
  const before = firstUnmet(rule.requires.ofEvent, scope, now)
  if (before !== undefined) return { ...delivery, ended: unmetAs(before) }
  const built = rule.item === undefined ? seen : rule.item(scope)
  const values = Array.isArray(built) ? (built as readonly unknown[]) : built === undefined ? [] : [built]
  const items: Item[] = []
  const refused: RefusedItem[] = []
  let skipped: string | undefined
  for (const value of values) {
    const item = { value, event: seen }
    const unmet = unmetBy(rule, scope, value, now)
    if (unmet === undefined) items.push(item)
    else if (unmet.otherwise === 'skip') skipped ??= unmet.message
    else refused.push({ item, outcome: 'rejected', message: unmet.message })
  }
  if (items.length > 1 && isPolled(rule))
    return { ...delivery, ended: { status: 'rejected', message: onePolled(items.length) } }
  if (items.length > 0) return { ...delivery, items, refused }
  const [first] = refused
  if (first !== undefined) return { ...delivery, ended: { status: 'rejected', message: first.message } }
  return { ...delivery, ended: { status: 'skipped', message: skipped ?? 'the mapping makes no item of it' } }
}

/** Whether the partner is asked whether it has done what a rule sent. */
function isPolled(rule: Rule): boolean {
  return rule.passedOver.some === 'pending'
}

function onePolled(count: number): string {
  return `a deletion with "poll" makes one item of a user, and this one made ${count}: a poll asks after one answer`
}

/** The first requirement on `item` that a value does not meet. */
function unmetBy(rule: Rule, scope: Scope, value: unknown, now: number): Unmet | undefined {
  const { ofItem } = rule.requires
  return ofItem.length === 0 ? undefined : firstUnmet(ofItem, scope.with({ item: value }), now)
}

function unmetAs({ otherwise, message }: Unmet): NonNullable<Delivery['ended']> {
  return { status: otherwise === 'skip' ? 'skipped' : 'rejected', message }
}

/** Puts the items of deliveries into as few calls as their rules allow, in the order of the deliveries. */
export function callsOf(
  deliveries: readonly (Pick<Delivery, 'items'> & { readonly rule?: Rule | undefined })[],
  settings: Settings,
): readonly Call[] {
  const items = new Map<Rule, Item[]>()
  for (const { rule, items: made } of deliveries) {
    if (rule === undefined || made.length === 0) continue
    const list = items.get(rule)
    if (list === undefined) items.set(rule, [...made])
    else list.push(...made)
  }
  return [...items].flatMap(([rule, list]) => gather(rule, list, settings))
}

/** Puts items of a rule together into calls: by `batch.key`, then at most `batch.max` a call, in the order of arrival. Bytes are judged when a call is built. */
function gather(rule: Rule, items: readonly Item[], settings: Settings): readonly Call[] {
  const { key, max } = rule.batch
  if (key === undefined) return chunked(items, max).map((chunk) => ({ rule, items: chunk, key: undefined }))
  const groups = new Map<string, { key: unknown; items: Item[] }>()
  for (const item of items) {
    const value = key(scopeOf({ event: item.event, item: item.value, settings }))
    const text = `${typeof value}:${toText(value)}`
    const group = groups.get(text) ?? { key: value, items: [] }
    group.items.push(item)
    groups.set(text, group)
  }
  return [...groups.values()].flatMap((group) =>
    chunked(group.items, max).map((chunk) => ({ rule, items: chunk, key: group.key })),
  )
}

function chunked(items: readonly Item[], max: number): readonly (readonly Item[])[] {
  const chunks: (readonly Item[])[] = []
  for (let i = 0; i < items.length; i += max) chunks.push(items.slice(i, i + max))
  return chunks
}

/** The scope in which the requests of a call are built and its answers judged. */
export function callScope(call: Call, settings: Settings): Scope {
  const [only, ...others] = call.items
  const { max, single } = call.rule.batch
  const alone = (max === 1 || (single && others.length === 0)) && only !== undefined
  return scopeOf({
    settings,
    key: call.key,
    items: call.items.map((item) => item.value),
    answers: call.answers ?? {},
    ...(alone && { event: only.event, item: only.value }),
  })
}

const encoder = new TextEncoder()

/** Whether the body of a call's first request is larger than `batch.maxBytes`. `scope`: from {@link callScope}. */
export function isTooLarge(rule: Rule, scope: Scope): boolean {
  const [step] = rule.steps
  if (step === undefined || rule.batch.maxBytes === Number.POSITIVE_INFINITY) return false
  const request = step.build(scope)
  if (isRefusal(request) || request.body === undefined || request.body.length * 3 <= rule.batch.maxBytes) return false
  return encoder.encode(request.body).byteLength > rule.batch.maxBytes
}

/** Why an item that is too large alone is not sent. */
export function tooLarge({ batch }: Rule): string {
  return `larger than the ${batch.maxBytes} bytes that the partner takes`
}

/** The two halves of a call of several items. */
export function inHalves(call: Call): readonly [Call, Call] {
  const middle = Math.ceil(call.items.length / 2)
  return [
    { ...call, items: call.items.slice(0, middle) },
    { ...call, items: call.items.slice(middle) },
  ]
}
