/** `npm run new <partner>`: a starting mapping and its cases, which pass the check. Never overwrites. */
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkText } from './mappings.ts'

const root = resolve(import.meta.dirname, '..')
const slug = process.argv[2] ?? ''
if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(slug) || process.argv.length > 3) {
  console.error(
    'usage: npm run new -- <partner>\n  <partner> is the slug: lower-case letters, digits and "-", at most 40. Its route will be /v1/destinations/<partner>.',
  )
  process.exit(1)
}

const title = slug
  .split('-')
  .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  .join(' ')
const mapping = {
  $schema: '../mapping.schema.json',
  name: title,
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

const { report } = checkText(slug, JSON.stringify(mapping))
if (report !== '') throw new Error(report)
await create(`mappings/${slug}.json`, mapping)
await create(`test/cases/${slug}.json`, cases)
console.log(`Next: say what the vendor wants in mappings/${slug}.json (docs/mappings.md), then
  npm run check -- mappings/${slug}.json
  npm run preview -- ${slug} event.json
  npm run cases -- ${slug}`)

/** Writes a file in the form that lint wants, unless it is there. */
async function create(path: string, json: unknown): Promise<void> {
  const isNew = await writeFile(resolve(root, path), JSON.stringify(json, null, 2), { flag: 'wx' }).then(
    () => true,
    () => false,
  )
  if (isNew) execFileSync(process.execPath, [resolve(root, 'node_modules/oxfmt/bin/oxfmt'), path], { cwd: root })
  console.log(isNew ? `wrote ${path}` : `${path} is there already: left as it is`)
}
