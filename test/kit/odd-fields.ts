/** Events in which a field holds what no field should: objects that look like values from inside, as JSON may bring them. */

/** JSON texts of such values. `String()`, `Number()` or `+` of the first two throws, because their methods are data. */
export const oddValues = [
  '{"toString":1,"valueOf":1}',
  '[{"toString":1,"valueOf":1}]',
  '{"toJSON":1}',
  '{"length":1000000000}',
  '{"__proto__":{"toString":1,"valueOf":1},"constructor":1}',
  '{"then":1}',
  '[[[[]]]]',
  '1e999',
] as const

/** The fields that the forwarder itself reads, and those of the common fields that mappings read most. */
export const fields = [
  'type',
  'messageId',
  'userId',
  'anonymousId',
  'groupId',
  'previousId',
  'event',
  'name',
  'category',
  'timestamp',
  'sentAt',
  'originalTimestamp',
  'receivedAt',
  'version',
  'channel',
  'context',
  'context.ip',
  'context.userAgent',
  'context.locale',
  'context.timezone',
  'context.page',
  'context.page.url',
  'context.campaign',
  'context.device',
  'context.traits',
  'integrations',
  'integrations.All',
  'properties',
  'properties.revenue',
  'properties.products',
  'traits',
  'traits.email',
  'traits.createdAt',
] as const

type Json = Readonly<Record<string, unknown>>

const justNow = new Date(Date.now() - 60_000).toISOString()

/** A sound event of each type, of a minute ago. */
export const soundEvents: readonly (Json & { readonly type: string })[] = [
  { type: 'track', event: 'Registered', properties: { plan: 'Pro', revenue: 9.5, products: [{ product_id: 'p1' }] } },
  { type: 'identify', traits: { email: 'ann@example.com', createdAt: '2026-11-01T10:00:00.000Z' } },
  { type: 'page', name: 'Home', category: 'Docs', properties: { url: 'https://example.com/' } },
  { type: 'screen', name: 'Home', category: 'Docs', properties: { url: 'app://home' } },
  { type: 'group', groupId: 'group-1', traits: { name: 'Acme' } },
  { type: 'alias', previousId: 'user-before' },
  { type: 'delete' },
].map((event) => ({
  ...event,
  messageId: 'message-1',
  userId: 'user-1',
  anonymousId: 'anonymous-1',
  timestamp: justNow,
  receivedAt: justNow,
  context: { ip: '192.0.2.1', userAgent: 'Mozilla/5.0', page: { url: 'https://example.com/' }, traits: {} },
  integrations: { All: true },
}))

/** JSON of an event with one of the odd values at a path (`context.page.url`): through text, for only `JSON.parse` makes an own `__proto__`. */
export function withOdd(event: Json, path: string, odd: string): string {
  const mark = 'the odd value stands here'
  return JSON.stringify(set(event, path.split('.'), mark)).replace(JSON.stringify(mark), () => odd)
}

function set(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
  return { ...object, [key]: set(object[key], rest, to) }
}

/** The paths of an event that a mapping's text names. */
export function pathsIn(mapping: string): readonly string[] {
  const found = mapping.match(/\b(?:properties|traits|context|integrations)(?:\.[A-Za-z_]\w*)+/g) ?? []
  return [...new Set([...fields, ...found])]
}
