import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, withParameters } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Outcome } from '../../parts/badge.tsx'
import { Code, pretty } from '../../parts/code.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Shown } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import type { Delivery, FoundActivity, Partner } from '../../replies.ts'
import { addressOf, place } from '../../router.ts'
import { idFilter } from '../../same-message.ts'
import { isAdmin } from '../../session.ts'
import { Attempts } from '../activity/attempts.tsx'
import { recordOf } from '../activity/list.tsx'
import { Commands } from './commands.tsx'
import { meanings, stateName } from './find.ts'
import { When } from './list.tsx'

const everyMs = 5_000

/** A delivery with its event. */
type Opened = Delivery & { readonly event?: unknown }

interface Open {
  /** `<partner>/<account>/<id>`. */
  readonly delivery: string
  readonly partners: readonly Partner[]
  /** Called when a command was given. */
  readonly changed: () => void
}

/** The delivery that is open. */
export function DeliveryPanel({ delivery, partners, changed }: Open): JSX.Element {
  const closed = addressOf('queue', { ...place.value.parameters, delivery: undefined })
  return (
    <Panel id={delivery} title="Delivery" closed={closed}>
      <One key={delivery} delivery={delivery} partners={partners} changed={changed} />
    </Panel>
  )
}

function One({ delivery, partners, changed }: Open): JSX.Element {
  const [reveals, setReveals] = useState(false)
  const [said, setSaid] = useState<string>()
  const path = `/v1/deliveries/${delivery.split('/').map(encodeURIComponent).join('/')}`
  // each reply with the event unmasked leaves a log line: it is asked for once
  const loaded = useLoad(
    `${delivery} ${reveals}`,
    (signal) => ask<Opened>(withParameters(path, { reveal: reveals ? '1' : undefined }), { signal }),
    reveals ? undefined : everyMs,
  )
  const done = (text: string): void => {
    setSaid(text)
    changed()
    setTimeout(loaded.reload, 1_000)
  }
  return (
    <>
      {said !== undefined && <p role="status">{said}</p>}
      <Shown of={loaded} what="the delivery">
        {(data) => (
          <>
            {isAdmin() && <Commands delivery={data} done={done} />}
            <About delivery={data} partner={partners.find(({ partner }) => partner === data.partner)} />
            <EventText delivery={data} reveals={reveals} reveal={() => setReveals(true)} />
            <History delivery={data} />
          </>
        )}
      </Shown>
    </>
  )
}

function About({
  delivery,
  partner,
}: {
  readonly delivery: Delivery
  readonly partner: Partner | undefined
}): JSX.Element {
  const { state, subscription, account, acceptedAt, attempts, nextAttemptAt, endedAt, reason, messageId, requestId } =
    delivery
  return (
    <>
      <p>
        <Outcome of={stateName(state)} /> {meanings[state]} {whyItWaits(delivery, partner)}
      </p>
      <dl class="facts">
        {reason !== undefined && (
          <>
            <dt>Reason</dt>
            <dd>{reason}</dd>
          </>
        )}
        <dt>Account</dt>
        <dd>
          {delivery.partner}/{account}
        </dd>
        {subscription !== undefined && (
          <>
            <dt>Subscription</dt>
            <dd>{subscription}</dd>
          </>
        )}
        <dt>Accepted</dt>
        <dd>
          <Time at={acceptedAt} />
        </dd>
        <dt>Attempts</dt>
        <dd>{attempts}</dd>
        {nextAttemptAt !== undefined && state !== 'parked' && (
          <>
            <dt>Next try</dt>
            <dd>
              <When delivery={delivery} />
            </dd>
          </>
        )}
        {endedAt !== undefined && (
          <>
            <dt>Ended</dt>
            <dd>
              <Time at={endedAt} />
            </dd>
          </>
        )}
        {messageId !== undefined && messageId !== '' && (
          <>
            <dt>Message id</dt>
            <dd>{messageId === '…' ? <span class="muted">hidden: only an admin sees it</span> : messageId}</dd>
          </>
        )}
        {requestId !== undefined && (
          <>
            <dt>Request id</dt>
            <dd>{requestId}</dd>
          </>
        )}
      </dl>
    </>
  )
}

/** Why a delivery that waits is not sent now, as far as it is known. */
function whyItWaits(delivery: Delivery, partner: Partner | undefined): string {
  const { state, kind, account, sending, waitsFor, attempts } = delivery
  if (sending === true) return 'It is being sent at this moment.'
  if (waitsFor !== undefined) return `Why it waits: ${waitsFor}.`
  if (state !== 'pending') return ''
  if (partner?.paused?.includes(`${kind}s`) === true)
    return 'An operator holds this partner: it goes when the partner is resumed.'
  const gauges = partner?.accounts?.find((one) => one.account === account)?.queue
  if (gauges?.['circuitEvents'] === 1)
    return 'Nothing got through to the partner lately, so only a probe is sent now and then, until one gets through.'
  return attempts === 0 ? 'It was not tried yet.' : 'The last attempt failed.'
}

function EventText({
  delivery,
  reveals,
  reveal,
}: {
  readonly delivery: Opened
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

/** The attempts, from activity: those of the one delivery that it can be, else a link. Activity knows a delivery by another id than the queue. */
function History({ delivery }: { readonly delivery: Delivery }): JSX.Element | null {
  const { partner, account, kind, subscription } = delivery
  const filter = kind === 'event' ? idFilter(delivery) : undefined
  const asked = { partner, account, ...filter, limit: 200 }
  const loaded = useLoad(JSON.stringify(asked), async (signal) =>
    filter === undefined ? [] : (await ask<FoundActivity>(withParameters('/v1/activity', asked), { signal })).activity,
  )
  if (filter === undefined) return null
  const list = addressOf('activity', { partner, account, ...filter, since: '3d' })
  const all = <a href={list}>All attempts of this {filter.messageId === undefined ? 'request' : 'message'}</a>
  return (
    <Shown of={loaded} what="the attempts">
      {(activity) => {
        const records = [...new Set(activity.filter((one) => one.subscription === subscription).map(recordOf))]
        const [record] = records
        if (record === undefined)
          return <small>Nothing is known of its attempts: activity is kept for up to three days.</small>
        return records.length > 1 ? (
          all
        ) : (
          <>
            <Attempts record={record} />
            {all}
          </>
        )
      }}
    </Shown>
  )
}
