import { createHash } from 'node:crypto'
import { env } from 'cloudflare:workers'
import { mappings as real } from '../../generated/mappings.ts'
import { echoMapping } from './echo-mapping.ts'

/** Mappings that only tests use: each shows one thing that the reply table or the limits speak of. Host names are those of nobody. */
const hook = {
  hosts: { hook: '{{ settings.url }}' },
  settings: { url: { label: 'URL', required: true, secret: true } },
}
const post = { method: 'POST', url: '{{ hosts.hook }}', json: '{{ items }}' }
const login = {
  request: {
    method: 'POST',
    url: '{{ hosts.login }}',
    json: { user: '{{ settings.user }}', password: '{{ settings.password }}' },
  },
  value: '{{ body.session.token }}',
  lasts: '2h',
}
const messages = [{ when: 'status >= 400', message: '{{ body.message }}' }]

const files: Readonly<Record<string, unknown>> = {
  /** One call an event; track events and deletes only. Some events and fields are left out. */
  plain: {
    name: 'Plain',
    ...hook,
    drop: 'event = "Noise"',
    redact: ['context.ip', 'properties.hidden'],
    subscriptions: [
      { name: 'Track', subscribe: 'type = "track" and event != "Nobody"', request: post, outcomes: messages },
    ],
    deletion: { requires: [{ anyOf: ['userId', 'anonymousId'] }], request: post },
  },
  echo: echoMapping,
  /** Batches of three; items that the partner names are rejected. */
  batches: {
    name: 'Batches',
    ...hook,
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: post,
        batch: { max: 3 },
        outcomes: [
          {
            when: 'status = 207',
            outcome: 'delivered',
            items: [
              { over: '{{ body.errors }}', index: '{{ item.at }}', message: '{{ item.why }}', outcome: 'rejected' },
            ],
          },
        ],
      },
    ],
  },
  /** Two subscriptions for one event: one goes to its setting's URL, one to another. */
  double: {
    name: 'Double',
    settings: { url: { label: 'URL', required: true }, other: { label: 'Other URL', required: true } },
    hosts: { hook: '{{ settings.url }}', other: '{{ settings.other }}' },
    subscriptions: [
      { name: 'One', subscribe: 'type = "track"', request: post },
      { name: 'Two', subscribe: 'type = "track"', request: { ...post, url: '{{ hosts.other }}' } },
    ],
    deletion: { unsupported: 'it keeps no users' },
  },
  /** Values of the event in the path and in headers; a delete says where its user is, and what the partner shall answer. */
  paths: {
    name: 'Paths',
    settings: {},
    hosts: { api: 'https://api.example.com' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: {
          method: 'PUT',
          url: '{{ hosts.api }}/users/{{ properties.id }}/x',
          headers: { 'X-Id': '{{ properties.header }}' },
          json: {},
        },
      },
    ],
    deletion: {
      request: { method: 'DELETE', url: '{{ hosts.api }}/{{ userId }}/status', query: { code: '{{ anonymousId }}' } },
    },
  },
  /** Deletes of users with a `userId` only, a hundred a call; the partner begins them and says later how they went. */
  users: {
    name: 'Users',
    settings: {
      url: { label: 'URL', required: true, secret: true },
      token: { label: 'Token of deletes', secret: true },
    },
    hosts: { hook: '{{ settings.url }}' },
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', request: post }],
    deletion: {
      requires: ['userId'],
      item: '{{ userId }}',
      request: { ...post, auth: { bearer: '{{ settings.token }}' } },
      batch: { max: 100 },
      outcomes: [
        { when: 'status = 202', outcome: 'pending' },
        { when: 'status = 400', outcome: 'split', message: '{{ body.message }}' },
        ...messages,
      ],
      poll: {
        every: '1s',
        request: {
          method: 'GET',
          url: '{{ hosts.hook }}/jobs/{{ answers.request.body.job }}',
          auth: { bearer: '{{ settings.token }}' },
        },
        outcomes: [
          { when: 'body.status = "done"', outcome: 'delivered' },
          { when: 'body.status = "failed"', outcome: 'resubmit' },
          { when: 'body.status = "unknown"', outcome: 'rejected', message: 'the job is unknown' },
          { when: 'status = 200', outcome: 'pending' },
        ],
      },
    },
  },
  /** Deletes, a hundred a call; a call with one bad user is refused whole. */
  bulk: {
    name: 'Bulk',
    ...hook,
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', request: post }],
    deletion: {
      item: '{{ userId }}',
      request: post,
      batch: { max: 100 },
      limits: { requests: 100, seconds: 1 },
      outcomes: [{ when: 'status = 400', outcome: 'split', message: '{{ body.message }}' }, ...messages],
    },
  },
  /** A DELETE of a user, who may be gone already. */
  gone: {
    name: 'Gone',
    ...hook,
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', request: post }],
    deletion: { request: { method: 'DELETE', url: '{{ hosts.hook }}' } },
  },
  /** Access tokens by OAuth, with a refresh token. */
  granted: {
    name: 'Granted',
    settings: {
      url: { label: 'URL', required: true },
      tokenUrl: { label: 'Token URL', required: true },
      id: { label: 'Client id', required: true },
      secret: { label: 'Client secret', secret: true, required: true },
      refresh: { label: 'Refresh token', secret: true },
    },
    hosts: { hook: '{{ settings.url }}', login: '{{ settings.tokenUrl }}' },
    auth: {
      oauth2: {
        grant: 'refresh_token',
        tokenUrl: '{{ hosts.login }}',
        clientId: '{{ settings.id }}',
        clientSecret: '{{ settings.secret }}',
        refreshToken: '{{ settings.refresh }}',
        scope: 'events',
      },
    },
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', request: post }],
  },
  /** Requests that carry the token of a login: of track events in a header, of identify events in the query. */
  logged: {
    name: 'Logged',
    settings: {
      url: { label: 'URL', required: true },
      loginUrl: { label: 'URL of the login', required: true },
      user: { label: 'User' },
      password: { label: 'Password', secret: true },
    },
    hosts: { hook: '{{ settings.url }}', login: '{{ settings.loginUrl }}' },
    unknown: 'drop',
    auth: { token: { ...login, as: { header: { 'X-Session': '{{ token }}' } } } },
    outcomes: [{ when: 'status = 401', message: '{{ body.said }}' }],
    subscriptions: [
      { name: 'Track', subscribe: 'type = "track"', request: post },
      {
        name: 'Identify',
        subscribe: 'type = "identify"',
        request: { ...post, auth: { token: { ...login, as: { query: 'session' } } } },
      },
    ],
  },
  /** A sequence that begins with an answer that may be kept. */
  looked: {
    name: 'Looked',
    settings: { url: { label: 'URL', required: true }, other: { label: 'URL of the events', required: true } },
    hosts: { hook: '{{ settings.url }}', other: '{{ settings.other }}' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        requests: [
          {
            name: 'find',
            method: 'GET',
            url: '{{ hosts.hook }}',
            query: { plan: '{{ properties.plan }}' },
            cache: '1h',
            outcomes: [{ when: 'status = 404', outcome: 'next' }],
          },
          {
            name: 'send',
            method: 'POST',
            url: '{{ hosts.other }}',
            json: { found: '{{ answers.find.body.found }}', event: '{{ messageId }}' },
          },
        ],
      },
    ],
    deletion: { request: { ...post, url: '{{ hosts.other }}' } },
  },
  /** Settings that come with a customer's request: what they say decides where the partner's calls go, and how it answers. */
  customers: {
    name: 'Customers',
    settings: {
      apiKey: { label: 'Key', secret: true, required: true, from: 'segment' },
      space: { label: 'Space', required: true, from: 'segment' },
      mood: { label: 'Mood', from: 'segment', default: 'ok' },
      checked: { label: 'Mood of the check', from: 'segment', default: 'ok' },
      adAccountId: { label: 'Ad account', from: 'segment', as: 'ad_account_id' },
      region: { label: 'Region', choices: ['us', 'eu'], default: 'us' },
    },
    hosts: { api: 'https://api.example.com' },
    auth: { bearer: '{{ settings.apiKey }}' },
    check: { method: 'GET', url: '{{ hosts.api }}/{{ settings.space }}check/{{ settings.checked }}' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: {
          ...post,
          url: '{{ hosts.api }}/{{ settings.space }}/{{ settings.mood }}',
          headers: { 'X-Ad-Account': '{{ settings.adAccountId }}' },
        },
        batch: { max: 10 },
        outcomes: messages,
      },
      {
        name: 'Products',
        subscribe: 'type = "page" and exists(properties.products)',
        item: '{{ properties.products }}',
        request: { ...post, url: '{{ hosts.api }}/{{ settings.space }}/{{ settings.mood }}' },
      },
    ],
  },
  /** Customers whose keys get access tokens. */
  members: {
    name: 'Members',
    settings: {
      apiKey: { label: 'Key', secret: true, required: true, from: 'segment' },
      space: { label: 'Space', required: true, from: 'segment' },
      mood: { label: 'Mood', from: 'segment', default: 'ok' },
    },
    hosts: { api: 'https://api.example.com', login: 'https://login.example.com' },
    auth: {
      oauth2: {
        grant: 'client_credentials',
        tokenUrl: '{{ hosts.login }}/{{ settings.space }}login/tokens',
        clientId: '{{ settings.space }}',
        clientSecret: '{{ settings.apiKey }}',
      },
    },
    check: { method: 'GET', url: '{{ hosts.api }}/{{ settings.space }}check/ok' },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: { ...post, url: '{{ hosts.api }}/{{ settings.space }}/{{ settings.mood }}' },
      },
    ],
  },
  /** One call an hour. */
  limited: {
    name: 'Limited',
    ...hook,
    limits: { requests: 1, seconds: 3600 },
    subscriptions: [{ name: 'Track', subscribe: 'type = "track"', request: post }],
  },
  /** Collects events before it sends them. */
  buffered: {
    name: 'Buffered',
    ...hook,
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: post,
        batch: { max: 10 },
        buffer: { seconds: 3600 },
      },
      { name: 'At once', subscribe: 'event = "Urgent"', request: post },
      {
        name: 'Through the queue',
        subscribe: 'type = "page"',
        request: post,
        batch: { max: 10 },
        buffer: { seconds: 0 },
      },
    ],
  },
}

/** What a test deployed in place of these (`deploy.ts`). `null`: there is no such mapping any more. */
const { DEPLOYED_MAPPINGS: deployed = {} } = env as { readonly DEPLOYED_MAPPINGS?: typeof files }

/** Another file has another hash. */
function hashOf(slug: string): string {
  const file = Object.hasOwn(deployed, slug) ? JSON.stringify(deployed[slug]) : undefined
  return file === undefined
    ? `hash-${slug}`
    : `hash-${slug}-${createHash('sha256').update(file).digest('hex').slice(0, 8)}`
}

/** The real mappings, the test mappings and one that is broken, as `generated/mappings.ts` has them. */
export const mappings: typeof real = {
  ...real,
  ...Object.fromEntries(
    Object.entries({ ...files, ...deployed }).flatMap(([slug, file]) =>
      file === null ? [] : [[slug, { hash: hashOf(slug), file: () => structuredClone(file) }]],
    ),
  ),
  ...(deployed['broken'] !== null && {
    broken: { fault: 'mappings/broken.json /: "subscriptions" is missing' },
  }),
}
