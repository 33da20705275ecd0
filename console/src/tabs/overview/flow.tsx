import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, withParameters } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { toneOf } from '../../parts/badge.tsx'
import { Empty, Shown } from '../../parts/states.tsx'
import { count } from '../../parts/time.tsx'
import type { Ledger, LedgerReason } from '../../replies.ts'
import { addressOf } from '../../router.ts'

const spans = { hour: 3_600_000, day: 86_400_000 } as const
const mostReasons = 8

/** What was received in the last hour or day, and what became of it: inline, then in the queue; each reason leads to its records. */
export function Flow(): JSX.Element {
  const [span, setSpan] = useState<keyof typeof spans>('hour')
  const loaded = useLoad(
    `flow ${span}`,
    (signal) => {
      const since = new Date(Date.now() - spans[span]).toISOString()
      return ask<Ledger>(withParameters('/v1/ledger', { since, span: 'minute' }), { signal })
    },
    30_000,
  )
  return (
    <section aria-labelledby="flow">
      <div class="row between">
        <h2 id="flow">What became of the events of the last {span}</h2>
        <div class="row" role="group" aria-label="Time">
          {(['hour', 'day'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={span === one} onClick={() => setSpan(one)}>
              {one}
            </button>
          ))}
        </div>
      </div>
      <Shown of={loaded} what="the ledger">
        {(ledger) =>
          ledger.received === 0 ? (
            <Empty title={`No event came in the last ${span}.`}>
              <p>
                Send some: the tab <a href={addressOf('suite')}>Test suite</a>, or point Segment at{' '}
                <code>/v1/destinations/&lt;partner&gt;</code>.
              </p>
            </Empty>
          ) : (
            <div class="split">
              <Way
                title={`${count(ledger.received)} received: what Segment was told`}
                counts={ledger.inline}
                ledger={ledger}
                queued={false}
              />
              <Way title="What became of the queue’s attempts" counts={ledger.queue} ledger={ledger} queued />
            </div>
          )
        }
      </Shown>
    </section>
  )
}

interface WayOf {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
  readonly ledger: Ledger
  readonly queued: boolean
}

function Way({ title, counts, ledger, queued }: WayOf): JSX.Element {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const outcomes = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  return (
    <div class="card">
      <h3>{title}</h3>
      {outcomes.length === 0 && <p class="muted">Nothing was tried by the queue.</p>}
      {outcomes.map(([outcome, n]) => (
        <div key={outcome} class="flow">
          <span class={`badge ${toneOf(outcome)}`}>{outcome}</span>
          <Bar share={n / all} tone={toneOf(outcome)} />
          <a href={addressOf('activity', { outcome })}>{count(n)}</a>
          <Reasons
            of={ledger.reasons.filter((one) => one.queued === queued && one.outcome === outcome && one.reason !== '')}
          />
        </div>
      ))}
    </div>
  )
}

function Bar({ share, tone }: { readonly share: number; readonly tone: string }): JSX.Element {
  return (
    <svg class="shares" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x={0} y={0} width={100} height={8} class="none" />
      <rect x={0} y={0} width={Math.max(1, share * 100)} height={8} class={tone} />
    </svg>
  )
}

function Reasons({ of }: { readonly of: readonly LedgerReason[] }): JSX.Element | null {
  const sums = new Map<
    string,
    { readonly partner: string; readonly outcome: string; readonly reason: string; readonly n: number }
  >()
  for (const { partner, outcome, reason, n } of of) {
    const key = `${partner}\n${reason}`
    sums.set(key, { partner, outcome, reason, n: n + (sums.get(key)?.n ?? 0) })
  }
  const reasons = [...sums.values()].toSorted((a, b) => b.n - a.n)
  if (reasons.length === 0) return null
  return (
    <ul class="flow-reasons">
      {reasons.slice(0, mostReasons).map(({ partner, outcome, reason, n }) => (
        <li key={`${partner} ${reason}`}>
          <a href={addressOf('activity', { partner, outcome, reason })}>
            {count(n)} × {partner}: {reason}
          </a>
        </li>
      ))}
      {reasons.length > mostReasons && <li class="muted">and {reasons.length - mostReasons} other reasons</li>}
    </ul>
  )
}
