import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, messageOf, withParameters } from '../../api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import type { Account, FoundDeliveries, Partner } from '../../replies.ts'
import { ResultText } from '../queue/result-text.tsx'
import type { Result } from '../queue/retried.ts'
import { resultOf, retry } from '../queue/retried.ts'

interface Of {
  readonly partner: Partner
  readonly account: Account
  readonly reload: () => void
}

type Asks = 'pause' | 'resume'

/** What an operator can do: hold the partner, and have the oldest of what waits be tried now, unless it is held. */
export function Actions({ partner, account, reload }: Of): JSX.Element {
  const [asks, setAsks] = useState<Asks>()
  const [said, setSaid] = useState<Result>()
  const { paused = [] } = partner
  const { pending = 0, circuitEvents = 0, deletes = 0 } = account.queue ?? {}
  const change = async (does: Asks): Promise<void> => {
    await ask(`/v1/partners/${partner.partner}/${does}`, { body: {} })
    setSaid(undefined)
    reload()
  }
  const probe = async (kind: 'event' | 'delete'): Promise<void> => {
    setSaid({ text: 'It is being tried …' })
    const of = { partner: partner.partner, account: account.account, kind }
    setSaid(await probed(of).catch((error: unknown): Result => ({ text: messageOf(error) })))
    reload()
  }
  return (
    <div class="row">
      <button type="button" onClick={() => setAsks(paused.length > 0 ? 'resume' : 'pause')}>
        {paused.length > 0 ? 'Resume …' : 'Pause …'}
      </button>
      {pending > 0 && !paused.includes('events') && (
        <button type="button" onClick={() => void probe('event')} title={whatItDoes}>
          {circuitEvents > 0 ? 'Probe now' : 'Try the oldest now'}
        </button>
      )}
      {deletes > 0 && !paused.includes('deletes') && (
        <button type="button" onClick={() => void probe('delete')} title={whatItDoes}>
          Try the oldest delete now
        </button>
      )}
      <small role="status">{said !== undefined && <ResultText of={said} />}</small>
      {asks !== undefined && (
        <Hold of={partner} does={asks} run={() => change(asks)} close={() => setAsks(undefined)} />
      )}
    </div>
  )
}

const whatItDoes = 'Tries the one that waits longest now, whatever the circuit says'

function Hold({
  of,
  does,
  run,
  close,
}: {
  readonly of: Partner
  readonly does: Asks
  readonly run: () => Promise<void>
  readonly close: () => void
}): JSX.Element {
  const name = of.name ?? of.partner
  return does === 'pause' ? (
    <Confirm title={`Pause ${name}?`} does="Pause it" run={run} close={close}>
      <p>
        Events and deletes of all its accounts are still taken and kept; nothing is sent until you resume it. Every
        isolate knows it within half a minute.
      </p>
    </Confirm>
  ) : (
    <Confirm title={`Resume ${name}?`} does="Resume it" run={run} close={close}>
      <p>What was kept is sent, the oldest first.</p>
    </Confirm>
  )
}

/** Has the event or the delete that waited longest be tried now. Gives what came of it. */
async function probed(of: {
  readonly partner: string
  readonly account: string
  readonly kind: 'event' | 'delete'
}): Promise<Result> {
  const { deliveries } = await ask<FoundDeliveries>(
    withParameters('/v1/deliveries', { ...of, state: 'pending', limit: 1 }),
  )
  const [oldest] = deliveries
  if (oldest === undefined) return { text: 'Nothing waits any more.' }
  const held = await retry(oldest)
  return held === undefined ? resultOf(oldest) : { text: held }
}
