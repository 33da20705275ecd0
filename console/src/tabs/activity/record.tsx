import type { JSX } from 'preact'
import { ask, withParameters } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Outcome } from '../../parts/badge.tsx'
import { Facts } from '../../parts/facts.tsx'
import { HiddenId } from '../../parts/hidden-id.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import type { Attempt, FoundDeliveries } from '../../replies.ts'
import { addressOf, place } from '../../router.ts'
import { idFilter } from '../../same-message.ts'
import { stateName } from '../queue/find.ts'
import { Attempts } from './attempts.tsx'
import { useListFocus } from './closing.ts'
import { eventName } from './list.tsx'

/** The record that is open: `<partner>/<account>/<id>`. */
export function RecordPanel({ record }: { readonly record: string }): JSX.Element {
  useListFocus('Records')
  const closed = addressOf('activity', { ...place.value.parameters, record: undefined })
  return (
    <Panel id={record} title="Record" closed={closed}>
      <Attempts key={record} record={record} head={(newest) => <About newest={newest} />} />
    </Panel>
  )
}

/** What all attempts have in common, with links to what belongs to it. */
function About({ newest }: { readonly newest: Attempt }): JSX.Element {
  const { partner, account, subscription, receivedAt, requestId, messageId, mapping } = newest
  const others = { partner, account, since: place.value.parameters['since'] }
  return (
    <Facts
      of={{
        Event: eventName(newest),
        Account: `${partner}/${account}`,
        Subscription: subscription,
        Received: <Time at={receivedAt} />,
        'Message id':
          messageId === '…' ? (
            <HiddenId />
          ) : (
            messageId !== '' && <a href={addressOf('activity', { ...others, messageId })}>{messageId}</a>
          ),
        'Request id': requestId !== '' && <a href={addressOf('activity', { ...others, requestId })}>{requestId}</a>,
        Mapping: <code title={mapping}>{mapping.slice(0, 12)}</code>,
        'In the queue': <InQueue of={newest} />,
      }}
    />
  )
}

const everyMs = 5_000

/** Where the delivery is in the queue: itself, where one alone can be it, else those of its message or request. Activity knows a delivery by another id than the queue. */
function InQueue({ of }: { readonly of: Attempt }): JSX.Element | null {
  const { partner, account, subscription } = of
  const filter = idFilter(of)
  const loaded = useLoad(
    JSON.stringify([partner, account, filter]),
    async (signal): Promise<FoundDeliveries> =>
      filter === undefined
        ? { deliveries: [] }
        : ask<FoundDeliveries>(withParameters('/v1/deliveries', { partner, account, ...filter, limit: 200 }), {
            signal,
          }),
    everyMs,
  )
  if (loaded.data === undefined) return <span class="muted">{loaded.error ?? '…'}</span>
  const found = loaded.data.deliveries.filter((one) => one.subscription === subscription)
  const [one] = found
  if (one === undefined) return <span class="muted">{whyNot(of)}</span>
  if (found.length === 1)
    return (
      <>
        <Outcome of={stateName(one.state)} />{' '}
        <a href={addressOf('queue', { partner, account, delivery: `${partner}/${account}/${one.id}` })}>
          Open it in the queue
        </a>
      </>
    )
  return (
    <a href={addressOf('queue', { partner, account, ...filter })}>
      {found.length} deliveries of this {filter?.messageId === undefined ? 'request' : 'message'}
    </a>
  )
}

/** Why a delivery is not in the queue. */
function whyNot({ outcome, queued }: Attempt): string {
  if (outcome === 'unsettled') return 'no: Segment was told to send it again later'
  if (outcome === 'queued' || queued) return 'not any more: what ended well is counted there, and not kept'
  return 'no: it ended while Segment waited'
}
