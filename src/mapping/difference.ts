import { isObject } from '../values/json.ts'
import type { Pair, RequestParts } from './compared-request.ts'
import { isSame, pairsOf, partsOf, reasonOf, sentAs } from './compared-request.ts'
import { below } from './context/issues.ts'
import type { Settings } from './context/scope.ts'
import { scopeOf } from './context/scope.ts'
import type { Mapping } from './file/mapping.ts'
import type { PreviewedRequest } from './preview.ts'
import { previewCall } from './preview.ts'
import type { Delivery, EventLike } from './translate.ts'
import { callsOf, dropReason, plan, redacted } from './translate.ts'

/** What may become different: a value or a whole request is `added`, `lost` or `changed`; an event is newly `skipped` or `rejected` by a subscription. */
export const changes = ['added', 'lost', 'changed', 'skipped', 'rejected'] as const

/** One of {@link changes}. */
export type Change = (typeof changes)[number]

/** A mapping, and the settings with which its requests are built (`previewSettings`). */
export interface ComparedMapping {
  readonly mapping: Mapping
  readonly settings: Settings
}

/** An event that two mappings are compared by, and when it was received (ms): they judge its age by that. */
export interface ComparedEvent {
  readonly event: EventLike
  readonly receivedAt: number
}

/** One event of a group, with what stands at the pointer before and after: a value, or a request as {@link RequestParts}. */
export interface Example<Of extends ComparedEvent = ComparedEvent> {
  readonly of: Of
  readonly before?: unknown
  readonly after?: unknown
}

/** What changes, and for how many events. */
export interface ChangeGroup<Of extends ComparedEvent = ComparedEvent> {
  readonly change: Change
  readonly subscription: string
  /** The request that differs; absent where the event is skipped or rejected before any is made. */
  readonly request?: string
  /** Where in {@link RequestParts} it differs, list positions as `*`; `""`: the whole request. */
  readonly pointer?: string
  /** Why an event is skipped or rejected, or a whole request is lost. */
  readonly reason?: string
  readonly events: number
  readonly examples: readonly Example<Of>[]
}

/** What two mappings make of the same events. */
export interface Difference<Of extends ComparedEvent = ComparedEvent> {
  readonly compared: number
  readonly unchanged: number
  /** Events of which a request takes from an earlier answer of the partner, so that it could not be compared. */
  readonly incomplete: number
  /** How many events each change has, those of groups that are left out included. */
  readonly changes: Readonly<Record<Change, number>>
  /** The most frequent first. */
  readonly groups: readonly ChangeGroup<Of>[]
  /** How often a change belonged to a group for which there was no room. */
  readonly leftOut: number
}

const mostGroups = 200
const mostExamples = 3

type Kind = Omit<ChangeGroup, 'events' | 'examples'>

/** A change of one event. */
interface Found {
  readonly kind: Kind
  readonly before?: unknown
  readonly after?: unknown
}

interface OpenGroup<Of extends ComparedEvent> {
  readonly kind: Kind
  readonly examples: Example<Of>[]
  events: number
}

/**
 * Compares what two mappings make of events, each event alone. Events are added one by one, so that the caller may pause between them; what is kept of them is bounded. `seenKey`
 * is a key as a pointer may show it: keys that it makes equal are one group.
 */
export class Comparison<Of extends ComparedEvent = ComparedEvent> {
  readonly #before: ComparedMapping
  readonly #after: ComparedMapping
  readonly #seenKey: (key: string) => string
  readonly #groups = new Map<string, OpenGroup<Of>>()
  readonly #changes: Record<Change, number> = { added: 0, lost: 0, changed: 0, skipped: 0, rejected: 0 }
  #compared = 0
  #unchanged = 0
  #incomplete = 0
  #leftOut = 0

  constructor(before: ComparedMapping, after: ComparedMapping, seenKey: (key: string) => string = (key) => key) {
    this.#before = before
    this.#after = after
    this.#seenKey = seenKey
  }

  /** Compares what the mappings make of one event. */
  add(of: Of): void {
    const { event } = of
    const before = madeBy(this.#before, of)
    const after = madeBy(this.#after, of)
    this.#compared++
    if ([...before.values(), ...after.values()].some(isIncomplete)) this.#incomplete++
    withoutRenamed(before, after)
    const found = new Map<string, Found>()
    for (const name of new Set([...before.keys(), ...after.keys()]))
      for (const one of this.#differences(name, before.get(name), after.get(name), event)) {
        const { change, subscription, request, pointer, reason } = one.kind
        const key = JSON.stringify([change, subscription, request, pointer, reason])
        if (!found.has(key)) found.set(key, one)
      }
    if (found.size === 0) this.#unchanged++
    for (const change of new Set(Array.from(found.values(), ({ kind }) => kind.change))) this.#changes[change]++
    for (const [key, one] of found) this.#count(key, one, of)
  }

  /** What was found so far. */
  result(): Difference<Of> {
    return {
      compared: this.#compared,
      unchanged: this.#unchanged,
      incomplete: this.#incomplete,
      changes: { ...this.#changes },
      groups: Array.from(this.#groups.values(), ({ kind, ...group }) => ({ ...kind, ...group })).sort(
        (a, b) => b.events - a.events,
      ),
      leftOut: this.#leftOut,
    }
  }

  #count(key: string, { kind, before, after }: Found, of: Of): void {
    const known = this.#groups.get(key)
    if (known === undefined && this.#groups.size >= mostGroups) {
      this.#leftOut++
      return
    }
    const group = known ?? { kind, examples: [], events: 0 }
    if (known === undefined) this.#groups.set(key, group)
    group.events++
    if (group.examples.length >= mostExamples) return
    group.examples.push({ of, ...(before !== undefined && { before }), ...(after !== undefined && { after }) })
  }

  /** What differs between what a subscription made of an event before, and what it makes of it after. */
  #differences(
    subscription: string,
    before: Made = nothing,
    after: Made = nothing,
    event: EventLike,
  ): readonly Found[] {
    if (after.status === 'rejected')
      return before.status === 'rejected' ? [] : [{ kind: { change: 'rejected', subscription, reason: after.reason } }]
    if (after.status === 'skipped') {
      if (before.status === 'skipped') return []
      if (after !== nothing || before.status === 'rejected')
        return [{ kind: { change: 'skipped', subscription, reason: this.#reason(subscription, after, event) } }]
      const reason = this.#reason(subscription, after, event)
      return before.requests.flatMap((request) => withReason(wholeRequest('lost', subscription, request), reason))
    }
    if (before.status !== 'sent')
      return after.requests.flatMap((request) => wholeRequest('added', subscription, request))
    return [
      ...newlyRefused(subscription, before, after),
      ...pairsOf(before.requests, after.requests).flatMap((pair) => this.#ofPair(subscription, pair)),
    ]
  }

  /** Why a subscription sends nothing of an event after. */
  #reason(subscription: string, after: Made, event: EventLike): string {
    if (after !== nothing) return after.reason
    const { mapping, settings } = this.#after
    const rule = mapping.subscriptions.find(({ name }) => name === subscription)
    const seen = redacted(mapping, event)
    return (
      dropReason(mapping, seen, settings) ??
      (rule === undefined
        ? `the mapping has no "${subscription}" any more`
        : (rule.explain(scopeOf({ event: seen, settings })) ?? ''))
    )
  }

  #ofPair(subscription: string, [before, after]: Pair): readonly Found[] {
    const [was, is] = [sentAs(before), sentAs(after)]
    const request = (before ?? after)?.name ?? ''
    if (before !== undefined && after !== undefined && was === 'sent' && is === 'sent')
      return isSame(before, after) ? [] : this.#values(subscription, request, partsOf(before), partsOf(after))
    if (was === is || was === 'unknown' || is === 'unknown') return []
    if (is === 'refused') return [{ kind: { change: 'rejected', subscription, request, reason: reasonOf(after) } }]
    if (is === 'sent') return wholeRequest('added', subscription, after)
    return was === 'refused' ? [] : withReason(wholeRequest('lost', subscription, before), reasonOf(after))
  }

  #values(subscription: string, request: string, before: RequestParts, after: RequestParts): readonly Found[] {
    const found: Found[] = []
    const note = (change: Change, pointer: string, values: Pick<Found, 'before' | 'after'>): void =>
      void found.push({ kind: { change, subscription, request, pointer }, ...values })
    const compare = (was: unknown, is: unknown, pointer: string): void => {
      if (was === is) return
      if (was === undefined) note('added', pointer, { after: is })
      else if (is === undefined) note('lost', pointer, { before: was })
      else if (Array.isArray(was) && Array.isArray(is))
        for (let i = 0; i < Math.max(was.length, is.length); i++) compare(was[i], is[i], `${pointer}/*`)
      else if (isObject(was) && isObject(is)) {
        for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
          compare(own(was, key), own(is, key), below(pointer, this.#seenKey(key)))
      } else note('changed', pointer, { before: was, after: is })
    }
    compare(before, after, '')
    return found
  }
}

/** What a subscription makes of an event. */
interface Made {
  readonly status: 'sent' | 'skipped' | 'rejected'
  readonly reason: string
  /** Why items of it are refused, beside those that are sent. */
  readonly refused: readonly string[]
  readonly requests: readonly PreviewedRequest[]
}

/** What a subscription makes of an event that it does not take. */
const nothing: Made = { status: 'skipped', reason: '', refused: [], requests: [] }

/** What each subscription that takes an event makes of it, by its name. */
function madeBy({ mapping, settings }: ComparedMapping, { event, receivedAt: now }: ComparedEvent): Map<string, Made> {
  const made = (delivery: Delivery): Made => {
    const { ended, refused } = delivery
    if (ended !== undefined) return { ...nothing, status: ended.status, reason: ended.message }
    const requests = callsOf([delivery], settings).flatMap((call) => previewCall(call, mapping, { settings, now }))
    return { status: 'sent', reason: '', refused: refused.map(({ message }) => message), requests }
  }
  return new Map(plan(event, { mapping, settings, now }).map((one) => [one.rule.name, made(one)]))
}

/** Takes out the subscriptions that only changed their names: the partner gets the same. */
function withoutRenamed(before: Map<string, Made>, after: Map<string, Made>): void {
  for (const [name, was] of before) {
    if (after.has(name)) continue
    const text = JSON.stringify(was)
    const [renamed] = [...after].find(([other, is]) => !before.has(other) && JSON.stringify(is) === text) ?? []
    if (renamed === undefined) continue
    before.delete(name)
    after.delete(renamed)
  }
}

function isIncomplete({ requests }: Made): boolean {
  return requests.some((request) => sentAs(request) === 'unknown')
}

/** An item that is refused after, and was not before. */
function newlyRefused(subscription: string, before: Made, after: Made): readonly Found[] {
  if (after.refused.length <= before.refused.length) return []
  const reason = after.refused.find((message) => !before.refused.includes(message)) ?? after.refused[0] ?? ''
  return [{ kind: { change: 'rejected', subscription, reason } }]
}

function wholeRequest(
  change: 'added' | 'lost',
  subscription: string,
  request: PreviewedRequest | undefined,
): readonly Found[] {
  if (request === undefined || sentAs(request) !== 'sent') return []
  const parts = partsOf(request)
  const value = change === 'added' ? { after: parts } : { before: parts }
  return [{ kind: { change, subscription, request: request.name, pointer: '' }, ...value }]
}

function withReason(found: readonly Found[], reason: string): readonly Found[] {
  return reason === '' ? found : found.map((one) => ({ ...one, kind: { ...one.kind, reason } }))
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
