import type { JSX } from 'preact'
import type { Receipt } from '../../../../src/deletes/receipt.ts'
import { ask } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { DownloadJson } from '../../parts/download.tsx'
import { Shown } from '../../parts/states.tsx'
import { UtcTime, count, counted } from '../../parts/time.tsx'
import type { Partner } from '../../replies.ts'
import { session } from '../../session.ts'
import type { Found, Line, Standing } from './certificate.ts'
import { certificateJson, endOf, linesOf, standings } from './certificate.ts'
import { Proof } from './proof.tsx'
import type { User, Verification } from './verified.ts'
import { useVerified } from './use-verified.ts'

/** What each standing means, and its tone. */
const meanings: Readonly<Record<Standing, { readonly title: string; readonly tone: string; readonly says: string }>> = {
  confirmed: { title: 'Confirmed', tone: 'good', says: 'The partner answered that the user is deleted.' },
  waiting: {
    title: 'Waiting',
    tone: 'wait',
    says: 'Stored, and tried until the partner confirms it: for 30 days, or 45 once the partner has begun it.',
  },
  failed: {
    title: 'Failed',
    tone: 'bad',
    says: 'The partner refused it for good, the time is over, or an operator cancelled it. The user is not deleted there.',
  },
  refused: {
    title: 'Refused on arrival',
    tone: 'bad',
    says: 'The request lacked what the partner needs, such as a userId. The user is not deleted there.',
  },
  'not supported': {
    title: 'Not supported',
    tone: 'wait',
    says: 'The partner cannot delete users by its API: delete the user there by hand.',
  },
  'nothing known': {
    title: 'Nothing known',
    tone: 'quiet',
    says: 'No delete of this user is known at these accounts: none came, or its receipt is no longer kept.',
  },
}

async function find(user: User, signal: AbortSignal): Promise<Found> {
  const [{ receipts, more = 0 }, { partners }] = await Promise.all([
    ask<{ readonly receipts: readonly Receipt[]; readonly more?: number }>('/v1/deletes/search', {
      body: { [user.kind]: user.id },
      signal,
    }),
    ask<{ readonly partners: readonly Partner[] }>('/v1/partners', { signal }),
  ])
  return { user, at: new Date().toISOString(), receipts, partners, more }
}

/** The certificate of one user: how the user stands at each account, to be printed or saved. */
export function Certificate({ user, close }: { readonly user: User; readonly close: () => void }): JSX.Element {
  const loaded = useLoad(`${user.kind}\n${user.id}`, (signal) => find(user, signal))
  return (
    <Shown of={loaded} what="the deletes of this user">
      {(found) => <Sheet found={found} close={close} again={loaded.reload} />}
    </Shown>
  )
}

function Sheet({
  found,
  close,
  again,
}: {
  readonly found: Found
  readonly close: () => void
  readonly again: () => void
}): JSX.Element {
  const { user, at, receipts, partners, more } = found
  const verifications = useVerified(receipts, user)
  const lines = linesOf(found)
  const broken = verifications?.filter(({ why, isOtherKey }) => why !== undefined && !isOtherKey).length ?? 0
  const isOtherKey = verifications?.some((one) => one.isOtherKey) ?? false
  const forCustomers = partners.filter(({ customers }) => customers !== undefined)
  return (
    <article class="card certificate" aria-labelledby="certificate-title">
      <div class="row between">
        <h2 id="certificate-title">Certificate of deletion</h2>
        <div class="actions">
          <button type="button" onClick={close}>
            All deletes
          </button>
          <button type="button" onClick={again}>
            Ask again
          </button>
          <DownloadJson
            name={`deletion-${at.slice(0, 10)}.json`}
            of={() => certificateJson(found, location.origin, verifications)}
          >
            Download as JSON
          </DownloadJson>
          <button type="button" class="primary" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <dl class="facts">
        <dt>User</dt>
        <dd>
          {user.kind} <strong>{user.id}</strong>
        </dd>
        <dt>As of</dt>
        <dd>
          <UtcTime at={at} />
        </dd>
        <dt>Forwarder</dt>
        <dd>
          {location.host} ({session.value?.environment})
        </dd>
        <dt>In all</dt>
        <dd>
          {standings
            .map((standing) => [standing, lines.filter((line) => line.standing === standing).length] as const)
            .filter(([, n]) => n > 0)
            .map(([standing, n]) => `${count(n)} ${standing}`)
            .join(', ') || 'no account is set up, and no delete is known'}
        </dd>
      </dl>
      {more > 0 && (
        <p class="fault" role="alert">
          This certificate is not complete: {counted(more, 'more delete is', 'more deletes are')} known of this user,
          and not shown.
        </p>
      )}
      {isOtherKey && (
        <p class="fault" role="alert">
          What is marked below was not verified: these receipts were not written with this key, or each was changed. Are
          these the RECEIPT_KEYS of this forwarder?
        </p>
      )}
      {broken > 0 && (
        <p class="fault" role="alert">
          {broken === 1 ? '1 receipt does' : `${count(broken)} receipts do`} not hold: what is marked below proves
          nothing.
        </p>
      )}
      {standings.map((standing) => {
        const own = lines.filter((line) => line.standing === standing)
        return own.length === 0 ? null : (
          <Group
            key={standing}
            standing={standing}
            lines={own}
            verificationOf={(receipt) => verifications?.[receipts.indexOf(receipt)]}
          />
        )
      })}
      <footer class="muted">
        {forCustomers.length > 0 && (
          <p>
            Accounts of customers ({forCustomers.map(({ name, partner }) => name ?? partner).join(', ')}) stand here
            only where a delete of the user is known.
          </p>
        )}
        <p>
          A receipt holds every attempt and answer; each entry is linked to the one before by an HMAC under a key of
          RECEIPT_KEYS, so that who has the keys can tell whether it was changed. The last link stands in the log of the
          forwarder too. It proves what the partner answered, not what the partner did.
        </p>
      </footer>
    </article>
  )
}

function Group({
  standing,
  lines,
  verificationOf,
}: {
  readonly standing: Standing
  readonly lines: readonly Line[]
  readonly verificationOf: (receipt: Receipt) => Verification | undefined
}): JSX.Element {
  const { title, tone, says } = meanings[standing]
  const hasReceipts = lines.some(({ receipt }) => receipt !== undefined)
  const hasReasons = lines.some(({ reason }) => reason !== undefined)
  return (
    <section aria-label={title}>
      <h3>
        <span class={`badge ${tone}`}>{lines.length}</span> {title}
      </h3>
      <p class="muted">{says}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Accounts: ${title}`}>
        <table class="stack">
          <thead>
            <tr>
              <th>Partner</th>
              {hasReceipts && <th>When</th>}
              {hasReasons && <th>Why</th>}
              {hasReceipts && (
                <>
                  <th>Receipt and its last link</th>
                  <th>Verified</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, i) => (
              <tr key={i}>
                <td>
                  {line.partner} <small>{line.account}</small>
                </td>
                {hasReceipts && <Dates of={line} />}
                {hasReasons && <td class="wrap">{line.reason}</td>}
                {hasReceipts && <Proof receipt={line.receipt} verificationOf={verificationOf} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Dates({ of: line }: { readonly of: Line }): JSX.Element {
  const [first, last] = [line.receipt?.entries[0]?.at, line.receipt?.entries.at(-1)?.at]
  return (
    <td>
      {first !== undefined && (
        <div>
          received <UtcTime at={first} />
        </div>
      )}
      {last !== undefined && last !== first && (
        <div>
          {endOf(line) === undefined ? 'last entry' : 'ended'} <UtcTime at={last} />
        </div>
      )}
    </td>
  )
}
