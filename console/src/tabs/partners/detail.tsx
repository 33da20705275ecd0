import type { JSX } from 'preact'
import { batchText, deletionText, limitsText } from '../../../../src/mapping/described.ts'
import type { Mapping } from '../../../../src/mapping/file/mapping.ts'
import { isObject } from '../../../../src/values/json.ts'
import type { JsonObject } from '../../../../src/values/json.ts'
import { useLoad } from '../../load.ts'
import { deployedText } from '../../mappings.ts'
import { Empty, Failure, Shown } from '../../parts/states.tsx'
import { count } from '../../parts/time.tsx'
import type { Account, Partner } from '../../replies.ts'
import { addressOf } from '../../router.ts'
import { checkMapping } from '../../trial.ts'
import { Settings } from './settings.tsx'
import { CheckBadge, Standing } from './standing.tsx'

/** A partner's mapping: the file as it is written, and as it is used. */
interface Opened {
  readonly file: JsonObject
  readonly mapping: Mapping
}

async function open(slug: string): Promise<Opened | undefined> {
  const text = await deployedText(slug)
  const { mapping } = checkMapping(text)
  const file: unknown = mapping === undefined ? undefined : JSON.parse(text)
  return mapping === undefined || !isObject(file) ? undefined : { file, mapping }
}

/** One partner: what it needs, whether it is set, what it is sent. */
export function PartnerDetail({ partner }: { readonly partner: Partner }): JSX.Element {
  const { partner: slug, name = slug, fault } = partner
  const opened = useLoad(slug, () => open(slug))
  return (
    <>
      <nav class="row" aria-label="This partner">
        <a href={addressOf('partners')}>All partners</a>
        <a href={addressOf('test', { partner: slug })}>Try an event</a>
        <a href={addressOf('activity', { partner: slug })}>Activity</a>
        <a href={addressOf('queue', { partner: slug })}>Queue</a>
        <a href={addressOf('deletes', { partner: slug })}>Deletes</a>
      </nav>
      <div class="row">
        <h2>{name}</h2>
        <Standing of={partner} />
      </div>
      {fault !== undefined && <Failure message={fault} />}
      <Shown of={opened} what="the mapping">
        {(found) =>
          found === undefined ? (
            <Failure message={`The page was built without a mapping of "${slug}". Deploy again.`} />
          ) : (
            <>
              <About partner={partner} of={found} />
              <Accounts of={partner} />
              <Settings partner={partner} settings={found.mapping.settings} />
              <Events of={found} />
            </>
          )
        }
      </Shown>
    </>
  )
}

function About({ partner, of }: { readonly partner: Partner; readonly of: Opened }): JSX.Element {
  const { file, mapping } = of
  const deletion = isObject(file['deletion']) ? file['deletion']['description'] : undefined
  return (
    <div class="card">
      {mapping.description !== undefined && <p>{mapping.description}</p>}
      <dl class="facts">
        {typeof file['docs'] === 'string' && (
          <>
            <dt>Documentation</dt>
            <dd>
              <a href={file['docs']} rel="noreferrer">
                {file['docs']}
              </a>
            </dd>
          </>
        )}
        <dt>Route</dt>
        <dd>
          <code>/v1/destinations/{partner.partner}</code>
        </dd>
        <dt>Mapping</dt>
        <dd>
          <code>mappings/{partner.partner}.json</code> <small>hash {partner.mapping}</small>
        </dd>
        <dt>Events</dt>
        <dd>{[...mapping.takes].join(', ')}</dd>
        <dt>Deletes</dt>
        <dd>
          {deletionText(mapping.deletion)} {typeof deletion === 'string' && deletion}
        </dd>
        <dt>Credential check</dt>
        <dd>
          {mapping.check === undefined ? 'none: the partner has no request that is read-only' : 'a read-only request'}
        </dd>
      </dl>
    </div>
  )
}

function Accounts({ of: { accounts = [], customers } }: { readonly of: Partner }): JSX.Element {
  if (customers !== undefined)
    return (
      <p>
        The settings come with each customer's request. Customers' accounts that have a queue:{' '}
        {count(customers.accounts)}.
      </p>
    )
  if (accounts.length === 0)
    return (
      <Empty title="No account is set up.">
        <p>Set the settings below, those that are required first, then deploy.</p>
      </Empty>
    )
  const isChecked = accounts.some(({ check }) => check !== undefined)
  return (
    <section aria-label="Accounts">
      <h3>Accounts</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label="Accounts and how they stand">
        <table>
          <thead>
            <tr>
              <th>Account</th>
              <th>Standing</th>
              <th class="number">Events waiting</th>
              <th class="number">Dead letters</th>
              <th class="number">Deletes waiting</th>
              {isChecked && <th>Credentials</th>}
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <AccountRow key={account.account} of={account} isChecked={isChecked} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function AccountRow({ of, isChecked }: { readonly of: Account; readonly isChecked: boolean }): JSX.Element {
  const { account, problem, deletesNeed = [], queue = {}, check } = of
  return (
    <tr>
      <td>{account}</td>
      <td class="wrap">
        {problem === undefined ? (
          <span class="badge good">can be used</span>
        ) : (
          <>
            <span class="badge bad">cannot be used</span> {problem}
          </>
        )}
        {deletesNeed.length > 0 && (
          <div>
            <span class="badge wait">deletes wait</span> for settings: <code>{deletesNeed.join(', ')}</code>
          </div>
        )}
      </td>
      <td class="number">{count((queue['pending'] ?? 0) + (queue['parked'] ?? 0))}</td>
      <td class="number">{count(queue['dead'] ?? 0)}</td>
      <td class="number">{count(queue['deletes'] ?? 0)}</td>
      {isChecked && <td class="wrap">{check !== undefined && <CheckBadge of={check} />}</td>}
    </tr>
  )
}

function Events({ of: { file, mapping } }: { readonly of: Opened }): JSX.Element {
  const rows = [
    ...mapping.subscriptions.map((rule, i) => ({ rule, name: rule.name, takes: subscribeOf(file, i) })),
    ...('unsupported' in mapping.deletion
      ? []
      : [{ rule: mapping.deletion, name: 'Deletes', takes: 'type = "delete"' }]),
  ]
  return (
    <section aria-label="Subscriptions and limits">
      <h3>Subscriptions and limits</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label="Subscriptions with their calls and limits">
        <table>
          <thead>
            <tr>
              <th>Subscription</th>
              <th>Takes</th>
              <th>Calls</th>
              <th>Limits</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ rule, name, takes }, i) => (
              <tr key={i}>
                <td>{name}</td>
                <td class="wrap">
                  <code>{takes}</code>
                </td>
                <td>{batchText(rule)}</td>
                <td>{limitsText(rule.limits) || <span class="muted">as by default</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted">
        By default there is no limit of requests, the queue waits 30 seconds for an answer (
        <code>QUEUE_TIMEOUT_MS</code>), and an event is tried for 72 hours. Deletes are tried for 30 days.
      </p>
    </section>
  )
}

function subscribeOf(file: JsonObject, i: number): string {
  const list = file['subscriptions']
  const one: unknown = Array.isArray(list) ? list[i] : undefined
  return isObject(one) ? String(one['subscribe']) : ''
}
