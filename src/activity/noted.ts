import type { Exchange } from '../delivery/call.ts'
import type { DeliveryResult } from '../delivery/result.ts'
import { callShown, hiding } from '../delivery/shown-call.ts'
import { messageIdOf, NotedNames } from './names.ts'
import type { NotedExchange, NotedRecord } from './record.ts'

/** What is known of an attempt: of which event, by which way, and how it ended. `idsOf`: the ids of an event's users; `secrets`: what no request or answer may show; times in ms. */
export interface Happened {
  readonly event: Readonly<Record<string, unknown>>
  readonly idsOf: (event: Readonly<Record<string, unknown>>) => readonly string[]
  readonly secrets: () => readonly string[]
  readonly receivedAt: number
  readonly at: number
  readonly requestId: string | undefined
  readonly mapping: string
  readonly subscription: string
  readonly queued: boolean
  readonly attempt: number
  readonly result: Pick<DeliveryResult<string>, 'status' | 'message' | 'outcomes'>
}

/** What became of deliveries of a mapping (its hash) of which no record is kept. */
export interface CountedDeliveries {
  readonly mapping: string
  readonly outcome: 'repeated' | 'revived'
  readonly n: number
}

/** What the object of an account tells the activity of the account. */
export interface ActivityNotes {
  /** An attempt ended, or a delivery without one. */
  note(of: Happened): void
  /** Deliveries are to be counted. */
  count(of: CountedDeliveries): void
  /** Hands in, a while from now, what was noted beside a run; at the end of a run all is handed in. */
  flushLater(): void
}

/** Ends that are no failure. What waits without having been tried is none either. */
const well: ReadonlySet<string> = new Set([
  'delivered',
  'shadowed',
  'skipped',
  'unsupported',
  'erased',
  'cancelled',
  'queued',
  'waiting',
])

/** The record of an attempt. */
export function recordOf(of: Happened): NotedRecord {
  const { event, result } = of
  const { status: outcome, message, outcomes } = result
  const decided = outcomes.find((one) => one.outcome !== 'delivered') ?? outcomes[0]
  const failed = !well.has(outcome) || outcomes.some((one) => one.outcome !== 'delivered')
  return {
    at: of.at,
    receivedAt: of.receivedAt,
    mapping: of.mapping,
    subscription: of.subscription,
    queued: of.queued,
    attempt: of.attempt,
    ids: of.idsOf(event),
    requestId: of.requestId ?? '',
    sentMessageId: messageIdOf(event),
    names: new NotedNames(event, outcome !== 'invalid'),
    outcome,
    failed,
    status: decided?.status,
    ms: decided?.ms,
    message,
    exchange: exchangeOf(decided?.exchange, failed || outcome === 'shadowed', of),
  }
}

/** Of so many requests that went well what was sent and answered is kept. */
const sampled = 0.02
/** Of a request with more events nothing is kept: a delete of any of their users would take it away. */
const mostEvents = 100

/** The request and the answer of an attempt, where they are kept: always of what did not go well. */
function exchangeOf(
  exchange: Exchange | undefined,
  always: boolean,
  { idsOf, secrets }: Happened,
): NotedExchange | undefined {
  if (exchange === undefined || exchange.items.length > mostEvents || !(always || isSampled(exchange))) return undefined
  const { items, request, sent } = exchange
  const ids = [...new Set(items.flatMap(({ event }) => idsOf(event)))]
  return { key: exchange, ids, show: () => JSON.stringify(callShown(request, sent, hiding(secrets()))) }
}

/** Whether a request is in the sample: for all of its events the same. */
function isSampled(exchange: Exchange): boolean {
  const known = samples.get(exchange)
  if (known !== undefined) return known
  const sample = Math.random() < sampled
  samples.set(exchange, sample)
  return sample
}

const samples = new WeakMap<Exchange, boolean>()
