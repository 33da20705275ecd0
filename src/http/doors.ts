import type { Context } from 'hono'
import { Breakers } from '../delivery/breaker.ts'
import { registryCopy } from '../delivery/registry/copy.ts'
import { IsolateTokens } from '../delivery/tokens.ts'
import type { Env } from '../env.ts'
import { receive } from '../forward/destination.ts'
import type { Door as Surroundings } from '../forward/way.ts'
import { Intake } from '../forward/intake.ts'
import { receivePreview } from '../forward/preview.ts'
import type { Reply } from '../forward/reply.ts'

/** The context of our handlers. */
export type DoorContext = Context<{ Bindings: Env; Variables: { requestId: string } }>

/** One door of the Worker: its path, its methods, who may come in, what it does. */
export interface Door {
  readonly path: string
  /** `ALL`: the door itself answers a wrong method, once it knows who asks. */
  readonly methods: readonly ('GET' | 'POST' | 'ALL')[]
  readonly auth: 'none' | 'destination' | 'operator'
  readonly handle: (context: DoorContext, isolate: Isolate) => Promise<Reply> | Reply
}

/** What the requests of one isolate share: values, never promises. */
export type Isolate = Pick<Surroundings, 'intake' | 'tokens' | 'breakers' | 'registry'>

/** An isolate of which nothing is known yet. */
export function newIsolate(): Isolate {
  return { intake: new Intake(), tokens: new IsolateTokens(Date.now), breakers: new Breakers(), registry: registryCopy }
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

/** Every door. The router is made of this table, and `docs` and a test compare themselves with it. */
export const doors: readonly Door[] = [
  { path: '/v1/destinations/:partner', methods: ['ALL'], auth: 'destination', handle: destination },
  { path: '/v1/destinations/:partner/:account', methods: ['ALL'], auth: 'destination', handle: destination },
  { path: '/v1/preview/:partner', methods: ['POST'], auth: 'operator', handle: previewDoor },
  { path: '/health', methods: ['GET'], auth: 'none', handle: () => ({ status: 200, body: { status: 'ok' } }) },
]
