import type { JSX } from 'preact'
import { Outcome } from '../../parts/badge.tsx'
import { EventCell } from '../../parts/event-cell.tsx'
import { Owner } from '../../parts/owner.tsx'
import { Time } from '../../parts/time.tsx'
import type { Delivery } from '../../replies.ts'
import { addressOf, place } from '../../router.ts'
import { eventName } from '../activity/list.tsx'
import { stateName } from './find.ts'

/** Where a delivery stands in the address. */
export function deliveryOf({ partner, account, id }: Pick<Delivery, 'partner' | 'account' | 'id'>): string {
  return `${partner}/${account}/${id}`
}

/** Deliveries, account by account; the event of each opens it. */
export function DeliveryList({ deliveries }: { readonly deliveries: readonly Delivery[] }): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Deliveries">
      <table>
        <thead>
          <tr>
            <th>Event</th>
            <th class="wide">Partner</th>
            <th class="wide">Subscription</th>
            <th>State and reason</th>
            <th class="wide">Accepted</th>
            <th class="number wide">Attempts</th>
            <th>Next try, or end</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <Row key={deliveryOf(delivery)} delivery={delivery} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ delivery }: { readonly delivery: Delivery }): JSX.Element {
  const { parameters } = place.value
  const { partner, account, state, type, name = '', subscription, acceptedAt, attempts } = delivery
  const { reason, waitsFor } = delivery
  const isOpen = parameters['delivery'] === deliveryOf(delivery)
  return (
    <tr class={isOpen ? 'chosen' : undefined}>
      <EventCell
        name={eventName({ type, event: name })}
        of={{ partner, account }}
        href={addressOf('queue', { ...parameters, delivery: deliveryOf(delivery) })}
        isOpen={isOpen}
      />
      <td class="wide">
        <Owner partner={partner} account={account} />
      </td>
      <td class="wide">{subscription}</td>
      <td>
        <Outcome of={stateName(state)} />{' '}
        {(waitsFor ?? reason) !== undefined && <small class="reason">{waitsFor ?? reason}</small>}
      </td>
      <td class="wide">
        <Time at={acceptedAt} />
      </td>
      <td class="number wide">{attempts}</td>
      <td>
        <When delivery={delivery} />
      </td>
    </tr>
  )
}

/** When a delivery is tried next, or when it ended. */
export function When({ delivery }: { readonly delivery: Delivery }): JSX.Element | null {
  const { nextAttemptAt, endedAt, sending, state } = delivery
  if (endedAt !== undefined) return <Time at={endedAt} />
  if (sending === true) return <>is being sent</>
  if (nextAttemptAt === undefined || state === 'parked') return null
  if (Date.parse(nextAttemptAt) > Date.now()) return <Time at={nextAttemptAt} />
  return (
    <span class="whole">
      due since <Time at={nextAttemptAt} />
    </span>
  )
}
