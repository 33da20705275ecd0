import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../api.ts'
import type { Loaded } from '../load.ts'
import { useLoad } from '../load.ts'
import { Empty, Shown } from '../parts/states.tsx'
import { count, counted } from '../parts/time.tsx'
import type { Activity, FoundActivity, Ledger, Partner } from '../replies.ts'
import { addressOf, place } from '../router.ts'
import { timesOf } from '../times.ts'
import { Chart } from './activity/chart.tsx'
import { useClosing } from './activity/closing.ts'
import { goneAtAll, goneText } from './activity/counted.ts'
import { ActivityFilters, UserSearch } from './activity/filters.tsx'
import { defaultTime, filtersOf, findActivity, findLedger, isOver, livePath } from './activity/find.ts'
import { RecordList, keyOf } from './activity/list.tsx'
import { useLive } from './activity/live.ts'
import { Reasons } from './activity/reasons.tsx'
import { RecordPanel } from './activity/record.tsx'

const everyMs = 5_000
/** While records come by the WebSocket, reasons and numbers are asked for so often. */
const besideLiveMs = 15_000
const mostFresh = 200

/** The tab that shows what lately happened to events. */
export function Tab(): JSX.Element {
  const { parameters } = place.value
  const [user, setUser] = useState('')
  const [isHeld, setHeld] = useState(false)
  const filters = filtersOf(parameters)
  useClosing('record', JSON.stringify([{ ...filters, cursor: undefined }, user]))
  const found = useActivity(filters, user, isHeld)
  const ledger = useLoad(
    JSON.stringify(['ledger', { ...filters, cursor: undefined }]),
    (signal) => findLedger(filters, signal),
    isHeld || isOver(timesOf(filters, defaultTime)) ? undefined : 2 * everyMs,
  )
  const partners = useLoad('partners', (signal) => ask<{ partners: readonly Partner[] }>('/v1/partners', { signal }))
  const { record } = parameters
  return (
    <section>
      <div class="row between">
        <h1 tabIndex={-1}>Activity</h1>
        <div class="row">
          <Fresh how={found.how} />
          {found.how !== 'page' && (
            <button type="button" aria-pressed={isHeld} onClick={() => setHeld(!isHeld)}>
              {isHeld ? 'Go on' : 'Hold'}
            </button>
          )}
        </div>
      </div>
      <ActivityFilters partners={partners.data?.partners ?? []} />
      <UserSearch user={user} set={setUser} />
      <div class={record === undefined ? 'column' : 'column beside'}>
        {record !== undefined && <RecordPanel record={record} />}
        <div class="column">
          <div class="split">
            <article class="card">
              <h2>Over time</h2>
              <Shown of={ledger} what="the counts">
                {(data) => <Chart ledger={data} />}
              </Shown>
            </article>
            <article class="card">
              <h2>By reason</h2>
              <Shown of={found.loaded} what="the reasons">
                {({ reasons }) => <Reasons of={reasons} />}
              </Shown>
            </article>
          </div>
          <Shown of={found.loaded} what="the records">
            {(data) => (
              <Records data={data} records={found.records} user={user} filters={filters} ledger={ledger.data} />
            )}
          </Shown>
        </div>
      </div>
    </section>
  )
}

/** How the records come: by the WebSocket, by asking again and again, not at all for now, or as a later page, which stays. */
type How = 'live' | 'asks' | 'held' | 'page'

interface Found {
  readonly loaded: Loaded<FoundActivity>
  readonly records: readonly Activity[]
  readonly how: How
}

/** Records by the filters; what comes by the WebSocket stands before what was loaded. */
function useActivity(filters: Readonly<Record<string, string>>, user: string, isHeld: boolean): Found {
  const key = JSON.stringify([filters, user])
  const [fresh, setFresh] = useState<readonly Activity[]>([])
  const stays = filters['cursor'] !== undefined || isOver(timesOf(filters, defaultTime))
  const path = isHeld ? undefined : livePath(filters, user)
  const isLive = useLive(path, {
    opened: () => loaded.reload(),
    received: (records) => setFresh((before) => [...records.toReversed(), ...before].slice(0, mostFresh)),
  })
  const every = stays || isHeld ? undefined : isLive ? besideLiveMs : everyMs
  const loaded = useLoad(key, (signal) => findActivity(filters, user, signal), every)
  useEffect(() => setFresh([]), [key])
  const { activity = [], cursor } = loaded.data ?? {}
  const oldest = cursor === undefined ? '' : (activity.at(-1)?.at ?? '')
  const all = [...fresh.filter(({ at }) => at >= oldest), ...activity]
  const records = [...new Map(all.map((one) => [keyOf(one), one])).values()].sort((a, b) =>
    a.at < b.at ? 1 : a.at > b.at ? -1 : 0,
  )
  return { loaded, records, how: stays ? 'page' : isHeld ? 'held' : isLive ? 'live' : 'asks' }
}

function isFiltered(filters: Readonly<Record<string, string>>): boolean {
  return Object.keys(filters).some((name) => name !== 'since')
}

const freshness = {
  live: ['good', 'live', 'Records come a second or two after they happened'],
  asks: ['quiet', `new every ${everyMs / 1_000} s`, 'Choose a partner and an account to see at once what happens'],
  held: ['wait', 'held', 'Nothing new is shown until you go on'],
  page: ['quiet', 'does not change', 'An older page, or a time that is over'],
} as const

function Fresh({ how }: { readonly how: How }): JSX.Element {
  const [tone, word, why] = freshness[how]
  return (
    <span class="row" role="status">
      <small class="wide">{why}</small>
      <span class={`badge ${tone}`} title={why}>
        {word}
      </span>
    </span>
  )
}

function Records({
  data,
  records,
  user,
  filters,
  ledger,
}: {
  readonly data: FoundActivity
  readonly records: readonly Activity[]
  readonly user: string
  readonly filters: Readonly<Record<string, string>>
  /** What was counted in the time, as soon as it is known. */
  readonly ledger: Ledger | undefined
}): JSX.Element {
  if (records.length === 0) return <None user={user} filters={filters} isCounted={(ledger?.received ?? 0) > 0} />
  return (
    <>
      <RecordList records={records} />
      <div class="row between">
        <Note of={data} gone={goneText(data, ledger, { filters, user })} />
        <Pages cursor={data.cursor} />
      </div>
    </>
  )
}

function None({
  user,
  filters,
  isCounted,
}: {
  readonly user: string
  readonly filters: Readonly<Record<string, string>>
  readonly isCounted: boolean
}): JSX.Element {
  const late = 'What happened shows within ten seconds and is kept for up to three days.'
  if (user !== '')
    return (
      <Empty title="No record of this user in this time.">
        <p>
          Choose a longer time, or clear the filters. Of a user who was deleted the records are gone:{' '}
          <a href={addressOf('deletes')}>Deletes</a> shows whether there was a delete. {late}
        </p>
      </Empty>
    )
  if (filters['messageId'] !== undefined || filters['requestId'] !== undefined)
    return (
      <Empty title="No record matches in this time.">
        <p>
          Choose a longer time, or clear the filters. An event of a user who was deleted has no record any more:{' '}
          <a href={addressOf('deletes')}>Deletes</a> shows whether there was a delete. {late}
        </p>
      </Empty>
    )
  if (isFiltered(filters))
    return (
      <Empty title="No record matches in this time.">
        <p>
          Choose a longer time, or clear the filters. {goneAtAll} {late}
        </p>
      </Empty>
    )
  return (
    <Empty title={isCounted ? 'There is no record of this time.' : 'Nothing happened in this time.'}>
      <p>
        {isCounted && 'Records of deleted users are gone, and still counted above. '}
        Choose a longer time, or send an event: <a href={addressOf('test')}>Test</a>. {late}
      </p>
    </Empty>
  )
}

function Pages({ cursor }: { readonly cursor: string | undefined }): JSX.Element {
  const { parameters } = place.value
  return (
    <nav class="row" aria-label="Pages">
      {parameters['cursor'] !== undefined && (
        <a class="button" href={addressOf('activity', { ...parameters, cursor: undefined })}>
          Newest
        </a>
      )}
      {cursor !== undefined && (
        <a class="button" href={addressOf('activity', { ...parameters, cursor })}>
          Older
        </a>
      )}
    </nav>
  )
}

/** What the list does not hold, in words. */
function Note({
  of: { omitted, accountsNotAsked = 0 },
  gone,
}: {
  readonly of: FoundActivity
  /** What to say of records that are gone. */
  readonly gone: string | undefined
}): JSX.Element {
  return (
    <small class="note">
      Records come up to ten seconds late. Of one account each isolate keeps at most 100 failures and 20 others a
      second; what is more is counted above and has no record: {count(omitted)} in this time, whatever the other
      filters.
      {gone !== undefined && ` ${gone}`}
      {accountsNotAsked > 0 &&
        ` Not asked, for there are too many: ${counted(accountsNotAsked, 'account')}. Choose a partner and an account.`}
    </small>
  )
}
