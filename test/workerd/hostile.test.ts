import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { mappings } from '../../generated/mappings.ts'
import { keys, fetchWorker, objects } from '../kit/worker.ts'

type Json = Readonly<Record<string, unknown>>
interface Case {
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  readonly events: readonly Json[]
}

const files = import.meta.glob<readonly Case[]>('../cases/*.json', { eager: true, import: 'default' })
// A case without events is one of the mapping's check.
const all = Object.entries(files).flatMap(([path, list]) =>
  list
    .filter(({ events }) => events !== undefined)
    .map((one) => ({ slug: path.slice('../cases/'.length, -'.json'.length), ...one })),
)
/** The first two cases of a partner with events of the same types; with `PROPERTY_RUNS` (`npm run test:long`) all. */
const mostAlike = inject('propertyRuns') === undefined ? 2 : Infinity
const typesOf = ({ slug, events }: (typeof all)[number]): string =>
  [slug, ...new Set(events.map(({ type }) => String(type)))].join(' ')
const cases = [...Map.groupBy(all, typesOf).values()].flatMap((alike) => alike.slice(0, mostAlike))

const ids = [
  '..',
  '.',
  '%2e%2e',
  '%2E',
  'a/../b',
  '',
  null,
  '\ud800',
  '\r\n',
  'a\r\nX-Evil: 1',
  '?x',
  '#x',
  '@host',
  '//h',
  '\\\\h',
  'https://evil.example.com',
  'a b',
  'é',
  '{{ settings.key }}',
  '${x}',
  0,
  'x'.repeat(5_000),
]

interface Sent {
  readonly url: URL
  readonly headers: Headers
}

/** What the Worker sends for an event: the calls, with their real URLs, are caught at its `fetch`. */
async function sentFor(
  slug: string,
  settings: Case['settings'],
  events: readonly Json[],
): Promise<{ status: number; sent: readonly Sent[] }> {
  const sent: Sent[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    if (String(init?.body).startsWith('grant_type=')) return Response.json({ access_token: 'token' })
    sent.push({ url: new URL(String(url)), headers: new Headers(init?.headers) })
    return new Response('{}')
  })
  const name = slug.replaceAll('-', '_').toUpperCase()
  const env = {
    ENVIRONMENT: 'production',
    ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [slug, '+delete'] }),
    [name]: settings,
    ...objects,
  }
  const reply = await fetchWorker(env, `/v1/destinations/${slug}`, { body: events })
  return { status: reply.status, sent }
}

/** An event with another id wherever one of its ids stands. */
function withId(event: Json, id: unknown): Json {
  const own = new Set(
    ['userId', 'anonymousId', 'groupId', 'previousId', 'messageId']
      .map((key) => event[key])
      .filter((value) => typeof value === 'string' || typeof value === 'number'),
  )
  return JSON.parse(JSON.stringify(event, (_, value: unknown) => (own.has(value as string) ? id : value))) as Json
}

const shapeOf = ({ url }: Sent): string => `${url.origin} ${url.pathname.split('/').length}`

afterEach(() => vi.restoreAllMocks())

describe('hostile ids', () => {
  test('every mapping has cases to try them on', () => {
    expect([...new Set(cases.map(({ slug }) => slug))].toSorted()).toEqual(Object.keys(mappings).toSorted())
  })

  test.for(cases)('$slug, $name: no id changes where a call goes', async ({ slug, settings, events }) => {
    const benign = await sentFor(
      slug,
      settings,
      events.map((event) => withId(event, 'benign-id')),
    )
    const shapes = new Set(benign.sent.map(shapeOf))
    const templated = benign.sent.some(({ url }) => url.pathname.includes('benign-id'))
    for (const id of ids) {
      const { status, sent } = await sentFor(
        slug,
        settings,
        events.map((event) => withId(event, id)),
      )
      expect(
        sent.map(shapeOf).filter((shape) => !shapes.has(shape)),
        JSON.stringify(id),
      ).toEqual([])
      expect(
        sent.filter(({ url, headers }) => url.hash !== '' || url.username !== '' || headers.has('X-Evil')),
        JSON.stringify(id),
      ).toEqual([])
      expect([200, 400, 501, 503]).toContain(status)
      if (templated && (id === '..' || id === '.' || id === '\ud800')) {
        expect(
          sent.some(({ url }) => url.pathname.includes('benign-id')),
          JSON.stringify(id),
        ).toBe(false)
        expect(sent.length, JSON.stringify(id)).toBeLessThan(benign.sent.length)
      }
    }
  })

  test.for(ids)('%j in a path is one encoded part, or nothing is sent', async (id) => {
    const event = { type: 'track', event: 'e', userId: 'u', properties: { id } }
    const sent: string[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      sent.push(String(url))
      return new Response('{}')
    })
    const reply = await fetchWorker(
      { ENVIRONMENT: 'production', ENDPOINT_KEYS: JSON.stringify({ [keys.all]: ['paths'] }) },
      '/v1/destinations/paths',
      { body: event },
    )
    const refused = id === '..' || id === '.' || id === '' || id === null || id === '\ud800'
    expect(sent).toEqual(refused ? [] : [`https://api.example.com/users/${encodeURIComponent(String(id))}/x`])
    expect(reply.status).toBe(refused ? 400 : 200)
    if (refused)
      expect(await reply.json()).toEqual({
        code: 'event_rejected',
        message: expect.stringMatching(/^properties.id in the path of the url/),
      })
  })

  test.for(['\r\n', 'a\r\nX-Evil: 1', 'a\nb', '\0', '\u{1f600}'])(
    '%j in a header is one encoded header',
    async (header) => {
      const sent: Headers[] = []
      vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
        sent.push(new Headers(init?.headers))
        return new Response('{}')
      })
      const event = { type: 'track', event: 'e', userId: 'u', properties: { id: '1', header } }
      const reply = await fetchWorker(
        { ENVIRONMENT: 'production', ENDPOINT_KEYS: JSON.stringify({ [keys.all]: ['paths'] }) },
        '/v1/destinations/paths',
        { body: event },
      )
      expect(reply.status).toBe(200)
      expect(sent.map((headers) => headers.has('X-Evil'))).toEqual([false])
      expect(decodeURIComponent(sent[0]?.get('X-Id') ?? '')).toBe(header)
    },
  )
})
