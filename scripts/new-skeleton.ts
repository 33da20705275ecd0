import type { JsonObject } from '../src/values/json.ts'

/** A mapping and its cases, which pass the check: what a new partner begins with. `title`: how the partner is called. */
export function skeleton(title: string): { readonly mapping: JsonObject; readonly cases: readonly JsonObject[] } {
  return { mapping: { ...mapping, name: title }, cases }
}

const mapping = {
  $schema: '../mapping.schema.json',
  name: '',
  description: 'Where an operator finds the API key at the vendor.',
  docs: 'https://docs.example.com',
  settings: { apiKey: { label: 'API key', secret: true, required: true } },
  hosts: { api: 'https://api.example.com' },
  auth: { bearer: '{{ settings.apiKey }}' },
  values: { user: '{{ userId ?? anonymousId }}' },
  subscriptions: [
    {
      name: 'Track',
      subscribe: 'type = "track"',
      requires: [{ allOf: ['event'], message: 'a track event needs a name' }],
      item: {
        id: '{{ messageId }}',
        user: '{{ values.user }}',
        event: '{{ event }}',
        time: "{{ timestamp | date: 'iso' }}",
        properties: '{{ properties }}',
      },
      request: { method: 'POST', url: '{{ hosts.api }}/v1/events', json: { events: '{{ items }}' } },
      batch: { max: 100 },
    },
    {
      name: 'Identify',
      subscribe: 'type = "identify"',
      request: { method: 'PUT', url: '{{ hosts.api }}/v1/users/{{ values.user }}', json: { traits: '{{ traits }}' } },
    },
  ],
  deletion: {
    requires: ['userId'],
    request: { method: 'DELETE', url: '{{ hosts.api }}/v1/users/{{ userId }}' },
  },
}
const event = {
  type: 'track',
  event: 'Registered',
  userId: '97980cfea0067',
  messageId: 'ajs-1',
  timestamp: '2019-06-21T17:35:47.404Z',
  properties: { plan: 'Pro Annual' },
}
const cases = [
  {
    name: 'a track event',
    source: 'https://docs.example.com: write the page of the vendor that says what the request looks like',
    settings: { apiKey: 'key' },
    events: [event],
    exchanges: [
      {
        request: {
          method: 'POST',
          url: 'https://api.example.com/v1/events',
          headers: { authorization: 'Bearer key' },
          json: {
            events: [
              {
                id: 'ajs-1',
                user: '97980cfea0067',
                event: 'Registered',
                time: '2019-06-21T17:35:47.404Z',
                properties: { plan: 'Pro Annual' },
              },
            ],
          },
        },
      },
    ],
  },
  {
    name: 'an identify',
    source: 'https://docs.example.com',
    settings: { apiKey: 'key' },
    events: [{ type: 'identify', userId: '97980cfea0067', traits: { email: 'peter@example.com' } }],
    exchanges: [
      {
        request: {
          method: 'PUT',
          url: 'https://api.example.com/v1/users/97980cfea0067',
          json: { traits: { email: 'peter@example.com' } },
        },
      },
    ],
  },
  {
    name: 'a delete',
    source: 'https://docs.example.com',
    settings: { apiKey: 'key' },
    events: [{ type: 'delete', userId: '97980cfea0067' }],
    exchanges: [{ request: { method: 'DELETE', url: 'https://api.example.com/v1/users/97980cfea0067' } }],
  },
]
