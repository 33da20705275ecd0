/** The events of the bench, as Segment sends them: each with ids of its own, so that no side can answer from memory. */

type Json = Readonly<Record<string, unknown>>

const at = '2026-11-30T12:00:00.000Z'

const userAgents = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0',
]

/** What analytics.js says of a browser, but for its name. */
const context = {
  ip: '8.8.8.8',
  library: { name: 'analytics.js', version: '2.11.1' },
  locale: 'en-US',
  timezone: 'Europe/Amsterdam',
  campaign: { name: 'TPS Innovation Newsletter', source: 'Newsletter', medium: 'email', term: 'tps', content: 'link' },
  page: {
    path: '/academy/',
    referrer: 'https://www.example.com/',
    search: '',
    title: 'Analytics Academy',
    url: 'https://shop.example.com/academy/',
  },
  screen: { width: 1440, height: 900, density: 2 },
}

function common(n: number): Json {
  return {
    anonymousId: `507f191e-810c-4172-9de8-${number(n)}`,
    context: { ...context, userAgent: userAgents[n % userAgents.length] },
    integrations: {},
    messageId: `ajs-next-022bb90c-bbac-11e4-8dfc-${number(n)}`,
    originalTimestamp: at,
    receivedAt: at,
    sentAt: at,
    timestamp: at,
    userId: `97980cfea0067-${number(n)}`,
    version: 2,
  }
}

function number(n: number): string {
  return String(n).padStart(12, '0')
}

/** A track event without products. */
export function track(n: number): Json {
  return {
    ...common(n),
    type: 'track',
    event: 'Registered',
    properties: { plan: 'Pro Annual', accountType: 'Facebook', seats: 5, trial: false },
  }
}

function product(i: number): Json {
  return {
    product_id: `product-${i}`,
    sku: `sku-${i}`,
    name: `Monopoly, edition ${i}`,
    price: 19.5 + i,
    quantity: i,
    position: i,
    category: 'Games',
    url: `https://shop.example.com/product/${i}`,
    image_url: `https://shop.example.com/product/${i}.jpg`,
  }
}

/** An order with three products. */
export function order(n: number): Json {
  return {
    ...common(n),
    type: 'track',
    event: 'Order Completed',
    properties: {
      checkout_id: 'fksdjfsdjfisjf9sdfjsd9f',
      order_id: `50314b8e9bcf-${number(n)}`,
      affiliation: 'Google Store',
      total: 30,
      subtotal: 22.5,
      revenue: 25,
      shipping: 3,
      tax: 2,
      discount: 2.5,
      coupon: 'hasbros',
      currency: 'USD',
      products: [1, 2, 3].map(product),
    },
  }
}

/** An identify event. */
export function identify(n: number): Json {
  return {
    ...common(n),
    type: 'identify',
    traits: {
      email: `peter-${n}@example.com`,
      firstName: 'Peter',
      lastName: 'Gibbons',
      plan: 'premium',
      logins: 5,
      createdAt: '2025-01-01T08:30:00.000Z',
      address: { street: '6th St', city: 'San Francisco', state: 'CA', postalCode: '94103', country: 'USA' },
    },
  }
}

/** A user's delete. */
export function remove(n: number): Json {
  const { userId, messageId, timestamp, receivedAt } = common(n)
  return { type: 'delete', userId, messageId, timestamp, receivedAt }
}

/** A track event of about so many bytes. */
export function sized(bytes: number): (n: number) => Json {
  return (n) => {
    const small = track(n)
    const missing = bytes - JSON.stringify(small).length
    const texts = Array.from({ length: Math.max(0, Math.floor(missing / 120)) }, (_, i) => [
      `field_${i}`,
      'x'.repeat(100),
    ])
    return { ...small, properties: { ...(small['properties'] as Json), ...Object.fromEntries(texts) } }
  }
}

/** A track event of a server, 400 bytes: what long arrays are made of. */
export function small(n: number): Json {
  const { userId, messageId, timestamp, receivedAt } = common(n)
  return {
    type: 'track',
    event: 'Registered',
    userId,
    messageId,
    timestamp,
    receivedAt,
    properties: { plan: 'Pro Annual' },
  }
}
