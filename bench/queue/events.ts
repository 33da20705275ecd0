/** A track event of a usual size (about 700 bytes as JSON), the n-th of its kind. */
export function event(n: number): Readonly<Record<string, unknown>> {
  return {
    type: 'track',
    event: 'Order Completed',
    userId: `user-${n % 50_000}`,
    anonymousId: `a7f1c0de-0000-4000-8000-${String(n).padStart(12, '0')}`,
    messageId: `ajs-next-1764000000000-${String(n).padStart(12, '0')}`,
    timestamp: '2026-11-22T12:00:00.000Z',
    receivedAt: '2026-11-22T12:00:00.350Z',
    context: {
      ip: '192.0.2.17',
      locale: 'en-US',
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
      library: { name: 'analytics.js', version: 'npm:next-1.76.0' },
      page: { path: '/orders', url: 'https://shop.example.com/orders', title: 'Your order', referrer: '' },
    },
    properties: { order_id: `order-${n}`, total: 27.5 + (n % 100), currency: 'USD', coupon: 'hasbros', products: 3 },
  }
}
