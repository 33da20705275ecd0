import { parseJson } from '../values/json.ts'
import type { Mapping } from './file/mapping.ts'
import type { PartnerRequest } from './file/request.ts'
import { isRefusal } from './context/refusal.ts'
import { scopeOf } from './context/scope.ts'
import type { Call, Delivery, EventLike } from './translate.ts'
import type { Settings } from './context/scope.ts'
import { callScope, callsOf, dropReason, plan, redacted } from './translate.ts'

/** One request as people read it: secrets are `{{settings.name}}`; `note` says why it would not be sent, or when. */
export interface PreviewedRequest {
  readonly name: string
  readonly note?: string
  readonly method?: string
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What one subscription (or the deletion) makes of an event. */
export interface PreviewedRule {
  readonly name: string
  readonly matched: boolean
  /** Why it does not match, or why it sends nothing. */
  readonly reason?: string
  readonly requests: readonly PreviewedRequest[]
}

/** Every secret as its own placeholder, so that whatever a mapping does with it shows no secret; a secret URL is a host of nobody. */
export function previewSettings(mapping: Mapping, given: Readonly<Record<string, string>>): Settings {
  const settings: Record<string, string> = {}
  for (const [name, setting] of Object.entries(mapping.settings)) {
    const value = given[name] ?? setting.default
    if (mapping.urlSettings.has(name))
      settings[name] = setting.secret === true || value === undefined ? urlOf(name) : value
    else if (mapping.labelSettings.has(name) && value === undefined && setting.required === true)
      settings[name] = labelOf(name)
    else if (setting.secret === true) settings[name] = placeholder(name)
    else if (value !== undefined) settings[name] = value
    else if (setting.choices !== undefined) settings[name] = setting.choices[0] ?? ''
    else if (setting.required === true) settings[name] = placeholder(name)
  }
  return settings
}

function placeholder(name: string): string {
  return `{{settings.${name}}}`
}

function urlOf(name: string): string {
  return `https://${labelOf(name)}.invalid`
}

function labelOf(name: string): string {
  return `settings-${name.toLowerCase()}`
}

/** What a mapping would send for an event: nothing is sent. `settings` come from {@link previewSettings}; `now` in ms. */
export function preview(mapping: Mapping, event: EventLike, settings: Settings, now: number): readonly PreviewedRule[] {
  const deliveries = plan(event, { mapping, settings, now }).map((delivery) =>
    previewDelivery(delivery, mapping, settings),
  )
  if (event.type === 'delete') return deliveries.length > 0 ? deliveries : [withoutDeletion(mapping)]
  const seen = redacted(mapping, event)
  const dropped = dropReason(mapping, seen, settings)
  return mapping.subscriptions.map(
    ({ name, explain }) =>
      deliveries.find((one) => one.name === name) ?? {
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

function previewDelivery(delivery: Delivery, mapping: Mapping, settings: Settings): PreviewedRule {
  const {
    ended,
    rule: { name },
  } = delivery
  if (ended !== undefined) return { name, matched: true, reason: `${ended.status}: ${ended.message}`, requests: [] }
  const calls = callsOf([delivery], settings)
  return { name, matched: true, requests: calls.flatMap((call) => previewSteps(call, mapping, settings)) }
}

/** The first request is shown as it would be sent; a later one as far as it can be built without the answers before it. */
function previewSteps(call: Call, mapping: Mapping, settings: Settings): readonly PreviewedRequest[] {
  const scope = callScope(call, settings)
  return call.rule.steps.map((step, i) => {
    const built = step.build(scope)
    const later =
      i === 0 && step.holds === undefined
        ? undefined
        : 'sent if the answers before it say so; what it takes from them is missing here'
    if (isRefusal(built)) return { name: step.name, note: later ?? `${built.outcome}: ${built.message}` }
    return { name: step.name, ...(later !== undefined && { note: later }), ...readable(built, mapping) }
  })
}

function readable(request: PartnerRequest, mapping: Mapping): Omit<PreviewedRequest, 'name' | 'note'> {
  const names = Object.keys(mapping.settings)
  const open = (text: string): string =>
    names.reduce(
      (shown, name) =>
        shown
          .replaceAll(encodeURIComponent(placeholder(name)), placeholder(name))
          .replaceAll(urlOf(name), placeholder(name))
          .replaceAll(labelOf(name), placeholder(name)),
      text,
    )
  const token: readonly (readonly [string, string])[] =
    request.oauth2 === undefined ? [] : [['Authorization', 'Bearer <access token>']]
  const signed: readonly (readonly [string, string])[] =
    request.signature === undefined
      ? []
      : [
          ['webhook-id', request.signature.id],
          ['webhook-timestamp', '<seconds since 1970>'],
          ['webhook-signature', 'v1,<signature>'],
        ]
  return {
    method: request.method,
    url: open(request.url),
    headers: Object.fromEntries([...request.headers, ...signed, ...token]),
    ...(request.body !== undefined && { body: parseJson(request.body) }),
  }
}
