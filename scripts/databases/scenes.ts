/**
 * What happens to the databases that `../store-databases.ts` stores, scene by scene: everything goes through the HTTP routes of the forwarder, and the partner answers as it was told.
 */
import { until } from './client.ts'
import type { Call, CallHealth } from './partner.ts'
import type { Stage } from './stage.ts'
import { accessToken, busy, customer, event, fine, once, profile, refusing, remove, searched, userOf } from './stage.ts'

/** With the mappings of today: an alias that Mixpanel cannot take, which the next scene's mapping does not know. */
export async function beforeTheOtherMapping({ client, partner }: Stage): Promise<void> {
  partner.tell(() => busy)
  const name = 'kept-changed-1'
  await client.send(
    'mixpanel',
    { type: 'alias', previousId: `device-of-${name}`, userId: userOf(name), messageId: name },
    202,
  )
}

/** With other mappings ({@link otherMappings} of `store-databases.ts`): what a changed mapping parks and what it gives up, what a `buffer` holds, a delete that is not supported. */
export async function underTheOtherMapping(stage: Stage): Promise<void> {
  const { client, partner } = stage
  partner.tell(({ body }) => (body.includes('kept-late-1') ? { ...busy, retryAfter: 1 } : busy))
  await client.retry(await once(stage, 'kept-changed-1', 'pending'))
  await once(stage, 'kept-changed-1', 'parked')
  const group = {
    type: 'group',
    userId: userOf('kept-late-1'),
    groupId: 'group-of-kept-late-1',
    messageId: 'kept-late-1',
  }
  await client.send('mixpanel', { ...group, traits: { name: 'Late' } }, 202)
  await once(stage, 'kept-late-1', 'dead')
  await client.send('webhook', event('kept-buffered-1'), 202)
  await client.send('webhook', [event('kept-buffered-2'), event('kept-buffered-3')], 202)
  await client.send(
    'mixpanel',
    { type: 'delete', userId: userOf('kept-unsupported'), messageId: 'delete-of-kept-unsupported' },
    501,
  )
  await searched(stage, 'mixpanel', 'kept-unsupported', { userId: userOf('kept-unsupported') })
}

let taken = 0

/** An event that gets through, so that no breaker opens. */
async function getThrough({ client, partner }: Stage, to: string): Promise<void> {
  partner.tell(() => fine)
  await client.send(to, event(`taken-${++taken}`), 200)
}

/** The operator's account with batches: waiting, tried several times, refused, cancelled, sent again; a dead letter that a delete takes away. */
export async function operatorsAccount(stage: Stage): Promise<void> {
  const { client, partner } = stage
  partner.tell((call) => refusing(call, 'kept-refused-1'))
  await client.send('webhook', [event('kept-refused-1'), { no: 'event' }, event(`taken-${++taken}`)], 200)
  partner.tell(() => busy)
  await client.send('webhook', event('kept-waits-1'), 202)
  await client.send('webhook', [event('kept-waits-2'), event('kept-waits-3'), event('kept-waits-4')], 202)
  await client.send('webhook', event('kept-often-1'), 202)
  for (let tries = 1; tries < 3; tries++) await client.failAgain('kept-often-1')
  await client.send('webhook', event('kept-cancelled-1'), 202)
  await client.cancel(await once(stage, 'kept-cancelled-1', 'pending'), 'sent by hand', 200)
  await getThrough(stage, 'webhook')
  await revived(stage)
  partner.tell((call) => refusing(call, 'kept-erased-1'))
  await client.send('webhook', [event('kept-erased-1'), event(`taken-${++taken}`)], 200)
  partner.tell(() => fine)
  await remove(stage, 'webhook', 'kept-erased-1', { kinds: ['accepted', 'attempt', 'confirmed'] })
  partner.tell(() => busy)
  await client.send('webhook', [event('kept-leased-1'), event('kept-leased-2')], 202)
  await client.send('webhook', event('kept-poison-1'), 202)
}

async function revived(stage: Stage): Promise<void> {
  const { client, partner } = stage
  partner.tell((call) => refusing(call, 'kept-revived-1'))
  await client.send('webhook', [event('kept-revived-1'), event(`taken-${++taken}`)], 200)
  partner.tell(() => busy)
  await client.retry(await once(stage, 'kept-revived-1', 'dead'))
  await until('kept-revived-1 failed again', async () =>
    (await client.of('kept-revived-1')).find(({ attempts, state }) => attempts === 1 && state === 'pending'),
  )
}

/** Rows of several events at several subscriptions, and one of which the partner settled a half. */
export async function accountWithPolledDeletes(stage: Stage): Promise<void> {
  const { client, partner } = stage
  partner.tell(() => busy)
  await client.send('mixpanel', [profile('kept-profile-1'), profile('kept-profile-2'), event('kept-track-1')], 202)
  await client.failAgain('kept-track-1')
  partner.tell(halfOfAnOrder)
  const products = [1, 2, 3].map((n) => ({ product_id: `kept-order-1-p${n}`, price: n }))
  const properties = { mark: 'kept-order-1', products }
  await client.send('mixpanel', event('kept-order-1', { event: 'Order Completed', properties }), 202)
  partner.tell((call) => refusing(call, 'kept-refused-2'))
  await client.send('mixpanel', [event('kept-refused-2')], 200)
  partner.tell(() => busy)
  await client.send('mixpanel', event('kept-void-1'), 202)
  await client.send('mixpanel', event('kept-void-2'), 202)
}

/** Of the four items of an order the first is delivered, the second rejected, the others wait. */
function halfOfAnOrder({ body }: Call): CallHealth {
  const items = JSON.parse(body) as readonly { readonly event: string }[]
  if (items.length > 2) return { status: 400, body: { error: 'halve it' } }
  if (items[0]?.event !== 'Order Completed') return busy
  return { status: 400, body: { failed_records: [{ index: 1, field: 'price', message: 'it is refused' }] } }
}

/** The customer's key is good, and nothing else gets through. */
function checkedAndBusy({ url }: Call): CallHealth {
  return url.includes('background_jobs') ? fine : busy
}

/** A customer's account whose circuit opens: settings sealed, events that wait, a dead letter, a delete that is done. */
export async function customersAccount(stage: Stage): Promise<void> {
  const { client, partner } = stage
  const names = [1, 2, 3, 4].map((n) => `kept-customer-${n}`)
  partner.tell(checkedAndBusy)
  for (const name of names) await client.send('userpilot', event(name), 202, customer)
  partner.tell(({ body }) =>
    body.includes('kept-refused-3') ? { status: 400, body: { message: 'it is refused' } } : fine,
  )
  await client.send('userpilot', [event('kept-refused-3'), event(`taken-${++taken}`)], 200, customer)
  await remove(stage, 'userpilot', 'kept-gone', { kinds: ['accepted', 'attempt', 'confirmed'], from: customer })
  partner.tell(checkedAndBusy)
  for (const name of names) await client.failAgain(name)
  // Tries that an operator asks for open no circuit: those that come after them by themselves do.
  partner.tell(({ url }) => (url.includes('background_jobs') ? fine : { status: 500 }))
  for (const name of names) await client.failAgain(name)
  const isOpen = /circuit_open\{partner="userpilot",.*kind="events"\} 1/
  await until('the circuit is open', async () => (isOpen.test(await client.metrics()) ? true : undefined))
}

/** A delete that waits, with the access token that it was tried with, and one that lacks what the mapping requires. */
export async function accountWithTokens(stage: Stage): Promise<void> {
  stage.partner.tell(({ url }) =>
    url.includes('/token')
      ? { status: 200, body: { access_token: accessToken, refresh_token: 'made-up-rotated-token', expires_in: 3_600 } }
      : busy,
  )
  await remove(stage, 'ga4', 'kept-token', { kinds: ['accepted', 'attempt'] })
  const anonymousId = 'device-of-kept-invalid'
  await stage.client.send('ga4', { type: 'delete', anonymousId, messageId: 'delete-of-kept-invalid' }, 400)
  await searched(stage, 'ga4', 'kept-invalid', { anonymousId })
}

/** An event during which the process dies: it is killed as soon as the partner has the call. `die` kills it and starts it again. */
export async function poison(stage: Stage, die: () => Promise<void>): Promise<void> {
  const { client, partner } = stage
  partner.tell(({ body }) => (body.includes('kept-poison-1') ? 'hang' : busy))
  for (let deaths = 0; deaths < 5; deaths++) {
    await client.retry(await once(stage, 'kept-poison-1', 'pending'))
    await until('the call that kills', () => (partner.hanging.length > deaths ? true : undefined))
    await die()
  }
  await client.retry(await once(stage, 'kept-poison-1', 'pending'))
  await once(stage, 'kept-poison-1', 'dead')
}
