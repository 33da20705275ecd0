import type { Exchange } from '../delivery/call.ts'
import type { DeliveryResult } from '../delivery/result.ts'
import { callShown, hiding } from '../delivery/shown-call.ts'
import { textOf } from '../values/json.ts'
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

/** Ends that are no failure. What waits without having been tried is none either. */
const well: ReadonlySet<string> = new Set([
  'delivered',
  'skipped',
  'unsupported',
  'erased',
  'cancelled',
  'queued',
  'waiting',
])

/** The record of an attempt. */
export function recordOf(of: Happened): NotedRecord {
  const { event, idsOf, result, requestId = '', ...rest } = of
  const ids = idsOf(event)
  const { status: outcome, message, outcomes } = result
  const decided = outcomes.find((one) => one.outcome !== 'delivered') ?? outcomes[0]
  const failed = !well.has(outcome) || outcomes.some((one) => one.outcome !== 'delivered')
  return {
    at: rest.at,
    receivedAt: rest.receivedAt,
    mapping: rest.mapping,
    subscription: rest.subscription,
    queued: rest.queued,
    attempt: rest.attempt,
    ids,
    requestId,
    type: nameless(textOf(event['type']) ?? '', ids),
    event: nameless(textOf(event['event']) ?? textOf(event['name']) ?? '', ids),
    messageId: nameless(textOf(event['messageId']) ?? '', ids),
    outcome,
    failed,
    status: decided?.status,
    ms: decided?.ms,
    message,
    ...(decided?.exchange !== undefined &&
      (failed || Math.random() < sampled) && { exchange: exchangeOf(decided.exchange, of) }),
  }
}

/** Of so many successes the request and the answer are kept. */
const sampled = 0.02
/** Of a request with more events nothing is kept: a delete of any of their users would take it away. */
const mostEvents = 100

function exchangeOf(exchange: Exchange, { idsOf, secrets }: Happened): NotedExchange | undefined {
  const { items, request, sent } = exchange
  if (items.length > mostEvents) return undefined
  const ids = [...new Set(items.flatMap(({ event }) => idsOf(event)))]
  return { key: exchange, ids, show: () => JSON.stringify(callShown(request, sent, hiding(secrets()))) }
}

const hidden = '…'
const longestName = 200

/** A name, unless it says who the user is: senders put ids and addresses into names and message ids. */
function nameless(name: string, ids: readonly string[]): string {
  return ids.some((id) => name.includes(id)) || /\S@\S/.test(name) ? hidden : name.slice(0, longestName)
}
