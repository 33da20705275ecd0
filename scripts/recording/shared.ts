/** What the recorded requests are made of. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** How the partner answers. */
export type Mood = 'ok' | 'fails' | 'refuses' | 'denies'

/** One request to the Worker. */
export interface Asked {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly mood: Mood
}

export const sharedSecret = 'recording-shared-secret'
export const keys = {
  all: 'recording-key-that-opens-all',
  noDelete: 'recording-key-without-delete',
  other: 'recording-key-of-another-route',
}
export const admin = 'recording-admin-token'
export const viewer = 'recording-viewer-token'
export const metrics = 'recording-metrics-token'

export const partners = [
  'amplitude',
  'braze',
  'customerio',
  'facebook-capi',
  'ga4',
  'hubspot',
  'klaviyo',
  'mixpanel',
  'posthog',
  'segment',
  'slack',
  'userpilot',
  'webhook',
]
export const moods: readonly Mood[] = ['fails', 'refuses', 'denies']
export const root = resolve(import.meta.dirname, '../..')

/** The variables of the Worker that is recorded: those of `dev.env`, an account of each partner for each mood, and waits that never end. */
export function variables(): Record<string, string> {
  const file = readFileSync(resolve(root, 'dev.env'), 'utf8')
  const set = Object.fromEntries(
    file.split('\n').flatMap((line) => {
      const [, name, value] = /^([A-Z0-9_]+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    }),
  )
  const routes = partners.flatMap((partner) => [partner, ...moods.map((mood) => `${partner}/${mood}`)])
  return {
    ...set,
    ...accounts(set),
    SEGMENT_SHARED_SECRET: sharedSecret,
    ENDPOINT_KEYS: JSON.stringify({
      [keys.all]: [...routes, '+delete'],
      [keys.noDelete]: routes,
      [keys.other]: ['nothing'],
    }),
    OPEN_PARTNERS: 'userpilot',
    ADMIN_TOKEN: admin,
    VIEWER_TOKEN: viewer,
    METRICS_TOKEN: metrics,
    // What failed is tried again by chance, from at once to this (ms): in thirty years, for a retry within the run would be another row.
    RETRY_BASE_MS: '1000000000000',
    RETRY_CAP_MS: '1000000000000',
    RETRY_SLOW_MS: '3600000',
    QUEUE_REST_MS: '3600000',
    DELETE_WAIT_MS: '1',
    REGISTRY_ASK_MS: '5000',
    INLINE_BUDGET_MS: '5000',
    COUNTERS_FLUSH_MS: '3600000',
  }
}

/** For each mood an account of each partner, with the settings of its default one. */
function accounts(set: Readonly<Record<string, string>>): Record<string, string> {
  const made: Record<string, string> = {}
  for (const partner of partners) {
    const prefix = `${partner.toUpperCase().replaceAll('-', '_')}_`
    const settings = Object.entries(set).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[settingOf(name.slice(prefix.length)), value] as const] : [],
    )
    if (settings.length === 0) continue
    for (const mood of moods) made[`${prefix}${mood.toUpperCase()}`] = JSON.stringify(Object.fromEntries(settings))
  }
  return made
}

function settingOf(variable: string): string {
  return variable.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}

export function basic(user: string): Record<string, string> {
  return { Authorization: `Basic ${btoa(`${user}:`)}` }
}

export function customers(partner: string, key = 'recording-customer-key'): Record<string, string> {
  if (partner !== 'userpilot') return {}
  return { 'X-Segment-Settings': btoa(JSON.stringify({ apiKey: key })) }
}

export function route(partner: string, mood: Mood = 'ok'): string {
  return `/v1/destinations/${partner}${mood === 'ok' || partner === 'userpilot' ? '' : `/${mood}`}`
}

export function sent(
  name: string,
  partner: string,
  body: unknown,
  more: Partial<Asked> & { readonly key?: string } = {},
): Asked {
  const { key = keys.all, mood = 'ok', ...rest } = more
  return {
    name: `${partner}: ${name}`,
    method: 'POST',
    path: route(partner, mood),
    mood,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    ...rest,
    headers: { ...basic(key), ...customers(partner), ...rest.headers },
  }
}

export interface Named {
  readonly name: string
  readonly event: Readonly<Record<string, unknown>>
}

/** An event with the times that Segment gives it: without them each run would have others. */
export function timed(event: Named['event']): Named['event'] {
  const at = '2026-11-01T10:00:00.000Z'
  return { timestamp: at, receivedAt: at, sentAt: at, messageId: 'recorded-message', ...event }
}

/** An event that every partner takes. */
export const track = timed({ type: 'track', event: 'Registered', userId: 'user-1', properties: { plan: 'Pro' } })
