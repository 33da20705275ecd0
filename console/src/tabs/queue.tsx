import type { JSX } from 'preact'
import { ask } from '../api.ts'
import { useLoad } from '../load.ts'
import type { Option } from '../parts/filters.tsx'
import { AccountFilters, ChoiceFilter, Filters, TextFilter, TimeFilter } from '../parts/filters.tsx'
import { Empty, Shown } from '../parts/states.tsx'
import type { FoundDeliveries, Partner } from '../replies.ts'
import { addressOf, place } from '../router.ts'
import { isAdmin } from '../session.ts'
import { useClosing } from './activity/closing.ts'
import { DeliveryPanel } from './queue/delivery.tsx'
import { deleteStates, eventStates, filterNames, filtersOf, findDeliveries } from './queue/find.ts'
import { DeliveryList } from './queue/list.tsx'
import { RetryAll } from './queue/retry-all.tsx'

const everyMs = 5_000

const kinds: readonly Option[] = [
  ['', 'events'],
  ['delete', 'deletes'],
  ['all', 'both'],
]

const times: readonly Option[] = [
  ['', 'any time'],
  ['1h', 'last hour'],
  ['1d', 'last day'],
  ['7d', 'last 7 days'],
  ['30d', 'last 30 days'],
]

/** The tab that shows what waits, is dead or was cancelled. */
export function Tab(): JSX.Element {
  const { parameters } = place.value
  const { cursor, delivery, kind } = parameters
  useClosing('delivery', JSON.stringify(filterNames.map((name) => parameters[name] ?? '')))
  const found = useLoad(
    JSON.stringify({ ...parameters, delivery: undefined }),
    (signal) => findDeliveries(filtersOf(parameters), { cursor }, signal),
    everyMs,
  )
  const loaded = useLoad(
    'partners',
    (signal) => ask<{ partners: readonly Partner[] }>('/v1/partners', { signal }),
    2 * everyMs,
  )
  const partners = loaded.data?.partners ?? []
  return (
    <section>
      <h1 tabIndex={-1}>Queue</h1>
      <Filters
        names={filterNames}
        more={
          <>
            <TextFilter name="reason" label="Reason begins" />
            <TextFilter name="messageId" label="Message id" />
            <TextFilter name="requestId" label="Request id" />
            <TimeFilter options={times} otherwise="" />
          </>
        }
      >
        <ChoiceFilter name="kind" label="Kind" options={kinds} />
        <AccountFilters partners={partners} />
        <ChoiceFilter
          name="state"
          label="State"
          options={[['', 'any'], ...eventStates, ...(kind === undefined ? [] : deleteStates)]}
        />
      </Filters>
      {isAdmin() && (
        <div class="row">
          <RetryAll done={found.reload} />
        </div>
      )}
      <div class={delivery === undefined ? 'column' : 'column beside'}>
        {delivery !== undefined && <DeliveryPanel delivery={delivery} partners={partners} changed={found.reload} />}
        <div class="column">
          <Shown of={found} what="the deliveries">
            {(data) => <Deliveries data={data} />}
          </Shown>
        </div>
      </div>
    </section>
  )
}

/** What is listed, in which order, and what is not kept, by kind. */
const footers: Readonly<Record<string, string>> = {
  event:
    'Account by account: what waits, then dead and cancelled ones, the newest first. What was delivered or skipped is counted, and not kept here.',
  delete: 'Account by account, the oldest first. Deletes are all kept, also those that are done: see the tab Deletes.',
  all: 'Account by account: events that wait, then dead and cancelled ones, the newest first, then all deletes, the oldest first. What was delivered or skipped is counted, and not kept here.',
}

function Deliveries({ data: { deliveries, cursor } }: { readonly data: FoundDeliveries }): JSX.Element {
  const { parameters } = place.value
  const isFiltered = filterNames.some((name) => parameters[name] !== undefined)
  return (
    <>
      {deliveries.length > 0 ? (
        <DeliveryList deliveries={deliveries} />
      ) : (
        <Empty title={isFiltered ? 'No delivery matches.' : 'The queue is empty.'}>
          <p>
            {isFiltered
              ? 'Change or clear the filters. What was delivered is not kept here: '
              : 'Events that a partner could not take wait here, and are tried again by themselves. What was delivered: '}
            <a href={addressOf('activity')}>Activity</a>
          </p>
        </Empty>
      )}
      <div class="row between">
        <small class="note">{footers[parameters['kind'] ?? 'event'] ?? footers['all']}</small>
        <nav class="row" aria-label="Pages">
          {parameters['cursor'] !== undefined && (
            <a class="button" href={addressOf('queue', { ...parameters, cursor: undefined })}>
              First page
            </a>
          )}
          {cursor !== undefined && (
            <a class="button" href={addressOf('queue', { ...parameters, cursor })}>
              Next page
            </a>
          )}
        </nav>
      </div>
    </>
  )
}
