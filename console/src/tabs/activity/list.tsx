import type { JSX } from 'preact'
import { Outcome } from '../../parts/badge.tsx'
import { EventCell } from '../../parts/event-cell.tsx'
import { Owner } from '../../parts/owner.tsx'
import { Time, duration } from '../../parts/time.tsx'
import type { Activity } from '../../replies.ts'
import { addressOf, place } from '../../router.ts'

/** A text that tells an attempt from every other. */
export function keyOf({ partner, account, id, at, attempt, outcome }: Activity): string {
  return [partner, account, id, at, attempt, outcome].join(' ')
}

/** Where a record stands in the address. */
export function recordOf({ partner, account, id }: Pick<Activity, 'partner' | 'account' | 'id'>): string {
  return `${partner}/${account}/${id}`
}

/** What an event is called: its type, and its name where it has one. */
export function eventName({ type, event }: Pick<Activity, 'type' | 'event'>): string {
  return [type, event].filter((one) => one !== '').join(' · ') || 'no event'
}

/** Records, the newest first; the event of each opens it. */
export function RecordList({ records }: { readonly records: readonly Activity[] }): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Records">
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Event</th>
            <th class="wide">Partner</th>
            <th class="wide">Subscription</th>
            <th>What became of it</th>
            <th class="number wide">Attempt</th>
            <th class="number wide">Took</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row key={keyOf(record)} record={record} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ record }: { readonly record: Activity }): JSX.Element {
  const { parameters } = place.value
  const { partner, account, at, subscription, outcome, status, ms, queued, attempt, message } = record
  const isOpen = parameters['record'] === recordOf(record)
  return (
    <tr class={isOpen ? 'chosen' : undefined}>
      <td>
        <Time at={at} />
      </td>
      <EventCell
        name={eventName(record)}
        of={{ partner, account }}
        href={addressOf('activity', { ...parameters, record: recordOf(record) })}
        isOpen={isOpen}
      />
      <td class="wide">
        <Owner partner={partner} account={account} />
      </td>
      <td class="wide">{subscription}</td>
      <td>
        <Outcome of={outcome} /> {status !== undefined && <span class="muted">{status}</span>}{' '}
        {message !== undefined && <small class="reason">{message}</small>}
      </td>
      <td class="number wide">
        {attempt} <small>{queued ? 'queue' : 'inline'}</small>
      </td>
      <td class="number wide">{ms === undefined ? '' : duration(ms)}</td>
    </tr>
  )
}
