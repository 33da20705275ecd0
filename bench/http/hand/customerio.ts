/** A Worker by hand: identify events to Customer.io. */
import type { Json } from './request.ts'
import { call, read, told } from './request.ts'

interface Env {
  readonly ENDPOINT_KEY: string
  readonly CUSTOMERIO_SITE_ID: string
  readonly CUSTOMERIO_API_KEY: string
}

const isoDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

function identifiers({ userId, anonymousId }: Json): Json {
  if (typeof userId !== 'string' || userId === '') return { anonymous_id: anonymousId }
  if (userId.startsWith('cio_')) return { cio_id: userId.slice(4) }
  return /@.*\./.test(userId) ? { email: userId } : { id: userId }
}

/** Dates become seconds, at any depth. */
function withDates(value: unknown): unknown {
  if (typeof value === 'string') return isoDate.test(value) ? secondsOf(value) : value
  if (Array.isArray(value)) return value.map(withDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withDates(one)]))
}

function secondsOf(text: string): number | string {
  const ms = Date.parse(text)
  return Number.isNaN(ms) || ms < 0 ? text : Math.floor(ms / 1_000)
}

function person(event: Json): Json {
  const { created_at, createdAt, ...traits } = (event['traits'] ?? {}) as Json
  const made = created_at ?? createdAt
  return {
    type: 'person',
    action: 'identify',
    identifiers: identifiers(event),
    timestamp: secondsOf(String(event['timestamp'] ?? event['receivedAt'])),
    attributes: {
      ...(withDates(traits) as Json),
      ...(made !== undefined && { created_at: secondsOf(String(made)) }),
      ...(event['userId'] !== undefined && { anonymous_id: event['anonymousId'] }),
    },
  }
}

export default {
  async fetch(request, env): Promise<Response> {
    const came = await read(request, env.ENDPOINT_KEY, ['identify'])
    if (came instanceof Response) return came
    const { events, many } = came
    const people = events.map(person)
    const outcome = await call(
      `https://track.customer.io/api/v2/${many ? 'batch' : 'entity'}`,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Basic ${btoa(`${env.CUSTOMERIO_SITE_ID}:${env.CUSTOMERIO_API_KEY}`)}`,
        },
        body: JSON.stringify(many ? { batch: people } : people[0]),
      },
      events,
    )
    return told(
      events.map(() => outcome),
      many,
    )
  },
} satisfies ExportedHandler<Env>
