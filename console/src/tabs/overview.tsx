import type { JSX } from 'preact'
import { ask, withParameters } from '../api.ts'
import { useLoad } from '../load.ts'
import { Empty, Shown } from '../parts/states.tsx'
import { Spark } from '../parts/spark.tsx'
import { count } from '../parts/time.tsx'
import type { Account, Ledger, Partner } from '../replies.ts'
import { addressOf } from '../router.ts'

const everyMs = 10_000
const minutes = 60

interface Tile {
  readonly partner: Partner
  readonly account: Account
  readonly ledger: Ledger
}

async function load(signal: AbortSignal): Promise<readonly Tile[]> {
  const { partners } = await ask<{ partners: readonly Partner[] }>('/v1/partners', { signal })
  const accounts = partners.flatMap((partner) => (partner.accounts ?? []).map((account) => ({ partner, account })))
  const since = new Date(Date.now() - minutes * 60_000).toISOString()
  return Promise.all(
    accounts.map(async ({ partner, account }) => {
      const asked = { partner: partner.partner, account: account.account, since, span: 'minute' }
      return { partner, account, ledger: await ask<Ledger>(withParameters('/v1/ledger', asked), { signal }) }
    }),
  )
}

/** How each partner's account stands now, and what came in the last hour. */
export function Overview(): JSX.Element {
  const loaded = useLoad('overview', load, everyMs)
  return (
    <section>
      <h1>Overview</h1>
      <Shown of={loaded} what="the accounts">
        {(tiles) =>
          tiles.length === 0 ? (
            <Empty title="No account is set up.">
              <p>
                Set the settings of a partner: <a href={addressOf('partners')}>Partners</a> names each.
              </p>
            </Empty>
          ) : (
            <div class="tiles">
              {tiles.map((tile) => (
                <AccountTile key={`${tile.partner.partner}/${tile.account.account}`} {...tile} />
              ))}
            </div>
          )
        }
      </Shown>
    </section>
  )
}

function AccountTile({ partner, account, ledger }: Tile): JSX.Element {
  return (
    <article class="tile">
      <h2>
        {partner.name ?? partner.partner} {account.account !== 'default' && <small>{account.account}</small>}
      </h2>
      <Spark values={perMinute(ledger)} label={`${count(ledger.received)} events in the last hour, by minute`} />
    </article>
  )
}

function perMinute({ series, since }: Ledger): readonly number[] {
  const first = Math.ceil(Date.parse(since) / 60_000)
  const values = Array.from({ length: minutes }, () => 0)
  for (const { at, received } of series) {
    const place = Math.floor(Date.parse(at) / 60_000) - first
    if (place >= 0 && place < minutes) values[place] = received
  }
  return values
}
