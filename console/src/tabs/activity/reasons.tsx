import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Outcome } from '../../parts/badge.tsx'
import { Empty } from '../../parts/states.tsx'
import { count, counted } from '../../parts/time.tsx'
import type { FoundActivity } from '../../replies.ts'
import { addressOf, place } from '../../router.ts'

const shownAtFirst = 8

/** Why what the filters find ended as it did, the most frequent first. Each leads to its records. */
export function Reasons({ of }: { readonly of: FoundActivity['reasons'] }): JSX.Element {
  const [isAll, setAll] = useState(false)
  if (of.length === 0) return <Empty title="No record matches, so there is no reason." />
  return (
    <>
      <p class="muted">
        Of{' '}
        {counted(
          of.reduce((sum, { n }) => sum + n, 0),
          'record that the filters find',
          'records that the filters find',
        )}
        .
      </p>
      <ul class="reasons">
        {(isAll ? of : of.slice(0, shownAtFirst)).map((one) => (
          <Reason key={`${one.partner}\n${one.outcome}\n${one.reason}`} of={one} />
        ))}
      </ul>
      {of.length > shownAtFirst && (
        <button type="button" class="plain" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? 'Show fewer' : `Show all ${of.length}`}
        </button>
      )}
    </>
  )
}

function Reason({
  of: { partner, outcome, reason, n },
}: {
  readonly of: FoundActivity['reasons'][number]
}): JSX.Element {
  const { parameters } = place.value
  const isChosen = reason !== '' && parameters['reason'] === reason && parameters['outcome'] === outcome
  const filters = isChosen ? { outcome: undefined, reason: undefined } : { partner, outcome, reason }
  return (
    <li>
      <span class="n">{count(n)}</span>
      <Outcome of={outcome} />
      <a
        class="wrap"
        href={addressOf('activity', { ...parameters, ...filters, cursor: undefined })}
        aria-current={isChosen ? 'true' : undefined}
        title={isChosen ? 'Take this filter away' : undefined}
      >
        {reason !== '' ? reason : outcome === 'delivered' ? 'it went well' : 'no reason was given'}
        {parameters['partner'] === undefined && <small> {partner}</small>}
      </a>
    </li>
  )
}
