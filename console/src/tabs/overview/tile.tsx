import type { JSX } from 'preact'
import { toneOf } from '../../parts/badge.tsx'
import { Spark } from '../../parts/spark.tsx'
import { count, counted, duration, Time } from '../../parts/time.tsx'
import type { Account, Ledger, Partner } from '../../replies.ts'
import { addressOf } from '../../router.ts'
import { isAdmin } from '../../session.ts'
import { Actions } from './actions.tsx'
import { troubleOf } from './trouble.ts'

interface Tile {
  readonly partner: Partner
  readonly account: Account
  readonly ledger: Ledger
  readonly reload: () => void
}

/** One account: what comes, what becomes of it, what waits, and what an operator can do. */
export function AccountTile({ partner, account, ledger, reload }: Tile): JSX.Element {
  const of = { partner: partner.partner, account: account.account }
  const trouble = troubleOf(partner, account, ledger)
  return (
    <article class="tile" aria-label={`${partner.name ?? partner.partner} ${account.account}`}>
      <div class="row between">
        <h2>
          <a class="quiet-link" href={addressOf('activity', of)}>
            {partner.name ?? partner.partner}
          </a>{' '}
          {account.account !== 'default' && <small>{account.account}</small>}
        </h2>
        {trouble.length === 0 ? (
          <span class="badge good">well</span>
        ) : (
          <span class={`badge ${trouble[0]?.tone ?? ''}`}>{trouble[0]?.word}</span>
        )}
      </div>
      {trouble.map(({ word, says, since }) => (
        <p key={word} class="muted">
          {trouble.length > 1 && <strong>{word}: </strong>}
          {says}
          {since !== undefined && (
            <>
              {' '}
              (since <Time at={since} />)
            </>
          )}
        </p>
      ))}
      <Traffic ledger={ledger} />
      <Shares ledger={ledger} of={of} />
      <Waiting queue={account.queue} of={of} />
      {isAdmin() && <Actions partner={partner} account={account} reload={reload} />}
    </article>
  )
}

/** What came in the last hour, minute by minute. */
function Traffic({ ledger }: { readonly ledger: Ledger }): JSX.Element | null {
  const values = perMinute(ledger)
  if (ledger.received === 0) return null
  const most = `${count(Math.max(...values))} in the busiest minute`
  return (
    <div>
      <Spark values={values} label={`Events by minute: ${count(ledger.received)} in the last hour, ${most}`} />
      <small>
        {counted(ledger.received, 'event')} in the last hour, {most}
      </small>
    </div>
  )
}

function perMinute({ series, since }: Ledger): readonly number[] {
  const first = Math.floor(Date.parse(since) / 60_000)
  const values = Array.from({ length: 61 }, () => 0)
  for (const { at, received } of series) {
    const place = Math.floor(Date.parse(at) / 60_000) - first
    if (place >= 0 && place < values.length) values[place] = received
  }
  return values
}

/** What became of the events of the last hour: a bar of shares, and each in words. */
function Shares({
  ledger,
  of,
}: {
  readonly ledger: Ledger
  readonly of: Readonly<Record<string, string>>
}): JSX.Element {
  const shares = Object.entries(ledger.inline)
    .filter(([, n]) => n > 0)
    .toSorted(([, a], [, b]) => b - a)
  if (shares.length === 0) return <p class="muted">No event in the last hour.</p>
  let at = 0
  return (
    <>
      <svg class="shares" viewBox={`0 0 ${ledger.received} 8`} preserveAspectRatio="none" aria-hidden="true">
        {shares.map(([outcome, n]) => {
          const x = at
          at += n
          return <rect key={outcome} x={x} y={0} width={n} height={8} class={toneOf(outcome)} />
        })}
      </svg>
      <p class="row">
        {shares.map(([outcome, n]) => (
          <a key={outcome} class={`badge ${toneOf(outcome)}`} href={addressOf('activity', { ...of, outcome })}>
            {count(n)} {outcome}
          </a>
        ))}
      </p>
    </>
  )
}

/** How long the oldest waits, where anything does. */
function age(at: number): string {
  return at > 0 ? `, the oldest for ${duration(Date.now() - at)}` : ''
}

/** What waits in the queue of an account, or in those of many. */
export function Waiting({
  queue,
  of,
}: {
  readonly queue: Readonly<Record<string, number>> | undefined
  readonly of: Readonly<Record<string, string>>
}): JSX.Element | null {
  if (queue === undefined) return null
  const { pending = 0, parked = 0, dead = 0, oldestAt = 0, deletes = 0, deletesOldestAt = 0 } = queue
  return (
    <dl class="facts">
      <dt>Waiting</dt>
      <dd>
        <a href={addressOf('queue', { ...of, state: 'pending' })}>{count(pending)}</a>
        {age(oldestAt)}
        {parked > 0 && `, ${count(parked)} parked`}
      </dd>
      <dt>Dead letters</dt>
      <dd>
        <a href={addressOf('queue', { ...of, state: 'dead' })}>{count(dead)}</a>
      </dd>
      <dt>Deletes waiting</dt>
      <dd>
        <a href={addressOf('deletes', of)}>{count(deletes)}</a>
        {age(deletesOldestAt)}
      </dd>
    </dl>
  )
}
