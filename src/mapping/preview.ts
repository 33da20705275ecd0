import type { Mapping } from './file/mapping.ts'
import type { Verdict } from './file/outcomes.ts'
import type { PartnerRequest } from './file/request.ts'
import { mostRecords } from './file/records.ts'
import type { Step } from './file/steps.ts'
import type { Refusal } from './context/refusal.ts'
import { isRefusal } from './context/refusal.ts'
import { scopeOf } from './context/scope.ts'
import type { Answer, Scope, Settings } from './context/scope.ts'
import { withoutRepeats } from './repeats.ts'
import { placeholder, placeholderLabel, placeholderUrl, shownRequest, shownTokenRequest } from './shown-request.ts'
import type { Call, Delivery, EventLike } from './translate.ts'
import { callScope, callsOf, inHalves, dropReason, isTooLarge, plan, redacted, tooLarge } from './translate.ts'

/** One request as people read it: secrets are `{{settings.name}}`; `note` says why it would not be sent, or when. */
export interface PreviewedRequest {
  readonly name: string
  readonly note?: string
  readonly method?: string
  readonly url?: string
  /** Each name once: the values of a header that is repeated are joined by `, `, as they are sent. */
  readonly headers?: Readonly<Record<string, string>>
  /** The body as it is sent, before gzip; a placeholder in a form stands there as `{{settings.name}}` too. */
  readonly body?: string
  /** What the mapping makes of the answer that was given for it. */
  readonly answered?: PreviewedAnswer
}

/** The note of a request that follows on one whose answer is not given. Without a method it takes from that answer, and cannot be built. */
export const afterAnswers = 'sent if the answers before it say so; what it takes from them is missing here'

/** An answer that was given for a request, judged by the rules of the mapping. */
export interface PreviewedAnswer extends Pick<Verdict, 'outcome' | 'message' | 'others'> {
  readonly status: number
  /** What it says of single items. */
  readonly items?: readonly PreviewedItem[]
}

interface PreviewedItem {
  readonly index: number
  readonly outcome: string
  readonly message?: string | undefined
}

/** With which settings an event is previewed, when (ms), and what the partner answers to the requests of these names. */
export interface PreviewAt {
  readonly settings: Settings
  readonly now: number
  readonly answers?: Readonly<Record<string, Answer>>
}

/** What one subscription (or the deletion) makes of an event. */
export interface PreviewedRule {
  readonly name: string
  readonly matched: boolean
  /** Why it does not match, or why it sends nothing. */
  readonly reason?: string
  readonly requests: readonly PreviewedRequest[]
}

/**
 * Settings as people may see what is made of them: every secret that is set, and every required setting that is not given, as its own placeholder, so that whatever a mapping
 * does with it shows no secret; a URL is then a host of nobody. All others are what an account has: the value given, else the default, else absent. A secret is set where
 * `given` has any text for it, and where it is required.
 */
export function previewSettings(mapping: Mapping, given: Readonly<Record<string, string>>): Settings {
  const settings: Record<string, string> = {}
  for (const [name, setting] of Object.entries(mapping.settings)) {
    const value = [given[name], setting.default].find((text) => text !== undefined && text !== '')
    if (value !== undefined && setting.secret !== true) settings[name] = value
    else if (value !== undefined || setting.required === true) settings[name] = placeholderFor(mapping, name)
  }
  return settings
}

function placeholderFor(mapping: Mapping, name: string): string {
  if (mapping.urlSettings.has(name)) return placeholderUrl(name)
  return mapping.labelSettings.has(name) ? placeholderLabel(name) : placeholder(name)
}

/** What a mapping would send for an event: nothing is sent. `settings` come from {@link previewSettings}. */
export function preview(mapping: Mapping, event: EventLike, at: PreviewAt): readonly PreviewedRule[] {
  const { events, sent } = previewTogether(mapping, [event], at)
  return events.flat().map((rule) => sent.find(({ name }) => name === rule.name) ?? rule)
}

/** What events make that come together: for each what the subscriptions say of it, without requests; then what each subscription sends for all of them. */
export interface PreviewedTogether {
  readonly events: readonly (readonly PreviewedRule[])[]
  readonly sent: readonly PreviewedRule[]
}

/** What a mapping would send for events that come together, in its batches. `settings` come from {@link previewSettings}. */
export function previewTogether(mapping: Mapping, events: readonly EventLike[], at: PreviewAt): PreviewedTogether {
  const { settings, now } = at
  const planned = events.map((event) => ({ event, deliveries: plan(event, { mapping, settings, now }) }))
  const calls = callsOf(
    planned.flatMap(({ deliveries }) => deliveries.filter(({ ended }) => ended === undefined)),
    settings,
  ).map((call) => ({ ...call, items: withoutRepeats(call.items).items }))
  return {
    events: planned.map(({ event, deliveries }) => previewEvent(mapping, { event, deliveries, settings })),
    sent: [...new Set(calls.map(({ rule }) => rule))].map((rule) => ({
      name: rule.name,
      matched: true,
      requests: calls.filter((call) => call.rule === rule).flatMap((call) => previewCall(call, mapping, at)),
    })),
  }
}

/** What each subscription (or the deletion) says of an event. */
function previewEvent(
  mapping: Mapping,
  {
    event,
    deliveries,
    settings,
  }: { readonly event: EventLike; readonly deliveries: readonly Delivery[]; readonly settings: Settings },
): readonly PreviewedRule[] {
  const taken = deliveries.map(previewDelivery)
  if (event.type === 'delete') return taken.length > 0 ? taken : [withoutDeletion(mapping)]
  const seen = redacted(mapping, event)
  const dropped = dropReason(mapping, seen, settings)
  return mapping.subscriptions.map(
    ({ name, explain }) =>
      taken.find((one) => one.name === name) ?? {
        name,
        matched: false,
        reason: dropped ?? explain(scopeOf({ event: seen, settings })) ?? '',
        requests: [],
      },
  )
}

function withoutDeletion({ deletion }: Mapping): PreviewedRule {
  const why = 'unsupported' in deletion ? deletion.unsupported : ''
  return { name: 'deletion', matched: false, reason: `not supported: ${why}`, requests: [] }
}

function previewDelivery({ ended, rule: { name } }: Delivery): PreviewedRule {
  const reason = ended === undefined ? {} : { reason: `${ended.status}: ${ended.message}` }
  return { name, matched: true, ...reason, requests: [] }
}

/** The requests of a call, as it is made: what is too large is halved, and one item that is too large alone is not sent. */
export function previewCall(call: Call, mapping: Mapping, at: PreviewAt): readonly PreviewedRequest[] {
  const scope = callScope(call, at.settings)
  if (!isTooLarge(call.rule, scope))
    return previewSteps(call.rule.steps, scope.with({ answers: call.answers ?? {} }), { ...at, mapping })
  if (call.items.length > 1) return inHalves(call).flatMap((half) => previewCall(half, mapping, at))
  return [{ name: call.rule.steps[0]?.name ?? '', note: `rejected: ${tooLarge(call.rule)}` }]
}

/**
 * The requests of a call in order, as they would be sent. An answer that is given decides how the sequence goes on, as in a delivery. From the first request on whose answer
 * is not given, the others are shown as far as they can be built without it.
 */
function previewSteps(
  steps: readonly Step[],
  scope: Scope,
  at: PreviewAt & { readonly mapping: Mapping },
): readonly PreviewedRequest[] {
  const shown: PreviewedRequest[] = []
  const tokens = new Set<string>()
  let here: Scope = scope
  let known = true
  for (const step of steps) {
    const passed = known ? passedOver(step, here) : undefined
    if (passed !== undefined) {
      shown.push({ name: step.name, note: `passed over: ${passed}` })
      continue
    }
    shown.push(...newTokenRequest(step.build(here), tokens, at.mapping))
    if (!known) {
      shown.push({ ...previewStep(step, here, at), note: afterAnswers })
      continue
    }
    const made = previewEach(step, here, at)
    shown.push(...made)
    if (!made.every((one) => goesOn(one, step))) break
    const answer = made.some(({ answered }) => answered !== undefined) ? at.answers?.[step.name] : undefined
    if (answer === undefined) known = false
    else here = here.with({ answers: { ...here.answers, [step.name]: answer } })
  }
  return shown
}

/** Why a request of a sequence is not made. */
function passedOver(step: Step, scope: Scope): string | undefined {
  if (step.holds !== undefined && !step.holds(scope)) return 'its "if" does not hold'
  const records = step.records?.(scope)
  return Array.isArray(records) && records.length === 0 ? 'there are no records' : undefined
}

/** A request as it is sent: once, or once for each record of an earlier answer. */
function previewEach(
  step: Step,
  scope: Scope,
  at: PreviewAt & { readonly mapping: Mapping },
): readonly PreviewedRequest[] {
  const records = step.records?.(scope)
  if (records === undefined) return [previewStep(step, scope, at)]
  if (isRefusal(records)) return [{ name: step.name, note: `${records.outcome}: ${records.message}` }]
  const shown = records.slice(0, mostRecords).map((item, index) => previewStep(step, scope.with({ item, index }), at))
  const more = {
    name: step.name,
    note: `retryable: there are ${records.length} records; the others are deleted by the next attempts`,
  }
  return records.length > mostRecords ? [...shown, more] : shown
}

/** Whether a sequence goes on after a request as it is shown: no answer is given for it, or one that does not end it. */
function goesOn({ method, answered }: PreviewedRequest, step: Step): boolean {
  if (method === undefined) return false
  if (answered === undefined) return true
  return answered.outcome === 'next' || (answered.outcome === 'delivered' && step.records !== undefined)
}

/** One request in its scope, and what the mapping makes of the answer that is given for it. */
function previewStep(
  step: Step,
  scope: Scope,
  { mapping, answers = {}, now }: PreviewAt & { readonly mapping: Mapping },
): PreviewedRequest {
  const { name } = step
  const built = step.build(scope)
  if (isRefusal(built)) return { name, note: `${built.outcome}: ${built.message}` }
  const shown = { name, ...shownRequest(built, mapping) }
  const answer = Object.hasOwn(answers, name) ? answers[name] : undefined
  if (answer === undefined) return shown
  const seen = scope.with({ answers: { ...scope.answers, [name]: answer }, answer })
  return { ...shown, answered: previewAnswer(step.judge(seen, now), answer) }
}

function previewAnswer({ outcome, message, others, items }: Verdict, { status }: Answer): PreviewedAnswer {
  return {
    status,
    outcome,
    ...(message !== undefined && { message }),
    ...(others !== undefined && { others }),
    ...(items !== undefined && items.size > 0 && { items: Array.from(items, ([index, item]) => ({ index, ...item })) }),
  }
}

/** The request for the access token of a request, unless it is among those that are shown already. */
function newTokenRequest(
  built: PartnerRequest | Refusal,
  shown: Set<string>,
  mapping: Mapping,
): readonly PreviewedRequest[] {
  if (isRefusal(built) || built.token === undefined) return []
  const { grant } = built.token
  const text = JSON.stringify(grant)
  if (shown.has(text)) return []
  shown.add(text)
  const name = 'kind' in grant ? 'login' : 'token'
  return [{ name, note: 'sent where no access token is kept', ...shownTokenRequest(grant, mapping) }]
}
