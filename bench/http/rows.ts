/** The works that are compared: what comes, and which Worker by hand does the same. */
import type { Served } from './serve.ts'
import type { Sending } from './sending.ts'
import { key } from './sending.ts'
import { identify, order, remove, track } from './events.ts'

/** One work. `target`: how many times the CPU of the Worker by hand ours may take; `isDown`: the partner answers 503. */
export interface Row extends Sending {
  readonly name: string
  readonly hand: 'mixpanel' | 'webhook' | 'customerio' | 'delete'
  readonly target: number
  readonly isDown?: boolean
}

const single = 1.5
const heavy = 1.75

export const rows: readonly Row[] = [
  { name: 'Mixpanel track', hand: 'mixpanel', path: 'mixpanel', event: track, target: single },
  { name: 'Mixpanel order', hand: 'mixpanel', path: 'mixpanel', event: order, target: single },
  { name: 'webhook track', hand: 'webhook', path: 'webhook', event: track, target: single },
  { name: 'Customer.io identify', hand: 'customerio', path: 'customerio', event: identify, target: single },
  { name: 'Mixpanel, array of 20', hand: 'mixpanel', path: 'mixpanel', event: track, many: 20, target: heavy },
  { name: 'Mixpanel, array of 100', hand: 'mixpanel', path: 'mixpanel', event: track, many: 100, target: heavy },
  { name: 'orders, array of 20', hand: 'mixpanel', path: 'mixpanel', event: order, many: 20, target: heavy },
  { name: 'partner down', hand: 'webhook', path: 'webhook', event: track, isDown: true, target: heavy },
  { name: 'delete', hand: 'delete', path: 'webhook', event: remove, target: heavy },
]

/** What signs the calls of the webhook. */
export const secret = 'shared-secret-of-the-bench'
const base64Key = Buffer.from('k'.repeat(32)).toString('base64')

/** The URL of the webhook: the partner answers 503 to the one that is down. */
function hookOf({ isDown = false }: Pick<Row, 'isDown'>): string {
  return isDown ? 'https://down.example.com/hook' : 'https://hook.example.com/hook'
}

const handObjects = {
  mixpanel: {},
  customerio: {},
  webhook: { QUEUE: 'Queue' },
  delete: { DELETES: 'Deletes', REGISTRY: 'Registry' },
} as const

/** What the Worker by hand is served with. */
export function handServed(row: Pick<Row, 'hand' | 'isDown'>, script: string): Served {
  return {
    script,
    objects: handObjects[row.hand],
    bindings: {
      ENDPOINT_KEY: key,
      MARKS_KEY: base64Key,
      MIXPANEL_PROJECT_TOKEN: 'project-token',
      CUSTOMERIO_SITE_ID: 'site-id',
      CUSTOMERIO_API_KEY: 'api-key',
      WEBHOOK_URL: hookOf(row),
      WEBHOOK_SHARED_SECRET: secret,
    },
  }
}

/** What ours is served with: as in production, but that a delete's first attempt waits for no earlier events. */
export function ourServed(row: Pick<Row, 'isDown'>, script: string): Served {
  return {
    script,
    objects: { PARTNER_QUEUE: 'PartnerQueue', REGISTRY: 'Registry', ACTIVITY: 'AccountActivity' },
    bindings: {
      ENVIRONMENT: 'development',
      DELETE_WAIT_MS: '0',
      ENDPOINT_KEYS: JSON.stringify({ [key]: ['mixpanel', 'webhook', 'customerio', '+delete'] }),
      SEALING_KEY: base64Key,
      RECEIPT_KEYS: JSON.stringify([{ id: 'bench', key: base64Key }]),
      MIXPANEL_PROJECT_TOKEN: 'project-token',
      CUSTOMERIO_SITE_ID: 'site-id',
      CUSTOMERIO_API_KEY: 'api-key',
      WEBHOOK_URL: hookOf(row),
      WEBHOOK_SHARED_SECRET: secret,
    },
  }
}
