import type { JSX } from 'preact'
import { ask, withParameters } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Shown } from '../../parts/states.tsx'
import type { Delivery, FoundActivity } from '../../replies.ts'
import { addressOf } from '../../router.ts'
import { idFilter } from '../../same-message.ts'
import { Attempts } from '../activity/attempts.tsx'
import { recordOf } from '../activity/list.tsx'

/** The attempts, from activity: those of the one delivery that it can be, else a link. Activity knows a delivery by another id than the queue. */
export function History({ delivery }: { readonly delivery: Delivery }): JSX.Element | null {
  const { partner, account, kind, type, subscription } = delivery
  const filter = kind === 'event' && type !== '' ? idFilter(delivery) : undefined
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
