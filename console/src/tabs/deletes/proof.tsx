import type { JSX } from 'preact'
import type { Receipt } from '../../../../src/deletes/receipt.ts'
import { counted } from '../../parts/time.tsx'
import type { Verification } from './verified.ts'
import { missing } from './verified.ts'

/** The receipt of a line, and whether it holds. */
export function Proof({
  receipt,
  verificationOf,
}: {
  readonly receipt: Receipt | undefined
  readonly verificationOf: (receipt: Receipt) => Verification | undefined
}): JSX.Element {
  const verification = receipt === undefined ? undefined : verificationOf(receipt)
  return (
    <>
      <td class="links">
        {receipt === undefined ? (
          <span class="muted">no request came</span>
        ) : (
          <>
            <code>{receipt.id}</code> <code>{receipt.entries.at(-1)?.link}</code>
          </>
        )}
      </td>
      <td>{verification !== undefined && <Verdict of={verification} entries={receipt?.entries.length ?? 0} />}</td>
    </>
  )
}

function Verdict({ of, entries }: { readonly of: Verification; readonly entries: number }): JSX.Element {
  if (of.isOtherKey) return <span class="badge wait">not verified</span>
  if (of.why !== undefined)
    return (
      <>
        <span class="badge bad">does not hold</span> <div class="fault">{of.why}</div>
      </>
    )
  if (of.missingKeys.length > 0)
    return (
      <>
        <span class="badge wait">not verified</span> <div class="fault">{missing(of.missingKeys)}</div>
      </>
    )
  return of.byKey ? (
    <span class="badge good">{counted(entries, 'link holds', 'links hold')}, of this user</span>
  ) : (
    <span class="badge quiet">in order; no key</span>
  )
}
