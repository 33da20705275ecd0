import type { JSX } from 'preact'
import { Time } from '../../parts/time.tsx'
import type { ListedDelete, Partner } from '../../replies.ts'
import { addressOf } from '../../router.ts'
import { isAdmin } from '../../session.ts'
import { whyItWaits } from './why.ts'

/** A delete of a list, and the partners with the state of their accounts, as far as they are known. */
export interface OfDelete {
  readonly of: ListedDelete
  readonly partners: readonly Partner[]
}

/** Where a delete stands in the address. */
export function pathOf({ partner, account, id }: ListedDelete): string {
  return `${partner}/${account}/${id}`
}

/** Why it stands so, and what comes next. */
export function Now({ of: one, partners }: OfDelete): JSX.Element {
  const { partner, state, reason, sending = false, nextAttemptAt, attempts } = one
  const waitsFor = whyItWaits(one, partners)
  if (state === 'FINISHED') return <>confirmed by the partner</>
  return (
    <>
      {reason !== undefined && <div>{reason}</div>}
      {sending && <div>being sent now</div>}
      {nextAttemptAt !== undefined && !sending && (
        <div class="muted">
          {Date.parse(nextAttemptAt) <= Date.now() ? 'due since' : attempts > 0 ? 'next at' : 'first at'}{' '}
          <Time at={nextAttemptAt} />
          {waitsFor !== undefined && `: ${waitsFor}`}
        </div>
      )}
      {(nextAttemptAt !== undefined || state === 'FAILED') && (
        <a href={addressOf('queue', { kind: 'delete', partner, delivery: pathOf(one) })}>
          {isAdmin() && state !== 'INITIALIZED' ? 'Retry or cancel it in Queue' : 'Open it in Queue'}
        </a>
      )}
    </>
  )
}
