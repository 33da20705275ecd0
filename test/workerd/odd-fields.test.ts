import { afterEach, describe, expect, test, vi } from 'vitest'
import { receivedAt } from '../../src/ingest/age.ts'
import { fields, oddValues, soundEvents, withOdd } from '../kit/odd-fields.ts'
import { deleteKeys, freshToken, keys, fetchWorker, objects, partnerCalls, shareWithObjects } from '../kit/worker.ts'
import { drain, testAccount } from '../kit/queue.ts'

interface Case {
  readonly settings: Readonly<Record<string, string>>
}
const files = import.meta.glob<readonly Case[]>('../cases/*.json', { eager: true, import: 'default' })
const settingsOf = Object.fromEntries(
  Object.entries(files).map(([path, [first]]) => [
    path.slice('../cases/'.length, -'.json'.length),
    first?.settings ?? {},
  ]),
)

interface Result {
  readonly status: string
}

/** The sound events around the odd ones, as JSON: of users of their own, because a delete ends the earlier events of its user. */
function soundPair(event: (typeof soundEvents)[number]): readonly [string, string] {
  const token = freshToken()
  const one = (name: string): string =>
    JSON.stringify({
      ...event,
      userId: `${token}-${name}`,
      anonymousId: `${token}-${name}`,
      messageId: `${name}-${token}`,
    })
  return [one('first'), one('last')]
}

/** Sends an array to a partner's route; the partner's calls are caught at `fetch` and answered with `code`. */
async function send(
  slug: string,
  code: number,
  items: readonly string[],
): Promise<{ status: number; results: readonly Result[]; sent: readonly string[] }> {
  const sent: string[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    sent.push(String(init?.body))
    return new Response('{}', { status: code })
  })
  const settings = settingsOf[slug]
  const account = { ...deleteKeys, [slug.replaceAll('-', '_').toUpperCase()]: settings }
  const env = { ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [slug, '+delete'] }), ...account, ...objects }
  shareWithObjects(account)
  const headers = { 'X-Segment-Settings': btoa(JSON.stringify(settings)) }
  const reply = await fetchWorker(env, `/v1/destinations/${slug}`, { body: `[${items.join(',')}]`, headers })
  const { results = [] } = await reply.json<{ results?: readonly Result[] }>()
  return { status: reply.status, results, sent }
}

/** The log lines that tell of a bug of ours. */
function listenForFaults(): () => readonly string[] {
  const spy = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  return () => spy.mock.calls.map(([line]) => String(line)).filter((line) => line.startsWith('{"at":"fault"'))
}

afterEach(() => vi.restoreAllMocks())

/** The fields, three for an array: of more events than that an array is committed before any of it is sent. */
const threes = fields.flatMap((_, i) => (i % 3 === 0 ? [fields.slice(i, i + 3)] : []))

const up = Object.keys(settingsOf).map((slug) => ({ slug, code: 200 }))
const rows = [...up, { slug: 'webhook', code: 500 }, { slug: 'webhook', code: 400 }].flatMap((one) =>
  soundEvents.map((event) => ({ ...one, type: event.type, event })),
)

describe('an event with an odd value in one field', () => {
  test.for(rows)(
    'of type $type to $slug, which answers $code, spoils no other event of its array',
    async ({ slug, code, event }) => {
      const faults = listenForFaults()
      const [first, last] = soundPair(event)
      const alone = await send(slug, code, [first, last])
      for (const three of threes) {
        const odd = three.flatMap((field) => oddValues.map((value) => withOdd(event, field, value)))
        const { status, results, sent } = await send(slug, code, [first, ...odd, last])
        // 501: the mapping has nothing for this type of event.
        expect({ three, isServed: status < 500 || status === 501, first: results[0], last: results.at(-1) }).toEqual({
          three,
          isServed: true,
          first: alone.results[0],
          last: alone.results.at(-1),
        })
        if (slug === 'webhook' && code === 200) expect(sent).toEqual(expect.arrayContaining([...alone.sent]))
      }
      expect(faults()).toEqual([])
    },
  )

  test.for(oddValues)('%s as receivedAt was received now', (value) => {
    expect(receivedAt({ type: 'track', receivedAt: JSON.parse(value) as unknown }, 1_000)).toBe(1_000)
  })

  test('is delivered from the queue, and so are the others', async () => {
    const faults = listenForFaults()
    const { env, route, stub, token } = testAccount('plain', 'ok')
    const track = { type: 'track', ...soundEvents.find(({ type }) => type === 'track') }
    const odd = fields.flatMap((field) => oddValues.map((value) => withOdd(track, field, value)))
    const [first, last] = soundPair(track)
    const reply = await fetchWorker(env, route, { body: `[${[first, ...odd, last].join(',')}]` })
    expect(reply.status).toBe(202)
    const { results } = await reply.json<{ results: readonly Result[] }>()
    await drain(stub)
    const calls = await partnerCalls(token)
    expect(calls).toHaveLength(results.filter(({ status }) => status === 'queued').length)
    for (const sound of [first, last]) {
      const { messageId } = JSON.parse(sound) as { messageId: string }
      expect(calls.some(({ body }) => body.includes(messageId))).toBe(true)
    }
    expect(faults()).toEqual([])
  })
})
