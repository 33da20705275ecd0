import type { JSX } from 'preact'
import { ask, withParameters } from '../api.ts'
import { useLoad } from '../load.ts'
import { Empty, Shown } from '../parts/states.tsx'
import { counted } from '../parts/time.tsx'
import type { Account, Ledger, Partner } from '../replies.ts'
import { addressOf } from '../router.ts'
import { Flow } from './overview/flow.tsx'
import { CustomersTile } from './overview/customers.tsx'
import { AccountTile } from './overview/tile.tsx'
import { troubleOf } from './overview/trouble.ts'

const everyMs = 10_000
const hourMs = 3_600_000
/** Each account is a question to its ledger: so many are asked at once. */
const mostTiles = 60

interface Standing {
  readonly partner: Partner
  readonly account: Account
  /** Of the last hour, by minute. */
  readonly ledger: Ledger
}

interface Found {
  readonly standing: readonly Standing[]
  readonly customers: readonly Partner[]
  readonly others: number
}

async function load(signal: AbortSignal): Promise<Found> {
  const { partners } = await ask<{ partners: readonly Partner[] }>('/v1/partners', { signal })
  const accounts = partners.flatMap((partner) => (partner.accounts ?? []).map((account) => ({ partner, account })))
  const since = new Date(Date.now() - hourMs).toISOString()
  const standing = await Promise.all(
    accounts.slice(0, mostTiles).map(async ({ partner, account }) => {
      const asked = { partner: partner.partner, account: account.account, since, span: 'minute' }
      return { partner, account, ledger: await ask<Ledger>(withParameters('/v1/ledger', asked), { signal }) }
    }),
  )
  return {
    standing: standing.toSorted((a, b) => rank(b) - rank(a)),
    customers: partners.filter(({ customers }) => customers !== undefined && customers.accounts > 0),
    others: Math.max(0, accounts.length - mostTiles),
  }
}

/** What is in trouble comes first, then what gets events. */
function rank({ partner, account, ledger }: Standing): number {
  return (troubleOf(partner, account, ledger).length > 0 ? 2 : 0) + (ledger.received > 0 ? 1 : 0)
}

/** How each partner's account stands now, what came in the last hour and day, and what became of it. */
export function Overview(): JSX.Element {
  const loaded = useLoad('overview', load, everyMs)
  return (
    <section>
      <h1>Overview</h1>
      <Shown of={loaded} what="the accounts">
        {({ standing, customers, others }) => (
          <>
            {standing.length === 0 && customers.length === 0 ? (
              <Empty title="No account is set up.">
                <p>
                  Set the settings of a partner: <a href={addressOf('partners')}>Partners</a> names each.
                </p>
              </Empty>
            ) : (
              <div class="tiles">
                {standing.map((one) => (
                  <AccountTile key={`${one.partner.partner}/${one.account.account}`} {...one} reload={loaded.reload} />
                ))}
                {customers.map((one) => (
                  <CustomersTile key={one.partner} partner={one} />
                ))}
              </div>
            )}
            {others > 0 && <p class="muted">{counted(others, 'more account')} not shown here.</p>}
          </>
        )}
      </Shown>
      <Flow />
    </section>
  )
}
