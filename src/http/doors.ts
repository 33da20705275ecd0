import type { Context } from 'hono'
import { Breakers } from '../delivery/breaker.ts'
import { registryCopy } from '../delivery/registry/copy.ts'
import { PastDeletes } from '../delivery/registry/past-deletes.ts'
import { registryOf } from '../delivery/registry/registry.ts'
import { IsolateTokens } from '../delivery/tokens.ts'
import type { Env } from '../env.ts'
import { CustomerKeys } from '../forward/customer-keys.ts'
import { receive } from '../forward/destination.ts'
import type { Door as Surroundings } from '../forward/way.ts'
import type { Asked } from '../operate/ask.ts'
import { searchDeletes, showReceipt } from '../operate/deletes.ts'
import type { Named } from '../operate/deliveries.ts'
import { cancelDelivery, inspectDelivery, listDeliveries, retryDelivery, retryMany } from '../operate/deliveries.ts'
import { health, metrics } from '../operate/health.ts'
import { listPartners, setPause } from '../operate/partner-list.ts'
import { receivePreview } from '../operate/preview.ts'
import { testSend } from '../operate/test-send.ts'
import { Intake } from '../forward/intake.ts'
import type { Reply } from '../forward/reply.ts'

/** The context of our handlers. */
export type DoorContext = Context<{ Bindings: Env; Variables: { requestId: string } }>

/** One door of the Worker: its path, its methods, who may come in, what it does. */
export interface Door {
  readonly path: string
  /** `ALL`: the door itself answers a wrong method, once it knows who asks. */
  readonly methods: readonly ('GET' | 'POST' | 'ALL')[]
  readonly auth: 'none' | 'destination' | 'operator' | 'metrics'
  readonly handle: (context: DoorContext, isolate: Isolate) => Promise<Reply> | Reply
}

/** What the requests of one isolate share: values, never promises. */
export type Isolate = Pick<Surroundings, 'intake' | 'tokens' | 'breakers' | 'registry' | 'pastDeletes' | 'customers'>

/** An isolate of which nothing is known yet. */
export function newIsolate(): Isolate {
  return {
    intake: new Intake(),
    tokens: new IsolateTokens(Date.now),
    breakers: new Breakers(),
    registry: registryCopy,
    pastDeletes: new PastDeletes({ registry: registryOf, wait: (ms) => scheduler.wait(ms) }),
    customers: new CustomerKeys(),
  }
}

function surroundings(context: DoorContext, isolate: Isolate): Surroundings {
  const later = (work: Promise<unknown>): void => context.executionCtx.waitUntil(work)
  return { ...isolate, env: context.env, now: Date.now, later }
}

function destination(context: DoorContext, isolate: Isolate): Promise<Reply> {
  const { partner = '', account = 'default' } = context.req.param() as Readonly<Record<string, string>>
  const arrival = { request: context.req.raw, partner, account, requestId: context.get('requestId') }
  return receive(arrival, surroundings(context, isolate))
}

function previewDoor(context: DoorContext, { intake }: Isolate): Promise<Reply> {
  const { partner = '' } = context.req.param() as Readonly<Record<string, string>>
  return receivePreview({ request: context.req.raw, partner, env: context.env, intake, now: Date.now() })
}

/** What an operator asks. */
function askedOf(context: DoorContext, { intake }: Isolate): Asked {
  return {
    request: context.req.raw,
    env: context.env,
    intake,
    now: Date.now(),
    requestId: context.get('requestId'),
  }
}

function namedBy(context: DoorContext): Named {
  const { partner = '', account = '', id = '' } = context.req.param() as Readonly<Record<string, string>>
  return { partner, account, id }
}

function partnerOf(context: DoorContext): string {
  return namedBy(context).partner
}

function testDoor(context: DoorContext, isolate: Isolate): Promise<Reply> {
  const { partner, account } = namedBy(context)
  const to = { partner, account: account === '' ? 'default' : account }
  return testSend(askedOf(context, isolate), to, surroundings(context, isolate))
}

const delivery = '/v1/deliveries/:partner/:account/:id'

/** Every door. The router is made of this table, and `docs` and a test compare themselves with it. */
export const doors: readonly Door[] = [
  { path: '/v1/destinations/:partner', methods: ['ALL'], auth: 'destination', handle: destination },
  { path: '/v1/destinations/:partner/:account', methods: ['ALL'], auth: 'destination', handle: destination },
  {
    path: '/v1/deliveries',
    methods: ['GET'],
    auth: 'operator',
    handle: (context, isolate) => listDeliveries(askedOf(context, isolate)),
  },
  {
    path: '/v1/deliveries/retry',
    methods: ['POST'],
    auth: 'operator',
    handle: (context, isolate) => retryMany(askedOf(context, isolate)),
  },
  {
    path: delivery,
    methods: ['GET'],
    auth: 'operator',
    handle: (context, isolate) => inspectDelivery(askedOf(context, isolate), namedBy(context)),
  },
  {
    path: `${delivery}/retry`,
    methods: ['POST'],
    auth: 'operator',
    handle: (context, isolate) => retryDelivery(askedOf(context, isolate), namedBy(context)),
  },
  {
    path: `${delivery}/cancel`,
    methods: ['POST'],
    auth: 'operator',
    handle: (context, isolate) => cancelDelivery(askedOf(context, isolate), namedBy(context)),
  },
  {
    path: '/v1/deletes/search',
    methods: ['POST'],
    auth: 'operator',
    handle: (context, isolate) => searchDeletes(askedOf(context, isolate)),
  },
  {
    path: '/v1/deletes/:partner/:account/:id',
    methods: ['GET'],
    auth: 'operator',
    handle: (context, isolate) => showReceipt(askedOf(context, isolate), namedBy(context)),
  },
  {
    path: '/v1/partners',
    methods: ['GET'],
    auth: 'operator',
    handle: (context, isolate) => listPartners(askedOf(context, isolate), isolate.tokens),
  },
  {
    path: '/v1/partners/:partner/pause',
    methods: ['POST'],
    auth: 'operator',
    handle: (context, isolate) => setPause(askedOf(context, isolate), partnerOf(context), 'pause'),
  },
  {
    path: '/v1/partners/:partner/resume',
    methods: ['POST'],
    auth: 'operator',
    handle: (context, isolate) => setPause(askedOf(context, isolate), partnerOf(context), 'resume'),
  },
  { path: '/v1/preview/:partner', methods: ['POST'], auth: 'operator', handle: previewDoor },
  { path: '/v1/test/:partner', methods: ['POST'], auth: 'operator', handle: testDoor },
  { path: '/v1/test/:partner/:account', methods: ['POST'], auth: 'operator', handle: testDoor },
  {
    path: '/metrics',
    methods: ['GET'],
    auth: 'metrics',
    handle: (context, isolate) => metrics(askedOf(context, isolate)),
  },
  { path: '/health', methods: ['GET'], auth: 'none', handle: (context, isolate) => health(askedOf(context, isolate)) },
]
