import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { ApiError, ask, withParameters } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Outcome } from '../../parts/badge.tsx'
import { Facts } from '../../parts/facts.tsx'
import { HiddenId } from '../../parts/hidden-id.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Empty, Shown } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import type { Delivery, OpenedDelivery, Partner } from '../../replies.ts'
import { addressOf, place } from '../../router.ts'
import { idFilter } from '../../same-message.ts'
import { isAdmin } from '../../session.ts'
import { useListFocus } from '../activity/closing.ts'
import { Commands } from './commands.tsx'
import { EventText } from './event-text.tsx'
import { meanings, stateName } from './find.ts'
import { History } from './history.tsx'
import { When } from './list.tsx'
import { ResultText } from './result-text.tsx'
import type { Result } from './retried.ts'

const everyMs = 5_000

interface Open {
  /** `<partner>/<account>/<id>`. */
  readonly delivery: string
  readonly partners: readonly Partner[]
  /** Called when a command was given. */
  readonly changed: () => void
}

/** The delivery that is open. */
export function DeliveryPanel({ delivery, partners, changed }: Open): JSX.Element {
  useListFocus('Deliveries')
  const closed = addressOf('queue', { ...place.value.parameters, delivery: undefined })
  return (
    <Panel id={delivery} title="Delivery" closed={closed}>
      <One key={delivery} delivery={delivery} partners={partners} changed={changed} />
    </Panel>
  )
}

function One({ delivery, partners, changed }: Open): JSX.Element {
  const [reveals, setReveals] = useState(false)
  const [said, setSaid] = useState<Result>()
  const path = `/v1/deliveries/${delivery.split('/').map(encodeURIComponent).join('/')}`
  // each reply with the event unmasked leaves a log line: it is asked for once
  const loaded = useLoad(
    `${delivery} ${reveals}`,
    (signal) =>
      ask<OpenedDelivery>(withParameters(path, { reveal: reveals ? '1' : undefined }), { signal }).catch(
        (error: unknown) => {
          if (error instanceof ApiError && error.code === 'unknown_delivery') return 'gone' as const
          throw error
        },
      ),
    reveals ? undefined : everyMs,
  )
  const last = useRef<Delivery>(undefined)
  if (loaded.data !== undefined && loaded.data !== 'gone') last.current = loaded.data
  const done = (result: Result): void => {
    setSaid(result)
    changed()
    loaded.reload()
  }
  return (
    <>
      <p role="status">{said !== undefined && <ResultText of={said} />}</p>
      <Shown of={loaded} what="the delivery">
        {(data) =>
          data === 'gone' ? (
            <Gone of={last.current} />
          ) : (
            <>
              {isAdmin() && <Commands delivery={data} done={done} />}
              <About delivery={data} partner={partners.find(({ partner }) => partner === data.partner)} />
              <EventText delivery={data} reveals={reveals} reveal={() => setReveals(true)} />
              <History delivery={data} />
            </>
          )
        }
      </Shown>
    </>
  )
}

/** What stands where a delivery is in the queue no more. `of`: as it was seen last, where it was. */
function Gone({ of }: { readonly of: Delivery | undefined }): JSX.Element {
  const filter = of === undefined ? undefined : idFilter(of)
  return (
    <Empty title="It is not in the queue.">
      <p>
        What was delivered or skipped is counted, and not kept here.{' '}
        {of !== undefined && filter !== undefined && (
          <a href={addressOf('activity', { partner: of.partner, account: of.account, ...filter, since: '3d' })}>
            What became of it
          </a>
        )}
      </p>
    </Empty>
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
      <Facts
        of={{
          Reason: reason,
          Account: `${delivery.partner}/${account}`,
          Subscription: subscription,
          Accepted: <Time at={acceptedAt} />,
          Attempts: String(attempts),
          'Next try': nextAttemptAt !== undefined && state !== 'parked' && <When delivery={delivery} />,
          Ended: endedAt !== undefined && <Time at={endedAt} />,
          'Message id': messageId === '…' ? <HiddenId /> : messageId,
          'Request id': requestId,
        }}
      />
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
