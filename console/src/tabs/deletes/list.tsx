import type { JSX } from 'preact'
import { deleteStates } from '../../../../src/deletes/receipt.ts'
import { ask, withParameters } from '../../api.ts'
import type { Loaded } from '../../load.ts'
import { useLoad } from '../../load.ts'
import { Outcome } from '../../parts/badge.tsx'
import { Empty, Shown } from '../../parts/states.tsx'
import { Time, count, duration } from '../../parts/time.tsx'
import type { ListedDelete, Partner } from '../../replies.ts'
import { addressOf, change, place } from '../../router.ts'
import { isAdmin } from '../../session.ts'
import { slugs } from '../../mappings.ts'
import type { OfDelete } from './now.tsx'
import { Now, pathOf } from './now.tsx'
import { LoadedReceipt } from './receipt.tsx'

const everyMs = 10_000
const day = 86_400_000
const dueDays = 30

/** States by which deletes can be looked for, those of operators first. */
const states: Readonly<Record<string, string>> = {
  pending: 'waiting',
  dead: 'failed, to be decided',
  cancelled: 'cancelled',
  ...Object.fromEntries(deleteStates.map((state) => [state, state])),
}

/** All deletes by filters, each with its receipt. */
export function DeleteList(): JSX.Element {
  const { partner, account, state, since, until, cursor } = place.value.parameters
  const asked = { kind: 'delete', partner, account, state, since, until, cursor, limit: 100 }
  const path = withParameters('/v1/deliveries', asked)
  const loaded = useLoad(
    path,
    (signal) =>
      ask<{ readonly deliveries: readonly ListedDelete[]; readonly cursor?: string }>(path, {
        signal,
      }),
    everyMs,
  )
  const partners = useLoad(
    'partners',
    (signal) => ask<{ readonly partners: readonly Partner[] }>('/v1/partners', { signal }),
    everyMs,
  )
  const isFiltered = [partner, account, state, since, until].some((one) => one !== undefined && one !== '')
  return (
    <>
      <Standing of={partners} />
      <Filters />
      <Shown of={loaded} what="the deletes">
        {({ deliveries, cursor: next }) => (
          <>
            {deliveries.length === 0 ? (
              <None isFiltered={isFiltered} />
            ) : (
              <Table of={deliveries} partners={partners.data?.partners ?? []} />
            )}
            <nav class="row" aria-label="Pages">
              {cursor !== undefined && (
                <a class="button" href={addressOf('deletes', { ...place.value.parameters, cursor: undefined })}>
                  First page
                </a>
              )}
              {next !== undefined && (
                <a class="button" href={addressOf('deletes', { ...place.value.parameters, cursor: next })}>
                  Next page
                </a>
              )}
            </nav>
          </>
        )}
      </Shown>
    </>
  )
}

function None({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  return isFiltered ? (
    <Empty title="No delete matches the filters.">
      <a href={addressOf('deletes')}>Show all deletes</a>
    </Empty>
  ) : (
    <Empty title="No delete came yet.">
      <p>
        A delete is an event of <code>"type": "delete"</code>. Segment sends one for each user that is to be deleted
        (Privacy, Deletion and Suppression); <a href={addressOf('test')}>Test</a> tries one.
      </p>
    </Empty>
  )
}

/** How many wait and how many failed, over all accounts. */
function Standing({ of }: { readonly of: Loaded<{ readonly partners: readonly Partner[] }> }): JSX.Element {
  return (
    <Shown of={of} what="how many wait">
      {({ partners }) => {
        const gauges = partners
          .flatMap(({ accounts = [], customers }) => [...accounts.map(({ queue }) => queue), customers?.queue])
          .filter((queue) => queue !== undefined)
        const sum = (name: string): number => gauges.reduce((total, one) => total + (one[name] ?? 0), 0)
        const times = gauges.map((one) => one['deletesOldestAt'] ?? 0).filter((at) => at > 0)
        const [waiting, failed] = [sum('deletes'), sum('deletesFailed')]
        return (
          <p class="row" role="status">
            <a href={addressOf('deletes', { state: 'pending' })}>{count(waiting)} waiting</a>
            {times.length > 0 && <Age since={Math.min(...times)} />}
            <a href={addressOf('deletes', { state: 'dead' })}>{count(failed)} failed, to be decided</a>
            {failed > 0 && (
              <a href={addressOf('queue', { kind: 'delete', state: 'dead' })}>
                {isAdmin() ? 'Retry or cancel them in Queue' : 'See them in Queue'}
              </a>
            )}
          </p>
        )
      }}
    </Shown>
  )
}

/** How long a delete has waited, against the 30 days in which it is tried, and which laws give. */
function Age({ since }: { readonly since: number }): JSX.Element {
  const age = Math.max(0, Date.now() - since)
  return (
    <span class="age">
      <meter min={0} max={dueDays} low={7} high={21} optimum={0} value={age / day} aria-hidden="true" />
      <span class={age > 21 * day ? 'fault' : undefined}>
        {duration(age)} of {dueDays} d
      </span>
    </span>
  )
}

function set(name: string): (event: { readonly currentTarget: { readonly value: string } }) => void {
  return (event) => change({ [name]: event.currentTarget.value, cursor: undefined })
}

function Filters(): JSX.Element {
  const { parameters } = place.value
  return (
    <div class="filters" role="group" aria-label="Filters">
      <div>
        <label for="deletes-partner">Partner</label>
        <select id="deletes-partner" value={parameters['partner'] ?? ''} onChange={set('partner')}>
          <option value="">all</option>
          {slugs.map((slug) => (
            <option key={slug}>{slug}</option>
          ))}
        </select>
      </div>
      <div>
        <label for="deletes-state">State</label>
        <select id="deletes-state" value={parameters['state'] ?? ''} onChange={set('state')}>
          <option value="">all</option>
          {Object.entries(states).map(([state, name]) => (
            <option key={state} value={state}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="deletes-since">Received on or after (UTC)</label>
        <input id="deletes-since" type="date" value={parameters['since'] ?? ''} onChange={set('since')} />
      </div>
      <div>
        <label for="deletes-until">Received before (UTC)</label>
        <input id="deletes-until" type="date" value={parameters['until'] ?? ''} onChange={set('until')} />
      </div>
    </div>
  )
}

function Table({
  of,
  partners,
}: {
  readonly of: readonly ListedDelete[]
  readonly partners: readonly Partner[]
}): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Deletes">
      <table class="stack">
        <thead>
          <tr>
            <th>State</th>
            <th>Partner</th>
            <th>Received</th>
            <th>Age</th>
            <th>What now</th>
            <th>
              <span class="hidden">Receipt</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map((one) => (
            <Row key={pathOf(one)} of={one} partners={partners} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ of: one, partners }: OfDelete): JSX.Element {
  const path = pathOf(one)
  const isOpen = place.value.parameters['open'] === path
  return (
    <>
      <tr class={isOpen ? 'chosen' : undefined}>
        <td>
          <Outcome of={one.state} />
        </td>
        <td>
          {one.partner} {one.account !== 'default' && <small>{one.account}</small>}
        </td>
        <td>
          <Time at={one.acceptedAt} />
        </td>
        <td>
          {one.endedAt === undefined ? (
            <Age since={Date.parse(one.acceptedAt)} />
          ) : (
            <span class="muted">{ended(one.acceptedAt, one.endedAt)}</span>
          )}
        </td>
        <td class="wrap">
          <Now of={one} partners={partners} />
        </td>
        <td>
          <button
            type="button"
            class="plain"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Hide' : 'Show'} the receipt of ${one.partner} ${one.id}`}
            onClick={() => change({ open: isOpen ? undefined : path })}
          >
            {isOpen ? 'Hide' : 'Receipt'}
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr class="details">
          <td colSpan={6}>
            <LoadedReceipt path={path} />
          </td>
        </tr>
      )}
    </>
  )
}

function ended(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from)
  return ms === 0 ? 'ended on arrival' : `ended after ${duration(ms)}`
}
