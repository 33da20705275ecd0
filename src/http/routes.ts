import { wait } from '../runtime/time-limit.ts'
import { activityBuffer } from '../queue/activity.ts'
import { Breakers } from '../destinations/breaker.ts'
import { registryCopy } from '../registry/copy.ts'
import { PastDeletes } from '../registry/past-deletes.ts'
import { registryOf } from '../registry/registry.ts'
import { IsolateTokens } from '../transport/tokens.ts'
import { CustomerKeys } from '../destinations/customer-keys.ts'
import { BodyLimits } from '../requests/body-limits.ts'
import type { Reply } from '../requests/reply.ts'
import type { RequestContext } from '../destinations/request-context.ts'
import type { Asked, Named } from '../admin/ask.ts'
import { listActivity, searchActivity, showActivity } from '../admin/activity.ts'
import { listHistory, showHistory } from '../admin/history.ts'
import { watchActivity } from '../admin/live-activity.ts'
import { showLedger } from '../admin/ledger.ts'
import { searchDeletes, showReceipt } from '../admin/deletes.ts'
import { cancelDelivery, inspectDelivery, listDeliveries, retryDelivery, retryMany } from '../admin/deliveries.ts'
import { health, metrics } from '../admin/health.ts'
import { showOpenApi } from '../admin/openapi.ts'
import type { OperationName } from '../admin/operations/operations.ts'
import { listPartners, setPause } from '../admin/partner-list.ts'
import { receiveDiff } from '../admin/diff.ts'
import { receivePreview } from '../admin/preview.ts'
import { endSession, openSession, showSession } from '../admin/session.ts'
import { testSend } from '../admin/test-send.ts'
import type { Auth } from './authenticate.ts'

/** What the requests of one isolate share: values, never promises. */
export type Isolate = Pick<
  RequestContext,
  'bodyLimits' | 'tokens' | 'breakers' | 'registry' | 'pastDeletes' | 'customers' | 'activity'
>

/** An isolate of which nothing is known yet. */
export function newIsolate(): Isolate {
  return {
    bodyLimits: new BodyLimits(),
    tokens: new IsolateTokens(Date.now),
    breakers: new Breakers(),
    registry: registryCopy,
    pastDeletes: new PastDeletes({ registry: registryOf, wait }),
    customers: new CustomerKeys(),
    activity: activityBuffer(),
  }
}

/** A request that was let in, in its role, with what the path names and what the Worker works with. */
interface RouteCall {
  readonly asked: Asked
  readonly named: Named
  readonly requestContext: RequestContext
}

/**
 * One route of the Worker. Nobody is let in but by `auth`: the handler of a route need not ask who calls it. Destinations have no handler: they are all handled alike. `operation`
 * names what the OpenAPI document says of a route (`admin/operations/`).
 */
export type Route = {
  readonly path: string
} & (
  | { readonly methods: readonly ['ALL']; readonly auth: Extract<Auth, { role: 'destination' }> }
  | {
      readonly methods: readonly ['GET'] | readonly ['POST']
      readonly operation: OperationName
      readonly auth: Exclude<Auth, { role: 'destination' }>
      /** Gives a whole `Response` where no {@link Reply} can say it: one with a WebSocket. */
      readonly handle: (call: RouteCall) => Promise<Reply | Response> | Reply
    }
)

const delivery = '/v1/deliveries/:partner/:account/:id'
const admin = { role: 'admin' } as const
const viewer = { role: 'viewer' } as const

/** Every route. The router is made of this table, and `docs` and a test compare themselves with it. */
export const routes: readonly Route[] = [
  { path: '/v1/destinations/:partner', methods: ['ALL'], auth: { role: 'destination' } },
  { path: '/v1/destinations/:partner/:account', methods: ['ALL'], auth: { role: 'destination' } },
  {
    path: '/v1/deliveries',
    methods: ['GET'],
    operation: 'listDeliveries',
    auth: viewer,
    handle: ({ asked }) => listDeliveries(asked),
  },
  {
    path: '/v1/deliveries/retry',
    methods: ['POST'],
    operation: 'retryDeliveries',
    auth: admin,
    handle: ({ asked }) => retryMany(asked),
  },
  {
    path: delivery,
    methods: ['GET'],
    operation: 'inspectDelivery',
    auth: { ...viewer, raised: { reveal: 'admin' } },
    handle: ({ asked, named }) => inspectDelivery(asked, named),
  },
  {
    path: `${delivery}/retry`,
    methods: ['POST'],
    operation: 'retryDelivery',
    auth: admin,
    handle: ({ asked, named }) => retryDelivery(asked, named),
  },
  {
    path: `${delivery}/cancel`,
    methods: ['POST'],
    operation: 'cancelDelivery',
    auth: admin,
    handle: ({ asked, named }) => cancelDelivery(asked, named),
  },
  {
    path: '/v1/ledger',
    methods: ['GET'],
    operation: 'showLedger',
    auth: viewer,
    handle: ({ asked }) => showLedger(asked),
  },
  {
    path: '/v1/activity',
    methods: ['GET'],
    operation: 'listActivity',
    auth: viewer,
    handle: ({ asked }) => listActivity(asked),
  },
  {
    path: '/v1/activity/live',
    methods: ['GET'],
    operation: 'watchActivity',
    auth: viewer,
    handle: ({ asked }) => watchActivity(asked),
  },
  {
    path: '/v1/activity/search',
    methods: ['POST'],
    operation: 'searchActivity',
    auth: viewer,
    handle: ({ asked }) => searchActivity(asked),
  },
  {
    path: '/v1/activity/:partner/:account/:id',
    methods: ['GET'],
    operation: 'showActivity',
    auth: { ...viewer, raised: { reveal: 'admin' } },
    handle: ({ asked, named }) => showActivity(asked, named),
  },
  {
    path: '/v1/history',
    methods: ['GET'],
    operation: 'listHistory',
    auth: viewer,
    handle: ({ asked }) => listHistory(asked),
  },
  {
    path: '/v1/history/:partner/:account/:id',
    methods: ['GET'],
    operation: 'showHistory',
    auth: { ...viewer, raised: { reveal: 'admin' } },
    handle: ({ asked, named }) => showHistory(asked, named),
  },
  {
    path: '/v1/deletes/search',
    methods: ['POST'],
    operation: 'searchDeletes',
    auth: viewer,
    handle: ({ asked }) => searchDeletes(asked),
  },
  {
    path: '/v1/deletes/:partner/:account/:id',
    methods: ['GET'],
    operation: 'showReceipt',
    auth: viewer,
    handle: ({ asked, named }) => showReceipt(asked, named),
  },
  {
    path: '/v1/partners',
    methods: ['GET'],
    operation: 'listPartners',
    auth: { ...viewer, raised: { check: 'admin' } },
    handle: ({ asked, requestContext }) => listPartners(asked, requestContext.tokens),
  },
  {
    path: '/v1/partners/:partner/pause',
    methods: ['POST'],
    operation: 'pausePartner',
    auth: admin,
    handle: ({ asked, named }) => setPause(asked, named.partner, 'pause'),
  },
  {
    path: '/v1/partners/:partner/resume',
    methods: ['POST'],
    operation: 'resumePartner',
    auth: admin,
    handle: ({ asked, named }) => setPause(asked, named.partner, 'resume'),
  },
  {
    path: '/v1/preview/:partner',
    methods: ['POST'],
    operation: 'previewEvent',
    auth: viewer,
    handle: ({ asked, named }) => receivePreview(asked, named.partner),
  },
  {
    path: '/v1/diff/:partner',
    methods: ['POST'],
    operation: 'diffMapping',
    auth: admin,
    handle: ({ asked, named }) => receiveDiff(asked, named.partner),
  },
  { path: '/v1/test/:partner', methods: ['POST'], operation: 'sendTest', auth: admin, handle: testRoute },
  {
    path: '/v1/test/:partner/:account',
    methods: ['POST'],
    operation: 'sendTestToAccount',
    auth: admin,
    handle: testRoute,
  },
  {
    path: '/v1/session',
    methods: ['GET'],
    operation: 'showSession',
    auth: viewer,
    handle: ({ asked }) => showSession(asked),
  },
  {
    path: '/v1/session/open',
    methods: ['POST'],
    operation: 'openSession',
    auth: { role: 'anybody' },
    handle: ({ asked }) => openSession(asked),
  },
  {
    path: '/v1/session/end',
    methods: ['POST'],
    operation: 'endSession',
    auth: { role: 'anybody' },
    handle: ({ asked }) => endSession(asked),
  },
  {
    path: '/metrics',
    methods: ['GET'],
    operation: 'showMetrics',
    auth: { role: 'metrics' },
    handle: ({ asked }) => metrics(asked),
  },
  {
    path: '/health',
    methods: ['GET'],
    operation: 'showHealth',
    auth: { role: 'anybody', raised: { deep: 'viewer' } },
    handle: ({ asked }) => health(asked),
  },
  { path: '/v1/openapi.json', methods: ['GET'], operation: 'showOpenApi', auth: viewer, handle: () => showOpenApi() },
]

function testRoute({ asked, named: { partner, account }, requestContext }: RouteCall): Promise<Reply> {
  return testSend(asked, { partner, account: account === '' ? 'default' : account }, requestContext)
}
