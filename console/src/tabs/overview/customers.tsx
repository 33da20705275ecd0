import type { JSX } from 'preact'
import { counted } from '../../parts/time.tsx'
import type { Partner } from '../../replies.ts'
import { addressOf } from '../../router.ts'
import { Waiting } from './tile.tsx'
import { pausedText } from './trouble.ts'

/** The accounts of a partner's customers, which are many: what waits in all of them together. */
export function CustomersTile({ partner }: { readonly partner: Partner }): JSX.Element {
  const { partner: slug, name = slug, customers, paused = [] } = partner
  const of = { partner: slug }
  return (
    <article class="tile" aria-label={`${name}, accounts of customers`}>
      <div class="row between">
        <h2>
          <a class="quiet-link" href={addressOf('activity', of)}>
            {name}
          </a>{' '}
          <small>accounts of customers</small>
        </h2>
        {paused.length > 0 && <span class="badge wait">{pausedText(paused)}</span>}
      </div>
      <p class="muted">
        {counted(customers?.accounts ?? 0, 'account')} with a queue; all of them together:{' '}
        <a href={addressOf('activity', of)}>Activity</a>
      </p>
      <Waiting queue={customers?.queue} of={of} />
    </article>
  )
}
