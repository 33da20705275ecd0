/** Mappings of the bench, in place of `generated/mappings.ts`: all go to one host, where the loopback partner stands in. */
const hosts = { api: 'https://api.example.com' }
const request = { method: 'POST', json: '{{ items }}' }
const deletion = {
  request: { method: 'POST', url: '{{ hosts.api }}/deleted', json: '{{ items }}' },
  batch: { max: 100 },
}
const track = { name: 'Track', subscribe: 'type = "track"' }

const files: Readonly<Record<string, unknown>> = {
  /** One call an event. */
  single: {
    name: 'Single',
    hosts,
    subscriptions: [{ ...track, request: { ...request, url: '{{ hosts.api }}/single' } }],
  },
  /** A hundred events a call, of what came together. */
  batched: {
    name: 'Batched',
    hosts,
    deletion,
    subscriptions: [{ ...track, request: { ...request, url: '{{ hosts.api }}/batched' }, batch: { max: 100 } }],
  },
  /** Ten events a call, of what came together. */
  ten: {
    name: 'Ten',
    hosts,
    subscriptions: [{ ...track, request: { ...request, url: '{{ hosts.api }}/ten' }, batch: { max: 10 } }],
  },
  /** A hundred events a call, collected for five seconds. */
  buffered: {
    name: 'Buffered',
    hosts,
    subscriptions: [
      {
        ...track,
        request: { ...request, url: '{{ hosts.api }}/buffered' },
        batch: { max: 100 },
        buffer: { seconds: 5 },
      },
    ],
  },
}

/** What `generated/mappings.ts` gives. */
export const mappings: Readonly<Record<string, { hash: string; file: () => unknown } | { fault: string }>> =
  Object.fromEntries(Object.entries(files).map(([slug, file]) => [slug, { hash: slug, file: () => file }]))
