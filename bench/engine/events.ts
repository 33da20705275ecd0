type Json = Record<string, unknown>

/** A seeded random number in [0, 1) (mulberry32), so that every run measures the same events. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Random track events as a forwarder sees them: `kinds` sorts of events (what one call in one app sends has one shape: fields there or not, null or
 * empty, in the order of its library), with random values in random turns.
 */
export function randomEvents(count: number, { kinds = 24, seed = 1 } = {}): readonly Json[] {
  const random = randomFrom(seed)
  const sorts = Array.from({ length: kinds }, (_, i) => randomEvent(random, i))
  return Array.from({ length: count }, () => {
    const sort = sorts[Math.floor(random() * kinds)] ?? {}
    return JSON.parse(
      JSON.stringify(sort, (key, value: unknown) =>
        typeof value === 'number'
          ? Math.floor(random() * 10_000) / 100
          : key === 'type' || key === 'event' || value === '' || typeof value !== 'string'
            ? value
            : `${value}-${Math.floor(random() * 1e6)}`,
      ),
    ) as Json
  })
}

function randomEvent(random: () => number, i: number): Json {
  const maybe = (chance: number, value: unknown): unknown =>
    random() < chance ? value : random() < 0.2 ? null : undefined
  const product = (n: number): Json =>
    shuffled(random, {
      product_id: `p${n}`,
      sku: maybe(0.7, `sku-${n}`),
      name: maybe(0.9, `Product ${n}`),
      price: 10 * n,
      quantity: maybe(0.8, n),
      category: maybe(0.5, 'Games'),
    })
  return shuffled(random, {
    type: 'track',
    event: maybe(0.98, 'Order Completed'),
    userId: maybe(0.7, `user-${i}`),
    anonymousId: maybe(0.9, `anonymous-${i}`),
    messageId: `message-${i}`,
    timestamp: '2025-03-04T15:52:52.367Z',
    receivedAt: maybe(0.9, '2025-03-04T15:52:52.368Z'),
    sentAt: maybe(0.8, '2025-03-04T15:52:52.365Z'),
    version: maybe(0.5, 2),
    integrations: maybe(0.7, {}),
    context: maybe(
      0.97,
      shuffled(random, {
        ip: maybe(0.7, '8.8.8.8'),
        locale: maybe(0.7, 'en-US'),
        userAgent: maybe(0.8, 'Mozilla/5.0'),
        library: { name: 'analytics.js', version: '2.11.1' },
        page: maybe(
          0.8,
          shuffled(random, {
            url: `https://shop.example.com/${i}`,
            path: maybe(0.9, `/${i}`),
            title: maybe(0.9, 'Shop'),
            referrer: maybe(0.5, ''),
          }),
        ),
        traits: maybe(0.4, { email: maybe(0.8, `user-${i}@example.com`) }),
      }),
    ),
    properties: maybe(
      0.97,
      shuffled(random, {
        order_id: `order-${i}`,
        revenue: maybe(0.7, 22.5 + i),
        total: maybe(0.9, 27.5 + i),
        affiliation: maybe(0.6, 'Google Store'),
        coupon: maybe(0.4, 'hasbros'),
        currency: maybe(0.9, 'usd'),
        email: maybe(0.3, `other-${i}@example.com`),
        products: maybe(0.95, [1, 2, 3].map(product)),
      }),
    ),
  })
}

/** The same keys in another order now and then: not every library writes them in one. */
function shuffled(random: () => number, object: Json): Json {
  const entries = Object.entries(object)
  if (random() < 0.5) entries.sort(() => random() - 0.5)
  return Object.fromEntries(entries)
}
