import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, withParameters } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Outcome } from '../../parts/badge.tsx'
import { AnswerText, RequestText } from '../../parts/request.tsx'
import { Shown } from '../../parts/states.tsx'
import { Time, duration } from '../../parts/time.tsx'
import type { Attempt } from '../../replies.ts'
import { isAdmin } from '../../session.ts'

const everyMs = 5_000

interface Of {
  /** `<partner>/<account>/<id>`, the id that activity gives. */
  readonly record: string
  /** What stands above the attempts, made of the newest. */
  readonly head?: (newest: Attempt) => JSX.Element
}

/** Every attempt of a delivery that is still known. To an admin who asks for it, with the request and the answer of each, where they are kept. */
export function Attempts({ record, head }: Of): JSX.Element {
  const [reveals, setReveals] = useState(false)
  const path = `/v1/activity/${record.split('/').map(encodeURIComponent).join('/')}`
  // each reply with requests and answers leaves a log line: it is asked for once
  const loaded = useLoad(
    `${record} ${reveals}`,
    (signal) =>
      ask<{ readonly attempts: readonly Attempt[] }>(withParameters(path, { reveal: reveals ? '1' : undefined }), {
        signal,
      }),
    reveals ? undefined : everyMs,
  )
  return (
    <Shown of={loaded} what="the attempts">
      {({ attempts }) => {
        const newest = attempts.at(-1)
        return (
          <>
            {newest !== undefined && head?.(newest)}
            <h3>{headingOf(attempts)}</h3>
            <Kept attempts={attempts} reveals={reveals} reveal={() => setReveals(true)} />
            <ol class="attempts">
              {attempts.map((attempt, i) => (
                <li key={i}>
                  <One attempt={attempt} />
                </li>
              ))}
            </ol>
          </>
        )
      }}
    </Shown>
  )
}

/** What came without a message id has one id for all of the account, such as what was no event. */
function headingOf(attempts: readonly Attempt[]): string {
  if (attempts.length === 1) return 'One attempt'
  return attempts.at(-1)?.messageId === ''
    ? `${attempts.length} that came without a message id, and are not told apart`
    : `${attempts.length} attempts, the first one first`
}

/** Whether requests and answers are kept, and the button that shows them. */
function Kept({
  attempts,
  reveals,
  reveal,
}: {
  readonly attempts: readonly Attempt[]
  readonly reveals: boolean
  readonly reveal: () => void
}): JSX.Element {
  if (attempts.every(({ exchange }) => exchange === undefined)) return <small>{whyNotKept(attempts)}</small>
  if (reveals) return <small>No secret stands in them. That you looked stands in the log.</small>
  if (!isAdmin()) return <small>Requests and answers are kept; only an admin can see them.</small>
  return (
    <div class="row">
      <button type="button" onClick={reveal}>
        Show requests and answers
      </button>
      <small>They may hold personal data. That you looked leaves a line in the log.</small>
    </div>
  )
}

/** Why no request and answer is kept of some attempts. */
function whyNotKept(attempts: readonly Attempt[]): string {
  if (attempts.every(({ status, ms }) => status === undefined && ms === undefined))
    return 'No request was sent to the partner.'
  return attempts.some(({ failed }) => failed)
    ? 'No request and answer is kept: the request carried over 100 events or was too long, or too many failed at once.'
    : 'No request and answer is kept: of what goes well one in fifty is, where the request carried at most 100 events.'
}

function One({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { at, outcome, status, ms, queued, attempt: n, message, exchange } = attempt
  return (
    <>
      <div class="row">
        <Outcome of={outcome} />
        <Time at={at} />
        <span class="muted">
          {[
            queued ? `attempt ${n}, by the queue` : `attempt ${n}, while Segment waited`,
            status === undefined ? '' : `answered ${status}`,
            ms === undefined ? '' : `after ${duration(ms)}`,
          ]
            .filter((one) => one !== '')
            .join(' · ')}
        </span>
      </div>
      {message !== undefined && <p class="wrap">{message}</p>}
      {exchange !== undefined && exchange !== 'sealed' && (
        <div class="rule">
          <RequestText request={exchange} />
          <AnswerText answer={exchange.answer} />
        </div>
      )}
    </>
  )
}
