import { parseJson } from '../values/json.ts'
import type { Mapping, Rule } from './file/mapping.ts'
import type { PartnerRequest } from './file/request.ts'
import { isRefusal } from './context/refusal.ts'
import type { Scope } from './context/scope.ts'
import { scopeOf } from './context/scope.ts'
import type { EventLike } from './translate.ts'
import type { Settings } from './context/scope.ts'
import { callScope, gather, isDropped, prepare, redacted } from './translate.ts'

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
  return `https://settings-${name.toLowerCase()}.invalid`
}

/** What a mapping would send for an event: nothing is sent. `settings` come from {@link previewSettings}; `now` in ms. */
export function preview(mapping: Mapping, raw: EventLike, settings: Settings, now: number): readonly PreviewedRule[] {
  const event = redacted(mapping, raw)
  if (raw.type === 'delete') return [previewDeletion(mapping, event, settings, now)]
  if (isDropped(mapping, event, settings)) {
    return mapping.subscriptions.map(({ name }) => ({
      name,
      matched: false,
      reason: 'the mapping drops this event',
      requests: [],
    }))
  }
  return mapping.subscriptions.map((subscription) => {
    const reason = subscription.explain(scopeOf({ event, settings }))
    if (reason !== undefined) return { name: subscription.name, matched: false, reason, requests: [] }
    return previewRule(subscription, event, { mapping, settings, now })
  })
}

function previewDeletion(mapping: Mapping, event: EventLike, settings: Settings, now: number): PreviewedRule {
  const { deletion } = mapping
  if ('unsupported' in deletion)
    return { name: 'deletion', matched: false, reason: `not supported: ${deletion.unsupported}`, requests: [] }
  return previewRule(deletion, event, { mapping, settings, now })
}

function previewRule(
  rule: Rule,
  event: EventLike,
  at: { mapping: Mapping; settings: Settings; now: number },
): PreviewedRule {
  const prepared = prepare(rule, event, { owner: 0, settings: at.settings, now: at.now })
  if (prepared.kind !== 'items')
    return { name: rule.name, matched: true, reason: `${prepared.kind}: ${prepared.message}`, requests: [] }
  const requests = gather(rule, prepared.items, at.settings).flatMap((call) =>
    previewSteps(rule, callScope(rule, call, at.settings), at.mapping),
  )
  return { name: rule.name, matched: true, requests }
}

/** The first request is shown as it would be sent; a later one as far as it can be built without the answers before it. */
function previewSteps(rule: Rule, scope: Scope, mapping: Mapping): readonly PreviewedRequest[] {
  return rule.steps.map((step, i) => {
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
          .replaceAll(urlOf(name), placeholder(name)),
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
