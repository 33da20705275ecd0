import type { Context } from 'hono'
import { IsolateTokens } from '../delivery/tokens.ts'
import type { Env } from '../env.ts'
import { receive } from '../forward/destination.ts'
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
  readonly handle: (context: DoorContext) => Promise<Reply> | Reply
}

const intake = new Intake()
const tokens = new IsolateTokens(Date.now)

function destination(context: DoorContext): Promise<Reply> {
  const { partner = '', account = 'default' } = context.req.param() as Readonly<Record<string, string>>
  const arrival = { request: context.req.raw, partner, account, requestId: context.get('requestId') }
  return receive(arrival, { env: context.env, intake, tokens, now: Date.now })
}

function previewDoor(context: DoorContext): Promise<Reply> {
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
