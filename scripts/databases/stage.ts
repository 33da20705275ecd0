/** What the scenes share. Every message and user that has to be told from others is called `kept-...`. */
import type { ForwarderClient, Listed, Replied } from './client.ts'
import { until } from './client.ts'
import type { Call, CallHealth, ToldPartner } from './partner.ts'

/** What a scene works with. */
export interface Stage {
  readonly client: ForwarderClient
  readonly partner: ToldPartner
  /** Deletes by the name of their user, as far as they came. */
  readonly deletes: Map<string, KnownDelete>
}

/** A delete that a scene made. */
export interface KnownDelete {
  readonly partner: string
  readonly account: string
  readonly id: string
  readonly userId?: string
  readonly anonymousId?: string
}

/** A customer's settings, as they come with each of its requests. */
export const customer = { apiKey: 'made-up-key-of-a-customer', settings: { region: 'eu' } }

/** The access token that Google gives. */
export const accessToken = 'made-up-access-token'

/** A message as it is sent. */
export type Message = Readonly<Record<string, unknown>>

/** It is taken. */
export const fine: CallHealth = { status: 200 }
/** Far enough away that nothing is tried again before the process is killed. */
export const busy = { status: 503, body: { message: 'busy' }, retryAfter: 600 } as const satisfies CallHealth

/** The id of the user that a name stands for. */
export function userOf(name: string): string {
  return `user-of-${name}`
}

/** A track event. */
export function event(name: string, more: Message = {}): Message {
  return {
    type: 'track',
    event: 'Kept',
    userId: userOf(name),
    messageId: name,
    timestamp: '2026-11-01T10:00:00.000Z',
    properties: { mark: name },
    ...more,
  }
}

/** An identify event. */
export function profile(name: string): Message {
  return { type: 'identify', userId: userOf(name), anonymousId: `device-of-${name}`, messageId: name, traits: { name } }
}

/** A call that a partner refuses for good where it carries a message called so; a batch it halves first. */
export function refusing({ url, body }: Call, name: string): CallHealth {
  if (!body.includes(name)) return fine
  if (url.includes('/import'))
    return { status: 400, body: { failed_records: [{ index: 0, field: 'event', message: 'it is refused' }] } }
  return body.split('"messageId"').length > 2 ? { status: 413 } : { status: 400, body: { message: 'it is refused' } }
}

/** A delivery of a message once it has a state. */
export async function once({ client }: Stage, name: string, state: string): Promise<Listed> {
  return until(`${name} is ${state}`, async () => (await client.of(name)).find((one) => one.state === state))
}

/** Sends a delete, remembers it, and waits for the entries of its receipt. */
export async function remove(
  stage: Stage,
  partner: string,
  name: string,
  { kinds = [], more = {}, from }: { kinds?: readonly string[]; more?: Message; from?: typeof customer } = {},
): Promise<KnownDelete> {
  const request = { type: 'delete', userId: userOf(name), messageId: `delete-of-${name}`, ...more }
  const { body } = await stage.client.send(partner, request, 202, from)
  const known = {
    partner,
    account: await accountOf(stage, partner, body),
    id: String(body['delete']),
    userId: userOf(name),
  }
  stage.deletes.set(name, known)
  if (kinds.length > 0) await stage.client.receipt(known, kinds)
  return known
}

/** The account of a delete; a customer's is named in the list of deliveries only. */
async function accountOf({ client }: Stage, partner: string, { delete: id }: Replied['body']): Promise<string> {
  if (partner !== 'userpilot') return 'default'
  return until(
    'the account of the customer',
    async () => (await client.list()).find((one) => one.partner === partner || one.id === id)?.account,
  )
}

/** A delete that was refused on arrival: it is known by a search only. */
export async function searched(
  stage: Stage,
  partner: string,
  name: string,
  by: Readonly<Record<string, string>>,
): Promise<void> {
  const id = await until(`the delete of ${name}`, async () => {
    const { receipts } = await stage.client.ask('/v1/deletes/search', by)
    return (receipts as readonly { readonly id: string }[])[0]?.id
  })
  stage.deletes.set(name, { partner, account: 'default', id, ...by })
}
