import { createHmac } from 'node:crypto'
import type { Asked } from './shared.ts'
import { admin, basic, customers, keys, metrics, route, sharedSecret, track, viewer } from './shared.ts'

function signed(body: string, over = body, secret = sharedSecret): Record<string, string> {
  return { 'X-Signature': createHmac('sha1', secret).update(over).digest('hex') }
}

/** Every kind of credentials at a destination. */
export function credentials(partner: string): readonly Asked[] {
  const one = JSON.stringify(track)
  const list = JSON.stringify([track, { ...track, messageId: 'second' }, { type: 'delete', userId: 'nobody' }])
  const first = JSON.stringify((JSON.parse(list) as readonly unknown[])[0])
  const bare = (name: string, headers: Record<string, string>, body = one): Asked => ({
    name: `${partner}: ${name}`,
    method: 'POST',
    path: route(partner),
    headers,
    body,
    mood: 'ok',
  })
  return [
    bare('no credentials', {}),
    bare('wrong key', basic('nobody-knows-this-key-at-all')),
    bare('key of another route', basic(keys.other)),
    bare(
      'key without delete',
      { ...basic(keys.noDelete), ...customers(partner) },
      '{"type":"delete","userId":"nobody"}',
    ),
    bare('bearer', { Authorization: `Bearer ${admin}` }),
    bare('broken Basic', { Authorization: 'Basic %%%' }),
    bare('Basic without a colon', { Authorization: `Basic ${btoa(keys.all)}`, ...customers(partner) }),
    bare('lower case basic', { Authorization: `basic ${btoa(`${keys.all}:`)}`, ...customers(partner) }),
    bare('signature', { ...signed(one), ...customers(partner) }),
    bare('signature of another body', { ...signed(one, 'x'), ...customers(partner) }),
    bare('signature by another secret', { ...signed(one, one, 'wrong'), ...customers(partner) }),
    bare('signature of the array', { ...signed(list), ...customers(partner) }, list),
    bare('signature of the first element', { ...signed(list, first), ...customers(partner) }, list),
    bare('signature with a customer key', { ...signed(one), ...basic('customer-key-of-the-recording') }),
    bare('customer key alone', basic('customer-key-of-the-recording')),
    bare('customer key in the header', customers(partner, 'another-customer-key')),
  ]
}

/** Every other route, as everybody. */
export function operators(): readonly Asked[] {
  const paths: readonly (readonly [string, string, unknown?])[] = [
    ['GET', '/v1/deliveries?kind=event&limit=3'],
    ['GET', '/v1/deliveries?partner=mixpanel&account=refuses&state=dead&limit=200'],
    ['GET', '/v1/deliveries?odd=1'],
    ['GET', '/v1/deliveries?state=odd'],
    ['POST', '/v1/deliveries/retry', { partner: 'mixpanel' }],
    ['GET', '/v1/deliveries/mixpanel/default/000000000000000000000000-000000000000'],
    ['POST', '/v1/deliveries/mixpanel/default/000000000000000000000000-000000000000/retry', {}],
    ['POST', '/v1/deliveries/mixpanel/default/000000000000000000000000-000000000000/cancel', { reason: 'x' }],
    ['POST', '/v1/deliveries/mixpanel/default/000000000000000000000000-000000000000/cancel', {}],
    ['POST', '/v1/deletes/search', { userId: 'nobody' }],
    ['POST', '/v1/deletes/search', { email: 'x' }],
    ['GET', `/v1/deletes/mixpanel/default/${'0'.repeat(32)}`],
    ['GET', '/v1/partners'],
    ['POST', '/v1/partners/slack/pause', {}],
    ['POST', '/v1/partners/slack/resume', { kinds: ['events', 'deletes'] }],
    ['POST', '/v1/partners/nobody/pause', {}],
    ['POST', '/v1/preview/mixpanel', { event: track }],
    ['POST', '/v1/preview/mixpanel', { event: track, settings: { region: 'eu' } }],
    ['POST', '/v1/preview/nobody', { event: track }],
    ['POST', '/v1/test/mixpanel', track],
    ['POST', '/v1/test/mixpanel/refuses', track],
    ['GET', '/metrics'],
    ['GET', '/health'],
    ['GET', '/health?deep=1'],
    ['GET', '/nothing'],
    ['POST', '/'],
  ]
  const who: Readonly<Record<string, Record<string, string>>> = {
    admin: { Authorization: `Bearer ${admin}` },
    viewer: { Authorization: `Bearer ${viewer}` },
    metrics: { Authorization: `Bearer ${metrics}` },
    'an endpoint key': basic(keys.all),
    'a wrong token': { Authorization: 'Bearer nobody' },
    nobody: {},
  }
  return paths.flatMap(([method, path, body], i) =>
    Object.entries(who).map(([name, headers]) => ({
      name: `${i}: ${method} ${path} as ${name}`,
      method,
      path,
      headers,
      mood: 'ok' as const,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })),
  )
}
