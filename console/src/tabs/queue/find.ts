import { ask, withParameters } from '../../api.ts'
import type { Option } from '../../parts/filters.tsx'
import type { FoundDeliveries } from '../../replies.ts'
import { timesOf } from '../../times.ts'

type Parameters = Readonly<Record<string, string>>

/** The filters of deliveries that the address may have. */
export const filterNames = [
  'kind',
  'partner',
  'account',
  'state',
  'reason',
  'messageId',
  'requestId',
  'since',
  'until',
] as const

/** The filters of an address as the routes take them. Deletes are shown where they are asked for: all of them are kept, also those that are done. */
export function filtersOf(parameters: Parameters): Parameters {
  const { kind = 'event' } = parameters
  const asked = { ...parameters, ...timesOf(parameters, ''), kind: kind === 'all' ? '' : kind }
  return Object.fromEntries(Object.entries(asked).filter(([name, value]) => isFilter(name) && value !== ''))
}

function isFilter(name: string): boolean {
  return filterNames.some((one) => one === name)
}

/** A page of deliveries. */
export function findDeliveries(
  filters: Parameters,
  page: { readonly cursor?: string | undefined; readonly limit?: number },
  signal: AbortSignal,
): Promise<FoundDeliveries> {
  return ask<FoundDeliveries>(withParameters('/v1/deliveries', { ...filters, ...page }), { signal })
}

/** States of events, and what they are called. */
export const eventStates: readonly Option[] = [
  ['pending', 'waiting'],
  ['parked', 'parked'],
  ['dead', 'dead'],
  ['cancelled', 'cancelled'],
]

/** States in which the receipt of a delete may be; `pending` and `dead` find deletes too. */
export const deleteStates: readonly Option[] = [
  'INITIALIZED',
  'RUNNING',
  'FINISHED',
  'FAILED',
  'NOT_SUPPORTED',
  'INVALID',
].map((state) => [state, state] as const)

/** What a state means, in a sentence. */
export const meanings: Readonly<Record<string, string>> = {
  pending: 'It waits for its next try.',
  parked: 'It waits until somebody mends what its reason says. Then it goes by itself.',
  dead: 'It was given up. Look at the reason, mend it, and retry it; it is kept for 30 days.',
  cancelled: 'An operator cancelled it. A retry brings it back.',
  INITIALIZED: 'It is stored, and was not tried yet.',
  RUNNING: 'It was tried, or the partner has begun it.',
  FINISHED: 'The partner confirmed it.',
  FAILED: 'It is not sent any more: the reason says why.',
  NOT_SUPPORTED: 'The partner has no delete API: delete the user there by hand.',
  INVALID: 'It lacks what the partner needs, such as a userId.',
}

/** What a state is called. */
export function stateName(state: string): string {
  return state === 'pending' ? 'waiting' : state
}
