import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, messageOf } from '../../api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import type { Delivery } from '../../replies.ts'
import type { Result } from './retried.ts'
import { pathOf, resultOf, retry, sentence } from './retried.ts'

interface Commanded {
  readonly delivery: Delivery
  /** Called with what is known when a command was given, and again when it is known what came of it. */
  readonly done: (said: Result) => void
}

interface Told {
  readonly status: string
  readonly message?: string
}

const reasonLength = 300

/** Buttons that try a delivery again, or cancel it, where that can be. */
export function Commands({ delivery, done }: Commanded): JSX.Element {
  const [asks, setAsks] = useState<'retry' | 'cancel'>()
  const { kind, state, type, nextAttemptAt } = delivery
  // without a type there is no event to send; a delete that was not tried yet goes by itself, and one that was cancelled has no ids any more
  const isOpen = kind === 'event' ? state === 'pending' || state === 'parked' : nextAttemptAt !== undefined
  const canRetry = (kind === 'event' && type !== '') || state === 'RUNNING' || state === 'FAILED'
  const canCancel = isOpen || state === 'FAILED'
  const close = (): void => setAsks(undefined)
  return (
    <div class="row">
      {canRetry && (
        <button type="button" onClick={() => setAsks('retry')}>
          Retry …
        </button>
      )}
      {canCancel && (
        <button type="button" class="danger" onClick={() => setAsks('cancel')}>
          Cancel …
        </button>
      )}
      {asks === 'retry' && <Retry delivery={delivery} done={done} close={close} />}
      {asks === 'cancel' && <Cancel delivery={delivery} done={done} close={close} />}
    </div>
  )
}

type Closing = Commanded & { readonly close: () => void }

function Retry({ delivery, done, close }: Closing): JSX.Element {
  const follow = async (): Promise<void> => {
    done(await resultOf(delivery).catch((error: unknown) => ({ text: messageOf(error) })))
  }
  const run = async (): Promise<void> => {
    const held = await retry(delivery)
    done({ text: held ?? 'It is being tried …' })
    if (held === undefined) void follow()
  }
  return (
    <Confirm title="Try this delivery again?" does="Try it again" run={run} close={close}>
      <p>
        It is sent to {delivery.partner}/{delivery.account} at once, before all others, even while others wait because
        the partner fails.
      </p>
    </Confirm>
  )
}

function Cancel({ delivery, done, close }: Closing): JSX.Element {
  const [reason, setReason] = useState('')
  const run = async (): Promise<void> => {
    const { message } = await ask<Told>(pathOf(delivery, 'cancel'), { body: { reason } })
    done({ text: message === undefined ? 'It is cancelled.' : sentence(message) })
  }
  const isDelete = delivery.kind === 'delete'
  return (
    <Confirm
      title={isDelete ? 'Cancel this delete?' : 'Cancel this delivery?'}
      does="Cancel it"
      run={run}
      close={close}
    >
      <p>
        {isDelete
          ? 'The user is not deleted at the partner: only a new request brings it back. The reason stands in the receipt.'
          : 'It is not tried any more. It is kept for 30 days, and a retry brings it back.'}
      </p>
      <label for="cancel-reason">Reason, for whoever asks later</label>
      <input
        id="cancel-reason"
        required
        maxLength={reasonLength}
        autocomplete="off"
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  )
}
