import type { Mapping, Rule, Subscription } from './file/mapping.ts'
import { without } from './file/redact.ts'
import { toText } from '../values/json.ts'
import type { Unmet } from './file/requires.ts'
import { firstUnmet } from './file/requires.ts'
import type { Scope, Settings } from './context/scope.ts'
import { scopeOf } from './context/scope.ts'

/** An event as translation needs it. */
export type EventLike = Readonly<Record<string, unknown>> & { readonly type: string }

/** One item on its way into a call; `owner` is the index of its event in what was handed in. */
export interface Item {
  readonly owner: number
  readonly value: unknown
  readonly event: EventLike
}

/** One call to a partner: the items it carries, and what its requests can see. */
export interface Call {
  readonly items: readonly Item[]
  readonly key: unknown
}

/** An item that does not meet what the mapping requires, and why. */
type RefusedItem = Item & { readonly message: string }

/** What became of one event in one subscription before anything is sent. `refused`: items that the mapping refuses, beside those that it sends. */
export type Prepared =
  | { readonly kind: 'items'; readonly items: readonly Item[]; readonly refused: readonly RefusedItem[] }
  | { readonly kind: 'skipped'; readonly message: string }
  | { readonly kind: 'rejected'; readonly message: string }

/** An event as the mapping may see it: what `redact` names is gone. */
export function redacted(mapping: Mapping, event: EventLike): EventLike {
  return mapping.redact.reduce<unknown>((value, path) => without(value, path), event) as EventLike
}

/** Whether the file's `drop` takes the event out. */
export function isDropped(mapping: Mapping, event: EventLike, settings: Settings): boolean {
  return mapping.drop?.(scopeOf({ event, settings })) ?? false
}

/** The subscriptions that take an event, in the order of the file. */
export function matching(mapping: Mapping, event: EventLike, settings: Settings): readonly Subscription[] {
  const scope = scopeOf({ event, settings })
  return mapping.subscriptions.filter((subscription) => subscription.matches(scope))
}

/** Builds the items of one event under a subscription or the deletion. `now` in ms. */
export function prepare(
  rule: Rule,
  event: EventLike,
  at: { owner: number; settings: Settings; now: number },
): Prepared {
  const scope = scopeOf({ event, settings: at.settings })
  const before = firstUnmet(rule.requires.ofEvent, scope, at.now)
  if (before !== undefined) return unmetAs(before)
  const built = rule.item === undefined ? event : rule.item(scope)
  const values = Array.isArray(built) ? (built as readonly unknown[]) : built === undefined ? [] : [built]
  const items: Item[] = []
  const refused: RefusedItem[] = []
  let skipped: string | undefined
  for (const value of values) {
    const unmet = unmetBy(rule, scope, value, at.now)
    if (unmet === undefined) items.push({ owner: at.owner, value, event })
    else if (unmet.otherwise === 'skip') skipped ??= unmet.message
    else refused.push({ owner: at.owner, value, event, message: unmet.message })
  }
  if (items.length > 0) return { kind: 'items', items, refused }
  const [first] = refused
  if (first !== undefined) return { kind: 'rejected', message: first.message }
  return { kind: 'skipped', message: skipped ?? 'the mapping makes no item of it' }
}

/** The first requirement on `item` that a value does not meet. */
function unmetBy(rule: Rule, scope: Scope, value: unknown, now: number): Unmet | undefined {
  const { ofItem } = rule.requires
  return ofItem.length === 0 ? undefined : firstUnmet(ofItem, scopeOf({ ...scope, item: value }), now)
}

function unmetAs(unmet: Unmet): Prepared {
  return { kind: unmet.otherwise === 'skip' ? 'skipped' : 'rejected', message: unmet.message }
}

/** Puts items together into calls: by `batch.key`, then at most `batch.max` a call, in the order of arrival. Bytes are judged when a call is built. */
export function gather(rule: Rule, items: readonly Item[], settings: Settings): readonly Call[] {
  const { key, max } = rule.batch
  if (key === undefined) return chunked(items, max).map((chunk) => ({ items: chunk, key: undefined }))
  const groups = new Map<string, { key: unknown; items: Item[] }>()
  for (const item of items) {
    const value = key(scopeOf({ event: item.event, item: item.value, settings }))
    const text = `${typeof value}:${toText(value)}`
    const group = groups.get(text) ?? { key: value, items: [] }
    group.items.push(item)
    groups.set(text, group)
  }
  return [...groups.values()].flatMap((group) =>
    chunked(group.items, max).map((chunk) => ({ items: chunk, key: group.key })),
  )
}

function chunked(items: readonly Item[], max: number): readonly (readonly Item[])[] {
  const chunks: (readonly Item[])[] = []
  for (let i = 0; i < items.length; i += max) chunks.push(items.slice(i, i + max))
  return chunks
}

/** The scope in which the requests of a call are built and its answers judged. */
export function callScope(rule: Rule, call: Call, settings: Settings): Scope {
  const [only] = call.items
  const single = rule.batch.max === 1 && only !== undefined
  return scopeOf({
    settings,
    key: call.key,
    items: call.items.map((item) => item.value),
    answers: {},
    ...(single && { event: only.event, item: only.value }),
  })
}
