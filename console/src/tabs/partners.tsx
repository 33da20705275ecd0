import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, messageOf } from '../api.ts'
import { useLoad } from '../load.ts'
import { Empty, Shown } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import type { Partner } from '../replies.ts'
import { addressOf, place } from '../router.ts'
import { isAdmin } from '../session.ts'
import { PartnerDetail } from './partners/detail.tsx'
import { CheckBadge, Standing } from './partners/standing.tsx'

interface List {
  readonly partners: readonly Partner[]
}

/** The tab of partners: each mapping with its accounts; one of them with its settings and what it sends. */
export function Tab(): JSX.Element {
  const loaded = useLoad('partners', (signal) => ask<List>('/v1/partners', { signal }))
  const [checked, setChecked] = useState<{ readonly at: number; readonly list: List }>()
  const open = place.value.parameters['partner']
  return (
    <section>
      <div class="row between">
        <h1>Partners</h1>
        {isAdmin() && <CheckAll done={(list) => setChecked({ at: Date.now(), list })} />}
      </div>
      {checked !== undefined && (
        <p class="muted" role="status">
          Credentials were checked at <Time at={checked.at} />.
        </p>
      )}
      <Shown of={checked === undefined ? loaded : { ...loaded, data: checked.list }} what="the partners">
        {({ partners }) => (open === undefined ? <Tiles of={partners} /> : <One of={partners} slug={open} />)}
      </Shown>
    </section>
  )
}

/** Asks every partner whether it takes the credentials of each account. */
function CheckAll({ done }: { readonly done: (list: List) => void }): JSX.Element {
  const [state, setState] = useState<{ readonly busy: boolean; readonly fault?: string }>({ busy: false })
  const check = async (): Promise<void> => {
    setState({ busy: true })
    try {
      done(await ask<List>('/v1/partners?check=1'))
      setState({ busy: false })
    } catch (error) {
      setState({ busy: false, fault: messageOf(error) })
    }
  }
  return (
    <div class="row">
      {state.fault !== undefined && (
        <span class="fault" role="alert">
          {state.fault}
        </span>
      )}
      <button
        type="button"
        onClick={() => void check()}
        disabled={state.busy}
        title="Asks each partner with a request that changes nothing"
      >
        {state.busy ? 'Asking the partners …' : 'Check all credentials'}
      </button>
    </div>
  )
}

function One({ of, slug }: { readonly of: readonly Partner[]; readonly slug: string }): JSX.Element {
  const found = of.find(({ partner }) => partner === slug)
  if (found !== undefined) return <PartnerDetail partner={found} />
  return (
    <Empty title={`There is no partner "${slug}".`}>
      <a href={addressOf('partners')}>All partners</a>
    </Empty>
  )
}

function Tiles({ of }: { readonly of: readonly Partner[] }): JSX.Element {
  if (of.length === 0)
    return (
      <Empty title="There is no mapping.">
        <p>
          Add a file to <code>mappings/</code>: <code>npm run new</code> begins one.
        </p>
      </Empty>
    )
  return (
    <div class="tiles">
      {of.map((partner) => (
        <Tile key={partner.partner} of={partner} />
      ))}
    </div>
  )
}

function Tile({ of: partner }: { readonly of: Partner }): JSX.Element {
  const { partner: slug, name = slug, fault, takes = [], deletes = '', accounts = [] } = partner
  const checks = accounts.flatMap(({ account, check }) => (check === undefined ? [] : [{ account, check }]))
  return (
    <article class="tile">
      <div class="row between">
        <h2>
          <a href={addressOf('partners', { partner: slug })}>{name}</a>
        </h2>
        <Standing of={partner} />
      </div>
      {fault === undefined ? (
        <dl class="facts">
          <dt>Events</dt>
          <dd>{takes.join(', ')}</dd>
          <dt>Deletes</dt>
          <dd>{deletes === 'yes' ? 'supported' : 'not supported'}</dd>
          {accounts.length > 0 && (
            <>
              <dt>Accounts</dt>
              <dd>{accounts.map(({ account }) => account).join(', ')}</dd>
            </>
          )}
          {checks.length > 0 && (
            <>
              <dt>Credentials</dt>
              <dd class="row">
                {checks.map(({ account, check }) => (
                  <span key={account}>
                    {checks.length > 1 && `${account}: `}
                    <CheckBadge of={check} />
                  </span>
                ))}
              </dd>
            </>
          )}
        </dl>
      ) : (
        <p class="fault">{fault}</p>
      )}
    </article>
  )
}
