import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { LinkedEntry, Receipt } from '../../../../src/deletes/receipt.ts'
import { isReceipt } from '../../../../src/deletes/receipt.ts'
import { ask } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Copy } from '../../parts/code.tsx'
import { DownloadJson } from '../../parts/download.tsx'
import { Failure, Shown } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { useVerified } from './use-verified.ts'
import type { Verification } from './verified.ts'
import { missing } from './verified.ts'

/** The receipt of a delete, loaded and verified. */
export function LoadedReceipt({ path }: { readonly path: string }): JSX.Element {
  const loaded = useLoad(path, (signal) => ask<unknown>(`/v1/deletes/${path}`, { signal }))
  return (
    <Shown of={loaded} what="the receipt">
      {(receipt) =>
        isReceipt(receipt) ? <ReceiptChain receipt={receipt} /> : <Failure message="The answer is no receipt." />
      }
    </Shown>
  )
}

function ReceiptChain({ receipt }: { readonly receipt: Receipt }): JSX.Element {
  const [verification] = useVerified(useMemo(() => [receipt], [receipt])) ?? []
  const last = receipt.entries.at(-1)?.link ?? ''
  return (
    <div class="sent">
      <div class="row between">
        <h2>
          Receipt <code>{receipt.id}</code>
        </h2>
        <DownloadJson name={`receipt-${receipt.id}.json`} of={() => receipt}>
          Download as JSON
        </DownloadJson>
      </div>
      <Judgement of={verification} />
      <div class="scroll" tabIndex={0} role="region" aria-label={`Entries of the receipt ${receipt.id}`}>
        <table class="chain stack">
          <thead>
            <tr>
              <th class="number">n</th>
              <th>Time</th>
              <th>What happened</th>
              <th>Details</th>
              <th>Link</th>
              <th>Check</th>
            </tr>
          </thead>
          <tbody>
            {receipt.entries.map((entry, i) => (
              <tr key={i}>
                <td class="number">{entry.n}</td>
                <td>
                  <Time at={entry.at} />
                </td>
                <td>{entry.kind}</td>
                <td class="wrap">
                  <Details of={entry} />
                </td>
                <td>
                  <code title={`${entry.link}, under the key ${entry.key}`}>{entry.link.slice(0, 12)}…</code>
                </td>
                <td>
                  <EntryCheck of={verification} at={i} keyId={entry.key} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted wrap">
        Last link: <code>{last}</code> <Copy text={last} label="the last link" />
      </p>
    </div>
  )
}

const shownElsewhere = new Set(['n', 'at', 'kind', 'delete', 'partner', 'account', 'link', 'key'])

function Details({ of: entry }: { readonly of: LinkedEntry }): JSX.Element {
  return (
    <>
      {Object.entries(entry)
        .filter(([name]) => !shownElsewhere.has(name))
        .map(([name, value]) => (
          <div key={name}>
            <span class="muted">{name}</span> {String(value)}
          </div>
        ))}
    </>
  )
}

function EntryCheck({
  of,
  at,
  keyId,
}: {
  readonly of: Verification | undefined
  readonly at: number
  readonly keyId: string
}): JSX.Element {
  if (of === undefined) return <span class="muted">…</span>
  if (of.isOtherKey) return <span class="badge wait">not verified</span>
  const fault = of.entries[at]
  if (fault !== undefined)
    return (
      <>
        <span class="badge bad">does not hold</span> <span class="fault">{fault}</span>
      </>
    )
  if (of.missingKeys.includes(keyId)) return <span class="badge wait">not verified</span>
  return of.byKey ? <span class="badge good">link holds</span> : <span class="badge quiet">in order</span>
}

/** What was verified of the whole receipt, and what this says. */
function Judgement({ of }: { readonly of: Verification | undefined }): JSX.Element {
  if (of === undefined) return <p class="muted">Verifying …</p>
  if (of.isOtherKey)
    return (
      <p class="fault" role="alert">
        This receipt was not written with this key, or it was changed: not even its first link holds. Are these the
        RECEIPT_KEYS of this forwarder?
      </p>
    )
  if (of.why !== undefined)
    return (
      <p class="fault" role="alert">
        This receipt does not hold: {of.why}.
      </p>
    )
  if (of.missingKeys.length > 0)
    return (
      <p class="fault" role="alert">
        This receipt cannot be verified: {missing(of.missingKeys)}.
      </p>
    )
  if (!of.byKey)
    return (
      <p class="muted">
        Seen without a key: the entries are in order, the first names this delete, partner and account, and the state
        follows from them. Whether anything was changed shows only with RECEIPT_KEYS.
      </p>
    )
  return (
    <p class="muted">
      Every link holds: no entry was changed, taken out or put in. Whether entries were cut off at the end shows the log
      line of this delete: its last link must be the one below.
    </p>
  )
}
