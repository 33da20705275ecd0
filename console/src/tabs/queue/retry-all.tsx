import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, messageOf } from '../../api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Time, count } from '../../parts/time.tsx'
import type { Delivery } from '../../replies.ts'
import { place } from '../../router.ts'
import { eventStates, filtersOf, findDeliveries, stateName } from './find.ts'
import { resultOfMany } from './retried.ts'

/** `POST /v1/deliveries/retry` tries so many at once; so many are counted before. */
const most = 5_000
const aPage = 200

/** What may come of a retry of each, in words. */
const words = {
  done: 'tried again',
  paused: 'to be tried when the partner is resumed',
  parked: 'to be tried when what they wait for is mended',
  sending: 'being sent at this moment',
  waiting: 'whose first attempt waits (deletes)',
  ended: 'ended already',
  'no event': 'without an event to send',
  unknown: 'gone already',
} as const

/** What came of a retry of many: how many by each result, and where the others begin. */
type Retried = Readonly<Partial<Record<keyof typeof words, number>>> & { readonly cursor?: string }

type Filters = Readonly<Record<string, string>>

/** What is asked before it is tried again: the filters, and where it begins. */
interface Wanted {
  readonly filters: Filters
  readonly cursor: string | undefined
}

/** What is said of a retry: of which filters it was, and what came of it, as soon as it is known. */
interface Told {
  readonly of: string
  readonly by: Wanted
  readonly reply: Retried
  readonly came?: string
}

/** A button that tries all that the filters find again. They are counted before that is confirmed, and what comes later is not among them. */
export function RetryAll({ done }: { readonly done: () => void }): JSX.Element {
  const { parameters } = place.value
  const [asks, setAsks] = useState<Wanted>()
  const [told, setTold] = useState<Told>()
  const { partner, state } = parameters
  const filters = filtersOf(parameters)
  const of = JSON.stringify({ ...parameters, delivery: undefined, cursor: undefined })
  const begin = (): void =>
    setAsks({ filters: { ...filters, until: filters['until'] ?? new Date().toISOString() }, cursor: undefined })
  const follow = async (reply: Retried, many: readonly Delivery[]): Promise<void> => {
    const came = await resultOfMany(many)
    setTold((now) => (now?.reply === reply ? { ...now, came } : now))
    done()
  }
  const isReady = partner !== undefined && eventStates.some(([one]) => one === state)
  const rest = told?.of === of ? told.reply.cursor : undefined
  return (
    <>
      {isReady ? (
        <button type="button" onClick={begin}>
          Retry all that match …
        </button>
      ) : (
        <small>To retry all that match, choose a partner and a state.</small>
      )}
      {told !== undefined && told.of === of && (
        <span role="status">
          {saidOf(told)}{' '}
          {rest !== undefined && (
            <button type="button" onClick={() => setAsks({ ...told.by, cursor: rest })}>
              Retry the others …
            </button>
          )}
        </span>
      )}
      {asks !== undefined && (
        <Counted
          wanted={asks}
          close={() => setAsks(undefined)}
          done={(reply, many) => {
            setTold({ of, by: asks, reply })
            done()
            if (reply.done !== undefined) void follow(reply, many)
          }}
        />
      )}
    </>
  )
}

function saidOf({ reply, came }: Told): string {
  const parts = Object.entries(words).flatMap(([result, word]) => {
    const n = reply[result as keyof typeof words]
    return n === undefined ? [] : [`${count(n)} ${word}`]
  })
  if (parts.length === 0) return 'None was tried again.'
  const next = reply.done === undefined ? '' : ` ${came ?? 'What comes of it shows here …'}`
  return `${parts.join(', ')}.${next}`
}

interface Counting {
  readonly n: number
  readonly state: 'counts' | 'all' | 'more'
  readonly fault?: string
}

function Counted({
  wanted,
  close,
  done,
}: {
  readonly wanted: Wanted
  readonly close: () => void
  /** Called with what was answered, and the first of those that were retried, as they were before. */
  readonly done: (reply: Retried, many: readonly Delivery[]) => void
}): JSX.Element {
  const [{ n, state, fault }, setCounting] = useState<Counting>({ n: 0, state: 'counts' })
  const first = useRef<readonly Delivery[]>([])
  useEffect(() => {
    const abort = new AbortController()
    countAll(wanted, abort.signal, (counting, page) => {
      if (first.current.length === 0) first.current = page
      setCounting(counting)
    }).catch((error: unknown) => {
      if (!abort.signal.aborted) setCounting({ n: 0, state: 'counts', fault: messageOf(error) })
    })
    return () => abort.abort()
  }, [])
  const { filters, cursor } = wanted
  const run = async (): Promise<void> => {
    const body = { ...filters, ...(cursor !== undefined && { cursor }) }
    done(await ask<Retried>('/v1/deliveries/retry', { body }), first.current)
  }
  const isReady = state !== 'counts' && n > 0
  return (
    <Confirm
      title="Try all that match again?"
      does={isReady ? `Try ${count(n)} again` : 'Try them again'}
      ready={isReady}
      run={run}
      close={close}
    >
      <p role="status">{fault ?? countText(n, state)}</p>
      <Facts
        of={{
          ...Object.fromEntries(Object.entries(names).map(([name, label]) => [label, filters[name]])),
          State: stateName(filters['state'] ?? ''),
          Since: filters['since'] !== undefined && <Time at={filters['since']} />,
        }}
      />
      <p class="muted">Each is sent at once, before all others, even while others wait because the partner fails.</p>
    </Confirm>
  )
}

const names: Readonly<Record<string, string>> = {
  kind: 'Kind',
  partner: 'Partner',
  account: 'Account',
  state: 'State',
  reason: 'Reason begins',
  messageId: 'Message id',
  requestId: 'Request id',
}

function countText(n: number, state: Counting['state']): string {
  if (state === 'counts') return `Counting … ${count(n)}`
  if (n === 0) return 'No delivery matches any more.'
  const many = n === 1 ? 'One delivery matches.' : `${count(n)} deliveries match.`
  return state === 'all'
    ? many
    : `More than ${count(n)} deliveries match. The first ${count(n)} are tried now, then you can go on.`
}

/** Counts what the filters find, page by page, up to as many as are tried at once: the pages are the same as those of the route that tries them. */
async function countAll(
  { filters, cursor }: Wanted,
  signal: AbortSignal,
  set: (counting: Counting, page: readonly Delivery[]) => void,
): Promise<void> {
  let n = 0
  let from = cursor
  do {
    const page = await findDeliveries(filters, { cursor: from, limit: aPage }, signal)
    n += page.deliveries.length
    from = page.cursor
    set({ n, state: 'counts' }, page.deliveries)
  } while (from !== undefined && n < most)
  set({ n, state: from === undefined ? 'all' : 'more' }, [])
}
