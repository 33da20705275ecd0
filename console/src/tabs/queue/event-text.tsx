import type { JSX } from 'preact'
import { Code, pretty } from '../../parts/code.tsx'
import type { OpenedDelivery } from '../../replies.ts'
import { isAdmin } from '../../session.ts'

/** The event of a delivery, masked, and for an admin the button that shows it as it came. */
export function EventText({
  delivery,
  reveals,
  reveal,
}: {
  readonly delivery: OpenedDelivery
  readonly reveals: boolean
  readonly reveal: () => void
}): JSX.Element {
  if (delivery.event === undefined)
    return (
      <small>
        Its event is not kept{delivery.kind === 'delete' ? ': a delete keeps ids until it is settled.' : '.'}
      </small>
    )
  return (
    <>
      <h3>Event</h3>
      {reveals ? (
        <small>Shown as it came. That you looked stands in the log.</small>
      ) : isAdmin() ? (
        <div class="row">
          <button type="button" onClick={reveal}>
            Show it unmasked
          </button>
          <small>It holds personal data. That you looked leaves a line in the log.</small>
        </div>
      ) : (
        <small>Values are masked.</small>
      )}
      <Code text={pretty(delivery.event)} label="the event" />
    </>
  )
}
